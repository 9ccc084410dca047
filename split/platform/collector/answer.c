/*
 * answer -- what is kept becomes messages, in the arena of who asks.
 *
 * Spans, lines and gauges are kept packed as they are sent, so an answer is
 * an unpacking; filters look at the few facts beside the packed bytes first.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/message.h"
#include "split/platform/collector/service.h"

bool collector_summary(struct arena *arena, const struct collector *collector,
                       const struct trace_kept *trace,
                       Collector__TraceSummary *out)
{
    char id[33];
    (void)collector;
    collector__trace_summary__init(out);
    spans_id_text(trace->id, id);
    out->trace_id = arena_string(arena, id);
    out->name = arena_string(arena, trace->name);
    out->service = arena_string(arena, trace->service);
    out->order = arena_string(arena, trace->order);
    out->start_time_unix_nano = trace->start_ns;
    out->duration_us = (int64_t)((trace->end_ns - trace->start_ns) / 1000);
    out->spans = trace->span_count;
    out->errors = trace->errors;
    out->services = spans_service_count(trace);
    out->error = trace->failed;
    out->changed = trace->changed;
    return out->trace_id && out->name && out->service && out->order;
}

Collector__LogLine *collector_line(struct arena *arena,
                                   const struct line_kept *line)
{
    ProtobufCMessage *message = NULL;
    return message_unpack(&collector__log_line__descriptor, line->packed,
                          line->bytes, arena, &message)
               ? NULL
               : (Collector__LogLine *)message;
}

Telemetry__Sample *collector_gauges(struct arena *arena,
                                    const struct series_process *process)
{
    ProtobufCMessage *message = NULL;
    if (!process->gauges ||
        message_unpack(&telemetry__sample__descriptor, process->gauges,
                       process->gauge_bytes, arena, &message))
        return NULL;
    return (Telemetry__Sample *)message;
}

/* ---- does a line fit ---- */

static bool fits_service(const char *wanted, const struct line_kept *kept)
{
    char title[LIMIT_NAME_BYTES + 16];
    snprintf(title, sizeof title, "%s-%d", kept->service, kept->instance);
    return !wanted[0] || strcmp(wanted, kept->service) == 0 ||
           strcmp(wanted, title) == 0;
}

static bool fits_trace(const char *wanted, const struct line_kept *kept)
{
    char id[33];
    spans_id_text(kept->trace_id, id);
    return !wanted[0] || strncmp(id, wanted, strlen(wanted)) == 0;
}

static bool says(const Telemetry__LogRecord *record, const char *text)
{
    if (strstr(record->event_name, text) || strstr(record->body, text))
        return true;
    for (size_t i = 0; i < record->n_attributes; i++)
        if (strstr(record->attributes[i]->text, text))
            return true;
    return false;
}

/* It names the order, or it was written in a trace that touched it. */
static bool is_about(const struct collector *collector, const char *order,
                     const struct line_kept *kept,
                     const Telemetry__LogRecord *record)
{
    const struct trace_kept *trace =
        spans_by_id(collector->intake.spans, kept->trace_id);
    return (trace && strcmp(trace->order, order) == 0) || says(record, order);
}

bool collector_line_fits(const struct collector *collector,
                         const Collector__LogsRequest *filter,
                         const struct line_kept *kept,
                         const Collector__LogLine *line)
{
    if (kept->severity < filter->severity_number ||
        !fits_service(filter->service, kept) ||
        !fits_trace(filter->trace, kept))
        return false;
    if (!line || !line->record)
        return true; /* as far as can be told without reading it */
    return (!filter->text[0] || says(line->record, filter->text)) &&
           (!filter->order[0] ||
            is_about(collector, filter->order, kept, line->record));
}
