/*
 * message -- protobuf messages as every part of the program sees them.
 *
 * Use:       message_unpack() on bytes from outside, message_pack() for the
 *            wire. The structs are generated from the .proto contracts.
 * Ownership: unpacked messages live in the caller's arena: never call
 *            protobuf_c_message_free_unpacked() on one.
 * Errors:    MALFORMED for bytes that are no such message, for text that is
 *            not UTF-8 or holds a NUL (protobuf-c checks neither), and for
 *            deeper nesting than LIMIT_JSON_DEPTH. TOO_LARGE for more than
 *            LIMIT_MESSAGE_BYTES and where the arena has no room.
 * Blocking:  never.
 * Source:    Protocol Buffers encoding; protobuf-c 1.4.
 */
#ifndef CHASSIS_MESSAGE_H
#define CHASSIS_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/error.h"

enum error message_unpack(const ProtobufCMessageDescriptor *type,
                          const void *bytes, size_t length, struct arena *arena,
                          ProtobufCMessage **out);
enum error message_pack(const ProtobufCMessage *message, struct buffer *out);
/* A deep copy in another arena. */
enum error message_copy(const ProtobufCMessage *message, struct arena *arena,
                        ProtobufCMessage **out);
/* The index of a method in a contract, or -1. */
int message_method(const ProtobufCServiceDescriptor *contract,
                   const char *name);

/* What the work of a service is about, for traces: fields of requests or
 * replies, "Order.id" of one message or "order_id" of any; the first that is
 * there counts. */
struct subject {
    const char *attribute;     /* "order.id" */
    const char *const *fields; /* NULL ends */
};

#endif
