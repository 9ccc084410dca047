/*
 * hedge -- send a second attempt before the first has failed.
 *
 * Use:       hedge_begin() at the first attempt; at hedge_due_ms() ask
 *            hedge_due(), then the budget that retries use too
 *            (split/patterns/retry_budget.h), then tell hedge_sent() whether
 *            it gave. hedge_answered() at the
 *            first good answer says which attempts to cancel.
 * Time:      the caller passes now_ms (monotonic).
 * Ownership: plain values; a hedge_call stands in the caller's own call.
 * Errors:    cannot fail. What may not be repeated is never due.
 * Blocking:  never.
 * Source:    "The Tail at Scale" (Dean and Barroso 2013): a second attempt
 *            after the 95th percentile; Polly's and gRPC's (A6) parameters.
 */
#ifndef SPLIT_PATTERNS_HEDGE_H
#define SPLIT_PATTERNS_HEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "split/patterns/parameter.h"

enum {
    HEDGE_ATTEMPTS_MAX = 4, /* the first one and three more */
    HEDGE_WINDOW_MAX = 500  /* latencies that are kept */
};

struct hedge_params {
    int64_t hedges;     /* further attempts; 0: off */
    int64_t delay_ms;   /* between attempts, when no percentile is known */
    int64_t percentile; /* of recent latencies; 0: always delay_ms */
    int64_t window;     /* latencies that the percentile is taken from */
    int64_t minimum;    /* fewer are no basis for a percentile */
    int64_t floor_ms;   /* never sooner than this */
};

enum { HEDGE_PARAMETERS = 6 };
extern const struct parameter hedge_parameters[HEDGE_PARAMETERS];

struct hedge_figures {
    int64_t calls;        /* begun */
    int64_t sent;         /* further attempts */
    int64_t no_budget;    /* due, and the budget said no */
    int64_t won_by_hedge; /* calls that a further attempt answered */
    int64_t cancelled;    /* attempts that lost */
    int64_t delay_ms;     /* in force now */
};

struct hedge {
    struct hedge_params params;
    /* The rest is the module's own. */
    int64_t ring[HEDGE_WINDOW_MAX];   /* latencies as they came, ms */
    int64_t sorted[HEDGE_WINDOW_MAX]; /* the same, least first */
    int64_t added;                    /* ever */
    int64_t kept;                     /* the newest of them */
    struct hedge_figures figures;
};

struct hedge_call {
    bool repeatable;
    bool over;    /* answered */
    bool no_more; /* the budget said no */
    int attempts; /* that were sent */
    uint32_t out; /* bit i: attempt i is in flight */
    int64_t sent_ms[HEDGE_ATTEMPTS_MAX];
};

/* NULL: the defaults (off). */
void hedge_init(struct hedge *hedge, const struct hedge_params *params);
/* The first attempt goes out; `repeatable`: twice has the effect of once. */
void hedge_begin(struct hedge *hedge, struct hedge_call *call, int64_t now_ms,
                 bool repeatable);
/* When the next attempt is due; INT64_MAX: never. */
int64_t hedge_due_ms(const struct hedge *hedge, const struct hedge_call *call);
bool hedge_due(const struct hedge *hedge, const struct hedge_call *call,
               int64_t now_ms);
/* It was due. Granted: it went out, and its number is returned. Not granted:
 * -1, and no further one is due for this call. */
int hedge_sent(struct hedge *hedge, struct hedge_call *call, int64_t now_ms,
               bool granted);
/* Attempt `number` has answered for good. The attempts to cancel, a bit each;
 * 0 when the call was over already. */
uint32_t hedge_answered(struct hedge *hedge, struct hedge_call *call,
                        int number, int64_t now_ms);
/* Attempt `number` failed; true when none is left in flight, so that the
 * failure is the call's. */
bool hedge_failed(struct hedge_call *call, int number);
enum error hedge_set(struct hedge *hedge, const char *name, int64_t value);
struct hedge_figures hedge_figures(const struct hedge *hedge);

#endif
