/*
 * backoff -- pure arithmetic over the times of death.
 *
 * A process that keeps dying must not be started as fast as the machine can
 * fork, and one that died once after a good life must not wait long: so the
 * step grows with each early death and is forgotten after a life of some
 * length. The ring of the last deaths says when it has become a loop.
 */
#include "split/platform/supervisor/backoff.h"

enum {
    FIRST_MS = 100,
    LAST_MS = 5000,
    GOOD_LIFE_MS = 10000,
    WINDOW_MS = 60000
};

void backoff_reset(struct backoff *backoff)
{
    *backoff = (struct backoff){0};
}

bool backoff_died(struct backoff *backoff, int64_t now_ms, int64_t lived_ms,
                  int64_t *wait_ms)
{
    unsigned at = backoff->deaths++ % BACKOFF_DEATHS;
    /* What this place of the ring held is the death BACKOFF_DEATHS ago. */
    int64_t oldest = backoff->deaths_ms[(at + 1) % BACKOFF_DEATHS];
    backoff->deaths_ms[at] = now_ms;
    if (backoff->deaths >= BACKOFF_DEATHS && now_ms - oldest < WINDOW_MS &&
        lived_ms < GOOD_LIFE_MS)
        return false;
    if (lived_ms >= GOOD_LIFE_MS)
        backoff->step = 0;
    int64_t wait = (int64_t)FIRST_MS << backoff->step;
    if (wait < LAST_MS)
        backoff->step++;
    *wait_ms = wait < LAST_MS ? wait : LAST_MS;
    return true;
}
