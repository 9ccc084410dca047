/*
 * spacetime -- the screen `diagram`: one order, a line for each process.
 *
 * It is made anew whenever the trace has grown, and follows its end as long as
 * the last row was seen, like a log. The commits are left out at first: an
 * order has one behind each of its arrows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/trace_fetch.h"
#include "tutor/trace/spacetime.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/scroll.h"
#include "tutor/widgets/wrap.h"

enum { DIAGRAM_BYTES = 8 << 20 };

struct diagram {
    struct trace_fetch fetch;
    struct spacetime picture;
    struct arena arena;
    struct scroll scroll;
    bool commits, made;
    uint64_t seen; /* changes of the fetch */
};

/* ---- its life ---- */

static void close_diagram(struct app *app, void *state)
{
    struct diagram *diagram = state;
    (void)app;
    trace_fetch_close(&diagram->fetch);
    arena_release(&diagram->arena);
    free(diagram);
}

static enum error open_diagram(struct app *app, const char *argument,
                               void **state)
{
    struct diagram *diagram = calloc(1, sizeof *diagram);
    if (!diagram)
        return ERROR_SYSTEM;
    trace_fetch_open(&diagram->fetch, app);
    arena_init(&diagram->arena, DIAGRAM_BYTES);
    trace_fetch_ask(&diagram->fetch, *argument ? argument : "last");
    *state = diagram;
    return ERROR_OK;
}

/* ---- what is drawn ---- */

static void make(struct diagram *diagram)
{
    const struct trace_fetch *fetch = &diagram->fetch;
    const struct scroll *scroll = &diagram->scroll;
    if (diagram->made && diagram->seen == fetch->changes)
        return;
    bool at_end = diagram->made && scroll_needed(scroll) &&
                  scroll->first + scroll->shown >= scroll->total;
    diagram->seen = fetch->changes;
    arena_reset(&diagram->arena);
    diagram->picture = (struct spacetime){0};
    diagram->made =
        fetch->known && !spacetime_read(&diagram->picture, &diagram->arena,
                                        &fetch->tree, diagram->commits);
    if (at_end)
        diagram->scroll.first = diagram->picture.row_count;
}

static void draw_picture(struct diagram *diagram, struct area inside)
{
    char words[2 * LIVE_TEXT_BYTES];
    const struct spacetime *picture = &diagram->picture;
    if (trace_fetch_lacks(&diagram->fetch, words, sizeof words)) {
        int rows = wrap_rows(words, inside.columns);
        wrap_put(area_take_top(&inside, rows), 0, ROLE_WARN, words);
    }
    if (!diagram->made)
        return;
    int heads = spacetime_head_rows(picture, inside.columns - 2);
    int rows = inside.rows > heads ? inside.rows - heads : 0;
    scroll_resize(&diagram->scroll, rows, picture->row_count);
    scroll_draw(&diagram->scroll, inside);
    area_take_right(&inside, 2);
    spacetime_draw(inside, picture, diagram->scroll.first);
}

static void draw_diagram(struct app *app, void *state, struct area *area)
{
    struct diagram *diagram = state;
    char title[160], legend[96], ms[FIGURES_BYTES];
    enum glyph_tier tier = area_tier(*area);
    struct frame frame = {.title = text(TEXT_VIEW_DIAGRAM), .footer = legend};
    const char *dash = tier == GLYPHS_ASCII ? "." : glyph(tier, GLYPH_DASH);
    (void)app;
    make(diagram);
    snprintf(legend, sizeof legend, TEXT_FORMAT(DIAGRAM_LEGEND),
             glyph(tier, GLYPH_HORIZONTAL), dash, glyph(tier, GLYPH_BALLOT));
    if (diagram->made) {
        const Collector__TraceSummary *all = diagram->fetch.tree.reply->summary;
        snprintf(title, sizeof title, TEXT_FORMAT(DIAGRAM_TITLE),
                 *all->order ? all->order : all->trace_id,
                 figures_ms(ms, all->duration_us));
        frame.title = title;
    }
    draw_picture(diagram, area_inset(frame_draw(*area, &frame), 0, 1));
}

/* ---- keys ---- */

/* Back to the waterfall below, or in place of this one; the state is gone
 * then. */
static void show_waterfall(struct app *app, const struct diagram *diagram)
{
    const struct app_view *below =
        app->depth > 1 ? &app->stack[app->depth - 2] : NULL;
    bool is_below = below && strcmp(below->class->name, "trace") == 0;
    char id[sizeof diagram->fetch.trace_id];
    snprintf(id, sizeof id, "%s", diagram->fetch.trace_id);
    if (!is_below && !*id)
        return;
    app_back(app);
    if (!is_below)
        app_open(app, "trace", id);
}

static bool key_diagram(struct app *app, void *state,
                        const struct keys_event *event)
{
    struct diagram *diagram = state;
    int page = diagram->scroll.shown > 2 ? diagram->scroll.shown - 1 : 1;
    switch (event->name) {
    case KEYS_UP:
    case KEYS_WHEEL_UP:
        scroll_by(&diagram->scroll, -1);
        break;
    case KEYS_DOWN:
    case KEYS_WHEEL_DOWN:
        scroll_by(&diagram->scroll, 1);
        break;
    case KEYS_PAGE_UP:
        scroll_by(&diagram->scroll, -page);
        break;
    case KEYS_PAGE_DOWN:
        scroll_by(&diagram->scroll, page);
        break;
    case KEYS_TAB:
        diagram->commits = !diagram->commits;
        diagram->made = false;
        break;
    case KEYS_F7:
        show_waterfall(app, diagram);
        break;
    default:
        return false;
    }
    return true;
}

static bool tick_diagram(struct app *app, void *state, int64_t now_ms)
{
    struct diagram *diagram = state;
    (void)app;
    return trace_fetch_tick(&diagram->fetch, now_ms);
}

static void change_diagram(struct app *app, void *state)
{
    struct diagram *diagram = state;
    (void)app;
    diagram->made = false;
}

static enum error plain_diagram(struct session *session, const char *argument)
{
    char line[128];
    snprintf(line, sizeof line, "trace %.90s --diagram",
             *argument ? argument : "last");
    session->failed = command_line(session, line) != EXIT_DONE;
    return ERROR_OK;
}

static const struct view_key keys[] = {{"PgUp PgDn", TEXT_BAR_SCROLL},
                                       {"Tab", TEXT_BAR_COMMITS},
                                       {"F7", TEXT_BAR_WATERFALL},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
extern const struct view_class view_diagram;
const struct view_class view_diagram = {.name = "diagram",
                                        .title = TEXT_VIEW_DIAGRAM,
                                        .help = TEXT_ABOUT_DIAGRAM,
                                        .keys = keys,
                                        .keys_first = true,
                                        .own_frame = true,
                                        .takes_word = true,
                                        .open = open_diagram,
                                        .close = close_diagram,
                                        .draw = draw_diagram,
                                        .key = key_diagram,
                                        .tick = tick_diagram,
                                        .change = change_diagram,
                                        .plain = plain_diagram};
