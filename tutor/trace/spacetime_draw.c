/*
 * spacetime_draw -- the rows of a diagram, into cells.
 *
 *     +ms   gateway  orders   payments
 *   +0.31      ├───────▸│        │      Place
 *
 * The time stands at the left, what happened at the right, so that arrows need
 * no room for words and the same rows fit into 60 cells as into 200. Where the
 * names of two neighbours do not fit beside each other they take turns on two
 * rows. What carries a meaning has a sign of its own: a call is a whole line,
 * an event a dotted one, and what never arrived ends in a cross.
 */
#include <stdio.h>

#include "tutor/commands/text.h"
#include "tutor/figures.h"
#include "tutor/trace/spacetime.h"

enum {
    TIME = 9,
    TIME_FROM = 40, /* columns that it takes to show times */
    WORDS_LEAST = 14,
    WORDS_MOST = 64,
    STEP_LEAST = 5, /* between two lines */
    STEP_MOST = 18,
    LABEL_BYTES = 256
};

struct layout {
    int time, step, words; /* cells; the lines stand between */
    int lines;
};

static struct layout lay_out(const struct spacetime *diagram, int columns)
{
    struct layout at = {.lines = diagram->line_count};
    int lines = diagram->line_count > 0 ? diagram->line_count : 1;
    at.time = columns >= TIME_FROM ? TIME : 0;
    at.words = columns * 2 / 5;
    at.words = at.words > WORDS_MOST ? WORDS_MOST : at.words;
    while (at.words >= WORDS_LEAST &&
           (columns - at.time - at.words) / lines < STEP_LEAST)
        at.words--;
    if (at.words < WORDS_LEAST)
        at.words = 0;
    at.step = (columns - at.time - at.words) / lines;
    at.step = at.step > STEP_MOST ? STEP_MOST : at.step < 1 ? 1 : at.step;
    return at;
}

static int column_of(struct layout at, int line)
{
    return at.time + line * at.step + at.step / 2;
}

/* ---- heads ---- */

static bool names_fit(const struct spacetime *diagram, struct layout at)
{
    for (int i = 0; i < diagram->line_count; i++)
        if (glyph_cells_of(diagram->lines[i]) >= at.step)
            return false;
    return true;
}

int spacetime_head_rows(const struct spacetime *diagram, int columns)
{
    return names_fit(diagram, lay_out(diagram, columns)) ? 1 : 2;
}

static void draw_heads(struct area area, const struct spacetime *diagram,
                       struct layout at)
{
    if (at.time)
        area_put(area, 0, 0, ROLE_HEADING, "   +ms");
    for (int i = 0; i < diagram->line_count; i++) {
        int row = area.rows > 1 ? i % 2 : 0;
        int room = area.rows > 1 ? 2 * at.step - 1 : at.step - 1;
        int cells = glyph_cells_of(diagram->lines[i]);
        cells = cells < room ? cells : room;
        int from = column_of(at, i) - cells / 2;
        from = from < at.time ? at.time : from;
        area_line(area_part(area, row, from, 1, cells), ALIGN_LEFT,
                  ROLE_HEADING, diagram->lines[i]);
        if (row == 0 && area.rows > 1)
            area_glyph(area, 1, column_of(at, i), ROLE_FRAME, GLYPH_VERTICAL);
    }
}

/* ---- one row ---- */

static void draw_lines(struct area row, struct layout at, bool silent)
{
    for (int i = 0; i < at.lines; i++)
        if (silent)
            area_put(row, 0, column_of(at, i), ROLE_DIM, ":");
        else
            area_glyph(row, 0, column_of(at, i), ROLE_FRAME, GLYPH_VERTICAL);
}

static unsigned style_of(const struct spacetime_row *row)
{
    if (row->failed)
        return ROLE_BAD;
    if (row->error || row->undo)
        return ROLE_WARN;
    if (row->kind == SPACETIME_MESSAGE)
        return ROLE_INFO;
    if (row->kind == SPACETIME_COMMIT || row->kind == SPACETIME_SILENCE)
        return ROLE_DIM;
    return ROLE_TEXT;
}

static bool is_message(const struct spacetime_row *row)
{
    return row->kind == SPACETIME_MESSAGE ||
           row->kind == SPACETIME_MESSAGE_LOST;
}

static void draw_dash(struct area row, int column, unsigned style, bool message,
                      bool crosses)
{
    if (message && area_tier(row) == GLYPHS_ASCII)
        area_put(row, 0, column, style, ".");
    else if (message)
        area_glyph(row, 0, column, style, GLYPH_DASH);
    else
        area_glyph(row, 0, column, style,
                   crosses ? GLYPH_CROSS : GLYPH_HORIZONTAL);
}

/* Where an arrow begins or ends: a line, or beside the first one. */
static int end_of(struct layout at, int line, int other)
{
    if (line >= 0)
        return column_of(at, line);
    int beside = column_of(at, other) - at.step / 2;
    return line == SPACETIME_OUTSIDE || at.step < 4 ? beside
                                                    : beside + at.step / 4;
}

static void draw_arrow(struct area row, struct layout at,
                       const struct spacetime_row *what)
{
    int from = end_of(at, what->from, what->to);
    int to = end_of(at, what->to, what->from);
    int way = to > from ? 1 : -1;
    unsigned style = style_of(what);
    bool lost =
        what->kind == SPACETIME_LOST || what->kind == SPACETIME_MESSAGE_LOST;
    for (int c = from + way; c != to && to != from; c += way) {
        bool crosses = c >= at.time + at.step / 2 &&
                       (c - at.time - at.step / 2) % at.step == 0;
        draw_dash(row, c, style, is_message(what), crosses);
    }
    if (what->from == SPACETIME_UNKNOWN)
        area_put(row, 0, from, ROLE_WARN, "?");
    int head = what->to >= 0 && to != from ? to - way : to;
    if (lost)
        area_glyph(row, 0, head, style, GLYPH_BALLOT);
    else if (head != from)
        area_glyph(row, 0, head, style,
                   way > 0 ? GLYPH_ARROW_RIGHT : GLYPH_ARROW_LEFT);
    if (what->from >= 0 && at.step > 2)
        area_glyph(row, 0, from, style,
                   way > 0 ? GLYPH_TEE_LEFT : GLYPH_TEE_RIGHT);
}

static void draw_sign(struct area row, struct layout at,
                      const struct spacetime_row *what)
{
    static const enum glyph_name signs[] = {[SPACETIME_REFUSED] = GLYPH_BALLOT,
                                            [SPACETIME_GIVEN_UP] = GLYPH_BALLOT,
                                            [SPACETIME_STEP] = GLYPH_DOT_FULL,
                                            [SPACETIME_COMMIT] = GLYPH_BLOCK,
                                            [SPACETIME_CRASH] = GLYPH_BALLOT};
    enum glyph_name sign = signs[what->kind];
    if (what->kind == SPACETIME_STEP && what->undo)
        sign = GLYPH_DOT_EMPTY;
    else if (what->kind == SPACETIME_STEP && what->error)
        sign = GLYPH_TRIANGLE;
    if (what->from >= 0)
        area_glyph(row, 0, column_of(at, what->from), style_of(what), sign);
}

/* ---- the words ---- */

static void put_words(char out[LABEL_BYTES], const struct spacetime_row *row)
{
    const char *error = row->error ? row->error : "";
    switch (row->kind) {
    case SPACETIME_MESSAGE:
        snprintf(out, LABEL_BYTES, TEXT_FORMAT(SPACETIME_EVENT), row->label);
        break;
    case SPACETIME_LOST:
    case SPACETIME_MESSAGE_LOST:
        snprintf(out, LABEL_BYTES, TEXT_FORMAT(SPACETIME_LOST), row->label,
                 error);
        break;
    case SPACETIME_REFUSED:
        snprintf(out, LABEL_BYTES, TEXT_FORMAT(SPACETIME_REFUSED), row->label,
                 error);
        break;
    case SPACETIME_GIVEN_UP:
        snprintf(out, LABEL_BYTES, TEXT_FORMAT(SPACETIME_GAVE_UP), row->label,
                 error);
        break;
    case SPACETIME_REQUEST:
        if (row->from == SPACETIME_UNKNOWN)
            snprintf(out, LABEL_BYTES, TEXT_FORMAT(SPACETIME_STRANGER),
                     row->label);
        else if (row->undo)
            snprintf(out, LABEL_BYTES, TEXT_FORMAT(SPACETIME_UNDO), row->label);
        else
            snprintf(out, LABEL_BYTES, "%s", row->label);
        break;
    default:
        snprintf(out, LABEL_BYTES, "%s", row->label);
    }
}

static void draw_words(struct area area, const struct spacetime_row *row)
{
    char words[LABEL_BYTES], all[LABEL_BYTES + 32];
    put_words(words, row);
    if (row->count > 1)
        snprintf(all, sizeof all, TEXT_FORMAT(SPACETIME_TIMES), words,
                 row->count);
    else
        snprintf(all, sizeof all, "%s", words);
    area_line(area, ALIGN_LEFT, style_of(row), all);
}

static void draw_row(struct area area, struct layout at,
                     const struct spacetime_row *row)
{
    char ms[FIGURES_BYTES];
    int lines = at.lines * at.step;
    bool inside = row->kind == SPACETIME_SILENCE || row->from == row->to;
    draw_lines(area, at, row->kind == SPACETIME_SILENCE);
    if (at.time && row->kind != SPACETIME_SILENCE)
        area_line(area_part(area, 0, 0, 1, at.time - 2), ALIGN_RIGHT, ROLE_DIM,
                  figures_ms(ms, row->at_us));
    if (!inside)
        draw_arrow(area, at, row);
    else if (row->kind != SPACETIME_SILENCE)
        draw_sign(area, at, row);
    if (at.words)
        draw_words(area_part(area, 0, at.time + lines + 1, 1,
                             area.columns - at.time - lines - 1),
                   row);
}

void spacetime_draw(struct area area, const struct spacetime *diagram,
                    int first)
{
    struct layout at = lay_out(diagram, area.columns);
    int heads = spacetime_head_rows(diagram, area.columns);
    draw_heads(area_take_top(&area, heads), diagram, at);
    for (int i = 0; i < area.rows && first + i < diagram->row_count; i++)
        draw_row(area_part(area, i, 0, 1, area.columns), at,
                 &diagram->rows[first + i]);
}

enum error spacetime_text(const struct spacetime *diagram, int columns,
                          enum glyph_tier tier, struct buffer *out)
{
    struct canvas canvas;
    int rows = diagram->row_count + spacetime_head_rows(diagram, columns);
    enum error error = canvas_init(&canvas, rows, columns, tier);
    if (error)
        return error;
    spacetime_draw(canvas_area(&canvas), diagram, 0);
    canvas_text_trimmed(&canvas, out);
    canvas_release(&canvas);
    return buffer_error(out);
}
