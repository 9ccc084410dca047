/*
 * service -- the collector's life.
 *
 * Datagrams arrive outside the turns, straight into memory; questions are
 * answered inside them. Between two turns nobody asks, so nothing is ever seen
 * half taken. Nothing is written to disk: what a collector knew is worth less
 * than the certainty that it cannot fill one.
 */
#include "split/platform/collector/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"

static void taken(void *arg, struct slice bytes, bool cut)
{
    struct runtime *rt = arg;
    struct collector *collector = runtime_state(rt);
    intake_take(&collector->intake, bytes, cut, runtime_now_ms(rt),
                clock_true_wall_ns());
    collector_news(rt);
}

static void fill_figures(Collector__StatsReply *reply,
                         const struct intake_figures *figures)
{
    reply->datagrams = figures->datagrams;
    reply->bytes = figures->bytes;
    reply->spans = figures->spans;
    reply->lines = figures->lines;
    reply->samples = figures->samples;
    reply->garbage = figures->garbage;
    reply->refused = figures->refused;
    reply->duplicates = figures->duplicates;
    reply->late = figures->late;
    reply->early = figures->early;
    reply->lost_batches = figures->lost_batches;
}

static enum error stats(struct request *rq, const ProtobufCMessage *in)
{
    struct collector *collector = runtime_state(rq->runtime);
    const struct intake *intake = &collector->intake;
    struct spans_figures spans = spans_figures(intake->spans);
    Collector__StatsReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    (void)in;
    if (!reply)
        return error_explain(ERROR_OVERLOADED, "no memory for the answer");
    collector__stats_reply__init(reply);
    fill_figures(reply, &intake->figures);
    for (size_t i = 0; i < intake->series.process_count; i++)
        reply->dropped += intake->series.processes[i].dropped;
    reply->evicted = spans.evicted;
    reply->traces = (int64_t)spans.traces;
    reply->kept_span_bytes = (int64_t)spans.bytes;
    reply->kept_line_bytes = (int64_t)lines_bytes(intake->lines);
    reply->limit_span_bytes = SPANS_BYTES;
    reply->limit_line_bytes = LINES_BYTES;
    reply->uptime_ms = runtime_now_ms(rq->runtime) - collector->began_ms;
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

/* ---- life ---- */

static enum error open(struct runtime *rt)
{
    struct collector *collector = calloc(1, sizeof *collector);
    if (!collector)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = intake_init(&collector->intake);
    if (error) {
        free(collector);
        return error;
    }
    collector->began_ms = runtime_now_ms(rt);
    collector->life = (uint64_t)clock_true_wall_ns();
    runtime_set_state(rt, collector);
    return ERROR_OK;
}

static enum error resume(struct runtime *rt)
{
    struct collector *collector = runtime_state(rt);
    memset(collector->watchers, 0, sizeof collector->watchers);
    collector->news_due = false;
    collector_start_ticking(rt);
    return ERROR_OK;
}

static void close_collector(struct runtime *rt)
{
    struct collector *collector = runtime_state(rt);
    if (collector->datagrams)
        datagrams_close(collector->datagrams);
    intake_release(&collector->intake);
    free(collector);
}

enum error collector_begin(struct runtime *rt, struct loop *loop,
                           const struct config *config)
{
    struct collector *collector = runtime_state(rt);
    struct address address;
    enum error error = places_socket(&config->places, "telemetry", 0, &address);
    return error ? error
                 : datagrams_open(&collector->datagrams, loop, &address, taken,
                                  rt);
}

static const struct method methods[] = {
    {"Traces", collector_traces, ACCESS_READ},
    {"Trace", collector_trace, ACCESS_READ},
    {"Logs", collector_logs, ACCESS_READ},
    {"Tail", NULL, ACCESS_READ, &collector_tail},
    {"Metrics", collector_metrics, ACCESS_READ},
    {"Watch", NULL, ACCESS_READ, &collector_watch},
    {"Stats", stats, ACCESS_READ},
};
static const struct face faces[] = {{&collector__collector__descriptor, methods,
                                     sizeof methods / sizeof *methods}};
const struct service collector_service = {.name = "collector",
                                          .faces = faces,
                                          .face_count = 1,
                                          .open = open,
                                          .resume = resume,
                                          .close = close_collector};
