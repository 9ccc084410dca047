/*
 * bar -- which keys stand in the key bar, and what a click on one presses.
 *
 * Use:       bar_collect() for the view that is seen, then keybar_draw() with
 *            `keys` and `count`; bar_press() for a click on that row.
 * Order:     help, the view's own keys, the list of screens, then the keys
 *            that work anywhere; the last is how to leave.
 * Units:     cells.
 * Ownership: a value; its words are constants.
 * Errors:    cannot fail; more keys than BAR_KEYS are left out.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_BAR_H
#define TUTOR_BAR_H

#include "tutor/screens/view.h"
#include "tutor/widgets/keybar.h"

enum { BAR_KEYS = 32 };

struct bar {
    struct keybar_key keys[BAR_KEYS];
    int count;
    int own; /* how many of them the view itself named */
};

/* `hangul`: the language can be changed here. */
void bar_collect(struct bar *bar, const struct view_class *class, bool hangul);
/* False: a click there is on no key, or on several that look like one. */
bool bar_press(const struct bar *bar, struct area row, int column,
               struct keys_event *out);
/* "F7", "Enter", "PgUp PgDn", "1-4": what a click on cell `cell` of it means.
 * A cell behind the words is their description, and means the last of them. */
bool bar_key_event(const char *key, int cell, struct keys_event *out);
/* "F1" ... "F12". */
const char *bar_function_key(enum keys_name key);

#endif
