/*
 * plot -- lines over time with axes, and marks where something was done.
 *
 * Use:       fill a struct plot, plot_draw(). It needs some 6 rows and 20
 *            columns; on less only the curve is drawn.
 * Units:     the caller's; `x` runs from x_from to x_to at even steps.
 * Ownership: everything is read during the call.
 * Errors:    cannot fail; NAN is a gap.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_PLOT_H
#define TUTOR_WIDGETS_PLOT_H

#include "tutor/widgets/canvas.h"

struct plot_series {
    const char *name; /* in the legend */
    const double *values;
    int count;
    unsigned style; /* ROLE_SERIES_1, ... */
};

struct plot_mark {
    double x;
    const char *text; /* "payments latency 800ms" */
};

struct plot {
    const struct plot_series *series; /* at most 4 are told apart */
    int series_count;
    const struct plot_mark *marks;
    int mark_count;
    double x_from, x_to;
    double y_top;                /* 0: the largest value */
    const char *x_unit, *y_unit; /* "s", "ms" */
};

void plot_draw(struct area area, const struct plot *plot);

#endif
