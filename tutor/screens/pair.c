/*
 * pair -- `compare`: both shapes under the same load and the same fault.
 *
 * Everything it does is a command that one could type: a load, an order, a
 * fault and what undoes it; each runs as a child of its own, so that none
 * waits for another. Everything it shows was told by those commands or by the
 * live model. A fault is a short list of lines, done one after the other; the
 * moment of the last one is when "since the fault" begins.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/table.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/ask.h"
#include "tutor/screens/pair_draw.h"
#include "tutor/screens/pair_path.h"
#include "tutor/widgets/frame.h"

enum { MEMORY_MS = 2000, LINE_BYTES = 128 };

static const char *const loads[] = {"reads 50/s", "orders 10/s",
                                    "checkout 20/s"};
enum { LOADS = sizeof loads / sizeof *loads };

/* The same to both: in the monolith every service is the same process. */
static const struct {
    const char *lines[2]; /* one after the other */
    const char *shown, *undo;
} faults[] = {
    {{"kill payments both"}, "kill payments both", "restart payments both"},
    {{"pause payments both"}, "pause payments both", "resume payments both"},
    {{"fault payments slow-sync 200ms", "fault monolith slow-sync 200ms"},
     "fault payments|monolith slow-sync 200ms",
     "heal"},
};
enum { FAULTS = sizeof faults / sizeof *faults };

struct pair {
    struct app *app;
    struct pair_load load;
    int load_at, fault_at;
    int done_at; /* the fault that is on, or was last */
    struct ask order, fault, path;
    int path_of;                            /* the shape whose path is asked */
    int line;                               /* of the fault, that runs */
    bool undoes;                            /* the fault's job is the undoing */
    int64_t fault_ms;                       /* 0: none is on */
    struct pair_counts before[SHAPE_COUNT]; /* at its first whole second */
    bool counted;                           /* that second has begun */
    char said[PAIR_TEXT_BYTES];
    struct pair_answer answers[SHAPE_COUNT];
    int64_t memory_kb[SHAPE_COUNT], memory_ms;
};

/* ---- the order ---- */

static void take_answer(struct pair_answer *answer, const struct json *row)
{
    *answer = (struct pair_answer){0};
    if (!row)
        return;
    const struct json *body = json_member(row, "body");
    if (*json_text_member(row, "error")) {
        snprintf(answer->said, sizeof answer->said, "%s",
                 json_text_member(row, "detail"));
        return;
    }
    const char *status = body ? json_text_member(body, "status") : "";
    const char *title = body ? json_text_member(body, "title") : "";
    answer->took_us = json_number_member(row, "took_us");
    snprintf(answer->said, sizeof answer->said, "%lld %s",
             (long long)json_number_member(row, "status"),
             *status ? status : title);
    snprintf(answer->order, sizeof answer->order, "%s",
             body ? json_text_member(body, "id") : "");
}

static void on_ordered(void *arg, int status, const char *output, size_t length)
{
    struct pair *pair = arg;
    struct arena arena;
    const struct json *root = NULL;
    (void)status;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    bool good = json_parse(output, length, &arena, &root) == ERROR_OK &&
                root->kind == JSON_OBJECT;
    for (int shape = 0; shape < SHAPE_COUNT && good; shape++)
        take_answer(&pair->answers[shape],
                    json_member(root, shape_name((enum shape)shape)));
    if (good && *json_text_member(root, "detail"))
        app_say(pair->app, json_text_member(root, "detail"));
    arena_release(&arena);
    app_changed(pair->app);
}

static void place_order(struct pair *pair)
{
    static const char line[] =
        "order both --customer 7 --line MUG×2 --line PEN×1 --json";
    if (ask_busy(&pair->order))
        return;
    memset(pair->answers, 0, sizeof pair->answers);
    if (ask_line(&pair->order, pair->app->session->loop, line, on_ordered,
                 pair))
        app_say(pair->app, error_detail(ERROR_SYSTEM));
}

/* ---- its path ---- */

static const struct live_trace *trace_of(const struct live_view *view,
                                         const char *order)
{
    for (int i = 0; i < view->trace_count && *order; i++)
        if (strcmp(view->traces[i].order, order) == 0)
            return &view->traces[i];
    return NULL;
}

static void on_path(void *arg, int status, const char *output, size_t length)
{
    struct pair *pair = arg;
    struct pair_answer *answer = &pair->answers[pair->path_of];
    if (status == 0)
        (void)pair_path_read(output, length, answer->path, sizeof answer->path);
    app_changed(pair->app);
}

/* Spans come in by and by; whenever there are more of them it is asked anew. */
static void find_paths(struct pair *pair, const struct live_view *view)
{
    char line[LINE_BYTES];
    for (int shape = 0; shape < SHAPE_COUNT && !ask_busy(&pair->path);
         shape++) {
        struct pair_answer *answer = &pair->answers[shape];
        const struct live_trace *trace = trace_of(view, answer->order);
        if (!trace || trace->spans == answer->spans)
            continue;
        answer->spans = trace->spans;
        answer->services = trace->services;
        pair->path_of = shape;
        snprintf(line, sizeof line, "trace %s --json", answer->order);
        (void)ask_line(&pair->path, pair->app->session->loop, line, on_path,
                       pair);
    }
}

/* ---- the fault ---- */

static void next_line(struct pair *pair);

static void on_fault(void *arg, int status, const char *output, size_t length)
{
    struct pair *pair = arg;
    size_t end = length;
    while (end > 0 && output[end - 1] == '\n')
        end--;
    size_t from = end;
    while (from > 0 && output[from - 1] != '\n')
        from--;
    snprintf(pair->said, sizeof pair->said, "%.*s", (int)(end - from),
             output + from);
    pair->line++;
    app_changed(pair->app);
    if (pair->undoes) {
        pair->fault_ms = status == 0 ? 0 : pair->fault_ms;
        return;
    }
    if (status == 0 || pair->fault_ms == 0)
        pair->fault_ms = app_now_ms(pair->app);
    next_line(pair);
}

static void run_line(struct pair *pair, const char *line)
{
    if (ask_line(&pair->fault, pair->app->session->loop, line, on_fault, pair))
        app_say(pair->app, error_detail(ERROR_SYSTEM));
}

static void next_line(struct pair *pair)
{
    if (pair->line < 2 && faults[pair->done_at].lines[pair->line])
        run_line(pair, faults[pair->done_at].lines[pair->line]);
}

static void do_fault(struct pair *pair)
{
    if (ask_busy(&pair->fault))
        return;
    pair->fault_ms = 0;
    pair->line = 0;
    pair->done_at = pair->fault_at;
    pair->undoes = false;
    next_line(pair);
}

static void undo_fault(struct pair *pair)
{
    if (ask_busy(&pair->fault))
        return;
    pair->undoes = true;
    run_line(pair, faults[pair->done_at].undo);
}

/* ---- the load ---- */

static void start_load(struct pair *pair)
{
    pair->counted = false;
    if (pair_load_start(&pair->load, pair->app->session->loop,
                        loads[pair->load_at]))
        app_say(pair->app, error_detail(ERROR_SYSTEM));
}

static void other_load(struct pair *pair)
{
    bool on = pair_load_on(&pair->load);
    pair->load_at = (pair->load_at + 1) % LOADS;
    if (on)
        start_load(pair);
}

/* ---- the class ---- */

static void close_pair(struct app *app, void *state)
{
    struct pair *pair = state;
    (void)app;
    pair_load_stop(&pair->load);
    ask_release(&pair->order);
    ask_release(&pair->fault);
    ask_release(&pair->path);
    free(pair);
}

static enum error open_pair(struct app *app, const char *argument, void **state)
{
    struct pair *pair = calloc(1, sizeof *pair);
    (void)argument;
    if (!pair)
        return ERROR_SYSTEM;
    pair->app = app;
    ask_init(&pair->order);
    ask_init(&pair->fault);
    ask_init(&pair->path);
    *state = pair;
    return ERROR_OK;
}

/* Reading /proc for each process is cheap, but not free. */
static void look_at_memory(struct pair *pair, const struct live_view *view,
                           int64_t now_ms)
{
    if (pair->memory_ms && now_ms - pair->memory_ms < MEMORY_MS)
        return;
    pair->memory_ms = now_ms;
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        pair->memory_kb[shape] = pair_side_memory(view, (enum shape)shape);
}

/* The second in which the fault began is half and half, and counts for
 * neither. */
static void count_from(struct pair *pair)
{
    if (pair->fault_ms == 0)
        pair->counted = false;
    else if (!pair->counted && pair->load.heard_ms > pair->fault_ms)
        pair->counted = true;
    else
        return;
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        pair->before[shape] = pair->load.of[shape].total;
}

static struct pair_counts since(const struct pair_counts *now,
                                const struct pair_counts *before)
{
    return (struct pair_counts){.ok = now->ok - before->ok,
                                .refused = now->refused - before->refused,
                                .bad = now->bad - before->bad};
}

static void draw_view(struct app *app, void *state, struct area *area)
{
    struct pair *pair = state;
    const struct live_view *view = live_view(app->live);
    int64_t now = app_now_ms(app);
    struct pair_picture picture = {
        .now_ms = now,
        .load = &pair->load,
        .load_words = loads[pair->load_at],
        .fault_words = faults[pair->fault_at].shown,
        .done_words = faults[pair->done_at].shown,
        .undo_words =
            faults[pair->fault_ms ? pair->done_at : pair->fault_at].undo,
        .fault_s = pair->fault_ms ? (now - pair->fault_ms) / 1000 : -1,
        .fault_runs = ask_busy(&pair->fault),
        .said = pair->said,
        .ordering = ask_busy(&pair->order)};
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        pair_side_of(view, (enum shape)shape, now, &picture.sides[shape]);
        picture.memory_kb[shape] = pair->memory_kb[shape];
        picture.answers[shape] = pair->answers[shape];
        if (pair->counted)
            picture.since[shape] =
                since(&pair->load.of[shape].total, &pair->before[shape]);
    }
    struct frame frame = {.title = text(TEXT_VIEW_COMPARE)};
    pair_draw(area_inset(frame_draw(*area, &frame), 0, 1), &picture);
}

static bool key_pair(struct app *app, void *state,
                     const struct keys_event *event)
{
    struct pair *pair = state;
    uint32_t digit =
        event->name == KEYS_CHARACTER && !event->alt ? event->character : 0;
    (void)app;
    if (event->name == KEYS_ENTER) {
        place_order(pair);
    } else if (event->name == KEYS_F7 || digit == '1') {
        if (pair_load_on(&pair->load))
            pair_load_stop(&pair->load);
        else
            start_load(pair);
    } else if (digit == '2') {
        other_load(pair);
    } else if (digit == '3') {
        do_fault(pair);
    } else if (digit == '4') {
        pair->fault_at = (pair->fault_at + 1) % FAULTS;
    } else if (digit == '5') {
        undo_fault(pair);
    } else {
        return false;
    }
    return true;
}

static bool tick_pair(struct app *app, void *state, int64_t now_ms)
{
    struct pair *pair = state;
    const struct live_view *view = live_view(app->live);
    count_from(pair);
    find_paths(pair, view);
    look_at_memory(pair, view, now_ms);
    return true; /* the seconds since load and fault pass */
}

static enum error plain_pair(struct session *session, const char *argument)
{
    const struct args none = {.count = 0};
    (void)argument;
    return command_compare(session, &none);
}

static const struct view_key keys[] = {{"Enter", TEXT_BAR_ORDER},
                                       {"F7", TEXT_BAR_LOAD},
                                       {"2", TEXT_BAR_OTHER_LOAD},
                                       {"3", TEXT_BAR_FAULT},
                                       {"4", TEXT_BAR_OTHER_FAULT},
                                       {"5", TEXT_BAR_UNDO},
                                       {NULL, 0}};
extern const struct view_class view_pair;
const struct view_class view_pair = {.name = "compare",
                                     .title = TEXT_VIEW_COMPARE,
                                     .help = TEXT_ABOUT_COMPARE,
                                     .keys = keys,
                                     .keys_first = true,
                                     .own_frame = true,
                                     .open = open_pair,
                                     .close = close_pair,
                                     .draw = draw_view,
                                     .key = key_pair,
                                     .tick = tick_pair,
                                     .plain = plain_pair};
