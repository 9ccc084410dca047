/*
 * retry -- whether the same call is made again, and after how long.
 *
 * Use:       after an attempt has failed, retry_decide() with what is known of
 *            it; the answer says when, or why not. retry_delay_ms() is the
 *            back-off alone, for work that never gives up (outbox, saga).
 * Units:     milliseconds. `chance` is a fresh random word.
 * Rules:     only what may succeed later (error_retryable) and is safe to do
 *            twice: `repeatable`, or nothing was sent. Never after a rejection
 *            of our own breaker or bulkhead, never past the deadline, never
 *            over the budget, and never against the peer's word.
 * Ownership: plain values of the caller's.
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    gRPC A6 (attempts, back-off, pushback); "Exponential Backoff And
 *            Jitter" (Brooker 2015): of the variants compared there, full
 *            jitter ends with the fewest calls.
 */
#ifndef SPLIT_PATTERNS_RETRY_H
#define SPLIT_PATTERNS_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "split/patterns/parameter.h"

/* How the wait is drawn, where d is base * multiplier^failures, capped. */
enum retry_jitter {
    RETRY_FULL,         /* 1 .. d */
    RETRY_EQUAL,        /* d/2 .. d */
    RETRY_PROPORTIONAL, /* 0.8 d .. 1.2 d */
    RETRY_STEADY        /* d */
};

struct retry {
    int64_t attempts; /* in all, the first one counted; 1: no retry */
    int64_t base_ms;
    int64_t multiplier_percent; /* 200: each wait is twice the last */
    int64_t cap_ms;
    int64_t jitter;           /* enum retry_jitter */
    int64_t least_attempt_ms; /* what a further attempt needs to be of use */
};

enum { RETRY_PARAMETERS = 6 };
extern const struct parameter retry_parameters[RETRY_PARAMETERS];

struct retry_facts {
    enum error error; /* how the attempt ended */
    int64_t attempts; /* made so far, that one counted */
    bool repeatable;  /* a read, or it has an idempotency key */
    bool sent;        /* the peer may have seen some of it */
    bool rejected;    /* our breaker or bulkhead refused; nothing was tried */
    bool pushed_back; /* the answer had grpc-retry-pushback-ms: */
    int64_t pushback_ms; /* negative: do not come again */
    int64_t left_ms;     /* until the deadline of the whole call */
    bool budget;         /* retry_budget_has() */
};

/* X(NAME, what is told to people) */
#define RETRY_WHY_LIST(X)                          \
    X(YES, "retried")                              \
    X(SUCCEEDED, "succeeded")                      \
    X(REJECTED, "rejected before it was sent")     \
    X(POINTLESS, "the same call would fail again") \
    X(UNSAFE, "not safe to do twice")              \
    X(PUSHED_BACK, "the peer asked not to")        \
    X(ATTEMPTS_SPENT, "all attempts are spent")    \
    X(TOO_LATE, "the deadline would pass first")   \
    X(OVER_BUDGET, "the retry budget is spent")

enum retry_why {
#define RETRY_WHY_ENUM(name, text) RETRY_##name,
    RETRY_WHY_LIST(RETRY_WHY_ENUM)
#undef RETRY_WHY_ENUM
        RETRY_WHY_COUNT
};

struct retry_decision {
    bool retry;
    int64_t after_ms; /* 0 without a retry */
    enum retry_why why;
};

/* A retry that is decided must be taken from the budget by the caller. */
struct retry_decision retry_decide(const struct retry *retry,
                                   const struct retry_facts *facts,
                                   uint64_t chance);

const char *retry_why_text(enum retry_why why);

/* The wait after this many failures; at least 1. */
int64_t retry_delay_ms(const struct retry *retry, unsigned failures,
                       uint64_t chance);

#endif
