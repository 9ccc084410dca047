/*
 * spans -- the traces of the last minutes, in bounded memory.
 *
 * Use:       spans_add() each span that arrives, spans_find() and
 *            spans_newest() for questions, spans_free().
 * Units:     now_ns is the wall clock in nanoseconds, passed in.
 * Ownership: spans are copied; a trace is the store's and holds until the next
 *            spans_add().
 * Bounds:    SPANS_BYTES of spans and SPANS_TRACES traces; beyond either the
 *            trace that began first makes room, whole. SPANS_OF_TRACE spans
 *            of one trace: a loop that writes into one trace must not push all
 *            others out.
 * Errors:    spans_add() says what became of the span; nothing else can fail.
 * Blocking:  never.
 * Source:    Jaeger's in-memory store; the trace model of Dapper (Sigelman
 *            et al. 2010).
 */
#ifndef SPLIT_PLATFORM_COLLECTOR_SPANS_H
#define SPLIT_PLATFORM_COLLECTOR_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/contracts/collector.pb-c.h"
#include "chassis/limits.h"

enum {
    SPANS_BYTES = 6 * 1024 * 1024, /* about 19,000 spans: 900 orders */
    SPANS_TRACES = 16384,
    SPANS_OF_TRACE = 1024,
    SPANS_ATTRIBUTES = 32,
    SPANS_NAME_BYTES = 160,
    SPANS_EARLY_S = 2,      /* clocks of one machine do not differ more */
    SPANS_LATE_S = 15 * 60, /* older news is of nobody's trace any more */
    SPANS_SERVICES = 32
};

enum span_verdict {
    SPAN_KEPT,
    SPAN_REFUSED,   /* its ids, times or sizes are impossible */
    SPAN_DUPLICATE, /* this id is known in this trace */
    SPAN_LATE,
    SPAN_EARLY /* from the future */
};

struct span_kept { /* by start */
    struct span_kept *next;
    uint8_t id[8], parent[8]; /* parent all zero: none */
    uint64_t start_ns, end_ns;
    size_t bytes;
    uint8_t packed[]; /* a collector.SpanOf */
};

struct trace_kept {
    uint8_t id[16];
    struct span_kept *spans;
    int span_count, errors;
    size_t bytes;
    uint64_t start_ns, end_ns;
    uint32_t services;           /* bits of the store's names */
    uint64_t arrived;            /* 1, 2, ... of all traces */
    uint64_t changed;            /* rises with each span of any trace */
    bool rooted, failed;         /* the root is here; it failed */
    uint64_t named_ns;           /* start of the span that gave the name */
    char name[SPANS_NAME_BYTES]; /* of the root, else of the first span */
    char service[LIMIT_NAME_BYTES];
    char order[LIMIT_NAME_BYTES]; /* "": none is known */
    struct trace_kept *bucket_next;
    struct trace_kept *older, *newer;
};

struct spans;

struct spans *spans_new(size_t limit_bytes); /* NULL: no memory */
void spans_free(struct spans *spans);
/* `sender` has service_name, instance, version and pid. */
enum span_verdict spans_add(struct spans *spans, int64_t now_ns,
                            const Telemetry__Batch *sender,
                            const Telemetry__Span *span);
/* By all 32 digits or a beginning of at least 4, "last", or an order's id;
 * NULL: none. Of several the newest. */
const struct trace_kept *spans_find(const struct spans *spans,
                                    const char *word);
const struct trace_kept *spans_by_id(const struct spans *spans,
                                     const uint8_t id[16]);
/* From the newest to the oldest; NULL ends. */
const struct trace_kept *spans_newest(const struct spans *spans);
/* Did that service take part? */
bool spans_touches(const struct spans *spans, const struct trace_kept *trace,
                   const char *service);
int spans_service_count(const struct trace_kept *trace);
void spans_id_text(const uint8_t id[16], char out[33]);

struct spans_figures {
    size_t traces, bytes;
    uint64_t evicted; /* traces */
    uint64_t changed;
};
struct spans_figures spans_figures(const struct spans *spans);

#endif
