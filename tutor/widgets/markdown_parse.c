/*
 * markdown_parse -- Markdown into a tree of blocks; the one user of md4c.
 *
 * md4c calls back for each block, each span and each piece of text, in order.
 * The callbacks here build a tree of blocks; the text of a paragraph becomes a
 * list of pieces, each with the style that the open spans give it. A layout
 * for another width then walks the tree and never parses again.
 *
 * Corrected on the way: `\|` inside code in a table (md4c 0.4.8 keeps the
 * backslash), U+200B of markdown_help_emphasis(), HTML comments (dropped) and
 * other HTML (shown as it is written: "<service>" in a sentence is
 * a name, it is no tag).
 */
#include "tutor/widgets/markdown_private.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

/* What a callback gives to end the parse; md4c passes only negative ones on
 * from everywhere. */
enum { STOP = -1 };

struct parser {
    struct markdown *markdown;
    struct block *here; /* the innermost open block */
    int depth;
    int strong, emphasis, strike, code; /* open spans */
    int link;
    int image;
    bool in_html;    /* block of HTML */
    bool in_comment; /* of which nothing is shown */
    bool full;       /* of memory */
    bool too_deep;
};

/* ---- blocks ---- */

static struct block *add_block(struct parser *parser, struct block *parent,
                               enum block_kind kind)
{
    struct block *block = arena_alloc(&parser->markdown->arena, sizeof *block);
    if (!block) {
        parser->full = true;
        return NULL;
    }
    block->kind = kind;
    block->parent = parent;
    if (parent && parent->last)
        parent->last->next = block;
    else if (parent)
        parent->child = block;
    if (parent)
        parent->last = block;
    return block;
}

static enum align align_of(MD_ALIGN align)
{
    return align == MD_ALIGN_RIGHT    ? ALIGN_RIGHT
           : align == MD_ALIGN_CENTER ? ALIGN_CENTRE
                                      : ALIGN_LEFT;
}

static struct slice attribute(struct parser *parser, const MD_ATTRIBUTE *from)
{
    char *copy = arena_copy(&parser->markdown->arena, from->text, from->size);
    if (!copy)
        parser->full = true;
    return (struct slice){copy, copy ? from->size : 0};
}

static bool kind_of(MD_BLOCKTYPE type, enum block_kind *kind)
{
    static const struct {
        MD_BLOCKTYPE type;
        enum block_kind kind;
    } kinds[] = {
        {MD_BLOCK_QUOTE, BLOCK_QUOTE}, {MD_BLOCK_UL, BLOCK_LIST},
        {MD_BLOCK_OL, BLOCK_LIST},     {MD_BLOCK_LI, BLOCK_ITEM},
        {MD_BLOCK_HR, BLOCK_RULE},     {MD_BLOCK_H, BLOCK_HEADING},
        {MD_BLOCK_CODE, BLOCK_CODE},   {MD_BLOCK_P, BLOCK_TEXT},
        {MD_BLOCK_HTML, BLOCK_TEXT},   {MD_BLOCK_TABLE, BLOCK_TABLE},
        {MD_BLOCK_TR, BLOCK_ROW},      {MD_BLOCK_TH, BLOCK_CELL},
        {MD_BLOCK_TD, BLOCK_CELL},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type) {
            *kind = kinds[i].kind;
            return true;
        }
    return false; /* DOC, THEAD, TBODY: no block of ours */
}

/* What md4c knows about that block. */
static void take_detail(struct parser *parser, struct block *block,
                        MD_BLOCKTYPE type, void *detail)
{
    if (type == MD_BLOCK_UL) {
        block->loose = !((MD_BLOCK_UL_DETAIL *)detail)->is_tight;
    } else if (type == MD_BLOCK_OL) {
        MD_BLOCK_OL_DETAIL *list = detail;
        block->loose = !list->is_tight;
        block->ordered = true;
        block->level = (int)list->start;
    } else if (type == MD_BLOCK_LI) {
        MD_BLOCK_LI_DETAIL *item = detail;
        block->task = item->is_task != 0;
        block->checked = item->is_task && item->task_mark != ' ';
    } else if (type == MD_BLOCK_H) {
        block->level = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
    } else if (type == MD_BLOCK_CODE) {
        block->language =
            attribute(parser, &((MD_BLOCK_CODE_DETAIL *)detail)->lang);
    } else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
        block->align = align_of(((MD_BLOCK_TD_DETAIL *)detail)->align);
        block->head = block->parent->head = type == MD_BLOCK_TH;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct parser *parser = context;
    enum block_kind kind;
    if (!kind_of(type, &kind))
        return 0;
    if (++parser->depth > MARKDOWN_DEPTH) {
        parser->too_deep = true;
        return STOP;
    }
    struct block *block = add_block(parser, parser->here, kind);
    if (!block)
        return STOP;
    parser->here = block;
    parser->in_html = type == MD_BLOCK_HTML;
    parser->in_comment = false;
    take_detail(parser, block, type, detail);
    return parser->full ? STOP : 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct parser *parser = context;
    enum block_kind kind;
    (void)detail;
    if (!kind_of(type, &kind))
        return 0;
    parser->depth--;
    parser->here = parser->here->parent;
    parser->in_html = parser->in_comment = false;
    return 0;
}

/* ---- spans ---- */

static int add_link(struct parser *parser, enum page_link_kind kind,
                    struct slice target)
{
    struct markdown *markdown = parser->markdown;
    struct markdown_link *link = arena_alloc(&markdown->arena, sizeof *link);
    char *copy = arena_copy(&markdown->arena, target.data, target.length);
    if (!link || !copy) {
        parser->full = true;
        return PAGE_NO_LINK;
    }
    *link = (struct markdown_link){.kind = kind, .target = copy};
    if (kind == PAGE_LINK_PLACE)
        link->number = ++markdown->place_count;
    if (markdown->last_link)
        markdown->last_link->next = link;
    else
        markdown->links = link;
    markdown->last_link = link;
    return markdown->link_count++;
}

static int span(struct parser *parser, MD_SPANTYPE type, int by)
{
    switch (type) {
    case MD_SPAN_EM:
        parser->emphasis += by;
        break;
    case MD_SPAN_STRONG:
        parser->strong += by;
        break;
    case MD_SPAN_DEL:
        parser->strike += by;
        break;
    case MD_SPAN_CODE:
        parser->code += by;
        break;
    case MD_SPAN_IMG:
        parser->image += by;
        break;
    default:
        break;
    }
    return parser->full ? STOP : 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct parser *parser = context;
    if (type == MD_SPAN_A)
        parser->link =
            add_link(parser, PAGE_LINK_PLACE,
                     attribute(parser, &((MD_SPAN_A_DETAIL *)detail)->href));
    return span(parser, type, 1);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct parser *parser = context;
    (void)detail;
    if (type == MD_SPAN_A)
        parser->link = PAGE_NO_LINK;
    return span(parser, type, -1);
}

static unsigned style_of(const struct parser *parser)
{
    unsigned style = parser->code                   ? ROLE_CODE
                     : parser->link != PAGE_NO_LINK ? ROLE_LINK
                     : parser->strong               ? ROLE_STRONG
                     : parser->emphasis             ? ROLE_EMPHASIS
                     : parser->image                ? ROLE_DIM
                                                    : ROLE_TEXT;
    return style | (parser->strong ? STYLED_BOLD : 0U) |
           (parser->emphasis ? STYLED_ITALIC : 0U) |
           (parser->strike ? STYLED_STRIKE : 0U) |
           (parser->link != PAGE_NO_LINK ? STYLED_UNDERLINE : 0U);
}

/* ---- text ---- */

/* Where text goes: a tight item has no paragraph of its own. */
static struct block *home(struct parser *parser)
{
    struct block *here = parser->here;
    if (here->kind != BLOCK_ITEM && here->kind != BLOCK_QUOTE &&
        here->kind != BLOCK_DOCUMENT)
        return here;
    if (here->last && here->last->kind == BLOCK_TEXT)
        return here->last;
    return add_block(parser, here, BLOCK_TEXT);
}

/* Without the marks of markdown_help_emphasis(), and without the backslash
 * that a table needs before '|'. */
static size_t clean(char *text, size_t length, bool code_in_table)
{
    size_t kept = 0;
    for (size_t at = 0; at < length; at++) {
        if (length - at >= 3 && memcmp(text + at, "\u200b", 3) == 0) {
            at += 2;
            continue;
        }
        if (code_in_table && text[at] == '\\' && at + 1 < length &&
            text[at + 1] == '|')
            continue;
        text[kept++] = text[at];
    }
    text[kept] = '\0';
    return kept;
}

static void add_piece(struct parser *parser, const char *text, size_t length)
{
    struct arena *arena = &parser->markdown->arena;
    struct block *block = home(parser);
    struct piece *piece = arena_alloc(arena, sizeof *piece);
    char *copy = arena_copy(arena, text, length);
    if (!block || !piece || !copy) {
        parser->full = true;
        return;
    }
    bool in_table = block->kind == BLOCK_CELL && parser->code;
    length = clean(copy, length, in_table);
    *piece = (struct piece){.text = {copy, length},
                            .style = (uint16_t)style_of(parser),
                            .link = parser->link};
    if (length == 0)
        return;
    if (block->last_piece)
        block->last_piece->next = piece;
    else
        block->piece = piece;
    block->last_piece = piece;
}

static void add_entity(struct parser *parser, const char *text, size_t length)
{
    static const char *const known[][2] = {
        {"&amp;", "&"},   {"&lt;", "<"},     {"&gt;", ">"},
        {"&quot;", "\""}, {"&nbsp;", " "},   {"&times;", "×"},
        {"&rarr;", "→"},  {"&hellip;", "…"}, {"&mdash;", "—"},
    };
    struct slice entity = {text, length};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_is(entity, known[i][0])) {
            add_piece(parser, known[i][1], strlen(known[i][1]));
            return;
        }
    add_piece(parser, text, length);
}

static void add_html(struct parser *parser, const char *text, size_t length)
{
    struct slice tag = {text, length};
    if (length >= 4 && memcmp(text, "<!--", 4) == 0)
        parser->in_comment = parser->in_html;
    else if (slice_is(tag, "<br>") || slice_is(tag, "<br/>"))
        add_piece(parser, "\n", 1);
    else if (!parser->in_comment)
        add_piece(parser, text, length);
}

/* Code that names an experiment can be run from where it stands. */
static void add_code(struct parser *parser, const char *text, size_t length)
{
    static const char command[] = "lab run ";
    bool runs = parser->code && parser->link == PAGE_NO_LINK &&
                length > sizeof command - 1 &&
                memcmp(text, command, sizeof command - 1) == 0;
    if (runs)
        parser->link =
            add_link(parser, PAGE_LINK_COMMAND, (struct slice){text, length});
    add_piece(parser, text, length);
    if (runs)
        parser->link = PAGE_NO_LINK;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE length,
                     void *context)
{
    struct parser *parser = context;
    switch (type) {
    case MD_TEXT_NULLCHAR:
        add_piece(parser, "?", 1);
        break;
    case MD_TEXT_BR:
        add_piece(parser, "\n", 1);
        break;
    case MD_TEXT_SOFTBR:
        add_piece(parser, " ", 1);
        break;
    case MD_TEXT_ENTITY:
        add_entity(parser, text, length);
        break;
    case MD_TEXT_HTML:
        add_html(parser, text, length);
        break;
    case MD_TEXT_CODE:
        add_code(parser, text, length);
        break;
    default:
        add_piece(parser, text, length);
    }
    return parser->full ? STOP : 0;
}

enum error markdown_parse(struct markdown *markdown, struct slice text)
{
    const MD_PARSER callbacks = {
        .flags = MD_FLAG_TABLES | MD_FLAG_TASKLISTS | MD_FLAG_STRIKETHROUGH |
                 MD_FLAG_PERMISSIVEURLAUTOLINKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text,
    };
    struct parser parser = {.markdown = markdown, .link = PAGE_NO_LINK};
    markdown->root = parser.here = add_block(&parser, NULL, BLOCK_DOCUMENT);
    if (parser.full ||
        md_parse(text.data, (MD_SIZE)text.length, &callbacks, &parser) != 0)
        return parser.too_deep
                   ? error_explain(ERROR_MALFORMED,
                                   "lists and quotes nest deeper than %d",
                                   MARKDOWN_DEPTH)
                   : error_explain(ERROR_TOO_LARGE,
                                   "the text is too large to be laid out");
    return ERROR_OK;
}
