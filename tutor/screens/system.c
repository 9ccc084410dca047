/*
 * system -- what runs now: a row for each process of both shapes, and all that
 *           is known of the one that was chosen.
 *
 * All figures are those of the live model, which has them from the supervisor
 * and from the collector. Who is chosen is kept by name, for rows come and go
 * while they are looked at. The panel stands beside a lesson too, where no key
 * reaches it; so it keeps no state of its own beyond these words.
 */
#include "tutor/screens/system_table.h"

#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/system_detail.h"
#include "tutor/widgets/frame.h"

static char chosen[LIMIT_NAME_BYTES]; /* "": the first one */
static bool detail;
static struct scroll rows_scroll;
static uint64_t seen; /* revision that was drawn */

extern const struct view_class view_system;

static int row_of(const struct system_rows *rows, const char *title)
{
    for (int i = 0; i < rows->count; i++)
        if (strcmp(rows->list[i]->title, title) == 0)
            return i;
    return rows->count > 0 ? 0 : SYSTEM_NO_ROW;
}

/* Keys go here, and not to a lesson that this stands beside. */
static bool on_top(const struct app *app)
{
    return app->stack[app->depth - 1].class == &view_system;
}

static void title_of(const struct live_process *process, char *out,
                     size_t bytes)
{
    if (process)
        snprintf(out, bytes, "%s: %s", text(TEXT_VIEW_SYSTEM), process->title);
    else
        snprintf(out, bytes, "%s", text(TEXT_VIEW_SYSTEM));
}

/* The supervisor or the collector itself is not heard. */
static void draw_line(struct area *inside, const struct live_view *view,
                      int64_t now_ms)
{
    char words[LIVE_TEXT_BYTES];
    const struct live_line_state *line =
        view->supervisor.connected ? &view->collector : &view->supervisor;
    if (line->connected || view->process_count == 0)
        return;
    long long silent = (long long)live_silent_s(line->heard_ms, now_ms);
    const char *who = line == &view->collector ? "collector" : "supervisor";
    if (silent < 0)
        snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_LINE_NEVER), who);
    else
        snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_LINE_LOST), who,
                 silent);
    area_line(area_take_bottom(inside, 1), ALIGN_LEFT, ROLE_WARN, words);
}

/* What room is left below the rows tells what happened. */
static void draw_rows(struct area inside, const struct live_view *view,
                      const struct system_rows *rows, int selected,
                      int64_t now_ms)
{
    struct area table = area_take_top(&inside, rows->count + 1);
    system_draw(table, rows, selected,
                selected == SYSTEM_NO_ROW ? NULL : &rows_scroll, now_ms);
    area_take_top(&inside, 1);
    system_events_draw(inside, view, NULL, clock_wall_ms());
}

static void draw_panel(struct app *app, void *state, struct area *area)
{
    const struct live_view *view = live_view(app->live);
    struct system_rows rows;
    char title[LIVE_TEXT_BYTES];
    bool top = on_top(app);
    (void)state;
    system_rows(view, view->process_count < area->rows - 2 || top, &rows);
    int selected = top ? row_of(&rows, chosen) : SYSTEM_NO_ROW;
    const struct live_process *process =
        top && detail && selected >= 0 ? rows.list[selected] : NULL;
    title_of(process, title, sizeof title);
    struct frame frame = {.title = title};
    struct area inside = area_inset(frame_draw(*area, &frame), 0, 1);
    seen = view->revision;
    if (rows.count == 0) {
        area_put(inside, 0, 0, ROLE_DIM, text(TEXT_SYSTEM_NOTHING));
        return;
    }
    draw_line(&inside, view, app_now_ms(app));
    if (process)
        system_detail_draw(inside, view, process, app_now_ms(app),
                           clock_wall_ms());
    else
        draw_rows(inside, view, &rows, selected, app_now_ms(app));
}

static void move(const struct system_rows *rows, int by)
{
    int at = row_of(rows, chosen) + by;
    at = at >= rows->count ? rows->count - 1 : at;
    at = at < 0 ? 0 : at;
    if (rows->count > 0)
        snprintf(chosen, sizeof chosen, "%s", rows->list[at]->title);
}

static bool key_system(struct app *app, void *state,
                       const struct keys_event *event)
{
    struct system_rows rows;
    int page = rows_scroll.shown > 1 ? rows_scroll.shown - 1 : 1;
    (void)state;
    system_rows(live_view(app->live), true, &rows);
    int at = row_of(&rows, chosen);
    if (event->name == KEYS_UP || event->name == KEYS_WHEEL_UP)
        move(&rows, -1);
    else if (event->name == KEYS_DOWN || event->name == KEYS_WHEEL_DOWN)
        move(&rows, 1);
    else if (event->name == KEYS_PAGE_UP)
        move(&rows, -page);
    else if (event->name == KEYS_PAGE_DOWN)
        move(&rows, page);
    else if (event->name == KEYS_ENTER)
        detail = !detail;
    else if (event->name == KEYS_F7)
        app_open(app, "failures", at >= 0 ? rows.list[at]->title : "");
    else if (event->name == KEYS_ESCAPE && detail)
        detail = false;
    else
        return false;
    return true;
}

/* The time since something was heard passes although nothing comes. */
static bool tick_system(struct app *app, void *state, int64_t now_ms)
{
    static int64_t drawn_s;
    const struct live_view *view = live_view(app->live);
    bool changed = view->revision != seen || now_ms / 1000 != drawn_s;
    (void)state;
    drawn_s = now_ms / 1000;
    return changed;
}

static enum error open_system(struct app *app, const char *argument,
                              void **state)
{
    (void)app, (void)state;
    detail = *argument != '\0';
    if (*argument)
        snprintf(chosen, sizeof chosen, "%s", argument);
    return ERROR_OK;
}

static enum error plain_system(struct session *session, const char *argument)
{
    const struct args none = {.count = 0};
    (void)argument;
    return command_status(session, &none);
}

static const struct view_key keys[] = {{"↑ ↓", TEXT_BAR_CHOOSE},
                                       {"Enter", TEXT_BAR_DETAIL},
                                       {"F7", TEXT_BAR_FAILURES},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
const struct view_class view_system = {.name = "system",
                                       .title = TEXT_VIEW_SYSTEM,
                                       .help = TEXT_ABOUT_SYSTEM,
                                       .keys = keys,
                                       .keys_first = true,
                                       .own_frame = true,
                                       .takes_word = true,
                                       .open = open_system,
                                       .draw = draw_panel,
                                       .key = key_system,
                                       .tick = tick_system,
                                       .plain = plain_system};
