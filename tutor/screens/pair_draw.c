/*
 * pair_draw -- monolith and split next to each other, one scale a row.
 *
 * Each row is one figure of both shapes, so the eye compares along it; the two
 * bars of a row are drawn on the same scale, the larger of the two, and rows
 * share none, for their units differ. Under a load the figures are those of
 * its customers; without one, those of the front doors, and a line says which.
 */
#include "tutor/screens/pair_draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/figures.h"
#include "tutor/screens/minute_plot.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/wrap.h"

enum { LABEL = 13, FIGURE = 8, GAP = 2, ROOMY = 26, ANSWER = 7 };

static const unsigned series[SHAPE_COUNT] = {ROLE_SERIES_1, ROLE_SERIES_2};

/* The place of a row's label and of both its halves. */
struct halves {
    struct area label, half[SHAPE_COUNT];
};

/* Takes one row of *rest, or two where it is narrow. */
static struct halves take_row(struct area *rest)
{
    struct halves out;
    bool narrow = rest->columns < PAIR_COLUMNS;
    struct area row = area_take_top(rest, narrow ? 2 : 1);
    out.label = area_take_left(&row, LABEL);
    int half = narrow ? row.columns : (row.columns - GAP) / 2;
    out.half[0] = area_part(row, 0, 0, 1, half);
    out.half[1] = narrow ? area_part(row, 1, 0, 1, half)
                         : area_part(row, 0, half + GAP, 1, half);
    return out;
}

/* ---- figures ---- */

static void draw_half(struct area half, unsigned style, double value,
                      double top, int decimals)
{
    char figure[32] = "-";
    struct chart_bar bar = {.label = "", .style = style};
    if (!isnan(value))
        snprintf(figure, sizeof figure, "%.*f", decimals, value);
    area_line(area_take_left(&half, FIGURE), ALIGN_RIGHT,
              isnan(value) ? ROLE_DIM : ROLE_STRONG, figure);
    area_take_left(&half, 1);
    bar.value = isnan(value) ? 0 : value;
    if (half.columns > 1 && top > 0)
        chart_bars(half, &bar, 1, top);
}

static void draw_figures(struct area *rest, const char *label, const double *of,
                         int decimals)
{
    struct halves row = take_row(rest);
    double top = fmax(of[0], of[1]); /* of a NAN and a number: the number */
    area_line(row.label, ALIGN_LEFT, ROLE_TEXT, label);
    for (int i = 0; i < SHAPE_COUNT; i++)
        draw_half(row.half[i], series[i], of[i], top, decimals);
}

static void draw_sparks(struct area *rest, const char *label,
                        const double *const *values, const int *counts)
{
    struct halves row = take_row(rest);
    double top = 0;
    for (int i = 0; i < SHAPE_COUNT; i++)
        for (int at = 0; at < counts[i]; at++)
            if (values[i][at] > top)
                top = values[i][at];
    area_line(row.label, ALIGN_LEFT, ROLE_DIM, label);
    for (int i = 0; i < SHAPE_COUNT; i++) {
        struct area half = row.half[i];
        area_take_left(&half, FIGURE + 1);
        if (half.columns > PAIR_SECONDS)
            half = area_part(half, 0, 0, 1, PAIR_SECONDS);
        chart_spark(half, series[i], values[i], counts[i], top);
    }
}

/* A load that has said something lately speaks for its customers. */
static bool by_load(const struct pair_picture *picture)
{
    const struct pair_load *load = picture->load;
    return pair_load_on(load) && load->heard_ms != 0 &&
           live_silent_s(load->heard_ms, picture->now_ms) <= PAIR_SILENT_S;
}

struct rows {
    double rate[SHAPE_COUNT], errors[SHAPE_COUNT];
    double p50[SHAPE_COUNT], p99[SHAPE_COUNT];
    double memory[SHAPE_COUNT], processes[SHAPE_COUNT];
};

static void collect(const struct pair_picture *picture, struct rows *rows)
{
    for (int i = 0; i < SHAPE_COUNT; i++) {
        const struct pair_side *side = &picture->sides[i];
        const struct pair_load_side *load = &picture->load->of[i];
        bool loaded = by_load(picture) && load->heard;
        rows->rate[i] = loaded ? (double)load->now.ok : side->rate;
        rows->errors[i] = loaded ? (double)load->now.bad : side->failed;
        rows->p50[i] = loaded ? load->p50_ms : side->p50_ms;
        rows->p99[i] = loaded ? load->p99_ms : side->p99_ms;
        rows->memory[i] = picture->memory_kb[i] < 0
                              ? NAN
                              : (double)picture->memory_kb[i] / 1024;
        rows->processes[i] = side->running + side->sidecars;
    }
}

/* Of each shape, oldest first, of the load's customers or of the doors. */
struct minute {
    double rates[SHAPE_COUNT][PAIR_SECONDS], p99s[SHAPE_COUNT][PAIR_SECONDS];
    int counts[SHAPE_COUNT];
};

static void take_minute(const struct pair_picture *picture, int shape,
                        struct minute *out)
{
    const struct live_process *door = picture->sides[shape].door;
    const struct pair_load_side *load = &picture->load->of[shape];
    int count = door ? door->history_count : 0;
    for (int at = 0; at < count; at++) {
        const struct live_second *second = &door->history[at];
        out->rates[shape][at] = second->rate;
        out->p99s[shape][at] =
            second->p99_us > 0 ? (double)second->p99_us / 1000 : NAN;
    }
    out->counts[shape] = count;
    if (!by_load(picture))
        return;
    out->counts[shape] = picture->load->count;
    memcpy(out->rates[shape], load->rates, sizeof load->rates);
    memcpy(out->p99s[shape], load->p99s, sizeof load->p99s);
}

static void draw_minute(struct area *rest, const struct minute *minute)
{
    const double *values[SHAPE_COUNT];
    for (int i = 0; i < SHAPE_COUNT; i++)
        values[i] = minute->rates[i];
    draw_sparks(rest, text(TEXT_PAIR_MINUTE), values, minute->counts);
}

static void draw_plot(struct area area, const struct pair_picture *picture,
                      const struct minute *minute, const char *title,
                      const double (*values)[PAIR_SECONDS])
{
    struct minute_plot plot = {.title = title,
                               .mark_s = picture->fault_s,
                               .mark = picture->done_words};
    for (int i = 0; i < SHAPE_COUNT; i++)
        plot.curves[i] = (struct minute_curve){
            .name = text(i == SHAPE_MONOLITH ? TEXT_MONOLITH : TEXT_SPLIT),
            .values = values[i],
            .count = minute->counts[i],
            .style = series[i]};
    minute_plot_draw(area, &plot);
}

/* As many as there is room for. */
static void draw_plots(struct area area, const struct pair_picture *picture,
                       const struct minute *minute)
{
    struct area first = area;
    bool both = area.rows >= 2 * MINUTE_PLOT_ROWS;
    if (area.rows < MINUTE_PLOT_ROWS)
        return;
    if (both)
        first = area_take_top(&area, area.rows / 2);
    draw_plot(first, picture, minute, text(TEXT_PAIR_RATE), minute->rates);
    if (both)
        draw_plot(area, picture, minute, "p99 ms", minute->p99s);
}

/* ---- heads ---- */

static void draw_heads(struct area *rest, const struct pair_picture *picture)
{
    struct halves row = take_row(rest);
    for (int i = 0; i < SHAPE_COUNT; i++) {
        const struct pair_side *side = &picture->sides[i];
        unsigned style = side->up            ? ROLE_GOOD
                         : side->running > 0 ? ROLE_WARN
                                             : ROLE_BAD;
        enum glyph_name sign = side->up            ? GLYPH_DOT_FULL
                               : side->running > 0 ? GLYPH_TRIANGLE
                                                   : GLYPH_DOT_EMPTY;
        int at = area_glyph(row.half[i], 0, 0, style, sign) + 1;
        at = area_put(row.half[i], 0, at, series[i] | STYLED_BOLD,
                      text(i == SHAPE_MONOLITH ? TEXT_MONOLITH : TEXT_SPLIT));
        area_put(row.half[i], 0, at + 2, style, text(pair_side_state(side)));
    }
}

/* ---- the load, the fault ---- */

static void draw_since(struct area *rest, const struct pair_picture *picture)
{
    char words[PAIR_TEXT_BYTES];
    struct halves row = take_row(rest);
    if (picture->fault_s < 0 || !by_load(picture))
        return;
    area_line(row.label, ALIGN_LEFT, ROLE_MARK, text(TEXT_PAIR_SINCE));
    for (int i = 0; i < SHAPE_COUNT; i++) {
        const struct pair_counts *since = &picture->since[i];
        int64_t all = since->ok + since->refused + since->bad;
        int64_t good = since->ok + since->refused;
        snprintf(words, sizeof words, all ? TEXT_FORMAT(PAIR_OF) : "-",
                 (long long)good, (long long)all,
                 (long long)(all ? good * 100 / all : 0));
        area_line(row.half[i], ALIGN_LEFT, good < all ? ROLE_BAD : ROLE_GOOD,
                  words);
    }
}

static void load_state(const struct pair_picture *picture, char *out)
{
    const struct pair_load *load = picture->load;
    int64_t heard = load->heard_ms ? load->heard_ms : load->started_ms;
    long long silent = (long long)live_silent_s(heard, picture->now_ms);
    long long on = (long long)live_silent_s(load->started_ms, picture->now_ms);
    if (!pair_load_on(load))
        snprintf(out, PAIR_TEXT_BYTES, "%s", text(TEXT_PAIR_LOAD_OFF));
    else if (silent > PAIR_SILENT_S)
        snprintf(out, PAIR_TEXT_BYTES, TEXT_FORMAT(PAIR_LOAD_SILENT), silent);
    else
        snprintf(out, PAIR_TEXT_BYTES, TEXT_FORMAT(PAIR_LOAD_ON), on);
}

static void draw_load(struct area *rest, const struct pair_picture *picture)
{
    char words[PAIR_TEXT_BYTES];
    struct area row = area_take_top(rest, 1);
    bool on = pair_load_on(picture->load);
    load_state(picture, words);
    int at = area_put(row, 0, 0, on ? ROLE_GOOD : ROLE_TEXT, words) + 3;
    at = area_put(row, 0, at, ROLE_DIM, text(TEXT_PAIR_LOAD_WHICH)) + 1;
    area_print(row, 0, at, ROLE_CODE, "load %s", picture->load_words);
    if (!on && *picture->load->why)
        area_put(area_take_top(rest, 1), 0, 2, ROLE_BAD, picture->load->why);
}

static void draw_fault(struct area *rest, const struct pair_picture *picture)
{
    char words[PAIR_TEXT_BYTES];
    struct area row = area_take_top(rest, 1);
    bool on = picture->fault_s >= 0;
    snprintf(words, sizeof words, "%s", text(TEXT_PAIR_FAULT));
    if (on)
        snprintf(words, sizeof words, TEXT_FORMAT(PAIR_FAULT_ON),
                 (long long)picture->fault_s);
    int at = area_put(row, 0, 0, on ? ROLE_BAD : ROLE_TEXT, words) + 3;
    at = area_put(row, 0, at, ROLE_DIM, text(TEXT_PAIR_FAULT_WHICH)) + 1;
    at = area_put(row, 0, at, ROLE_CODE, picture->fault_words) + 3;
    at = area_put(row, 0, at, ROLE_DIM, text(TEXT_PAIR_UNDO)) + 1;
    area_put(row, 0, at, ROLE_CODE, picture->undo_words);
    row = area_take_top(rest, 1);
    area_put(row, 0, 2, ROLE_DIM,
             picture->fault_runs ? text(TEXT_PAIR_RUNS) : picture->said);
}

/* ---- the order ---- */

static void draw_answer(struct area area, const struct pair_answer *answer)
{
    char words[PAIR_TEXT_BYTES + 64], ms[FIGURES_BYTES];
    int row = 0;
    bool good = strncmp(answer->said, "2", 1) == 0;
    unsigned style = good ? ROLE_GOOD : ROLE_BAD;
    if (!*answer->said)
        return;
    if (answer->took_us > 0)
        snprintf(words, sizeof words, TEXT_FORMAT(PAIR_TOOK), answer->said,
                 figures_ms(ms, answer->took_us));
    else
        snprintf(words, sizeof words, "%s", answer->said);
    row += wrap_put(area, 0, style, words);
    if (!*answer->order)
        return;
    area_put(area, row++, 0, ROLE_DIM, answer->order);
    area = area_part(area, row, 0, area.rows - row, area.columns);
    if (answer->spans == 0) {
        wrap_put(area, 0, ROLE_DIM, text(TEXT_PAIR_PATH_UNKNOWN));
        return;
    }
    snprintf(words, sizeof words, TEXT_FORMAT(PAIR_PATH), answer->services,
             answer->spans);
    row = wrap_put(area, 0, ROLE_TEXT, words);
    wrap_put(area, row, ROLE_TEXT, answer->path);
}

static void draw_answers(struct area rest, const struct pair_picture *picture)
{
    const struct pair_answer *answers = picture->answers;
    bool narrow = rest.columns < PAIR_COLUMNS;
    enum text said =
        picture->ordering ? TEXT_PAIR_ORDERING : TEXT_PAIR_ORDER_HINT;
    area_put(area_take_top(&rest, 1), 0, 0,
             picture->ordering ? ROLE_DIM : ROLE_STRONG, text(said));
    int half = (rest.columns - GAP) / 2;
    if (narrow) {
        draw_answer(area_take_top(&rest, rest.rows / 2), &answers[0]);
        draw_answer(rest, &answers[1]);
        return;
    }
    draw_answer(area_part(rest, 0, 0, rest.rows, half), &answers[0]);
    draw_answer(area_part(rest, 0, half + GAP, rest.rows, half), &answers[1]);
}

void pair_draw(struct area area, const struct pair_picture *picture)
{
    struct rows rows;
    struct minute minute;
    int gap = area.rows >= ROOMY;
    collect(picture, &rows);
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        take_minute(picture, shape, &minute);
    draw_heads(&area, picture);
    area_take_top(&area, gap);
    draw_figures(&area, text(TEXT_PAIR_RATE), rows.rate, 0);
    draw_figures(&area, text(TEXT_PAIR_ERRORS), rows.errors, 0);
    draw_figures(&area, "p50 ms", rows.p50, 1);
    draw_figures(&area, "p99 ms", rows.p99, 1);
    draw_figures(&area, text(TEXT_PAIR_MEMORY), rows.memory, 1);
    draw_figures(&area, text(TEXT_PAIR_PROCESSES), rows.processes, 0);
    draw_minute(&area, &minute);
    draw_since(&area, picture);
    area_put(
        area_take_top(&area, 1), 0, 0, ROLE_DIM,
        text(by_load(picture) ? TEXT_PAIR_FROM_LOAD : TEXT_PAIR_FROM_DOORS));
    area_take_top(&area, gap);
    draw_load(&area, picture);
    draw_fault(&area, picture);
    area_take_top(&area, gap);
    struct area answers = area_take_top(&area, gap ? ANSWER : area.rows);
    draw_answers(answers, picture);
    draw_plots(area, picture, &minute);
}
