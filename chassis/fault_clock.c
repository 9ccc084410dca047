/*
 * fault_clock -- a wall clock that is wrong on purpose.
 *
 * The problem: time that people set may be wrong, may jump and may be set
 * back while a program runs. What must hold then (ids stay unique and rising,
 * nothing waits longer, no money is moved twice) can be shown only with a
 * clock that does so.
 *
 * The idea: chassis/clock.c is the one place that asks the machine, so one
 * lens before it is enough. What the lens shows is a function of the true
 * time and of the monotonic time since each fault began. Only a freeze keeps
 * what it showed first: the two clocks turn their milliseconds at different
 * moments, so "now less what has passed" would tremble by one of them.
 */
#include "chassis/fault_clock.h"

#include "chassis/clock.h"

static struct faults *in_use;

static int64_t see(struct fault *fault, int64_t wall_ms, int64_t since_ms)
{
    int64_t by = fault->values[0], period = fault->values[1];
    switch (fault->kind) {
    case FAULT_OFFSET:
        return wall_ms + by;
    case FAULT_JUMP:
        return since_ms < period ? wall_ms + by : wall_ms;
    case FAULT_STROBE:
        return since_ms / period % 2 == 0 ? wall_ms + by : wall_ms;
    case FAULT_FREEZE:
        if (fault->frozen_ms == 0)
            fault->frozen_ms = wall_ms - since_ms; /* when it froze */
        return fault->frozen_ms;
    default:
        return wall_ms;
    }
}

int64_t fault_clock_ms(struct faults *faults, int64_t wall_ms,
                       int64_t monotonic_ms)
{
    int64_t shown = wall_ms;
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->list[i];
        if (fault->until_ms > monotonic_ms)
            shown = see(fault, shown, monotonic_ms - fault->since_ms);
    }
    return shown > 0 ? shown : 0;
}

static int64_t look(int64_t wall_ms)
{
    return fault_clock_ms(in_use, wall_ms, clock_monotonic_ms());
}

void fault_clock_use(struct faults *faults)
{
    in_use = faults;
    clock_look_through(faults ? look : NULL);
}
