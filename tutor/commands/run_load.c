/*
 * run_load -- `load`: arrivals by schedule on every shape at once.
 *
 * The command prepares what the generator needs (tokens of a few customers
 * that may order, goods that are in plenty), runs it with Ctrl-C caught so
 * that an interrupted run still shows what it measured, and prints one column
 * for each shape.
 */
#include "tutor/commands/table.h"
#include "tutor/lab/load_aim.h"
#include "tutor/lab/load_report.h"
#include "tutor/lab/load_words.h"

struct run {
    struct session *session;
    struct load_plan plan;
    const char *name;
    struct load_aim aim;
    struct load_result *results; /* one for each target */
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

static enum error go(struct run *run)
{
    struct load *load = NULL;
    struct loop *loop = run->session->loop;
    enum error error =
        load_start(&load, loop, &run->plan, run->aim.targets, run->aim.count);
    if (error)
        return error;
    session_catch_interrupt();
    while (!load_over(load)) {
        loop_once(loop, true);
        if (session_interrupted()) {
            run->interrupted = true;
            load_stop(load);
        }
    }
    session_restore_interrupt();
    load_finish(load, run->results);
    return ERROR_OK;
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
        error = go(&run);
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
