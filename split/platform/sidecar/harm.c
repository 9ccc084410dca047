/*
 * harm -- drawing: which faults strike this call, this connection.
 *
 * A request fault draws once for each call that it is aimed at, a connection
 * fault once for each connection, at the moment the two meet. The verdict of a
 * connection is remembered as long as the fault lasts, so that a percentage is
 * one of connections and not one of moments. A fault that names a caller meets
 * a connection when its first call has told who calls.
 *
 * Several faults of one kind may be active; the worst of each value counts.
 */
#include "split/platform/sidecar/harm.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/grpc_private.h"
#include "split/platform/sidecar/inspect.h"
#include "split/platform/sidecar/proxy_private.h"

enum { KIB = 1024, MS_US = 1000, HTTP_LEAST = 100, SILENT_RATE = 0 };

/* ---- requests ---- */

static bool is_active(const struct fault *fault, int64_t now_ms)
{
    return now_ms < fault->until_ms;
}

static bool of_family(const struct fault *fault, enum fault_family family)
{
    return fault_about[fault->kind].family == family;
}

bool harm_needs_message(const struct transit *call)
{
    const struct proxy *proxy = call->connection->proxy;
    const struct faults *faults = proxy->faults;
    int64_t now_ms = loop_now_ms(proxy->loop);
    if (!faults || !call->is_grpc)
        return false;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        if (of_family(fault, FAULT_FAMILY_REQUEST) &&
            is_active(fault, now_ms) && (fault->customer != 0 || fault->sku[0]))
            return true;
    }
    return false;
}

static uint32_t message_length(const struct transit *call)
{
    const unsigned char *at = (const unsigned char *)call->request.data;
    return (uint32_t)at[1] << 24 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 8 | at[4];
}

bool harm_message_in(const struct transit *call)
{
    if (call->request_ended || call->request.length > PROXY_KEEP)
        return true; /* there is no more, or too much to wait for */
    return call->request.length >= GRPC_PREFIX_BYTES &&
           call->request.length - GRPC_PREFIX_BYTES >= message_length(call);
}

static void inspect(const struct transit *call, struct inspected *out)
{
    struct slice message = {NULL, 0};
    struct slice customer = head_get(&call->head, "cleave-customer");
    if (call->request.length >= GRPC_PREFIX_BYTES &&
        call->request.length - GRPC_PREFIX_BYTES >= message_length(call))
        message = (struct slice){call->request.data + GRPC_PREFIX_BYTES,
                                 message_length(call)};
    inspect_call(head_get(&call->head, ":path"), message, out);
    if (out->customer == 0 && customer.length > 0 && customer.length < 20) {
        char text[20];
        memcpy(text, customer.data, customer.length);
        text[customer.length] = '\0';
        out->customer = strtoll(text, NULL, 10);
    }
}

static bool is_aimed_at(const struct fault *fault, const struct transit *call,
                        const struct inspected *found)
{
    const char *caller = call->caller.service;
    if (found->sku_count == 0)
        return fault_fits(fault, caller, call->method, found->customer, NULL);
    for (size_t i = 0; i < found->sku_count; i++)
        if (fault_fits(fault, caller, call->method, found->customer,
                       found->skus[i]))
            return true;
    return false;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* 0 is "no bound", so the smaller one counts. */
static int64_t tighter(int64_t rate, int64_t other)
{
    return rate == 0 || other < rate ? other : rate;
}

static void delay(struct transit_harm *harm, const struct fault *fault)
{
    if (fault->direction != FAULT_FROM)
        harm->before_ms = larger(harm->before_ms, fault->values[0]);
    if (fault->direction == FAULT_FROM)
        harm->after_ms = larger(harm->after_ms, fault->values[0]);
}

static void abort_call(struct transit *call, int status)
{
    if (status < HTTP_LEAST && call->is_grpc)
        answer_status(call, status, NULL, "refused by an injected fault");
    else if (status < HTTP_LEAST)
        answer_error(call, error_from_wire(NULL, status), "");
    else
        answer_http(call, status, "refused by an injected fault");
}

static void strike(struct transit *call, const struct fault *fault)
{
    struct transit_harm *harm = &call->harm;
    call->faulted = true;
    call->struck |= (uint64_t)1 << fault->kind;
    switch (fault->kind) {
    case FAULT_ABORT:
        harm->abort_status = (int)fault->values[0];
        break;
    case FAULT_DELAY:
        delay(harm, fault);
        break;
    case FAULT_THROTTLE:
        harm->bytes_per_s = tighter(harm->bytes_per_s, fault->values[0] * KIB);
        break;
    case FAULT_REPLY_LOST:
        harm->lose = true;
        harm->lose_status = (int)fault->values[0];
        harm->lose_id = fault->id;
        break;
    case FAULT_DUPLICATE:
        harm->copies = (int)larger(harm->copies, fault->values[0]);
        break;
    default:
        call->faulted = false; /* none of the others is done to a call */
        call->struck &= ~((uint64_t)1 << fault->kind);
        break;
    }
}

bool harm_call(struct transit *call)
{
    struct proxy *proxy = call->connection->proxy;
    struct faults *faults = proxy->faults;
    int64_t now_ms = loop_now_ms(proxy->loop);
    struct inspected found = {.customer = 0};
    bool looked = false;
    for (size_t i = 0; faults && i < faults->count; i++) {
        struct fault *fault = &faults->list[i];
        if (!of_family(fault, FAULT_FAMILY_REQUEST) ||
            !is_active(fault, now_ms))
            continue;
        if (!looked && call->is_grpc)
            inspect(call, &found);
        looked = true;
        if (is_aimed_at(fault, call, &found) && fault_strikes(fault))
            strike(call, fault);
    }
    if (call->harm.abort_status == 0)
        return true;
    abort_call(call, call->harm.abort_status);
    return false;
}

/* ---- connections ---- */

static struct verdict *verdict_on(struct connection *connection,
                                  struct fault *fault)
{
    for (size_t i = 0; i < connection->verdict_count; i++)
        if (connection->verdicts[i].id == fault->id)
            return &connection->verdicts[i];
    struct verdict *verdict =
        &connection->verdicts[connection->verdict_count++];
    *verdict = (struct verdict){fault->id, fault_strikes(fault),
                                loop_now_ms(connection->proxy->loop)};
    return verdict;
}

/* Verdicts on faults that are gone make room for new ones. */
static void forget_old(struct connection *connection)
{
    const struct faults *faults = connection->proxy->faults;
    size_t kept = 0;
    for (size_t i = 0; i < connection->verdict_count; i++)
        for (size_t j = 0; j < faults->count; j++)
            if (faults->list[j].id == connection->verdicts[i].id) {
                connection->verdicts[kept++] = connection->verdicts[i];
                break;
            }
    connection->verdict_count = kept;
}

static void apply_way(struct connection *connection, const struct fault *fault,
                      enum way way)
{
    struct pipe_rules *rules = &connection->rules[way];
    const int64_t *values = fault->values;
    rules->seed = fault->seed + connection->serial * 2 + (uint64_t)way + 1;
    switch (fault->kind) {
    case FAULT_LATENCY:
        rules->latency_us = larger(rules->latency_us, values[0] * MS_US);
        rules->jitter_us = larger(rules->jitter_us, values[1] * MS_US);
        break;
    case FAULT_BANDWIDTH:
        rules->bytes_per_s = tighter(rules->bytes_per_s, values[0] * KIB);
        break;
    case FAULT_SLICER:
        rules->slice = (size_t)values[0];
        rules->slice_variation = (size_t)values[1];
        rules->slice_gap_us = values[2];
        break;
    case FAULT_TIMEOUT:
    case FAULT_PARTITION:
        rules->swallow = true;
        break;
    case FAULT_LIMIT_DATA:
        rules->limited = true;
        rules->limit = values[0];
        break;
    case FAULT_CORRUPT:
        rules->corrupt = (unsigned)values[0];
        break;
    case FAULT_CLOG:
        rules->clog_us = larger(rules->clog_us, values[0] * MS_US);
        break;
    case FAULT_SLOW_READER:
        connection->read_rate[way] = values[0] * KIB;
        break;
    case FAULT_SLOW_CLOSE:
        connection->close_delay_ms[way] =
            larger(connection->close_delay_ms[way], values[0]);
        break;
    case FAULT_HALF_CLOSE:
        connection->end_after[way] = values[0];
        break;
    default:
        break;
    }
}

static void apply(struct connection *connection, const struct fault *fault,
                  const struct verdict *verdict)
{
    if (fault->direction != FAULT_FROM)
        apply_way(connection, fault, TO_CALLEE);
    if (fault->direction != FAULT_TO)
        apply_way(connection, fault, TO_CALLER);
    int64_t end_ms = verdict->met_ms + fault->values[0];
    if (fault->kind == FAULT_RESET && end_ms < connection->reset_at_ms)
        connection->reset_at_ms = end_ms;
    if (fault->kind == FAULT_TIMEOUT && fault->values[0] > 0 &&
        end_ms < connection->close_at_ms)
        connection->close_at_ms = end_ms;
}

void harm_rules(struct connection *connection)
{
    struct faults *faults = connection->proxy->faults;
    int64_t now_ms = loop_now_ms(connection->proxy->loop);
    const char *caller =
        connection->caller_known ? connection->caller.service : NULL;
    memset(connection->rules, 0, sizeof connection->rules);
    for (int way = 0; way < 2; way++) {
        connection->read_rate[way] = -1;
        connection->close_delay_ms[way] = 0;
        connection->end_after[way] = -1;
    }
    connection->reset_at_ms = INT64_MAX;
    connection->close_at_ms = INT64_MAX;
    if (!faults)
        return;
    forget_old(connection);
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->list[i];
        if (!of_family(fault, FAULT_FAMILY_CONNECTION) ||
            !is_active(fault, now_ms) || fault->kind == FAULT_DOWN ||
            !fault_fits(fault, caller, NULL, 0, NULL))
            continue;
        const struct verdict *verdict = verdict_on(connection, fault);
        if (verdict->hit)
            apply(connection, fault, verdict);
    }
}
