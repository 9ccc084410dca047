/*
 * retry -- how long to wait before the same call is made again.
 *
 * Use:       retry_delay_ms() with the number of failures so far.
 * Units:     milliseconds. `chance` is a fresh random word.
 * Rules:     full jitter: evenly between 1 and base * 2^failures, capped.
 * Errors:    cannot fail. Whether a call may be repeated at all is the
 *            caller's question: only what has a key may.
 * Source:    "Exponential Backoff And Jitter" (Brooker 2015): of the variants
 *            compared there, full jitter ends with the fewest calls.
 */
#ifndef SPLIT_PATTERNS_RETRY_H
#define SPLIT_PATTERNS_RETRY_H

#include <stdint.h>

struct retry {
    int64_t base_ms;
    int64_t cap_ms;
};

int64_t retry_delay_ms(const struct retry *retry, unsigned failures,
                       uint64_t chance);

#endif
