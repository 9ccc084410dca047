/*
 * breaker_window -- the recent outcomes of calls: the last N, and those of the
 *                   last T milliseconds.
 *
 * Use:       window_add() each outcome, window_sums() for what a breaker
 *            judges by. Both windows are kept all the time, so that changing
 *            from one to the other forgets nothing.
 * Time:      the breaker's own elapsed milliseconds; they never go back.
 * Memory:    a plain value of about 3 KiB; a bound for any number of calls.
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    the count ring of resilience4j, the buckets of Hystrix.
 */
#ifndef SPLIT_PATTERNS_BREAKER_WINDOW_H
#define SPLIT_PATTERNS_BREAKER_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum {
    WINDOW_CALLS_MAX = 1000, /* outcomes that are kept */
    WINDOW_BUCKETS_MAX = 60
};

struct window_sums {
    int64_t calls, failures, slow;
};

struct breaker_window {
    uint8_t ring[WINDOW_CALLS_MAX]; /* bit 0: failed, bit 1: slow */
    int64_t added;                  /* ever since the last clear */
    int64_t size;                   /* of the count window */
    struct window_sums last;        /* of the newest `size` outcomes */

    struct window_sums buckets[WINDOW_BUCKETS_MAX];
    int64_t bucket_ms, bucket_count;
    int64_t newest; /* number of the bucket that takes outcomes now */
};

void window_clear(struct breaker_window *window);
/* The count window keeps the newest outcomes that it has, up to its new size.
 * The time window starts empty when its buckets change. */
void window_shape(struct breaker_window *window, int64_t calls, int64_t span_ms,
                  int64_t buckets);
void window_add(struct breaker_window *window, int64_t at_ms, bool failed,
                bool slow);
struct window_sums window_sums_of_calls(const struct breaker_window *window);
struct window_sums window_sums_of_time(const struct breaker_window *window,
                                       int64_t at_ms);

#endif
