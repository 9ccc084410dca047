/*
 * keybar -- the row that says which key does what.
 *
 * Use:       keybar_draw() on one row; keybar_at() for a click on it.
 * Rule:      where not all fit, the first (help) and the last (leave) stay and
 *            those before the last go first: a bar that hides how to get out
 *            locks a learner in.
 * Units:     cells.
 * Ownership: texts are read during the call.
 * Errors:    cannot fail.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_KEYBAR_H
#define TUTOR_WIDGETS_KEYBAR_H

#include "tutor/widgets/canvas.h"

struct keybar_key {
    const char *key;  /* "F1", "Esc" */
    const char *text; /* what it does */
};

/* `status` stands at the right while there is room; it may be NULL. */
void keybar_draw(struct area area, const struct keybar_key *keys, int count,
                 const char *status);
/* The index of the key drawn at that column, or -1. */
int keybar_at(struct area area, const struct keybar_key *keys, int count,
              int column);

#endif
