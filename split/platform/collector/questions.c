/*
 * questions -- what is asked of the collector, but for its streams.
 *
 * Everything is answered from memory, at once. Datagrams arrive outside the
 * turns; between two turns nobody asks, so nothing is ever half taken.
 *
 * A trace is answered as a tree: parents before their children, brothers by
 * their start. A span whose parent never arrived stands at the top: its
 * process may have been killed, and that is a thing to see.
 */
#include "split/platform/collector/service.h"

#include <stdio.h>
#include <string.h>

#include "chassis/message.h"

static struct collector *of(struct request *rq)
{
    return runtime_state(rq->runtime);
}

static enum error no_room(void)
{
    return error_explain(ERROR_TOO_LARGE, "the answer is too large; ask for "
                                          "less");
}

static int bounded(int32_t wanted, int usual, int most)
{
    if (wanted <= 0)
        return usual;
    return wanted < most ? wanted : most;
}

/* ---- traces ---- */

static bool fits(const struct collector *collector,
                 const Collector__TracesRequest *asked,
                 const struct trace_kept *trace)
{
    int64_t took_us = (int64_t)((trace->end_ns - trace->start_ns) / 1000);
    return (!asked->order[0] || strcmp(trace->order, asked->order) == 0) &&
           (!asked->service[0] ||
            spans_touches(collector->intake.spans, trace, asked->service)) &&
           (!asked->errors || trace->errors > 0) &&
           took_us >= asked->slower_than_us &&
           (!asked->text[0] || strstr(trace->name, asked->text));
}

enum error collector_traces(struct request *rq, const ProtobufCMessage *in)
{
    const Collector__TracesRequest *asked =
        (const Collector__TracesRequest *)in;
    const struct collector *collector = of(rq);
    const struct trace_kept *trace = spans_newest(collector->intake.spans);
    size_t most =
        (size_t)bounded(asked->limit, COLLECTOR_TRACES, COLLECTOR_TRACES_MOST);
    Collector__TracesReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    Collector__TraceSummary *rows =
        arena_alloc(&rq->arena, most * sizeof *rows);
    Collector__TraceSummary **list =
        arena_alloc(&rq->arena, most * sizeof *list);
    if (!reply || !rows || !list)
        return no_room();
    collector__traces_reply__init(reply);
    reply->traces = list;
    for (; trace && reply->n_traces < most; trace = trace->older) {
        Collector__TraceSummary *row = &rows[reply->n_traces];
        if (!fits(collector, asked, trace))
            continue;
        if (!collector_summary(&rq->arena, collector, trace, row))
            return no_room();
        list[reply->n_traces++] = row;
    }
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

/* ---- one trace, as a tree ---- */

struct tree {
    const struct span_kept *spans[SPANS_OF_TRACE];
    bool placed[SPANS_OF_TRACE];
    size_t count;
};

static bool has_parent(const struct tree *tree, size_t at)
{
    for (size_t i = 0; i < tree->count; i++)
        if (i != at &&
            memcmp(tree->spans[i]->id, tree->spans[at]->parent, 8) == 0)
            return true;
    return false;
}

static bool add_span(struct request *rq, Collector__TraceReply *reply,
                     const struct span_kept *span)
{
    ProtobufCMessage *message = NULL;
    if (message_unpack(&collector__span_of__descriptor, span->packed,
                       span->bytes, &rq->arena, &message))
        return false;
    reply->spans[reply->n_spans++] = (Collector__SpanOf *)message;
    return true;
}

/* The children of whoever was placed last, deepest first: a stack of places
 * instead of a recursion that somebody else's data would drive. */
static bool place_tree(struct request *rq, struct tree *tree,
                       Collector__TraceReply *reply, size_t root)
{
    size_t *stack = arena_alloc(&rq->arena, tree->count * sizeof *stack);
    size_t depth = 0;
    if (!stack)
        return false;
    stack[depth++] = root;
    tree->placed[root] = true;
    while (depth > 0) {
        size_t at = stack[--depth];
        if (!add_span(rq, reply, tree->spans[at]))
            return false;
        for (size_t i = tree->count; i-- > 0;) {
            if (tree->placed[i] ||
                memcmp(tree->spans[i]->parent, tree->spans[at]->id, 8) != 0)
                continue;
            tree->placed[i] = true;
            stack[depth++] = i;
        }
    }
    return true;
}

static bool fill_trace(struct request *rq, const struct trace_kept *kept,
                       Collector__TraceReply *reply)
{
    struct tree *tree = arena_alloc(&rq->arena, sizeof *tree);
    reply->spans =
        arena_alloc(&rq->arena, (size_t)kept->span_count * sizeof(void *));
    if (!tree || !reply->spans)
        return false;
    for (const struct span_kept *span = kept->spans; span; span = span->next)
        tree->spans[tree->count++] = span;
    for (size_t i = 0; i < tree->count; i++)
        if (!tree->placed[i] && !has_parent(tree, i) &&
            !place_tree(rq, tree, reply, i))
            return false;
    for (size_t i = 0; i < tree->count; i++) /* parents in a ring */
        if (!tree->placed[i] && !place_tree(rq, tree, reply, i))
            return false;
    return true;
}

enum error collector_trace(struct request *rq, const ProtobufCMessage *in)
{
    const Collector__TraceRequest *asked = (const Collector__TraceRequest *)in;
    const struct collector *collector = of(rq);
    const struct trace_kept *kept =
        spans_find(collector->intake.spans, asked->trace);
    if (!kept)
        return error_explain(ERROR_NOT_FOUND,
                             "no trace \"%.64s\" is kept; `trace list` shows "
                             "the newest",
                             asked->trace);
    Collector__TraceReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    Collector__TraceSummary *summary = arena_alloc(&rq->arena, sizeof *summary);
    if (!reply || !summary)
        return no_room();
    collector__trace_reply__init(reply);
    reply->summary = summary;
    if (!collector_summary(&rq->arena, collector, kept, summary) ||
        !fill_trace(rq, kept, reply))
        return no_room();
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

/* ---- lines ---- */

/* The newest that fit: so from the end, then turned around. */
enum error collector_logs(struct request *rq, const ProtobufCMessage *in)
{
    const Collector__LogsRequest *asked = (const Collector__LogsRequest *)in;
    const struct collector *collector = of(rq);
    struct lines *lines = collector->intake.lines;
    size_t most =
        (size_t)bounded(asked->limit, COLLECTOR_LINES, COLLECTOR_LINES_MOST);
    Collector__LogsReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    Collector__LogLine **list = arena_alloc(&rq->arena, most * sizeof *list);
    if (!reply || !list)
        return no_room();
    collector__logs_reply__init(reply);
    for (uint64_t at = lines_newest(lines); at > asked->after; at--) {
        const struct line_kept *kept = lines_after(lines, at - 1);
        if (!kept || kept->sequence != at || reply->n_lines == most)
            break;
        if (!collector_line_fits(collector, asked, kept, NULL))
            continue;
        Collector__LogLine *line = collector_line(&rq->arena, kept);
        if (!line)
            break; /* as many as there is room for */
        if (collector_line_fits(collector, asked, kept, line))
            list[most - ++reply->n_lines] = line;
    }
    reply->lines = list + (most - reply->n_lines);
    reply->life = collector->life;
    reply->lost = lines_lost(lines);
    reply->newest = lines_newest(lines);
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

/* ---- figures ---- */

static bool is_service(const char *wanted, const struct series_process *process)
{
    char title[LIMIT_NAME_BYTES + 16];
    snprintf(title, sizeof title, "%s-%d", process->service, process->instance);
    return !wanted[0] || strcmp(wanted, process->service) == 0 ||
           strcmp(wanted, title) == 0;
}

static void fill_rate(const struct series_process *process, const char *method,
                      const struct series_counts *counts, int window_s,
                      Collector__MethodRate *out)
{
    uint64_t requests = counts->ok + counts->refused + counts->failed;
    collector__method_rate__init(out);
    out->service_name = (char *)process->service;
    out->service_instance = process->instance;
    out->method = (char *)method;
    out->requests = requests;
    out->rate = (double)requests / window_s;
    out->refused_rate = (double)counts->refused / window_s;
    out->failed_rate = (double)counts->failed / window_s;
    out->p50_us = exponential_quantile(counts->buckets, 0.50);
    out->p90_us = exponential_quantile(counts->buckets, 0.90);
    out->p99_us = exponential_quantile(counts->buckets, 0.99);
    out->max_us = exponential_quantile(counts->buckets, 1.0);
}

static bool add_rates(struct request *rq,
                      const Collector__MetricsRequest *asked,
                      Collector__MetricsReply *reply)
{
    struct series *series = &of(rq)->intake.series;
    int64_t now = runtime_now_ms(rq->runtime);
    reply->methods =
        arena_alloc(&rq->arena, (series->method_count + 1) * sizeof(void *));
    for (size_t i = 0; reply->methods && i < series->method_count; i++) {
        const struct series_method *method = series->methods[i];
        struct series_counts counts;
        if (!is_service(asked->service, method->process) ||
            !strstr(method->name, asked->name))
            continue;
        Collector__MethodRate *row = arena_alloc(&rq->arena, sizeof *row);
        if (!row)
            return false;
        int known_s = series_rate(method, now, reply->window_s, &counts);
        fill_rate(method->process, method->name, &counts, known_s, row);
        reply->methods[reply->n_methods++] = row;
    }
    return reply->methods != NULL;
}

static bool add_gauges(struct request *rq,
                       const Collector__MetricsRequest *asked,
                       Collector__MetricsReply *reply)
{
    enum { MOST = 1024 };
    struct series *series = &of(rq)->intake.series;
    int64_t now = runtime_now_ms(rq->runtime);
    reply->gauges = arena_alloc(&rq->arena, MOST * sizeof(void *));
    for (size_t i = 0; reply->gauges && i < series->process_count; i++) {
        const struct series_process *process = &series->processes[i];
        Telemetry__Sample *sample = is_service(asked->service, process)
                                        ? collector_gauges(&rq->arena, process)
                                        : NULL;
        for (size_t k = 0; sample && k < sample->n_gauges; k++) {
            Collector__GaugeOf *row = arena_alloc(&rq->arena, sizeof *row);
            if (!row || reply->n_gauges == MOST)
                return false;
            if (!strstr(sample->gauges[k]->name, asked->name))
                continue;
            collector__gauge_of__init(row);
            row->service_name = (char *)process->service;
            row->service_instance = process->instance;
            row->gauge = sample->gauges[k];
            row->age_ms = now - process->heard_ms;
            reply->gauges[reply->n_gauges++] = row;
        }
    }
    return reply->gauges != NULL;
}

enum error collector_metrics(struct request *rq, const ProtobufCMessage *in)
{
    const Collector__MetricsRequest *asked =
        (const Collector__MetricsRequest *)in;
    Collector__MetricsReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    if (!reply)
        return no_room();
    collector__metrics_reply__init(reply);
    reply->window_s =
        bounded(asked->window_s, COLLECTOR_WINDOW_S, SERIES_SECONDS);
    if (!add_rates(rq, asked, reply) || !add_gauges(rq, asked, reply))
        return no_room();
    request_reply(rq, &reply->base);
    return ERROR_OK;
}
