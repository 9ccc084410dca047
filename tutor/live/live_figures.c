/*
 * live_figures -- the collector's moments become figures, lines and traces.
 *
 * A moment with `figures` ends one second: each process that it names gets one
 * more second of history. A process that the supervisor has not named yet is
 * kept all the same; its next report will sort it in.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/live/live_private.h"

/* ---- figures ---- */

static int64_t figure(const Telemetry__Gauge *gauge, const char *name)
{
    for (size_t i = 0; i < gauge->n_figures; i++)
        if (strcmp(gauge->figures[i]->name, name) == 0)
            return gauge->figures[i]->value;
    return 0;
}

static void take_breaker(struct live *live, struct live_process *process,
                         const char *peer, const char *state)
{
    struct live_breaker *breaker = process->breakers;
    int i = 0;
    while (i < process->breaker_count && strcmp(breaker[i].peer, peer) != 0)
        i++;
    if (i == LIVE_BREAKERS)
        return;
    if (i == process->breaker_count) {
        process->breaker_count++;
        live_copy(breaker[i].peer, sizeof breaker[i].peer, peer);
    } else if (strcmp(breaker[i].state, state) != 0) {
        live_happened(live, process->title, "breaker of %s: %s -> %s", peer,
                      breaker[i].state, state);
    }
    live_copy(breaker[i].state, sizeof breaker[i].state, state);
}

static void take_gauge(struct live *live, struct live_process *process,
                       const Telemetry__Gauge *gauge)
{
    static const char breaker[] = "breaker.";
    if (strncmp(gauge->name, breaker, sizeof breaker - 1) == 0) {
        take_breaker(live, process, gauge->name + sizeof breaker - 1,
                     gauge->state);
    } else if (strcmp(gauge->name, "process") == 0) {
        process->now.queue = figure(gauge, "in-progress");
        process->resident_kb = figure(gauge, "resident");
        process->turns = figure(gauge, "turns");
        process->commits = figure(gauge, "commits");
    }
}

static void remember(struct live_process *process)
{
    if (process->history_count == LIVE_HISTORY)
        memmove(process->history, process->history + 1,
                (size_t)--process->history_count * sizeof *process->history);
    process->history[process->history_count++] = process->now;
}

static void take_process(struct live *live,
                         const Collector__ProcessFigures *row)
{
    struct live_process *process =
        live_find(live, row->service_name, row->service_instance);
    if (!process)
        return;
    process->heard_ms = clock_monotonic_ms() - row->heard_ms;
    process->now = (struct live_second){.rate = row->rate,
                                        .refused_rate = row->refused_rate,
                                        .failed_rate = row->failed_rate,
                                        .p50_us = row->p50_us,
                                        .p99_us = row->p99_us};
    process->dropped = row->dropped;
    for (size_t i = 0; i < row->n_gauges; i++)
        take_gauge(live, process, row->gauges[i]);
    remember(process);
}

/* ---- log lines ---- */

static void hex(const ProtobufCBinaryData *bytes, char *out, size_t room)
{
    out[0] = '\0';
    for (size_t i = 0; i < bytes->len && 2 * i + 2 < room; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes->data[i]);
}

/* The sentence, and the fields behind it. */
static void line_body(const Telemetry__LogRecord *record, char *out,
                      size_t room)
{
    char text[1024];
    int used = snprintf(text, sizeof text, "%.*s", 600, record->body);
    for (size_t i = 0; i < record->n_attributes && used < 900; i++) {
        const Telemetry__Attribute *one = record->attributes[i];
        const char *space = used > 0 ? " " : "";
        if (one->is_number)
            used += snprintf(text + used, sizeof text - (size_t)used,
                             "%s%.32s=%lld", space, one->key,
                             (long long)one->number);
        else
            used += snprintf(text + used, sizeof text - (size_t)used,
                             "%s%.32s=%.80s", space, one->key, one->text);
    }
    live_copy(out, room, text);
}

static void take_line(struct live_view *view, const Collector__LogLine *row)
{
    const Telemetry__LogRecord *record = row->record;
    if (!record)
        return;
    if (view->line_count == LIVE_LINES)
        memmove(view->lines, view->lines + 1,
                (size_t)--view->line_count * sizeof *view->lines);
    struct live_log *line = &view->lines[view->line_count++];
    *line =
        (struct live_log){.sequence = row->sequence,
                          .severity = record->severity_number,
                          .at_ms = (int64_t)(record->time_unix_nano / 1000000)};
    if (row->service_instance > 1)
        snprintf(line->title, sizeof line->title, "%.50s-%d", row->service_name,
                 row->service_instance);
    else
        live_copy(line->title, sizeof line->title, row->service_name);
    live_copy(line->event, sizeof line->event, record->event_name);
    line_body(record, line->body, sizeof line->body);
    hex(&record->trace_id, line->trace_id, sizeof line->trace_id);
}

/* ---- traces ---- */

static void take_trace(struct live_view *view,
                       const Collector__TraceSummary *row)
{
    int at = 0;
    while (at < view->trace_count &&
           strcmp(view->traces[at].trace_id, row->trace_id) != 0)
        at++;
    if (at == view->trace_count) { /* a new one stands first */
        at = view->trace_count < LIVE_TRACES ? view->trace_count++
                                             : LIVE_TRACES - 1;
        memmove(view->traces + 1, view->traces,
                (size_t)at * sizeof *view->traces);
        at = 0;
    }
    struct live_trace *trace = &view->traces[at];
    *trace = (struct live_trace){
        .start_ms = (int64_t)(row->start_time_unix_nano / 1000000),
        .duration_us = row->duration_us,
        .spans = row->spans,
        .errors = row->errors,
        .services = row->services,
        .error = row->error};
    live_copy(trace->trace_id, sizeof trace->trace_id, row->trace_id);
    live_copy(trace->name, sizeof trace->name, row->name);
    live_copy(trace->service, sizeof trace->service, row->service);
    live_copy(trace->order, sizeof trace->order, row->order);
}

void live_take_moment(struct live *live, const ProtobufCMessage *message)
{
    const Collector__Moment *moment = (const Collector__Moment *)message;
    struct live_view *view = &live->view;
    for (size_t i = 0; i < moment->n_processes; i++)
        take_process(live, moment->processes[i]);
    for (size_t i = 0; i < moment->n_lines; i++)
        take_line(view, moment->lines[i]);
    for (size_t i = 0; i < moment->n_traces; i++)
        take_trace(view, moment->traces[i]);
}
