/*
 * compare -- what each shape is and does now, figure beside figure.
 *
 * The twin in lines of the screen of the same name: it listens to the same two
 * streams until both have spoken once, so its figures are those of the last
 * second at the front doors. Load, faults and orders are commands of their own.
 */
#include <math.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"
#include "tutor/screens/pair_side.h"

enum { LISTEN_MS = 4000, TURN_MS = 50 };

struct compared {
    struct pair_side sides[SHAPE_COUNT];
    int64_t memory_kb[SHAPE_COUNT];
};

static bool heard(const struct live_view *view)
{
    const struct live_process *monolith = live_process(view, "monolith");
    const struct live_process *gateway = live_process(view, "gateway");
    bool first = !monolith || monolith->pid == 0 || monolith->heard_ms;
    bool second = !gateway || gateway->pid == 0 || gateway->heard_ms;
    return view->supervisor.connected && first && second &&
           (view->collector.connected || !(monolith || gateway));
}

static enum error listen(struct session *session, struct compared *out)
{
    struct live *live = NULL;
    enum error error =
        live_open(&live, session->loop, &session->places, NULL, NULL);
    if (error)
        return error;
    int64_t end_ms = clock_monotonic_ms() + LISTEN_MS;
    const struct live_view *view = live_view(live);
    while (!heard(view) && clock_monotonic_ms() < end_ms)
        session_wait(session, TURN_MS);
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        pair_side_of(view, (enum shape)shape, clock_monotonic_ms(),
                     &out->sides[shape]);
        out->memory_kb[shape] = pair_side_memory(view, (enum shape)shape);
        out->sides[shape].url =
            arena_string(&session->arena, out->sides[shape].url);
        out->sides[shape].door = NULL; /* it goes with the live model */
    }
    live_close(live);
    return ERROR_OK;
}

/* ---- for people ---- */

static void row(struct grid *grid, const char *label, double monolith,
                double split, int decimals)
{
    const double values[] = {monolith, split};
    grid_cell(grid, "%s", label);
    for (int i = 0; i < SHAPE_COUNT; i++) {
        if (isnan(values[i]))
            grid_cell(grid, "-");
        else
            grid_cell(grid, "%.*f", decimals, values[i]);
    }
}

static double megabytes(int64_t kb)
{
    return kb < 0 ? NAN : (double)kb / 1024;
}

static void print_table(struct session *session, const struct compared *of)
{
    const struct pair_side *one = &of->sides[SHAPE_MONOLITH];
    const struct pair_side *two = &of->sides[SHAPE_SPLIT];
    struct grid grid;
    grid_init(&grid, &session->arena, "lrr");
    grid_cell(&grid, "%s", "");
    grid_cell(&grid, "monolith");
    grid_cell(&grid, "split");
    grid_cell(&grid, "%s", text(TEXT_SYSTEM_STATE));
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        grid_cell(&grid, "%s", text(pair_side_state(&of->sides[shape])));
    row(&grid, text(TEXT_PAIR_RATE), one->rate, two->rate, 0);
    row(&grid, text(TEXT_PAIR_ERRORS), one->failed, two->failed, 0);
    row(&grid, "p50 ms", one->p50_ms, two->p50_ms, 2);
    row(&grid, "p99 ms", one->p99_ms, two->p99_ms, 2);
    row(&grid, text(TEXT_PAIR_MEMORY), megabytes(of->memory_kb[0]),
        megabytes(of->memory_kb[1]), 1);
    row(&grid, text(TEXT_PAIR_PROCESSES), one->running, two->running, 0);
    row(&grid, text(TEXT_PAIR_SIDECARS), one->sidecars, two->sidecars, 0);
    grid_print(&grid, &session->screen);
    say(&session->screen, PAIR_PLAIN_NOTE);
}

/* ---- for programs ---- */

static void print_json(struct session *session, const struct compared *of)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        const struct pair_side *side = &of->sides[shape];
        json_key(&json, shape_name((enum shape)shape));
        json_object_open(&json);
        json_key_bool(&json, "up", side->up);
        json_key_text(&json, "url", side->url);
        json_key_int(&json, "processes", side->running);
        json_key_int(&json, "sidecars", side->sidecars);
        json_key_double(&json, "rate", side->rate);
        json_key_double(&json, "failed_rate", side->failed);
        json_key_double(&json, "p50_ms", side->p50_ms);
        json_key_double(&json, "p99_ms", side->p99_ms);
        json_key(&json, "pss_kb");
        if (of->memory_kb[shape] < 0)
            json_null(&json);
        else
            json_int(&json, of->memory_kb[shape]);
        json_object_close(&json);
    }
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

enum error command_compare(struct session *session, const struct args *args)
{
    struct compared compared;
    enum shape_set running;
    (void)args;
    enum error error = session_running(session, &running);
    if (!error)
        error = listen(session, &compared);
    if (error)
        return error;
    if (session->json)
        print_json(session, &compared);
    else
        print_table(session, &compared);
    return ERROR_OK;
}
