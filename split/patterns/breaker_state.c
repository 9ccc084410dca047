/*
 * breaker_state -- the figures of a breaker, what they amount to, and the one
 *                  place where its state changes.
 *
 * The idea: everything that can be computed is computed, not stored. How long
 * it stays open follows from the parameters of this moment, the number of
 * reopenings and one random word that was drawn when it opened; so a learner
 * who makes the time shorter while it is open sees it happen, and asking twice
 * gives the same answer.
 *
 * The invariant: state, generation, permits and counts change together, here
 * in breaker_move(), and the observer is called last, when all of it holds.
 */
#include "split/patterns/breaker_private.h"

#include <string.h>

/* ---- time ---- */

void breaker_flow(struct breaker *breaker, int64_t now_ms)
{
    if (now_ms > breaker->seen_ms)
        breaker->elapsed_ms += now_ms - breaker->seen_ms;
    breaker->seen_ms = now_ms;
}

int64_t breaker_in_state_ms(const struct breaker *breaker)
{
    return breaker->elapsed_ms - breaker->entered_ms;
}

/* From the parameters of now, so that a change of them holds at once. The
 * chance was drawn when it opened: the answer does not change by asking. */
int64_t breaker_open_for_ms(const struct breaker *breaker)
{
    const struct breaker_params *params = &breaker->params;
    int64_t ms = params->open_ms;

    for (int64_t i = 0; i < breaker->reopened && ms < params->open_cap_ms &&
                        params->open_growth > 100;
         i++)
        ms = (ms * params->open_growth + 99) / 100;
    if (ms > params->open_cap_ms)
        ms = params->open_cap_ms;
    ms -= (int64_t)(breaker->chance %
                    (uint64_t)(ms * params->open_jitter / 100 + 1));
    return ms > 0 ? ms : 1;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long until time alone changes something; INT64_MAX: never. */
static int64_t until_change_ms(const struct breaker *breaker)
{
    const struct breaker_params *params = &breaker->params;
    int64_t at = INT64_MAX;

    if (breaker->state == BREAKER_OPEN)
        at = breaker->entered_ms + breaker_open_for_ms(breaker);
    if (breaker->state == BREAKER_HALF_OPEN) {
        if (breaker->first_probe_ms >= 0)
            at = breaker->first_probe_ms + params->half_open_ms;
        for (int i = 0; i < BREAKER_PERMITS_MAX; i++)
            if (breaker->permits[i].serial)
                at = smaller(at,
                             breaker->permits[i].taken_ms + params->lease_ms);
        if (breaker->probes_well >= params->successes ||
            breaker->probes_failed >= params->failures)
            at = breaker->elapsed_ms; /* a parameter was changed */
    }
    if (at == INT64_MAX)
        return at;
    return at > breaker->elapsed_ms ? at - breaker->elapsed_ms : 0;
}

int64_t breaker_wake_ms(const struct breaker *breaker)
{
    int64_t ms = until_change_ms(breaker);

    if (ms == INT64_MAX ||
        (breaker->state == BREAKER_OPEN && !breaker->params.automatic))
        return INT64_MAX;
    return breaker->seen_ms + ms;
}

/* ---- CLOSED: judging the window ---- */

static struct window_sums sums(const struct breaker *breaker, int64_t at_ms)
{
    return breaker->params.time_window
               ? window_sums_of_time(&breaker->window, at_ms)
               : window_sums_of_calls(&breaker->window);
}

static int64_t percent(int64_t part, int64_t whole)
{
    return whole > 0 ? part * 100 / whole : 0;
}

struct breaker_verdict breaker_judge(const struct breaker *breaker)
{
    const struct breaker_params *params = &breaker->params;
    struct window_sums now = sums(breaker, breaker->elapsed_ms);
    int64_t enough = params->time_window
                         ? params->minimum_calls
                         : smaller(params->minimum_calls, params->window_calls);

    if (params->consecutive && breaker->consecutive >= params->consecutive)
        return (struct breaker_verdict){true, BREAKER_BY_CONSECUTIVE,
                                        breaker->consecutive,
                                        params->consecutive};
    if (now.calls < enough)
        return (struct breaker_verdict){.open = false};
    if (params->failure_rate &&
        now.failures * 100 >= params->failure_rate * now.calls)
        return (struct breaker_verdict){true, BREAKER_BY_FAILURE_RATE,
                                        percent(now.failures, now.calls),
                                        params->failure_rate};
    if (params->slow_rate && now.slow * 100 >= params->slow_rate * now.calls)
        return (struct breaker_verdict){true, BREAKER_BY_SLOW_RATE,
                                        percent(now.slow, now.calls),
                                        params->slow_rate};
    return (struct breaker_verdict){.open = false};
}

/* ---- changing state ---- */

void breaker_tell(struct breaker *breaker, const struct breaker_event *event)
{
    if (breaker->observer)
        breaker->observer(breaker->observer_arg, event);
}

/* Half open again without having been closed: the peer is still sick. */
static int64_t reopened_after(const struct breaker *breaker,
                              enum breaker_state to, enum breaker_cause cause)
{
    if (to == BREAKER_HALF_OPEN || cause == BREAKER_BY_WAIT)
        return breaker->reopened;
    if (cause == BREAKER_BY_PROBE || cause == BREAKER_BY_LEASE)
        return breaker->reopened + 1;
    return 0;
}

/* TOUR: breaker-states */
void breaker_move(struct breaker *breaker, enum breaker_state to,
                  enum breaker_cause cause, int64_t rate, int64_t threshold)
{
    struct breaker_event event = {
        .from = breaker->state,
        .to = to,
        .cause = cause,
        .at_ms = breaker->seen_ms,
        .rate = rate,
        .threshold = threshold,
        .figures = breaker_figures(breaker, breaker->seen_ms)};

    breaker->reopened = reopened_after(breaker, to, cause);
    breaker->state = to;
    breaker->generation++;
    breaker->entered_ms = breaker->elapsed_ms;
    memset(breaker->permits, 0, sizeof breaker->permits);
    breaker->probing = breaker->probes_well = breaker->probes_failed = 0;
    breaker->first_probe_ms = -1;
    breaker->warned = false;
    if (to == BREAKER_OPEN) {
        breaker->chance = random_next(&breaker->random);
        event.open_for_ms = breaker_open_for_ms(breaker);
    }
    if (to == BREAKER_CLOSED || to == BREAKER_METRICS_ONLY ||
        to == BREAKER_DISABLED) {
        window_clear(&breaker->window);
        breaker->consecutive = 0;
    }
    breaker_tell(breaker, &event);
}

int64_t breaker_retry_after_ms(const struct breaker *breaker)
{
    bool full = breaker->state == BREAKER_HALF_OPEN &&
                breaker->probing >= breaker->params.permits;

    if (breaker->state == BREAKER_FORCED_OPEN)
        return BREAKER_NOBODY_KNOWS;
    return full || breaker->state == BREAKER_OPEN ? until_change_ms(breaker)
                                                  : 0;
}

struct breaker_figures breaker_figures(const struct breaker *breaker,
                                       int64_t now_ms)
{
    int64_t later = now_ms > breaker->seen_ms ? now_ms - breaker->seen_ms : 0;
    struct window_sums window = sums(breaker, breaker->elapsed_ms + later);
    int64_t retry_ms = breaker_retry_after_ms(breaker);

    return (struct breaker_figures){
        .state = breaker->state,
        .generation = breaker->generation,
        .since_ms = breaker_in_state_ms(breaker) + later,
        .calls = window.calls,
        .failures = window.failures,
        .slow = window.slow,
        .consecutive = breaker->consecutive,
        .failure_percent = percent(window.failures, window.calls),
        .slow_percent = percent(window.slow, window.calls),
        .in_flight = breaker->in_flight,
        .probing = breaker->probing,
        .probes_well = breaker->probes_well,
        .probes_failed = breaker->probes_failed,
        .open_for_ms =
            breaker->state == BREAKER_OPEN ? breaker_open_for_ms(breaker) : 0,
        .retry_after_ms =
            retry_ms > later ? retry_ms - later : smaller(retry_ms, 0),
        .reopened = breaker->reopened,
        .rejected = breaker->rejected,
        .late = breaker->late,
    };
}
