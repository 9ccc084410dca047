/*
 * frame -- borders with a title, and the pop-ups that wear them.
 *
 * Use:       frame_draw() gives the area inside its border; popup_open() does
 *            the same in the middle of an area, over what stands there.
 * Units:     cells. A pop-up is at most 60x16, on a large area half as wide and
 *            two thirds as high as that, and smaller on a small one.
 * Ownership: texts are read during the call.
 * Errors:    cannot fail; on an area too small for a border (under 2x2) the
 *            inside is empty.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_FRAME_H
#define TUTOR_WIDGETS_FRAME_H

#include "tutor/widgets/canvas.h"

enum { POPUP_ROWS = 16, POPUP_COLUMNS = 60 };

struct frame {
    const char *title;  /* in the upper border, or NULL */
    const char *footer; /* in the lower border at the right, or NULL */
    bool focused;       /* keys go here */
};

/* Draws the border, blanks the inside and gives it. */
struct area frame_draw(struct area area, const struct frame *frame);
/* Of that size with its border, centred in `area`. The inside has one blank
 * column at each side. */
struct area popup_open(struct area area, int rows, int columns,
                       const struct frame *frame);

#endif
