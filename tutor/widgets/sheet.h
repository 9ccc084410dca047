/*
 * sheet -- a table on the screen: straight columns, a row selected.
 *
 * Use:       describe the columns, sheet_draw() with a function that gives the
 *            text and the style of a cell. Tables printed as plain lines are
 *            tutor/grid.h's.
 * Units:     cells. Columns are as wide as their contents; where the area is
 *            too narrow the widest shrinks first, then columns with the
 *            highest `drop` leave.
 * Ownership: texts must hold until the next call of the function.
 * Errors:    cannot fail.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_SHEET_H
#define TUTOR_WIDGETS_SHEET_H

#include "tutor/widgets/scroll.h"

enum { SHEET_COLUMNS = 12, SHEET_NO_ROW = -1 };

struct sheet_column {
    const char *title;
    enum align align;
    int least; /* cells below which it is not shrunk; 0: 4 */
    int drop;  /* 0: never left out; else the highest goes first */
};

/* The text of a cell; *style is ROLE_TEXT before and may be changed. */
typedef const char *sheet_cell_fn(void *context, int row, int column,
                                  unsigned *style);

struct sheet {
    const struct sheet_column *columns;
    int column_count;
    int row_count;
    sheet_cell_fn *cell;
    void *context;
    int selected; /* or SHEET_NO_ROW */
};

/* The heading and the rows from scroll->first on, which is brought into
 * range; a scroll bar when there are more. `scroll` may be NULL. */
void sheet_draw(struct area area, const struct sheet *sheet,
                struct scroll *scroll);

#endif
