/*
 * layout -- where a second view stands next to the first.
 *
 * A lesson's diagrams have up to 76 columns, a table of processes about 50, and
 * neither can be read when it is broken: so a screen that holds both is cut
 * from top to bottom, a narrower one across, and a small one not at all.
 */
#include "tutor/screens/layout.h"

enum {
    LEFT_COLUMNS = 80, /* a diagram in its frame */
    RIGHT_COLUMNS = 52,
    LEAST_COLUMNS = 80,
    LEAST_ROWS = 20,
    LOWER_ROWS = 9,
    LOWER_MOST = 14, /* all processes of both shapes */
    LOWER_SHARE = 3
};

enum layout layout_choose(int rows, int columns)
{
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS)
        return LAYOUT_ALONE;
    return columns >= LEFT_COLUMNS + RIGHT_COLUMNS ? LAYOUT_RIGHT
                                                   : LAYOUT_BELOW;
}

struct area layout_split(struct area *body, enum layout layout)
{
    int rows = body->rows / LOWER_SHARE;
    if (layout == LAYOUT_RIGHT)
        return area_take_right(body, body->columns - LEFT_COLUMNS);
    if (layout == LAYOUT_ALONE)
        return area_take_bottom(body, 0);
    rows = rows < LOWER_ROWS ? LOWER_ROWS : rows;
    return area_take_bottom(body, rows > LOWER_MOST ? LOWER_MOST : rows);
}
