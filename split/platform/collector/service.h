/*
 * service -- the collector: collector.Collector over what has arrived.
 *
 * Use:       collector_service for host_run(), collector_begin() as its begin,
 *            config_only_one() before it: the socket is
 *            RUN/collector.sock, datagrams come to RUN/telemetry.sock.
 *            It keeps nothing on disk; a new life starts empty.
 * Ownership: the state is the runtime's.
 * Errors:    NOT_FOUND, explained, for a trace that is not kept.
 * Blocking:  never.
 * Source:    OpenTelemetry's collector, reduced to one machine.
 */
#ifndef SPLIT_PLATFORM_COLLECTOR_SERVICE_H
#define SPLIT_PLATFORM_COLLECTOR_SERVICE_H

#include "chassis/config.h"
#include "chassis/net_datagram.h"
#include "chassis/runtime_stream.h"
#include "split/platform/collector/intake.h"

enum {
    COLLECTOR_WATCHERS = 16,
    COLLECTOR_TICK_MS = 1000,
    COLLECTOR_NEWS_MS = 100, /* news are told no more often than that */
    COLLECTOR_TRACES = 20,   /* of a list, unless asked otherwise */
    COLLECTOR_TRACES_MOST = 1000,
    COLLECTOR_LINES = 100,
    COLLECTOR_LINES_MOST = 2000,
    COLLECTOR_WINDOW_S = 10
};

struct collector_watcher {
    struct request *rq; /* NULL: free */
    bool asked;
    bool tails;               /* Tail: lines only, by its filter */
    bool no_lines, no_traces; /* of Watch */
    Collector__LogsRequest *filter;
    uint64_t line, trace; /* the last that it was told */
    uint64_t moments;
};

struct collector {
    struct intake intake;
    struct datagrams *datagrams;
    int64_t began_ms;
    uint64_t life; /* no other start has the same */
    struct collector_watcher watchers[COLLECTOR_WATCHERS];
    bool news_due;
};

extern const struct service collector_service;

enum error collector_begin(struct runtime *rt, struct loop *loop,
                           const struct config *config);

/* questions.c */
request_handler collector_traces, collector_trace, collector_logs,
    collector_metrics;

/* answer.c: messages in an arena; NULL: no room in it. */
bool collector_summary(struct arena *arena, const struct collector *collector,
                       const struct trace_kept *trace,
                       Collector__TraceSummary *out);
Collector__LogLine *collector_line(struct arena *arena,
                                   const struct line_kept *line);
bool collector_line_fits(const struct collector *collector,
                         const Collector__LogsRequest *filter,
                         const struct line_kept *kept,
                         const Collector__LogLine *line);
Telemetry__Sample *collector_gauges(struct arena *arena,
                                    const struct series_process *process);

/* watch.c */
extern const struct streaming collector_watch, collector_tail;
/* Something has arrived. */
void collector_news(struct runtime *rt);
/* The once-a-second moments; from resume. */
void collector_start_ticking(struct runtime *rt);

#endif
