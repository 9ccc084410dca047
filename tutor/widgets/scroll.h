/*
 * scroll -- which part of something long is shown, and a bar that says so.
 *
 * Use:       keep one a view; scroll_resize() whenever the size or the
 *            contents change; scroll_by() and scroll_show() on keys;
 *            scroll_draw() for the bar.
 * Units:     rows.
 * Ownership: a plain value of the caller's.
 * Errors:    cannot fail: 0 <= first <= total - shown holds after every call.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_SCROLL_H
#define TUTOR_WIDGETS_SCROLL_H

#include "tutor/widgets/canvas.h"

struct scroll {
    int first; /* the row on top */
    int shown; /* rows that fit */
    int total;
};

void scroll_resize(struct scroll *scroll, int shown, int total);
void scroll_by(struct scroll *scroll, int rows);
/* As little as needed, so that `row` is seen. */
void scroll_show(struct scroll *scroll, int row);
/* How much has been seen, 0 to 100; all of it when everything fits. */
int scroll_percent(const struct scroll *scroll);
bool scroll_needed(const struct scroll *scroll);
/* A bar in the area's last column; nothing when all is shown. */
void scroll_draw(const struct scroll *scroll, struct area area);

#endif
