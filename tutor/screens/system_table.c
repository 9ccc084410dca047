/*
 * system_table -- the rows of the system panel: one for each process.
 *
 * A row says first what a learner looks for when something breaks: who, in
 * what state, which breaker is open, how much is waiting. The figures follow,
 * then what changes seldom (version, restarts), and what room is left shows
 * the rate of the last minute. A process that runs and has fallen silent shows
 * no figures, for they would be old; it says since when.
 */
#include "tutor/screens/system_table.h"

#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/widgets/chart.h"

enum {
    MARK = 2,
    GAP = 1,
    LEAST_SPARK = 8,
    CELL_BYTES = 64,
    COLUMNS = 10,
    AT_BREAKERS = 2,
    BREAKERS_LEAST = 10
};

/* ---- what a cell says ---- */

unsigned system_style(const struct live_process *process, enum glyph_name *sign)
{
    bool down = process->pid == 0;
    if (strcmp(process->state, "ready") == 0) {
        *sign = GLYPH_DOT_FULL;
        return ROLE_GOOD;
    }
    *sign = down ? GLYPH_DOT_EMPTY : GLYPH_TRIANGLE;
    if (strcmp(process->state, "stopped") == 0 ||
        strcmp(process->state, "asleep") == 0)
        return ROLE_DIM;
    return down ? ROLE_BAD : ROLE_WARN;
}

const char *system_breakers(const struct live_process *process, char *out,
                            size_t bytes)
{
    int worst = -1;
    for (int i = 0; i < process->breaker_count; i++) {
        const char *state = process->breakers[i].state;
        if (strcmp(state, "open") == 0 ||
            (strcmp(state, "closed") != 0 && worst < 0))
            worst = i;
    }
    if (process->breaker_count == 0)
        return "-";
    if (worst < 0)
        return "closed";
    snprintf(out, bytes, "%s %.40s", process->breakers[worst].state,
             process->breakers[worst].peer);
    return out;
}

bool system_silent(const struct live_process *process, int64_t now_ms)
{
    return process->pid != 0 && process->heard_ms != 0 &&
           live_silent_s(process->heard_ms, now_ms) > SYSTEM_SILENT_S;
}

const char *system_silence(const struct live_process *process, int64_t now_ms,
                           char *out, size_t bytes)
{
    snprintf(out, bytes, TEXT_FORMAT(SYSTEM_SILENT),
             (long long)live_silent_s(process->heard_ms, now_ms));
    return out;
}

static const char *cell_state(const struct live_process *process, char *out,
                              unsigned *style)
{
    enum glyph_name sign;
    (void)out;
    *style = system_style(process, &sign);
    return process->state;
}

static const char *cell_breakers(const struct live_process *process, char *out,
                                 unsigned *style)
{
    const char *words = system_breakers(process, out, CELL_BYTES);
    *style = words != out                      ? ROLE_TEXT
             : strncmp(words, "open ", 5) == 0 ? ROLE_BAD
                                               : ROLE_WARN;
    return words;
}

static const char *number(char *out, double value)
{
    snprintf(out, CELL_BYTES, "%.0f", value);
    return out;
}

static const char *milliseconds(char *out, int64_t us)
{
    if (us <= 0)
        return "-";
    snprintf(out, CELL_BYTES, us < 100000 ? "%.1f" : "%.0f", (double)us / 1000);
    return out;
}

static const char *cell_queue(const struct live_process *process, char *out,
                              unsigned *style)
{
    (void)style;
    return number(out, (double)process->now.queue);
}

static const char *cell_rate(const struct live_process *process, char *out,
                             unsigned *style)
{
    (void)style;
    return number(out, process->now.rate);
}

static const char *cell_errors(const struct live_process *process, char *out,
                               unsigned *style)
{
    if (process->now.failed_rate > 0)
        *style = ROLE_BAD;
    return number(out, process->now.failed_rate);
}

static const char *cell_p50(const struct live_process *process, char *out,
                            unsigned *style)
{
    (void)style;
    return milliseconds(out, process->now.p50_us);
}

static const char *cell_p99(const struct live_process *process, char *out,
                            unsigned *style)
{
    (void)style;
    return milliseconds(out, process->now.p99_us);
}

static const char *cell_version(const struct live_process *process, char *out,
                                unsigned *style)
{
    (void)out, (void)style;
    return *process->version ? process->version : "-";
}

static const char *cell_restarts(const struct live_process *process, char *out,
                                 unsigned *style)
{
    if (process->restarts > 0)
        *style = ROLE_WARN;
    snprintf(out, CELL_BYTES, "%d", process->restarts);
    return out;
}

static const char *cell_title(const struct live_process *process, char *out,
                              unsigned *style)
{
    (void)out, (void)style;
    return process->title;
}

/* ---- the columns ---- */

static const struct column {
    enum text title;
    const char *same; /* the title, where it is no word of a language */
    int cells;
    enum align align;
    int drop;   /* 0: stays; else the highest leaves first */
    bool heard; /* a figure of the collector's */
    const char *(*cell)(const struct live_process *, char *, unsigned *);
} columns[COLUMNS] = {
    {TEXT_SYSTEM_PROCESS, NULL, 11, ALIGN_LEFT, 0, false, cell_title},
    {TEXT_SYSTEM_STATE, NULL, 9, ALIGN_LEFT, 0, false, cell_state},
    {TEXT_SYSTEM_BREAKERS, NULL, 13, ALIGN_LEFT, 1, true, cell_breakers},
    {TEXT_SYSTEM_QUEUE, NULL, 7, ALIGN_RIGHT, 2, true, cell_queue},
    {TEXT_SYSTEM_RATE, NULL, 6, ALIGN_RIGHT, 0, true, cell_rate},
    {TEXT_SYSTEM_ERRORS, NULL, 6, ALIGN_RIGHT, 3, true, cell_errors},
    {0, "p50 ms", 6, ALIGN_RIGHT, 4, true, cell_p50},
    {0, "p99 ms", 6, ALIGN_RIGHT, 0, true, cell_p99},
    {TEXT_SYSTEM_VERSION, NULL, 8, ALIGN_LEFT, 6, false, cell_version},
    {TEXT_SYSTEM_RESTARTS, NULL, 8, ALIGN_RIGHT, 5, false, cell_restarts},
};

/* Cells of each column; 0: it has left. */
struct layout_of {
    int cells[COLUMNS];
};

static int total(const struct layout_of *layout)
{
    int cells = MARK;
    for (int i = 0; i < COLUMNS; i++)
        cells += layout->cells[i] ? layout->cells[i] + GAP : 0;
    return cells;
}

/* The one that can be shrunk gives way first. */
static void choose(int room, struct layout_of *layout)
{
    for (int i = 0; i < COLUMNS; i++)
        layout->cells[i] = columns[i].cells;
    for (int over = total(layout) - room; over > 0;
         over = total(layout) - room) {
        int first = -1;
        for (int i = 0; i < COLUMNS; i++)
            if (layout->cells[i] && columns[i].drop > 0 &&
                (first < 0 || columns[i].drop > columns[first].drop))
                first = i;
        int spare = layout->cells[AT_BREAKERS] - BREAKERS_LEAST;
        if (spare > 0 && spare >= over)
            layout->cells[AT_BREAKERS] -= over;
        else if (first < 0)
            return;
        else
            layout->cells[first] = 0;
    }
}

/* ---- the rows ---- */

void system_rows(const struct live_view *view, bool all,
                 struct system_rows *out)
{
    out->count = 0;
    for (int i = 0; i < view->process_count; i++) {
        const struct live_process *process = &view->processes[i];
        if (*process->state && (all || process->pid != 0 ||
                                strcmp(process->state, "stopped") != 0))
            out->list[out->count++] = process;
    }
}

static void draw_spark(struct area area, const struct live_process *process)
{
    double rates[LIVE_HISTORY];
    if (area.columns < LEAST_SPARK)
        return;
    for (int i = 0; i < process->history_count; i++)
        rates[i] = process->history[i].rate;
    chart_spark(area,
                strcmp(process->shape, "monolith") == 0 ? ROLE_SERIES_1
                                                        : ROLE_SERIES_2,
                rates, process->history_count, 0);
}

static void draw_head(struct area row, const struct layout_of *layout)
{
    int at = MARK;
    for (int i = 0; i < COLUMNS; i++) {
        if (!layout->cells[i])
            continue;
        area_line(area_part(row, 0, at, 1, layout->cells[i]), columns[i].align,
                  ROLE_DIM,
                  columns[i].same ? columns[i].same : text(columns[i].title));
        at += layout->cells[i] + GAP;
    }
}

/* Where the figures stand: they have gone, or were never there. */
static void draw_silence(struct area area, const struct live_process *process,
                         int64_t now_ms)
{
    char out[CELL_BYTES];
    if (system_silent(process, now_ms))
        area_line(area, ALIGN_LEFT, ROLE_WARN,
                  system_silence(process, now_ms, out, sizeof out));
    else if (process->pid == 0 && *process->why)
        area_line(area, ALIGN_LEFT, ROLE_DIM, process->why);
}

static void draw_row(struct area row, const struct layout_of *layout,
                     const struct live_process *process, int64_t now_ms)
{
    char out[CELL_BYTES];
    enum glyph_name sign;
    int at = MARK, from = 0, to = 0;
    bool figures = process->pid != 0 && process->heard_ms != 0 &&
                   !system_silent(process, now_ms);
    unsigned colour = system_style(process, &sign);
    area_glyph(row, 0, 0, colour, sign);
    for (int i = 0; i < COLUMNS; i++) {
        const struct column *column = &columns[i];
        struct area cell = area_part(row, 0, at, 1, layout->cells[i]);
        unsigned style = ROLE_TEXT;
        if (!layout->cells[i])
            continue;
        if (!column->heard || figures) {
            const char *words = column->cell(process, out, &style);
            area_line(cell, column->align, style, words);
        } else {
            from = from ? from : at;
            to = at + layout->cells[i];
        }
        at += layout->cells[i] + GAP;
    }
    draw_silence(area_part(row, 0, from, 1, to - from), process, now_ms);
    draw_spark(area_part(row, 0, at + 1, 1, row.columns - at - 1), process);
}

void system_draw(struct area area, const struct system_rows *rows, int selected,
                 struct scroll *scroll, int64_t now_ms)
{
    struct layout_of layout;
    struct scroll top = {0};
    struct area head = area_take_top(&area, 1);
    scroll = scroll ? scroll : &top;
    scroll_resize(scroll, area.rows, rows->count);
    if (selected >= 0)
        scroll_show(scroll, selected);
    scroll_draw(scroll, area);
    if (scroll_needed(scroll)) {
        area_take_right(&area, MARK);
        area_take_right(&head, MARK);
    }
    choose(head.columns, &layout);
    draw_head(head, &layout);
    for (int i = 0; i < area.rows && scroll->first + i < rows->count; i++) {
        struct area row = area_part(area, i, 0, 1, area.columns);
        draw_row(row, &layout, rows->list[scroll->first + i], now_ms);
        if (scroll->first + i == selected) {
            area_restyle(row, ROLE_SELECTED);
            area_glyph(row, 0, 1, ROLE_SELECTED, GLYPH_POINTER);
        }
    }
}
