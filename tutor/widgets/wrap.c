/*
 * wrap -- where a line of text may be broken, Korean or not.
 *
 * UAX #14 allows a break between any two syllables, as old Korean print did.
 * On a screen that splits particles from their nouns (하나/의), and readers
 * stumble; today's habit is to keep words whole. So its breaks are taken, and
 * those are cancelled that fall inside a word: both sides are letters or
 * digits, and one is Hangul. A hyphen between capitals joins the name of one
 * state (HALF-OPEN) and stays with it.
 *
 * What holds: lines joined give the text again, blanks at their ends apart;
 * no line is wider than asked for, unless a single character is.
 */
#include "tutor/widgets/wrap.h"

#include <string.h>

#include "chassis/json.h"
#include "tutor/widgets/unicode.h"

enum { WRAP_ARENA_BYTES = 4 * 1024 * 1024 };

static bool letter(uint32_t character)
{
    return unicode_hangul(character) || unicode_alphanumeric(character);
}

static bool capital(uint32_t character)
{
    return character >= 'A' && character <= 'Z';
}

/* Cancels the breaks that part a word. */
static void keep_words(struct wrap *wrap)
{
    uint32_t before = 0, last = 0; /* the two characters on the left */
    for (size_t at = 0; at < wrap->text.length;) {
        uint32_t next = 0;
        size_t step =
            utf8_character(wrap->text.data + at, wrap->text.length - at, &next);
        bool inside = letter(last) && letter(next) &&
                      (unicode_hangul(last) || unicode_hangul(next));
        bool hyphen = last == '-' && capital(before) && capital(next);
        if (wrap->breaks[at] == WRAP_MAY && (inside || hyphen))
            wrap->breaks[at] = WRAP_SPLIT;
        before = last;
        last = next;
        at += step ? step : 1;
    }
}

enum error wrap_init(struct wrap *wrap, struct arena *arena, struct slice text)
{
    *wrap = (struct wrap){.text = text};
    wrap->breaks = arena_alloc(arena, text.length + 1);
    if (!wrap->breaks)
        return error_explain(ERROR_OVERLOADED, "no memory to break lines");
    unicode_breaks(text.data, text.length, wrap->breaks);
    keep_words(wrap);
    return ERROR_OK;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

static struct slice trimmed(const char *text, size_t length)
{
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    return (struct slice){text, length};
}

/* How far a line of `cells` reaches from `at`; blanks may hang over. */
static size_t line_end(const struct wrap *wrap, size_t at, int cells)
{
    const struct slice *text = &wrap->text;
    size_t word = at, split = at; /* the last breaks that fit */
    int used = 0;
    for (size_t i = at; i < text->length;) {
        struct glyph one;
        if (i > at && wrap->breaks[i] == WRAP_MAY)
            word = i;
        if (i > at && wrap->breaks[i] == WRAP_SPLIT)
            split = i;
        if (wrap->breaks[i] == WRAP_MUST)
            return i + 1;
        size_t step = glyph_next(text->data + i, text->length - i, &one);
        if (used + one.cells > cells && !is_blank(text->data[i])) {
            if (word > at)
                return word;
            if (split > at)
                return split;
            return i > at ? i : i + step; /* in the middle of a word */
        }
        used += one.cells;
        i += step;
    }
    return text->length;
}

bool wrap_next(struct wrap *wrap, int cells, struct slice *line)
{
    if (wrap->at >= wrap->text.length)
        return false;
    size_t end = line_end(wrap, wrap->at, cells);
    *line = trimmed(wrap->text.data + wrap->at, end - wrap->at);
    bool forced = end > wrap->at && wrap->breaks[end - 1] == WRAP_MUST;
    wrap->at = end;
    while (!forced && wrap->at < wrap->text.length &&
           wrap->text.data[wrap->at] == ' ')
        wrap->at++;
    return true;
}

int wrap_widest_word(const struct wrap *wrap)
{
    int widest = 0;
    size_t from = 0;
    for (size_t at = 1; at <= wrap->text.length; at++) {
        bool inside =
            at < wrap->text.length &&
            (wrap->breaks[at] == WRAP_NO || wrap->breaks[at] == WRAP_SPLIT);
        if (inside)
            continue;
        struct slice word = trimmed(wrap->text.data + from, at - from);
        int cells = glyph_cells(word.data, word.length);
        widest = cells > widest ? cells : widest;
        from = at;
    }
    return widest;
}

/* Draws the lines, or only counts them (`area` NULL). */
static int each_line(struct area *area, int row, unsigned style,
                     struct slice text, int cells)
{
    struct arena arena;
    struct wrap wrap;
    struct slice line;
    arena_init(&arena, WRAP_ARENA_BYTES);
    if (!wrap_init(&wrap, &arena, text))
        while (wrap_next(&wrap, cells, &line)) {
            if (area)
                area_put_slice(*area, row, 0, style, line);
            row++;
        }
    arena_release(&arena);
    return row;
}

int wrap_put(struct area area, int row, unsigned style, const char *text)
{
    return each_line(&area, row, style, slice_of(text), area.columns);
}

int wrap_rows(const char *text, int cells)
{
    return each_line(NULL, 0, ROLE_TEXT, slice_of(text), cells);
}
