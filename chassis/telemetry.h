/*
 * telemetry -- what this process did, told to the collector and to nobody who
 *              would have to wait for it.
 *
 * Spans, log lines and once a second all counters are packed into one buffer
 * and leave as datagrams on RUN/telemetry.sock. Nobody answers, and nothing
 * here ever waits: where the collector is slow, stopped or not there, records
 * are dropped and counted.
 *
 * Use:       telemetry_open() in the host; telemetry_span() and
 *            telemetry_log() where something has ended; telemetry_turn() at
 *            the end of each turn. Before telemetry_open() all of them do
 *            nothing: a simulation and a unit test tell nobody anything.
 * Sampling:  where a trace begins, telemetry_begin() decides by its flag
 *            whether it is recorded, for all processes that it passes. Spans
 *            that failed are always told.
 * Units:     monotonic microseconds; the wall clock is added at sending.
 * Ownership: everything is copied before a function returns. One a process.
 * Errors:    cannot fail; see telemetry_figures().
 * Blocking:  never.
 * Settings:  "telemetry.sample" (percent of traces), "telemetry.traces-rate"
 *            (new traces a second at most); the gauge "telemetry".
 * Source:    OpenTelemetry's data model and semantic conventions; the
 *            datagrams of statsd (Etsy 2011) and of Dapper's local daemon.
 */
#ifndef CHASSIS_TELEMETRY_H
#define CHASSIS_TELEMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/config.h"
#include "chassis/log.h"
#include "chassis/net.h"
#include "chassis/trace.h"

struct runtime;

enum {
    TELEMETRY_DATAGRAM_BYTES = 64 * 1024, /* all that waits to be sent */
    TELEMETRY_FULL_BYTES = 16 * 1024,     /* sent at the end of the turn */
    TELEMETRY_WAIT_MS = 50,               /* else this long after the first */
    TELEMETRY_SAMPLE_MS = 1000,           /* the counters */
    TELEMETRY_AGAIN_MS = 100,             /* to look for a collector again */
    TELEMETRY_AGAIN_MOST_MS = 2000,
    TELEMETRY_ATTRIBUTES = 14,
    TELEMETRY_TEXT_BYTES = 160 /* of one value; the rest is cut */
};

/* The numbers of OpenTelemetry's SpanKind. */
enum telemetry_kind {
    TELEMETRY_INTERNAL = 1,
    TELEMETRY_SERVER,
    TELEMETRY_CLIENT,
    TELEMETRY_PRODUCER,
    TELEMETRY_CONSUMER
};

struct telemetry_span {
    struct trace trace; /* its own id, its parent's (zero: a root), the flag */
    enum telemetry_kind kind;
    const char *name;
    int64_t start_us, end_us;
    enum error error;   /* how it ended */
    const char *detail; /* the sentence of the error, or NULL */
    struct log_field attributes[TELEMETRY_ATTRIBUTES];
    size_t attribute_count;
};

/* Both live as long as the process tells. */
void telemetry_open(struct loop *loop, const struct config *config);
/* Whose counters are told once a second; NULL: none any more. */
void telemetry_watch(struct runtime *rt);
/* Sends what is left. */
void telemetry_close(void);

/* A trace begins here: is it recorded? Changes its flag only. */
void telemetry_begin(struct trace *trace);
/* The same of a request that is turned away at the door. A half of what the
 * rate allows is kept for the others: a client that runs into its limit all the
 * time must not hide what goes well. */
void telemetry_begin_refused(struct trace *trace);
/* Somebody may hear it: there is a collector. */
bool telemetry_listens(void);
/* Would a span of this trace be told? Asked before one is put together. */
bool telemetry_wants(const struct trace *trace, bool failed);
/* A span below another one, with an id of its own. */
void telemetry_child(struct trace *out, const struct trace *parent);
void telemetry_span(const struct telemetry_span *span);
/* Adds one attribute; one that does not fit is left out. */
void telemetry_note(struct telemetry_span *span, struct log_field attribute);
void telemetry_log(enum log_level level, const char *event,
                   const struct trace *trace, const struct log_field *fields,
                   size_t count);
/* The end of a turn. */
void telemetry_turn(void);
int64_t telemetry_now_us(void);

struct telemetry_figures {
    bool connected;
    uint64_t records, batches; /* sent */
    uint64_t dropped;          /* records */
};
struct telemetry_figures telemetry_figures(void);

#endif
