/*
 * rpc -- one gRPC call as a stranger writes it, header by header.
 *
 * Use:       rpc_status() calls and says the grpc-status; rpc_head() and
 *            rpc_message() make the parts for those who frame it themselves.
 * Ownership: buffers are the caller's.
 * Errors:    no answer at all fails the running test; rpc_status() is -1 when
 *            the connection ends without a status.
 */
#ifndef TESTS_HOSTILE_RPC_H
#define TESTS_HOSTILE_RPC_H

#include <nghttp2/nghttp2.h>

#include "tests/hostile/h2.h"

enum {
    GRPC_OK = 0,
    GRPC_INVALID = 3,
    GRPC_DENIED = 7,
    GRPC_EXHAUSTED = 8,
    GRPC_NO_METHOD = 12,
    GRPC_NO_TOKEN = 16
};

struct pair {
    const char *name, *value;
};

/* A header block: POST, content-type, te. */
void rpc_head(struct buffer *block, const char *path);
/* A length and the message, which is shorter than 256 bytes. */
void rpc_message(struct buffer *out, struct slice message);
/* Reads until that stream's grpc-status. */
int rpc_wait(struct wire *wire, uint32_t stream);
/* Calls the method once. */
int rpc_status(const struct door *door, const char *path, struct slice message,
               const struct pair *extra, size_t count);

#endif
