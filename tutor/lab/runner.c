/*
 * runner -- one run of an experiment: its time line, loads and commands.
 *
 * One loop carries everything. Loads are generators on it; a command is a
 * child process that it hears of; so nothing stops while a command is under
 * way, and the run needs no thread. Actions are done one after another in the
 * order of the file, each not before its time: on a slow machine they come
 * later, never in another order, and a window that is counted from an action
 * ("in killed..healed") moves with it.
 */
#include "tutor/lab/runner.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/text.h"
#include "tutor/lab/lab_shop.h"
#include "tutor/lab/load_aim.h"
#include "tutor/lab/runner_undo.h"

enum { SAMPLES_MOST = 200000, TICK_MS = 5 };

/* A load that runs. */
struct running {
    struct run *run;
    struct load *load; /* NULL: over */
    struct load_aim aim;
    struct load_plan plan;
    double from_ms;
    struct lab_samples *samples[LOAD_TARGETS];
};

struct run {
    const struct lab_file *file;
    const struct runner_options *options;
    struct arena *arena;
    struct runner_result *result;
    struct lab_shop shop;
    struct load_aim aim; /* taken before anything was broken */
    struct running *loads[LAB_LOADS];
    size_t load_count;
    int64_t start_ns; /* of the time line; 0: not yet */
};

static double now_ms(const struct run *run)
{
    return run->start_ns ? (double)(clock_monotonic_ns() - run->start_ns) / 1e6
                         : 0;
}

static enum error no_memory(void)
{
    return error_explain(ERROR_SYSTEM, "out of memory");
}

/* ---- what is said meanwhile ---- */

static void mark(struct run *run, const struct lab_action *action, double at_ms,
                 int status)
{
    struct runner_result *result = run->result;
    struct screen *screen = run->options->screen;
    if (result->mark_count < RUNNER_MARKS)
        result->marks[result->mark_count++] =
            (struct runner_mark){action->command, at_ms, status};
    if (!screen)
        return;
    if (action->when == LAB_AT)
        screen_print(screen, "%8.2f s  %s", at_ms / 1000, action->command);
    else
        screen_print(screen, "           %s", action->command);
    if (status)
        screen_print(screen, "  (%d)", status);
    screen_print(screen, "\n");
    screen_flush(screen);
}

/* ---- loads ---- */

static void on_sample(void *arg, const struct load_sample *sample)
{
    struct running *running = arg;
    struct lab_samples *to = running->samples[sample->target];
    if (to->count == to->room) {
        size_t room = to->room ? to->room * 2 : 1024;
        struct lab_sample *more =
            room <= SAMPLES_MOST ? realloc(to->samples, room * sizeof *more)
                                 : NULL;
        if (!more)
            return;
        to->samples = more;
        to->room = room;
    }
    int64_t took_us = sample->took_ns / 1000;
    to->samples[to->count++] = (struct lab_sample){
        .due_us = (sample->due_ns - running->run->start_ns) / 1000,
        .took_us = (uint32_t)(took_us > 0 ? took_us : 0),
        .status = (int16_t)sample->status};
}

/* Doors that were known from the start keep their tokens and goods. */
static enum error aim_load(struct run *run, struct running *running,
                           enum shape_set set)
{
    const struct load_aim *known = &run->aim;
    struct load_aim *aim = &running->aim;
    run->shop.session->status = NULL;
    memcpy(aim->skus, known->skus, sizeof aim->skus);
    aim->sku_count = known->sku_count;
    for (size_t i = 0; i < known->count; i++) {
        if (!shape_in(set, known->shapes[i]))
            continue;
        aim->shapes[aim->count] = known->shapes[i];
        aim->targets[aim->count++] = known->targets[i];
        set &= ~(1 << known->shapes[i]);
    }
    return set ? load_aim_take(aim, run->shop.session, set, true) : ERROR_OK;
}

static enum error start_load(struct run *run, const struct lab_action *action)
{
    struct lab_facts *facts = &run->result->facts;
    struct running *running = arena_alloc(run->arena, sizeof *running);
    enum shape_set set = action->load_on & run->file->on;
    if (!running || run->load_count == LAB_LOADS)
        return no_memory();
    running->run = run;
    running->plan = action->plan;
    running->plan.seed += run->options->seed;
    enum error error = aim_load(run, running, set ? set : action->load_on);
    if (!error)
        error = load_aim_plan(&running->aim, run->shop.session, &running->plan);
    if (error)
        return error;
    running->from_ms = now_ms(run);
    error = load_start(&running->load, run->shop.session->loop, &running->plan,
                       running->aim.targets, running->aim.count);
    if (error)
        return error;
    load_watch(running->load, on_sample, running);
    for (size_t i = 0; i < running->aim.count; i++) {
        if (facts->load_count == LAB_LOADS)
            return no_memory();
        running->samples[i] = &facts->loads[facts->load_count++];
        *running->samples[i] = (struct lab_samples){
            .load = action->name,
            .shape = running->aim.shapes[i],
            .from_ms = running->from_ms,
            .to_ms = running->from_ms + (double)action->plan.duration_ms};
    }
    run->loads[run->load_count++] = running;
    return ERROR_OK;
}

/* True when none runs any more. */
static bool loads_over(struct run *run, bool stop)
{
    bool over = true;
    struct load_result results[LOAD_TARGETS];
    for (size_t i = 0; i < run->load_count; i++) {
        struct running *running = run->loads[i];
        if (!running->load)
            continue;
        if (stop)
            load_stop(running->load);
        if (!load_over(running->load)) {
            over = false;
            continue;
        }
        load_finish(running->load, results);
        running->load = NULL;
    }
    return over;
}

/* ---- actions ---- */

static struct lab_answer *new_answer(struct run *run,
                                     const struct lab_action *action)
{
    struct lab_facts *facts = &run->result->facts;
    struct lab_answer *answer = &facts->answers[facts->answer_count++];
    *answer = (struct lab_answer){.name = action->name ? action->name : "",
                                  .from_ms = now_ms(run)};
    return answer;
}

static void turn(struct run *run, struct loop_timer *timer)
{
    loop_timer_set(timer, TICK_MS);
    loop_once(run->shop.session->loop, true);
}

static enum error do_action(struct run *run, const struct lab_action *action,
                            struct loop_timer *timer)
{
    if (action->is_load && run->options->here == false)
        run->shop.session->status = NULL;
    if (action->is_load) {
        mark(run, action, now_ms(run), 0);
        return start_load(run, action);
    }
    struct lab_answer *answer = new_answer(run, action);
    enum error error =
        lab_shop_say(&run->shop, action->words, action->word_count);
    if (error)
        return error;
    while (!run->shop.command_gone && !run->shop.stopped)
        turn(run, timer);
    if (lab_shop_ended(&run->shop, answer)) {
        answer->to_ms = now_ms(run);
        mark(run, action, answer->from_ms, answer->status);
    }
    return ERROR_OK;
}

/* All of that part of the file, in its order. */
static enum error do_all(struct run *run, enum lab_when when,
                         struct loop_timer *timer)
{
    enum error error = ERROR_OK;
    for (size_t i = 0; i < run->file->action_count && !error; i++) {
        const struct lab_action *action = &run->file->actions[i];
        if (action->when != when)
            continue;
        while (when == LAB_AT && now_ms(run) < (double)action->at_ms &&
               !run->shop.stopped)
            turn(run, timer);
        while (action->after_loads && !loads_over(run, false) &&
               !run->shop.stopped)
            turn(run, timer);
        if (run->shop.stopped)
            break;
        error = do_action(run, action, timer);
    }
    return error;
}

static void take_aim(struct run *run)
{
    /* What is down now is asked again when its load begins. */
    if (load_aim_take(&run->aim, run->shop.session, run->file->on, true))
        run->aim.count = 0;
    error_forget();
}

static enum error play(struct run *run)
{
    struct loop_timer *timer =
        loop_timer_new(run->shop.session->loop, runner_undo_nothing, NULL);
    take_aim(run);
    enum error error = do_all(run, LAB_BEFORE, timer);
    run->start_ns = clock_monotonic_ns();
    if (!error)
        error = do_all(run, LAB_AT, timer);
    while (!loads_over(run, error || run->shop.stopped))
        turn(run, timer);
    run->result->took_ms = now_ms(run);
    if (!error && !run->shop.stopped)
        error = do_all(run, LAB_AFTER, timer);
    loop_timer_free(timer);
    return error;
}

/* Answers and names were made in the shop's memory, which goes with it. */
static void keep_answers(struct run *run)
{
    struct lab_facts *facts = &run->result->facts;
    for (size_t i = 0; i < facts->answer_count; i++)
        if (facts->answers[i].json)
            facts->answers[i].json =
                runner_undo_copy(facts->answers[i].json, run->arena);
}

enum error runner_run(const struct lab_file *file,
                      const struct runner_options *options, struct arena *arena,
                      struct runner_result *out)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    bool untouched = false; /* the learner's shop is */
    memset(out, 0, sizeof *out);
    if (!run)
        return no_memory();
    run->file = file;
    run->options = options;
    run->arena = arena;
    run->result = out;
    out->facts.on = file->on;
    enum error error = options->here ? runner_undo_possible(file) : ERROR_OK;
    if (error)
        return error;
    error = lab_shop_open(&run->shop, options->here, file->on);
    if (!error && options->here) {
        if (options->screen)
            say(options->screen, LAB_HERE_STAYS);
        error = runner_undo_shapes(file, run->shop.session);
        untouched = error != ERROR_OK;
    }
    if (!error && !run->shop.stopped)
        error = play(run);
    out->interrupted = run->shop.stopped;
    if (options->here && run->shop.session && !untouched)
        runner_undo(&run->shop, file);
    keep_answers(run);
    lab_shop_close(&run->shop);
    return error;
}
