/*
 * repaint -- a few rows of a terminal that are written anew in their place.
 *
 * Use:       repaint() with the whole text each time, repaint_end() behind the
 *            last one. The terminal keeps its modes and its cursor: whoever
 *            dies in between leaves nothing to be put back.
 * Bounds:    what is wider or higher than the terminal is cut.
 * Safety:    the text passes plain_text(), line by line.
 * Ownership: a plain value.
 * Errors:    none.
 * Blocking:  on the terminal; one write a picture.
 * Source:    CUU, EL and ED of ECMA-48, which every terminal has that has an
 *            address for its cursor.
 */
#ifndef TUTOR_REPAINT_H
#define TUTOR_REPAINT_H

#include "tutor/screen.h"

struct repaint {
    int rows;           /* that stand above the cursor */
    int columns, lines; /* of the terminal then */
};

/* Can this one be painted over at all? */
bool repaint_possible(const struct screen *screen);
void repaint(struct repaint *repaint, struct screen *screen, const char *text,
             size_t length);
void repaint_end(struct repaint *repaint, struct screen *screen);

#endif
