/*
 * lab -- experiments: predict, run, compare.
 *
 * A list with the last verdict of each; Enter asks its question. The prediction
 * is locked before anything starts, for a prediction made beside the figures is
 * none. Then the learner says how sure he is, and the run goes on as a child,
 * with its commands as they are done. What it has measured comes out of the
 * progress file, where the child has put it, so this screen, the command, the
 * lessons and the quiz speak of the same run.
 *
 * Esc goes a step back, and stops a run; the child then removes its shop.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/lab_bench.h"
#include "tutor/screens/lab_page.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/sheet.h"

enum { LAB_ARENA = 64 << 20, OUTPUT_BYTES = 256 * 1024 };

/* ---- keys ---- */

static bool is_number(const char *typed)
{
    char *end = NULL;
    (void)strtod(typed, &end);
    return end != typed && *end == '\0';
}

/* The prediction is locked: there is no way back to it but Esc. */
static void lock(struct bench *bench)
{
    bool any = false;
    if (*bench->typed && !is_number(bench->typed)) {
        app_say(bench->app, text(TEXT_LAB_VIEW_NUMBER));
        return;
    }
    memcpy(bench->predictions[bench->asked], bench->typed, sizeof bench->typed);
    if (++bench->asked < bench_file(bench)->predict_count) {
        *bench->typed = '\0';
        return;
    }
    for (size_t i = 0; i < bench->asked; i++)
        any |= *bench->predictions[i] != '\0';
    if (any)
        bench_go(bench, BENCH_SURE);
    else
        bench_start(bench, 0);
}

static void enter(struct bench *bench)
{
    switch (bench->stage) {
    case BENCH_LIST:
        if (bench->list.count == 0)
            return;
        bench->asked = 0;
        bench_go(bench, BENCH_PREDICT);
        break;
    case BENCH_PREDICT:
        if (bench_file(bench)->predict_count == 0)
            bench_start(bench, 0);
        else
            lock(bench);
        break;
    case BENCH_SURE:
        bench_start(bench, 0);
        break;
    case BENCH_RESULT:
        bench_go(bench, BENCH_LIST);
        break;
    case BENCH_RUNS:
        break;
    }
}

/* A step back; false: the screen is left. */
static bool back(struct bench *bench)
{
    if (bench->stage == BENCH_RUNS && bench->job)
        job_interrupt(bench->job);
    else if (bench->stage != BENCH_LIST)
        bench_go(bench, BENCH_LIST);
    else
        return false;
    return true;
}

static void move(struct bench *bench, int rows)
{
    int last = (int)bench->list.count - 1;
    bench->selected += rows;
    if (bench->selected > last)
        bench->selected = last;
    if (bench->selected < 0)
        bench->selected = 0;
}

static bool key_list(struct bench *bench, const struct keys_event *event)
{
    if (event->name == KEYS_UP || event->name == KEYS_WHEEL_UP)
        move(bench, -1);
    else if (event->name == KEYS_DOWN || event->name == KEYS_WHEEL_DOWN)
        move(bench, 1);
    else if (event->name == KEYS_PAGE_UP || event->name == KEYS_PAGE_DOWN)
        move(bench, event->name == KEYS_PAGE_UP ? -bench->scroll.shown
                                                : bench->scroll.shown);
    else if (event->name == KEYS_RIGHT && bench->runs[bench->selected]) {
        bench->recorded = true; /* its last result, once more */
        bench_go(bench, BENCH_RESULT);
    } else {
        return false;
    }
    return true;
}

static bool key_character(struct bench *bench, const struct keys_event *event)
{
    size_t length = strlen(bench->typed);
    if (bench->stage == BENCH_SURE && event->character >= '1' &&
        event->character <= '3') {
        bench_start(bench, (int)event->character - '0');
        return true;
    }
    if (bench->stage != BENCH_PREDICT || event->character > 0x7E ||
        !strchr("0123456789.-+e", (int)event->character) ||
        length + 1 == sizeof bench->typed)
        return bench->stage == BENCH_PREDICT || bench->stage == BENCH_SURE;
    bench->typed[length] = (char)event->character;
    bench->typed[length + 1] = '\0';
    return true;
}

static bool key_bench(struct app *app, void *state,
                      const struct keys_event *event)
{
    struct bench *bench = state;
    char line[96];
    if (event->name == KEYS_ENTER)
        enter(bench);
    else if (event->name == KEYS_ESCAPE)
        return back(bench);
    else if (event->name == KEYS_CHARACTER)
        return key_character(bench, event);
    else if (event->name == KEYS_BACKSPACE && bench->stage == BENCH_PREDICT)
        question_erase(bench->typed);
    else if (event->name == KEYS_F7 && bench->list.count > 0) {
        snprintf(line, sizeof line, "lab run %s --without-fault",
                 bench_file(bench)->name);
        app_type(app, line);
    } else {
        return bench->stage == BENCH_LIST ? key_list(bench, event)
                                          : question_key(&bench->face, event);
    }
    return true;
}

/* ---- drawing ---- */

static const char *bench_cell(void *context, int row, int column,
                              unsigned *style)
{
    const struct bench *bench = context;
    const struct run *run = bench->runs[row];
    bool held = run && run_held(run);
    if (column == 0)
        return bench->list.items[row].name;
    if (column == 1)
        return lab_file_text(&bench->files[row]->title);
    if (!run)
        return "";
    if (column == 2) {
        *style = held ? ROLE_GOOD : ROLE_BAD;
        return text(held ? TEXT_LAB_VIEW_HELD : TEXT_LAB_VIEW_FAILED);
    }
    for (size_t i = 0; i < run->measure_count; i++)
        if (run->measures[i].predicted)
            return text(run->measures[i].hit ? TEXT_LAB_HIT : TEXT_LAB_MISSED);
    return "";
}

static void draw_list(struct bench *bench, struct area area)
{
    const struct sheet_column columns[] = {
        {.title = text(TEXT_LAB_VIEW_NAME), .least = 8},
        {.title = text(TEXT_LAB_VIEW_ABOUT), .least = 12, .drop = 2},
        {.title = text(TEXT_LAB_VIEW_VERDICT), .least = 6},
        {.title = text(TEXT_LAB_VIEW_PREDICTION), .least = 6, .drop = 1}};
    struct sheet sheet = {.columns = columns,
                          .column_count = 4,
                          .row_count = (int)bench->list.count,
                          .cell = bench_cell,
                          .context = bench,
                          .selected = bench->selected};
    scroll_resize(&bench->scroll, area.rows > 1 ? area.rows - 1 : 0,
                  sheet.row_count);
    scroll_show(&bench->scroll, bench->selected);
    sheet_draw(area, &sheet, &bench->scroll);
}

static void draw_line(struct bench *bench, struct area row)
{
    char line[QUESTION_TYPED_BYTES];
    const struct lab_file *file = bench_file(bench);
    int64_t ran_ms = app_now_ms(bench->app) - bench->began_ms;
    double part = (double)ran_ms / (double)bench_length_ms(file);
    if (bench->stage == BENCH_RUNS) {
        snprintf(line, sizeof line, "%.0f s", (double)ran_ms / 1000);
        chart_progress(row, part < 1 ? part : 1, line);
        return;
    }
    if (bench->stage == BENCH_PREDICT && bench->asked < file->predict_count)
        snprintf(line, sizeof line, TEXT_FORMAT(LAB_ASK),
                 file->predicts[bench->asked].name,
                 file->predicts[bench->asked].unit);
    else
        snprintf(line, sizeof line, "%s",
                 text(bench->stage == BENCH_SURE     ? TEXT_QUIZ_SURE
                      : bench->stage == BENCH_RESULT ? TEXT_LAB_VIEW_GO_ON
                                                     : TEXT_LAB_VIEW_START));
    question_line(row, bench->typed, line);
}

static void draw_bench(struct app *app, void *state, struct area *area)
{
    struct bench *bench = state;
    struct area rest = *area;
    (void)app;
    if (bench->stage == BENCH_LIST) {
        draw_list(bench, rest);
        return;
    }
    if (rest.columns != bench->columns || rest.rows != bench->rows) {
        bench->columns = rest.columns;
        bench->rows = rest.rows;
        bench_compose(bench);
    }
    struct area row = area_take_bottom(&rest, 1);
    question_draw(&bench->face, rest);
    draw_line(bench, row);
}

/* ---- the class ---- */

static void close_bench(struct app *app, void *state)
{
    struct bench *bench = state;
    (void)app;
    if (bench->job)
        job_stop(bench->job);
    progress_close(bench->progress);
    question_face_release(&bench->face);
    buffer_release(&bench->output);
    arena_release(&bench->arena);
    free(bench);
}

static enum error open_bench(struct app *app, const char *argument,
                             void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    const struct content_item *item = NULL;
    if (!bench)
        return ERROR_SYSTEM;
    bench->app = app;
    arena_init(&bench->arena, LAB_ARENA);
    buffer_init(&bench->output, OUTPUT_BYTES);
    question_face_init(&bench->face);
    enum error error = content_find(&bench->content);
    if (!error)
        error = progress_open(&bench->progress, &app->session->places);
    if (!error)
        error = bench_load(bench);
    if (!error && *argument)
        error = content_pick(&bench->list, argument, &item);
    if (error) {
        close_bench(app, bench);
        return error;
    }
    if (item) {
        bench->selected = (int)(item - bench->list.items);
        enter(bench);
    }
    *state = bench;
    return ERROR_OK;
}

static bool tick_bench(struct app *app, void *state, int64_t now_ms)
{
    struct bench *bench = state;
    (void)now_ms;
    if (bench->stage != BENCH_RUNS && progress_changed(bench->progress)) {
        enum error error = bench_load(bench);
        if (error)
            app_say(app, error_detail(error));
        return true;
    }
    return bench->stage == BENCH_RUNS;
}

static void change_bench(struct app *app, void *state)
{
    struct bench *bench = state;
    (void)app;
    if (bench->stage != BENCH_LIST)
        bench_compose(bench);
}

static const char *unfinished_bench(void *state)
{
    const struct bench *bench = state;
    return bench->job ? "lab run" : NULL;
}

static enum error plain_bench(struct session *session, const char *argument)
{
    char line[96];
    snprintf(line, sizeof line, "lab %s%s", *argument ? "show " : "list",
             argument);
    session->failed = command_line(session, line) != EXIT_DONE;
    return ERROR_OK;
}

static const struct view_key keys[] = {{"Enter", TEXT_LAB_VIEW_KEY},
                                       {"→", TEXT_LAB_VIEW_LAST},
                                       {"F7", TEXT_LAB_VIEW_DOUBT},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
extern const struct view_class view_lab;
const struct view_class view_lab = {.name = "lab",
                                    .title = TEXT_VIEW_LAB,
                                    .help = TEXT_ABOUT_LAB,
                                    .keys = keys,
                                    .keys_first = true,
                                    .verb = "run",
                                    .open = open_bench,
                                    .close = close_bench,
                                    .draw = draw_bench,
                                    .key = key_bench,
                                    .tick = tick_bench,
                                    .unfinished = unfinished_bench,
                                    .change = change_bench,
                                    .plain = plain_bench};
