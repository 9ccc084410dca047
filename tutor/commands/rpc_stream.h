/*
 * rpc_stream -- a stream driven from the terminal or a pipe.
 *
 * Use:       `rpc` of a method that streams: messages are the words of the
 *            command, then lines of standard input; replies are printed as
 *            they come, one JSON object a line.
 * Ends:      the server ends it; or our side is half-closed, by the end of
 *            input, Ctrl-C, or --for's duration, and the server follows. A
 *            second Ctrl-C cancels, and so do two seconds without an end
 *            behind the first or behind the duration.
 * Errors:    what the server said; USAGE for a line that is no such message.
 * Blocking:  until the stream has ended.
 */
#ifndef TUTOR_RPC_STREAM_H
#define TUTOR_RPC_STREAM_H

#include <protobuf-c/protobuf-c.h>

#include "chassis/address.h"
#include "tutor/commands/args.h"
#include "tutor/session.h"

struct rpc_stream {
    const struct address *address;
    const ProtobufCServiceDescriptor *contract;
    const ProtobufCMethodDescriptor *method;
    bool client, server; /* who sends any number of messages */
    int64_t for_ms;      /* 0: until it ends by itself */
    /* The words of the command from this one on are messages. */
    const struct args *args;
    size_t first_word;
};

enum error rpc_stream(struct session *session, const struct rpc_stream *stream);

#endif
