/*
 * runtime_trace -- spans of requests and of commits.
 *
 * A request becomes a span of kind SERVER when its answer may leave, so its
 * length has the wait for the commit in it, as the caller's patience has.
 *
 * A commit is shared: one turn commits the work of many requests, which is why
 * it is cheap. In a trace it must be seen all the same, for it is where the
 * time goes. So each event that wrote something gets a span of the turn's
 * commit below its own, with the number of those that it was shared with.
 * OpenTelemetry would draw one span with links; a learner looks at one order.
 */
#include "chassis/runtime_trace.h"

#include <stdio.h>
#include <string.h>

#include "chassis/runtime_private.h"
#include "chassis/telemetry.h"

enum { FAILED = 500, NAME_BYTES = 2 * LIMIT_NAME_BYTES };

bool runtime_housekeeping(const char *contract)
{
    static const char *const own[] = {"control.",    "faults.",   "grpc.",
                                      "registry.",   "sidecar.",  "collector.",
                                      "supervisor.", "telemetry."};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strncmp(contract, own[i], strlen(own[i])) == 0)
            return true;
    return false;
}

/* ---- what the work is about ---- */

static const char *text_field(const ProtobufCMessage *message,
                              const ProtobufCFieldDescriptor *field)
{
    if (field->type != PROTOBUF_C_TYPE_STRING ||
        field->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    const char *text =
        *(char *const *)(const void *)((const char *)message + field->offset);
    return text && text[0] ? text : NULL;
}

/* "Order.id" is the field of one message, "order_id" of any. */
static const char *find_field(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const char *dot = strchr(name, '.');
    if (dot && (strncmp(type->short_name, name, (size_t)(dot - name)) != 0 ||
                type->short_name[dot - name] != '\0'))
        return NULL;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(type,
                                                        dot ? dot + 1 : name);
    return field ? text_field(message, field) : NULL;
}

static const char *subject_of(const struct subject *subject,
                              const ProtobufCMessage *message)
{
    const char *const *name = message ? subject->fields : NULL;
    const char *found = NULL;
    for (; name && *name && !found; name++)
        found = find_field(message, *name);
    return found;
}

static void note_subject(struct telemetry_span *span, const struct request *rq)
{
    const struct subject *subject = runtime_service(rq->runtime)->subject;
    if (!subject)
        return;
    const char *about = subject_of(subject, rq->in);
    if (!about)
        about = subject_of(subject, rq->out);
    if (about)
        telemetry_note(span, LOG_TEXT(subject->attribute, about));
}

/* ---- a request ---- */

static void note_error(struct telemetry_span *span, enum error error)
{
    if (error)
        telemetry_note(span, LOG_TEXT("error.type", error_slug(error)));
}

static void note_http(struct telemetry_span *span, const struct request *rq,
                      char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%s %s", rq->http_method, rq->http_route);
    telemetry_note(span, LOG_TEXT("http.request.method", rq->http_method));
    telemetry_note(span, LOG_TEXT("http.route", rq->http_route));
    telemetry_note(
        span, LOG_INT("http.response.status_code",
                      rq->error ? error_http(rq->error) : rq->http_status(rq)));
}

/* Of the message, without its frame and headers; none of a stream. */
static void note_size(struct telemetry_span *span, const char *name,
                      const ProtobufCMessage *message)
{
    if (message)
        telemetry_note(
            span, LOG_INT(name, (int64_t)protobuf_c_message_get_packed_size(
                                    message)));
}

static void note_rpc(struct telemetry_span *span, const struct request *rq,
                     char name[NAME_BYTES])
{
    const char *contract = rq->face->contract->name;
    snprintf(name, NAME_BYTES, "%s/%s", contract, rq->method->name);
    telemetry_note(span, LOG_TEXT("rpc.system", "grpc"));
    telemetry_note(span, LOG_TEXT("rpc.service", contract));
    telemetry_note(span, LOG_TEXT("rpc.method", rq->method->name));
    telemetry_note(span,
                   LOG_INT("rpc.grpc.status_code", error_grpc(rq->error)));
    note_size(span, "rpc.request.size", rq->in);
    note_size(span, "rpc.response.size", rq->out);
}

void request_trace(const struct request *rq, int64_t end_us)
{
    char name[NAME_BYTES];
    bool failed = error_http(rq->error) >= FAILED;
    if (runtime_housekeeping(rq->face->contract->name) ||
        !telemetry_wants(&rq->trace, failed))
        return;
    struct telemetry_span span = {.trace = rq->trace,
                                  .kind = TELEMETRY_SERVER,
                                  .name = name,
                                  .start_us = rq->received_us,
                                  .end_us = end_us,
                                  .error = failed ? rq->error : ERROR_OK,
                                  .detail = rq->detail};
    if (rq->http_route)
        note_http(&span, rq, name);
    else
        note_rpc(&span, rq, name);
    note_subject(&span, rq);
    note_error(&span, rq->error);
    telemetry_span(&span);
}

void refused_trace(const struct trace *trace, const char *http_method,
                   const char *http_route, enum error error, const char *detail)
{
    char name[NAME_BYTES];
    bool failed = error_http(error) >= FAILED;
    if (!telemetry_wants(trace, failed))
        return;
    struct telemetry_span span = {.trace = *trace,
                                  .kind = TELEMETRY_SERVER,
                                  .name = name,
                                  .start_us = telemetry_now_us(),
                                  .error = failed ? error : ERROR_OK,
                                  .detail = detail};
    span.end_us = span.start_us;
    snprintf(name, sizeof name, "%s %s", http_method, http_route);
    telemetry_note(&span, LOG_TEXT("http.request.method", http_method));
    telemetry_note(&span, LOG_TEXT("http.route", http_route));
    telemetry_note(&span,
                   LOG_INT("http.response.status_code", error_http(error)));
    note_error(&span, error);
    telemetry_span(&span);
}

/* ---- a commit ---- */

void commit_note(struct runtime *rt, const struct trace *cause)
{
    if (!telemetry_wants(cause, false))
        return;
    struct committing *one = arena_alloc(&rt->turn_arena, sizeof *one);
    if (!one)
        return; /* it will not be told */
    int64_t others = rt->committing ? rt->committing->count : 0;
    *one = (struct committing){.cause = *cause,
                               .count = others + 1,
                               .disk = db_disk(),
                               .next = rt->committing};
    db_tables_written(rt->db, one->tables, sizeof one->tables);
    rt->committing = one;
}

void commit_trace(struct runtime *rt, enum error error, int64_t start_us)
{
    struct committing *one = rt->committing;
    struct telemetry_span span = {.kind = TELEMETRY_INTERNAL,
                                  .name = "COMMIT",
                                  .start_us = start_us,
                                  .error = error};
    int64_t shared = one ? one->count : 0;
    const struct db_disk now = db_disk();
    if (one)
        span.end_us = telemetry_now_us();
    for (; one; one = one->next) {
        span.attribute_count = 0;
        telemetry_note(&span, LOG_TEXT("db.system.name", "sqlite"));
        telemetry_note(&span, LOG_TEXT("db.operation.name", "COMMIT"));
        telemetry_note(&span, LOG_INT("db.operation.batch.size", shared));
        telemetry_note(&span, LOG_TEXT("cleave.db.tables", one->tables));
        telemetry_note(&span, LOG_INT("cleave.db.syncs",
                                      (int64_t)(now.syncs - one->disk.syncs)));
        telemetry_note(&span, LOG_INT("cleave.db.bytes",
                                      (int64_t)(now.bytes - one->disk.bytes)));
        note_error(&span, error);
        telemetry_child(&span.trace, &one->cause);
        telemetry_span(&span);
    }
    rt->committing = NULL;
}
