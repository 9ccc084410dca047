/*
 * client_attempt -- one call and its attempts.
 *
 * The order of the questions before an attempt: does the breaker let it pass,
 * who takes it, how long may it last. After an attempt: is that an answer (a
 * refusal by the shop's own rules is one), or did the way to it fail? Then:
 * are others still out (a hedge)? Then: retry or not, and retry_decide() says
 * why not.
 *
 * Each attempt tells every pattern that let it pass how it ended, exactly
 * once: finish() is the one place for that. An attempt that we give up
 * ourselves counts as a failure when its time had run out, and as nothing when
 * it merely lost the race.
 *
 * The invariant: when a call has neither an attempt out nor a retry due, it is
 * over.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/log.h"
#include "split/patterns/client_private.h"

static void set_timer(struct client_call *call);
static void launch(struct client_call *call, int number);

/* ---- what an end means ---- */

/* The peer, or the way to it, has failed; everything else is an answer. */
static bool blames_peer(enum error error)
{
    return breaker_outcome_of(error) == BREAKER_FAILURE;
}

static enum balancer_outcome balancer_outcome_of(enum error error)
{
    if (error == ERROR_CANCELLED)
        return BALANCER_NEITHER;
    return blames_peer(error) ? BALANCER_FAILURE : BALANCER_SUCCESS;
}

/* Everyone who let this attempt pass hears how it ended. */
static void finish(struct client_attempt *attempt, enum error error)
{
    struct client_peer *peer = attempt->call->peer;
    int64_t now = client_now_ms();
    int64_t took_us = clock_monotonic_ns() / 1000 - attempt->sent_us;
    attempt->id = 0;
    client_trace_ended(attempt, error, attempt->sent_us + took_us);
    (void)breaker_record(&peer->breaker, now, &attempt->ticket,
                         breaker_outcome_of(error), now - attempt->sent_ms);
    enum balancer_change change =
        balancer_done(&peer->balancer, now, &attempt->pick,
                      balancer_outcome_of(error), took_us);
    if (change == BALANCER_EJECTED)
        LOG(LOG_WARN, "instance_ejected", NULL,
            LOG_TEXT("instance", attempt->instance->title));
    if (error != ERROR_CANCELLED) /* a lost race earns nothing */
        retry_budget_ended(&peer->budget, blames_peer(error));
    peer_release(peer, attempt->instance);
    attempt->instance = NULL;
}

static void cancel(struct client_attempt *attempt, enum error error)
{
    grpc_cancel(attempt->instance->channel, attempt->id);
    finish(attempt, error);
}

void attempt_cancel_all(struct client_call *call, bool too_late)
{
    for (int i = 0; i < HEDGE_ATTEMPTS_MAX; i++)
        if (call->attempts[i].id)
            cancel(&call->attempts[i],
                   too_late ? ERROR_DEADLINE : ERROR_CANCELLED);
    call->retry_ms = INT64_MAX;
}

/* ---- retry ---- */

static bool anything_out(const struct client_call *call)
{
    for (int i = 0; i < HEDGE_ATTEMPTS_MAX; i++)
        if (call->attempts[i].id)
            return true;
    return false;
}

/* True: another attempt will follow. */
static bool will_retry(struct client_call *call,
                       const struct grpc_result *result)
{
    struct client_peer *peer = call->peer;
    int64_t now = client_now_ms();
    const struct retry_facts facts = {
        .error = result->error,
        .attempts = call->made,
        .repeatable = call->outgoing.repeatable,
        .sent = !result->unsent,
        .pushed_back = result->pushed_back,
        .pushback_ms = result->pushback_ms,
        .left_ms = deadline_left_ms(call->deadline_ms, now),
        .budget = retry_budget_has(&peer->budget, now)};
    const struct retry_decision decision =
        retry_decide(&peer->retry, &facts, random_next(&peer->client->random));
    if (!decision.retry) {
        if (decision.why == RETRY_OVER_BUDGET)
            retry_budget_refuse(&peer->budget);
        return false;
    }
    retry_budget_take(&peer->budget, now);
    call->retry_ms = now + decision.after_ms;
    return true;
}

/* ---- the end of an attempt ---- */

static void cancel_losers(struct client_call *call, uint32_t losers)
{
    for (int i = 0; i < HEDGE_ATTEMPTS_MAX; i++)
        if (losers >> i & 1 && call->attempts[i].id)
            cancel(&call->attempts[i], ERROR_CANCELLED);
}

/* A repeat that finds its own first attempt still at work is no answer: what
 * will become of that one is what was unknown before. */
static bool is_echo(const struct client_call *call,
                    const struct grpc_result *result)
{
    return result->error == ERROR_KEY_IN_FLIGHT && call->error;
}

/* The first failure is the call's, should no attempt after it do better. */
static void keep_failure(struct client_call *call,
                         const struct grpc_result *result)
{
    if (call->error)
        return;
    call->error = result->error;
    snprintf(call->detail, sizeof call->detail, "%s",
             result->detail ? result->detail : error_detail(result->error));
}

static void tell_failure(struct client_call *call,
                         const struct grpc_result *result)
{
    const struct grpc_result first = {.error = call->error,
                                      .detail = call->detail};
    client_tell(call, is_echo(call, result) ? &first : result);
}

/* TOUR: one-answer */
static void on_result(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct client_attempt *attempt = arg;
    struct client_call *call = attempt->call;
    struct client_peer *peer = call->peer;
    int number = (int)(attempt - call->attempts);
    (void)id;
    finish(attempt, result->error);
    if (!blames_peer(result->error) && !is_echo(call, result)) {
        cancel_losers(call, hedge_answered(&peer->hedge, &call->hedge, number,
                                           client_now_ms()));
        client_tell(call, result);
        return;
    }
    bool last = hedge_failed(&call->hedge, number);
    keep_failure(call, result);
    if (last && !will_retry(call, result))
        tell_failure(call, result);
    else
        set_timer(call);
}

/* An attempt took longer than one attempt may. */
static void expire(struct client_call *call, int number)
{
    struct client_peer *peer = call->peer;
    struct client_attempt *attempt = &call->attempts[number];
    int64_t waited = client_now_ms() - attempt->sent_ms;
    const struct grpc_result late = {.error = ERROR_DEADLINE};
    cancel(attempt, ERROR_DEADLINE);
    keep_failure(call, &late);
    bool last = hedge_failed(&call->hedge, number);
    if (last && !will_retry(call, &late))
        client_end(call, ERROR_DEADLINE,
                   "%s did not answer within the %" PRId64 " ms of one attempt",
                   peer->name, waited);
}

/* ---- an attempt goes out ---- */

static void launch(struct client_call *call, int number)
{
    struct client_peer *peer = call->peer;
    struct client_attempt *attempt = &call->attempts[number];
    struct outgoing outgoing = call->outgoing;
    int64_t now = client_now_ms();
    int64_t try_ms = deadline_try_ms(&peer->deadline, call->deadline_ms, now);
    attempt->call = call;
    attempt->id = outgoing.id = ++peer->client->attempt_serial;
    attempt->sent_ms = now;
    attempt->sent_us = clock_monotonic_ns() / 1000;
    attempt->expires_ms = peer->deadline.try_ms > 0 ? now + try_ms : INT64_MAX;
    outgoing.timeout_ms = try_ms;
    attempt->instance->calls++;
    attempt->number = ++call->made;
    client_trace_begin(attempt, &call->outgoing);
    outgoing.trace = attempt->trace;
    call->tried |= BALANCER_TRIED(attempt->pick.slot);
    peer->attempts++;
    grpc_start(attempt->instance->channel, &outgoing, on_result, attempt);
}

/* The breaker and the balancer have let it pass, or the error says why not. */
static enum error prepare(struct client_call *call, int number)
{
    struct client_peer *peer = call->peer;
    struct client_attempt *attempt = &call->attempts[number];
    int64_t now = client_now_ms(), after = 0;
    if (deadline_try_ms(&peer->deadline, call->deadline_ms, now) == 0)
        return error_explain(ERROR_DEADLINE,
                             "too little time is left to ask %s", peer->name);
    if (!breaker_allow(&peer->breaker, now, &attempt->ticket, &after)) {
        if (after == BREAKER_NOBODY_KNOWS)
            return error_explain(ERROR_UNAVAILABLE,
                                 "the circuit breaker of %s is %s", peer->name,
                                 breaker_state_name(peer->breaker.state));
        return error_explain(ERROR_UNAVAILABLE,
                             "the circuit breaker of %s is %s; ask again in "
                             "%" PRId64 " ms",
                             peer->name,
                             breaker_state_name(peer->breaker.state), after);
    }
    enum error error = peer_pick(peer, call->tried, attempt);
    if (error) /* it never left: nothing is known of the peer */
        (void)breaker_record(&peer->breaker, now, &attempt->ticket,
                             BREAKER_CANCELLED, 0);
    return error;
}

/* The first of a row: of the call, or after a back-off. */
static void try_once(struct client_call *call)
{
    struct client_peer *peer = call->peer;
    call->retry_ms = INT64_MAX;
    enum error error = prepare(call, 0);
    if (error) {
        client_end(call, error, "%s", error_detail(error));
        return;
    }
    hedge_begin(&peer->hedge, &call->hedge, client_now_ms(),
                call->outgoing.repeatable);
    launch(call, 0);
    set_timer(call);
}

void attempt_first(struct client_call *call)
{
    call->phase = CLIENT_RUNNING;
    retry_budget_call(&call->peer->budget, client_now_ms());
    try_once(call);
}

static void send_hedge(struct client_call *call)
{
    struct client_peer *peer = call->peer;
    int64_t now = client_now_ms();
    int number = call->hedge.attempts;
    bool granted = number < HEDGE_ATTEMPTS_MAX &&
                   retry_budget_has(&peer->budget, now) &&
                   prepare(call, number) == ERROR_OK;
    if (hedge_sent(&peer->hedge, &call->hedge, now, granted) < 0)
        return;
    retry_budget_take(&peer->budget, now);
    launch(call, number);
}

/* ---- the call's time ---- */

static void on_timer(void *arg)
{
    struct client_call *call = arg;
    int64_t now = client_now_ms();
    call->timer_set = false;
    for (int i = 0; i < HEDGE_ATTEMPTS_MAX; i++)
        if (call->attempts[i].id && now >= call->attempts[i].expires_ms)
            expire(call, i);
    if (call->phase != CLIENT_RUNNING)
        return;
    if (now >= call->retry_ms)
        try_once(call);
    else if (anything_out(call) &&
             hedge_due(&call->peer->hedge, &call->hedge, now))
        send_hedge(call);
    if (call->phase == CLIENT_RUNNING)
        set_timer(call);
}

static int64_t next_moment(struct client_call *call)
{
    int64_t at = call->retry_ms;
    for (int i = 0; i < HEDGE_ATTEMPTS_MAX; i++)
        if (call->attempts[i].id && call->attempts[i].expires_ms < at)
            at = call->attempts[i].expires_ms;
    if (anything_out(call)) {
        int64_t due = hedge_due_ms(&call->peer->hedge, &call->hedge);
        if (due < at)
            at = due;
    }
    return at;
}

/* Most calls need no timer at all, and get none. */
static void set_timer(struct client_call *call)
{
    int64_t at = next_moment(call);
    if (at == INT64_MAX) {
        if (call->timer_set)
            loop_timer_stop(call->timer);
        call->timer_set = false;
        return;
    }
    if (!call->timer)
        call->timer =
            loop_timer_new(call->peer->client->options.loop, on_timer, call);
    if (!call->timer)
        return; /* no memory: the deadline will speak */
    int64_t delay = at - client_now_ms();
    loop_timer_set(call->timer, delay > 0 ? delay : 0);
    call->timer_set = true;
}
