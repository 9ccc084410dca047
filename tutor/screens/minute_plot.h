/*
 * minute_plot -- two curves of the last minute, and where a fault began.
 *
 * Use:       minute_plot_draw() on MINUTE_PLOT_ROWS or more.
 * Units:     a value a second, the newest last; seconds before now.
 * Ownership: everything is read during the call.
 * Errors:    cannot fail; NAN is a gap, and so is what is older than `count`.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_MINUTE_PLOT_H
#define TUTOR_MINUTE_PLOT_H

#include <stdint.h>

#include "tutor/widgets/canvas.h"

enum { MINUTE_SECONDS = 60, MINUTE_PLOT_ROWS = 9, MINUTE_CURVES = 2 };

struct minute_curve {
    const char *name; /* NULL: there is no second one */
    const double *values;
    int count;
    unsigned style;
};

struct minute_plot {
    const char *title;
    struct minute_curve curves[MINUTE_CURVES];
    int64_t mark_s;   /* ago; -1: none */
    const char *mark; /* "kill payments both" */
};

void minute_plot_draw(struct area area, const struct minute_plot *plot);

#endif
