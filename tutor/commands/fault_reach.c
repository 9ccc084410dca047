/*
 * fault_reach -- where the faults of a target are kept, and calls there.
 *
 * A learner names a service. What breaks may be the service itself, the way to
 * it, or whoever keeps it alive; each of the three serves faults.Faults on a
 * socket of its own, all in the run directory.
 */
#include "tutor/commands/fault_reach.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/fault.h"
#include "chassis/grpc_call.h"
#include "tutor/commands/text.h"
#include "tutor/supervision.h"

static void add(struct fault_places *out, enum fault_where where,
                const char *title, const char *target, const char *socket)
{
    if (!title || !target || !socket)
        return; /* no memory: the arena's own limit says so elsewhere */
    out->list[out->count++] =
        (struct fault_place){where, title, target, socket};
}

static void add_process(struct session *session,
                        const Supervisor__Process *process,
                        struct fault_places *out)
{
    struct arena *arena = &session->arena;
    const char *title = process_title(session, process);
    const char *target =
        arena_format(arena, "%s-%d", process->name, process->instance);
    const char *sidecar =
        arena_format(arena, "%s/%s-%d.sidecar-control.sock",
                     session->places.run, process->name, process->instance);
    add(out, FAULT_AT_PROCESS, title, target, process->socket);
    if (sidecar && access(sidecar, F_OK) == 0)
        add(out, FAULT_AT_SIDECAR, arena_format(arena, "%s (sidecar)", title),
            target, sidecar);
}

enum error fault_places(struct session *session, const char *target,
                        struct fault_places *out)
{
    const Supervisor__StatusReply *status = NULL;
    enum error error = supervision_status(session, &status);
    if (error)
        return error;
    out->count = 0;
    add(out, FAULT_AT_SUPERVISOR, "supervisor", target,
        arena_format(&session->arena, "%s/supervisor.sock",
                     session->places.run));
    size_t matching = 0;
    for (size_t i = 0; i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        if (!process_matches(process, target))
            continue;
        matching++;
        if (process->pid && out->count + 2 <= 2 * PROCESSES_MOST)
            add_process(session, process, out);
    }
    if (matching == 0)
        return explain(ERROR_UNAVAILABLE, NO_READY_PROCESS, target);
    return ERROR_OK;
}

enum error fault_ask(struct session *session, const struct fault_place *place,
                     const char *method, const ProtobufCMessage *in,
                     const ProtobufCMessage **out)
{
    struct address address;
    struct answer answer = {0};
    enum error error = address_unix(&address, place->socket);
    if (error)
        return error;
    const struct grpc_call call = {.address = &address,
                                   .contract = &faults__faults__descriptor,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = PROCESS_CALL_MS};
    error = grpc_call_once(session->loop, &call, &session->arena, &answer);
    if (error)
        return error_explain(error, "%s: %s", place->title,
                             answer.detail ? answer.detail
                                           : error_title(error, false));
    *out = answer.message;
    return ERROR_OK;
}

/* ---- a fault in words ---- */

static void put_aim(struct buffer *text, const Faults__Fault *fault)
{
    if (fault->percentage != FAULT_ALWAYS)
        buffer_format(text, ", %g %%", fault->percentage / 100.0);
    if (fault->direction[0] && strcmp(fault->direction, "both") != 0)
        buffer_format(text, ", %s", fault->direction);
    if (fault->customer)
        buffer_format(text, ", customer %" PRId64, fault->customer);
    if (fault->sku[0])
        buffer_format(text, ", sku %s", fault->sku);
    if (fault->method[0])
        buffer_format(text, ", method %s", fault->method);
    if (fault->caller[0])
        buffer_format(text, ", from %s", fault->caller);
}

/* " latency 100 ms" but not "latency latency 100 ms", "status 503" but not
 * "status 503 status". */
static void put_value(struct buffer *text, const char *slug,
                      const Faults__Value *value, const char *unit)
{
    if (strcmp(slug, value->name) != 0)
        buffer_format(text, " %s", value->name);
    buffer_format(text, " %" PRId64, value->value);
    if (unit && strcmp(unit, value->name) != 0)
        buffer_format(text, " %s", unit);
}

const char *fault_text(struct session *session, const Faults__Fault *fault)
{
    struct buffer text;
    enum fault_kind kind = FAULT_LATENCY;
    bool known = fault_kind_named(fault->kind, &kind) == ERROR_OK;
    buffer_init(&text, 4096);
    buffer_format(&text, "%s", fault->kind);
    for (size_t i = 0; i < fault->n_values; i++) {
        const char *unit = known && i < FAULT_VALUES
                               ? fault_about[kind].parameters[i].unit
                               : NULL;
        if (i > 0)
            buffer_byte(&text, ',');
        put_value(&text, fault->kind, fault->values[i], unit);
    }
    put_aim(&text, fault);
    buffer_byte(&text, '\0');
    const char *copy =
        buffer_error(&text) ? NULL : arena_string(&session->arena, text.data);
    buffer_release(&text);
    return copy ? copy : fault->kind;
}
