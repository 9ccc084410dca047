/*
 * markdown_private -- the tree between the parser and the layout.
 *
 * Use:       inside tutor/widgets/markdown*.c only; others use markdown.h.
 * Ownership: everything lives in the arena of its struct markdown.
 * Errors:    builders give NULL when that arena is full.
 */
#ifndef TUTOR_WIDGETS_MARKDOWN_PRIVATE_H
#define TUTOR_WIDGETS_MARKDOWN_PRIVATE_H

#include "tutor/widgets/markdown.h"
#include "tutor/widgets/wrap.h"

enum {
    MARKDOWN_DEPTH = 32,    /* of blocks inside blocks */
    MARKDOWN_COLUMNS = 16,  /* of a table */
    MARKDOWN_PREFIXES = 64, /* two for each level and some */
    MARKDOWN_MEMORY_BYTES = 64 * 1024 * 1024
};

enum block_kind {
    BLOCK_DOCUMENT,
    BLOCK_QUOTE,
    BLOCK_LIST,
    BLOCK_ITEM,
    BLOCK_RULE,
    BLOCK_HEADING,
    BLOCK_CODE,
    BLOCK_TEXT,
    BLOCK_TABLE,
    BLOCK_ROW,
    BLOCK_CELL
};

/* Text of one style; `link` is an index into markdown->links. */
struct piece {
    struct slice text;
    uint16_t style;
    int link;
    struct piece *next;
};

struct block {
    enum block_kind kind;
    struct block *parent, *child, *last, *next;
    struct piece *piece, *last_piece;
    int level;             /* of a heading; the first number of a list */
    bool ordered, loose;   /* of a list */
    bool task, checked;    /* of an item */
    bool head;             /* of a table's row */
    enum align align;      /* of a cell */
    struct slice language; /* of code */
};

struct markdown_link {
    enum page_link_kind kind;
    const char *target;
    int number; /* among the places, from 1; a command has 0 */
    struct markdown_link *next;
};

struct markdown {
    struct arena arena;
    struct block *root;
    struct markdown_link *links, *last_link;
    int link_count, place_count;
};

/* The whole document into a page that is empty. */
enum error layout_document(const struct markdown *markdown, struct page *page,
                           bool plain);

/* Fills markdown->root from text that is UTF-8. */
enum error markdown_parse(struct markdown *markdown, struct slice text);
/* So that emphasis beside Hangul is emphasis to md4c too: puts U+200B between
 * a sign and the stars where CommonMark's rule would refuse them. The parser
 * takes it out again. */
void markdown_help_emphasis(struct buffer *out, struct slice text);

/* What is drawn before the text of each row: a bullet, a quote's bar. */
struct prefix {
    const char *first, *rest; /* of the same width */
    unsigned style;
    bool used;
};

struct layout {
    const struct markdown *markdown;
    struct page *page;
    struct arena scratch; /* of one layout */
    struct prefix prefixes[MARKDOWN_PREFIXES];
    int prefix_count;
    const struct markdown_link **links; /* of the document, by index */
    int *page_links;                    /* for each of them, or PAGE_NO_LINK */
    int depth;                          /* of lists */
    unsigned role;                      /* of text without a style of its own */
    bool plain; /* links are numbered, headings underlined */
};

/* Inline text, ready to be broken into lines. */
struct flow {
    struct wrap wrap;
    /* Their texts are consecutive parts of wrap.text; those of finished lines
     * are dropped. */
    struct piece *piece;
};

bool layout_push(struct layout *layout, struct prefix prefix);
void layout_pop(struct layout *layout, bool pushed);
int layout_width(const struct layout *layout); /* behind the prefixes */
void layout_start_row(struct layout *layout);
void layout_blank_row(struct layout *layout);
/* `before` may be NULL: a piece in front of the block's own. */
bool flow_init(struct flow *flow, struct layout *layout,
               const struct block *block, const struct piece *before);
/* The line that wrap_next() gave. */
void flow_line(struct layout *layout, struct flow *flow, struct slice line);
/* All lines of it at the layout's width. */
void layout_flow(struct layout *layout, const struct block *block,
                 const struct piece *before);

void layout_table(struct layout *layout, const struct block *table);
void layout_code(struct layout *layout, const struct block *code);

#endif
