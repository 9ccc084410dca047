/*
 * plain -- the one choke point between bytes from outside and a terminal.
 *
 * A terminal obeys what it prints: ESC sequences move the cursor, rewrite the
 * title, even answer as if the learner had typed. Bidirectional marks make a
 * line read differently from what it says, and zero-width characters hide
 * words. Whatever a peer, a file or a learner wrote goes through here first.
 *
 * What holds: the output is valid UTF-8 of printable characters only, tab and
 * newline not among them. What is not printable is written out, as \x1b or
 * \u{202e}; a backslash stays one, since this is for reading, not for
 * decoding again.
 */
#include "chassis/plain.h"

#include <stdint.h>

#include "chassis/json.h"

struct range {
    uint32_t first, last;
};

/* Not printable, or not visible, or changing how the rest is read. */
static const struct range hidden[] = {
    {0x0000, 0x001F},   /* C0 controls, ESC among them */
    {0x007F, 0x009F},   /* DEL and C1 controls, CSI among them */
    {0x00AD, 0x00AD},   /* soft hyphen */
    {0x034F, 0x034F},   /* combining grapheme joiner */
    {0x061C, 0x061C},   /* Arabic letter mark */
    {0x115F, 0x1160},   /* Hangul fillers */
    {0x17B4, 0x17B5},   /* Khmer inherent vowels */
    {0x180B, 0x180F},   /* Mongolian variation selectors */
    {0x200B, 0x200F},   /* zero-width space to right-to-left mark */
    {0x2028, 0x202E},   /* line separator to right-to-left override */
    {0x2060, 0x206F},   /* word joiner, isolates, deprecated format marks */
    {0x3164, 0x3164},   /* Hangul filler */
    {0xE000, 0xF8FF},   /* private use: whatever the font says */
    {0xFDD0, 0xFDEF},   /* noncharacters */
    {0xFE00, 0xFE0F},   /* variation selectors */
    {0xFEFF, 0xFEFF},   /* zero-width no-break space, the byte order mark */
    {0xFFA0, 0xFFA0},   /* halfwidth Hangul filler */
    {0xFFF0, 0xFFFB},   /* interlinear annotation */
    {0xFFFE, 0xFFFF},   /* noncharacters */
    {0x1BCA0, 0x1BCA3}, /* shorthand format controls */
    {0x1D173, 0x1D17A}, /* musical format controls */
    {0xE0000, 0x10FFFF} /* tags, more variation selectors, private planes */
};

bool plain_hides(uint32_t character)
{
    size_t low = 0;
    size_t high = sizeof hidden / sizeof *hidden;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (character > hidden[middle].last)
            low = middle + 1;
        else if (character < hidden[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

void plain_text(struct buffer *out, const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        const unsigned char *here = (const unsigned char *)bytes + at;
        uint32_t character;
        size_t step = utf8_character(bytes + at, length - at, &character);
        if (step == 0)
            buffer_format(out, "\\x%02x", *here);
        else if (!plain_hides(character))
            buffer_append(out, here, step);
        else if (character < 0x80)
            buffer_format(out, "\\x%02x", (unsigned)character);
        else
            buffer_format(out, "\\u{%04x}", (unsigned)character);
        at += step ? step : 1;
    }
}
