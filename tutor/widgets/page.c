/*
 * page -- rows of styled text, laid out for one width; a part of it is drawn.
 *
 * A lesson is laid out once for a width and then only scrolled, so drawing a
 * frame touches the rows that are seen and nothing else. Rows are lists of
 * runs; a run is text of one style and at most one link. Texts and runs live
 * in the page's arena, the tables in arrays that double.
 *
 * What holds: the row behind the last one is always there and open, so adding
 * needs no question; a row's runs together take row->cells <= columns.
 */
#include "tutor/widgets/page.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/widgets/unicode.h"
#include "tutor/widgets/wrap.h"

enum { PAGE_FIRST_ROOM = 64, PAGE_MOST = 1 << 20 };

/* Room for one more behind `count`; false when there is none. */
static bool grow(struct page *page, void **array, int count, int *room,
                 size_t size)
{
    if (count < *room)
        return true;
    int wanted = *room > 0 ? *room * 2 : PAGE_FIRST_ROOM;
    void *larger =
        wanted <= PAGE_MOST ? realloc(*array, (size_t)wanted * size) : NULL;
    if (!larger) {
        page->failed = true;
        return false;
    }
    *array = larger;
    *room = wanted;
    return true;
}

/* The row that is being filled, or NULL. */
static struct page_row *open_row(struct page *page)
{
    if (page->failed || !grow(page, (void **)&page->rows, page->row_count,
                              &page->row_room, sizeof *page->rows))
        return NULL;
    return &page->rows[page->row_count];
}

static void begin_row(struct page *page)
{
    struct page_row *row = open_row(page);
    if (row)
        *row = (struct page_row){0};
}

void page_init(struct page *page, int columns)
{
    *page = (struct page){.columns = columns < 1 ? 1 : columns};
    arena_init(&page->arena, PAGE_MEMORY_BYTES);
    begin_row(page);
}

void page_release(struct page *page)
{
    arena_release(&page->arena);
    free(page->rows);
    free(page->links);
    free(page->anchors);
    *page = (struct page){.columns = page->columns};
}

void page_reset(struct page *page, int columns)
{
    arena_reset(&page->arena);
    page->columns = columns < 1 ? 1 : columns;
    page->row_count = page->link_count = page->anchor_count = 0;
    page->failed = false;
    begin_row(page);
}

enum error page_error(const struct page *page)
{
    return page->failed
               ? error_explain(ERROR_TOO_LARGE, "the text is too long to show")
               : ERROR_OK;
}

void page_add(struct page *page, unsigned style, int link, struct slice text)
{
    struct page_row *row = open_row(page);
    if (!row)
        return;
    text.length = glyph_fit(text.data, text.length, page->columns - row->cells);
    if (text.length == 0)
        return;
    struct page_run *run = arena_alloc(&page->arena, sizeof *run);
    char *copy = arena_copy(&page->arena, text.data, text.length);
    if (!run || !copy) {
        page->failed = true;
        return;
    }
    *run = (struct page_run){.text = copy,
                             .length = text.length,
                             .style = (uint16_t)style,
                             .link = link};
    if (row->last)
        row->last->next = run;
    else
        row->first = run;
    row->last = run;
    row->cells += glyph_cells(text.data, text.length);
}

void page_end_row(struct page *page)
{
    if (!open_row(page))
        return;
    page->row_count++;
    begin_row(page);
}

void page_paragraph(struct page *page, unsigned style, const char *text)
{
    struct wrap wrap;
    struct slice line;
    if (page->failed)
        return;
    if (wrap_init(&wrap, &page->arena, slice_of(text))) {
        page->failed = true;
        return;
    }
    while (wrap_next(&wrap, page->columns, &line)) {
        page_add(page, style, PAGE_NO_LINK, line);
        page_end_row(page);
    }
}

int page_add_link(struct page *page, enum page_link_kind kind,
                  const char *target)
{
    const char *copy = arena_string(&page->arena, target);
    if (!copy || !grow(page, (void **)&page->links, page->link_count,
                       &page->link_room, sizeof *page->links)) {
        page->failed = true;
        return PAGE_NO_LINK;
    }
    page->links[page->link_count] = (struct page_link){
        .kind = kind, .target = copy, .row = page->row_count};
    return page->link_count++;
}

/* "2. What it costs" -> "2-what-it-costs", as forges do. */
static void slug(struct buffer *out, const char *title)
{
    size_t length = strlen(title);
    for (size_t at = 0; at < length;) {
        uint32_t character = 0;
        size_t step = utf8_character(title + at, length - at, &character);
        if (character >= 'A' && character <= 'Z')
            buffer_byte(out, (char)(character - 'A' + 'a'));
        else if (character == ' ')
            buffer_byte(out, '-');
        else if (character == '-' || character == '_' ||
                 unicode_alphanumeric(character))
            buffer_append(out, title + at, step);
        at += step ? step : 1;
    }
}

void page_add_anchor(struct page *page, int level, const char *title)
{
    struct buffer name;
    if (!grow(page, (void **)&page->anchors, page->anchor_count,
              &page->anchor_room, sizeof *page->anchors))
        return;
    buffer_init(&name, PAGE_MEMORY_BYTES);
    slug(&name, title);
    struct page_anchor anchor = {.level = level, .row = page->row_count};
    anchor.name = arena_string(&page->arena, name.data ? name.data : "");
    anchor.title = arena_string(&page->arena, title);
    if (anchor.name && anchor.title && !buffer_error(&name))
        page->anchors[page->anchor_count++] = anchor;
    else
        page->failed = true;
    buffer_release(&name);
}

int page_next_command(const struct page *page, int link, int step)
{
    int at = link;
    for (int i = 0; i < page->link_count; i++) {
        at = at == PAGE_NO_LINK && step < 0 ? page->link_count - 1 : at + step;
        if (at < 0 || at >= page->link_count)
            at = step < 0 ? page->link_count - 1 : 0;
        if (page->links[at].kind == PAGE_LINK_COMMAND)
            return at;
    }
    return PAGE_NO_LINK;
}

int page_find(const struct page *page, const char *anchor)
{
    if (*anchor == '#')
        anchor++;
    for (int i = 0; i < page->anchor_count; i++)
        if (strcmp(page->anchors[i].name, anchor) == 0)
            return page->anchors[i].row;
    return -1;
}

void page_draw(const struct page *page, struct area area, int first, int chosen)
{
    area_fill(area, ROLE_TEXT);
    for (int i = 0; i < area.rows; i++) {
        int column = 0;
        if (first + i < 0 || first + i >= page->row_count)
            continue;
        for (const struct page_run *run = page->rows[first + i].first; run;
             run = run->next) {
            unsigned style = run->style;
            if (run->link != PAGE_NO_LINK && run->link == chosen)
                style = (style & ~STYLED_ROLE & ~0U) | ROLE_LINK_CHOSEN;
            column = area_put_slice(area, i, column, style,
                                    (struct slice){run->text, run->length});
        }
    }
}

/* As the cells of a canvas would hold it. */
static void plain_run(struct buffer *out, enum glyph_tier tier,
                      const struct page_run *run)
{
    struct glyph one;
    for (size_t at = 0; at < run->length;) {
        at += glyph_next(run->text + at, run->length - at, &one);
        const char *instead =
            one.escape ? NULL : glyph_instead(tier, one.character);
        buffer_text(out, instead ? instead : one.text);
    }
}

void page_text(const struct page *page, enum glyph_tier tier,
               struct buffer *out)
{
    for (int i = 0; i < page->row_count; i++) {
        size_t from = out->length;
        for (const struct page_run *run = page->rows[i].first; run;
             run = run->next)
            plain_run(out, tier, run);
        size_t end = out->length;
        while (end > from && out->data[end - 1] == ' ')
            end--;
        if (end < out->length)
            buffer_cut(out, end);
        buffer_byte(out, '\n');
    }
}
