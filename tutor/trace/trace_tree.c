/*
 * trace_tree -- depths, times and words of the spans of one trace.
 *
 * The collector gives the spans with parents before their children, so one
 * pass finds each parent among those that came before. A span whose parent is
 * not there stands at the top and says so: its parent may still be at work, or
 * its process was killed before it could tell.
 *
 * More is to come while a parent is missing, or while the steps of a saga have
 * not reached their end. A process that was killed never tells: then the trace
 * stays open, which is the truth.
 */
#include "tutor/trace/trace_tree.h"

#include <string.h>

#include "chassis/limits.h"

/* ---- words ---- */

const Telemetry__Attribute *trace_attribute(const struct trace_span *span,
                                            const char *key)
{
    const Telemetry__Span *told = span->of->span;
    for (size_t i = 0; i < told->n_attributes; i++)
        if (strcmp(told->attributes[i]->key, key) == 0)
            return told->attributes[i];
    return NULL;
}

static const char *find_error(const struct trace_span *span)
{
    const Telemetry__Attribute *type = trace_attribute(span, "error.type");
    if (type && type->text[0])
        return type->text;
    return span->failed ? "failed" : NULL;
}

/* "payments.Payments/Charge" is read as "Charge". */
static const char *short_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    bool rpc = slash && slash > name && !strchr(name, ' ');
    return rpc ? slash + 1 : name;
}

static const char *make_label(struct arena *arena, const struct trace_span *one)
{
    const Telemetry__Span *span = one->of->span;
    const Telemetry__Attribute *attempt =
        trace_attribute(one, "cleave.attempt");
    const char *name = short_name(span->name);
    if (span->kind == TELEMETRY__KIND__CLIENT && attempt && attempt->number > 1)
        return arena_format(arena, "> %s (%lld)", name,
                            (long long)attempt->number);
    if (span->kind == TELEMETRY__KIND__CLIENT)
        return arena_format(arena, "> %s", name);
    return arena_string(arena, name);
}

static const char *make_process(struct arena *arena,
                                const Collector__SpanOf *of)
{
    if (of->service_instance <= 1)
        return of->service_name;
    return arena_format(arena, "%s-%d", of->service_name, of->service_instance);
}

/* ---- the tree ---- */

static int find_parent(const struct trace_tree *tree, int at)
{
    const ProtobufCBinaryData *id = &tree->spans[at].of->span->parent_span_id;
    if (id->len != 8)
        return TRACE_TREE_NONE;
    for (int i = at - 1; i >= 0; i--) {
        const ProtobufCBinaryData *other = &tree->spans[i].of->span->span_id;
        if (other->len == 8 && memcmp(other->data, id->data, 8) == 0)
            return i;
    }
    return TRACE_TREE_NONE;
}

static bool has_parent_id(const struct trace_span *span)
{
    static const uint8_t zeros[8];
    const ProtobufCBinaryData *id = &span->of->span->parent_span_id;
    return id->len == 8 && memcmp(id->data, zeros, 8) != 0;
}

static int64_t since(const Collector__TraceReply *reply, uint64_t at_ns)
{
    uint64_t start = reply->summary->start_time_unix_nano;
    return at_ns > start ? (int64_t)((at_ns - start) / 1000) : 0;
}

static bool read_span(struct trace_tree *tree, struct arena *arena, int at)
{
    struct trace_span *span = &tree->spans[at];
    const Telemetry__Span *told;
    span->of = tree->reply->spans[at];
    told = span->of->span;
    span->failed = told->status == TELEMETRY__STATUS__ERROR;
    span->start_us = since(tree->reply, told->start_time_unix_nano);
    span->end_us = since(tree->reply, told->end_time_unix_nano);
    span->parent = find_parent(tree, at);
    span->lost_parent = span->parent < 0 && has_parent_id(span);
    span->depth = span->parent < 0 ? 0 : tree->spans[span->parent].depth + 1;
    span->end = at + 1;
    for (int above = span->parent; above >= 0;
         above = tree->spans[above].parent)
        tree->spans[above].end = at + 1;
    span->error = find_error(span);
    span->process = make_process(arena, span->of);
    span->label = make_label(arena, span);
    return span->process && span->label;
}

/* The last step that a saga has told says whether it is over. */
static bool saga_runs(const struct trace_tree *tree)
{
    int64_t newest_us = -1;
    bool runs = false;
    for (int i = 0; i < tree->count; i++) {
        const struct trace_span *span = &tree->spans[i];
        const Telemetry__Attribute *state =
            trace_attribute(span, "cleave.saga.state");
        if (!state || span->end_us < newest_us)
            continue;
        newest_us = span->end_us;
        runs = strcmp(state->text, "running") == 0 ||
               strcmp(state->text, "compensating") == 0;
    }
    return runs;
}

enum error trace_tree_read(struct trace_tree *tree, struct arena *arena,
                           const Collector__TraceReply *reply)
{
    struct trace_tree out = {.reply = reply};
    bool rooted = false;
    while ((size_t)out.count < reply->n_spans && out.count < TRACE_TREE_SPANS &&
           reply->spans[out.count]->span)
        out.count++;
    out.spans = arena_alloc(arena, (size_t)(out.count + 1) * sizeof *out.spans);
    if (!out.spans || !reply->summary)
        return error_explain(ERROR_OVERLOADED, "no room for a trace");
    out.length_us = reply->summary->duration_us;
    for (int i = 0; i < out.count; i++) {
        if (!read_span(&out, arena, i))
            return error_explain(ERROR_OVERLOADED, "no room for a trace");
        out.lost += out.spans[i].lost_parent;
        rooted |= out.spans[i].parent < 0 && !out.spans[i].lost_parent;
    }
    out.open = out.lost > 0 || !rooted || saga_runs(&out);
    *tree = out;
    return ERROR_OK;
}

/* ---- what is seen ---- */

int trace_tree_next(const struct trace_tree *tree, int at)
{
    if (at < 0)
        return 0;
    return tree->spans[at].folded ? tree->spans[at].end : at + 1;
}

int trace_tree_rows(const struct trace_tree *tree)
{
    int rows = 0;
    for (int i = 0; i < tree->count; i = trace_tree_next(tree, i))
        rows++;
    return rows;
}

int trace_tree_at(const struct trace_tree *tree, int row)
{
    int at = 0;
    while (row-- > 0 && trace_tree_next(tree, at) < tree->count)
        at = trace_tree_next(tree, at);
    return at;
}

int trace_tree_row(const struct trace_tree *tree, int span)
{
    int row = 0;
    for (int i = 0; i < tree->count; i = trace_tree_next(tree, i), row++)
        if (trace_tree_next(tree, i) > span)
            break;
    return row;
}

static bool same_span(const struct trace_span *a, const struct trace_span *b)
{
    const ProtobufCBinaryData *one = &a->of->span->span_id;
    const ProtobufCBinaryData *other = &b->of->span->span_id;
    return one->len == other->len &&
           memcmp(one->data, other->data, one->len) == 0;
}

void trace_tree_keep_folds(struct trace_tree *tree,
                           const struct trace_tree *before)
{
    for (int i = 0; i < before->count; i++)
        for (int k = 0; before->spans[i].folded && k < tree->count; k++)
            if (same_span(&before->spans[i], &tree->spans[k]))
                tree->spans[k].folded = true;
}

bool trace_tree_waits(const struct trace_tree *tree, int span, int64_t at_us)
{
    const struct trace_span *spans = tree->spans;
    for (int i = span + 1; i < spans[span].end; i = spans[i].end)
        if (spans[i].start_us <= at_us && at_us < spans[i].end_us)
            return true;
    return false;
}
