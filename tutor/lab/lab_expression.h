/*
 * lab_expression -- what an experiment measures and expects, as a formula.
 *
 * Use:       lab_expression_parse() once for a line of a .lab file,
 *            lab_expression_evaluate() (lab_facts.h) when the run is over.
 * Grammar:   docs/lab.md. Loads ("ok% of reads in 2s..5s"), answers of commands
 *            ("b.orders.calls"), measures ("split.reads.ok"), + - * / and, in
 *            expectations, comparisons joined by `and`.
 * Units:     a percentage counts to 100, times are milliseconds.
 * Ownership: the tree and all its texts live in the caller's arena.
 * Errors:    UNPROCESSABLE, explained: what was read and what may stand there.
 * Bounds:    LAB_DEPTH brackets inside one another, LAB_NODES nodes.
 * Blocking:  never.
 */
#ifndef TUTOR_LAB_EXPRESSION_H
#define TUTOR_LAB_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/error.h"

enum { LAB_DEPTH = 16, LAB_NODES = 200, LAB_SEGMENTS = 12 };

/* How an answer of the shop is counted. */
enum lab_class {
    LAB_ALL,
    LAB_OK,      /* 2xx */
    LAB_REFUSED, /* 4xx */
    LAB_FAILED,  /* 5xx */
    LAB_LOST,    /* no answer, or never sent */
    LAB_BAD,     /* failed or lost */
    LAB_CLASSES
};

enum lab_statistic {
    LAB_SHARE,    /* "ok%": of what was due */
    LAB_COUNT,    /* "failed" */
    LAB_HTTP,     /* "http 429" */
    LAB_QUANTILE, /* "p99", of their latency in ms */
    LAB_MEAN,
    LAB_MOST,
    LAB_RATE,  /* "rate": good answers a second */
    LAB_GAP,   /* "gap": the longest time without a good answer, in ms */
    LAB_FIRST, /* "time until first ok ... after", in ms */
    LAB_LAST   /* "time until last bad ... after"; 0 when there is none */
};

/* "breaker.gauges" or, behind a name, one step into an answer. */
enum lab_step {
    LAB_MEMBER,  /* .name or ."name" */
    LAB_INDEX,   /* [3] */
    LAB_EACH,    /* .* */
    LAB_WHERE,   /* [name=value]: those whose member says so */
    LAB_CONTAINS /* [name~value]: those whose member contains it */
};

struct lab_segment {
    enum lab_step step;
    const char *name, *value;
    int64_t index;
    bool also; /* behind another [...]: of the same value, not inside it */
};

struct lab_name {
    struct lab_segment segments[LAB_SEGMENTS];
    size_t count;
    const char *source; /* as it was written */
};

/* A moment of the run: "2s", "killed", "killed.end+500ms". */
struct lab_point {
    const char *answer; /* the action it counts from; NULL: the start */
    bool end;           /* from when that action had ended */
    int64_t ms;
};

enum lab_kind {
    LAB_NUMBER,
    LAB_TEXT,
    LAB_NAME,
    LAB_STATISTIC,
    LAB_COUNT_OF,
    LAB_SUM_OF,
    LAB_DISTINCT_OF, /* of measures NAME-1, NAME-2, ... */
    LAB_EXIT_OF,
    LAB_TOOK_OF,
    LAB_NEGATED,
    LAB_ADD,
    LAB_SUBTRACT,
    LAB_MULTIPLY,
    LAB_DIVIDE,
    LAB_LESS,
    LAB_AT_MOST,
    LAB_MORE,
    LAB_AT_LEAST,
    LAB_EQUAL,
    LAB_UNEQUAL,
    LAB_HAS,
    LAB_AND
};

struct lab_expression {
    enum lab_kind kind;
    double number;    /* of LAB_NUMBER; of LAB_QUANTILE; the status of HTTP */
    const char *text; /* of LAB_TEXT */
    struct lab_name name; /* an answer, a measure, or the load of a statistic */
    enum lab_statistic statistic;
    enum lab_class class;
    bool windowed;
    struct lab_point from, to;
    double tolerance;       /* of LAB_EQUAL */
    bool tolerance_percent; /* of the right side */
    struct lab_expression *left, *right;
};

/* Without comparisons. */
enum error lab_expression_parse(const char *text, struct arena *arena,
                                struct lab_expression **out);
/* With at least one comparison. */
enum error lab_condition_parse(const char *text, struct arena *arena,
                               struct lab_expression **out);

#endif
