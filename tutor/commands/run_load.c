/*
 * run_load -- `load`: arrivals by schedule on every shape at once.
 *
 * The command prepares what the generator needs (tokens of a few customers
 * that may order, goods that are in plenty), runs it with Ctrl-C caught so
 * that an interrupted run still shows what it measured, and prints one column
 * for each shape. With --live each second is told as it ends.
 */
#include "tutor/commands/table.h"
#include "tutor/lab/load_aim.h"
#include "tutor/lab/load_live.h"
#include "tutor/lab/load_report.h"
#include "tutor/lab/load_words.h"

enum { SECOND_MS = 1000 };

struct run {
    struct session *session;
    struct load_plan plan;
    const char *name;
    struct load_aim aim;
    struct load_result *results; /* one for each target */
    struct load_live *live;      /* NULL: the report alone */
    struct loop_timer *second;
    bool interrupted;
};

static enum error prepare(struct run *run, enum shape_set set)
{
    struct session *session = run->session;
    enum error error =
        load_aim_take(&run->aim, session, set, run->plan.mix != LOAD_READS);
    if (!error)
        error = load_aim_plan(&run->aim, session, &run->plan);
    if (error)
        return error;
    run->results =
        arena_alloc(&session->arena, sizeof *run->results * LOAD_TARGETS);
    return run->results ? ERROR_OK
                        : error_explain(ERROR_SYSTEM, "out of memory");
}

/* ---- the run ---- */

static void tell_second(struct run *run)
{
    if (run->session->json)
        load_live_json(run->live, &run->session->screen);
    else
        load_live_line(run->live, &run->session->screen);
}

static void on_second(void *arg)
{
    struct run *run = arg;
    tell_second(run);
    loop_timer_set(run->second, SECOND_MS);
}

static enum error watch(struct run *run, struct load *load)
{
    struct session *session = run->session;
    run->live = arena_alloc(&session->arena, sizeof *run->live);
    run->second = loop_timer_new(session->loop, on_second, run);
    if (!run->live || !run->second)
        return error_explain(ERROR_SYSTEM, "out of memory");
    load_live_init(run->live, run->aim.shapes, run->aim.count);
    load_watch(load, load_live_take, run->live);
    loop_timer_set(run->second, SECOND_MS);
    return ERROR_OK;
}

static enum error go(struct run *run, bool live)
{
    struct load *load = NULL;
    struct loop *loop = run->session->loop;
    enum error error =
        load_start(&load, loop, &run->plan, run->aim.targets, run->aim.count);
    if (error)
        return error;
    if (live)
        error = watch(run, load);
    session_catch_interrupt();
    if (error)
        load_stop(load);
    while (!load_over(load)) {
        loop_once(loop, true);
        if (session_interrupted()) {
            run->interrupted = true;
            load_stop(load);
        }
    }
    session_restore_interrupt();
    if (run->second)
        loop_timer_free(run->second);
    load_finish(load, run->results);
    if (!error && run->live && load_live_waits(run->live))
        tell_second(run);
    return error;
}

enum error command_load(struct session *session, const struct args *args)
{
    struct run run = {.session = session};
    enum shape_set set = SHAPES_NONE;
    enum error error = load_words(args, &run.plan, &run.name);
    if (!error)
        error = command_shapes(session, args_option(args, "shape", 0), &set);
    if (!error)
        error = prepare(&run, set);
    if (!error)
        error = go(&run, args_option(args, "live", 0) != NULL);
    if (error)
        return error;
    struct load_report report = {.name = run.name,
                                 .plan = &run.plan,
                                 .shapes = run.aim.shapes,
                                 .results = run.results,
                                 .count = run.aim.count,
                                 .interrupted = run.interrupted};
    if (session->json)
        load_report_json(&report, &session->screen);
    else
        load_report_print(&report, &session->screen, &session->arena);
    return ERROR_OK;
}
