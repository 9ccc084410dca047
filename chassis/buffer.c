/*
 * buffer -- bytes that grow at the end, up to a limit.
 *
 * Replies, output queues and log lines are all "append, append, send". The
 * memory doubles as it grows, so n appended bytes cost n copies in the long
 * run, and buffer_reset() keeps it for the next round.
 *
 * What holds: length <= limit, and data[length] is a NUL whenever data is not
 * NULL. A failed append changes nothing but `failed`, and every append after
 * it is ignored: the maker of a message appends without a look and asks once
 * at the end whether it all fitted.
 */
#include "chassis/buffer.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_FIRST_BYTES = 256 };

struct slice slice_of(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

bool slice_equal(struct slice a, struct slice b)
{
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

bool slice_is(struct slice a, const char *text)
{
    return slice_equal(a, slice_of(text));
}

static unsigned char lower(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

bool slice_is_nocase(struct slice a, const char *text)
{
    struct slice b = slice_of(text);
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

void buffer_init(struct buffer *buffer, size_t limit_bytes)
{
    *buffer = (struct buffer){.limit = limit_bytes};
}

void buffer_release(struct buffer *buffer)
{
    free(buffer->data);
    buffer_init(buffer, buffer->limit);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

/* Makes room for `more` bytes and the NUL. */
static bool reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (more < buffer->capacity - buffer->length)
        return true;
    if (more > buffer->limit - buffer->length ||
        buffer->limit > SIZE_MAX / 2 - 1) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->length + more + 1;
    size_t capacity = buffer->capacity * 2;
    if (capacity > buffer->limit + 1)
        capacity = buffer->limit + 1;
    if (capacity < BUFFER_FIRST_BYTES)
        capacity = BUFFER_FIRST_BYTES;
    if (capacity < needed)
        capacity = needed;
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    if (length > buffer->limit - buffer->length)
        buffer->failed = true;
    if (!reserve(buffer, length))
        return;
    if (length > 0)
        memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

char *buffer_room(struct buffer *buffer, size_t length)
{
    if (length > buffer->limit - buffer->length)
        buffer->failed = true;
    return reserve(buffer, length) ? buffer->data + buffer->length : NULL;
}

void buffer_filled(struct buffer *buffer, size_t length)
{
    assert(length < buffer->capacity - buffer->length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    if (text)
        buffer_append(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, char byte)
{
    /* Most bytes find room; they do not pay for the general case. */
    if (buffer->failed || buffer->length >= buffer->limit ||
        buffer->capacity - buffer->length < 2) {
        buffer_append(buffer, &byte, 1);
        return;
    }
    buffer->data[buffer->length++] = byte;
    buffer->data[buffer->length] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    buffer_format_list(buffer, format, list);
    va_end(list);
}

void buffer_format_list(struct buffer *buffer, const char *format, va_list list)
{
    char small[256];
    va_list again;
    va_copy(again, list);
    int wanted = vsnprintf(small, sizeof small, format, list);
    if (wanted < 0 || (size_t)wanted > buffer->limit - buffer->length) {
        buffer->failed = true;
    } else if ((size_t)wanted < sizeof small) {
        buffer_append(buffer, small, (size_t)wanted);
    } else if (reserve(buffer, (size_t)wanted)) {
        vsnprintf(buffer->data + buffer->length, (size_t)wanted + 1, format,
                  again);
        buffer->length += (size_t)wanted;
    }
    va_end(again);
}

void buffer_cut(struct buffer *buffer, size_t length)
{
    assert(length <= buffer->length);
    buffer->length = length;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[length] = '\0';
}

void buffer_consume(struct buffer *buffer, size_t length)
{
    assert(length <= buffer->length);
    if (length == 0)
        return;
    buffer->length -= length;
    memmove(buffer->data, buffer->data + length, buffer->length);
    buffer->data[buffer->length] = '\0';
}

enum error buffer_error(const struct buffer *buffer)
{
    if (!buffer->failed)
        return ERROR_OK;
    return error_explain(ERROR_TOO_LARGE,
                         "there is room for %zu bytes and no more",
                         buffer->limit);
}
