/*
 * transcode -- JSON to protobuf messages and back, from the descriptors.
 *
 * Use:       transcode_parse() on a body, transcode_print() on a reply.
 * Rules:     names as in the .proto (snake_case). Integers are JSON numbers
 *            without a fraction (money stays under 2^53; a string is refused,
 *            unlike proto3's own JSON mapping); enums are their names; bytes
 *            are base64; unset messages are left out, all else is printed.
 * Ownership: messages are made in the caller's arena.
 * Errors:    MALFORMED with the path of the field ("lines[0].quantity must be
 *            a whole number, not a string"), UNPROCESSABLE where a number is
 *            out of the field's range or a word is none of an enum's; unknown
 *            and repeated names are refused. TOO_LARGE when the arena is full.
 * Blocking:  never.
 * Source:    gRPC-JSON transcoding (google.api.http) for the idea.
 */
#ifndef CHASSIS_TRANSCODE_H
#define CHASSIS_TRANSCODE_H

#include "chassis/field_mask.h"
#include "chassis/json.h"
#include "chassis/message.h"

enum error transcode_parse(const ProtobufCMessageDescriptor *type,
                           struct slice json, struct arena *arena,
                           ProtobufCMessage **out);
/* The same from a tree that json_parse() made in that arena. The message
 * points to the tree's strings. */
enum error transcode_read(const ProtobufCMessageDescriptor *type,
                          const struct json *tree, struct arena *arena,
                          ProtobufCMessage **out);
void transcode_print(struct json_writer *json, const ProtobufCMessage *message);
/* Only what the mask wants; NULL: everything. */
void transcode_print_masked(struct json_writer *json,
                            const ProtobufCMessage *message,
                            const struct field_mask *mask);
/* Sets one scalar field from text, as path and query parameters come. */
enum error transcode_field(ProtobufCMessage *message, const char *name,
                           struct slice text, struct arena *arena);
/* A new message with defaults; NULL when the arena is full. */
ProtobufCMessage *transcode_new(const ProtobufCMessageDescriptor *type,
                                struct arena *arena);

#endif
