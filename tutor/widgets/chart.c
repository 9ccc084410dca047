/*
 * chart -- figures as pictures of text: sparklines, bars, progress.
 *
 * A cell is the unit: eight heights in a sparkline, two halves in a bar. The
 * figure stands beside each picture, since a picture alone cannot be read
 * aloud or compared. A bar of a value over zero is never empty: "small" and
 * "nothing" are different answers.
 */
#include "tutor/widgets/chart.h"

#include <math.h>
#include <string.h>

enum { GAP = 1, LEAST_BAR = 4, PROGRESS_BAR = 40 };

static bool missing(double value)
{
    return isnan(value) || value < 0;
}

static double largest(const double *values, int count)
{
    double top = 0;
    for (int i = 0; i < count; i++)
        if (!missing(values[i]) && values[i] > top)
            top = values[i];
    return top;
}

/* `value` on a scale of 0 to `top`, in `steps` steps. */
static int scaled(double value, double top, int steps)
{
    if (!(top > 0) || !(value > 0))
        return 0;
    double part = value / top;
    if (part >= 1)
        return steps;
    return part > 0 ? (int)(part * steps + 0.5) : 0; /* not for NAN */
}

void chart_spark(struct area area, unsigned style, const double *values,
                 int count, double top)
{
    if (count > area.columns) {
        values += count - area.columns;
        count = area.columns;
    }
    if (!(top > 0))
        top = largest(values, count);
    int column = area.columns - count;
    for (int i = 0; i < count; i++, column++) {
        int level = scaled(values[i], top, GLYPH_LEVELS) - 1;
        if (!missing(values[i]))
            area_put(area, 0, column, style,
                     glyph_level(area_tier(area), level));
    }
}

/* A bar of so many half cells. */
static void halves(struct area area, unsigned style, int count)
{
    for (int i = 0; i < count / 2; i++)
        area_glyph(area, 0, i, style, GLYPH_BLOCK);
    if (count % 2)
        area_glyph(area, 0, count / 2, style, GLYPH_BLOCK_HALF);
}

static int widest(const struct chart_bar *bars, int count, bool figures)
{
    int cells = 0;
    for (int i = 0; i < count; i++) {
        const char *text = figures ? bars[i].figure : bars[i].label;
        int own = text ? glyph_cells_of(text) : 0;
        cells = own > cells ? own : cells;
    }
    return cells;
}

static double largest_bar(const struct chart_bar *bars, int count)
{
    double top = 0;
    for (int i = 0; i < count; i++)
        if (bars[i].value > top)
            top = bars[i].value;
    return top;
}

static void one_bar(struct area row, const struct chart_bar *bar, double top)
{
    int count = scaled(bar->value, top, row.columns * 2);
    if (count == 0 && bar->value > 0)
        count = 1;
    halves(row, bar->style, count);
}

void chart_bars(struct area area, const struct chart_bar *bars, int count,
                double top)
{
    int label = widest(bars, count, false);
    int figure = widest(bars, count, true);
    if (label > area.columns / 2)
        label = area.columns / 2;
    if (label + figure + LEAST_BAR + 2 * GAP > area.columns)
        figure = 0;
    top = top > 0 ? top : largest_bar(bars, count);
    for (int i = 0; i < count && i < area.rows; i++) {
        struct area row = area_part(area, i, 0, 1, area.columns);
        struct area name = area_take_left(&row, label);
        area_take_left(&row, GAP);
        struct area value = area_take_right(&row, figure);
        area_take_right(&row, figure ? GAP : 0);
        area_line(name, ALIGN_LEFT, ROLE_TEXT,
                  bars[i].label ? bars[i].label : "");
        if (row.columns > 0)
            one_bar(row, &bars[i], top);
        if (figure)
            area_line(value, ALIGN_RIGHT, ROLE_TEXT,
                      bars[i].figure ? bars[i].figure : "");
    }
}

void chart_span(struct area area, unsigned style, double from, double to,
                double top)
{
    int first = scaled(from, top, area.columns);
    int last = scaled(to, top, area.columns);
    if (first >= area.columns)
        first = area.columns - 1;
    if (last <= first)
        last = first + 1;
    for (int i = first < 0 ? 0 : first; i < last; i++)
        area_glyph(area, 0, i, style, GLYPH_BLOCK);
}

void chart_progress(struct area area, double part, const char *text)
{
    int cells = glyph_cells_of(text);
    int room = area.columns - cells - GAP;
    int width = room > PROGRESS_BAR ? PROGRESS_BAR : room;
    struct area row = area_part(area, 0, 0, 1, area.columns);
    if (missing(part) || width < LEAST_BAR) {
        area_line(row, ALIGN_LEFT, ROLE_INFO, text);
        return;
    }
    struct area bar = area_take_left(&row, width);
    int filled = scaled(part, 1, width);
    for (int i = 0; i < width; i++)
        area_glyph(bar, 0, i, i < filled ? ROLE_INFO : ROLE_DIM,
                   i < filled ? GLYPH_BLOCK : GLYPH_SHADE_LIGHT);
    area_take_left(&row, GAP);
    area_line(row, ALIGN_LEFT, ROLE_TEXT, text);
}
