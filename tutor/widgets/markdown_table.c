/*
 * markdown_table -- tables that fit, whatever it takes.
 *
 * Three steps, each taken only when the one before was not enough. Columns as
 * wide as their contents; then the widest column is made narrower, a cell at a
 * time, and its texts are wrapped inside it; and where a column would fall
 * under its widest word, the table becomes records: a list item for each row,
 * "heading: value" for each cell.
 *
 * A word over WORD_CELLS does not decide: a long path in one cell would turn
 * every table into records, so such a word may be broken.
 */
#include "tutor/widgets/markdown_private.h"

#include <string.h>

enum { GAP_CELLS = 3, WORD_CELLS = 16, UNBOUND = 1 << 20 };

struct table {
    int columns;
    int widths[MARKDOWN_COLUMNS];
    int least[MARKDOWN_COLUMNS];
    bool wrapped; /* some cell has more than one line */
};

static void measure_cell(struct layout *layout, const struct block *cell,
                         int *width, int *least)
{
    struct flow flow;
    struct slice line;
    if (!flow_init(&flow, layout, cell, NULL))
        return;
    int word = wrap_widest_word(&flow.wrap);
    word = word > WORD_CELLS ? WORD_CELLS : word;
    *least = word > *least ? word : *least;
    while (wrap_next(&flow.wrap, UNBOUND, &line)) {
        int cells = glyph_cells(line.data, line.length);
        *width = cells > *width ? cells : *width;
    }
}

static void measure(struct layout *layout, const struct block *block,
                    struct table *table)
{
    for (const struct block *row = block->child; row; row = row->next) {
        int column = 0;
        for (const struct block *cell = row->child;
             cell && column < MARKDOWN_COLUMNS; cell = cell->next, column++)
            measure_cell(layout, cell, &table->widths[column],
                         &table->least[column]);
        if (column > table->columns)
            table->columns = column;
    }
}

/* Makes the widest column narrower until all fit; false when they cannot. */
static bool shrink(struct table *table, int width)
{
    int total = GAP_CELLS * (table->columns - 1);
    for (int i = 0; i < table->columns; i++) {
        if (table->widths[i] < 1)
            table->widths[i] = table->least[i] = 1;
        total += table->widths[i];
    }
    for (; total > width; total--) {
        int widest = -1;
        for (int i = 0; i < table->columns; i++)
            if (table->widths[i] > table->least[i] &&
                (widest < 0 || table->widths[i] > table->widths[widest]))
                widest = i;
        if (widest < 0)
            return false;
        table->widths[widest]--;
        table->wrapped = true;
    }
    return true;
}

/* ---- rows of cells ---- */

static void blanks(struct layout *layout, int cells)
{
    for (int i = 0; i < cells; i++)
        page_add(layout->page, ROLE_TEXT, PAGE_NO_LINK, SLICE(" "));
}

/* One line of one cell, padded to the column's width. */
static void cell_line(struct layout *layout, struct flow *flow, int width,
                      enum align align)
{
    struct slice line = {"", 0};
    wrap_next(&flow->wrap, width, &line);
    int room = width - glyph_cells(line.data, line.length);
    int before = align == ALIGN_RIGHT    ? room
                 : align == ALIGN_CENTRE ? room / 2
                                         : 0;
    blanks(layout, before);
    flow_line(layout, flow, line);
    blanks(layout, room - before);
}

static bool unfinished(const struct flow *flows, int columns)
{
    for (int i = 0; i < columns; i++)
        if (flows[i].wrap.at < flows[i].wrap.text.length)
            return true;
    return false;
}

static void layout_row(struct layout *layout, const struct table *table,
                       const struct block *row)
{
    static const struct block nothing = {.kind = BLOCK_CELL};
    struct flow flows[MARKDOWN_COLUMNS];
    enum align aligns[MARKDOWN_COLUMNS];
    const struct block *cell = row->child;
    unsigned role = layout->role;
    layout->role = row->head ? ROLE_HEADING : role;
    for (int i = 0; i < table->columns; i++) {
        const struct block *here = cell ? cell : &nothing;
        aligns[i] = here->align;
        if (!flow_init(&flows[i], layout, here, NULL))
            return;
        cell = cell ? cell->next : NULL;
    }
    layout->role = role;
    do {
        layout_start_row(layout);
        for (int i = 0; i < table->columns; i++) {
            if (i > 0)
                page_add(layout->page, ROLE_DIM, PAGE_NO_LINK, SLICE(" │ "));
            cell_line(layout, &flows[i], table->widths[i], aligns[i]);
        }
        page_end_row(layout->page);
    } while (unfinished(flows, table->columns));
}

static void layout_line(struct layout *layout, const struct table *table,
                        const char *sign)
{
    layout_start_row(layout);
    for (int i = 0; i < table->columns; i++) {
        int cells = table->widths[i];
        if (i > 0)
            page_add(layout->page, ROLE_DIM, PAGE_NO_LINK, SLICE("─┼─"));
        while (cells-- > 0)
            page_add(layout->page, ROLE_DIM, PAGE_NO_LINK, slice_of(sign));
    }
    page_end_row(layout->page);
}

static void layout_grid(struct layout *layout, const struct table *table,
                        const struct block *block)
{
    for (const struct block *row = block->child; row; row = row->next) {
        layout_row(layout, table, row);
        if (row->next && (row->head || table->wrapped))
            layout_line(layout, table, "─");
    }
}

/* ---- records ---- */

/* "Heading: value", the heading in bold. */
static void layout_field(struct layout *layout, const struct block *title,
                         const struct block *cell, bool first)
{
    struct prefix prefix = {
        .first = first ? "• " : "  ", .rest = "  ", .style = ROLE_KEY};
    struct buffer text;
    buffer_init(&text, MARKDOWN_BYTES);
    for (const struct piece *piece = title ? title->piece : NULL; piece;
         piece = piece->next)
        buffer_append(&text, piece->text.data, piece->text.length);
    if (text.length > 0)
        buffer_text(&text, cell->piece ? ": " : ":");
    struct piece before = {.text = {text.data ? text.data : "", text.length},
                           .style = ROLE_STRONG | STYLED_BOLD,
                           .link = PAGE_NO_LINK};
    bool pushed = layout_push(layout, prefix);
    layout_flow(layout, cell, &before);
    layout_pop(layout, pushed);
    buffer_release(&text);
}

static void layout_records(struct layout *layout, const struct block *block)
{
    const struct block *head =
        block->child && block->child->head ? block->child : NULL;
    for (const struct block *row = block->child; row; row = row->next) {
        const struct block *title = head ? head->child : NULL;
        if (row == head)
            continue;
        for (const struct block *cell = row->child; cell; cell = cell->next) {
            layout_field(layout, title, cell, cell == row->child);
            title = title ? title->next : NULL;
        }
    }
}

void layout_table(struct layout *layout, const struct block *block)
{
    struct table table = {0};
    measure(layout, block, &table);
    bool all = table.columns < MARKDOWN_COLUMNS;
    if (all && shrink(&table, layout_width(layout)))
        layout_grid(layout, &table, block);
    else
        layout_records(layout, block);
}
