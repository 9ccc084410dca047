/*
 * buffer -- bytes that grow at the end.
 *
 * Use:       buffer_init(), append as often as needed, look at `data` and
 *            `length`, buffer_release(). Check buffer_error() once at the end.
 * Units:     bytes. `data` always has a NUL behind `length` once it is not
 *            NULL; the NUL is not counted.
 * Ownership: the buffer owns `data`.
 * Errors:    sticky: after the limit was hit or memory ran out, appends do
 *            nothing and buffer_error() says ERROR_TOO_LARGE.
 * Blocking:  never.
 * Source:    git's strbuf and its contract in the header.
 */
#ifndef CHASSIS_BUFFER_H
#define CHASSIS_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "chassis/error.h"

/* Bytes that belong to somebody else; not terminated. */
struct slice {
    const char *data;
    size_t length;
};

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
    size_t limit;
    bool failed;
};

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})
struct slice slice_of(const char *text); /* NULL gives an empty slice */
bool slice_equal(struct slice a, struct slice b);
bool slice_is(struct slice a, const char *text);
bool slice_is_nocase(struct slice a, const char *text); /* ASCII */

void buffer_init(struct buffer *buffer, size_t limit_bytes);
void buffer_release(struct buffer *buffer);
void buffer_reset(struct buffer *buffer); /* empty, memory kept */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
/* For makers that write in place: room for `length` bytes at data + length
 * (NULL when there is none), then so many of them are there. */
char *buffer_room(struct buffer *buffer, size_t length);
void buffer_filled(struct buffer *buffer, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_format_list(struct buffer *buffer, const char *format,
                        va_list list);
/* Takes back all behind the first `length` bytes, and a failure with them. */
void buffer_cut(struct buffer *buffer, size_t length);
/* Drops `length` bytes from the front. */
void buffer_consume(struct buffer *buffer, size_t length);
enum error buffer_error(const struct buffer *buffer);

#endif
