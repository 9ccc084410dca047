/*
 * deadline -- one end for the whole call, and what each part of it may take.
 *
 * The problem: with a time-out for each hop, the caller gives up at one
 * moment and those behind it at another. They go on working for nobody, and
 * three hops with retries wait nine time-outs.
 *
 * The idea: one moment for the whole call. Each hop passes on what is left of
 * it, less an allowance for the way home, so that the innermost gives up
 * first and the answer "too late" still reaches everybody in time.
 *
 * What holds: what is passed on is less than what is left, never negative,
 * and never more than the caller asked for.
 */
#include "split/patterns/deadline.h"

#define MEMBER(member) offsetof(struct deadline, member)

const struct parameter deadline_parameters[DEADLINE_PARAMETERS] = {
    {"total-ms", "ms", 1, 3600000, 5000, MEMBER(total_ms)},
    {"most-ms", "ms", 1, 3600000, 60000, MEMBER(most_ms)},
    {"least-ms", "ms", 1, 60000, 2, MEMBER(least_ms)},
    {"try-ms", "ms, 0 for all that is left", 0, 3600000, 0, MEMBER(try_ms)},
    {"hop-ms", "ms", 0, 10000, 5, MEMBER(hop_ms)},
};

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t deadline_at_ms(int64_t now_ms, int64_t ms)
{
    int64_t at_ms;

    if (__builtin_add_overflow(now_ms, ms, &at_ms))
        return ms > 0 ? INT64_MAX : INT64_MIN;
    return at_ms;
}

int64_t deadline_left_ms(int64_t at_ms, int64_t now_ms)
{
    int64_t left_ms;

    if (at_ms <= now_ms)
        return 0;
    if (__builtin_sub_overflow(at_ms, now_ms, &left_ms))
        return INT64_MAX;
    return left_ms;
}

int64_t deadline_accept(const struct deadline *deadline, int64_t now_ms,
                        int64_t asked_ms)
{
    int64_t ms = asked_ms < 0 ? deadline->total_ms : asked_ms;

    return deadline_at_ms(now_ms, smaller(ms, deadline->most_ms));
}

int64_t deadline_hop_ms(const struct deadline *deadline, int64_t at_ms,
                        int64_t now_ms)
{
    int64_t ms = deadline_left_ms(at_ms, now_ms) - deadline->hop_ms;

    return ms < deadline->least_ms ? 0 : ms;
}

int64_t deadline_try_ms(const struct deadline *deadline, int64_t at_ms,
                        int64_t now_ms)
{
    int64_t left_ms = deadline_hop_ms(deadline, at_ms, now_ms);

    return deadline->try_ms > 0 ? smaller(left_ms, deadline->try_ms) : left_ms;
}

int64_t deadline_after_try_ms(const struct deadline *deadline, int64_t at_ms,
                              int64_t now_ms, int64_t back_off_ms)
{
    int64_t spent_ms = deadline_at_ms(deadline_try_ms(deadline, at_ms, now_ms),
                                      back_off_ms > 0 ? back_off_ms : 0);

    return deadline_hop_ms(deadline, at_ms, deadline_at_ms(now_ms, spent_ms));
}
