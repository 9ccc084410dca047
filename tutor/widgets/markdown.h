/*
 * markdown -- lessons and questions, parsed once and laid out for any width.
 *
 * Use:       markdown_new() on the bytes of a file or of a part of it, then
 *            markdown_layout() into a page (page.h) for each width, and
 *            page_draw(). markdown_text() is the linear twin.
 * Knows:     headings, emphasis (beside Hangul as well), lists, task lists,
 *            tables, code with highlighting, quotes, links, rules. Front
 *            matter and HTML comments are left out. Lines of ```cleave blocks
 *            and inline code that begins with "lab run" become links of
 *            kind PAGE_LINK_COMMAND.
 * Tables:    shrink their widest column, wrap inside cells, and turn into
 *            records ("- State: OPEN") where even that does not fit.
 * Ownership: opaque; it copies the text. A page holds nothing of it.
 * Errors:    MALFORMED with a sentence when the text is not UTF-8; TOO_LARGE.
 * Blocking:  never.
 * Source:    CommonMark with the tables and task lists of GFM, by md4c.
 */
#ifndef TUTOR_WIDGETS_MARKDOWN_H
#define TUTOR_WIDGETS_MARKDOWN_H

#include "tutor/widgets/page.h"

enum { MARKDOWN_TEXT_COLUMNS = 76, MARKDOWN_BYTES = 1024 * 1024 };

struct markdown;

enum error markdown_new(struct markdown **out, struct slice text);
void markdown_free(struct markdown *markdown); /* NULL is fine */
/* Fills the page, which is reset first, for page->columns cells. */
enum error markdown_layout(const struct markdown *markdown, struct page *page,
                           int columns);
/* Lines of at most `columns` cells; links are numbered and listed below. */
enum error markdown_text(const struct markdown *markdown, int columns,
                         enum glyph_tier tier, struct buffer *out);

#endif
