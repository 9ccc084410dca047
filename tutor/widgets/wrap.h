/*
 * wrap -- where a line of text may be broken, Korean or not.
 *
 * Use:       wrap_init(), then wrap_next() with the width of each line until
 *            it says false. wrap_put() does all of it for one style.
 * Units:     cells as glyph.h measures them.
 * Rule:      Korean words stay whole ("keep-all"): a break between two letters
 *            or digits of which one is Hangul is no break; nor is one behind a
 *            hyphen between capitals (HALF-OPEN). A word wider than its line
 *            is broken where it may be, else anywhere, but never inside a
 *            character.
 * Ownership: lines point into the text; the table of breaks is the arena's.
 * Errors:    ERROR_OVERLOADED when the arena is full.
 * Blocking:  never.
 * Source:    UAX #14 by libunistring; word-break: keep-all of CSS Text 3.
 */
#ifndef TUTOR_WIDGETS_WRAP_H
#define TUTOR_WIDGETS_WRAP_H

#include "chassis/arena.h"
#include "tutor/widgets/canvas.h"

/* WRAP_SPLIT: inside a word, where it may be broken when it has to be. */
enum wrap_break { WRAP_NO, WRAP_MAY, WRAP_MUST, WRAP_SPLIT };

struct wrap {
    struct slice text;
    unsigned char *breaks; /* for each byte: may a line end before it? */
    size_t at;
};

enum error wrap_init(struct wrap *wrap, struct arena *arena, struct slice text);
/* The next line, without the blanks at its end. At least one character is
 * taken, also where it is wider than `cells`. */
bool wrap_next(struct wrap *wrap, int cells, struct slice *line);
/* The widest piece that cannot be broken. */
int wrap_widest_word(const struct wrap *wrap);

/* Draws into the area from `row` downwards; gives the row behind the text, as
 * if nothing had been cut. */
int wrap_put(struct area area, int row, unsigned style, const char *text);
/* How many rows that takes at that width. */
int wrap_rows(const char *text, int cells);

#endif
