/*
 * judge -- is the new version as good as the old one?
 *
 * Use:       judge() with the figures of both, as often as wanted.
 * Rules:     no verdict below `minimum_calls` of the new version, unless a
 *            quarter as many have failed and most did. Bad is: an error rate
 *            more than `error_points` above the old one's; a median over
 *            `slower_times` that of the old one and more than `slower_ms`
 *            above it; or, from JUDGE_TAIL_CALLS on, the same of the p99 with
 *            `tail_ms`.
 * Units:     microseconds for latencies, percent points for rates.
 * Ownership: plain values; `why` is the caller's.
 * Errors:    cannot fail.
 * Source:    canary analysis as in Kayenta and Argo Rollouts, on three figures.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_JUDGE_H
#define SPLIT_PLATFORM_SUPERVISOR_JUDGE_H

#include <stddef.h>
#include <stdint.h>

enum { JUDGE_TAIL_CALLS = 100 }; /* of fewer the p99 is just the slowest */

struct judge_rules {
    int64_t minimum_calls;
    int64_t error_points;
    int64_t slower_times;
    int64_t slower_ms;
    int64_t tail_ms;
};

/* Calls that ended well, calls that failed (not: were refused), and how long
 * they took. */
struct judge_figures {
    int64_t ok, failed, p50_us, p99_us;
};

enum judgement { JUDGE_WAIT, JUDGE_GOOD, JUDGE_BAD };

/* Always writes a sentence into `why`. */
enum judgement judge(const struct judge_rules *rules,
                     const struct judge_figures *old,
                     const struct judge_figures *new, char *why, size_t bytes);

#endif
