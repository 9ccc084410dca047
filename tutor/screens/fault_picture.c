/*
 * fault_picture -- the failure lab: the form, its line, before and now, and
 * what is on.
 *
 * The order is that of the learner's work: choose, read the line, press, look
 * what changed, undo. Where rows are few the figures of the shape's door leave
 * first, and the list keeps its heading and one row.
 */
#include "tutor/screens/fault_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/figures.h"
#include "tutor/screens/minute_plot.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/scroll.h"
#include "tutor/widgets/wrap.h"

enum {
    NAME = 12,
    WHEN = 8,
    CELL = 9,
    BAR = 12,
    LIST_LEAST = 2,
    LIST_MORE = 4,
    ROOMY = 26,
    WORDS = 160
};

/* ---- before and now ---- */

static const char *figure(char out[FIGURES_BYTES], double value, bool known)
{
    snprintf(out, FIGURES_BYTES, known ? "%.0f" : "-", value);
    return out;
}

static const char *milliseconds(char out[FIGURES_BYTES], int64_t us, bool known)
{
    return known && us > 0 ? figures_ms(out, us) : "-";
}

static int cell(struct area row, int at, unsigned style, const char *words)
{
    area_line(area_part(row, 0, at, 1, CELL), ALIGN_RIGHT, style, words);
    return at + CELL;
}

static void draw_moment(struct area row, const struct fault_moment *moment,
                        const struct fault_moment *before)
{
    const struct live_second *second = &moment->second;
    char out[FIGURES_BYTES];
    int at = 0;
    bool known = moment->known;
    bool slow = before && before->known && before->second.p99_us > 0 &&
                second->p99_us > 2 * before->second.p99_us;
    at = cell(row, at, ROLE_TEXT, figure(out, second->rate, known));
    at = cell(row, at, ROLE_TEXT, milliseconds(out, second->p50_us, known));
    at = cell(row, at, slow ? ROLE_WARN : ROLE_TEXT,
              milliseconds(out, second->p99_us, known));
    at = cell(row, at, known && second->failed_rate > 0 ? ROLE_BAD : ROLE_TEXT,
              figure(out, second->failed_rate, known));
    at += 2;
    at = area_put(row, 0, at, ROLE_TEXT, moment->state);
    bool any = *moment->breakers && strcmp(moment->breakers, "-") != 0;
    if (any && at + 2 + glyph_cells_of(moment->breakers) <= row.columns)
        area_put(row, 0, at + 2, ROLE_DIM, moment->breakers);
}

static void draw_heads(struct area row)
{
    int at = NAME + WHEN;
    at = cell(row, at, ROLE_DIM, text(TEXT_SYSTEM_RATE));
    at = cell(row, at, ROLE_DIM, "p50 ms");
    at = cell(row, at, ROLE_DIM, "p99 ms");
    at = cell(row, at, ROLE_DIM, text(TEXT_SYSTEM_ERRORS));
    area_put(row, 0, at + 2, ROLE_DIM, text(TEXT_SYSTEM_STATE));
}

static void draw_watched(struct area *rest, const struct fault_watched *watched,
                         bool injected)
{
    struct area row;
    if (injected) {
        row = area_take_top(rest, 1);
        area_line(area_take_left(&row, NAME), ALIGN_LEFT, ROLE_STRONG,
                  watched->title);
        area_line(area_take_left(&row, WHEN), ALIGN_LEFT, ROLE_DIM,
                  text(TEXT_FAULT_BEFORE));
        draw_moment(row, &watched->before, NULL);
    }
    row = area_take_top(rest, 1);
    area_line(area_take_left(&row, NAME), ALIGN_LEFT, ROLE_STRONG,
              injected ? "" : watched->title);
    area_line(area_take_left(&row, WHEN), ALIGN_LEFT, ROLE_TEXT,
              text(TEXT_FAULT_NOW));
    draw_moment(row, &watched->now, injected ? &watched->before : NULL);
}

static int watched_rows(const struct fault_picture *picture)
{
    bool second = *picture->watched[1].title != '\0';
    return 2 + (picture->injected_s >= 0 ? 2 : 1) * (second ? 2 : 1);
}

static void draw_change(struct area area, const struct fault_picture *picture)
{
    char words[WORDS];
    bool injected = picture->injected_s >= 0;
    const struct fault_watched *target = &picture->watched[0];
    struct area row = area_take_top(&area, 1);
    draw_heads(row);
    for (int i = 0; i < FAULT_WATCHED; i++)
        if (*picture->watched[i].title)
            draw_watched(&area, &picture->watched[i], injected);
    snprintf(words, sizeof words, "%s", text(TEXT_FAULT_NOT_YET));
    if (injected)
        snprintf(words, sizeof words, TEXT_FORMAT(FAULT_CHANGED),
                 (long long)picture->injected_s);
    bool quiet = target->now.known && target->now.second.rate < 0.5 &&
                 !pair_load_on(picture->load);
    wrap_put(area, 0, quiet ? ROLE_WARN : ROLE_DIM,
             quiet ? text(TEXT_FAULT_QUIET) : words);
}

/* ---- what is on ---- */

static void draw_on(struct area row, const struct fault_picture *picture,
                    int index)
{
    char words[WORDS];
    const struct fault_on *fault = &picture->list->of[index];
    bool chosen = picture->on_list && index == picture->list->chosen;
    int64_t left_ms = fault_list_left_ms(picture->list, index, picture->now_ms);
    snprintf(words, sizeof words, TEXT_FORMAT(FAULT_LEFT),
             (long long)(left_ms + 999) / 1000, (long long)fault->struck,
             (long long)fault->events);
    if (chosen)
        area_glyph(row, 0, 0, ROLE_SELECTED, GLYPH_POINTER);
    area_take_left(&row, 2);
    struct area time = area_take_right(&row, glyph_cells_of(words));
    area_take_right(&row, 2);
    /* The words come first; the bar only draws what they say. */
    bool room =
        glyph_cells_of(fault->title) + glyph_cells_of(fault->what) + BAR + 2 <=
        row.columns;
    struct area bar = area_take_right(&row, room ? BAR + 1 : 0);
    area_take_left(&bar, 1);
    int at =
        area_put(row, 0, 0, chosen ? ROLE_SELECTED : ROLE_STRONG, fault->title);
    area_put(row, 0, at + 1, chosen ? ROLE_SELECTED : ROLE_TEXT, fault->what);
    area_line(time, ALIGN_RIGHT, ROLE_DIM, words);
    if (fault->duration_ms > 0 && bar.columns == BAR)
        chart_span(bar, ROLE_MARK, 0, (double)left_ms,
                   (double)fault->duration_ms);
}

static void draw_list(struct area area, const struct fault_picture *picture)
{
    const struct fault_list *list = picture->list;
    struct scroll scroll = {0};
    struct area head = area_take_top(&area, 1);
    area_line(head, ALIGN_LEFT, ROLE_HEADING,
              text(!list->known       ? TEXT_FAULT_ACTIVE_UNKNOWN
                   : list->count == 0 ? TEXT_FAULT_ACTIVE_NONE
                                      : TEXT_FAULT_ACTIVE_HEAD));
    scroll_resize(&scroll, area.rows, list->count);
    scroll_show(&scroll, list->chosen);
    scroll_draw(&scroll, area);
    if (scroll_needed(&scroll))
        area_take_right(&area, 2);
    for (int i = 0; i < area.rows && scroll.first + i < list->count; i++)
        draw_on(area_part(area, i, 0, 1, area.columns), picture,
                scroll.first + i);
}

/* ---- the form ---- */

/* Where rows are few the kinds are seen only while one is being chosen. */
static void fold_kinds(struct form *form, struct form_field *fields, char *out,
                       size_t bytes)
{
    struct form_field *kind = &fields[FAULT_FIELD_KIND];
    memcpy(fields, form->fields, FAULT_FIELDS * sizeof *fields);
    form->fields = fields;
    if (form->selected == FAULT_FIELD_KIND)
        return;
    snprintf(out, bytes, "%s  (%d/%d)", kind->choices[kind->chosen],
             kind->chosen + 1, kind->choice_count);
    kind->kind = FORM_TEXT;
    kind->text = out;
}

/* Gives the rows that it took. */
static int draw_form(struct area area, const struct fault_picture *picture)
{
    struct form form = picture->form->form;
    struct form_field fields[FAULT_FIELDS];
    char folded[WORDS];
    const struct fault_about *about =
        &fault_about[fault_form_kind(picture->form)];
    if (picture->on_list)
        form.selected = -1;
    if (area.rows < ROOMY)
        fold_kinds(&form, fields, folded, sizeof folded);
    int row = form_draw(area, &form);
    area_line(area_part(area, row++, 2, 1, area.columns - 2), ALIGN_LEFT,
              ROLE_DIM, text_korean() ? about->korean : about->english);
    int at = area_put(area, row, 0, ROLE_PROMPT, "cleave>") + 1;
    area_put(area, row++, at, ROLE_CODE, picture->line);
    int said = wrap_put(area_part(area, row, 2, 2, area.columns - 2), 0,
                        picture->said_bad ? ROLE_BAD : ROLE_GOOD,
                        picture->runs ? text(TEXT_FAULT_RUNS) : picture->said);
    return row + (said < 1 ? 1 : said > 2 ? 2 : said);
}

/* ---- the last minute ---- */

static double rate_of(const struct live_second *second)
{
    return second->rate;
}

static double p99_of(const struct live_second *second)
{
    return second->p99_us > 0 ? (double)second->p99_us / 1000 : NAN;
}

static void draw_minute(struct area area, const struct fault_picture *picture,
                        const char *title,
                        double (*value)(const struct live_second *))
{
    double values[FAULT_WATCHED][LIVE_HISTORY];
    struct minute_plot plot = {.title = title,
                               .mark_s = picture->injected_s,
                               .mark = picture->injected};
    for (int i = 0; i < FAULT_WATCHED; i++) {
        const struct fault_watched *watched = &picture->watched[i];
        if (!watched->process)
            continue;
        for (int at = 0; at < watched->process->history_count; at++)
            values[i][at] = value(&watched->process->history[at]);
        plot.curves[i] = (struct minute_curve){
            .name = watched->title,
            .values = values[i],
            .count = watched->process->history_count,
            .style = i == 0 ? ROLE_SERIES_3 : ROLE_SERIES_2};
    }
    minute_plot_draw(area, &plot);
}

/* Side by side where it is wide, else as many as have room. */
static void draw_plots(struct area area, const struct fault_picture *picture)
{
    struct area first = area;
    bool both = true;
    if (area.rows < MINUTE_PLOT_ROWS)
        return;
    if (area.columns >= FAULT_COLUMNS)
        first = area_take_left(&area, area.columns / 2 - 1);
    else if (area.rows >= 2 * MINUTE_PLOT_ROWS)
        first = area_take_top(&area, area.rows / 2);
    else
        both = false;
    draw_minute(first, picture, text(TEXT_SYSTEM_OF_RATE), rate_of);
    if (area.columns >= FAULT_COLUMNS / 2 && both &&
        first.column != area.column)
        area_take_left(&area, 2);
    if (both)
        draw_minute(area, picture, "p99 ms", p99_of);
}

/* What changed, and what is on; the list gets what is left. */
static void draw_effect(struct area area, const struct fault_picture *picture,
                        bool roomy)
{
    int rows = watched_rows(picture);
    int gap = roomy || area.rows > rows + LIST_LEAST + 2;
    int change = area.rows - LIST_LEAST - gap;
    change = change > rows ? rows : change < 0 ? 0 : change;
    draw_change(area_take_top(&area, change), picture);
    area_take_top(&area, gap);
    draw_list(area, picture);
}

void fault_picture_draw(struct area area, const struct fault_picture *picture)
{
    struct area left = area, top = area;
    bool wide = area.columns >= FAULT_COLUMNS;
    if (wide)
        left = area_part(area, 0, 0, area.rows, area.columns / 2 - 1);
    int used = draw_form(left, picture);
    int effect = watched_rows(picture) + LIST_LEAST + LIST_MORE;
    int rows = wide ? (used > effect ? used : effect) : used + effect;
    if (area.rows >= rows + MINUTE_PLOT_ROWS + 1) {
        top = area_take_top(&area, rows);
        area_take_top(&area, 1);
        draw_plots(area, picture);
    }
    if (wide)
        area_take_left(&top, left.columns + 2);
    else
        area_take_top(&top, used);
    draw_effect(top, picture, wide);
}
