/*
 * markdown_code -- blocks of code, coloured, never lost at the right edge.
 *
 * Diagrams are up to 76 cells wide and must stay whole, so the indent of a
 * block gives way first. A line that is still too wide goes on in the next
 * row behind a sign; cutting it would hide what a learner has to type. Lines
 * of a `cleave` block are commands, and links to run them.
 */
#include "tutor/widgets/markdown_private.h"

#include <string.h>

#include "tutor/widgets/highlight.h"

enum { INDENT = 2, TAB_CELLS = 4, SPANS = 256 };

/* The block's text without tabs. */
static struct slice code_text(struct layout *layout, const struct block *block)
{
    struct buffer text;
    int column = 0;
    buffer_init(&text, 4 * (size_t)MARKDOWN_BYTES);
    for (const struct piece *piece = block->piece; piece; piece = piece->next)
        for (size_t i = 0; i < piece->text.length; i++) {
            char byte = piece->text.data[i];
            int blanks = byte == '\t' ? TAB_CELLS - column % TAB_CELLS : 0;
            for (int n = 0; n < blanks; n++)
                buffer_byte(&text, ' ');
            if (byte != '\t')
                buffer_byte(&text, byte);
            column = byte == '\n' ? 0 : column + (blanks ? blanks : 1);
        }
    while (text.length > 0 && text.data[text.length - 1] == '\n')
        buffer_cut(&text, text.length - 1);
    char *copy = arena_copy(&layout->scratch, text.data, text.length);
    struct slice all = {copy, copy ? text.length : 0};
    layout->page->failed |= !copy || buffer_error(&text) != ERROR_OK;
    buffer_release(&text);
    return all;
}

static bool next_line(struct slice *rest, struct slice *line)
{
    if (!rest->data)
        return false;
    const char *stop = memchr(rest->data, '\n', rest->length);
    size_t length = stop ? (size_t)(stop - rest->data) : rest->length;
    *line = (struct slice){rest->data, length};
    rest->data = stop ? stop + 1 : NULL;
    rest->length -= stop ? length + 1 : length;
    return true;
}

/* How far the block is moved in: less where it would not fit otherwise. */
static int indent_of(struct slice text, int width)
{
    int widest = 0;
    struct slice line;
    while (next_line(&text, &line)) {
        int cells = glyph_cells(line.data, line.length);
        widest = cells > widest ? cells : widest;
    }
    int room = width - widest;
    return room >= INDENT || room < 0 ? INDENT : room;
}

struct code_row {
    struct layout *layout;
    int indent;
    int room; /* cells left in the row */
    int link;
};

static void start_row(struct code_row *row, bool continued)
{
    static const char blanks[] = "  ";
    struct slice indent = {blanks, (size_t)row->indent};
    layout_start_row(row->layout);
    row->room = layout_width(row->layout) - row->indent;
    if (row->room < 1)
        row->room = 1;
    page_add(row->layout->page, ROLE_DIM, PAGE_NO_LINK,
             continued ? SLICE("› ") : indent);
}

static void add_span(struct code_row *row, const struct highlight_span *span)
{
    struct slice text = span->text;
    unsigned style = span->role;
    if (row->link != PAGE_NO_LINK)
        style |= STYLED_UNDERLINE;
    while (text.length > 0) {
        size_t fit = glyph_fit(text.data, text.length, row->room);
        if (fit > 0) {
            page_add(row->layout->page, style, row->link,
                     (struct slice){text.data, fit});
            row->room -= glyph_cells(text.data, fit);
            text.data += fit;
            text.length -= fit;
            continue;
        }
        struct glyph one;
        size_t step = glyph_next(text.data, text.length, &one);
        page_end_row(row->layout->page);
        start_row(row, true);
        if (one.cells > row->room) { /* fits nowhere */
            text.data += step;
            text.length -= step;
        }
    }
}

/* A line that a learner may run from where it stands. */
static int command_link(struct layout *layout, struct slice line)
{
    while (line.length > 0 && line.data[line.length - 1] == ' ')
        line.length--;
    if (line.length == 0 || *line.data == '#')
        return PAGE_NO_LINK;
    char *command = arena_copy(&layout->scratch, line.data, line.length);
    return command ? page_add_link(layout->page, PAGE_LINK_COMMAND, command)
                   : PAGE_NO_LINK;
}

void layout_code(struct layout *layout, const struct block *block)
{
    struct highlight_span spans[SPANS];
    struct highlight highlight;
    struct slice line;
    struct slice text = code_text(layout, block);
    struct code_row row = {.layout = layout,
                           .indent = indent_of(text, layout_width(layout))};
    bool commands = slice_is(block->language, "cleave");
    highlight_start(&highlight, block->language);
    while (next_line(&text, &line)) {
        int count = highlight_line(&highlight, line, spans, SPANS);
        row.link = commands ? command_link(layout, line) : PAGE_NO_LINK;
        start_row(&row, false);
        for (int i = 0; i < count; i++)
            add_span(&row, &spans[i]);
        page_end_row(layout->page);
    }
}
