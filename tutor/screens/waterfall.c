/*
 * waterfall -- the screen `trace`: recent traces, and one of them as a tree
 * with bars.
 *
 * The list comes from the live model; a trace is asked for as a whole. Arrows
 * walk the tree: up and down to the next row, left folds a span or goes to the
 * one that caused it, right unfolds it. What is chosen is a span and not a
 * row, so it stays chosen when spans arrive above it. Tab moves the keys to
 * the details below and back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/waterfall_screen.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/wrap.h"

enum { DETAIL_LEAST = 3, TREE_LEAST = 5, DETAIL_BYTES = 4 << 20 };

struct falls {
    bool in_trace, large, in_detail; /* the details: large; have the keys */
    struct waterfall_list list;
    struct trace_fetch fetch;
    struct waterfall fall;
    uint8_t chosen[8]; /* id of the span */
    struct page page;
    struct scroll detail;
    struct arena arena;
    int page_columns, page_span; /* that the page was written for */
    uint64_t seen;               /* changes of the fetch */
};

/* ---- which span ---- */

static void choose(struct falls *falls, int span)
{
    const struct trace_tree *tree = &falls->fetch.tree;
    if (span < 0 || span >= tree->count)
        return;
    const ProtobufCBinaryData *id = &tree->spans[span].of->span->span_id;
    memset(falls->chosen, 0, sizeof falls->chosen);
    if (id->len == sizeof falls->chosen)
        memcpy(falls->chosen, id->data, id->len);
    falls->fall.selected = span;
    falls->detail.first = 0;
}

/* The tree is another one: the same span, if it is there. */
static void look_again(struct falls *falls)
{
    struct trace_tree *tree = &falls->fetch.tree;
    if (falls->seen == falls->fetch.changes)
        return;
    falls->seen = falls->fetch.changes;
    falls->page_columns = 0;
    falls->fall.tree = tree;
    falls->fall.selected = tree->count > 0 ? 0 : TRACE_TREE_NONE;
    for (int i = 0; falls->fetch.known && i < tree->count; i++) {
        const ProtobufCBinaryData *id = &tree->spans[i].of->span->span_id;
        if (id->len == 8 && memcmp(id->data, falls->chosen, 8) == 0)
            falls->fall.selected = i;
    }
}

static void step(struct falls *falls, int rows)
{
    const struct trace_tree *tree = &falls->fetch.tree;
    int row = trace_tree_row(tree, falls->fall.selected) + rows;
    int most = trace_tree_rows(tree) - 1;
    row = row > most ? most : row < 0 ? 0 : row;
    choose(falls, trace_tree_at(tree, row));
}

/* Left folds, or goes up; right unfolds, or goes down. */
static void turn(struct falls *falls, bool left)
{
    const struct trace_tree *tree = &falls->fetch.tree;
    struct trace_span *span = &tree->spans[falls->fall.selected];
    bool parent = span->end > falls->fall.selected + 1;
    if (left && parent && !span->folded)
        span->folded = true;
    else if (left)
        choose(falls, span->parent);
    else if (span->folded)
        span->folded = false;
    else if (parent)
        choose(falls, falls->fall.selected + 1);
}

/* ---- its life ---- */

static void show_trace(struct falls *falls, const char *word)
{
    falls->in_trace = true;
    falls->large = falls->in_detail = false;
    memset(falls->chosen, 0, sizeof falls->chosen);
    falls->fall = (struct waterfall){.tree = &falls->fetch.tree,
                                     .selected = TRACE_TREE_NONE};
    trace_fetch_ask(&falls->fetch, word);
}

static void close_screen(struct app *app, void *state)
{
    struct falls *falls = state;
    (void)app;
    trace_fetch_close(&falls->fetch);
    page_release(&falls->page);
    arena_release(&falls->arena);
    free(falls);
}

static enum error open_screen(struct app *app, const char *argument,
                              void **state)
{
    struct falls *falls = calloc(1, sizeof *falls);
    if (!falls)
        return ERROR_SYSTEM;
    trace_fetch_open(&falls->fetch, app);
    page_init(&falls->page, 1);
    arena_init(&falls->arena, DETAIL_BYTES);
    if (*argument && strcmp(argument, "list") != 0)
        show_trace(falls, argument);
    *state = falls;
    return ERROR_OK;
}

/* ---- what is drawn ---- */

static void draw_list(struct app *app, struct falls *falls, struct area area)
{
    const struct live_view *view = live_view(app->live);
    const char *why = view->collector.connected ? "" : view->collector.why;
    struct frame frame = {.title = text(TEXT_VIEW_TRACE), .footer = why};
    struct area inside = area_inset(frame_draw(area, &frame), 0, 1);
    if (view->trace_count == 0)
        wrap_put(inside, 0, ROLE_DIM, *why ? why : text(TEXT_TRACES_NONE));
    else
        waterfall_list_draw(inside, &falls->list, view);
}

static void draw_detail(struct falls *falls, struct area area)
{
    int columns = area.columns - 3;
    if (falls->page_columns != columns ||
        falls->page_span != falls->fall.selected) {
        page_reset(&falls->page, columns < 1 ? 1 : columns);
        arena_reset(&falls->arena);
        waterfall_detail(&falls->page, &falls->fetch, falls->fall.selected,
                         &falls->arena);
        falls->page_columns = columns;
        falls->page_span = falls->fall.selected;
    }
    area_horizontal(area, 0, 0, area.columns,
                    falls->in_detail ? ROLE_FOCUS : ROLE_FRAME);
    area_take_top(&area, 1);
    scroll_resize(&falls->detail, area.rows, falls->page.row_count);
    page_draw(&falls->page, area_part(area, 0, 1, area.rows, area.columns - 3),
              falls->detail.first, PAGE_NO_LINK);
    scroll_draw(&falls->detail, area);
}

/* Why this may not be all. */
static void draw_state(const struct trace_fetch *fetch, struct area *area)
{
    char words[2 * LIVE_TEXT_BYTES];
    if (!trace_fetch_lacks(fetch, words, sizeof words))
        return;
    int rows = wrap_rows(words, area->columns);
    wrap_put(area_take_top(area, rows), 0, ROLE_WARN, words);
}

static void draw_tree(struct falls *falls, struct area inside)
{
    draw_state(&falls->fetch, &inside);
    int rows = inside.rows / 3;
    if (falls->large)
        rows = inside.rows - TREE_LEAST;
    if (inside.rows < DETAIL_LEAST + TREE_LEAST)
        rows = falls->in_detail ? inside.rows : 0;
    if (rows >= DETAIL_LEAST && falls->fall.selected >= 0)
        draw_detail(falls, area_take_bottom(&inside, rows));
    waterfall_draw(inside, &falls->fall);
}

static void draw_trace(struct falls *falls, struct area area)
{
    const struct trace_fetch *fetch = &falls->fetch;
    char title[160], legend[96], words[2 * LIVE_TEXT_BYTES], ms[FIGURES_BYTES];
    enum glyph_tier tier = area_tier(area);
    struct frame frame = {.title = text(TEXT_VIEW_TRACE), .footer = legend};
    snprintf(legend, sizeof legend, TEXT_FORMAT(TRACE_LEGEND),
             glyph(tier, GLYPH_BLOCK), glyph(tier, GLYPH_SHADE_LIGHT));
    look_again(falls);
    if (fetch->known) {
        const Collector__TraceSummary *all = fetch->tree.reply->summary;
        snprintf(title, sizeof title, TEXT_FORMAT(TRACE_TITLE), all->trace_id,
                 all->name, figures_ms(ms, all->duration_us), all->errors);
        frame.title = title;
    }
    struct area inside = area_inset(frame_draw(area, &frame), 0, 1);
    if (fetch->known) {
        draw_tree(falls, inside);
        return;
    }
    (void)trace_fetch_lacks(fetch, words, sizeof words);
    wrap_put(inside, 0, *fetch->why ? ROLE_WARN : ROLE_DIM, words);
}

static void draw_screen(struct app *app, void *state, struct area *area)
{
    struct falls *falls = state;
    if (falls->in_trace)
        draw_trace(falls, *area);
    else
        draw_list(app, falls, *area);
}

/* ---- keys ---- */

/* Rows that a key moves by; 0: it is no such key. */
static int rows_of(enum keys_name name, int page)
{
    page = page > 1 ? page - 1 : 1;
    switch (name) {
    case KEYS_UP:
    case KEYS_WHEEL_UP:
        return -1;
    case KEYS_DOWN:
    case KEYS_WHEEL_DOWN:
        return 1;
    case KEYS_PAGE_UP:
        return -page;
    case KEYS_PAGE_DOWN:
        return page;
    default:
        return 0;
    }
}

static bool key_list(struct app *app, struct falls *falls, enum keys_name name)
{
    const struct live_view *view = live_view(app->live);
    int rows = rows_of(name, falls->list.scroll.shown);
    const char *chosen = waterfall_list_chosen(&falls->list, view);
    if (rows)
        waterfall_list_move(&falls->list, view, rows);
    else if (name == KEYS_ENTER && chosen)
        show_trace(falls, chosen);
    else if (name == KEYS_F7 && chosen)
        app_open(app, "diagram", chosen);
    else
        return false;
    return true;
}

static bool key_trace(struct app *app, struct falls *falls, enum keys_name name)
{
    bool known = falls->fetch.known && falls->fall.selected >= 0;
    int page =
        falls->in_detail ? falls->detail.shown : falls->fall.scroll.shown;
    int rows = rows_of(name, page);
    if (name == KEYS_ESCAPE)
        falls->in_trace = false;
    if (name == KEYS_ESCAPE || !known)
        return name == KEYS_ESCAPE;
    if (rows && falls->in_detail)
        scroll_by(&falls->detail, rows);
    else if (rows)
        step(falls, rows);
    else if (name == KEYS_LEFT || name == KEYS_RIGHT)
        turn(falls, name == KEYS_LEFT);
    else if (name == KEYS_ENTER)
        falls->large = !falls->large;
    else if (name == KEYS_TAB || name == KEYS_BACKTAB)
        falls->in_detail = !falls->in_detail;
    else if (name == KEYS_F7)
        app_open(app, "diagram", falls->fetch.trace_id);
    else
        return false;
    return true;
}

static bool key_screen(struct app *app, void *state,
                       const struct keys_event *event)
{
    struct falls *falls = state;
    return falls->in_trace ? key_trace(app, falls, event->name)
                           : key_list(app, falls, event->name);
}

static bool tick_screen(struct app *app, void *state, int64_t now_ms)
{
    struct falls *falls = state;
    (void)app;
    return falls->in_trace && trace_fetch_tick(&falls->fetch, now_ms);
}

static void change_screen(struct app *app, void *state)
{
    struct falls *falls = state;
    (void)app;
    falls->page_columns = 0;
}

static enum error plain_trace(struct session *session, const char *argument)
{
    return view_command(session, "trace", *argument ? argument : "list");
}

static const struct view_key keys[] = {
    {"Enter", TEXT_BAR_OPEN}, {"← →", TEXT_BAR_FOLD}, {"Tab", TEXT_BAR_DETAIL},
    {"F7", TEXT_BAR_DIAGRAM}, {"Esc", TEXT_BAR_BACK}, {NULL, 0}};
extern const struct view_class view_trace;
const struct view_class view_trace = {.name = "trace",
                                      .title = TEXT_VIEW_TRACE,
                                      .help = TEXT_ABOUT_TRACE,
                                      .keys = keys,
                                      .keys_first = true,
                                      .own_frame = true,
                                      .takes_word = true,
                                      .open = open_screen,
                                      .close = close_screen,
                                      .draw = draw_screen,
                                      .key = key_screen,
                                      .tick = tick_screen,
                                      .change = change_screen,
                                      .plain = plain_trace};
