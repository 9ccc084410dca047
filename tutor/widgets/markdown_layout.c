/*
 * markdown_layout -- a tree of blocks into rows of one width.
 *
 * The walk keeps a stack of prefixes: what stands before the text of each row,
 * such as a bullet (first row) and blanks below it (the rest), or the bar of a
 * quote. A prefix that would leave too little room for text is not put up:
 * on twenty columns a list within a list loses its indent, not its words.
 *
 * Inline text is broken as one string, so that a line may end inside a bold
 * word's neighbour but never between a word and its comma; the lines are then
 * cut along the pieces again, each with its style.
 */
#include "tutor/widgets/markdown_private.h"

#include <stdio.h>
#include <string.h>

enum { LEAST_TEXT = 12, SCRATCH_BYTES = 64 * 1024 * 1024, MARK_BYTES = 24 };

/* ---- rows ---- */

int layout_width(const struct layout *layout)
{
    int width = layout->page->columns;
    for (int i = 0; i < layout->prefix_count; i++)
        width -= glyph_cells_of(layout->prefixes[i].rest);
    return width < 1 ? 1 : width;
}

bool layout_push(struct layout *layout, struct prefix prefix)
{
    int left = layout_width(layout) - glyph_cells_of(prefix.rest);
    if (left < LEAST_TEXT || layout->prefix_count == MARKDOWN_PREFIXES)
        return false;
    layout->prefixes[layout->prefix_count++] = prefix;
    return true;
}

void layout_pop(struct layout *layout, bool pushed)
{
    if (pushed)
        layout->prefix_count--;
}

void layout_start_row(struct layout *layout)
{
    for (int i = 0; i < layout->prefix_count; i++) {
        struct prefix *prefix = &layout->prefixes[i];
        const char *text = prefix->used ? prefix->rest : prefix->first;
        page_add(layout->page, prefix->style, PAGE_NO_LINK, slice_of(text));
        prefix->used = true;
    }
}

/* Only bars of quotes stand on it; a bullet waits for its text. */
void layout_blank_row(struct layout *layout)
{
    for (int i = 0; i < layout->prefix_count; i++)
        page_add(layout->page, layout->prefixes[i].style, PAGE_NO_LINK,
                 slice_of(layout->prefixes[i].rest));
    page_end_row(layout->page);
}

/* ---- inline text ---- */

/* The link of the page that stands for a link of the document. */
static int page_link(struct layout *layout, int link)
{
    if (link == PAGE_NO_LINK)
        return PAGE_NO_LINK;
    if (layout->page_links[link] == PAGE_NO_LINK)
        layout->page_links[link] =
            page_add_link(layout->page, layout->links[link]->kind,
                          layout->links[link]->target);
    return layout->page_links[link];
}

static struct piece *add_copy(struct layout *layout, struct piece *last,
                              const struct piece *from)
{
    struct piece *copy = arena_alloc(&layout->scratch, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *from;
    copy->next = NULL;
    if ((copy->style & STYLED_ROLE) == ROLE_TEXT)
        copy->style = (uint16_t)(copy->style | layout->role);
    if (last)
        last->next = copy;
    return copy;
}

/* "[2]" behind a link, where nobody can follow it by a key. */
static struct piece *add_number(struct layout *layout, struct piece *last,
                                int link)
{
    int number = layout->links[link]->number;
    if (number == 0)
        return last;
    char *text = arena_format(&layout->scratch, "[%d]", number);
    struct piece piece = {
        .text = slice_of(text), .style = ROLE_DIM, .link = PAGE_NO_LINK};
    struct piece *added = text ? add_copy(layout, last, &piece) : NULL;
    return added ? added : last;
}

/* Copies with the layout's own style; *length is that of all texts. */
static struct piece *own_pieces(struct layout *layout,
                                const struct block *block,
                                const struct piece *before, size_t *length)
{
    struct piece *first = NULL, *last = NULL;
    const struct piece *from = before ? before : block->piece;
    for (; from; from = from == before ? block->piece : from->next) {
        struct piece *copy = add_copy(layout, last, from);
        if (!copy)
            return NULL;
        first = first ? first : copy;
        last = copy;
        bool ends = from->link != PAGE_NO_LINK && from != before &&
                    (!from->next || from->next->link != from->link);
        if (layout->plain && ends)
            last = add_number(layout, last, from->link);
    }
    for (last = first; last; last = last->next)
        *length += last->text.length;
    return first;
}

/* Code is broken at blanks only: no learner shall copy half a path. */
static void keep_code(struct flow *flow)
{
    size_t at = 0;
    for (const struct piece *piece = flow->piece; piece;
         at += piece->text.length, piece = piece->next) {
        if ((piece->style & STYLED_ROLE) != ROLE_CODE)
            continue;
        for (size_t i = 1; i < piece->text.length; i++)
            if (piece->text.data[i - 1] != ' ' &&
                flow->wrap.breaks[at + i] == WRAP_MAY)
                flow->wrap.breaks[at + i] = WRAP_SPLIT;
    }
}

bool flow_init(struct flow *flow, struct layout *layout,
               const struct block *block, const struct piece *before)
{
    size_t length = 0;
    *flow = (struct flow){0};
    flow->piece = own_pieces(layout, block, before, &length);
    char *text = arena_alloc(&layout->scratch, length + 1);
    if (!text || (!flow->piece && (before || block->piece))) {
        layout->page->failed = true;
        return false;
    }
    char *to = text;
    for (struct piece *piece = flow->piece; piece; piece = piece->next) {
        memcpy(to, piece->text.data, piece->text.length);
        piece->text.data = to;
        to += piece->text.length;
    }
    if (wrap_init(&flow->wrap, &layout->scratch, (struct slice){text, length}))
        layout->page->failed = true;
    else
        keep_code(flow);
    return !layout->page->failed;
}

void flow_line(struct layout *layout, struct flow *flow, struct slice line)
{
    const char *end = line.data + line.length;
    while (flow->piece &&
           flow->piece->text.data + flow->piece->text.length <= line.data)
        flow->piece = flow->piece->next;
    for (const struct piece *piece = flow->piece;
         piece && piece->text.data < end; piece = piece->next) {
        const char *from = piece->text.data;
        const char *stop = from + piece->text.length;
        from = from < line.data ? line.data : from;
        stop = stop > end ? end : stop;
        if (from < stop)
            page_add(layout->page, piece->style, page_link(layout, piece->link),
                     (struct slice){from, (size_t)(stop - from)});
    }
}

void layout_flow(struct layout *layout, const struct block *block,
                 const struct piece *before)
{
    struct flow flow;
    struct slice line;
    int width = layout_width(layout);
    if (!flow_init(&flow, layout, block, before))
        return;
    while (wrap_next(&flow.wrap, width, &line)) {
        layout_start_row(layout);
        flow_line(layout, &flow, line);
        page_end_row(layout->page);
    }
}

/* ---- blocks ---- */

static void layout_children(struct layout *layout, const struct block *block,
                            bool gaps);

static const char *heading_title(struct layout *layout,
                                 const struct block *block)
{
    struct buffer title;
    buffer_init(&title, MARKDOWN_BYTES);
    for (const struct piece *piece = block->piece; piece; piece = piece->next)
        buffer_append(&title, piece->text.data, piece->text.length);
    const char *copy =
        arena_string(&layout->scratch, title.data ? title.data : "");
    buffer_release(&title);
    return copy ? copy : "";
}

static void layout_rule(struct layout *layout, int cells, const char *sign)
{
    layout_start_row(layout);
    for (int i = 0; i < cells; i++)
        page_add(layout->page, ROLE_DIM, PAGE_NO_LINK, slice_of(sign));
    page_end_row(layout->page);
}

static void layout_heading(struct layout *layout, const struct block *block)
{
    const char *title = heading_title(layout, block);
    int cells = glyph_cells_of(title);
    int width = layout_width(layout);
    page_add_anchor(layout->page, block->level, title);
    layout->role = (block->level == 1 ? ROLE_TITLE : ROLE_HEADING);
    struct piece bold = {.text = {"", 0}, .style = STYLED_BOLD, .link = -1};
    layout_flow(layout, block, &bold);
    layout->role = ROLE_TEXT;
    if (block->level == 1 || (layout->plain && block->level == 2))
        layout_rule(layout, cells < width ? cells : width,
                    block->level == 1 ? "─" : "╌");
}

static void layout_quote(struct layout *layout, const struct block *block)
{
    bool pushed = layout_push(
        layout,
        (struct prefix){.first = "│ ", .rest = "│ ", .style = ROLE_QUOTE});
    unsigned role = layout->role;
    layout->role = ROLE_QUOTE;
    layout_children(layout, block, true);
    layout->role = role;
    layout_pop(layout, pushed);
}

/* The cells of the widest number of that list. */
static int number_cells(const struct block *list)
{
    char text[MARK_BYTES];
    int last = list->level - 1;
    for (const struct block *item = list->child; item; item = item->next)
        last++;
    snprintf(text, sizeof text, "%d. ", last);
    return (int)strlen(text);
}

static void layout_item(struct layout *layout, const struct block *list,
                        const struct block *item, int number)
{
    static const char blanks[] = "                        ";
    char mark[MARK_BYTES];
    int cells = 2;
    if (list->ordered) {
        cells = number_cells(list);
        snprintf(mark, sizeof mark, "%*d. ", cells - 2, number);
    } else {
        const char *sign = item->task ? (item->checked ? "☑ " : "☐ ")
                           : layout->depth > 1 ? "· "
                                               : "• ";
        snprintf(mark, sizeof mark, "%s", sign);
    }
    bool pushed = layout_push(
        layout,
        (struct prefix){.first = mark,
                        .rest = blanks + (sizeof blanks - 1 - (size_t)cells),
                        .style = item->checked ? ROLE_GOOD : ROLE_KEY});
    size_t rows = (size_t)layout->page->row_count;
    layout_children(layout, item, list->loose);
    if ((size_t)layout->page->row_count == rows) { /* an empty item */
        layout_start_row(layout);
        page_end_row(layout->page);
    }
    layout_pop(layout, pushed);
}

static void layout_list(struct layout *layout, const struct block *list)
{
    int number = list->level;
    layout->depth++;
    for (const struct block *item = list->child; item; item = item->next) {
        if (list->loose && item != list->child)
            layout_blank_row(layout);
        layout_item(layout, list, item, number++);
    }
    layout->depth--;
}

static void layout_block(struct layout *layout, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_TEXT:
        layout_flow(layout, block, NULL);
        break;
    case BLOCK_HEADING:
        layout_heading(layout, block);
        break;
    case BLOCK_RULE:
        layout_rule(layout, layout_width(layout), "─");
        break;
    case BLOCK_QUOTE:
        layout_quote(layout, block);
        break;
    case BLOCK_LIST:
        layout_list(layout, block);
        break;
    case BLOCK_CODE:
        layout_code(layout, block);
        break;
    case BLOCK_TABLE:
        layout_table(layout, block);
        break;
    default:
        layout_children(layout, block, true);
    }
}

/* Nothing of it is seen: a comment. */
static bool empty(const struct block *block)
{
    return block->kind == BLOCK_TEXT && !block->piece;
}

static void layout_children(struct layout *layout, const struct block *block,
                            bool gaps)
{
    bool first = true;
    for (const struct block *child = block->child; child; child = child->next) {
        if (empty(child))
            continue;
        if (!first && (gaps || child->kind == BLOCK_CODE))
            layout_blank_row(layout);
        layout_block(layout, child);
        first = false;
    }
}

static bool index_links(struct layout *layout)
{
    const struct markdown_link *link = layout->markdown->links;
    size_t count = (size_t)layout->markdown->link_count + 1;
    layout->links =
        arena_alloc(&layout->scratch, count * sizeof *layout->links);
    layout->page_links =
        arena_alloc(&layout->scratch, count * sizeof *layout->page_links);
    if (!layout->links || !layout->page_links)
        return false;
    for (int i = 0; link; i++, link = link->next) {
        layout->links[i] = link;
        layout->page_links[i] = PAGE_NO_LINK;
    }
    return true;
}

enum error layout_document(const struct markdown *markdown, struct page *page,
                           bool plain)
{
    struct layout layout = {
        .markdown = markdown, .page = page, .role = ROLE_TEXT, .plain = plain};
    arena_init(&layout.scratch, SCRATCH_BYTES);
    if (!index_links(&layout)) {
        arena_release(&layout.scratch);
        return error_explain(ERROR_TOO_LARGE, "the text has too many links");
    }
    layout_children(&layout, markdown->root, true);
    arena_release(&layout.scratch);
    return page_error(page);
}
