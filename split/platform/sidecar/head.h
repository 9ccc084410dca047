/*
 * head -- the header fields of one HTTP/2 message, kept to be sent on.
 *
 * Use:       head_add() as fields come; head_fill() when they go out again.
 * Ownership: the head owns copies; what head_fill() gives points into them and
 *            holds until the next head_add() or head_release().
 * Errors:    head_add() says TOO_LARGE beyond LIMIT_HEADER_COUNT fields or
 *            LIMIT_HEADER_BLOCK_BYTES.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_HEAD_H
#define SPLIT_PLATFORM_SIDECAR_HEAD_H

#include "chassis/buffer.h"
#include "chassis/limits.h"

enum { HEAD_FIELDS = LIMIT_HEADER_COUNT };

struct head {
    struct buffer bytes;
    size_t count;
};

struct head_field {
    struct slice name, value;
    bool never_indexed; /* the sender asked that nobody keeps it in a table */
};

void head_init(struct head *head);
void head_release(struct head *head);
enum error head_add(struct head *head, struct slice name, struct slice value,
                    bool never_indexed);
/* All of them, in their order; how many. */
size_t head_fill(const struct head *head, struct head_field out[HEAD_FIELDS]);
/* The first one of that name; data NULL: there is none. */
struct slice head_get(const struct head *head, const char *name);

#endif
