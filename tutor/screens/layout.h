/*
 * layout -- where a second view stands next to the first.
 *
 * Use:       layout_split() on the area of the first one; what it gives is the
 *            second one's, and empty where there is no room for both.
 * Units:     rows and columns of the whole terminal choose; 132 columns: to
 *            the right; 80: below; less, or under 20 rows: one at a time.
 * Ownership: areas are values.
 * Errors:    cannot fail.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_LAYOUT_H
#define TUTOR_LAYOUT_H

#include "tutor/widgets/canvas.h"

enum layout { LAYOUT_ALONE, LAYOUT_RIGHT, LAYOUT_BELOW };

enum layout layout_choose(int rows, int columns);
struct area layout_split(struct area *body, enum layout layout);

#endif
