/*
 * judge -- is the new version as good as the old one?
 *
 * Use:       judge() with the figures of both, as often as wanted.
 * Rules:     no verdict below `minimum_calls` of the new version. Bad is: an
 *            error rate more than `error_points` above the old one's; or a
 *            median or a p99 over `slower_times` that of the old one and more
 *            than `slower_ms` above it.
 * Units:     microseconds for latencies, percent points for rates.
 * Ownership: plain values; `why` is the caller's.
 * Errors:    cannot fail.
 * Source:    canary analysis as in Kayenta and Argo Rollouts, on three figures.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_JUDGE_H
#define SPLIT_PLATFORM_SUPERVISOR_JUDGE_H

#include <stddef.h>
#include <stdint.h>

struct judge_rules {
    int64_t minimum_calls;
    int64_t error_points;
    int64_t slower_times;
    int64_t slower_ms;
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
