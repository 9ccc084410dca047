/*
 * admit -- a new call: who makes it, whether it may, what the faults do to it.
 *
 * Most calls begin the moment their head has come. Only when a fault is aimed
 * at what stands in a message does a call wait until its first message is
 * whole; decide() is then called once, by whichever byte completes it.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/grpc_check.h"
#include "chassis/grpc_private.h"
#include "split/platform/sidecar/harm.h"
#include "split/platform/sidecar/proxy_private.h"

enum { COPY_BYTES = 2 * PROXY_STREAM_WINDOW };

static void begin_late(void *arg)
{
    struct transit *call = arg;
    if (!call->answered && !call->begun)
        transit_begin(call);
}

/* Everybody who wanted to has seen the request. */
static void decide(struct transit *call)
{
    struct proxy *proxy = call->connection->proxy;
    call->decided = true;
    if (!harm_call(call))
        return; /* it was answered */
    if (call->harm.before_ms == 0) {
        transit_begin(call);
        return;
    }
    call->wait = loop_timer_new(proxy->loop, begin_late, call);
    loop_timer_set(call->wait, call->harm.before_ms);
}

static void read_head(struct transit *call)
{
    struct slice path = head_get(&call->head, ":path");
    struct slice type = head_get(&call->head, "content-type");
    struct slice timeout = head_get(&call->head, "grpc-timeout");
    size_t slash = path.length;
    call->is_grpc =
        type.length >= 16 && memcmp(type.data, "application/grpc", 16) == 0;
    if (timeout.data && !grpc_timeout_parse(timeout, &call->timeout_ms))
        call->timeout_ms = 0;
    while (slash > 0 && path.data[slash - 1] != '/')
        slash--;
    size_t length = path.length - slash;
    if (slash > 1 && length < sizeof call->method)
        memcpy(call->method, path.data + slash, length);
}

/* A caller that seems to be another one, or nobody, may be one whose head was
 * changed on its way: then it is told so, not that it may not call. */
static bool arrived_changed(const struct transit *call)
{
    struct head_field fields[HEAD_FIELDS];
    size_t count = head_fill(&call->head, fields);
    uint32_t told = 0;
    for (size_t i = 0; i < count; i++)
        told = grpc_check_tell(told, fields[i].name, fields[i].value);
    return call->is_grpc &&
           grpc_check_head(head_get(&call->head, GRPC_CHECK_METADATA), told,
                           head_get(&call->head, IDENTITY_METADATA)) ==
               GRPC_CHECK_CHANGED;
}

/* False: it was refused. */
static bool let_in(struct transit *call)
{
    struct connection *connection = call->connection;
    struct proxy *proxy = connection->proxy;
    const char *caller = call->caller.service;
    struct count_caller *count = proxy_count_caller(proxy, caller);
    char sentence[ERROR_DETAIL_BYTES];
    count->calls++;
    proxy->counts.calls++;
    if (!connection->caller_false && policy_allows(&proxy->policy, caller))
        return true;
    count->refused++;
    if (arrived_changed(call)) {
        answer_undone(call);
        return false;
    }
    if (connection->caller_false)
        snprintf(sentence, sizeof sentence,
                 "the identity that the caller shows is not one of this shop");
    else
        snprintf(sentence, sizeof sentence,
                 "%s may not call %s: the sidecar's allow-list does not name "
                 "it",
                 caller[0] ? caller : "a caller without an identity",
                 proxy->options.name);
    answer_error(call, ERROR_FORBIDDEN, sentence);
    return false;
}

void transit_head_in(struct transit *call)
{
    read_head(call);
    connection_learn(call->connection,
                     head_get(&call->head, IDENTITY_METADATA));
    call->caller = call->connection->caller;
    if (!let_in(call))
        return;
    if (!harm_needs_message(call) || harm_message_in(call))
        decide(call);
}

/* A copy that its callee does not read must not make us keep the request. */
static void give_up_copies(struct transit *call)
{
    for (struct attempt *at = call->attempts; at; at = at->next)
        if (at != call->main)
            link_cancel(at);
}

void transit_request_bytes(struct transit *call, const char *bytes,
                           size_t length)
{
    if (call->request.length > COPY_BYTES)
        give_up_copies(call);
    buffer_append(&call->request, bytes, length);
    if (call->begun)
        transit_resume(call);
    else if (!call->decided && harm_message_in(call))
        decide(call);
}

void transit_request_ended(struct transit *call)
{
    if (call->answered)
        return;
    if (call->begun)
        transit_resume(call);
    else if (!call->decided)
        decide(call); /* the message is not whole; its callee will say so */
}
