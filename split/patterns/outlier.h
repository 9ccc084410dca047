/*
 * outlier -- is this endpoint worse than its like, and out for how long.
 *
 * Use:       balancer.h keeps one struct outlier for each endpoint and asks
 *            here; nobody else needs to. outlier_record() for each result,
 *            outlier_eject() where it says so and the cap allows,
 *            outlier_sweep() once an interval.
 * Time:      the caller passes now_ms (monotonic).
 * Rules:     out after `consecutive` failures in a row, or (when switched on)
 *            with a success rate that is `deviations` under the mean of all;
 *            out for base * (ejections so far), at most `most_ms`. Never more
 *            than `ejected_percent` of all, rounded down, and never the last.
 * Ownership: plain values of the caller's.
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    Envoy's outlier detection and gRPC A50. Unlike Envoy's, the cap
 *            is a cap: a small cluster does not always lose one host.
 */
#ifndef SPLIT_PATTERNS_OUTLIER_H
#define SPLIT_PATTERNS_OUTLIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outlier_rules {
    int64_t consecutive;     /* failures in a row; 0: off */
    int64_t interval_ms;     /* between two sweeps */
    int64_t base_ms;         /* of the first ejection */
    int64_t most_ms;         /* of any */
    int64_t ejected_percent; /* of all endpoints, rounded down */
    int64_t success_rate;    /* 1: compare success rates; 0: off */
    int64_t least_hosts;     /* with enough calls, to compare at all */
    int64_t least_calls;     /* of an endpoint in an interval, to count */
    int64_t deviations_thousandths;
};

struct outlier {
    int64_t in_a_row;
    int64_t successes, failures; /* of this interval */
    int64_t ejections;           /* lengthens the next; falls while good */
    int64_t until_ms;            /* 0: not ejected */
    uint32_t episode;            /* results of earlier ones are not counted */
};

/* True when the endpoint should be ejected. */
bool outlier_record(struct outlier *outlier, const struct outlier_rules *rules,
                    bool failed);
/* May one more of `count` go when `ejected` are out? */
bool outlier_cap_allows(const struct outlier_rules *rules, size_t count,
                        size_t ejected);
void outlier_eject(struct outlier *outlier, const struct outlier_rules *rules,
                   int64_t now_ms);
/* Lets back in whose time is over; false when it is still out. */
bool outlier_is_in(struct outlier *outlier, int64_t now_ms);
/* A health check has found it well again: it is in at once. */
void outlier_recovered(struct outlier *outlier);
/* The end of an interval: out[i] says whether the i-th should be ejected for
 * its success rate. Starts the next interval for all. */
void outlier_sweep(struct outlier *const *all, size_t count,
                   const struct outlier_rules *rules, bool *out);

#endif
