/*
 * chart -- figures as pictures of text: sparklines, bars, progress.
 *
 * Use:       each call draws into one area and keeps nothing.
 * Units:     the caller's; values under 0 and NAN are drawn as a gap.
 * Ownership: values and texts are read during the call.
 * Errors:    cannot fail; what has no room is left out, figures last.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_CHART_H
#define TUTOR_WIDGETS_CHART_H

#include "tutor/widgets/canvas.h"

/* One row: the newest values at the right, each a bar of 8 heights against
 * `top` (0: the largest of them). */
void chart_spark(struct area area, unsigned style, const double *values,
                 int count, double top);

struct chart_bar {
    const char *label;
    double value;
    const char *figure; /* behind the bar: "842 ms" */
    unsigned style;     /* ROLE_SERIES_1, ROLE_BAD, ... */
};

/* A row each, on one scale (`top`, or 0: the largest value): label, bar,
 * figure at the right. */
void chart_bars(struct area area, const struct chart_bar *bars, int count,
                double top);
/* The same, as a bar from `from` to `to` on a scale of 0 to `top`: a span in
 * a waterfall. One row, the whole width, at least one cell. */
void chart_span(struct area area, unsigned style, double from, double to,
                double top);

/* One row: a bar with text behind it, such as "62%  4.1 s". A `part` under 0
 * means that nobody knows how much remains: the text stands alone. */
void chart_progress(struct area area, double part, const char *text);

#endif
