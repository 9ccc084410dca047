/*
 * spans -- traces put together from pieces that arrive in any order.
 *
 * The problem: the spans of one trace come from several processes, children
 * before parents, some never. And whoever sends too much must not make the
 * collector grow, nor push out everything else with one endless trace.
 *
 * The idea: a hash table by trace id; each trace has a list of its spans in
 * the order of their start, packed as they will be sent to whoever asks. All
 * traces hang on one list by arrival. When the bytes or the traces run out,
 * the one at its end goes, whole: half a trace would be a lie.
 *
 * The invariant: `bytes` is the sum over all spans that are kept, and never
 * over the limit once spans_add() has returned.
 */
#include "split/platform/collector/spans.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 8192, PREFIX_LEAST = 4, NANO = 1000000000 };

struct spans {
    size_t limit_bytes, bytes, count;
    struct trace_kept *buckets[BUCKETS];
    struct trace_kept *newest, *oldest;
    uint64_t arrivals, changes, evicted;
    char services[SPANS_SERVICES][LIMIT_NAME_BYTES];
    size_t service_count;
};

static const uint8_t zeros[16];

struct spans *spans_new(size_t limit_bytes)
{
    struct spans *spans = calloc(1, sizeof *spans);
    if (spans)
        spans->limit_bytes = limit_bytes;
    return spans;
}

/* ---- traces ---- */

static struct trace_kept **bucket_of(struct spans *spans, const uint8_t *id)
{
    uint64_t word; /* ids are drawn by chance: any part will do */
    assert(id);
    memcpy(&word, id + 8, sizeof word);
    return &spans->buckets[word % BUCKETS];
}

static struct trace_kept *find(const struct spans *spans, const uint8_t *id)
{
    struct trace_kept *trace = *bucket_of((struct spans *)spans, id);
    while (trace && memcmp(trace->id, id, sizeof trace->id) != 0)
        trace = trace->bucket_next;
    return trace;
}

static void forget(struct spans *spans, struct trace_kept *trace)
{
    struct trace_kept **at = bucket_of(spans, trace->id);
    while (*at != trace)
        at = &(*at)->bucket_next;
    *at = trace->bucket_next;
    if (trace->newer)
        trace->newer->older = trace->older;
    else
        spans->newest = trace->older;
    if (trace->older)
        trace->older->newer = trace->newer;
    else
        spans->oldest = trace->newer;
    while (trace->spans) {
        struct span_kept *span = trace->spans;
        trace->spans = span->next;
        free(span);
    }
    spans->bytes -= trace->bytes;
    spans->count--;
    free(trace);
}

void spans_free(struct spans *spans)
{
    while (spans && spans->oldest)
        forget(spans, spans->oldest);
    free(spans);
}

static struct trace_kept *begin_trace(struct spans *spans, const uint8_t *id)
{
    struct trace_kept *trace = calloc(1, sizeof *trace);
    if (!trace)
        return NULL;
    struct trace_kept **bucket = bucket_of(spans, id);
    memcpy(trace->id, id, sizeof trace->id);
    trace->arrived = ++spans->arrivals;
    trace->bytes = sizeof *trace;
    trace->start_ns = trace->named_ns = UINT64_MAX;
    trace->bucket_next = *bucket;
    *bucket = trace;
    trace->older = spans->newest;
    if (spans->newest)
        spans->newest->newer = trace;
    else
        spans->oldest = trace;
    spans->newest = trace;
    spans->bytes += trace->bytes;
    spans->count++;
    return trace;
}

/* The newest stays: it is the one that the span belongs to. */
static void make_room(struct spans *spans, const struct trace_kept *keep)
{
    while ((spans->bytes > spans->limit_bytes || spans->count > SPANS_TRACES) &&
           spans->count > 1) {
        struct trace_kept *victim = spans->oldest;
        if (victim == keep)
            victim = victim->newer;
        spans->evicted++;
        /* Who was forgotten before is off the list. NOLINTNEXTLINE */
        forget(spans, victim);
    }
}

/* ---- what a span must be ---- */

static bool is_zero(const ProtobufCBinaryData *id)
{
    return id->len == 0 || memcmp(id->data, zeros, id->len) == 0;
}

static bool is_possible(const Telemetry__Span *span)
{
    return span->trace_id.len == 16 && !is_zero(&span->trace_id) &&
           span->span_id.len == 8 && !is_zero(&span->span_id) &&
           (span->parent_span_id.len == 0 || span->parent_span_id.len == 8) &&
           span->name[0] && strlen(span->name) < SPANS_NAME_BYTES &&
           span->start_time_unix_nano <= span->end_time_unix_nano &&
           span->n_attributes <= SPANS_ATTRIBUTES;
}

static enum span_verdict judge(int64_t now_ns, const Telemetry__Span *span)
{
    uint64_t now = (uint64_t)now_ns;
    if (!is_possible(span))
        return SPAN_REFUSED;
    if (span->end_time_unix_nano > now + (uint64_t)SPANS_EARLY_S * NANO)
        return SPAN_EARLY;
    if (span->end_time_unix_nano + (uint64_t)SPANS_LATE_S * NANO < now)
        return SPAN_LATE;
    return SPAN_KEPT;
}

/* ---- one span ---- */

static struct span_kept *pack(const Telemetry__Batch *sender,
                              const Telemetry__Span *span)
{
    Collector__SpanOf of = COLLECTOR__SPAN_OF__INIT;
    of.service_name = sender->service_name;
    of.service_instance = sender->service_instance;
    of.service_version = sender->service_version;
    of.pid = sender->pid;
    of.span = (Telemetry__Span *)span;
    size_t bytes = collector__span_of__get_packed_size(&of);
    struct span_kept *kept = malloc(sizeof *kept + bytes);
    if (!kept)
        return NULL;
    *kept = (struct span_kept){.start_ns = span->start_time_unix_nano,
                               .end_ns = span->end_time_unix_nano,
                               .bytes = bytes};
    memcpy(kept->id, span->span_id.data, sizeof kept->id);
    if (span->parent_span_id.len > 0)
        memcpy(kept->parent, span->parent_span_id.data, sizeof kept->parent);
    collector__span_of__pack(&of, kept->packed);
    return kept;
}

/* By start; most come later than all before them. */
static void insert(struct trace_kept *trace, struct span_kept *span)
{
    struct span_kept **at = &trace->spans;
    while (*at && (*at)->start_ns <= span->start_ns)
        at = &(*at)->next;
    span->next = *at;
    *at = span;
}

static bool knows(const struct trace_kept *trace, const uint8_t *id)
{
    const struct span_kept *span = trace->spans;
    while (span && memcmp(span->id, id, sizeof span->id) != 0)
        span = span->next;
    return span != NULL;
}

static uint32_t service_bit(struct spans *spans, const char *name)
{
    size_t i = 0;
    while (i < spans->service_count && strcmp(spans->services[i], name) != 0)
        i++;
    if (i == SPANS_SERVICES)
        return 0; /* it cannot be asked for by name */
    if (i == spans->service_count)
        snprintf(spans->services[spans->service_count++], LIMIT_NAME_BYTES,
                 "%s", name);
    return (uint32_t)1 << i;
}

static void learn_order(struct trace_kept *trace, const Telemetry__Span *span)
{
    for (size_t i = 0; i < span->n_attributes && !trace->order[0]; i++)
        if (strcmp(span->attributes[i]->key, "order.id") == 0)
            snprintf(trace->order, sizeof trace->order, "%.63s",
                     span->attributes[i]->text);
}

/* The root gives the name; until it is here, whatever began first. */
static void learn_name(struct trace_kept *trace, const Telemetry__Batch *sender,
                       const Telemetry__Span *span)
{
    bool root = span->parent_span_id.len == 0 || is_zero(&span->parent_span_id);
    if (trace->rooted ||
        (!root && span->start_time_unix_nano >= trace->named_ns))
        return;
    trace->rooted = root;
    trace->named_ns = span->start_time_unix_nano;
    trace->failed = span->status == TELEMETRY__STATUS__ERROR;
    snprintf(trace->name, sizeof trace->name, "%s", span->name);
    snprintf(trace->service, sizeof trace->service, "%.63s",
             sender->service_name);
}

static void learn(struct spans *spans, struct trace_kept *trace,
                  const Telemetry__Batch *sender, const Telemetry__Span *span)
{
    trace->span_count++;
    trace->errors += span->status == TELEMETRY__STATUS__ERROR;
    trace->services |= service_bit(spans, sender->service_name);
    if (span->start_time_unix_nano < trace->start_ns)
        trace->start_ns = span->start_time_unix_nano;
    if (span->end_time_unix_nano > trace->end_ns)
        trace->end_ns = span->end_time_unix_nano;
    learn_name(trace, sender, span);
    learn_order(trace, span);
    trace->changed = ++spans->changes;
}

enum span_verdict spans_add(struct spans *spans, int64_t now_ns,
                            const Telemetry__Batch *sender,
                            const Telemetry__Span *span)
{
    enum span_verdict verdict = judge(now_ns, span);
    if (verdict != SPAN_KEPT)
        return verdict;
    struct trace_kept *trace = find(spans, span->trace_id.data);
    if (trace && knows(trace, span->span_id.data))
        return SPAN_DUPLICATE;
    if (trace && trace->span_count >= SPANS_OF_TRACE)
        return SPAN_REFUSED;
    struct span_kept *kept = pack(sender, span);
    if (kept && !trace)
        trace = begin_trace(spans, span->trace_id.data);
    if (!kept || !trace) {
        free(kept);
        return SPAN_REFUSED;
    }
    insert(trace, kept);
    trace->bytes += sizeof *kept + kept->bytes;
    spans->bytes += sizeof *kept + kept->bytes;
    learn(spans, trace, sender, span);
    make_room(spans, trace);
    return SPAN_KEPT;
}

/* ---- questions ---- */

void spans_id_text(const uint8_t id[16], char out[33])
{
    for (int i = 0; i < 16; i++)
        snprintf(out + 2 * (size_t)i, 3, "%02x", id[i]);
}

const struct trace_kept *spans_newest(const struct spans *spans)
{
    return spans->newest;
}

const struct trace_kept *spans_by_id(const struct spans *spans,
                                     const uint8_t id[16])
{
    return find(spans, id);
}

/* Of the traces that touch an order the one that placed it has most to say. */
static const struct trace_kept *by_order(const struct spans *spans,
                                         const char *order)
{
    const struct trace_kept *found = NULL;
    for (const struct trace_kept *trace = spans->newest; trace;
         trace = trace->older)
        if (strcmp(trace->order, order) == 0 &&
            (!found || trace->span_count >= found->span_count))
            found = trace;
    return found;
}

const struct trace_kept *spans_find(const struct spans *spans, const char *word)
{
    size_t length = strlen(word);
    char text[33];
    if (strcmp(word, "last") == 0)
        return spans->newest;
    if (length < PREFIX_LEAST)
        return NULL;
    const struct trace_kept *trace = spans->newest;
    for (; trace && length <= 32; trace = trace->older) {
        spans_id_text(trace->id, text);
        if (strncmp(text, word, length) == 0)
            return trace;
    }
    return by_order(spans, word);
}

bool spans_touches(const struct spans *spans, const struct trace_kept *trace,
                   const char *service)
{
    for (size_t i = 0; i < spans->service_count; i++)
        if (strcmp(spans->services[i], service) == 0)
            return (trace->services >> i & 1) != 0;
    return false;
}

int spans_service_count(const struct trace_kept *trace)
{
    return __builtin_popcount(trace->services);
}

struct spans_figures spans_figures(const struct spans *spans)
{
    return (struct spans_figures){spans->count, spans->bytes, spans->evicted,
                                  spans->changes};
}
