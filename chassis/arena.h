/*
 * arena -- memory that is given out in pieces and taken back at once.
 *
 * Use:       arena_init(), arena_alloc() as often as needed, arena_release().
 * Units:     bytes; every piece is aligned for any type.
 * Ownership: pieces belong to the arena; never free one.
 * Errors:    arena_alloc() gives NULL when the limit is reached or memory is
 *            out; the other makers do the same.
 * Blocking:  never. One arena belongs to one loop.
 * Source:    the region allocator of Hanson 1990; one arena a request is how
 *            nginx (ngx_pool_t) and Apache (apr_pool) keep handlers short.
 */
#ifndef CHASSIS_ARENA_H
#define CHASSIS_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first */
    size_t used_bytes;          /* given out, of all chunks */
    size_t limit_bytes;
};

/* Takes no memory yet. */
void arena_init(struct arena *arena, size_t limit_bytes);
/* Gives everything back to the heap. */
void arena_release(struct arena *arena);
/* Forgets the pieces and keeps one chunk for the next user. */
void arena_reset(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t bytes); /* zeroed */
/* A copy of `length` bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const void *bytes, size_t length);
char *arena_string(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
