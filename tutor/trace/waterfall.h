/*
 * waterfall -- the rows of a trace with bars on one scale of time.
 *
 * Use:       waterfall_draw() into any area; the row of `selected` is brought
 *            into view and marked. No terminal and no clock is known here.
 * Units:     cells; the bars run from 0 to the length of the trace.
 * Ownership: the caller's values.
 * Errors:    cannot fail. What has no room is left out: the bars first, then
 *            the figures, names last.
 * Blocking:  never.
 * Source:    the waterfall of Zipkin and Jaeger.
 */
#ifndef TUTOR_WATERFALL_H
#define TUTOR_WATERFALL_H

#include "tutor/trace/trace_tree.h"
#include "tutor/widgets/scroll.h"

struct waterfall {
    const struct trace_tree *tree;
    int selected; /* a span that is seen, or TRACE_TREE_NONE */
    struct scroll scroll;
};

/* A head with the scale, then a row for each span that is seen. */
void waterfall_draw(struct area area, struct waterfall *fall);

#endif
