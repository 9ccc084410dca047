/*
 * breaker_model -- the breaker's rules as sentences over its whole past.
 *
 * The breaker keeps sums and rings and subtracts what leaves; this keeps every
 * call and counts anew each time. Where the breaker draws by chance (how long
 * it is open) the model knows the bounds and believes an event within them.
 */
#include "tests/sim/breaker_model.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BREAK(model, ...)                                                  \
    do {                                                                   \
        if (!(model)->broken[0])                                           \
            snprintf((model)->broken, sizeof(model)->broken, __VA_ARGS__); \
    } while (0)

void model_init(struct model *model, const struct breaker_params *params)
{
    /* The calls need not be cleared: call_count says how many there are. */
    model->params = params;
    model->now_ms = model->entered_ms = 0;
    model->state = BREAKER_CLOSED;
    model->era = model->reopened = 0;
    model->warned = false;
    model->call_count = model->outcome_count = model->time_from = 0;
    model->well = model->bad = 0;
    model->first_probe_ms = -1;
    model->rejected = model->late = model->in_flight = 0;
    model->told_count = 0;
    model->broken[0] = '\0';
}

void model_passes(struct model *model, int64_t ms)
{
    if (ms > 0)
        model->now_ms += ms;
}

void model_told(void *arg, const struct breaker_event *event)
{
    struct model *model = arg;

    if (model->told_count == MODEL_TOLD) {
        BREAK(model, "more than %d events in one step", MODEL_TOLD);
        return;
    }
    model->told[model->told_count++] = *event;
}

/* ---- open time ---- */

int64_t model_open_most(const struct model *model)
{
    int64_t ms = model->params->open_ms;

    for (int64_t i = 0; i < model->reopened; i++) {
        if (ms >= model->params->open_cap_ms)
            break;
        ms = ms * model->params->open_growth / 100 +
             (ms * model->params->open_growth % 100 ? 1 : 0);
    }
    return ms < model->params->open_cap_ms ? ms : model->params->open_cap_ms;
}

int64_t model_open_least(const struct model *model)
{
    int64_t most = model_open_most(model);
    int64_t least = most - most * model->params->open_jitter / 100;

    return least > 0 ? least : 1;
}

/* ---- events ---- */

/* Takes the next event that was told; it must be this one. */
static const struct breaker_event *expect(struct model *model,
                                          enum breaker_state to,
                                          enum breaker_cause cause)
{
    struct breaker_event *event = &model->told[0];
    static struct breaker_event taken;

    if (model->told_count == 0) {
        BREAK(model, "%s to %s by %s was not told",
              breaker_state_name(model->state), breaker_state_name(to),
              breaker_cause_name(cause));
        return NULL;
    }
    if (event->from != model->state || event->to != to || event->cause != cause)
        BREAK(model, "told %s to %s by %s instead of %s to %s by %s",
              breaker_state_name(event->from), breaker_state_name(event->to),
              breaker_cause_name(event->cause),
              breaker_state_name(model->state), breaker_state_name(to),
              breaker_cause_name(cause));
    taken = *event;
    model->told_count--;
    memmove(&model->told[0], &model->told[1],
            model->told_count * sizeof *model->told);
    model_compare(model, &taken.figures);
    return &taken;
}

static void clear_outcomes(struct model *model)
{
    model->outcome_count = model->time_from = 0;
}

static void moves(struct model *model, enum breaker_state to,
                  enum breaker_cause cause)
{
    const struct breaker_event *event = expect(model, to, cause);

    if (to == BREAKER_CLOSED || to == BREAKER_DISABLED ||
        to == BREAKER_METRICS_ONLY)
        clear_outcomes(model);
    if (to != BREAKER_OPEN && to != BREAKER_HALF_OPEN)
        model->reopened = 0;
    else if (cause == BREAKER_BY_PROBE || cause == BREAKER_BY_LEASE)
        model->reopened++;
    else if (to == BREAKER_OPEN && cause != BREAKER_BY_WAIT)
        model->reopened = 0;
    model->state = to;
    model->era++;
    model->entered_ms = model->now_ms;
    model->well = model->bad = 0;
    model->first_probe_ms = -1;
    model->warned = false;
    if (event && to == BREAKER_OPEN &&
        (event->open_for_ms < model_open_least(model) ||
         event->open_for_ms > model_open_most(model)))
        BREAK(model, "open for %" PRId64 " ms, not %" PRId64 " to %" PRId64,
              event->open_for_ms, model_open_least(model),
              model_open_most(model));
}

static void no_more(struct model *model)
{
    if (model->told_count)
        BREAK(model, "told %s to %s by %s, which did not happen",
              breaker_state_name(model->told[0].from),
              breaker_state_name(model->told[0].to),
              breaker_cause_name(model->told[0].cause));
}

/* ---- the window, counted anew ---- */

static bool in_window(const struct model *model, size_t i)
{
    const struct breaker_params *params = model->params;
    int64_t bucket = params->window_ms / params->window_buckets;

    if (!params->time_window)
        return (int64_t)(model->outcome_count - i) <= params->window_calls;
    if (bucket < 1)
        bucket = 1;
    return i >= model->time_from &&
           model->outcome_ms[i] / bucket >
               model->now_ms / bucket - params->window_buckets;
}

static struct window_sums sums(const struct model *model)
{
    struct window_sums sums = {0};

    for (size_t i = 0; i < model->outcome_count; i++)
        if (in_window(model, i)) {
            const struct model_call *call = &model->calls[model->outcomes[i]];
            sums.calls++;
            sums.failures += call->failed;
            sums.slow += call->slow;
        }
    return sums;
}

static int64_t consecutive(const struct model *model)
{
    int64_t count = 0;

    for (size_t i = model->outcome_count; i > 0; i--) {
        const struct model_call *call = &model->calls[model->outcomes[i - 1]];
        if (!call->failed && !call->cancelled)
            break;
        count += call->failed;
    }
    return count;
}

static bool would_open(const struct model *model, enum breaker_cause *cause)
{
    const struct breaker_params *params = model->params;
    struct window_sums now = sums(model);
    bool enough = now.calls >= params->minimum_calls ||
                  (!params->time_window && now.calls >= params->window_calls);

    if (params->consecutive && consecutive(model) >= params->consecutive) {
        *cause = BREAKER_BY_CONSECUTIVE;
        return true;
    }
    if (enough && params->failure_rate &&
        100.0 * (double)now.failures / (double)now.calls >=
            (double)params->failure_rate - 1e-9) {
        *cause = BREAKER_BY_FAILURE_RATE;
        return true;
    }
    if (enough && params->slow_rate &&
        100.0 * (double)now.slow / (double)now.calls >=
            (double)params->slow_rate - 1e-9) {
        *cause = BREAKER_BY_SLOW_RATE;
        return true;
    }
    return false;
}

static void judge(struct model *model)
{
    enum breaker_cause cause;
    bool open = would_open(model, &cause);

    if (model->state == BREAKER_CLOSED) {
        if (open)
            moves(model, BREAKER_OPEN, cause);
        return;
    }
    if (open && !model->warned)
        expect(model, BREAKER_METRICS_ONLY, cause);
    model->warned = open;
}

/* ---- probes ---- */

static bool is_probe_out(const struct model *model,
                         const struct model_call *call)
{
    return model->state == BREAKER_HALF_OPEN && call->era == model->era &&
           !call->recorded && !call->lost_lease;
}

static int64_t probing(const struct model *model)
{
    int64_t count = 0;

    for (size_t i = model->call_count; i > 0; i--) {
        if (model->calls[i - 1].era < model->era)
            break;
        count += is_probe_out(model, &model->calls[i - 1]);
    }
    return count;
}

static void verdict(struct model *model, enum breaker_cause cause)
{
    if (model->bad >= model->params->failures)
        moves(model, BREAKER_OPEN, cause);
    else if (model->well >= model->params->successes)
        moves(model, BREAKER_CLOSED, BREAKER_BY_SUCCESSES);
}

static void probes_age(struct model *model)
{
    enum breaker_cause cause = BREAKER_BY_PROBE;

    if (model->state != BREAKER_HALF_OPEN)
        return;
    for (size_t i = 0; i < model->call_count; i++) {
        struct model_call *call = &model->calls[i];
        if (is_probe_out(model, call) &&
            model->now_ms >= call->at_ms + model->params->lease_ms) {
            call->lost_lease = true;
            model->bad++;
            cause = BREAKER_BY_LEASE;
        }
    }
    verdict(model, cause);
    if (model->state == BREAKER_HALF_OPEN && model->first_probe_ms >= 0 &&
        model->now_ms - model->first_probe_ms >= model->params->half_open_ms)
        moves(model, BREAKER_OPEN, BREAKER_BY_WAIT);
}

static void open_ages(struct model *model)
{
    int64_t open_ms = model->now_ms - model->entered_ms;

    if (model->state != BREAKER_OPEN)
        return;
    if (open_ms >= model_open_most(model))
        moves(model, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
    else if (open_ms >= model_open_least(model) && model->told_count)
        moves(model, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
}

/* ---- the steps ---- */

static void check_rejection(struct model *model, int64_t retry_after_ms)
{
    int64_t open_ms = model->now_ms - model->entered_ms;

    model->rejected++;
    if (model->state == BREAKER_FORCED_OPEN &&
        retry_after_ms != BREAKER_NOBODY_KNOWS)
        BREAK(model, "forced open, and yet it knows when to retry");
    if (model->state == BREAKER_OPEN &&
        (retry_after_ms < 1 ||
         retry_after_ms > model_open_most(model) - open_ms ||
         retry_after_ms < model_open_least(model) - open_ms))
        BREAK(model, "retry after %" PRId64 " ms is wrong", retry_after_ms);
    if (model->state == BREAKER_HALF_OPEN &&
        (retry_after_ms < 1 || retry_after_ms > model->params->lease_ms))
        BREAK(model, "retry after %" PRId64 " ms in half-open", retry_after_ms);
}

void model_allow(struct model *model, bool allowed,
                 const struct breaker_ticket *ticket, int64_t retry_after_ms,
                 int *call)
{
    bool pass = true;

    probes_age(model);
    open_ages(model);
    no_more(model);
    if (model->state == BREAKER_OPEN || model->state == BREAKER_FORCED_OPEN)
        pass = false;
    if (model->state == BREAKER_HALF_OPEN)
        pass = probing(model) < model->params->permits;
    if (pass != allowed || allowed != (ticket->generation != 0))
        BREAK(model, "in %s a call was %s", breaker_state_name(model->state),
              allowed ? "allowed" : "rejected");
    if (!allowed) {
        check_rejection(model, retry_after_ms);
        return;
    }
    model->in_flight++;
    if (model->state == BREAKER_HALF_OPEN && model->first_probe_ms < 0)
        model->first_probe_ms = model->now_ms;
    *call = (int)model->call_count;
    model->calls[model->call_count++] =
        (struct model_call){.at_ms = model->now_ms, .era = model->era};
}

static enum breaker_recorded take_answer(struct model *model, size_t index,
                                         enum breaker_outcome outcome,
                                         bool slow)
{
    struct model_call *call = &model->calls[index];

    call->failed = outcome == BREAKER_FAILURE;
    call->slow = slow;
    if (call->era != model->era || call->lost_lease) {
        model->late++;
        return BREAKER_LATE;
    }
    call->recorded = true;
    call->cancelled = outcome == BREAKER_CANCELLED;
    if (model->state == BREAKER_DISABLED)
        return BREAKER_NOT_COUNTED;
    if (call->cancelled && (!slow || model->params->slow_rate == 0))
        return BREAKER_NOT_COUNTED;
    if (model->state == BREAKER_HALF_OPEN) {
        if (call->failed || (call->slow && model->params->slow_rate))
            model->bad++;
        else
            model->well++;
        verdict(model, BREAKER_BY_PROBE);
        return BREAKER_COUNTED;
    }
    model->outcomes[model->outcome_count] = index;
    model->outcome_ms[model->outcome_count++] = model->now_ms;
    judge(model);
    return BREAKER_COUNTED;
}

void model_record(struct model *model, int index, enum breaker_outcome outcome,
                  int64_t ms, enum breaker_recorded answer)
{
    enum breaker_recorded right;

    model->in_flight--;
    probes_age(model);
    right = take_answer(model, (size_t)index, outcome,
                        ms >= model->params->slow_ms);
    model->calls[index].recorded = true;
    no_more(model);
    if (answer != right)
        BREAK(model, "an answer was recorded as %d instead of %d", answer,
              right);
}

void model_tick(struct model *model)
{
    probes_age(model);
    if (model->params->automatic)
        open_ages(model);
    no_more(model);
}

void model_force(struct model *model, enum breaker_state state, bool moved)
{
    if (moved != (model->state != state))
        BREAK(model, "forcing %s said %d", breaker_state_name(state), moved);
    if (model->state != state)
        moves(model, state, BREAKER_BY_HAND);
    no_more(model);
}

void model_shaped(struct model *model)
{
    model->time_from = model->outcome_count;
}

void model_compare(struct model *model, const struct breaker_figures *figures)
{
    struct window_sums now = sums(model);
    const struct {
        const char *name;
        int64_t is, should;
    } rows[] = {
        {"state", figures->state, model->state},
        {"generation", (int64_t)figures->generation, model->era + 1},
        {"since", figures->since_ms, model->now_ms - model->entered_ms},
        {"calls", figures->calls, now.calls},
        {"failures", figures->failures, now.failures},
        {"slow", figures->slow, now.slow},
        {"consecutive", figures->consecutive, consecutive(model)},
        {"in flight", figures->in_flight, model->in_flight},
        {"probing", figures->probing, probing(model)},
        {"probes well", figures->probes_well, model->well},
        {"probes failed", figures->probes_failed, model->bad},
        {"reopened", figures->reopened, model->reopened},
        {"rejected", figures->rejected, model->rejected},
        {"late", figures->late, model->late},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].is != rows[i].should)
            BREAK(model, "%s is %" PRId64 ", not %" PRId64, rows[i].name,
                  rows[i].is, rows[i].should);
}
