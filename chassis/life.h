/*
 * life -- whether another process that shares this database still lives.
 *
 * Use:       life_begin() once; life_sign() from the loop, as often as you
 *            like; life_is_over() about the number of another one.
 * How:       each life holds an flock on a small file of its own beside the
 *            database, PATH.life0 to PATH.life15, and writes there when it was
 *            last seen. The lock dies with its process, however that dies; a
 *            process that is paused keeps the lock but falls silent.
 * Rules:     "over" is a guess about a silent one. Whoever acts on it must make
 *            sure, in the database, that the other finds out before it writes
 *            again (split/patterns/crew.h).
 * Units:     milliseconds of the machine's monotonic clock, which all its
 *            processes share.
 * Ownership: the caller's; holds a descriptor until life_end().
 * Errors:    STORAGE, explained; OVERLOADED when LIFE_SLOTS live already.
 * Blocking:  on small files, never on a lock.
 * Source:    leases with fencing tokens: Gray and Cheriton 1989; Kleppmann,
 * "How to do distributed locking", 2016.
 */
#ifndef CHASSIS_LIFE_H
#define CHASSIS_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/error.h"

enum {
    LIFE_SLOTS = 16,       /* a power of two */
    LIFE_SIGN_MS = 100,    /* between two signs */
    LIFE_SILENT_MS = 2000, /* a slow disk is quiet for less */
    LIFE_PATH_BYTES = 544
};

struct life {
    int fd;         /* -1: not begun */
    int64_t number; /* positive; no other life ever has it */
    int64_t signed_ms;
    char path[LIFE_PATH_BYTES]; /* of the database */
};

enum error life_begin(struct life *life, const char *path, uint64_t random,
                      int64_t now_ms);
void life_end(struct life *life);
void life_sign(struct life *life, int64_t now_ms);
/* The process has ended, or has given no sign for LIFE_SILENT_MS. */
bool life_is_over(const struct life *life, int64_t number, int64_t now_ms);

#endif
