/*
 * glyph -- what one cell of a canvas can hold, in three tiers.
 *
 * Use:       glyph(tier, GLYPH_BULLET) for a sign of our own; glyph_next() to
 *            walk over a text; glyph_cells() and glyph_fit() to measure what
 *            canvas.h will draw.
 * Units:     cells; Hangul takes two, a combining mark none.
 * Safety:    what a terminal must not get (chassis/plain.h) is walked over as
 *            the signs \x1b or \u{202e}, and measured so.
 * Ownership: constants, or values of the caller's.
 * Errors:    cannot fail; bytes that are not UTF-8 are written out as \xff.
 * Source:    wcwidth() of the C library; outside a UTF-8 locale each other
 *            character is its ASCII look-alike, or one '?'. The tiers: box
 *            lines and blocks are two cells wide in some CJK set-ups, and
 *            missing in console fonts.
 */
#ifndef TUTOR_WIDGETS_GLYPH_H
#define TUTOR_WIDGETS_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a terminal can show: all, what Linux console fonts have, or ASCII.
 * Hangul passes in all of them. */
enum glyph_tier { GLYPHS_UNICODE, GLYPHS_CONSOLE, GLYPHS_ASCII };

/* X(NAME, unicode, console, ascii): always one cell. */
#define GLYPH_LIST(X)              \
    X(HORIZONTAL, "─", "─", "-")   \
    X(VERTICAL, "│", "│", "|")     \
    X(TOP_LEFT, "┌", "┌", "+")     \
    X(TOP_RIGHT, "┐", "┐", "+")    \
    X(BOTTOM_LEFT, "└", "└", "+")  \
    X(BOTTOM_RIGHT, "┘", "┘", "+") \
    X(TEE_LEFT, "├", "├", "+")     \
    X(TEE_RIGHT, "┤", "┤", "+")    \
    X(TEE_TOP, "┬", "┬", "+")      \
    X(TEE_BOTTOM, "┴", "┴", "+")   \
    X(CROSS, "┼", "┼", "+")        \
    X(DASH, "╌", "-", "-")         \
    X(ARROW_LEFT, "←", "←", "<")   \
    X(ARROW_RIGHT, "→", "→", ">")  \
    X(ARROW_UP, "↑", "↑", "^")     \
    X(ARROW_DOWN, "↓", "↓", "v")   \
    X(POINTER, "▸", ">", ">")      \
    X(POINTER_LEFT, "◂", "<", "<") \
    X(OPENED, "▾", "v", "v")       \
    X(CLOSED, "▸", ">", ">")       \
    X(BULLET, "•", "•", "*")       \
    X(BULLET_INNER, "·", "·", "-") \
    X(DOT_FULL, "●", "●", "*")     \
    X(DOT_EMPTY, "○", "o", "o")    \
    X(TRIANGLE, "▲", "▲", "^")     \
    X(CHECK, "✓", "+", "+")        \
    X(BALLOT, "✗", "✗", "x")       \
    X(BOX_EMPTY, "☐", "☐", "_")    \
    X(BOX_CHECKED, "☑", "☑", "x")  \
    X(BLOCK, "█", "█", "#")        \
    X(BLOCK_HALF, "▌", "▒", "=")   \
    X(SHADE, "▒", "▒", "%")        \
    X(SHADE_LIGHT, "░", "░", ".")  \
    X(ELLIPSIS, "…", "…", "~")     \
    X(CONTINUED, "›", ">", ">")    \
    X(LEVEL_1, "▁", "_", "_")      \
    X(LEVEL_2, "▂", ".", ".")      \
    X(LEVEL_3, "▃", ".", ".")      \
    X(LEVEL_4, "▄", "-", "-")      \
    X(LEVEL_5, "▅", "-", "-")      \
    X(LEVEL_6, "▆", "=", "=")      \
    X(LEVEL_7, "▇", "=", "=")      \
    X(LEVEL_8, "█", "#", "#")

enum glyph_name {
#define GLYPH_ENUM(name, unicode, console, ascii) GLYPH_##name,
    GLYPH_LIST(GLYPH_ENUM)
#undef GLYPH_ENUM
        GLYPH_COUNT
};

enum {
    GLYPH_LEVELS = 8,
    /* A syllable in three jamo, or a letter with marks; more marks than fit
     * are dropped, for they only paint over their neighbours. */
    GLYPH_BYTES = 16
};

const char *glyph(enum glyph_tier tier, enum glyph_name name);
/* 0 is the lowest of GLYPH_LEVELS; others are brought into that range. */
const char *glyph_level(enum glyph_tier tier, int level);

/* One character with its marks, as it will stand in one cell or two. */
struct glyph {
    char text[GLYPH_BYTES]; /* with a NUL; of a hidden one: its escape */
    int cells;              /* 1 or 2; more for an escape, which is ASCII */
    uint32_t character;     /* without its marks */
    bool escape;            /* `text` is an escape of several cells */
};

/* Reads the first one of `length` bytes, which must not be 0; gives how many
 * bytes it took. */
size_t glyph_next(const char *text, size_t length, struct glyph *out);
/* What stands for `character` where the tier lacks it, else NULL. */
const char *glyph_instead(enum glyph_tier tier, uint32_t character);

int glyph_cells(const char *text, size_t length);
int glyph_cells_of(const char *text);
/* How many bytes of `text` fit into `cells`; never half a character. */
size_t glyph_fit(const char *text, size_t length, int cells);

#endif
