/*
 * trace_tree -- a trace as a tree of spans with times, for whoever draws it.
 *
 * Use:       trace_tree_read() from the collector's answer; then the spans in
 *            their order, parents before children. trace_tree_next() walks
 *            those that no folded span above them hides.
 * Units:     microseconds since the first span began.
 * Ownership: it points into the answer and into the arena of the caller.
 * Errors:    OVERLOADED when the arena is full.
 * Blocking:  never. No clock is read.
 * Source:    the trace model of Dapper (Sigelman et al. 2010).
 */
#ifndef TUTOR_TRACE_TREE_H
#define TUTOR_TRACE_TREE_H

#include <stdbool.h>

#include "chassis/arena.h"
#include "chassis/contracts/collector.pb-c.h"
#include "chassis/error.h"

enum { TRACE_TREE_SPANS = 1024, TRACE_TREE_NONE = -1 };

struct trace_span {
    const Collector__SpanOf *of;
    const char *process; /* "payments", "payments-2" */
    const char *label;   /* "Charge", "-> Charge", "COMMIT" without process */
    const char *error;   /* a word: "timeout", "declined"; NULL: none */
    int parent;          /* index, or TRACE_TREE_NONE */
    int depth;
    int end; /* the index behind its last descendant */
    bool failed;
    bool lost_parent; /* it has a parent that never arrived */
    bool folded;      /* the caller's */
    int64_t start_us, end_us;
};

struct trace_tree {
    const Collector__TraceReply *reply;
    struct trace_span *spans;
    int count;
    int64_t length_us;
    int lost;  /* spans whose parent never arrived */
    bool open; /* more is to come, as far as can be told */
};

enum error trace_tree_read(struct trace_tree *tree, struct arena *arena,
                           const Collector__TraceReply *reply);
/* The first that is seen behind `at` (TRACE_TREE_NONE: the first of all);
 * `count` ends. */
int trace_tree_next(const struct trace_tree *tree, int at);
/* How many of its rows are seen. */
int trace_tree_rows(const struct trace_tree *tree);
/* Of the spans that are seen, the one in that row. */
int trace_tree_at(const struct trace_tree *tree, int row);
/* Its row; of a hidden one that of the folded span above it. */
int trace_tree_row(const struct trace_tree *tree, int span);
/* Folds what is folded before in the tree of the same trace, which may have
 * grown since. */
void trace_tree_keep_folds(struct trace_tree *tree,
                           const struct trace_tree *before);
/* By its key; NULL: it has none. */
const Telemetry__Attribute *trace_attribute(const struct trace_span *span,
                                            const char *key);
/* Does a child of it run at that time? Then it waits for that one. */
bool trace_tree_waits(const struct trace_tree *tree, int span, int64_t at_us);

#endif
