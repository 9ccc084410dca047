/*
 * outlier -- is this endpoint worse than its like, and out for how long.
 *
 * The problem: one of several endpoints fails while the registry still calls
 * it alive. A breaker for the whole service would shut out the good ones too.
 *
 * The idea: what fails several times in a row is out for a while, and longer
 * each time. A lucky success does not wipe its record at once: each good
 * interval takes one ejection off. Optionally the success rates of an
 * interval are compared, and who is far under the mean goes too.
 *
 * What holds: the share of the ejected never passes the cap, and the last one
 * stays, whatever it does. Results of calls that were begun before an
 * ejection say nothing about the time after it and are not counted (episode).
 */
#include "split/patterns/outlier.h"

bool outlier_record(struct outlier *outlier, const struct outlier_rules *rules,
                    bool failed)
{
    if (outlier->until_ms != 0)
        return false;
    if (!failed) {
        outlier->successes++;
        outlier->in_a_row = 0;
        return false;
    }
    outlier->failures++;
    outlier->in_a_row++;
    return rules->consecutive > 0 && outlier->in_a_row >= rules->consecutive;
}

bool outlier_cap_allows(const struct outlier_rules *rules, size_t count,
                        size_t ejected)
{
    int64_t after = (int64_t)ejected + 1;

    return after < (int64_t)count &&
           after * 100 <= rules->ejected_percent * (int64_t)count;
}

void outlier_eject(struct outlier *outlier, const struct outlier_rules *rules,
                   int64_t now_ms)
{
    if (outlier->ejections <= rules->most_ms / rules->base_ms)
        outlier->ejections++;
    int64_t ms = rules->base_ms * outlier->ejections;
    if (ms > rules->most_ms)
        ms = rules->most_ms;
    outlier->until_ms = now_ms + ms;
    outlier->in_a_row = 0;
    outlier->successes = outlier->failures = 0;
    outlier->episode++;
}

bool outlier_is_in(struct outlier *outlier, int64_t now_ms)
{
    if (outlier->until_ms != 0 && now_ms >= outlier->until_ms)
        outlier->until_ms = 0;
    return outlier->until_ms == 0;
}

void outlier_recovered(struct outlier *outlier)
{
    outlier->until_ms = 0;
    outlier->in_a_row = 0;
}

/* In ten thousandths; -1 where there were too few calls to tell. */
static int64_t success_rate(const struct outlier *outlier,
                            const struct outlier_rules *rules)
{
    int64_t calls = outlier->successes + outlier->failures;

    if (outlier->until_ms != 0 || calls == 0 || calls < rules->least_calls)
        return -1;
    return outlier->successes * 10000 / calls;
}

/* Who is more than so many standard deviations under the mean? Compared as
 * squares, so that no root is drawn. */
static void compare(struct outlier *const *all, size_t count,
                    const struct outlier_rules *rules, bool *out)
{
    int64_t hosts = 0, sum = 0, squares = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t rate = success_rate(all[i], rules);

        if (rate >= 0) {
            hosts++;
            sum += rate;
        }
    }
    if (hosts == 0 || hosts < rules->least_hosts)
        return;
    int64_t mean = sum / hosts;
    for (size_t i = 0; i < count; i++) {
        int64_t rate = success_rate(all[i], rules);

        if (rate >= 0)
            squares += (rate - mean) * (rate - mean);
    }
    int64_t variance = squares / hosts;
    int64_t factor = rules->deviations_thousandths;
    for (size_t i = 0; i < count; i++) {
        int64_t rate = success_rate(all[i], rules);

        out[i] = rate >= 0 && rate < mean &&
                 (mean - rate) * (mean - rate) * 1000000 >
                     factor * factor * variance;
    }
}

void outlier_sweep(struct outlier *const *all, size_t count,
                   const struct outlier_rules *rules, bool *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = false;
    if (rules->success_rate)
        compare(all, count, rules, out);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->until_ms == 0 && all[i]->ejections > 0 && !out[i])
            all[i]->ejections--;
        all[i]->successes = all[i]->failures = 0;
    }
}
