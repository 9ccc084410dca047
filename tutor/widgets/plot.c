/*
 * plot -- lines over time with axes, and marks where something was done.
 *
 * Each column shows the mean of the samples that fall into it. The first
 * series is drawn at the eight heights of a cell, as in a sparkline of several
 * rows, the others by a sign each, so that they are told apart without colours
 * as well. Where one hides another the later wins.
 *
 * A mark is a triangle below the time axis and its text beside it; where two
 * texts would touch, the later goes a row down. So the curve and its cause
 * stand above one another, which is what a learner is to see.
 */
#include "tutor/widgets/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    LABEL_BYTES = 32,
    LEAST_ROWS = 6,
    LEAST_COLUMNS = 20,
    MARK_ROWS = 3,
    MARK_GAP = 2
};

/* The next of 1, 2, 5, 10, 20, 50, ... that is not less. */
static double round_up(double value)
{
    double unit = pow(10, floor(log10(value)));
    static const double steps[] = {1, 2, 5};
    for (int i = 0; i < 3; i++)
        if (value <= steps[i] * unit)
            return steps[i] * unit;
    return 10 * unit;
}

static double top_of(const struct plot *plot)
{
    double top = 0;
    if (plot->y_top > 0)
        return plot->y_top;
    for (int i = 0; i < plot->series_count; i++)
        for (int n = 0; n < plot->series[i].count; n++)
            if (plot->series[i].values[n] > top)
                top = plot->series[i].values[n];
    return top > 0 && !isinf(top) ? round_up(top) : 1;
}

/* How a series is drawn, so that it is known without colours: the first by
 * eight heights a cell, the others by a sign. */
static const char *sign_of(struct area area, int series, int level)
{
    static const enum glyph_name signs[] = {GLYPH_BULLET, GLYPH_BALLOT,
                                            GLYPH_TRIANGLE};
    if (series == 0)
        return glyph_level(area_tier(area), level);
    return glyph(area_tier(area), signs[(series - 1) % 3]);
}

/* The mean of the samples of column `at` of `columns`, NAN for none. */
static double sample(const struct plot_series *series, int at, int columns)
{
    int from = (int)((long long)at * series->count / columns);
    int to = (int)((long long)(at + 1) * series->count / columns);
    double sum = 0;
    int found = 0;
    if (to == from) /* fewer samples than columns: each is drawn wide */
        to = from + 1;
    for (int i = from; i < to && i < series->count; i++)
        if (!isnan(series->values[i])) {
            sum += series->values[i];
            found++;
        }
    return found ? sum / found : NAN;
}

/* The row of `value`, and how high in that row. */
static int row_of(struct area area, double value, double top, int *level)
{
    int levels = area.rows * GLYPH_LEVELS;
    double part = value / top;
    part = part > 1 ? 1 : part > 0 ? part : 0;
    *level = (int)(part * (levels - 1) + 0.5);
    return area.rows - 1 - *level / GLYPH_LEVELS;
}

static void draw_curve(struct area area, const struct plot *plot, int index,
                       double top)
{
    const struct plot_series *series = &plot->series[index];
    int last = -1; /* the row in the column before */
    for (int column = 0; column < area.columns; column++) {
        double value = sample(series, column, area.columns);
        int level = 0;
        if (isnan(value)) {
            last = -1;
            continue;
        }
        int row = row_of(area, value, top, &level);
        int from = row < last ? row + 1 : last + 1;
        int to = row < last ? last : row; /* a jump is a line */
        if (last >= 0)
            area_vertical(area, from, column, to - from, series->style);
        area_put(area, row, column, series->style,
                 sign_of(area, index, level % GLYPH_LEVELS));
        last = row;
    }
}

/* A figure with as many digits as a reader needs. */
static void figure(char text[LABEL_BYTES], double value, const char *unit)
{
    bool whole = fabs(value) >= 100 || value == floor(value);
    snprintf(text, LABEL_BYTES, "%.*f%s%s", whole ? 0 : 1, value,
             unit ? " " : "", unit ? unit : "");
}

/* The y axis with its figures at the left; what remains is the plot's. */
static void draw_y_axis(struct area *area, double top, const char *unit)
{
    char labels[3][LABEL_BYTES];
    int cells = 0;
    for (int i = 0; i < 3; i++) {
        figure(labels[i], top * i / 2, i == 2 ? unit : NULL);
        int own = glyph_cells_of(labels[i]);
        cells = own > cells ? own : cells;
    }
    if (cells > area->columns / 3)
        return;
    struct area axis = area_take_left(area, cells + 1);
    area_vertical(axis, 0, cells, axis.rows, ROLE_DIM);
    for (int i = 0; i < 3; i++) {
        int row = (axis.rows - 1) * (2 - i) / 2;
        if (i == 1 && axis.rows < LEAST_ROWS)
            continue;
        area_line(area_part(axis, row, 0, 1, cells), ALIGN_RIGHT, ROLE_DIM,
                  labels[i]);
        area_glyph(axis, row, cells, ROLE_DIM, GLYPH_TEE_RIGHT);
    }
}

static void draw_x_axis(struct area axis, const struct plot *plot)
{
    char text[LABEL_BYTES];
    area_horizontal(axis, 0, 0, axis.columns, ROLE_DIM);
    if (axis.rows < 2)
        return;
    figure(text, plot->x_from, NULL);
    area_put(axis, 1, 0, ROLE_DIM, text);
    figure(text, plot->x_to, plot->x_unit);
    area_put(axis, 1, axis.columns - glyph_cells_of(text), ROLE_DIM, text);
}

static void draw_legend(struct area row, const struct plot *plot)
{
    int column = 0;
    for (int i = 0; i < plot->series_count; i++) {
        const struct plot_series *series = &plot->series[i];
        column = area_put(row, 0, column, series->style,
                          sign_of(row, i, GLYPH_LEVELS));
        column = area_put(row, 0, column + 1, ROLE_TEXT,
                          series->name ? series->name : "");
        column += MARK_GAP;
    }
}

/* Its triangle at `column`, its text on the side where there is room, in the
 * first row where it touches no other. `ends` says how far each is taken. */
static void draw_mark(struct area area, int column, const char *text,
                      int ends[MARK_ROWS])
{
    int cells = glyph_cells_of(text);
    int left = column - 1, right = area.columns - column - 2;
    bool after = cells <= right || (cells > left && right >= left);
    int room = after ? right : left;
    cells = cells > room ? room : cells;
    int from = after ? column : left - cells;
    for (int row = 0; row < area.rows && row < MARK_ROWS; row++) {
        if (from <= ends[row])
            continue;
        area_line(area_part(area, row, after ? column + 2 : from, 1, cells),
                  ALIGN_LEFT, ROLE_MARK, text);
        area_glyph(area, row, column, ROLE_MARK, GLYPH_TRIANGLE);
        ends[row] = after ? column + cells + 2 : column + 1;
        return;
    }
    area_glyph(area, 0, column, ROLE_MARK, GLYPH_TRIANGLE);
}

static void draw_marks(struct area area, struct area curve,
                       const struct plot *plot)
{
    int ends[MARK_ROWS] = {-1, -1, -1};
    double width = plot->x_to - plot->x_from;
    for (int i = 0; i < plot->mark_count; i++) {
        double part = width > 0 ? (plot->marks[i].x - plot->x_from) / width : 0;
        if (!(part >= 0 && part <= 1))
            continue;
        int column = (int)(part * (area.columns - 1) + 0.5);
        for (int row = 0; row < curve.rows; row += 2) /* dotted */
            area_glyph(curve, row, column, ROLE_MARK, GLYPH_VERTICAL);
        draw_mark(area, column, plot->marks[i].text, ends);
    }
}

void plot_draw(struct area area, const struct plot *plot)
{
    double top = top_of(plot);
    bool room = area.rows >= LEAST_ROWS && area.columns >= LEAST_COLUMNS;
    int marks = plot->mark_count < MARK_ROWS ? plot->mark_count : MARK_ROWS;
    struct area axis = {0}, below = {0};
    if (room) {
        draw_legend(area_take_top(&area, 1), plot);
        if (area.rows - 2 - marks < 3)
            marks = marks > 0 ? 1 : 0;
        below = area_take_bottom(&area, marks);
        axis = area_take_bottom(&area, 2);
        int columns = area.columns;
        draw_y_axis(&area, top, plot->y_unit);
        area_take_left(&axis, columns - area.columns);
        area_take_left(&below, columns - area.columns);
        draw_x_axis(axis, plot);
        draw_marks(below, area, plot);
    }
    for (int i = 0; i < plot->series_count; i++)
        if (area.rows > 0 && plot->series[i].count > 0)
            draw_curve(area, plot, i, top);
}
