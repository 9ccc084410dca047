/*
 * waterfall -- who waited for whom, as a picture.
 *
 * A row says which process did what. Its bar is full where the span works
 * itself and light where it waits for a span below it, so the eye follows the
 * full cells downwards to whoever held all the others up. What failed has a
 * cross and the word of its error; its bar has a texture of its own too, for
 * no colour may be the only sign.
 */
#include "tutor/trace/waterfall.h"

#include <stdio.h>

#include "tutor/figures.h"

enum {
    POINTER = 2,
    LABEL_LEAST = 24,
    LABEL_MOST = 56,
    MS = 8,
    WORD = 13,      /* "x unavailable" */
    WORD_WIDE = 18, /* "! payment-declined" */
    BAR_LEAST = 8,
    GAP = 1,
    WIDE = 110 /* columns from which a level is two cells deep */
};

struct columns {
    int label, bar, word, ms; /* cells; 0: left out */
    int step;
};

static bool any_error(const struct trace_tree *tree)
{
    for (int i = 0; i < tree->count; i++)
        if (tree->spans[i].error)
            return true;
    return false;
}

static struct columns choose_columns(int cells, const struct trace_tree *tree)
{
    struct columns at = {.ms = MS, .step = cells < WIDE ? 1 : 2};
    int left = cells - POINTER - MS - GAP;
    at.label = cells * 2 / 5;
    at.label = at.label > LABEL_MOST ? LABEL_MOST : at.label;
    at.label = at.label < LABEL_LEAST ? LABEL_LEAST : at.label;
    at.word = any_error(tree) ? cells < WIDE ? WORD : WORD_WIDE : 0;
    if (at.label + at.word + BAR_LEAST + 2 * GAP <= left)
        at.bar = left - at.label - at.word - 2 * GAP;
    else
        at.label = left - (at.word ? at.word + GAP : 0);
    if (at.label < LABEL_LEAST && at.word) {
        at.word = 0;
        at.label = left;
    }
    if (at.label < LABEL_LEAST / 2) {
        at.ms = 0;
        at.label = cells - POINTER;
    }
    return at;
}

static void draw_label(struct area area, const struct trace_tree *tree, int i,
                       int step)
{
    const struct trace_span *span = &tree->spans[i];
    int column = span->depth * step;
    int most = area.columns / 3;
    if (column > most)
        column = most;
    if (span->end > i + 1)
        area_glyph(area, 0, column, ROLE_DIM,
                   span->folded ? GLYPH_CLOSED : GLYPH_OPENED);
    else if (span->lost_parent)
        area_put(area, 0, column, ROLE_WARN, "?");
    column += POINTER;
    column = area_put(area, 0, column, ROLE_STRONG, span->process) + 1;
    struct area rest = area_part(area, 0, column, 1, area.columns - column);
    area_line(rest, ALIGN_LEFT, ROLE_TEXT, span->label);
}

static void draw_bar(struct area bar, const struct trace_tree *tree, int i)
{
    const struct trace_span *span = &tree->spans[i];
    int64_t length = tree->length_us > 0 ? tree->length_us : 1;
    int cells = bar.columns;
    int first = (int)(span->start_us * cells / length);
    int last = (int)(span->end_us * cells / length);
    first = first >= cells ? cells - 1 : first;
    last = last <= first ? first + 1 : last; /* the shortest is seen too */
    for (int c = first; c < last && c < cells; c++) {
        int64_t middle = (2 * c + 1) * length / (2 * cells);
        bool waits = trace_tree_waits(tree, i, middle);
        enum glyph_name sign = waits          ? GLYPH_SHADE_LIGHT
                               : span->failed ? GLYPH_SHADE
                                              : GLYPH_BLOCK;
        area_glyph(bar, 0, c,
                   span->failed ? ROLE_BAD
                   : waits      ? ROLE_DIM
                                : ROLE_INFO,
                   sign);
    }
}

static void draw_word(struct area area, const struct trace_span *span)
{
    unsigned style = span->failed ? ROLE_BAD : ROLE_WARN;
    if (!span->error || area.columns < 1)
        return;
    if (span->failed)
        area_glyph(area, 0, 0, style, GLYPH_BALLOT);
    else
        area_put(area, 0, 0, style, "!");
    area_take_left(&area, 2);
    area_line(area, ALIGN_LEFT, style, span->error);
}

static void draw_span(struct area row, struct columns at,
                      const struct waterfall *fall, int i)
{
    const struct trace_span *span = &fall->tree->spans[i];
    char ms[FIGURES_BYTES];
    if (i == fall->selected)
        area_glyph(row, 0, 0, ROLE_SELECTED, GLYPH_POINTER);
    area_take_left(&row, POINTER);
    struct area label = area_take_left(&row, at.label);
    draw_label(label, fall->tree, i, at.step);
    if (i == fall->selected)
        area_restyle(label, ROLE_SELECTED);
    if (at.bar) {
        area_take_left(&row, GAP);
        draw_bar(area_take_left(&row, at.bar), fall->tree, i);
    }
    if (at.word) {
        area_take_left(&row, GAP);
        draw_word(area_take_left(&row, at.word), span);
    }
    if (at.ms) {
        struct area gap = area_take_left(&row, GAP);
        if (!at.word) /* the sign alone */
            draw_word(gap, span);
        area_line(area_take_left(&row, at.ms), ALIGN_RIGHT,
                  span->failed ? ROLE_BAD : ROLE_TEXT,
                  figures_ms(ms, span->end_us - span->start_us));
    }
}

/* 0 at the left, the whole at the right, and what has room between. */
static void draw_scale(struct area row, struct columns at, int64_t length_us)
{
    char ms[FIGURES_BYTES];
    int from = POINTER + at.label + GAP;
    if (at.ms)
        area_line(area_part(row, 0, row.columns - at.ms, 1, at.ms), ALIGN_RIGHT,
                  ROLE_HEADING, "ms");
    if (!at.bar)
        return;
    int parts = at.bar >= 48 ? 4 : at.bar >= 20 ? 2 : 1;
    for (int i = 0; i <= parts; i++) {
        int cell = i * at.bar / parts;
        figures_ms(ms, length_us * i / parts);
        int cells = glyph_cells_of(ms);
        if (i == 0)
            area_put(row, 0, from, ROLE_HEADING, "0");
        else
            area_put(row, 0, from + cell - cells, ROLE_HEADING, ms);
    }
}

void waterfall_draw(struct area area, struct waterfall *fall)
{
    const struct trace_tree *tree = fall->tree;
    struct area head = area_take_top(&area, 1);
    scroll_resize(&fall->scroll, area.rows, trace_tree_rows(tree));
    if (fall->selected >= 0)
        scroll_show(&fall->scroll, trace_tree_row(tree, fall->selected));
    if (scroll_needed(&fall->scroll)) {
        scroll_draw(&fall->scroll, area);
        area_take_right(&area, 2);
        area_take_right(&head, 2);
    }
    struct columns at = choose_columns(area.columns, tree);
    draw_scale(head, at, tree->length_us);
    int row = 0;
    for (int i = 0; i < tree->count && row < fall->scroll.first + area.rows;
         i = trace_tree_next(tree, i), row++)
        if (row >= fall->scroll.first)
            draw_span(
                area_part(area, row - fall->scroll.first, 0, 1, area.columns),
                at, fall, i);
}
