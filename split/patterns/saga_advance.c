/*
 * saga_advance -- the whole logic of a saga, without a network or a database.
 *
 *   running:       OK       -> the next step, or done behind the last
 *                  refused  -> compensating, beginning with the refused step
 *                  unknown  -> the same step again
 *   compensating:  OK       -> the step before, or undone before the first
 *                  anything else -> the same compensation again, for ever
 *
 * Why the refused step is compensated too: "refused" is what the last attempt
 * was told, and an earlier attempt whose answer was lost may yet arrive. The
 * compensation leaves a tombstone that it will find.
 *
 * Why a compensation is never given up: there is nothing behind it. Half an
 * order is the one outcome that must not exist.
 */
#include "split/patterns/saga.h"

enum saga_outcome saga_outcome_of(enum error error)
{
    switch (error) {
    case ERROR_OK:
        return SAGA_OK;
    case ERROR_DECLINED:
    case ERROR_OUT_OF_STOCK:
    case ERROR_UNDELIVERABLE:
    case ERROR_VOIDED:
    case ERROR_NOT_FOUND:
    case ERROR_CONFLICT:
    case ERROR_UNPROCESSABLE:
        return SAGA_REFUSED;
    default:
        return SAGA_UNKNOWN;
    }
}

static struct saga_position forward(struct saga_position at,
                                    enum saga_outcome outcome, int steps)
{
    if (outcome == SAGA_REFUSED)
        return (struct saga_position){SAGA_COMPENSATING, at.step, 0};
    if (at.step + 1 < steps)
        return (struct saga_position){SAGA_RUNNING, at.step + 1, 0};
    return (struct saga_position){SAGA_DONE, at.step, 0};
}

/* TOUR: saga-advance */
struct saga_position saga_advance(struct saga_position at,
                                  enum saga_outcome outcome, int steps)
{
    bool compensating = at.state == SAGA_COMPENSATING;
    if (saga_is_over(at))
        return at;
    if (outcome == SAGA_UNKNOWN || (compensating && outcome != SAGA_OK))
        return (struct saga_position){at.state, at.step, at.failures + 1};
    if (!compensating)
        return forward(at, outcome, steps);
    if (at.step > 0)
        return (struct saga_position){SAGA_COMPENSATING, at.step - 1, 0};
    return (struct saga_position){SAGA_UNDONE, 0, 0};
}

bool saga_is_over(struct saga_position at)
{
    return at.state == SAGA_DONE || at.state == SAGA_UNDONE;
}

const char *saga_state_name(enum saga_state state)
{
    static const char *const names[] = {"running", "compensating", "done",
                                        "undone"};
    return names[state];
}
