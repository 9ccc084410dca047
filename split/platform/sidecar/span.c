/*
 * span -- one span for each call that passed: how long it was held, by whom.
 *
 * It hangs below the attempt of the caller, beside the span of the callee,
 * which began later and ended sooner. What lies between the two is what the
 * proxy did; the attribute cleave.fault says that it did so on purpose.
 *
 * Rejected: our own id in the traceparent that goes on, which would put the
 * callee's span below ours. The check of the call holds the traceparent
 * (chassis/grpc_check.h), and who changes a head on its way is found out.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/grpc_private.h"
#include "chassis/runtime_trace.h"
#include "chassis/telemetry.h"
#include "split/platform/sidecar/proxy_private.h"

enum { FAILED = 500, NAME_BYTES = 2 * LIMIT_NAME_BYTES, FAULTS_BYTES = 128 };

/* Who caused it, if it is told at all. */
static bool find_trace(const struct transit *call, struct trace *out)
{
    struct slice header = head_get(&call->head, "traceparent");
    struct random unused; /* the id is telemetry's to draw */
    if (!header.data)
        return false;
    random_seed(&unused, 1);
    trace_accept(out, header.data, header.length, &unused);
    if (trace_is_root(out)) /* it could not be read */
        return false;
    memcpy(out->span_id, out->parent_id, sizeof out->span_id);
    return true;
}

/* ---- the faults that it met ---- */

static void find_faults(const struct transit *call, char text[FAULTS_BYTES])
{
    const struct connection *connection = call->connection;
    const struct faults *faults = connection->proxy->faults;
    uint64_t kinds = call->struck;
    size_t used = 0;
    for (size_t i = 0; i < connection->verdict_count; i++)
        for (size_t k = 0; faults && k < faults->count; k++)
            if (connection->verdicts[i].hit &&
                faults->list[k].id == connection->verdicts[i].id)
                kinds |= UINT64_C(1) << faults->list[k].kind;
    text[0] = '\0';
    for (int kind = 0; kind < FAULT_KIND_COUNT && used < FAULTS_BYTES; kind++)
        if (kinds >> kind & 1)
            used += (size_t)snprintf(text + used, FAULTS_BYTES - used, "%s%s",
                                     used ? " " : "", fault_about[kind].slug);
}

/* ---- how it ended ---- */

static enum error outcome(const struct transit *call)
{
    const struct attempt *main = call->main;
    if (!call->ended_us)
        return ERROR_DEADLINE; /* the caller did not wait for the answer */
    if (call->made_up)
        return call->made_up;
    if (main && main->grpc_status > 0)
        return error_from_wire(NULL, main->grpc_status);
    return call->failed ? ERROR_UNAVAILABLE : ERROR_OK;
}

static void note_call(struct telemetry_span *span, const struct transit *call)
{
    struct telemetry_span *to = span;
    telemetry_note(to, LOG_TEXT("rpc.system", "grpc"));
    telemetry_note(to, LOG_TEXT("rpc.method", call->method));
    telemetry_note(to, LOG_TEXT("cleave.caller", call->caller.service));
    telemetry_note(to, LOG_INT("cleave.attempts", call->tries));
    if (call->added_us >= 0)
        telemetry_note(to, LOG_INT("cleave.added_us", call->added_us));
    telemetry_note(to,
                   LOG_TEXT("cleave.answered_by", !call->ended_us ? "nobody"
                                                  : call->made_up ? "sidecar"
                                                                  : "callee"));
}

void transit_tell(const struct transit *call)
{
    char name[NAME_BYTES], faults[FAULTS_BYTES];
    struct slice path = head_get(&call->head, ":path");
    struct trace cause;
    if (!telemetry_listens() || !call->is_grpc || path.length < 2 ||
        !find_trace(call, &cause))
        return;
    enum error error = outcome(call);
    bool failed = error_http(error) >= FAILED;
    if (!telemetry_wants(&cause, failed))
        return;
    snprintf(name, sizeof name, "%.*s", (int)path.length - 1, path.data + 1);
    if (runtime_housekeeping(name))
        return;
    struct telemetry_span span = {.kind = TELEMETRY_SERVER,
                                  .name = name,
                                  .start_us = call->received_us,
                                  .error = failed ? error : ERROR_OK};
    telemetry_child(&span.trace, &cause);
    span.end_us = call->ended_us ? call->ended_us : telemetry_now_us();
    find_faults(call, faults);
    if (faults[0])
        telemetry_note(&span, LOG_TEXT("cleave.fault", faults));
    note_call(&span, call);
    if (error)
        telemetry_note(&span, LOG_TEXT("error.type", error_slug(error)));
    telemetry_span(&span);
}
