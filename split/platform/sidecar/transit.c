/*
 * transit -- from a request's head to the attempts that carry it.
 *
 * The problem: most calls should be passed on the moment their first bytes
 * come; but a fault may be aimed at a customer, whose number stands in the
 * message, and a retry needs the request once more.
 *
 * The idea: what comes is kept until it has been sent, and, while it is
 * shorter than PROXY_KEEP, until the answer has begun. A call begins at once
 * unless somebody has to look into its message; then it begins when the first
 * message is whole.
 *
 * The invariant: `request` holds the bytes from request_base on. An attempt
 * that is not discarded has sent at least request_base, or it could not be
 * completed; so the front of `request` is dropped only by the main attempt's
 * progress, and only when nobody else may need it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/grpc_private.h"
#include "split/platform/sidecar/harm.h"
#include "split/platform/sidecar/proxy_private.h"

enum {
    CALL_REQUEST_BYTES = 4 * 1024 * 1024, /* never reached */
    CALL_COPY_BYTES = 2 * PROXY_STREAM_WINDOW
};

/* ---- life ---- */

struct transit *transit_new(struct connection *connection, int32_t stream_id)
{
    struct transit *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->connection = connection;
    call->stream_id = stream_id;
    call->received_ms = loop_now_ms(connection->proxy->loop);
    call->received_us = clock_monotonic_ns() / 1000;
    call->added_us = -1;
    head_init(&call->head);
    buffer_init(&call->request, CALL_REQUEST_BYTES);
    call->next = connection->calls;
    if (call->next)
        call->next->previous = call;
    connection->calls = call;
    return call;
}

static void free_attempt(struct attempt *attempt)
{
    head_release(&attempt->head);
    head_release(&attempt->trailers);
    buffer_release(&attempt->body);
    free(attempt);
}

static void free_timer(struct loop_timer *timer)
{
    if (timer)
        loop_timer_free(timer);
}

static void free_call(struct transit *call)
{
    struct connection *connection = call->connection;
    transit_tell(call);
    while (call->attempts) {
        struct attempt *attempt = call->attempts;
        call->attempts = attempt->next;
        transit_settle(attempt, BALANCER_NEITHER);
        free_attempt(attempt);
    }
    if (call->previous)
        call->previous->next = call->next;
    else
        connection->calls = call->next;
    if (call->next)
        call->next->previous = call->previous;
    free_timer(call->wait);
    free_timer(call->patience);
    free_timer(call->pace);
    head_release(&call->head);
    buffer_release(&call->request);
    free(call);
}

void answer_release(struct transit *call)
{
    if (!call->front_closed)
        return;
    for (const struct attempt *at = call->attempts; at; at = at->next)
        if (at->link)
            return;
    struct proxy *proxy = call->connection->proxy;
    free_call(call);
    proxy_ended(proxy);
}

void transit_free_all(struct connection *connection)
{
    for (struct transit *call = connection->calls, *next; call; call = next) {
        next = call->next;
        free_call(call);
    }
}

void transit_front_closed(struct transit *call, uint32_t code)
{
    uint64_t end = call->request_base + call->request.length;
    (void)code;
    call->front_closed = true;
    call->answered = true;
    if (end > call->request_consumed)
        nghttp2_session_consume_connection(
            call->connection->front, (size_t)(end - call->request_consumed));
    call->request_consumed = end;
    front_touch(call->connection);
    for (struct attempt *at = call->attempts; at; at = at->next)
        if (!at->discarded)
            link_cancel(at);
    answer_release(call);
}

/* ---- the request's bytes ---- */

static bool may_repeat(const struct transit *call)
{
    const struct policy *policy = &call->connection->proxy->policy;
    return call->request_base == 0 && call->request.length <= PROXY_KEEP &&
           !call->answering &&
           (call->tries < policy->attempts ||
            (call->connection->proxy->options.vip &&
             call->tries < PROXY_TRIES));
}

/* The caller may send so much more as has been passed on. */
static void consume(struct transit *call, uint64_t upto)
{
    if (upto <= call->request_consumed || call->front_closed)
        return;
    nghttp2_session_consume(call->connection->front, call->stream_id,
                            (size_t)(upto - call->request_consumed));
    call->request_consumed = upto;
    front_touch(call->connection);
}

/* What every attempt has sent and nobody may want again. */
static void drop_sent(struct transit *call)
{
    uint64_t least = call->main->sent;
    for (const struct attempt *at = call->attempts; at; at = at->next)
        if (at->link && !at->cancelled && at->sent < least)
            least = at->sent;
    size_t done = (size_t)(least - call->request_base);
    if (done == 0 || may_repeat(call))
        return;
    buffer_consume(&call->request, done);
    call->request_base += done;
}

size_t transit_request_read(struct attempt *attempt, uint8_t *out, size_t space,
                            bool *ended)
{
    struct transit *call = attempt->call;
    uint64_t end = call->request_base + call->request.length;
    size_t rest = attempt->sent < end ? (size_t)(end - attempt->sent) : 0;
    size_t count = rest < space ? rest : space;
    if (count > 0) {
        size_t at = (size_t)(attempt->sent - call->request_base);
        memcpy(out, call->request.data + at, count);
        attempt->sent += count;
    }
    *ended = call->request_ended && count == rest;
    if (attempt == call->main) {
        if (call->added_us < 0)
            call->added_us = clock_monotonic_ns() / 1000 - call->received_us;
        consume(call, attempt->sent);
        drop_sent(call);
    }
    return count;
}

void transit_resume(struct transit *call)
{
    for (struct attempt *at = call->attempts; at; at = at->next)
        link_resume_request(at);
}

/* ---- attempts ---- */

static struct link *way_for(struct attempt *attempt)
{
    struct transit *call = attempt->call;
    struct proxy *proxy = call->connection->proxy;
    uint64_t chance = random_next(&proxy->random);
    const struct address *route = policy_route(&proxy->policy, chance);
    struct address chosen;
    if (!route && proxy->options.vip) {
        if (vip_pick(proxy->options.vip, chance, call->tried, &attempt->pick,
                     &chosen))
            return NULL;
        attempt->picked = true;
        attempt->picked_us = clock_monotonic_ns() / 1000;
        call->tried |= BALANCER_TRIED(attempt->pick.slot);
        route = &chosen;
    }
    return link_to(call->connection, route ? route : &proxy->options.upstream);
}

void transit_settle(struct attempt *attempt, enum balancer_outcome outcome)
{
    struct vip *vip = attempt->call->connection->proxy->options.vip;
    if (!attempt->picked)
        return;
    attempt->picked = false;
    vip_done(vip, &attempt->pick, outcome,
             clock_monotonic_ns() / 1000 - attempt->picked_us);
}

static nghttp2_nv field(struct slice name, struct slice value, bool secret)
{
    return (nghttp2_nv){
        (uint8_t *)name.data, (uint8_t *)value.data, name.length, value.length,
        secret ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE};
}

/* What is left of the caller's time, and no more than one attempt may take. */
static int64_t time_left(const struct transit *call)
{
    int64_t most = call->connection->proxy->policy.timeout_ms;
    int64_t waited =
        loop_now_ms(call->connection->proxy->loop) - call->received_ms;
    int64_t left = call->timeout_ms - waited;
    if (call->timeout_ms == 0)
        return most;
    if (left < 1)
        left = 1;
    return most > 0 && most < left ? most : left;
}

static size_t make_fields(const struct transit *call, nghttp2_nv *out,
                          char timeout[GRPC_TIMEOUT_BYTES])
{
    struct head_field fields[HEAD_FIELDS];
    size_t count = head_fill(&call->head, fields), made = 0;
    int64_t left = time_left(call);
    for (size_t i = 0; i < count; i++)
        if (!slice_is(fields[i].name, "grpc-timeout"))
            out[made++] =
                field(fields[i].name, fields[i].value, fields[i].never_indexed);
    if (left > 0 && call->is_grpc) {
        grpc_timeout_format(left, timeout);
        out[made++] = field(SLICE("grpc-timeout"), slice_of(timeout), true);
    }
    return made;
}

static void out_of_patience(void *arg)
{
    struct transit *call = arg;
    struct attempt *main = call->main;
    if (!main || call->answering || call->answered)
        return;
    main->discarded = true;
    transit_settle(main, BALANCER_FAILURE);
    link_cancel(main);
    if (!transit_try_again(call, ERROR_DEADLINE, false))
        answer_error(call, ERROR_DEADLINE,
                     "no answer within the time that the mesh allows");
}

static struct attempt *add_attempt(struct transit *call)
{
    nghttp2_nv fields[HEAD_FIELDS + 1];
    char timeout[GRPC_TIMEOUT_BYTES];
    struct attempt *attempt = calloc(1, sizeof *attempt);
    if (!attempt)
        return NULL;
    attempt->call = call;
    attempt->grpc_status = -1;
    head_init(&attempt->head);
    head_init(&attempt->trailers);
    buffer_init(&attempt->body, CALL_REQUEST_BYTES);
    struct link *link = way_for(attempt);
    size_t count = make_fields(call, fields, timeout);
    if (!link || link_submit(link, attempt, fields, count)) {
        transit_settle(attempt, BALANCER_NEITHER);
        free_attempt(attempt);
        return NULL;
    }
    attempt->next = call->attempts;
    call->attempts = attempt;
    return attempt;
}

enum error transit_begin(struct transit *call)
{
    struct proxy *proxy = call->connection->proxy;
    call->begun = true;
    call->main = add_attempt(call);
    if (!call->main) {
        answer_reset(call, NGHTTP2_REFUSED_STREAM);
        return ERROR_UNAVAILABLE;
    }
    call->tries++;
    for (; call->harm.copies > 0; call->harm.copies--) {
        struct attempt *copy = add_attempt(call);
        if (copy)
            copy->discarded = true;
    }
    if (proxy->policy.timeout_ms > 0) {
        if (!call->patience)
            call->patience = loop_timer_new(proxy->loop, out_of_patience, call);
        loop_timer_set(call->patience, proxy->policy.timeout_ms);
    }
    return ERROR_OK;
}

bool transit_try_again(struct transit *call, enum error outcome, bool unsent)
{
    struct proxy *proxy = call->connection->proxy;
    int64_t waited = loop_now_ms(proxy->loop) - call->received_ms;
    bool late = call->timeout_ms > 0 && waited >= call->timeout_ms;
    if (call->answered || call->answering || late || call->request_base > 0 ||
        !(policy_repeats(&proxy->policy, call->tries, outcome) ||
          (unsent && proxy->options.vip && call->tries < PROXY_TRIES)))
        return false;
    call->main->discarded = true;
    proxy->counts.retried++;
    transit_begin(call);
    return true;
}

/* ---- healing ---- */

void transit_heal(struct transit *call)
{
    struct proxy *proxy = call->connection->proxy;
    bool active = false;
    if (!call->lost || call->answered)
        return;
    for (size_t i = 0; i < proxy->faults->count; i++)
        active |= proxy->faults->list[i].id == call->harm.lose_id;
    if (!active)
        answer_error(call, ERROR_UNAVAILABLE,
                     "the answer was lost on its way back");
}
