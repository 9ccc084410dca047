/*
 * arena -- memory that is given out in pieces and taken back at once.
 *
 * A request makes dozens of small things that all die together when it ends.
 * Freeing them one by one is work and the source of most leaks; here nobody
 * frees, and the end of the request gives back everything.
 *
 * Pieces are cut from the front of chunks. When a chunk is used up a new one,
 * twice as large up to a ceiling, is put before it; what is left of the old
 * one is given up. A reset keeps one chunk that is not larger than
 * ARENA_KEEP_BYTES, so thousands of idle requests do not hold on to the memory
 * of their largest one.
 *
 * What holds: used_bytes, the sum of all pieces as rounded up, never exceeds
 * limit_bytes; a piece is always zeroed, though its chunk may be used again.
 */
#include "chassis/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_FIRST_BYTES = 4 * 1024,
    ARENA_CEILING_BYTES = 64 * 1024, /* doubling ends here */
    ARENA_KEEP_BYTES = 16 * 1024
};

struct arena_chunk {
    struct arena_chunk *next;
    size_t capacity;
    size_t used;
    _Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t limit_bytes)
{
    *arena = (struct arena){.limit_bytes = limit_bytes};
}

void arena_release(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    arena->used_bytes = 0;
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *kept = NULL;
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        if (!kept && chunk->capacity <= ARENA_KEEP_BYTES)
            kept = chunk;
        else
            free(chunk);
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
    }
    arena->chunks = kept;
    arena->used_bytes = 0;
}

static struct arena_chunk *add_chunk(struct arena *arena, size_t bytes)
{
    size_t capacity = ARENA_FIRST_BYTES;
    if (arena->chunks)
        capacity = arena->chunks->capacity * 2;
    if (capacity > ARENA_CEILING_BYTES)
        capacity = ARENA_CEILING_BYTES;
    if (capacity < bytes)
        capacity = bytes;
    struct arena_chunk *chunk = malloc(sizeof *chunk + capacity);
    if (!chunk)
        return NULL;
    chunk->capacity = capacity;
    chunk->used = 0;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    const size_t unit = _Alignof(max_align_t);
    if (bytes > arena->limit_bytes)
        return NULL; /* also keeps the rounding from wrapping round */
    size_t rounded = (bytes + unit - 1) / unit * unit;
    if (rounded > arena->limit_bytes - arena->used_bytes)
        return NULL;
    struct arena_chunk *chunk = arena->chunks;
    if (!chunk || rounded > chunk->capacity - chunk->used)
        chunk = add_chunk(arena, rounded);
    if (!chunk)
        return NULL;
    void *piece = chunk->bytes + chunk->used;
    chunk->used += rounded;
    arena->used_bytes += rounded;
    return memset(piece, 0, rounded);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(arena, length + 1);
    if (copy && length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_string(struct arena *arena, const char *text)
{
    assert(text);
    return arena_copy(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0)
        return NULL;
    char *text = arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(list, format);
    vsnprintf(text, (size_t)length + 1, format, list);
    va_end(list);
    return text;
}
