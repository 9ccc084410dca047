/*
 * exam -- questions against the clock, on the whole screen.
 *
 * Four stages: the form (how long, how many, of what; or go on with the one
 * that was interrupted), the questions, the result, the explanations. Each
 * answer is on the disk before the next question is shown; moving to another
 * question saves what was typed, so there is no way to lose a line but to
 * erase it. Leaving keeps the exam open, and its clock stands.
 */
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/exam_private.h"
#include "tutor/screens/form_keys.h"

enum { DESK_ARENA = 32 << 20, QUESTIONS = 20, MINUTES = 30 };

/* ---- the course of an exam ---- */

static void show(struct app *app, struct exam_desk *desk, size_t at)
{
    desk->at = at;
    desk->began_ms = app_now_ms(app);
    *desk->typed = '\0';
    exam_compose(desk);
}

static void finish(struct app *app, struct exam_desk *desk)
{
    enum error error = exam_end(&desk->exam, clock_wall_ms(), exam_arena(desk));
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    desk->stage = EXAM_RESULT;
    show(app, desk, 0);
}

static void begin(struct app *app, struct exam_desk *desk)
{
    const struct form_field *fields = desk->fields;
    struct exam *exam = &desk->exam;
    struct exam_wish wish = {
        .questions = (size_t)fields[EXAM_FIELD_QUESTIONS].number,
        .minutes = fields[EXAM_FIELD_MINUTES].number,
        .mix = (enum exam_mix)fields[EXAM_FIELD_MIX].chosen,
        .seed = random_next(&app->session->random),
        .wall_ms = clock_wall_ms(),
        .now_ms = app_now_ms(app)};
    if (exam->open && fields[EXAM_FIELD_OPEN].chosen == 0) {
        exam_resume(exam, wish.now_ms);
    } else {
        enum error error = exam_begin(exam, &wish, exam_arena(desk));
        if (error) {
            app_say(app, error_detail(error));
            return;
        }
    }
    desk->stage = EXAM_ASKING;
    size_t at = exam_next(exam, exam->count);
    show(app, desk, at < exam->count ? at : 0);
}

/* False: what is typed is no answer, or could not be kept. */
static bool save(struct app *app, struct exam_desk *desk)
{
    int64_t now_ms = app_now_ms(app);
    struct exam_given given = {.line = desk->typed,
                               .took_ms = now_ms - desk->began_ms,
                               .wall_ms = clock_wall_ms(),
                               .now_ms = now_ms};
    if (!*desk->typed)
        return true;
    enum error error =
        exam_answer(&desk->exam, desk->at, &given, exam_arena(desk));
    if (error == ERROR_USAGE)
        app_say(app, text(TEXT_QUIZ_CANNOT_READ));
    else if (error)
        app_say(app, error_detail(error));
    return !error;
}

static void next(struct app *app, struct exam_desk *desk)
{
    const struct exam *exam = &desk->exam;
    if (!save(app, desk))
        return;
    size_t at = exam_next(exam, desk->at);
    if (at == exam->count)
        app_say(app, text(TEXT_EXAM_ALL_ANSWERED));
    show(app, desk, at < exam->count ? at : (desk->at + 1) % exam->count);
}

static void walk(struct app *app, struct exam_desk *desk, int step)
{
    const struct exam *exam = &desk->exam;
    if (desk->stage == EXAM_ASKING && !save(app, desk))
        return;
    if (step > 0 && desk->at + 1 < exam->count)
        show(app, desk, desk->at + 1);
    else if (step < 0 && desk->at > 0)
        show(app, desk, desk->at - 1);
    else if (step < 0 && desk->stage == EXAM_EXPLAINING) {
        desk->stage = EXAM_RESULT;
        show(app, desk, 0);
    }
}

/* ---- keys ---- */

static bool key_setup(struct app *app, struct exam_desk *desk,
                      enum keys_name name)
{
    if (name == KEYS_ENTER)
        begin(app, desk);
    else if (!form_keys(&desk->form, name))
        return false;
    if (desk->stage == EXAM_SETUP)
        exam_write_form(desk); /* fields come and go */
    return true;
}

static bool key_asking(struct app *app, struct exam_desk *desk,
                       const struct keys_event *event)
{
    const struct question *question = desk->exam.items[desk->at].question;
    enum error error = ERROR_OK;
    if (event->name == KEYS_CHARACTER)
        question_type(question, desk->typed, event);
    else if (event->name == KEYS_BACKSPACE)
        question_erase(desk->typed);
    else if (event->name == KEYS_ENTER)
        next(app, desk);
    else if (event->name == KEYS_LEFT || event->name == KEYS_RIGHT)
        walk(app, desk, event->name == KEYS_LEFT ? -1 : 1);
    else if (event->name == KEYS_TAB)
        error = exam_mark(&desk->exam, desk->at, clock_wall_ms());
    else if (event->name == KEYS_F7 && save(app, desk))
        desk->stage = EXAM_HANDING_IN;
    else
        return event->name == KEYS_F7 || question_key(&desk->face, event);
    if (error)
        app_say(app, error_detail(error));
    return true;
}

static bool key_after(struct app *app, struct exam_desk *desk,
                      const struct keys_event *event)
{
    bool on = event->name == KEYS_ENTER || event->name == KEYS_RIGHT;
    if (on && desk->stage == EXAM_RESULT) {
        desk->stage = EXAM_EXPLAINING;
        show(app, desk, 0);
    } else if (on || event->name == KEYS_LEFT) {
        walk(app, desk, on ? 1 : -1);
    } else if (event->name == KEYS_F7 && question_command(&desk->face)) {
        app_type(app, question_command(&desk->face));
    } else {
        return question_key(&desk->face, event);
    }
    return true;
}

static bool key_exam(struct app *app, void *state,
                     const struct keys_event *event)
{
    struct exam_desk *desk = state;
    switch (desk->stage) {
    case EXAM_SETUP:
        return key_setup(app, desk, event->name);
    case EXAM_ASKING:
        return key_asking(app, desk, event);
    case EXAM_HANDING_IN:
        desk->stage = EXAM_ASKING;
        if (event->name == KEYS_F7)
            finish(app, desk);
        return true;
    default:
        return key_after(app, desk, event);
    }
}

/* ---- the class ---- */

static void close_exam(struct app *app, void *state)
{
    struct exam_desk *desk = state;
    bool asking = desk->stage == EXAM_ASKING || desk->stage == EXAM_HANDING_IN;
    if (asking)
        (void)exam_pause(&desk->exam, clock_wall_ms(), app_now_ms(app));
    progress_close(desk->progress);
    question_face_release(&desk->face);
    arena_release(&desk->arenas[0]);
    arena_release(&desk->arenas[1]);
    free(desk);
}

static enum error open_exam(struct app *app, const char *argument, void **state)
{
    struct exam_desk *desk = calloc(1, sizeof *desk);
    struct session_wish all = {.choice = SESSION_ALL,
                               .korean = text_korean(),
                               .wall_ms = clock_wall_ms()};
    (void)argument;
    if (!desk)
        return ERROR_SYSTEM;
    arena_init(&desk->arenas[0], DESK_ARENA);
    arena_init(&desk->arenas[1], DESK_ARENA);
    question_face_init(&desk->face);
    enum error error = content_find(&desk->content);
    if (!error)
        error = progress_open(&desk->progress, &app->session->places);
    if (!error)
        error = session_quiz_open(&desk->session, &desk->content,
                                  desk->progress, &all, exam_arena(desk));
    if (!error)
        error = exam_load(&desk->exam, &desk->session, exam_arena(desk));
    if (error) {
        close_exam(app, desk);
        return error;
    }
    desk->fields[EXAM_FIELD_QUESTIONS].number = QUESTIONS;
    desk->fields[EXAM_FIELD_MINUTES].number = MINUTES;
    exam_write_form(desk);
    *state = desk;
    return ERROR_OK;
}

static void draw_exam(struct app *app, void *state, struct area *area)
{
    exam_draw(state, *area, app_now_ms(app));
}

/* The clock; it also ends the exam. */
static bool tick_exam(struct app *app, void *state, int64_t now_ms)
{
    struct exam_desk *desk = state;
    if (desk->stage != EXAM_ASKING && desk->stage != EXAM_HANDING_IN)
        return false;
    if (exam_left_ms(&desk->exam, now_ms) == 0) {
        finish(app, desk);
        app_say(app, text(TEXT_EXAM_TIME_OVER));
    }
    return true;
}

/* The answers stay, and so does the place of each choice. */
static void change_exam(struct app *app, void *state)
{
    struct exam_desk *desk = state;
    struct session_wish wish = {.korean = text_korean(),
                                .wall_ms = clock_wall_ms()};
    struct arena *other = &desk->arenas[!desk->arena];
    arena_reset(other);
    enum error error =
        exam_translate(&desk->exam, &desk->content, &wish, other);
    exam_write_form(desk);
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    desk->arena = !desk->arena;
    exam_compose(desk);
}

static const struct view_key keys[] = {
    {"Enter", TEXT_BAR_ANSWER},  {"← →", TEXT_BAR_EXAM_WALK},
    {"Tab", TEXT_BAR_EXAM_MARK}, {"F7", TEXT_BAR_EXAM_HAND_IN},
    {"Esc", TEXT_BAR_BACK},      {NULL, 0}};
extern const struct view_class view_exam;
const struct view_class view_exam = {.name = "exam",
                                     .title = TEXT_VIEW_EXAM,
                                     .help = TEXT_ABOUT_EXAM,
                                     .keys = keys,
                                     .keys_first = true,
                                     .own_frame = true,
                                     .open = open_exam,
                                     .close = close_exam,
                                     .draw = draw_exam,
                                     .key = key_exam,
                                     .tick = tick_exam,
                                     .change = change_exam};
