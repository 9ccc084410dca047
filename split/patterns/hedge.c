/*
 * hedge -- pay a few per cent more calls, and lose the slow tail.
 *
 * The problem: a request that asks five services is as slow as the slowest of
 * five. If each is slow once in a hundred calls, one request in twenty is
 * slow, and no single service is to blame.
 *
 * The idea: what takes longer than 95 of 100 calls probably stands behind
 * something else. Ask once more, elsewhere, take the first answer and cancel
 * the other. By the choice of the percentile only 5 in 100 calls are sent
 * twice.
 *
 * What is hard: a hedge is load, and it is sent when the peer is slow, that is
 * when load is what it has too much of. So it is paid from the same budget as
 * a retry. And only what may happen twice may be sent twice: a loser that was
 * cancelled has perhaps done its work.
 *
 * The latencies: the winner's is known. A loser's is only known to be at least
 * its age when it was cancelled; it is kept as that. Left out, the slow ones
 * would vanish from the statistics because they were hedged, the percentile
 * would sink, and more would be hedged.
 *
 * The invariant: `sorted` holds the newest `kept` members of `ring`.
 */
#include "split/patterns/hedge.h"

#include <assert.h>
#include <string.h>

#define ROW(name, unit, least, most, fallback, member) \
    {                                                  \
        name, unit, least, most, fallback,             \
            offsetof(struct hedge_params, member)      \
    }

const struct parameter hedge_parameters[HEDGE_PARAMETERS] = {
    ROW("hedges", "attempts", 0, HEDGE_ATTEMPTS_MAX - 1, 0, hedges),
    ROW("delay-ms", "ms", 0, 600000, 100, delay_ms),
    ROW("percentile", "%", 0, 99, 95, percentile),
    ROW("window", "calls", 1, HEDGE_WINDOW_MAX, 200, window),
    ROW("minimum", "calls", 1, HEDGE_WINDOW_MAX, 20, minimum),
    ROW("floor-ms", "ms", 0, 600000, 1, floor_ms),
};

void hedge_init(struct hedge *hedge, const struct hedge_params *params)
{
    memset(hedge, 0, sizeof *hedge);
    if (params)
        hedge->params = *params;
    else
        parameter_defaults(hedge_parameters, HEDGE_PARAMETERS, &hedge->params);
}

/* ---- latencies ---- */

/* How many of the sorted are smaller. */
static size_t rank_of(const struct hedge *hedge, int64_t ms)
{
    size_t low = 0, high = (size_t)hedge->kept;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hedge->sorted[middle] < ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void forget_oldest(struct hedge *hedge)
{
    int64_t oldest =
        hedge->ring[(hedge->added - hedge->kept) % HEDGE_WINDOW_MAX];
    size_t at = rank_of(hedge, oldest);
    size_t behind = (size_t)--hedge->kept - at;

    memmove(&hedge->sorted[at], &hedge->sorted[at + 1],
            behind * sizeof *hedge->sorted);
}

static void keep(struct hedge *hedge, int64_t ms)
{
    size_t at;

    while (hedge->kept >= hedge->params.window)
        forget_oldest(hedge);
    at = rank_of(hedge, ms);
    memmove(&hedge->sorted[at + 1], &hedge->sorted[at],
            ((size_t)hedge->kept - at) * sizeof *hedge->sorted);
    hedge->sorted[at] = ms;
    hedge->ring[hedge->added++ % HEDGE_WINDOW_MAX] = ms;
    hedge->kept++;
}

static int64_t delay_ms(const struct hedge *hedge)
{
    const struct hedge_params *params = &hedge->params;
    int64_t enough =
        params->minimum < params->window ? params->minimum : params->window;
    int64_t ms = params->delay_ms;

    if (params->percentile && hedge->kept >= enough) /* nearest rank */
        ms = hedge->sorted[(params->percentile * hedge->kept + 99) / 100 - 1];
    return ms > params->floor_ms ? ms : params->floor_ms;
}

/* ---- one call ---- */

static int attempt(struct hedge_call *call, int64_t now_ms)
{
    int number = call->attempts++;

    call->sent_ms[number] = now_ms;
    call->out |= 1u << number;
    return number;
}

void hedge_begin(struct hedge *hedge, struct hedge_call *call, int64_t now_ms,
                 bool repeatable)
{
    *call = (struct hedge_call){.repeatable = repeatable};
    hedge->figures.calls++;
    attempt(call, now_ms);
}

int64_t hedge_due_ms(const struct hedge *hedge, const struct hedge_call *call)
{
    if (!call->repeatable || call->over || call->no_more || !call->out ||
        call->attempts > hedge->params.hedges)
        return INT64_MAX;
    return call->sent_ms[call->attempts - 1] + delay_ms(hedge);
}

bool hedge_due(const struct hedge *hedge, const struct hedge_call *call,
               int64_t now_ms)
{
    return now_ms >= hedge_due_ms(hedge, call);
}

int hedge_sent(struct hedge *hedge, struct hedge_call *call, int64_t now_ms,
               bool granted)
{
    assert(call->attempts < HEDGE_ATTEMPTS_MAX);
    if (!granted) {
        call->no_more = true;
        hedge->figures.no_budget++;
        return -1;
    }
    hedge->figures.sent++;
    return attempt(call, now_ms);
}

static int64_t age_ms(const struct hedge_call *call, int number, int64_t now_ms)
{
    int64_t age = now_ms - call->sent_ms[number];

    return age > 0 ? age : 0;
}

uint32_t hedge_answered(struct hedge *hedge, struct hedge_call *call,
                        int number, int64_t now_ms)
{
    uint32_t losers;

    if (call->over || !(call->out & (1u << number)))
        return 0;
    losers = call->out & ~(1u << number);
    call->over = true;
    call->out = 0;
    hedge->figures.won_by_hedge += number > 0;
    keep(hedge, age_ms(call, number, now_ms));
    for (int i = 0; i < call->attempts; i++)
        if (losers & (1u << i)) {
            hedge->figures.cancelled++;
            keep(hedge, age_ms(call, i, now_ms));
        }
    return losers;
}

bool hedge_failed(struct hedge_call *call, int number)
{
    call->out &= ~(1u << number);
    return !call->over && !call->out;
}

enum error hedge_set(struct hedge *hedge, const char *name, int64_t value)
{
    enum error error = parameter_set(hedge_parameters, HEDGE_PARAMETERS,
                                     &hedge->params, name, value);

    while (!error && hedge->kept > hedge->params.window)
        forget_oldest(hedge);
    return error;
}

struct hedge_figures hedge_figures(const struct hedge *hedge)
{
    struct hedge_figures figures = hedge->figures;

    figures.delay_ms = delay_ms(hedge);
    return figures;
}
