/*
 * verdict_picture -- what a run looked like: lines over time, or bars.
 *
 * A verdict says that something held; a picture shows when it happened and what
 * caused it. So each load becomes a line of good answers a second, and each
 * action that changed something a mark below it. The widgets are the screen's
 * own, so the lab's screen, the plain text and the golden tests agree.
 *
 * Where nothing was loaded there is no time to draw; then measures that exist
 * for both shapes stand as bars, each pair on its own scale.
 */
#include "tutor/lab/verdict_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tutor/widgets/chart.h"
#include "tutor/widgets/plot.h"

enum {
    STEP_MS = 250,
    TOGETHER = 4, /* series in one plot */
    PLOT_ROWS = 12,
    BARS_MOST = 8 /* pairs */
};

/* ---- taken from a run ---- */

/* Commands that only look. */
static bool only_looks(const struct lab_action *action)
{
    static const char *const looks[] = {"status",     "get",   "audit",
                                        "trace",      "rpc",   "load",
                                        "boundaries", "order", "call"};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (strcmp(action->words[0], looks[i]) == 0)
            return true;
    return action->word_count > 1 && strcmp(action->words[1], "show") == 0;
}

static const struct lab_action *action_of(const struct lab_file *file,
                                          const char *command)
{
    for (size_t i = 0; i < file->action_count; i++)
        if (file->actions[i].command == command &&
            file->actions[i].when == LAB_AT)
            return &file->actions[i];
    return NULL;
}

static void take_series(const struct lab_samples *load, struct arena *arena,
                        struct run *out)
{
    struct run_series *series = &out->series[out->series_count];
    double step = (double)out->step_ms;
    series->name =
        arena_format(arena, "%s %s", shape_name(load->shape), load->load);
    series->count = (size_t)(((double)out->took_ms + step - 1) / step);
    if (!series->name || series->count == 0)
        return;
    if (series->count > RUN_POINTS)
        series->count = RUN_POINTS;
    for (size_t i = 0; i < series->count; i++)
        series->values[i] = (double)i * step + step > load->from_ms &&
                                    (double)i * step < load->to_ms
                                ? 0
                                : NAN;
    for (size_t i = 0; i < load->count; i++) {
        double at = (double)load->samples[i].due_us / 1000 / step;
        if (lab_sample_class(&load->samples[i]) == LAB_OK && at >= 0 &&
            at < (double)series->count && !isnan(series->values[(size_t)at]))
            series->values[(size_t)at] += 1000 / step;
    }
    out->series_count++;
}

void verdict_picture_take(const struct lab_file *file,
                          const struct runner_result *result,
                          struct arena *arena, struct run *out)
{
    out->step_ms = STEP_MS;
    while ((double)out->step_ms * RUN_POINTS < (double)out->took_ms)
        out->step_ms *= 2;
    for (size_t i = 0; i < result->facts.load_count; i++)
        if (out->series_count < RUN_SERIES)
            take_series(&result->facts.loads[i], arena, out);
    for (size_t i = 0; i < result->mark_count; i++) {
        const struct runner_mark *mark = &result->marks[i];
        const struct lab_action *action = action_of(file, mark->command);
        if (action && !only_looks(action) && out->mark_count < RUN_MARKS)
            out->marks[out->mark_count++] =
                (struct run_mark){(int64_t)mark->at_ms, mark->command};
    }
}

/* ---- drawn ---- */

static unsigned style_of(const struct run *run, size_t index)
{
    static const unsigned styles[] = {ROLE_SERIES_1, ROLE_SERIES_2,
                                      ROLE_SERIES_3, ROLE_SERIES_4};
    (void)run;
    return styles[index % TOGETHER];
}

static void draw_lines(struct area area, const struct run *run, size_t first)
{
    struct plot_series series[TOGETHER];
    struct plot_mark marks[RUN_MARKS];
    struct plot plot = {.series = series,
                        .marks = marks,
                        .x_to = (double)run->took_ms / 1000,
                        .x_unit = "s",
                        .y_unit = "/s"};
    for (size_t i = first; i < run->series_count && i < first + TOGETHER; i++)
        series[plot.series_count++] =
            (struct plot_series){.name = run->series[i].name,
                                 .values = run->series[i].values,
                                 .count = (int)run->series[i].count,
                                 .style = style_of(run, i)};
    for (size_t i = 0; i < run->mark_count; i++)
        marks[plot.mark_count++] = (struct plot_mark){
            (double)run->marks[i].at_ms / 1000, run->marks[i].text};
    plot_draw(area, &plot);
}

/* The twin of a measure in the other shape, where the two differ. */
static const struct run_measure *twin_of(const struct run *run,
                                         const struct run_measure *measure)
{
    static const char monolith[] = "monolith.", split[] = "split.";
    if (strncmp(measure->name, monolith, sizeof monolith - 1) != 0)
        return NULL;
    for (size_t i = 0; i < run->measure_count; i++)
        if (strncmp(run->measures[i].name, split, sizeof split - 1) == 0 &&
            strcmp(run->measures[i].name + sizeof split - 1,
                   measure->name + sizeof monolith - 1) == 0 &&
            run->measures[i].value != measure->value)
            return &run->measures[i];
    return NULL;
}

static size_t pairs_of(const struct run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->measure_count; i++)
        count += twin_of(run, &run->measures[i]) != NULL;
    return count < BARS_MOST ? count : BARS_MOST;
}

static void draw_bars(struct area area, const struct run *run)
{
    size_t left = pairs_of(run);
    for (size_t i = 0; i < run->measure_count && left > 0; i++) {
        const struct run_measure *one = &run->measures[i];
        const struct run_measure *other = twin_of(run, one);
        char figures[2][32];
        if (!other)
            continue;
        snprintf(figures[0], sizeof *figures, "%.6g", one->value);
        snprintf(figures[1], sizeof *figures, "%.6g", other->value);
        const struct chart_bar bars[] = {
            {one->name, one->value, figures[0], ROLE_SERIES_1},
            {other->name, other->value, figures[1], ROLE_SERIES_2}};
        chart_bars(area_take_top(&area, 2), bars, 2, 0);
        left--;
    }
}

int verdict_picture_rows(const struct run *run)
{
    size_t plots = (run->series_count + TOGETHER - 1) / TOGETHER;
    return plots > 0 ? (int)plots * PLOT_ROWS : 2 * (int)pairs_of(run);
}

void verdict_picture_draw(struct area area, const struct run *run)
{
    if (run->series_count == 0) {
        draw_bars(area, run);
        return;
    }
    for (size_t i = 0; i < run->series_count; i += TOGETHER)
        draw_lines(area_take_top(&area, PLOT_ROWS), run, i);
}

void verdict_picture_text(const struct run *run, int columns,
                          struct buffer *out)
{
    struct canvas canvas;
    int rows = verdict_picture_rows(run);
    if (rows == 0 ||
        canvas_init(&canvas, rows, columns, GLYPHS_UNICODE) != ERROR_OK)
        return;
    verdict_picture_draw(canvas_area(&canvas), run);
    canvas_text_trimmed(&canvas, out);
    canvas_release(&canvas);
}
