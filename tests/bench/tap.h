/*
 * tap -- a program on a terminal, and how long it takes to show a key.
 *
 * Use:       tap_open(), tap_until() for what it must have written first, then
 *            tap_key() as often as needed; tap_close().
 * Units:     nanoseconds, monotonic.
 * Ownership: one pseudo-terminal and one child, which tap_close() ends.
 * Errors:    -1 where the program has ended, or shows nothing for TAP_WAIT_MS.
 * Blocking:  always; nothing is slept, only waited for.
 */
#ifndef TESTS_BENCH_TAP_H
#define TESTS_BENCH_TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { TAP_WAIT_MS = 5000, TAP_SEEN_BYTES = 262144 };

struct tap {
    int master;
    pid_t child;
    int64_t began_ns; /* just before it was started */
    char seen[TAP_SEEN_BYTES]; /* the newest that it has written */
    int length;
};

bool tap_open(struct tap *tap, int rows, int columns, const char *const argv[]);
/* Reads until these bytes have been written; when they had, else -1. */
int64_t tap_until(struct tap *tap, const char *bytes);
/* From the key's write to the first byte of what it changed. */
int64_t tap_key(struct tap *tap, char key);
void tap_send(struct tap *tap, const char *bytes);
/* Reads what it still says until it has been silent so long. */
void tap_drain(struct tap *tap, int silent_ms);
/* Hangs up, and waits for its end. */
void tap_close(struct tap *tap);

#endif
