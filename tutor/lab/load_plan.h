/*
 * load_plan -- what a load is to be: the mix, the rate, how long.
 *
 * Use:       load_mix_parse() on a word; load_plan_count() and
 *            load_plan_due_ns() are the schedule.
 * Units:     arrivals a second, milliseconds, nanoseconds from the start.
 * Ownership: plain values; the pointers belong to the caller.
 * Errors:    load_mix_parse() says false for a word that names no mix.
 * Source:    open-loop arrivals as wrk2 has them (Gil Tene's "coordinated
 *            omission"): the schedule never waits for an answer.
 */
#ifndef TUTOR_LOAD_PLAN_H
#define TUTOR_LOAD_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum load_mix {
    LOAD_READS,
    LOAD_ORDERS,
    LOAD_CHECKOUT,
    LOAD_BURST,
    LOAD_MIXES
};

struct load_plan {
    enum load_mix mix;
    double rate_per_s;
    int64_t duration_ms;
    const char *const *skus; /* what is ordered and read */
    size_t sku_count;        /* at least 1 */
    const char *nonce;       /* begins every idempotency key of this run */
    uint64_t seed;           /* which customer orders what */
};

bool load_mix_parse(const char *word, enum load_mix *out);
const char *load_mix_name(enum load_mix mix);

/* How many arrivals there are in all. */
uint64_t load_plan_count(const struct load_plan *plan);
/* When the n-th (from 0) is due; LOAD_BURST: all at once. */
int64_t load_plan_due_ns(const struct load_plan *plan, uint64_t n);

#endif
