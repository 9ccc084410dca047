/*
 * messaging -- a message is sent by one span and taken by another.
 *
 * A batch is one call, and it hangs below the work that made its first event.
 * The other events of the batch belong to other traces, and would be seen in
 * none of them. So each message has a span of its own on both sides, in the
 * trace of the work that caused it.
 */
#include "split/patterns/messaging.h"

#include <stdio.h>
#include <string.h>

enum { FAILED = 500, NAME_BYTES = 64, ID_BYTES = 96 };

bool messaging_begin(struct messaging *message, const Events__Event *event)
{
    struct random unused = {0}; /* for headers that cannot be read */
    struct trace cause;
    trace_accept(&cause, event->traceparent, strlen(event->traceparent),
                 &unused);
    if (trace_is_root(&cause) || !telemetry_wants(&cause, false))
        return false;
    memcpy(cause.span_id, cause.parent_id, sizeof cause.span_id);
    telemetry_child(&message->trace, &cause);
    message->start_us = telemetry_now_us();
    message->sequence = event->sequence;
    snprintf(message->type, sizeof message->type, "%s", event->type);
    snprintf(message->key, sizeof message->key, "%s", event->key);
    return true;
}

void messaging_parent(const struct messaging *message,
                      char out[TRACE_TEXT_BYTES])
{
    trace_format(&message->trace, out);
}

void messaging_ended(const struct messaging *message,
                     const struct messaging_end *end)
{
    char name[NAME_BYTES], id[ID_BYTES];
    bool sends = end->kind == TELEMETRY_PRODUCER;
    bool failed = error_http(end->error) >= FAILED;
    struct telemetry_span span = {.trace = message->trace,
                                  .kind = end->kind,
                                  .name = name,
                                  .start_us = message->start_us,
                                  .end_us = telemetry_now_us(),
                                  .error = failed ? end->error : ERROR_OK};
    snprintf(name, sizeof name, "%s %s", sends ? "send" : "process",
             message->type);
    snprintf(id, sizeof id, "%.40s-%lld", end->source,
             (long long)message->sequence);
    telemetry_note(&span, LOG_TEXT("messaging.system", "cleave.outbox"));
    telemetry_note(&span, LOG_TEXT("messaging.operation.type",
                                   sends ? "send" : "process"));
    telemetry_note(&span, LOG_TEXT("messaging.operation.name",
                                   sends ? "outbox.deliver" : "inbox.take"));
    telemetry_note(&span,
                   LOG_TEXT("messaging.destination.name", end->destination));
    telemetry_note(&span, LOG_TEXT("messaging.message.id", id));
    if (end->batch)
        telemetry_note(&span,
                       LOG_INT("messaging.batch.message_count", end->batch));
    if (end->repeat)
        telemetry_note(&span, LOG_INT("cleave.inbox.repeat", 1));
    if (end->error)
        telemetry_note(&span, LOG_TEXT("error.type", error_slug(end->error)));
    telemetry_note(&span, LOG_TEXT("order.id", message->key));
    telemetry_span(&span);
}
