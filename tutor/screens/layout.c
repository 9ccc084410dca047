/*
 * layout -- where a second view stands next to the first.
 *
 * Text wants about 70 columns to be read well, a table of processes wants its
 * rows whole: so a wide screen is cut from top to bottom, a narrow one across,
 * and a small one not at all.
 */
#include "tutor/screens/layout.h"

enum {
    WIDE_COLUMNS = 100,
    LEAST_COLUMNS = 80,
    LEAST_ROWS = 20,
    LOWER_ROWS = 9,
    LEFT_PERCENT = 55
};

enum layout layout_choose(int rows, int columns)
{
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS)
        return LAYOUT_ALONE;
    return columns >= WIDE_COLUMNS ? LAYOUT_RIGHT : LAYOUT_BELOW;
}

struct area layout_split(struct area *body, enum layout layout)
{
    if (layout == LAYOUT_RIGHT)
        return area_take_right(body, body->columns -
                                         body->columns * LEFT_PERCENT / 100);
    return area_take_bottom(body, layout == LAYOUT_BELOW ? LOWER_ROWS : 0);
}
