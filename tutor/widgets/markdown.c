/*
 * markdown -- lessons and questions, parsed once and laid out for any width.
 *
 * A text takes three steps: it is prepared here (front matter off, emphasis
 * beside Hangul helped), parsed into a tree (markdown_parse.c), and laid out
 * into a page as often as the width changes (markdown_layout.c).
 *
 * Why emphasis needs help: CommonMark lets `**` close only where it does not
 * stand between a sign and a letter. In English a space follows; in Korean a
 * particle does: **굵게(bold)**는 stays full of stars. The rule looks at the
 * neighbours of the stars, so an invisible character between the sign and the
 * stars is enough: U+200B is neither sign nor blank. Code is left alone.
 */
#include "tutor/widgets/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/widgets/markdown_private.h"
#include "tutor/widgets/unicode.h"

/* ---- preparation ---- */

/* What follows a block between two lines of "---" at the start. */
static struct slice without_front_matter(struct slice text)
{
    const char *end = text.data + text.length;
    if (text.length < 4 || memcmp(text.data, "---\n", 4) != 0)
        return text;
    const char *line = text.data + 4;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((stop ? stop : end) - line);
        const char *next = stop ? stop + 1 : end;
        if (length == 3 && memcmp(line, "---", 3) == 0)
            return (struct slice){next, (size_t)(end - next)};
        line = next;
    }
    return text; /* never closed: a rule and some text */
}

enum { NEITHER, BLANK, SIGN, LETTER };

/* What CommonMark's rule sees in the character before or at `at`. */
static int seen(struct slice text, size_t at, bool before)
{
    uint32_t character = 0;
    if (before) {
        if (at == 0)
            return BLANK;
        do
            at--;
        while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80);
    } else if (at >= text.length) {
        return BLANK;
    }
    utf8_character(text.data + at, text.length - at, &character);
    if (character <= ' ' || character == 0xA0 || character == 0x3000)
        return BLANK;
    return unicode_punctuation(character) ? SIGN : LETTER;
}

static size_t run_of(struct slice text, size_t at, char byte)
{
    size_t from = at;
    while (at < text.length && text.data[at] == byte)
        at++;
    return at - from;
}

/* Behind the code span that begins at `at`, or behind its backticks when it
 * never closes in this paragraph. */
static size_t behind_code(struct slice text, size_t at)
{
    size_t ticks = run_of(text, at, '`');
    for (size_t i = at + ticks; i < text.length;) {
        size_t other = run_of(text, i, '`');
        if (other == ticks)
            return i + other;
        if (text.data[i] == '\n' && i + 1 < text.length &&
            text.data[i + 1] == '\n')
            break;
        i += other ? other : 1;
    }
    return at + ticks;
}

/* Behind the fenced block whose first line begins at `at`; `at` when there is
 * no fence. */
static size_t behind_fence(struct slice text, size_t at)
{
    size_t indent = run_of(text, at, ' ');
    size_t from = at + indent;
    char sign = from < text.length ? text.data[from] : ' ';
    size_t ticks = sign == '`' || sign == '~' ? run_of(text, from, sign) : 0;
    if (ticks < 3)
        return at;
    while (from < text.length) {
        const char *stop = memchr(text.data + from, '\n', text.length - from);
        if (!stop)
            return text.length;
        from = (size_t)(stop - text.data) + 1;
        size_t blanks = run_of(text, from, ' ');
        size_t length = run_of(text, from + blanks, sign);
        size_t end = from + blanks + length;
        if (length >= ticks && (end == text.length || text.data[end] == '\n'))
            return end;
    }
    return text.length;
}

/* A run of stars with U+200B where it needs one. */
static size_t help_stars(struct buffer *out, struct slice text, size_t at)
{
    size_t stars = run_of(text, at, '*');
    int before = seen(text, at, true);
    int after = seen(text, at + stars, false);
    if (before == SIGN && after == LETTER)
        buffer_text(out, "\u200b");
    buffer_append(out, text.data + at, stars);
    if (before == LETTER && after == SIGN)
        buffer_text(out, "\u200b");
    return at + stars;
}

void markdown_help_emphasis(struct buffer *out, struct slice text)
{
    bool line_start = true;
    for (size_t at = 0; at < text.length;) {
        size_t end = line_start ? behind_fence(text, at) : at;
        char byte = text.data[at];
        if (end == at && byte == '`')
            end = behind_code(text, at);
        else if (end == at && byte == '\\' && at + 1 < text.length)
            end = at + 2;
        if (end == at && byte == '*') {
            at = help_stars(out, text, at);
            line_start = false;
            continue;
        }
        if (end == at)
            end = at + 1;
        buffer_append(out, text.data + at, end - at);
        line_start = text.data[end - 1] == '\n';
        at = end;
    }
}

/* ---- what others call ---- */

enum error markdown_new(struct markdown **out, struct slice text)
{
    struct buffer prepared;
    if (text.length > MARKDOWN_BYTES)
        return error_explain(ERROR_TOO_LARGE, "the text is over %d bytes",
                             MARKDOWN_BYTES);
    if (!utf8_valid(text.data, text.length))
        return error_explain(ERROR_MALFORMED,
                             "the text is not UTF-8; save it as UTF-8");
    struct markdown *markdown = calloc(1, sizeof *markdown);
    if (!markdown)
        return error_explain(ERROR_OVERLOADED, "no memory for the text");
    arena_init(&markdown->arena, MARKDOWN_MEMORY_BYTES);
    /* Three bytes at most for each star. */
    buffer_init(&prepared, 8 * (size_t)MARKDOWN_BYTES);
    markdown_help_emphasis(&prepared, without_front_matter(text));
    enum error error = buffer_error(&prepared);
    if (!error)
        error = markdown_parse(markdown,
                               (struct slice){prepared.data, prepared.length});
    buffer_release(&prepared);
    if (error)
        markdown_free(markdown);
    else
        *out = markdown;
    return error;
}

void markdown_free(struct markdown *markdown)
{
    if (!markdown)
        return;
    arena_release(&markdown->arena);
    free(markdown);
}

enum error markdown_layout(const struct markdown *markdown, struct page *page,
                           int columns)
{
    page_reset(page, columns);
    return layout_document(markdown, page, false);
}

/* "[1] where it leads", for every place. */
static void list_links(struct page *page)
{
    int number = 0;
    for (int i = 0; i < page->link_count; i++) {
        char *line;
        if (page->links[i].kind != PAGE_LINK_PLACE)
            continue;
        if (number == 0)
            page_end_row(page);
        line = arena_format(&page->arena, "[%d] %s", ++number,
                            page->links[i].target);
        if (line)
            page_paragraph(page, ROLE_DIM, line);
    }
}

enum error markdown_text(const struct markdown *markdown, int columns,
                         enum glyph_tier tier, struct buffer *out)
{
    struct page page;
    page_init(&page, columns);
    enum error error = layout_document(markdown, &page, true);
    if (!error) {
        list_links(&page);
        error = page_error(&page);
    }
    if (!error) {
        page_text(&page, tier, out);
        error = buffer_error(out);
    }
    page_release(&page);
    return error;
}
