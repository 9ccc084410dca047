/*
 * glyph -- what one cell of a canvas can hold, in three tiers.
 *
 * The problem: a text must be measured exactly as it will be drawn, or lines
 * run over their frames. Three things make that hard: Hangul is two cells
 * wide, marks have no cell of their own, and what a terminal must not get is
 * written out as an escape that is wider than what it stands for.
 *
 * The idea: one walk, glyph_next(), that both measuring and drawing use. It
 * takes a character and the marks behind it together, so that a mark can
 * never be parted from its letter. What holds: the cells it says are the cells
 * that canvas.c fills. A sign that the tier lacks is exchanged only for one of
 * the same width, so measuring need not know the tier.
 */
#include "tutor/widgets/glyph.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "chassis/json.h"
#include "chassis/plain.h"

static const char *const glyphs[GLYPH_COUNT][3] = {
#define GLYPH_ROW(name, unicode, console, ascii) \
    [GLYPH_##name] = {unicode, console, ascii},
    GLYPH_LIST(GLYPH_ROW)
#undef GLYPH_ROW
};

/* Signs that authors write in texts, beyond those of GLYPH_LIST. */
static const struct {
    uint32_t character;
    const char *ascii;
} look_alikes[] = {
    {0x00A0, " "}, {0x00AB, "<"}, {0x00B0, "o"}, {0x00B1, "~"},  {0x00B2, "2"},
    {0x00B3, "3"}, {0x00B5, "u"}, {0x00BB, ">"}, {0x00D7, "x"},  {0x00F7, "/"},
    {0x03BC, "u"}, {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"},  {0x2013, "-"},
    {0x2014, "-"}, {0x2018, "'"}, {0x2019, "'"}, {0x201C, "\""}, {0x201D, "\""},
    {0x2020, "+"}, {0x2032, "'"}, {0x2039, "<"}, {0x2022, "*"},  {0x2191, "^"},
    {0x2194, "-"}, {0x21D0, "<"}, {0x21D2, ">"}, {0x2212, "-"},  {0x2248, "~"},
    {0x2260, "!"}, {0x2264, "<"}, {0x2265, ">"}, {0x25A0, "#"},  {0x25A1, "_"},
    {0x25B6, ">"}, {0x25C0, "<"}, {0x25BC, "v"}, {0x25B4, "^"},  {0x2501, "="},
    {0x2550, "="}, {0x2551, "|"}, {0x2503, "|"}, {0x2504, "-"},  {0x2506, "|"},
    {0x256D, "+"}, {0x256E, "+"}, {0x256F, "+"}, {0x2570, "+"},  {0x2574, "-"},
    {0x2576, "-"}, {0x2592, "%"}, {0x2593, "%"}, {0x2714, "+"},  {0x2718, "x"},
};

const char *glyph(enum glyph_tier tier, enum glyph_name name)
{
    return glyphs[name][tier];
}

const char *glyph_level(enum glyph_tier tier, int level)
{
    if (level < 0)
        level = 0;
    if (level >= GLYPH_LEVELS)
        level = GLYPH_LEVELS - 1;
    return glyph(tier, (enum glyph_name)(GLYPH_LEVEL_1 + level));
}

static uint32_t character_of(const char *text)
{
    uint32_t character = 0;
    utf8_character(text, strlen(text), &character);
    return character;
}

const char *glyph_instead(enum glyph_tier tier, uint32_t character)
{
    if (tier == GLYPHS_UNICODE || character < 0x80)
        return NULL;
    for (int i = 0; i < GLYPH_COUNT; i++)
        if (character_of(glyphs[i][GLYPHS_UNICODE]) == character)
            return glyphs[i][tier];
    if (tier == GLYPHS_CONSOLE)
        return NULL;
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
        if (look_alikes[i].character == character)
            return look_alikes[i].ascii;
    /* Letters of Europe are narrow everywhere; any other sign may not be. */
    return character >= 0x2000 && wcwidth((wchar_t)character) == 1 ? "?" : NULL;
}

/* Appends the marks behind a character, as far as they fit; gives the bytes
 * that were read. */
static size_t take_marks(const char *text, size_t length, struct glyph *out)
{
    size_t read = 0;
    size_t used = strlen(out->text);
    while (read < length) {
        uint32_t mark = 0;
        size_t step = utf8_character(text + read, length - read, &mark);
        if (step == 0 || mark < 0x80 || plain_hides(mark) ||
            wcwidth((wchar_t)mark) != 0)
            break;
        if (used + step < sizeof out->text) {
            memcpy(out->text + used, text + read, step);
            used += step;
        }
        read += step;
    }
    out->text[used] = '\0';
    return read;
}

static size_t take_escape(size_t step, const char *text, struct glyph *out)
{
    unsigned value = step ? out->character : (unsigned char)*text;
    out->escape = true;
    if (step == 0 || value < 0x80)
        out->cells = snprintf(out->text, sizeof out->text, "\\x%02x", value);
    else
        out->cells = snprintf(out->text, sizeof out->text, "\\u{%04x}", value);
    return step ? step : 1;
}

size_t glyph_next(const char *text, size_t length, struct glyph *out)
{
    *out = (struct glyph){.cells = 1};
    bool alone = length == 1 || ((unsigned char)text[1] & 0x80) == 0;
    if (*text >= ' ' && *text < 0x7F && alone) {
        out->text[0] = *text; /* nearly all of a lesson's code */
        out->character = (uint32_t)*text;
        return 1;
    }
    size_t step = utf8_character(text, length, &out->character);
    if (step == 0 || plain_hides(out->character))
        return take_escape(step, text, out);
    int cells = wcwidth((wchar_t)out->character);
    if (cells < 0) { /* this locale cannot show it */
        const char *instead = glyph_instead(GLYPHS_ASCII, out->character);
        out->text[0] = instead ? *instead : '?';
        return step;
    }
    if (cells == 0) {
        out->text[0] = ' '; /* a mark with nothing to stand on */
        return take_marks(text, length, out);
    }
    out->cells = cells;
    memcpy(out->text, text, step);
    return step + take_marks(text + step, length - step, out);
}

int glyph_cells(const char *text, size_t length)
{
    int total = 0;
    struct glyph one;
    for (size_t at = 0; at < length; total += one.cells)
        at += glyph_next(text + at, length - at, &one);
    return total;
}

int glyph_cells_of(const char *text)
{
    return glyph_cells(text, strlen(text));
}

size_t glyph_fit(const char *text, size_t length, int cells)
{
    size_t at = 0;
    while (at < length) {
        struct glyph one;
        size_t step = glyph_next(text + at, length - at, &one);
        if (one.cells > cells)
            break;
        cells -= one.cells;
        at += step;
    }
    return at;
}
