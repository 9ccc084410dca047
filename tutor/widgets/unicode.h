/*
 * unicode -- what the Unicode tables say; the one user of libunistring.
 *
 * Use:       the questions below. Widths are glyph.h's, lines wrap.h's.
 * Units:     characters are code points; texts are UTF-8.
 * Ownership: results are values or appended to the caller's buffer.
 * Errors:    bytes that are not UTF-8: unicode_compose() says MALFORMED.
 * Blocking:  never.
 * Source:    Unicode through GNU libunistring.
 */
#ifndef TUTOR_WIDGETS_UNICODE_H
#define TUTOR_WIDGETS_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/buffer.h"
#include "chassis/error.h"

bool unicode_hangul(uint32_t character); /* a syllable or a jamo */
bool unicode_alphanumeric(uint32_t character);
/* As CommonMark means it: of category P, or an ASCII sign. */
bool unicode_punctuation(uint32_t character);

/* Line breaks of UAX #14: for each byte 0 (none before it), 1 (may) or 2 (the
 * byte is a line break itself). */
void unicode_breaks(const char *text, size_t length, unsigned char *breaks);
/* The composed form (NFC): a syllable instead of its jamo. */
enum error unicode_compose(struct buffer *out, const char *text, size_t length);

#endif
