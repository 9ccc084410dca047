/*
 * load_plan -- what a load is to be: the mix, the rate, how long.
 *
 * The schedule is a formula and not a timer: the n-th arrival is due n / rate
 * after the start. A timer that is armed anew after each arrival would drift by
 * its own lateness; a formula cannot, and it tells exactly how late the
 * generator itself has been.
 */
#include "tutor/lab/load_plan.h"

#include <string.h>

static const char *const names[LOAD_MIXES] = {
    [LOAD_READS] = "reads",
    [LOAD_ORDERS] = "orders",
    [LOAD_CHECKOUT] = "checkout",
    [LOAD_BURST] = "burst",
};

bool load_mix_parse(const char *word, enum load_mix *out)
{
    for (int mix = 0; mix < LOAD_MIXES; mix++)
        if (strcmp(names[mix], word) == 0) {
            *out = (enum load_mix)mix;
            return true;
        }
    return false;
}

const char *load_mix_name(enum load_mix mix)
{
    return names[mix];
}

uint64_t load_plan_count(const struct load_plan *plan)
{
    double count = plan->rate_per_s * (double)plan->duration_ms / 1000;
    /* Half an arrival is none, but a load has at least one. */
    return count < 1 ? 1 : (uint64_t)(count + 1e-9);
}

int64_t load_plan_due_ns(const struct load_plan *plan, uint64_t n)
{
    if (plan->mix == LOAD_BURST)
        return 0;
    return (int64_t)((double)n * 1e9 / plan->rate_per_s);
}
