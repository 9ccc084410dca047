/*
 * canvas -- cells that widgets draw into, before any terminal sees them.
 *
 * Use:       canvas_init(), canvas_area() for the whole of it, area_part() for
 *            a piece; area_put() and the widgets draw into an area. Whoever
 *            owns a terminal reads cells with canvas_at(); tests and the
 *            linear twin read canvas_text().
 * Units:     rows and columns count from 0 at the top left of the area.
 * Safety:    no control character reaches a cell (see glyph.h), no wide
 *            character is ever drawn by half, nothing leaves its area.
 * Ownership: the canvas owns its cells; an area is a value that points into
 *            it and dies with canvas_resize() and canvas_release().
 * Errors:    drawing cannot fail; what lies outside is dropped.
 * Blocking:  never. No terminal is known here.
 * Source:    the cell buffer of tig and notcurses; roles instead of colours
 *            as in editors' themes, so that a palette decides at the end.
 */
#ifndef TUTOR_WIDGETS_CANVAS_H
#define TUTOR_WIDGETS_CANVAS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "chassis/buffer.h"
#include "chassis/error.h"
#include "tutor/widgets/glyph.h"

/* X(NAME, letter): what a cell means. The letter stands for it in dumps. */
#define ROLE_LIST(X)                                          \
    X(TEXT, '.')                                              \
    X(DIM, 'd')                                               \
    X(TITLE, 'T')                                             \
    X(HEADING, 'h')                                           \
    X(FRAME, 'f')                                             \
    X(FOCUS, 'F') /* the frame that keys go to */             \
    X(GOOD, 'g')                                              \
    X(BAD, 'b')                                               \
    X(WARN, 'w')                                              \
    X(INFO, 'i')                                              \
    X(STRONG, 's')                                            \
    X(EMPHASIS, 'e')                                          \
    X(LINK, 'l')                                              \
    X(LINK_CHOSEN, 'L')                                       \
    X(CODE, 'c')                                              \
    X(CODE_KEYWORD, 'k')                                      \
    X(CODE_STRING, 'q')                                       \
    X(CODE_NUMBER, 'n')                                       \
    X(CODE_COMMENT, 'o')                                      \
    X(QUOTE, 'Q')                                             \
    X(KEY, 'K')      /* the key in a key bar */               \
    X(KEY_TEXT, 't') /* and what it does */                   \
    X(SELECTED, 'S')                                          \
    X(PROMPT, 'P')                                            \
    X(INPUT, 'I')                                             \
    X(MARK, 'm')     /* an event in a plot: fault injected */ \
    X(SERIES_1, '1') /* the monolith, where shapes compare */ \
    X(SERIES_2, '2') /* the split */                          \
    X(SERIES_3, '3')                                          \
    X(SERIES_4, '4')

enum role {
#define ROLE_ENUM(name, letter) ROLE_##name,
    ROLE_LIST(ROLE_ENUM)
#undef ROLE_ENUM
        ROLE_COUNT
};

/* A style is a role, and attributes or-ed to it: ROLE_TITLE | STYLED_BOLD. */
enum {
    STYLED_BOLD = 0x100,
    STYLED_ITALIC = 0x200,
    STYLED_UNDERLINE = 0x400,
    STYLED_STRIKE = 0x800,
    STYLED_REVERSE = 0x1000,
    STYLED_ROLE = 0xFF /* the bits of the role */
};

struct cell {
    char text[GLYPH_BYTES]; /* UTF-8 with a NUL; empty: a right half */
    uint8_t cells;          /* 1, 2 for a left half, 0 for a right half */
    uint16_t style;
};

struct canvas {
    int rows, columns;
    enum glyph_tier tier;
    struct cell *cells;
};

/* A rectangle that lies wholly inside its canvas; it may be empty. */
struct area {
    struct canvas *canvas;
    int row, column; /* of its top left, on the canvas */
    int rows, columns;
};

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

enum { CANVAS_SIDE = 1000 }; /* rows and columns; larger is cut */

enum error canvas_init(struct canvas *canvas, int rows, int columns,
                       enum glyph_tier tier);
/* Blank afterwards. Untouched when memory is out. */
enum error canvas_resize(struct canvas *canvas, int rows, int columns);
void canvas_release(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);
const struct cell *canvas_at(const struct canvas *canvas, int row, int column);
enum role cell_role(const struct cell *cell);

struct area canvas_area(struct canvas *canvas);
/* The piece at that place, cut at the borders of `area`. */
struct area area_part(struct area area, int row, int column, int rows,
                      int columns);
/* Without so many cells at each side. */
struct area area_inset(struct area area, int rows, int columns);
/* The first `rows` rows of *area, which then begins below them. */
struct area area_take_top(struct area *area, int rows);
struct area area_take_bottom(struct area *area, int rows);
struct area area_take_left(struct area *area, int columns);
struct area area_take_right(struct area *area, int columns);
enum glyph_tier area_tier(struct area area);

/* Blanks of that style. */
void area_fill(struct area area, unsigned style);
/* Another style for what stands there, such as a selected row. */
void area_restyle(struct area area, unsigned style);
/* Draws from (row, column) to the right, cut at the area's borders; gives the
 * column behind the text, as if nothing had been cut. */
int area_put(struct area area, int row, int column, unsigned style,
             const char *text);
int area_put_slice(struct area area, int row, int column, unsigned style,
                   struct slice text);
int area_print(struct area area, int row, int column, unsigned style,
               const char *format, ...) __attribute__((format(printf, 5, 6)));
int area_glyph(struct area area, int row, int column, unsigned style,
               enum glyph_name name);
/* The area's first row holds exactly this: shortened with an ellipsis where
 * it is too long, padded with blanks where it is short. */
void area_line(struct area area, enum align align, unsigned style,
               const char *text);
void area_line_slice(struct area area, enum align align, unsigned style,
                     struct slice text);

/* A line from (row, column), to the right or downwards. */
void area_horizontal(struct area area, int row, int column, int cells,
                     unsigned style);
void area_vertical(struct area area, int row, int column, int cells,
                   unsigned style);

/* Every row, exactly `columns` cells wide, each with a newline. */
void canvas_text(const struct canvas *canvas, struct buffer *out);
/* The same without the blanks at the ends of rows. */
void canvas_text_trimmed(const struct canvas *canvas, struct buffer *out);
/* A letter of ROLE_LIST for each cell, upper rows first; '_' for the right
 * half of a wide character. For golden tests. */
void canvas_roles(const struct canvas *canvas, struct buffer *out);

#endif
