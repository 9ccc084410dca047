/*
 * breaker_window -- a ring of outcomes and a ring of buckets.
 *
 * The problem: "half of the calls failed" needs a "which calls". The last 100
 * calls may reach back to yesterday when hardly anybody calls; the last ten
 * seconds may hold two calls, or a million.
 *
 * The idea: keep both. The count window is a ring with a byte for each
 * outcome; what enters is added to the sums, what leaves is taken off, so a
 * judgement costs the same for 10 calls and for 1000. The time window is a few
 * buckets, each with the sums of its slice of time; a whole bucket is
 * forgotten at once, which is why it moves in steps.
 *
 * The invariant: `last` are the sums over the newest min(added, size)
 * outcomes; the buckets (newest - bucket_count, newest] hold what their
 * numbers say, and nothing else.
 */
#include "split/patterns/breaker_window.h"

#include <string.h>

enum { FAILED = 1, SLOW = 2 };

void window_clear(struct breaker_window *window)
{
    window->added = 0;
    window->last = (struct window_sums){0};
    memset(window->buckets, 0, sizeof window->buckets);
}

static void count(struct window_sums *sums, uint8_t outcome, int64_t sign)
{
    sums->calls += sign;
    sums->failures += outcome & FAILED ? sign : 0;
    sums->slow += outcome & SLOW ? sign : 0;
}

static uint8_t *slot(struct breaker_window *window, int64_t number)
{
    return &window->ring[number % WINDOW_CALLS_MAX];
}

void window_shape(struct breaker_window *window, int64_t calls, int64_t span_ms,
                  int64_t buckets)
{
    int64_t bucket_ms = span_ms / buckets > 0 ? span_ms / buckets : 1;

    window->size = calls;
    window->last = (struct window_sums){0};
    for (int64_t i = window->added - 1; i >= 0 && i >= window->added - calls;
         i--)
        count(&window->last, *slot(window, i), 1);
    if (bucket_ms == window->bucket_ms && buckets == window->bucket_count)
        return;
    window->bucket_ms = bucket_ms;
    window->bucket_count = buckets;
    window->newest = 0;
    memset(window->buckets, 0, sizeof window->buckets);
}

/* Empties the buckets between the newest and that of `number`. */
static void move_on(struct breaker_window *window, int64_t number)
{
    int64_t from = window->newest + 1;

    if (from <= number - window->bucket_count)
        from = number - window->bucket_count + 1;
    for (int64_t i = from; i <= number; i++)
        window->buckets[i % window->bucket_count] = (struct window_sums){0};
    if (number > window->newest)
        window->newest = number;
}

void window_add(struct breaker_window *window, int64_t at_ms, bool failed,
                bool slow)
{
    uint8_t outcome = (uint8_t)((failed ? FAILED : 0) | (slow ? SLOW : 0));
    int64_t number = at_ms / window->bucket_ms;

    if (window->added >= window->size)
        count(&window->last, *slot(window, window->added - window->size), -1);
    *slot(window, window->added++) = outcome;
    count(&window->last, outcome, 1);
    move_on(window, number);
    count(&window->buckets[number % window->bucket_count], outcome, 1);
}

struct window_sums window_sums_of_calls(const struct breaker_window *window)
{
    return window->last;
}

struct window_sums window_sums_of_time(const struct breaker_window *window,
                                       int64_t at_ms)
{
    struct window_sums sums = {0};
    int64_t number = at_ms / window->bucket_ms - window->bucket_count + 1;

    if (number < 0)
        number = 0;
    for (; number <= window->newest; number++) {
        const struct window_sums *bucket =
            &window->buckets[number % window->bucket_count];
        sums.calls += bucket->calls;
        sums.failures += bucket->failures;
        sums.slow += bucket->slow;
    }
    return sums;
}
