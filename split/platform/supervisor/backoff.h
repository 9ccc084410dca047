/*
 * backoff -- how long to wait before a crashed process is started again.
 *
 * Use:       backoff_died() at each death; it says how long to wait, or that
 *            it is time to give up; backoff_reset() on a start by command.
 * Units:     monotonic milliseconds, passed in.
 * Rules:     100 ms, doubling to 5 s; a life of 10 s begins anew; 8 deaths
 *            within 60 s and it gives up.
 * Ownership: a plain value.
 * Source:    the crash-loop back-off of Kubernetes (10 s to 5 min), made short
 *            enough to be watched.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_BACKOFF_H
#define SPLIT_PLATFORM_SUPERVISOR_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

enum { BACKOFF_DEATHS = 8 };

struct backoff {
    int64_t deaths_ms[BACKOFF_DEATHS]; /* the last ones, a ring */
    unsigned deaths;                   /* since the reset */
    unsigned step;
};

void backoff_reset(struct backoff *backoff);
/* False: give up. */
bool backoff_died(struct backoff *backoff, int64_t now_ms, int64_t lived_ms,
                  int64_t *wait_ms);

#endif
