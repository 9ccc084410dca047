/*
 * deadline -- one end for the whole call, and what each part of it may take.
 *
 * Use:       deadline_accept() where a call comes in; deadline_try_ms() before
 *            each attempt of a call that goes out: 0 means "too late, answer
 *            DEADLINE now". What it gives is sent on as grpc-timeout.
 * Units:     milliseconds; *_at_ms is a monotonic moment, the rest durations.
 * Rules:     what is left shrinks with each hop by an allowance, so that the
 *            callee gives up first and its caller can still say why. An asked
 *            time is cut to most_ms and never made longer.
 * Ownership: plain values of the caller's.
 * Errors:    cannot fail: all sums are cut at the ends of int64_t, and nothing
 *            that is left is ever negative.
 * Blocking:  never.
 * Source:    deadline propagation of gRPC; per-try time-out as in Envoy.
 */
#ifndef SPLIT_PATTERNS_DEADLINE_H
#define SPLIT_PATTERNS_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "split/patterns/parameter.h"

enum { DEADLINE_NOT_ASKED = -1 };

struct deadline {
    int64_t total_ms; /* where nobody asked for anything */
    int64_t most_ms;  /* nobody gets more */
    int64_t least_ms; /* with less, a call is not begun */
    int64_t try_ms;   /* of one attempt; 0: all that is left */
    int64_t hop_ms;   /* kept back for the way home */
};

enum { DEADLINE_PARAMETERS = 5 };
extern const struct parameter deadline_parameters[DEADLINE_PARAMETERS];

/* now + ms; INT64_MAX where that does not fit. */
int64_t deadline_at_ms(int64_t now_ms, int64_t ms);
/* 0 when it has passed. */
int64_t deadline_left_ms(int64_t at_ms, int64_t now_ms);

/* The moment for a call that came in with this grpc-timeout, or with
 * DEADLINE_NOT_ASKED. */
int64_t deadline_accept(const struct deadline *deadline, int64_t now_ms,
                        int64_t asked_ms);

/* What the next hop may take in all: 0 where that is under least_ms. */
int64_t deadline_hop_ms(const struct deadline *deadline, int64_t at_ms,
                        int64_t now_ms);

/* What the next attempt may take: deadline_hop_ms(), cut to try_ms. */
int64_t deadline_try_ms(const struct deadline *deadline, int64_t at_ms,
                        int64_t now_ms);

/* What would be left for a further attempt if this one used up its time and
 * the back-off followed. */
int64_t deadline_after_try_ms(const struct deadline *deadline, int64_t at_ms,
                              int64_t now_ms, int64_t back_off_ms);

#endif
