/*
 * lab_bench -- what the lab's screen holds, and the run that is under way.
 *
 * A run is a child `cleave lab run ...` with the locked predictions. What it
 * says as it goes is shown; what it has measured comes out of the progress
 * file, where the child has put it.
 */
#include "tutor/screens/lab_bench.h"

#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/lab_page.h"

enum {
    PICTURE_LESS = 4, /* cells beside a picture: the frame of its block */
    START_MS = 1500   /* a shop of one's own, and its end */
};

const struct lab_file *bench_file(const struct bench *bench)
{
    return bench->files[bench->selected];
}

/* ---- what there is ---- */

static enum error load_runs(struct bench *bench)
{
    for (size_t i = 0; i < bench->list.count; i++) {
        struct run *run = arena_alloc(&bench->arena, sizeof *run);
        if (!run)
            return error_explain(ERROR_SYSTEM, "out of memory");
        enum error error = progress_last_run(
            bench->progress, bench->list.items[i].name, &bench->arena, run);
        bench->runs[i] = error ? NULL : run;
        if (error && error != ERROR_NOT_FOUND)
            return error;
        error_forget();
    }
    return ERROR_OK;
}

enum error bench_load(struct bench *bench)
{
    arena_reset(&bench->arena);
    enum error error = content_list(&bench->content, CONTENT_EXPERIMENT,
                                    &bench->arena, &bench->list);
    for (size_t i = 0; i < bench->list.count && !error; i++) {
        struct content_text text;
        bench->files[i] = arena_alloc(&bench->arena, sizeof **bench->files);
        if (!bench->files[i])
            return error_explain(ERROR_SYSTEM, "out of memory");
        error =
            content_read(&bench->content, CONTENT_EXPERIMENT,
                         &bench->list.items[i], false, &bench->arena, &text);
        if (!error)
            error = lab_file_parse(bench->files[i], text.path,
                                   (struct slice){text.text, text.length},
                                   &bench->arena);
    }
    return error ? error : load_runs(bench);
}

/* The end of the time line, as far as the file says. */
int64_t bench_length_ms(const struct lab_file *file)
{
    int64_t most = 0;
    for (size_t i = 0; i < file->action_count; i++) {
        const struct lab_action *action = &file->actions[i];
        int64_t end = action->at_ms;
        if (action->is_load)
            end += action->plan.duration_ms;
        if (action->when == LAB_AT && end > most)
            most = end;
    }
    return most + START_MS;
}

/* ---- the page ---- */

void bench_compose(struct bench *bench)
{
    struct buffer *out = &bench->face.text;
    const struct lab_file *file = bench_file(bench);
    const struct run *run = bench->runs[bench->selected];
    const char *said = bench->output.data ? bench->output.data : "";
    buffer_reset(out);
    if (bench->stage == BENCH_RUNS)
        lab_page_running(out, file, said, bench->rows);
    else if (bench->stage == BENCH_RESULT && bench->recorded && run)
        lab_page_result(out, file, run, bench->columns - PICTURE_LESS);
    else if (bench->stage == BENCH_RESULT)
        lab_page_failed(out, file, said);
    else
        lab_page_ask(out, file);
    question_changed(&bench->face);
}

void bench_go(struct bench *bench, enum bench_stage stage)
{
    bench->stage = stage;
    *bench->typed = '\0';
    if (stage != BENCH_LIST)
        bench_compose(bench);
    app_changed(bench->app);
}

/* ---- a run ---- */

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct bench *bench = arg;
    buffer_append(&bench->output, bytes, length);
    bench_compose(bench);
    app_changed(bench->app);
}

static void on_ended(void *arg, int status)
{
    struct bench *bench = arg;
    (void)status; /* the verdict is in the figures */
    bench->job = NULL;
    enum error error = bench_load(bench);
    const struct run *run = bench->runs[bench->selected];
    if (error)
        app_say(bench->app, error_detail(error));
    bench->recorded = run && run->at_ms >= bench->began_wall_ms;
    bench_go(bench, BENCH_RESULT);
}

void bench_start(struct bench *bench, int confidence)
{
    static const struct job_events events = {.bytes = on_bytes,
                                             .ended = on_ended};
    const char *words[JOB_WORDS] = {"lab", "run", bench_file(bench)->name,
                                    "--no-predict"};
    char sure[2] = {(char)('0' + confidence), '\0'};
    size_t count = 4;
    for (size_t i = 0; i < bench_file(bench)->predict_count; i++) {
        if (!*bench->predictions[i])
            continue;
        snprintf(bench->options[i], sizeof bench->options[i], "%s=%s",
                 bench_file(bench)->predicts[i].name, bench->predictions[i]);
        words[count++] = "--predict";
        words[count++] = bench->options[i];
    }
    if (confidence > 0) {
        words[count++] = "--confidence";
        words[count++] = sure;
    }
    buffer_reset(&bench->output);
    bench->recorded = false;
    bench->began_ms = app_now_ms(bench->app);
    bench->began_wall_ms = clock_wall_ms();
    if (job_start(&bench->job, bench->app->session->loop, words, &events,
                  bench)) {
        app_say(bench->app, error_detail(ERROR_SYSTEM));
        return;
    }
    bench_go(bench, BENCH_RUNS);
}
