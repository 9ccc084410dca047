/*
 * watch -- moments to those who watch, lines to those who tail.
 *
 * Each watcher remembers the last line and the last change of a trace that it
 * was told, so a moment is what is behind those. A watcher that does not read
 * is skipped; the numbers show what it missed.
 */
#include <string.h>

#include "chassis/message.h"
#include "split/platform/collector/service.h"

enum { LINES_A_MOMENT = 200, TRACES_A_MOMENT = 50, FRESH_MS = 1500 };

static struct collector *of(struct runtime *rt)
{
    return runtime_state(rt);
}

/* ---- one moment ---- */

static void add_lines(struct runtime *rt, struct collector_watcher *watcher,
                      Collector__Moment *moment)
{
    struct lines *lines = of(rt)->intake.lines;
    struct arena *arena = runtime_arena(rt);
    uint64_t newest = lines_newest(lines);
    if (watcher->no_lines)
        return;
    if (newest > watcher->line + LINES_A_MOMENT) {
        moment->skipped = true;
        watcher->line = newest - LINES_A_MOMENT;
    }
    moment->lines = arena_alloc(arena, LINES_A_MOMENT * sizeof(void *));
    const struct line_kept *line;
    while (moment->lines && moment->n_lines < LINES_A_MOMENT &&
           (line = lines_after(lines, watcher->line)) != NULL) {
        watcher->line = line->sequence;
        Collector__LogLine *out = collector_line(arena, line);
        if (out)
            moment->lines[moment->n_lines++] = out;
    }
}

/* Oldest change first, so that the newest ends on top; only the newest. */
static void add_traces(struct runtime *rt, struct collector_watcher *watcher,
                       Collector__Moment *moment)
{
    struct collector *collector = of(rt);
    struct arena *arena = runtime_arena(rt);
    const struct trace_kept *trace = spans_newest(collector->intake.spans);
    const struct trace_kept *found[TRACES_A_MOMENT];
    size_t count = 0;
    if (watcher->no_traces)
        return;
    for (int looked = 0; trace && looked < 2000 && count < TRACES_A_MOMENT;
         trace = trace->older, looked++)
        if (trace->changed > watcher->trace)
            found[count++] = trace;
    watcher->trace = spans_figures(collector->intake.spans).changed;
    moment->traces = arena_alloc(arena, (count + 1) * sizeof(void *));
    while (moment->traces && count > 0) {
        Collector__TraceSummary *out = arena_alloc(arena, sizeof *out);
        if (!out || !collector_summary(arena, collector, found[--count], out))
            return;
        moment->traces[moment->n_traces++] = out;
    }
}

static void fill_process(struct runtime *rt,
                         const struct series_process *process,
                         Collector__ProcessFigures *out)
{
    const struct series_counts *last = &process->last;
    double seconds = process->took_ms > 0 ? (double)process->took_ms / 1000 : 1;
    Telemetry__Sample *sample = collector_gauges(runtime_arena(rt), process);
    collector__process_figures__init(out);
    out->service_name = (char *)process->service;
    out->service_instance = process->instance;
    out->service_version = (char *)process->version;
    out->pid = process->pid;
    out->heard_ms = runtime_now_ms(rt) - process->heard_ms;
    out->rate = (double)(last->ok + last->refused + last->failed) / seconds;
    out->refused_rate = (double)last->refused / seconds;
    out->failed_rate = (double)last->failed / seconds;
    out->p50_us = exponential_quantile(last->buckets, 0.50);
    out->p99_us = exponential_quantile(last->buckets, 0.99);
    out->dropped = process->dropped;
    if (sample) {
        out->n_gauges = sample->n_gauges;
        out->gauges = sample->gauges;
    }
}

static void add_processes(struct runtime *rt, Collector__Moment *moment)
{
    struct series *series = &of(rt)->intake.series;
    struct arena *arena = runtime_arena(rt);
    int64_t now = runtime_now_ms(rt);
    moment->figures = true;
    moment->processes =
        arena_alloc(arena, (series->process_count + 1) * sizeof(void *));
    for (size_t i = 0; moment->processes && i < series->process_count; i++) {
        const struct series_process *process = &series->processes[i];
        if (!process->heard_ms || now - process->heard_ms > FRESH_MS)
            continue; /* its silence is the news */
        Collector__ProcessFigures *out = arena_alloc(arena, sizeof *out);
        if (!out)
            return;
        fill_process(rt, process, out);
        moment->processes[moment->n_processes++] = out;
    }
}

static void tell_moment(struct runtime *rt, struct collector_watcher *watcher,
                        bool figures)
{
    Collector__Moment moment = COLLECTOR__MOMENT__INIT;
    moment.sequence = ++watcher->moments;
    add_lines(rt, watcher, &moment);
    add_traces(rt, watcher, &moment);
    if (figures)
        add_processes(rt, &moment);
    if (figures || moment.n_lines > 0 || moment.n_traces > 0)
        (void)request_send(watcher->rq, &moment.base);
}

/* The lines from the next one on that fit, as many as a reply may hold. */
static void add_tail(struct runtime *rt, struct collector_watcher *watcher,
                     Collector__LogsReply *reply)
{
    struct collector *collector = of(rt);
    struct arena *arena = runtime_arena(rt);
    const struct line_kept *line;
    while (reply->n_lines < LINES_A_MOMENT &&
           (line = lines_after(collector->intake.lines, watcher->line)) !=
               NULL) {
        reply->missed += line->sequence - watcher->line - 1;
        watcher->line = line->sequence;
        if (!collector_line_fits(collector, watcher->filter, line, NULL))
            continue;
        Collector__LogLine *out = collector_line(arena, line);
        if (out && collector_line_fits(collector, watcher->filter, line, out))
            reply->lines[reply->n_lines++] = out;
    }
}

/* Without news as well, when it is time: silence would mean that we hang. */
static void tell_tail(struct runtime *rt, struct collector_watcher *watcher,
                      bool due)
{
    struct collector *collector = of(rt);
    Collector__LogsReply reply = COLLECTOR__LOGS_REPLY__INIT;
    reply.life = collector->life;
    reply.lost = lines_lost(collector->intake.lines);
    reply.lines =
        arena_alloc(runtime_arena(rt), LINES_A_MOMENT * sizeof(void *));
    if (!reply.lines)
        return;
    add_tail(rt, watcher, &reply);
    reply.newest = watcher->line;
    if (due || reply.n_lines > 0 || reply.missed > 0)
        (void)request_send(watcher->rq, &reply.base);
    if (reply.n_lines == LINES_A_MOMENT)
        collector_news(rt); /* and there is more */
}

static void tell_all(struct runtime *rt, bool figures)
{
    struct collector *collector = of(rt);
    for (size_t i = 0; i < COLLECTOR_WATCHERS; i++) {
        struct collector_watcher *watcher = &collector->watchers[i];
        if (!watcher->rq || !watcher->asked || !request_is_open(watcher->rq) ||
            !request_can_send(watcher->rq))
            continue;
        if (watcher->tails)
            tell_tail(rt, watcher, figures);
        else
            tell_moment(rt, watcher, figures);
    }
}

/* ---- when ---- */

static enum error on_news(struct runtime *rt, void *arg)
{
    (void)arg;
    of(rt)->news_due = false;
    tell_all(rt, false);
    return ERROR_OK;
}

void collector_news(struct runtime *rt)
{
    struct collector *collector = of(rt);
    if (collector->news_due)
        return;
    collector->news_due =
        runtime_after(rt, COLLECTOR_NEWS_MS, on_news, NULL) != 0;
}

static enum error on_tick(struct runtime *rt, void *arg)
{
    (void)arg;
    tell_all(rt, true);
    runtime_after(rt, COLLECTOR_TICK_MS, on_tick, NULL);
    return ERROR_OK;
}

void collector_start_ticking(struct runtime *rt)
{
    runtime_after(rt, COLLECTOR_TICK_MS, on_tick, NULL);
}

/* ---- the streams ---- */

static enum error opened(struct request *rq)
{
    struct collector *collector = of(rq->runtime);
    for (size_t i = 0; i < COLLECTOR_WATCHERS; i++) {
        struct collector_watcher *watcher = &collector->watchers[i];
        if (watcher->rq)
            continue;
        *watcher = (struct collector_watcher){.rq = rq};
        rq->user = watcher;
        return ERROR_OK;
    }
    return error_explain(ERROR_OVERLOADED, "%d watch already",
                         COLLECTOR_WATCHERS);
}

static enum error half_closed(struct request *rq)
{
    (void)rq;
    return ERROR_OK; /* it goes on listening */
}

static void closed(struct request *rq)
{
    struct collector_watcher *watcher = rq->user;
    *watcher = (struct collector_watcher){0};
}

static uint64_t behind(uint64_t newest, int32_t wanted, uint64_t usual)
{
    uint64_t back = wanted > 0 ? (uint64_t)wanted : usual;
    return newest > back ? newest - back : 0;
}

static enum error watch(struct request *rq, const ProtobufCMessage *in)
{
    const Collector__WatchRequest *asked = (const Collector__WatchRequest *)in;
    struct collector_watcher *watcher = rq->user;
    struct intake *intake = &of(rq->runtime)->intake;
    watcher->asked = true;
    watcher->no_lines = asked->lines < 0;
    watcher->no_traces = asked->traces < 0;
    watcher->line =
        behind(lines_newest(intake->lines), asked->lines, COLLECTOR_LINES);
    tell_moment(rq->runtime, watcher, true);
    return ERROR_OK;
}

/* Of another life all lines are new: the number is none of ours. */
static uint64_t tail_from(const struct collector *collector,
                          const Collector__LogsRequest *asked)
{
    uint64_t newest = lines_newest(collector->intake.lines);
    if (asked->life && asked->life != collector->life)
        return 0;
    bool goes_on = asked->life || asked->after;
    return goes_on && asked->after < newest ? asked->after : newest;
}

static enum error tail(struct request *rq, const ProtobufCMessage *in)
{
    struct collector_watcher *watcher = rq->user;
    ProtobufCMessage *copy = NULL;
    enum error error = message_copy(in, &rq->arena, &copy);
    if (error)
        return error;
    watcher->filter = (Collector__LogsRequest *)copy;
    watcher->asked = watcher->tails = true;
    watcher->line = tail_from(of(rq->runtime), watcher->filter);
    tell_tail(rq->runtime, watcher, true);
    return ERROR_OK;
}

const struct streaming collector_watch = {.server = true,
                                          .opened = opened,
                                          .message = watch,
                                          .half_closed = half_closed,
                                          .closed = closed};
const struct streaming collector_tail = {.server = true,
                                         .opened = opened,
                                         .message = tail,
                                         .half_closed = half_closed,
                                         .closed = closed};
