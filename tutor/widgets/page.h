/*
 * page -- rows of styled text, laid out for one width; a part of it is drawn.
 *
 * Use:       page_init(), then texts with page_add() and page_end_row();
 *            page_draw() at a scroll offset. markdown.h fills pages; lists of
 *            results and help texts may be built by hand.
 * Units:     rows and cells. A row never is wider than `columns`.
 * Ownership: the page copies what it is given; page_release() frees all.
 * Errors:    sticky: when memory is out, rows stop growing and page_error()
 *            says so.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_PAGE_H
#define TUTOR_WIDGETS_PAGE_H

#include "chassis/arena.h"
#include "tutor/widgets/canvas.h"

enum { PAGE_NO_LINK = -1, PAGE_MEMORY_BYTES = 16 * 1024 * 1024 };

/* What a link leads to: a place (a file, an address, #heading) or a command
 * of the program that the learner may run. */
enum page_link_kind { PAGE_LINK_PLACE, PAGE_LINK_COMMAND };

struct page_link {
    enum page_link_kind kind;
    const char *target;
    int row; /* where it begins */
};

struct page_anchor {
    const char *name; /* as a forge makes it: small letters and hyphens */
    const char *title;
    int level; /* of the heading, 1 to 6 */
    int row;
};

struct page_run {
    const char *text;
    size_t length;
    uint16_t style;
    int link; /* an index, or PAGE_NO_LINK */
    struct page_run *next;
};

struct page_row {
    struct page_run *first, *last;
    int cells;
};

struct page {
    struct arena arena;
    int columns;
    struct page_row *rows;
    int row_count, row_room;
    struct page_link *links;
    int link_count, link_room;
    struct page_anchor *anchors;
    int anchor_count, anchor_room;
    bool failed;
};

void page_init(struct page *page, int columns);
void page_release(struct page *page);
/* Empty again, for another width. */
void page_reset(struct page *page, int columns);

/* At the end of the last row; what does not fit there is cut. */
void page_add(struct page *page, unsigned style, int link, struct slice text);
void page_end_row(struct page *page);
/* Paragraphs of one style, wrapped, from the start of a row. */
void page_paragraph(struct page *page, unsigned style, const char *text);
int page_add_link(struct page *page, enum page_link_kind kind,
                  const char *target);
void page_add_anchor(struct page *page, int level, const char *title);
enum error page_error(const struct page *page);

/* Rows from `first` on; the link with index `chosen` is marked. */
void page_draw(const struct page *page, struct area area, int first,
               int chosen);
/* As plain lines, without blanks at their ends. */
void page_text(const struct page *page, enum glyph_tier tier,
               struct buffer *out);
/* The command behind (step 1) or before (-1) that link, round the ends;
 * PAGE_NO_LINK when the page has no command. */
int page_next_command(const struct page *page, int link, int step);
/* The row of that heading, with or without '#'; -1 when there is none. */
int page_find(const struct page *page, const char *anchor);

#endif
