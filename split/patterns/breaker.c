/*
 * breaker -- a switch in front of a peer, with a way back.
 *
 * The problem: a peer that is down or drowning costs each caller a time-out,
 * and each caller's waiting calls cost its own callers theirs. The failure of
 * one service becomes the slowness of all, and the calls that pile up keep
 * the sick one from getting well.
 *
 * The idea: judge a peer by its recent calls. When too many fail, or take too
 * long, stop calling (OPEN): the caller gets its answer at once and the peer
 * gets rest. After a while let a few calls through as probes (HALF_OPEN) and
 * believe what they say: back to CLOSED, or OPEN again and for longer.
 *
 * What is hard is not the three states but what happens between them:
 *   - Everybody waits for the breaker to half-open, so a rush would follow.
 *     A probe needs one of a few permits.
 *   - A probe may never come back. Its permit is a lease: when it runs out
 *     the probe has failed and the permit is free.
 *   - Answers of calls from before a change arrive after it. They say nothing
 *     about the peer of now. Each call carries the generation that it was
 *     allowed in; an answer of an older one is ignored.
 *   - Two calls are no statistics: a rate needs a minimum of calls. But a
 *     count window smaller than that minimum would never reach it, so the
 *     smaller of both holds.
 *   - A "no" is an answer. Only what tells that the peer is sick is a failure.
 *   - Clocks jump. Time is counted in steps forward; a step back is none.
 *
 * The invariant: OPEN and FORCED_OPEN let nothing pass; in HALF_OPEN the
 * permits out are never more than params.permits were when the last was given;
 * every change of state goes through breaker_move() and is told exactly once.
 *
 * Order of use: allow, record; tick when breaker_wake_ms() has come.
 */
#include "split/patterns/breaker.h"

#include <assert.h>
#include <string.h>

#include "chassis/planted.h"
#include "split/patterns/breaker_private.h"

/* ---- CLOSED: judging the window ---- */

/* Who gave up early knows nothing of the peer. Who gave up after slow_ms knows
 * that it is slow: else a peer that hangs would never be judged by callers
 * that lose patience, or hedge. */
static bool says_nothing(const struct breaker *breaker,
                         enum breaker_outcome outcome, bool slow)
{
    return outcome == BREAKER_CANCELLED && !(slow && breaker->params.slow_rate);
}

/* After an answer has been counted. */
static void conclude(struct breaker *breaker)
{
    struct breaker_verdict verdict = breaker_judge(breaker);

    if (breaker->state != BREAKER_METRICS_ONLY) {
        if (verdict.open)
            breaker_move(breaker, BREAKER_OPEN, verdict.cause, verdict.rate,
                         verdict.threshold);
        return;
    }
    if (verdict.open && !breaker->warned) {
        struct breaker_event event = {
            .from = BREAKER_METRICS_ONLY,
            .to = BREAKER_METRICS_ONLY,
            .cause = verdict.cause,
            .at_ms = breaker->seen_ms,
            .rate = verdict.rate,
            .threshold = verdict.threshold,
            .figures = breaker_figures(breaker, breaker->seen_ms)};
        breaker_tell(breaker, &event);
    }
    breaker->warned = verdict.open;
}

/* ---- HALF_OPEN: probes and their permits ---- */

static void decide(struct breaker *breaker, enum breaker_cause cause)
{
    const struct breaker_params *params = &breaker->params;

    if (breaker->probes_failed >= params->failures)
        breaker_move(breaker, BREAKER_OPEN, cause, breaker->probes_failed,
                     params->failures);
    else if (breaker->probes_well >= params->successes)
        breaker_move(breaker, BREAKER_CLOSED, BREAKER_BY_SUCCESSES,
                     breaker->probes_well, params->successes);
}

static void end_probe(struct breaker *breaker, struct breaker_permit *permit)
{
    permit->serial = 0;
    breaker->probing--;
}

/* What time has done to the probes. */
static void settle(struct breaker *breaker)
{
    const struct breaker_params *params = &breaker->params;
    enum breaker_cause cause = BREAKER_BY_PROBE;
    int64_t wait;

    if (breaker->state != BREAKER_HALF_OPEN)
        return;
    for (int i = 0; i < BREAKER_PERMITS_MAX; i++) {
        struct breaker_permit *permit = &breaker->permits[i];
        if (!permit->serial || planted(PLANTED_NO_PERMIT_LEASE) ||
            breaker->elapsed_ms - permit->taken_ms < params->lease_ms)
            continue;
        end_probe(breaker, permit);
        breaker->probes_failed++;
        cause = BREAKER_BY_LEASE;
    }
    decide(breaker, cause);
    wait = breaker->elapsed_ms - breaker->first_probe_ms;
    if (breaker->state == BREAKER_HALF_OPEN && breaker->first_probe_ms >= 0 &&
        wait >= params->half_open_ms)
        breaker_move(breaker, BREAKER_OPEN, BREAKER_BY_WAIT, wait,
                     params->half_open_ms);
}

static bool take_permit(struct breaker *breaker, struct breaker_ticket *ticket)
{
    int64_t most =
        breaker->params.permits + (planted(PLANTED_PERMIT_TOO_MANY) ? 1 : 0);

    if (breaker->probing >= most)
        return false;
    for (int i = 0; i < BREAKER_PERMITS_MAX; i++)
        if (!breaker->permits[i].serial) {
            breaker->permits[i] = (struct breaker_permit){
                .serial = ++breaker->serial, .taken_ms = breaker->elapsed_ms};
            ticket->serial = breaker->serial;
            breaker->probing++;
            if (breaker->first_probe_ms < 0)
                breaker->first_probe_ms = breaker->elapsed_ms;
            return true;
        }
    return false;
}

static struct breaker_permit *permit_of(struct breaker *breaker,
                                        uint64_t serial)
{
    for (int i = 0; i < BREAKER_PERMITS_MAX; i++)
        if (serial && breaker->permits[i].serial == serial)
            return &breaker->permits[i];
    return NULL;
}

static enum breaker_recorded late(struct breaker *breaker)
{
    breaker->late++;
    return BREAKER_LATE;
}

static enum breaker_recorded record_probe(struct breaker *breaker,
                                          uint64_t serial,
                                          enum breaker_outcome outcome,
                                          bool slow)
{
    struct breaker_permit *permit = permit_of(breaker, serial);

    if (permit)
        end_probe(breaker, permit);
    else if (!planted(PLANTED_NO_GENERATION))
        return late(breaker); /* its lease ran out */
    if (says_nothing(breaker, outcome, slow))
        return BREAKER_NOT_COUNTED;
    if (outcome == BREAKER_FAILURE || (slow && breaker->params.slow_rate))
        breaker->probes_failed++;
    else
        breaker->probes_well++;
    decide(breaker, BREAKER_BY_PROBE);
    return BREAKER_COUNTED;
}

/* ---- what callers use ---- */

static void shape(struct breaker *breaker)
{
    window_shape(&breaker->window, breaker->params.window_calls,
                 breaker->params.window_ms, breaker->params.window_buckets);
}

void breaker_init(struct breaker *breaker, const struct breaker_params *params,
                  int64_t now_ms, uint64_t seed)
{
    memset(breaker, 0, sizeof *breaker);
    if (params)
        breaker->params = *params;
    else
        parameter_defaults(breaker_parameters, BREAKER_PARAMETERS,
                           &breaker->params);
    random_seed(&breaker->random, seed);
    breaker->seen_ms = now_ms;
    breaker->generation = 1;
    breaker->first_probe_ms = -1;
    shape(breaker);
}

void breaker_observe(struct breaker *breaker, breaker_observer *observer,
                     void *arg)
{
    breaker->observer = observer;
    breaker->observer_arg = arg;
}

static void half_open_when_due(struct breaker *breaker)
{
    int64_t open_for;

    if (breaker->state != BREAKER_OPEN)
        return;
    open_for = breaker_open_for_ms(breaker);
    if (breaker_in_state_ms(breaker) >= open_for)
        breaker_move(breaker, BREAKER_HALF_OPEN, BREAKER_BY_TIME,
                     breaker_in_state_ms(breaker), open_for);
}

bool breaker_allow(struct breaker *breaker, int64_t now_ms,
                   struct breaker_ticket *ticket, int64_t *retry_after)
{
    bool pass;

    breaker_flow(breaker, now_ms);
    settle(breaker);
    half_open_when_due(breaker);
    *ticket = (struct breaker_ticket){0};
    if (breaker->state == BREAKER_HALF_OPEN)
        pass = take_permit(breaker, ticket);
    else
        pass = breaker->state != BREAKER_OPEN &&
               breaker->state != BREAKER_FORCED_OPEN;
    if (!pass) {
        breaker->rejected++;
        *retry_after = breaker_retry_after_ms(breaker);
        return false;
    }
    ticket->generation = breaker->generation;
    breaker->in_flight++;
    return true;
}

enum breaker_recorded breaker_record(struct breaker *breaker, int64_t now_ms,
                                     struct breaker_ticket *ticket,
                                     enum breaker_outcome outcome,
                                     int64_t duration_ms)
{
    struct breaker_ticket held = *ticket;
    bool slow = duration_ms >= breaker->params.slow_ms;

    if (held.generation == 0)
        return BREAKER_NO_TICKET;
    *ticket = (struct breaker_ticket){0};
    assert(breaker->in_flight > 0);
    breaker->in_flight--;
    breaker_flow(breaker, now_ms);
    settle(breaker);
    if (held.generation != breaker->generation &&
        !planted(PLANTED_NO_GENERATION))
        return late(breaker);
    if (breaker->state == BREAKER_DISABLED)
        return BREAKER_NOT_COUNTED;
    if (breaker->state == BREAKER_HALF_OPEN)
        return record_probe(breaker, held.serial, outcome, slow);
    if (says_nothing(breaker, outcome, slow))
        return BREAKER_NOT_COUNTED;
    if (outcome == BREAKER_FAILURE)
        breaker->consecutive++;
    else if (outcome != BREAKER_CANCELLED)
        breaker->consecutive = 0;
    window_add(&breaker->window, breaker->elapsed_ms,
               outcome == BREAKER_FAILURE, slow);
    conclude(breaker);
    return BREAKER_COUNTED;
}

void breaker_tick(struct breaker *breaker, int64_t now_ms)
{
    breaker_flow(breaker, now_ms);
    settle(breaker);
    if (breaker->params.automatic)
        half_open_when_due(breaker);
}

bool breaker_force(struct breaker *breaker, int64_t now_ms,
                   enum breaker_state state)
{
    breaker_flow(breaker, now_ms);
    if (breaker->state == state)
        return false;
    breaker_move(breaker, state, BREAKER_BY_HAND, 0, 0);
    return true;
}

enum error breaker_set(struct breaker *breaker, const char *name, int64_t value)
{
    enum error error = parameter_set(breaker_parameters, BREAKER_PARAMETERS,
                                     &breaker->params, name, value);

    if (!error)
        shape(breaker);
    return error;
}
