/*
 * head -- fields in one buffer: lengths, then bytes, one behind the other.
 *
 * A proxy keeps three heads a call. One allocation for each is cheaper than
 * one for each field, and a buffer that moves while it grows cannot leave a
 * pointer behind, since only lengths are stored.
 */
#include "split/platform/sidecar/head.h"

#include <stdint.h>
#include <string.h>

struct lengths {
    uint16_t name, value;
    bool never_indexed;
};

void head_init(struct head *head)
{
    *head = (struct head){.count = 0};
    buffer_init(&head->bytes, LIMIT_HEADER_BLOCK_BYTES +
                                  HEAD_FIELDS * sizeof(struct lengths));
}

void head_release(struct head *head)
{
    buffer_release(&head->bytes);
}

enum error head_add(struct head *head, struct slice name, struct slice value,
                    bool never_indexed)
{
    const struct lengths lengths = {(uint16_t)name.length,
                                    (uint16_t)value.length, never_indexed};
    if (head->count == HEAD_FIELDS || name.length > LIMIT_HEADER_BLOCK_BYTES ||
        value.length > LIMIT_HEADER_BLOCK_BYTES)
        return ERROR_HEADERS_TOO_LARGE;
    buffer_append(&head->bytes, &lengths, sizeof lengths);
    buffer_append(&head->bytes, name.data, name.length);
    buffer_append(&head->bytes, value.data, value.length);
    head->count += !buffer_error(&head->bytes);
    return buffer_error(&head->bytes) ? ERROR_HEADERS_TOO_LARGE : ERROR_OK;
}

size_t head_fill(const struct head *head, struct head_field out[HEAD_FIELDS])
{
    const char *at = head->bytes.data;
    for (size_t i = 0; i < head->count; i++) {
        struct lengths lengths;
        memcpy(&lengths, at, sizeof lengths);
        at += sizeof lengths;
        out[i].name = (struct slice){at, lengths.name};
        at += lengths.name;
        out[i].value = (struct slice){at, lengths.value};
        at += lengths.value;
        out[i].never_indexed = lengths.never_indexed;
    }
    return head->count;
}

struct slice head_get(const struct head *head, const char *name)
{
    struct head_field fields[HEAD_FIELDS];
    size_t count = head_fill(head, fields);
    for (size_t i = 0; i < count; i++)
        if (slice_is(fields[i].name, name))
            return fields[i].value;
    return (struct slice){NULL, 0};
}
