/*
 * canvas -- cells that widgets draw into, before any terminal sees them.
 *
 * The problem: a screen of Korean falls apart at the borders. A syllable is
 * two cells, so a window's edge may cut one in half, and a short text drawn
 * over a long one may leave half a syllable standing.
 *
 * The idea: every write goes through set_cell(), which knows the neighbours.
 * What holds after each call: a cell of width 2 has a right half behind it,
 * and no right half stands alone. Whoever overwrites one half turns the other
 * into a blank; a wide character that has room for one cell only is drawn as
 * a blank. So every row is exactly as wide as the canvas, whatever was drawn.
 *
 * An area is always cut to its canvas when it is made, so drawing needs to
 * look at the area's own borders only.
 */
#include "tutor/widgets/canvas.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINT_BYTES = 1024 }; /* of one area_print(); far over a screen's row */

static const struct cell blank = {.text = " ", .cells = 1};

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

enum error canvas_init(struct canvas *canvas, int rows, int columns,
                       enum glyph_tier tier)
{
    *canvas = (struct canvas){.tier = tier};
    return canvas_resize(canvas, rows, columns);
}

enum error canvas_resize(struct canvas *canvas, int rows, int columns)
{
    rows = clamp(rows, 1, CANVAS_SIDE);
    columns = clamp(columns, 1, CANVAS_SIDE);
    struct cell *cells = calloc((size_t)rows * (size_t)columns, sizeof *cells);
    if (!cells)
        return error_explain(ERROR_OVERLOADED, "no memory for the screen");
    free(canvas->cells);
    canvas->cells = cells;
    canvas->rows = rows;
    canvas->columns = columns;
    canvas_clear(canvas);
    return ERROR_OK;
}

void canvas_release(struct canvas *canvas)
{
    free(canvas->cells);
    *canvas = (struct canvas){.tier = canvas->tier};
}

void canvas_clear(struct canvas *canvas)
{
    for (int i = 0; i < canvas->rows * canvas->columns; i++)
        canvas->cells[i] = blank;
}

const struct cell *canvas_at(const struct canvas *canvas, int row, int column)
{
    assert(row >= 0 && row < canvas->rows);
    assert(column >= 0 && column < canvas->columns);
    return &canvas->cells[row * canvas->columns + column];
}

enum role cell_role(const struct cell *cell)
{
    return (enum role)(cell->style & STYLED_ROLE);
}

/* ---- areas ---- */

struct area canvas_area(struct canvas *canvas)
{
    return (struct area){
        .canvas = canvas, .rows = canvas->rows, .columns = canvas->columns};
}

/* The part of [from, from + count) that lies in [0, most). */
static void cut(int *from, int *count, int most)
{
    long long end = (long long)*from + (*count < 0 ? 0 : *count);
    *from = clamp(*from, 0, most);
    *count = end > most ? most - *from : end > *from ? (int)(end - *from) : 0;
}

struct area area_part(struct area area, int row, int column, int rows,
                      int columns)
{
    cut(&row, &rows, area.rows);
    cut(&column, &columns, area.columns);
    return (struct area){.canvas = area.canvas,
                         .row = area.row + row,
                         .column = area.column + column,
                         .rows = rows,
                         .columns = columns};
}

struct area area_inset(struct area area, int rows, int columns)
{
    return area_part(area, rows, columns, area.rows - 2 * rows,
                     area.columns - 2 * columns);
}

struct area area_take_top(struct area *area, int rows)
{
    rows = clamp(rows, 0, area->rows);
    struct area top = area_part(*area, 0, 0, rows, area->columns);
    *area = area_part(*area, rows, 0, area->rows - rows, area->columns);
    return top;
}

struct area area_take_bottom(struct area *area, int rows)
{
    rows = clamp(rows, 0, area->rows);
    struct area rest = *area;
    struct area top = area_take_top(&rest, area->rows - rows);
    *area = top;
    return rest;
}

struct area area_take_left(struct area *area, int columns)
{
    columns = clamp(columns, 0, area->columns);
    struct area left = area_part(*area, 0, 0, area->rows, columns);
    *area = area_part(*area, 0, columns, area->rows, area->columns - columns);
    return left;
}

struct area area_take_right(struct area *area, int columns)
{
    columns = clamp(columns, 0, area->columns);
    struct area rest = *area;
    struct area left = area_take_left(&rest, area->columns - columns);
    *area = left;
    return rest;
}

enum glyph_tier area_tier(struct area area)
{
    return area.canvas->tier;
}

/* ---- drawing ---- */

/* The other half of what stands in that cell becomes a blank. */
static void part_halves(struct canvas *canvas, int row, int column)
{
    struct cell *cells = &canvas->cells[row * canvas->columns];
    int other = -1;
    if (cells[column].cells == 2)
        other = column + 1;
    else if (cells[column].cells == 0)
        other = column - 1;
    if (other < 0)
        return;
    uint16_t style = cells[other].style;
    cells[other] = blank;
    cells[other].style = style;
}

/* One glyph at a place of the area; a wide one that crosses the area's edge
 * leaves a blank in the cell that it has. */
static void set_cell(struct area area, int row, int column, unsigned style,
                     const struct glyph *one)
{
    bool left = column >= 0 && column < area.columns;
    bool right =
        one->cells == 2 && column + 1 >= 0 && column + 1 < area.columns;
    bool whole = one->cells == 1 || (left && right);
    struct canvas *canvas = area.canvas;
    int at = area.column + column;
    struct cell *cells = &canvas->cells[(area.row + row) * canvas->columns];
    if (left)
        part_halves(canvas, area.row + row, at);
    if (right)
        part_halves(canvas, area.row + row, at + 1);
    if (left) {
        const char *instead = glyph_instead(canvas->tier, one->character);
        cells[at] = blank;
        if (whole)
            snprintf(cells[at].text, sizeof cells[at].text, "%s",
                     instead ? instead : one->text);
        cells[at].cells = whole ? (uint8_t)one->cells : 1;
        cells[at].style = (uint16_t)style;
    }
    if (right) {
        cells[at + 1] = whole ? (struct cell){.cells = 0} : blank;
        cells[at + 1].style = (uint16_t)style;
    }
}

/* An escape stands in many cells, one ASCII sign in each. */
static void set_escape(struct area area, int row, int column, unsigned style,
                       const struct glyph *escape)
{
    for (int i = 0; i < escape->cells; i++) {
        struct glyph one = {.cells = 1};
        one.text[0] = escape->text[i];
        one.character = (unsigned char)escape->text[i];
        if (column + i >= 0 && column + i < area.columns)
            set_cell(area, row, column + i, style, &one);
    }
}

int area_put_slice(struct area area, int row, int column, unsigned style,
                   struct slice text)
{
    bool seen = row >= 0 && row < area.rows;
    struct glyph one;
    for (size_t at = 0; at < text.length; column += one.cells) {
        at += glyph_next(text.data + at, text.length - at, &one);
        if (!seen || column >= area.columns || column + one.cells <= 0)
            continue;
        if (one.escape)
            set_escape(area, row, column, style, &one);
        else
            set_cell(area, row, column, style, &one);
    }
    return column;
}

int area_put(struct area area, int row, int column, unsigned style,
             const char *text)
{
    return area_put_slice(area, row, column, style, slice_of(text));
}

int area_print(struct area area, int row, int column, unsigned style,
               const char *format, ...)
{
    char text[PRINT_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return area_put(area, row, column, style, text);
}

int area_glyph(struct area area, int row, int column, unsigned style,
               enum glyph_name name)
{
    return area_put(area, row, column, style, glyph(area_tier(area), name));
}

void area_fill(struct area area, unsigned style)
{
    const struct glyph space = {.text = " ", .cells = 1, .character = ' '};
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++)
            set_cell(area, row, column, style, &space);
}

void area_restyle(struct area area, unsigned style)
{
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns; column++) {
            int at = (area.row + row) * area.canvas->columns + area.column;
            area.canvas->cells[at + column].style = (uint16_t)style;
        }
}

void area_line(struct area area, enum align align, unsigned style,
               const char *text)
{
    area_line_slice(area, align, style, slice_of(text));
}

void area_line_slice(struct area area, enum align align, unsigned style,
                     struct slice text)
{
    struct area line = area_part(area, 0, 0, 1, area.columns);
    int cells = glyph_cells(text.data, text.length);
    if (line.rows == 0 || line.columns == 0)
        return;
    area_fill(line, style);
    if (cells > line.columns) {
        text.length = glyph_fit(text.data, text.length, line.columns - 1);
        area_put_slice(line, 0, 0, style, text);
        area_glyph(line, 0, line.columns - 1, style, GLYPH_ELLIPSIS);
        return;
    }
    int blanks = line.columns - cells;
    int from = align == ALIGN_LEFT    ? 0
               : align == ALIGN_RIGHT ? blanks
                                      : blanks / 2;
    area_put_slice(line, 0, from, style, text);
}

void area_horizontal(struct area area, int row, int column, int cells,
                     unsigned style)
{
    for (int i = 0; i < cells && column + i < area.columns; i++)
        area_glyph(area, row, column + i, style, GLYPH_HORIZONTAL);
}

void area_vertical(struct area area, int row, int column, int cells,
                   unsigned style)
{
    for (int i = 0; i < cells && row + i < area.rows; i++)
        area_glyph(area, row + i, column, style, GLYPH_VERTICAL);
}

/* ---- dumps ---- */

static void dump(const struct canvas *canvas, struct buffer *out, bool trim)
{
    for (int row = 0; row < canvas->rows; row++) {
        size_t end = out->length;
        for (int column = 0; column < canvas->columns; column++) {
            const struct cell *cell = canvas_at(canvas, row, column);
            buffer_text(out, cell->text);
            if (cell->cells > 0 && strcmp(cell->text, " ") != 0)
                end = out->length;
        }
        if (trim)
            buffer_cut(out, end);
        buffer_byte(out, '\n');
    }
}

void canvas_text(const struct canvas *canvas, struct buffer *out)
{
    dump(canvas, out, false);
}

void canvas_text_trimmed(const struct canvas *canvas, struct buffer *out)
{
    dump(canvas, out, true);
}

void canvas_roles(const struct canvas *canvas, struct buffer *out)
{
    static const char letters[] = {
#define ROLE_LETTER(name, letter) letter,
        ROLE_LIST(ROLE_LETTER)
#undef ROLE_LETTER
    };
    for (int row = 0; row < canvas->rows; row++) {
        for (int column = 0; column < canvas->columns; column++) {
            const struct cell *cell = canvas_at(canvas, row, column);
            unsigned role = cell_role(cell);
            buffer_byte(out, cell->cells == 0    ? '_'
                             : role < ROLE_COUNT ? letters[role]
                                                 : '?');
        }
        buffer_byte(out, '\n');
    }
}
