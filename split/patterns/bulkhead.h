/*
 * bulkhead -- at most so many calls at a time; a few wait, the rest are told.
 *
 * Use:       bulkhead_enter() before a call. ENTERED: go, and bulkhead_leave()
 *            at the end. WAITING: keep the place; after each leave, at
 *            bulkhead_wake_ms() and after a change of parameters take from
 *            bulkhead_next() until it gives NULL. FULL: not now.
 * Time:      the caller passes now_ms (monotonic); a step back counts as
 *            standing still.
 * Ownership: a plain value; the waiting stand in a list through places that
 *            are the callers' and must not move or end before
 *            bulkhead_leave().
 * Errors:    cannot fail.
 * Blocking:  never: who waits is called back through bulkhead_next().
 * Source:    resilience4j's semaphore bulkhead and Hystrix's pool queue; fair
 *            as the former, first come first served.
 */
#ifndef SPLIT_PATTERNS_BULKHEAD_H
#define SPLIT_PATTERNS_BULKHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "split/patterns/parameter.h"

struct bulkhead_params {
    int64_t concurrent;  /* calls at a time */
    int64_t waiting;     /* in the queue; 0: nobody waits */
    int64_t max_wait_ms; /* of one call in the queue */
};

enum { BULKHEAD_PARAMETERS = 3 };
extern const struct parameter bulkhead_parameters[BULKHEAD_PARAMETERS];

enum bulkhead_standing {
    BULKHEAD_OUTSIDE,  /* zero: a fresh place, or one that has left */
    BULKHEAD_ENTERED,  /* it may run */
    BULKHEAD_WAITING,  /* in the queue */
    BULKHEAD_FULL,     /* rejected: all run, and the queue is full */
    BULKHEAD_TOO_LONG, /* rejected: waited max_wait_ms */
    BULKHEAD_SHRUNK    /* rejected: the queue was made shorter than it was */
};

/* In the caller's own call. */
struct bulkhead_place {
    enum bulkhead_standing standing;
    int64_t since_ms; /* it waits, in the bulkhead's elapsed time */
    struct bulkhead_place *before, *behind;
};

struct bulkhead_figures {
    int64_t running, waiting;           /* now */
    int64_t most_running, most_waiting; /* ever */
    int64_t entered, waited;        /* ever; waited: entered from the queue */
    int64_t full, too_long, shrunk; /* rejections by reason */
    int64_t longest_wait_ms;        /* of those that got in */
};

struct bulkhead {
    struct bulkhead_params params;
    int64_t seen_ms, elapsed_ms;
    struct bulkhead_place *first, *last;
    struct bulkhead_figures figures;
};

/* NULL: the defaults. */
void bulkhead_init(struct bulkhead *bulkhead,
                   const struct bulkhead_params *params, int64_t now_ms);
/* The place is outside. It is ENTERED, WAITING or FULL afterwards. */
enum bulkhead_standing bulkhead_enter(struct bulkhead *bulkhead, int64_t now_ms,
                                      struct bulkhead_place *place);
/* The call has ended, or gave up waiting. Whoever was rejected need not. */
void bulkhead_leave(struct bulkhead *bulkhead, int64_t now_ms,
                    struct bulkhead_place *place);
/* One that waits no more: ENTERED, TOO_LONG or SHRUNK; NULL: nobody. */
struct bulkhead_place *bulkhead_next(struct bulkhead *bulkhead, int64_t now_ms);
/* When somebody will have waited too long; INT64_MAX: nobody waits. */
int64_t bulkhead_wake_ms(const struct bulkhead *bulkhead);
/* Running calls are not touched by a smaller number: no more enter until
 * enough have left. */
enum error bulkhead_set(struct bulkhead *bulkhead, const char *name,
                        int64_t value);
const char *bulkhead_standing_name(enum bulkhead_standing standing);

#endif
