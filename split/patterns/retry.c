/*
 * retry -- exponential back-off with full jitter.
 *
 * The problem: callers that failed together and wait equally long come back
 * together, and the peer that was falling over is pushed over again.
 *
 * The idea: the wait is drawn evenly from a range that doubles with each
 * failure, so the calls spread over it.
 */
#include "split/patterns/retry.h"

#include <assert.h>

int64_t retry_delay_ms(const struct retry *retry, unsigned failures,
                       uint64_t chance)
{
    assert(retry->base_ms > 0 && retry->cap_ms > 0);
    int64_t most = retry->base_ms;
    while (failures-- > 0 && most < retry->cap_ms)
        most *= 2;
    if (most > retry->cap_ms)
        most = retry->cap_ms;
    return 1 + (int64_t)(chance % (uint64_t)most);
}
