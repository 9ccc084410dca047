/*
 * transcode_private -- what reading from JSON and from text share: how wide a
 * field is, what fits into it, and the sentences for what does not.
 *
 * transcode.c        fields of a descriptor; path and query parameters
 * transcode_parse.c  JSON in          transcode_print.c  JSON out
 */
#ifndef CHASSIS_TRANSCODE_PRIVATE_H
#define CHASSIS_TRANSCODE_PRIVATE_H

#include "chassis/transcode.h"

/* Bytes of one value of that type in a generated struct. */
size_t transcode_width(ProtobufCType type);
bool transcode_is_integer(ProtobufCType type);
/* False: the value does not fit into the field, nothing is stored. */
bool transcode_store_integer(ProtobufCType type, int64_t value, void *place);
/* False: the enum has no such name. */
bool transcode_store_enum(const ProtobufCFieldDescriptor *field,
                          const char *word, void *place);
/* Says that an optional field was given. */
void transcode_mark(ProtobufCMessage *message,
                    const ProtobufCFieldDescriptor *field);

/* The sentences; `where` is the field's path, `got` the value as text. */
enum error transcode_out_of_range(ProtobufCType type, const char *where,
                                  const char *got);
enum error transcode_no_such_word(const ProtobufCFieldDescriptor *field,
                                  const char *where, const char *got);
enum error transcode_no_such_field(const ProtobufCMessageDescriptor *type,
                                   const char *where);
enum error transcode_no_room(void);

#endif
