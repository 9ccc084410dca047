/*
 * width -- how many cells of a terminal a text takes.
 *
 * Use:       width_of() to lay out, width_cut() to shorten.
 * Units:     cells; Hangul takes two, a combining mark none.
 * Ownership: plain values; no memory is taken.
 * Errors:    bytes that are not UTF-8 count one cell each.
 * Source:    wcwidth() of the C library, which terminals and multiplexers of
 *            the same system agree with; the locale must be a UTF-8 one.
 */
#ifndef TUTOR_WIDTH_H
#define TUTOR_WIDTH_H

#include <stddef.h>

int width_of(const char *text);
int width_of_n(const char *text, size_t length);
/* How many bytes of `text` fit into `cells`; never half a character. */
size_t width_fit(const char *text, size_t length, int cells);

#endif
