/*
 * reconcile -- level-triggered: only the difference counts.
 *
 * It does not matter why fewer or more run than are wanted, or which command
 * said so when: each look compares the two numbers anew, so a lost event loses
 * nothing and a second look does nothing twice (what was started is observed
 * as coming, what was stopped as leaving).
 */
#include "split/platform/supervisor/reconcile.h"

#include <stdbool.h>

struct work {
    const struct observed *observed;
    size_t count;
    bool chosen[PLAN_INSTANCES]; /* observed ones that are to stop */
    bool taken[PLAN_INSTANCES];  /* numbers, from 1 */
    struct reconcile_action *out;
    size_t done;
};

static int present(const struct work *work, int version)
{
    int count = 0;
    for (size_t i = 0; i < work->count; i++)
        count += work->observed[i].version == version &&
                 work->observed[i].condition != CONDITION_LEAVING;
    return count;
}

static bool goes_before(const struct observed *one, const struct observed *two)
{
    if (one->condition != two->condition)
        return one->condition < two->condition;
    return one->instance > two->instance;
}

static void stop_one(struct work *work, int version)
{
    const struct observed *victim = NULL;
    for (size_t i = 0; i < work->count; i++) {
        const struct observed *one = &work->observed[i];
        if (one->version != version || one->condition == CONDITION_LEAVING ||
            work->chosen[i])
            continue;
        if (!victim || goes_before(one, victim))
            victim = one;
    }
    if (!victim)
        return;
    work->chosen[victim - work->observed] = true;
    work->out[work->done++] =
        (struct reconcile_action){RECONCILE_STOP, victim->instance, version};
}

static void start_one(struct work *work, int version)
{
    int number = 1;
    while (number <= PLAN_INSTANCES && work->taken[number - 1])
        number++;
    if (number > PLAN_INSTANCES)
        return;
    work->taken[number - 1] = true;
    work->out[work->done++] =
        (struct reconcile_action){RECONCILE_START, number, version};
}

size_t reconcile(const int wanted[RECONCILE_VERSIONS],
                 const struct observed *observed, size_t count,
                 struct reconcile_action out[PLAN_INSTANCES])
{
    struct work work = {.observed = observed, .count = count, .out = out};
    for (size_t i = 0; i < count; i++)
        work.taken[observed[i].instance - 1] = true;
    for (int version = 0; version < RECONCILE_VERSIONS; version++) {
        int have = present(&work, version);
        for (int i = have; i > wanted[version]; i--)
            stop_one(&work, version);
        for (int i = have; i < wanted[version]; i++)
            start_one(&work, version);
    }
    return work.done;
}
