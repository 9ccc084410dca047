/*
 * judge -- two rates and two pairs of latencies, compared with some mercy.
 *
 * A new version is never better than its luck: with few calls one failure is a
 * rate of many percent. So nothing is said before enough calls were seen, and
 * both bounds are distances from the old version in the same minutes, not
 * absolute figures: when the database is slow, it is slow for both. The median
 * stands beside the p99 because a busy machine spoils the p99 of both.
 */
#include "split/platform/supervisor/judge.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

static double rate(const struct judge_figures *of)
{
    int64_t calls = of->ok + of->failed;
    return calls > 0 ? 100.0 * (double)of->failed / (double)calls : 0;
}

static bool slower(const struct judge_rules *rules, const char *what,
                   const int64_t us[2], int64_t most_ms, char *why,
                   size_t bytes)
{
    if (us[1] <= us[0] * rules->slower_times || us[1] <= us[0] + most_ms * 1000)
        return false;
    snprintf(why, bytes, "%s is %.1f ms, the old version's %.1f ms", what,
             (double)us[1] / 1000, (double)us[0] / 1000);
    return true;
}

/* Callers turn away from one that fails again and again (outlier ejection), so
 * the calls that would complete the count may never come. */
static bool hopeless(const struct judge_rules *rules,
                     const struct judge_figures *new)
{
    return new->failed * 4 >= rules->minimum_calls &&new->failed > new->ok;
}

enum judgement judge(const struct judge_rules *rules,
                     const struct judge_figures *old,
                     const struct judge_figures *new, char *why, size_t bytes)
{
    int64_t calls = new->ok + new->failed;
    double was = rate(old), is = rate(new);
    bool enough = calls >= rules->minimum_calls;
    if ((enough || hopeless(rules, new)) &&
        is > was + (double)rules->error_points) {
        snprintf(why, bytes,
                 "%.1f %% of %" PRId64 " calls failed, %.1f %% of the old "
                 "version's",
                 is, calls, was);
        return JUDGE_BAD;
    }
    if (!enough) {
        snprintf(why, bytes, "%" PRId64 " of %" PRId64 " calls seen", calls,
                 rules->minimum_calls);
        return JUDGE_WAIT;
    }
    const int64_t median[2] = {old->p50_us, new->p50_us};
    const int64_t tail[2] = {old->p99_us, new->p99_us};
    if (slower(rules, "the median", median, rules->slower_ms, why, bytes))
        return JUDGE_BAD;
    if (calls >= JUDGE_TAIL_CALLS &&
        slower(rules, "p99", tail, rules->tail_ms, why, bytes))
        return JUDGE_BAD;
    snprintf(why, bytes,
             "%" PRId64 " calls, %.1f %% failed (old %.1f %%), p99 %.1f ms "
             "(old %.1f ms)",
             calls, is, was, (double)new->p99_us / 1000,
             (double)old->p99_us / 1000);
    return JUDGE_GOOD;
}
