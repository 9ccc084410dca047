/*
 * field_mask -- which fields of a reply a client wants to see.
 *
 * Use:       field_mask_read() on the text of ?fields=, then
 *            transcode_print_masked(). "id,total" keeps two members;
 *            "orders.id,next" reaches into a message or into every message of
 *            a list. A name keeps all that is below it.
 * Bounds:    FIELD_MASK_PATHS paths, FIELD_MASK_DEPTH names in one.
 * Ownership: lives in the caller's arena; const afterwards.
 * Errors:    MALFORMED with the names that there are, for one that there is
 *            not; for too many or too deep paths, or an empty name.
 * Blocking:  never.
 * Source:    google.protobuf.FieldMask, as partial responses use it.
 */
#ifndef CHASSIS_FIELD_MASK_H
#define CHASSIS_FIELD_MASK_H

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/error.h"
#include "chassis/message.h"

enum { FIELD_MASK_PATHS = 32, FIELD_MASK_DEPTH = 4 };

/* The chosen fields of one message type. */
struct field_mask {
    const ProtobufCMessageDescriptor *type;
    struct field_mask_entry {
        unsigned field;                 /* index in the type */
        const struct field_mask *below; /* NULL: all of it */
    } entries[FIELD_MASK_PATHS];
    size_t count;
};

enum error field_mask_read(const ProtobufCMessageDescriptor *type,
                           struct slice text, struct arena *arena,
                           const struct field_mask **out);
/* True when that field is wanted; `below` gets the mask for what is in it. A
 * NULL mask wants everything. */
bool field_mask_wants(const struct field_mask *mask, unsigned field,
                      const struct field_mask **below);

#endif
