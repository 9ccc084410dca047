/*
 * client_trace -- one span for each attempt of a call.
 *
 * Every attempt is a span of its own, brothers below the work that called: so a
 * retry and a hedge are seen as what they are, more calls. The server's span
 * hangs below the attempt that reached it. A call that a breaker or a bulkhead
 * has ended leaves a span of no length that says so.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/telemetry.h"
#include "split/patterns/client_private.h"

enum { FAILED = 500, NAME_BYTES = 2 * LIMIT_NAME_BYTES };

static void fill(struct telemetry_span *span, const struct client_call *call,
                 char name[NAME_BYTES])
{
    const ProtobufCServiceDescriptor *contract = call->outgoing.contract;
    const char *method = contract->methods[call->outgoing.method].name;
    snprintf(name, NAME_BYTES, "%s/%s", contract->name, method);
    span->kind = TELEMETRY_CLIENT;
    span->name = name;
    telemetry_note(span, LOG_TEXT("rpc.system", "grpc"));
    telemetry_note(span, LOG_TEXT("rpc.service", contract->name));
    telemetry_note(span, LOG_TEXT("rpc.method", method));
    telemetry_note(span, LOG_TEXT("peer.service", call->peer->name));
    telemetry_note(span,
                   LOG_TEXT("cleave.breaker.state",
                            breaker_state_name(call->peer->breaker.state)));
}

void client_trace_begin(struct client_attempt *attempt,
                        const struct outgoing *outgoing)
{
    attempt->trace = outgoing->trace;
    if (attempt->number == 1)
        return;
    struct trace cause = outgoing->trace;
    memcpy(cause.span_id, cause.parent_id, sizeof cause.span_id);
    telemetry_child(&attempt->trace, &cause);
}

static bool is_failure(enum error error)
{
    return error_http(error) >= FAILED;
}

void client_trace_ended(const struct client_attempt *attempt, enum error error,
                        int64_t end_us)
{
    char name[NAME_BYTES];
    struct telemetry_span span = {.trace = attempt->trace,
                                  .start_us = attempt->sent_us,
                                  .end_us = end_us};
    if (!telemetry_wants(&span.trace, is_failure(error)))
        return;
    fill(&span, attempt->call, name);
    if (is_failure(error))
        span.error = error;
    telemetry_note(&span,
                   LOG_TEXT("server.instance.id", attempt->instance->title));
    telemetry_note(&span, LOG_INT("cleave.attempt", attempt->number));
    telemetry_note(&span, LOG_INT("rpc.grpc.status_code", error_grpc(error)));
    if (error)
        telemetry_note(&span, LOG_TEXT("error.type", error_slug(error)));
    telemetry_span(&span);
}

void client_trace_refused(const struct client_call *call)
{
    char name[NAME_BYTES];
    struct telemetry_span span = {.trace = call->outgoing.trace,
                                  .start_us = telemetry_now_us(),
                                  .error = call->error,
                                  .detail = call->detail};
    span.end_us = span.start_us;
    if (!telemetry_wants(&span.trace, true))
        return;
    fill(&span, call, name);
    telemetry_note(&span, LOG_INT("cleave.attempt", 0));
    telemetry_note(&span, LOG_TEXT("error.type", error_slug(call->error)));
    telemetry_span(&span);
}
