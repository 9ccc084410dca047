/*
 * minute_plot -- two curves of the last minute, and where a fault began.
 *
 * The scale of time is always the whole minute, so that a curve moves to the
 * left at the same pace from its first second on.
 */
#include "tutor/screens/minute_plot.h"

#include <math.h>
#include <string.h>

#include "tutor/widgets/plot.h"

void minute_plot_draw(struct area area, const struct minute_plot *plot)
{
    double padded[MINUTE_CURVES][MINUTE_SECONDS];
    struct plot_series series[MINUTE_CURVES];
    struct plot_mark mark = {.x = -(double)plot->mark_s, .text = plot->mark};
    int count = 0;
    for (int i = 0; i < MINUTE_CURVES; i++) {
        const struct minute_curve *curve = &plot->curves[i];
        int missing = MINUTE_SECONDS - curve->count;
        if (!curve->name)
            continue;
        for (int at = 0; at < MINUTE_SECONDS; at++)
            padded[i][at] = at < missing ? NAN : curve->values[at - missing];
        series[count++] = (struct plot_series){.name = curve->name,
                                               .values = padded[i],
                                               .count = MINUTE_SECONDS,
                                               .style = curve->style};
    }
    area_put(area_take_top(&area, 1), 0, 0, ROLE_HEADING, plot->title);
    plot_draw(area, &(struct plot){.series = series,
                                   .series_count = count,
                                   .marks = &mark,
                                   .mark_count = plot->mark_s >= 0 &&
                                                 plot->mark_s < MINUTE_SECONDS,
                                   .x_from = 1 - MINUTE_SECONDS,
                                   .x_to = 0,
                                   .x_unit = "s",
                                   .y_unit = ""});
}
