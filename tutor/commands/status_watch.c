/*
 * status_watch -- one model of the shop, told as a picture or as changes.
 *
 * tutor/live keeps what the supervisor and the collector push; nobody is asked.
 * A terminal gets a picture of it when something changed, ten times a second at
 * most. A pipe gets what differs from what it was told: a process that is new,
 * gone or in another state, another pid, another version, a breaker.
 *
 * What is old is said to be old: a supervisor that was killed cannot tell that
 * a process died after it.
 */
#include "tutor/commands/status_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "tutor/commands/text.h"
#include "tutor/figures.h"
#include "tutor/grid.h"
#include "tutor/live/live.h"
#include "tutor/repaint.h"

enum { LOOK_MS = 100, AGE_MS = 1000, LINE_BYTES = 8192 };

/* Whether a source answers. */
struct told_line {
    bool connected, met; /* met: anything was told */
};

struct watch {
    struct session *session;
    struct live *live;
    struct loop_timer *look;
    struct arena arena; /* of one picture */
    struct repaint repaint;
    bool paints;
    uint64_t painted; /* the revision */
    int64_t painted_ms, end_ms;
    bool done;
    /* As it was told. */
    struct told_line supervisor, collector;
    struct live_process told[LIVE_PROCESSES];
    int told_count;
};

/* ---- the picture ---- */

static void put_duration(struct grid *grid, int64_t us)
{
    char ms[FIGURES_BYTES];
    grid_cell(grid, "%s", us > 0 ? figures_ms(ms, us) : "-");
}

/* What has been silent for seconds has no rate: it is not known. */
static void put_row(struct grid *grid, const struct live_process *process,
                    int64_t now_ms)
{
    int64_t silent_s = live_silent_s(process->heard_ms, now_ms);
    bool fresh = process->pid && silent_s >= 0 && silent_s < 3;
    grid_cell(grid, "%s", process->title);
    grid_cell(grid, "%s", process->state);
    if (process->pid)
        grid_cell(grid, "%d", process->pid);
    else
        grid_cell(grid, "-");
    grid_cell(grid, "%s", process->version);
    for (int i = 0; !fresh && i < 6; i++)
        grid_cell(grid, "-");
    if (!fresh)
        return;
    grid_cell(grid, "%.1f", process->now.rate);
    grid_cell(grid, "%.1f", process->now.failed_rate);
    put_duration(grid, process->now.p50_us);
    put_duration(grid, process->now.p99_us);
    grid_cell(grid, "%lld", (long long)process->now.queue);
    grid_cell(grid, "%.1f", (double)process->resident_kb / 1024);
}

static void put_table(struct watch *watch, struct screen *picture)
{
    const struct live_view *view = live_view(watch->live);
    int64_t now_ms = clock_monotonic_ms();
    struct grid grid;
    grid_init(&grid, &watch->arena, "llrlrrrrrr");
    grid_cell(&grid, "%s", text(TEXT_STATUS_PROCESS));
    grid_cell(&grid, "%s", text(TEXT_STATUS_STATE));
    grid_cell(&grid, "pid");
    grid_cell(&grid, "%s", text(TEXT_STATUS_VERSION));
    grid_cell(&grid, "req/s");
    grid_cell(&grid, "5xx/s");
    grid_cell(&grid, "p50 ms");
    grid_cell(&grid, "p99 ms");
    grid_cell(&grid, "%s", text(TEXT_STATUS_QUEUE));
    grid_cell(&grid, "MiB");
    for (int i = 0; i < view->process_count && i < GRID_CELLS / 10 - 1; i++)
        if (view->processes[i].state[0]) /* else nobody started it here */
            put_row(&grid, &view->processes[i], now_ms);
    grid_print(&grid, picture);
}

static void put_breakers(struct watch *watch, struct screen *picture)
{
    const struct live_view *view = live_view(watch->live);
    for (int i = 0; i < view->process_count; i++) {
        const struct live_process *process = &view->processes[i];
        for (int k = 0; k < process->breaker_count; k++)
            if (strcmp(process->breakers[k].state, "closed") != 0)
                say(picture, STATUS_BREAKER, process->title,
                    process->breakers[k].peer, process->breakers[k].state);
    }
}

/* Up when every process is ready, in part when one runs at all. */
static void put_shape(struct screen *picture, const struct live_view *view,
                      const char *name, const struct live_shape *shape)
{
    enum text state = shape->up ? TEXT_SHAPE_UP : TEXT_SHAPE_DOWN_NOW;
    for (int i = 0; i < view->process_count && !shape->up; i++)
        if (view->processes[i].pid &&
            strcmp(view->processes[i].shape, name) == 0)
            state = TEXT_SHAPE_PARTLY;
    screen_print(picture, "%-9s %s  %s\n", name, text(state),
                 shape->up ? shape->url : "");
}

static int silent_s(const struct live_line_state *line)
{
    int64_t silent = live_silent_s(line->heard_ms, clock_monotonic_ms());
    return silent < 0 ? 0 : (int)silent;
}

static void put_picture(struct watch *watch, struct screen *picture)
{
    const struct live_view *view = live_view(watch->live);
    if (!view->supervisor.connected)
        say(picture, STATUS_NO_SUPERVISOR, silent_s(&view->supervisor));
    if (view->supervisor.heard_ms == 0)
        return;
    if (!view->collector.connected)
        say(picture, STATUS_NO_COLLECTOR, silent_s(&view->collector));
    put_shape(picture, view, "monolith", &view->monolith);
    put_shape(picture, view, "split", &view->split);
    screen_print(picture, "\n");
    put_table(watch, picture);
    put_breakers(watch, picture);
    for (int i = view->event_count > 5 ? view->event_count - 5 : 0;
         i < view->event_count; i++) {
        char time[CLOCK_TEXT_BYTES];
        clock_format(view->events[i].at_ms, time);
        screen_print(picture, "%.8s  %s  %s\n", time + 11,
                     view->events[i].title, view->events[i].text);
    }
}

static void paint(struct watch *watch)
{
    char *bytes = NULL;
    size_t length = 0;
    struct screen picture = watch->session->screen;
    picture.file = open_memstream(&bytes, &length);
    picture.terminal = picture.colour = false;
    if (!picture.file)
        return; /* no memory: the one before stays */
    put_picture(watch, &picture);
    if (fclose(picture.file) == 0)
        repaint(&watch->repaint, &watch->session->screen, bytes, length);
    free(bytes);
    arena_reset(&watch->arena);
    watch->painted = live_revision(watch->live);
    watch->painted_ms = clock_monotonic_ms();
}

/* ---- the changes ---- */

static void tell_json(struct watch *watch, const char *change,
                      const struct live_process *process)
{
    struct buffer line;
    struct json_writer json;
    char time[CLOCK_TEXT_BYTES];
    buffer_init(&line, LINE_BYTES);
    json_begin(&json, &line);
    json_object_open(&json);
    clock_format(clock_wall_ms(), time);
    json_key_text(&json, "time", time);
    json_key_text(&json, "change", change);
    json_key_text(&json, "process", process->title);
    json_key_text(&json, "shape", process->shape);
    json_key_text(&json, "state", process->state);
    json_key_int(&json, "pid", process->pid);
    json_key_text(&json, "version", process->version);
    json_key_int(&json, "restarts", process->restarts);
    json_key_text(&json, "why", process->why);
    json_key(&json, "breakers");
    json_object_open(&json);
    for (int i = 0; i < process->breaker_count; i++)
        json_key_text(&json, process->breakers[i].peer,
                      process->breakers[i].state);
    json_object_close(&json);
    json_object_close(&json);
    screen_json(&watch->session->screen, &line);
    buffer_release(&line);
}

static void tell(struct watch *watch, const char *change,
                 const struct live_process *process, const char *sentence)
{
    char time[CLOCK_TEXT_BYTES];
    if (watch->session->json) {
        tell_json(watch, change, process);
        return;
    }
    clock_format(clock_wall_ms(), time);
    screen_print(&watch->session->screen, "%.12s  %-10s  %s\n", time + 11,
                 process->title, sentence);
}

static void tell_breakers(struct watch *watch, const struct live_process *old,
                          const struct live_process *now)
{
    char sentence[LIVE_TEXT_BYTES];
    for (int i = 0; i < now->breaker_count; i++) {
        const struct live_breaker *one = &now->breakers[i];
        const char *was = i < old->breaker_count &&
                                  strcmp(old->breakers[i].peer, one->peer) == 0
                              ? old->breakers[i].state
                              : "closed";
        if (strcmp(was, one->state) == 0)
            continue;
        snprintf(sentence, sizeof sentence, "breaker of %.60s: %s -> %s",
                 one->peer, was, one->state);
        tell(watch, "breaker", now, sentence);
    }
}

static void compare(struct watch *watch, const struct live_process *old,
                    const struct live_process *now)
{
    static const struct live_process none;
    char sentence[2 * LIVE_TEXT_BYTES];
    bool well = !now->why[0] || strcmp(now->state, "ready") == 0 ||
                strcmp(now->state, "starting") == 0;
    if (!old)
        snprintf(sentence, sizeof sentence, "%s, pid %d, version %s",
                 now->state, now->pid, now->version);
    else
        snprintf(sentence, sizeof sentence, "%s -> %s%s%s", old->state,
                 now->state, well ? "" : ", ", well ? "" : now->why);
    if (!old || strcmp(old->state, now->state) != 0)
        tell(watch, old ? "state" : "new", now, sentence);
    snprintf(sentence, sizeof sentence, "pid %d -> %d", old ? old->pid : 0,
             now->pid);
    if (old && old->pid && now->pid && old->pid != now->pid)
        tell(watch, "pid", now, sentence);
    snprintf(sentence, sizeof sentence, "version %s -> %s",
             old ? old->version : "", now->version);
    if (old && strcmp(old->version, now->version) != 0)
        tell(watch, "version", now, sentence);
    tell_breakers(watch, old ? old : &none, now);
}

static const struct live_process *find(const struct live_process *list,
                                       int count, const char *title)
{
    for (int i = 0; i < count; i++)
        if (strcmp(list[i].title, title) == 0)
            return &list[i];
    return NULL;
}

/* Once when one of the two sources falls silent, and once when it is back. */
static bool line_changed(struct told_line *told,
                         const struct live_line_state *line)
{
    bool changed = told->met ? told->connected != line->connected
                             : line->heard_ms > 0 || line->why[0];
    if (!changed)
        return false;
    bool first = !told->met;
    *told = (struct told_line){.met = true, .connected = line->connected};
    return !first || !line->connected;
}

static void tell_lines(struct watch *watch)
{
    const struct live_view *view = live_view(watch->live);
    struct screen *screen = &watch->session->complaints;
    if (line_changed(&watch->supervisor, &view->supervisor)) {
        if (view->supervisor.connected)
            say(screen, STATUS_BACK, "supervisor");
        else
            say(screen, STATUS_NO_SUPERVISOR, silent_s(&view->supervisor));
    }
    if (line_changed(&watch->collector, &view->collector)) {
        if (view->collector.connected)
            say(screen, STATUS_BACK, "collector");
        else
            say(screen, STATUS_NO_COLLECTOR, silent_s(&view->collector));
    }
}

static void tell_changes(struct watch *watch)
{
    const struct live_view *view = live_view(watch->live);
    tell_lines(watch);
    if (!view->supervisor.connected)
        return; /* what it said last is not news */
    for (int i = 0; i < watch->told_count; i++)
        if (!live_process(view, watch->told[i].title))
            tell(watch, "gone", &watch->told[i], text(TEXT_STATUS_GONE));
    for (int i = 0; i < view->process_count; i++)
        if (view->processes[i].state[0])
            compare(
                watch,
                find(watch->told, watch->told_count, view->processes[i].title),
                &view->processes[i]);
    watch->told_count = 0;
    for (int i = 0; i < view->process_count; i++)
        if (view->processes[i].state[0])
            watch->told[watch->told_count++] = view->processes[i];
    screen_flush(&watch->session->screen);
    if (ferror(watch->session->screen.file))
        watch->done = true;
}

/* ---- when ---- */

static void on_change(void *arg)
{
    struct watch *watch = arg;
    if (!watch->paints)
        tell_changes(watch);
}

static void on_look(void *arg)
{
    struct watch *watch = arg;
    int64_t now_ms = clock_monotonic_ms();
    bool old = now_ms - watch->painted_ms >= AGE_MS;
    if (session_interrupted() || now_ms >= watch->end_ms)
        watch->done = true;
    else if (watch->paints &&
             (old || watch->painted != live_revision(watch->live)))
        paint(watch);
    loop_timer_set(watch->look, LOOK_MS);
}

static enum error run(struct watch *watch)
{
    struct session *session = watch->session;
    enum error error = live_open(&watch->live, session->loop, &session->places,
                                 on_change, watch);
    if (error)
        return error;
    watch->look = loop_timer_new(session->loop, on_look, watch);
    if (!watch->look) {
        live_close(watch->live);
        return error_explain(ERROR_SYSTEM, "out of memory");
    }
    session_catch_interrupt();
    loop_timer_set(watch->look, LOOK_MS);
    while (!watch->done)
        loop_once(session->loop, true);
    session_restore_interrupt();
    if (watch->paints)
        repaint_end(&watch->repaint, &session->screen);
    loop_timer_free(watch->look);
    live_close(watch->live);
    loop_once(session->loop, false); /* lets what was closed go */
    return ERROR_OK;
}

enum error status_watch(struct session *session, int64_t for_ms)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return error_explain(ERROR_SYSTEM, "out of memory");
    watch->session = session;
    watch->paints = !session->json && repaint_possible(&session->screen);
    watch->end_ms = for_ms ? clock_monotonic_ms() + for_ms : INT64_MAX;
    arena_init(&watch->arena, LIMIT_ARENA_BYTES);
    enum error error = run(watch);
    arena_release(&watch->arena);
    free(watch);
    return error;
}
