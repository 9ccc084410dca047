/*
 * essay -- a topic, the learner's editor against the clock, and the rubric.
 *
 * Four stages: the list, the topic with the learner's own figures, writing, and
 * marking. The clock starts with the editor and does not stop when that is
 * closed: who has closed it sees what is left and may go on writing. The
 * points of each category are chosen beside what earns them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/editor.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/form_keys.h"
#include "tutor/screens/question.h"
#include "tutor/study/essay.h"
#include "tutor/widgets/form.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/list.h"
#include "tutor/widgets/wrap.h"

enum { MINUTE_MS = 60000, SECOND_MS = 1000, ESSAYS = 32, TITLE_BYTES = 256 };

enum stage { STAGE_LIST, STAGE_READING, STAGE_WRITING, STAGE_MARKING };

struct desk {
    struct content content;
    struct content_list essays;
    struct progress *progress;
    struct arena list_arena, arena;
    char titles[ESSAYS][TITLE_BYTES];
    struct list list;
    enum stage stage;
    const struct content_item *item;
    struct essay essay;
    struct question_face face;
    int64_t began_ms, took_ms;
    struct form form;
    struct form_field fields[ESSAY_MARKS];
};

/* ---- texts ---- */

static const char *item_title(void *context, int index, unsigned *style)
{
    const struct desk *desk = context;
    (void)style;
    return desk->titles[index];
}

static enum error load_titles(struct desk *desk)
{
    enum error error = ERROR_OK;
    desk->list.count = 0;
    for (size_t i = 0; i < desk->essays.count && i < ESSAYS && !error; i++) {
        struct essay essay;
        struct essay_last last = {.points = -1};
        char points[16] = "     ";
        arena_reset(&desk->arena);
        error =
            essay_read(&desk->content, desk->progress, &desk->essays.items[i],
                       text_korean(), &desk->arena, &essay);
        if (error)
            break;
        if (essay_last(desk->progress, essay.name, &desk->arena, &last) ==
                ERROR_OK &&
            last.points >= 0)
            snprintf(points, sizeof points, "%2d/%d", last.points,
                     ESSAY_POINTS);
        snprintf(desk->titles[i], TITLE_BYTES, "%s  %s", points, essay.topic);
        desk->list.count++;
    }
    return error;
}

static void compose(struct desk *desk)
{
    struct buffer *out = &desk->face.text;
    buffer_reset(out);
    if (desk->stage == STAGE_MARKING) {
        buffer_text(out, desk->essay.outline);
    } else {
        buffer_text(out, desk->essay.task);
        if (*desk->essay.figures)
            buffer_format(out, "\n%s\n\n%s\n", text(TEXT_ESSAY_FIGURES),
                          desk->essay.figures);
    }
    question_changed(&desk->face);
}

/* The points that were chosen stay when the language changes. */
static void write_form(struct desk *desk, bool anew)
{
    desk->form.fields = desk->fields;
    desk->form.field_count = (int)desk->essay.mark_count;
    for (size_t i = 0; i < desk->essay.mark_count; i++) {
        const struct essay_mark *mark = &desk->essay.marks[i];
        long long number = anew ? 0 : desk->fields[i].number;
        desk->fields[i] = (struct form_field){
            .kind = FORM_NUMBER,
            .label = mark->category,
            .unit = arena_format(&desk->arena, "/ %d", mark->points),
            .number = number,
            .most = mark->points};
    }
}

static enum error load_essay(struct desk *desk)
{
    arena_reset(&desk->arena);
    enum error error = essay_read(&desk->content, desk->progress, desk->item,
                                  text_korean(), &desk->arena, &desk->essay);
    if (!error)
        compose(desk);
    return error;
}

/* ---- stages ---- */

static void show_list(struct app *app, struct desk *desk)
{
    enum error error = load_titles(desk);
    if (error)
        app_say(app, error_detail(error));
    desk->stage = STAGE_LIST;
}

static void read_topic(struct app *app, struct desk *desk, int index)
{
    if (index < 0 || index >= (int)desk->essays.count)
        return;
    desk->item = &desk->essays.items[index];
    desk->stage = STAGE_READING;
    enum error error = load_essay(desk);
    if (!error)
        return;
    app_say(app, error_detail(error));
    show_list(app, desk);
}

static void write_it(struct app *app, struct desk *desk)
{
    const char *words[ARGS_WORDS + 1];
    const char *path = NULL;
    enum error error =
        essay_prepare(&app->session->places, &desk->essay, &desk->arena, &path);
    if (!error)
        error = editor_words(path, &desk->arena, words);
    if (!error)
        error = app_lend(app, words, NULL, NULL);
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    if (desk->stage == STAGE_READING)
        desk->began_ms = app_now_ms(app);
    desk->stage = STAGE_WRITING;
}

static void begin_marking(struct app *app, struct desk *desk)
{
    desk->took_ms = app_now_ms(app) - desk->began_ms;
    desk->stage = STAGE_MARKING;
    desk->form.selected = 0;
    write_form(desk, true);
    compose(desk);
}

static int sum_of(const struct desk *desk)
{
    int sum = 0;
    for (size_t i = 0; i < desk->essay.mark_count; i++)
        sum += (int)desk->fields[i].number;
    return sum;
}

static void save(struct app *app, struct desk *desk)
{
    char line[96];
    int points[ESSAY_MARKS];
    for (size_t i = 0; i < desk->essay.mark_count; i++)
        points[i] = (int)desk->fields[i].number;
    enum error error = essay_record(desk->progress, &desk->essay, points,
                                    desk->took_ms, clock_wall_ms());
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    snprintf(line, sizeof line, TEXT_FORMAT(ESSAY_SAVED), sum_of(desk),
             ESSAY_POINTS);
    show_list(app, desk);
    app_say(app, line);
}

/* ---- drawing ---- */

static void draw_clock(const struct desk *desk, struct area row, int64_t now_ms)
{
    char clock[64];
    int64_t left =
        (int64_t)desk->essay.minutes * MINUTE_MS - (now_ms - desk->began_ms);
    long long seconds = (long long)(left < 0 ? -left : left) / SECOND_MS;
    if (left < 0)
        snprintf(clock, sizeof clock, TEXT_FORMAT(ESSAY_OVER), seconds / 60,
                 seconds % 60);
    else
        snprintf(clock, sizeof clock, TEXT_FORMAT(ESSAY_LEFT), seconds / 60,
                 seconds % 60);
    area_line(row, ALIGN_RIGHT, left < MINUTE_MS ? ROLE_BAD : ROLE_STRONG,
              clock);
}

static void draw_marking(struct desk *desk, struct area area)
{
    char line[96];
    struct area row = area_take_bottom(&area, 1);
    struct area form = area_take_top(&area, (int)desk->essay.mark_count);
    const struct essay_mark *mark = &desk->essay.marks[desk->form.selected];
    form_draw(form, &desk->form);
    area_take_top(&area, 1);
    int rows = wrap_rows(mark->wants, area.columns);
    wrap_put(area_take_top(&area, rows), 0, ROLE_STRONG, mark->wants);
    area_take_top(&area, 1);
    question_draw(&desk->face, area);
    snprintf(line, sizeof line, TEXT_FORMAT(ESSAY_MARK_IT), sum_of(desk),
             ESSAY_POINTS);
    area_line(row, ALIGN_LEFT, ROLE_INFO, line);
}

static void draw_topic(struct desk *desk, struct area area, int64_t now_ms)
{
    char line[160];
    struct area row = area_take_bottom(&area, 1);
    if (desk->stage == STAGE_WRITING) {
        draw_clock(desk, area_take_top(&area, 1), now_ms);
        snprintf(line, sizeof line, "%s", text(TEXT_ESSAY_GO_ON));
    } else {
        snprintf(line, sizeof line, TEXT_FORMAT(ESSAY_START),
                 desk->essay.minutes);
    }
    question_draw(&desk->face, area);
    area_line(row, ALIGN_LEFT, ROLE_INFO, line);
}

static void draw_desk(struct app *app, void *state, struct area *area)
{
    struct desk *desk = state;
    struct frame frame = {.title = desk->stage == STAGE_LIST
                                       ? text(TEXT_VIEW_ESSAY)
                                       : desk->essay.name,
                          .focused = true};
    struct area inside = area_inset(frame_draw(*area, &frame), 0, 1);
    if (desk->stage == STAGE_LIST)
        list_draw(inside, &desk->list);
    else if (desk->stage == STAGE_MARKING)
        draw_marking(desk, inside);
    else
        draw_topic(desk, inside, app_now_ms(app));
}

/* ---- keys ---- */

static bool key_list(struct app *app, struct desk *desk, enum keys_name name)
{
    if (name == KEYS_UP || name == KEYS_WHEEL_UP)
        list_move(&desk->list, -1);
    else if (name == KEYS_DOWN || name == KEYS_WHEEL_DOWN)
        list_move(&desk->list, 1);
    else if (name == KEYS_ENTER)
        read_topic(app, desk, desk->list.selected);
    else
        return false;
    return true;
}

static bool key_marking(struct app *app, struct desk *desk,
                        const struct keys_event *event)
{
    if (event->name == KEYS_ENTER)
        save(app, desk);
    else if (!form_keys(&desk->form, event->name))
        return question_key(&desk->face, event);
    return true;
}

static bool key_desk(struct app *app, void *state,
                     const struct keys_event *event)
{
    struct desk *desk = state;
    if (desk->stage == STAGE_LIST)
        return key_list(app, desk, event->name);
    if (event->name == KEYS_ESCAPE && desk->stage == STAGE_READING)
        show_list(app, desk);
    else if (desk->stage == STAGE_MARKING)
        return key_marking(app, desk, event);
    else if (event->name == KEYS_ENTER)
        write_it(app, desk);
    else if (event->name == KEYS_F7 && desk->stage == STAGE_WRITING)
        begin_marking(app, desk);
    else
        return question_key(&desk->face, event);
    return true;
}

/* ---- the class ---- */

/* What was written and not marked is kept as that. */
static void close_desk(struct app *app, void *state)
{
    struct desk *desk = state;
    if (desk->stage == STAGE_WRITING || desk->stage == STAGE_MARKING)
        (void)essay_record(desk->progress, &desk->essay, NULL,
                           app_now_ms(app) - desk->began_ms, clock_wall_ms());
    progress_close(desk->progress);
    question_face_release(&desk->face);
    arena_release(&desk->list_arena);
    arena_release(&desk->arena);
    free(desk);
}

static enum error open_desk(struct app *app, const char *argument, void **state)
{
    const struct content_item *item = NULL;
    struct desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        return ERROR_SYSTEM;
    arena_init(&desk->list_arena, LIMIT_ARENA_BYTES);
    arena_init(&desk->arena, LIMIT_ARENA_BYTES);
    question_face_init(&desk->face);
    desk->list.item = item_title;
    desk->list.context = desk;
    enum error error = content_find(&desk->content);
    if (!error)
        error = content_list(&desk->content, CONTENT_ESSAY, &desk->list_arena,
                             &desk->essays);
    if (!error && *argument)
        error = content_pick(&desk->essays, argument, &item);
    if (!error)
        error = progress_open(&desk->progress, &app->session->places);
    if (!error)
        error = load_titles(desk);
    if (error) {
        close_desk(app, desk);
        return error;
    }
    if (item)
        read_topic(app, desk, (int)(item - desk->essays.items));
    *state = desk;
    return ERROR_OK;
}

/* The clock. */
static bool tick_desk(struct app *app, void *state, int64_t now_ms)
{
    const struct desk *desk = state;
    (void)app, (void)now_ms;
    return desk->stage == STAGE_WRITING;
}

static void change_desk(struct app *app, void *state)
{
    struct desk *desk = state;
    enum error error =
        desk->stage == STAGE_LIST ? load_titles(desk) : load_essay(desk);
    if (error)
        app_say(app, error_detail(error));
    else if (desk->stage == STAGE_MARKING)
        write_form(desk, false);
}

static const struct view_key keys[] = {{"Enter", TEXT_BAR_ESSAY_WRITE},
                                       {"F7", TEXT_BAR_ESSAY_MARK},
                                       {"← →", TEXT_BAR_POINTS},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
extern const struct view_class view_essay;
const struct view_class view_essay = {.name = "essay",
                                      .title = TEXT_VIEW_ESSAY,
                                      .help = TEXT_ABOUT_ESSAY,
                                      .keys = keys,
                                      .keys_first = true,
                                      .own_frame = true,
                                      .takes_word = true,
                                      .open = open_desk,
                                      .close = close_desk,
                                      .draw = draw_desk,
                                      .key = key_desk,
                                      .tick = tick_desk,
                                      .change = change_desk};
