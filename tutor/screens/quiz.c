/*
 * quiz -- one question at a time in a window over the lesson.
 *
 * A question goes through three stages: the answer is typed, the learner says
 * how sure he is, the explanation is read. The answer is judged and kept
 * between the second and the third, so leaving at any moment loses nothing.
 *
 * When the language changes, the same questions are read again in the other
 * one and into the other of two arenas; the order of the choices stays, so
 * what was typed means the same. It is read anew as well, for an answer may
 * point into the arena that goes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/quiz_show.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/question.h"
#include "tutor/widgets/frame.h"

enum { QUIZ_ARENA = 32 << 20, QUIZ_ROWS = 26, QUIZ_COLUMNS = 84 };

enum stage { STAGE_ANSWER, STAGE_SURE, STAGE_EXPLAINED, STAGE_NOT_RUN };

struct quiz {
    struct content content;
    struct progress *progress;
    struct arena arenas[2]; /* of each language that was seen last */
    int arena;              /* of the one that is shown */
    struct session_quiz session;
    size_t at; /* of session.questions; count: the end */
    size_t answered, right;
    enum stage stage;
    int order[QUESTION_OPTIONS];
    char typed[QUESTION_TYPED_BYTES];
    bool hinted;
    struct answer answer;
    struct session_verdict verdict;
    int64_t began_ms, took_ms;
    struct question_face face;
    char sentence[160]; /* of the last row */
};

static const struct question *question_of(const struct quiz *quiz)
{
    return quiz->at < quiz->session.count ? quiz->session.questions[quiz->at]
                                          : NULL;
}

static struct arena *arena_of(struct quiz *quiz)
{
    return &quiz->arenas[quiz->arena];
}

static void compose(struct quiz *quiz)
{
    const struct question *question = question_of(quiz);
    struct buffer *out = &quiz->face.text;
    buffer_reset(out);
    if (!question && quiz->session.count == 0)
        buffer_format(out, TEXT_FORMAT(QUIZ_NOTHING), quiz->session.total);
    else if (!question)
        buffer_format(out, TEXT_FORMAT(QUIZ_DONE), quiz->answered, quiz->right);
    else if (quiz->stage == STAGE_EXPLAINED)
        question_explain(&quiz->face, question, quiz->order, &quiz->verdict);
    else if (quiz->stage == STAGE_NOT_RUN)
        buffer_format(out, TEXT_FORMAT(QUIZ_RUN_FIRST), question->experiment);
    else
        question_write(&quiz->face, question, quiz->order, quiz->hinted);
    question_changed(&quiz->face);
}

/* Choices stand elsewhere each time, unless somebody wants to compare. */
static uint64_t shuffle_seed(struct app *app)
{
    const char *word = getenv("CLEAVE_QUIZ_SEED");
    return word && *word ? strtoull(word, NULL, 10)
                         : random_next(&app->session->random);
}

/* ---- from question to question ---- */

static void ask(struct app *app, struct quiz *quiz, size_t at)
{
    struct answer nothing = {0};
    struct session_verdict verdict;
    quiz->at = at > quiz->session.count ? quiz->session.count : at;
    const struct question *question = question_of(quiz);
    quiz->stage = STAGE_ANSWER;
    quiz->hinted = false;
    *quiz->typed = '\0';
    quiz->began_ms = app_now_ms(app);
    if (question) {
        quiz_shuffle(question, shuffle_seed(app), quiz->order);
        if (question->kind == QUESTION_PREDICT &&
            session_quiz_judge(&quiz->session, question, &nothing,
                               arena_of(quiz), &verdict) != ERROR_OK)
            quiz->stage = STAGE_NOT_RUN;
    }
    compose(quiz);
}

static void keep(struct app *app, struct quiz *quiz, enum confidence sure)
{
    struct session_given given = {.answer = &quiz->answer,
                                  .confidence = sure,
                                  .hinted = quiz->hinted,
                                  .wall_ms = clock_wall_ms(),
                                  .took_ms = quiz->took_ms};
    enum error error =
        session_quiz_answer(&quiz->session, question_of(quiz), &given,
                            arena_of(quiz), &quiz->verdict);
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    quiz->answered++;
    quiz->right += quiz->verdict.right;
    quiz->stage = STAGE_EXPLAINED;
    compose(quiz);
}

static bool read_typed(struct quiz *quiz)
{
    return quiz_answer_read(question_of(quiz), quiz->order, quiz->typed,
                            arena_of(quiz), &quiz->answer) == ERROR_OK;
}

static void enter(struct app *app, struct quiz *quiz)
{
    const struct question *question = question_of(quiz);
    char line[64];
    if (!question) {
        app_back(app);
    } else if (quiz->stage == STAGE_ANSWER && !read_typed(quiz)) {
        app_say(app, text(TEXT_QUIZ_CANNOT_READ));
    } else if (quiz->stage == STAGE_ANSWER) {
        quiz->took_ms = app_now_ms(app) - quiz->began_ms;
        quiz->stage = STAGE_SURE;
    } else if (quiz->stage == STAGE_SURE) {
        keep(app, quiz, CONFIDENCE_NOT_ASKED);
    } else if (quiz->stage == STAGE_NOT_RUN) {
        ask(app, quiz, quiz->at); /* it may have been run since */
        snprintf(line, sizeof line, "lab run %s", question->experiment);
        if (quiz->stage == STAGE_NOT_RUN)
            app_offer(app, line);
    } else {
        ask(app, quiz, quiz->at + 1);
    }
}

/* The scene of an explanation: seen, not believed. */
static void run_scene(struct app *app, const struct quiz *quiz)
{
    const char *command = question_command(&quiz->face);
    bool may = quiz->stage == STAGE_EXPLAINED || quiz->stage == STAGE_NOT_RUN;
    if (may && command)
        app_type(app, command);
    else
        app_say(app, text(TEXT_QUIZ_NO_SCENE));
}

/* ---- the class ---- */

static void close_quiz(struct app *app, void *state)
{
    struct quiz *quiz = state;
    (void)app;
    progress_close(quiz->progress);
    question_face_release(&quiz->face);
    arena_release(&quiz->arenas[0]);
    arena_release(&quiz->arenas[1]);
    free(quiz);
}

static enum error open_quiz(struct app *app, const char *argument, void **state)
{
    struct quiz *quiz = calloc(1, sizeof *quiz);
    struct session_wish wish = {.korean = text_korean(),
                                .wall_ms = clock_wall_ms()};
    if (!quiz)
        return ERROR_SYSTEM;
    arena_init(&quiz->arenas[0], QUIZ_ARENA);
    arena_init(&quiz->arenas[1], QUIZ_ARENA);
    question_face_init(&quiz->face);
    if (*argument) {
        wish.lesson = argument;
        wish.choice = strcmp(argument, "due") == 0      ? SESSION_DUE
                      : strcmp(argument, "review") == 0 ? SESSION_REVIEW
                                                        : SESSION_LESSON;
    }
    enum error error = content_find(&quiz->content);
    if (!error)
        error = progress_open(&quiz->progress, &app->session->places);
    if (!error)
        error = session_quiz_open(&quiz->session, &quiz->content,
                                  quiz->progress, &wish, arena_of(quiz));
    if (error) {
        close_quiz(app, quiz);
        return error;
    }
    ask(app, quiz, 0);
    *state = quiz;
    return ERROR_OK;
}

static void change_quiz(struct app *app, void *state)
{
    struct quiz *quiz = state;
    struct session_wish wish = {.korean = text_korean(),
                                .wall_ms = clock_wall_ms()};
    struct arena *other = &quiz->arenas[!quiz->arena];
    arena_reset(other);
    enum error error =
        session_quiz_translate(&quiz->session, &quiz->content, &wish, other);
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    quiz->arena = !quiz->arena;
    if (quiz->stage == STAGE_SURE && !read_typed(quiz))
        quiz->stage = STAGE_ANSWER;
    compose(quiz);
}

static const char *sentence_of(struct quiz *quiz)
{
    const struct question *question = question_of(quiz);
    const char *command =
        quiz->stage == STAGE_EXPLAINED ? question_command(&quiz->face) : NULL;
    if (!question)
        return text(TEXT_QUIZ_LEAVE);
    if (command) {
        snprintf(quiz->sentence, sizeof quiz->sentence,
                 TEXT_FORMAT(QUIZ_SCENE_KEY), command);
        return quiz->sentence;
    }
    return quiz->stage == STAGE_SURE        ? text(TEXT_QUIZ_SURE)
           : quiz->stage == STAGE_EXPLAINED ? text(TEXT_QUIZ_GO_ON)
           : quiz->stage == STAGE_NOT_RUN   ? text(TEXT_QUIZ_RUN_KEY)
                                            : quiz_how(question);
}

static void draw_quiz(struct app *app, void *state, struct area *area)
{
    struct quiz *quiz = state;
    const struct question *question = question_of(quiz);
    char title[96];
    (void)app;
    snprintf(title, sizeof title, "%s %zu/%zu %s", text(TEXT_VIEW_QUIZ),
             quiz->at + (question != NULL), quiz->session.count,
             question ? question->id : "");
    struct frame frame = {.title = title, .focused = true};
    struct area inside = popup_open(*area, QUIZ_ROWS, QUIZ_COLUMNS, &frame);
    struct area row = area_take_bottom(&inside, 1);
    question_draw(&quiz->face, inside);
    question_line(row, quiz->stage == STAGE_ANSWER ? quiz->typed : "",
                  sentence_of(quiz));
}

static bool key_character(struct app *app, struct quiz *quiz,
                          const struct keys_event *event)
{
    if (!question_of(quiz))
        return false;
    if (quiz->stage == STAGE_ANSWER)
        question_type(question_of(quiz), quiz->typed, event);
    else if (quiz->stage == STAGE_SURE && event->character >= '1' &&
             event->character <= '3')
        keep(app, quiz, (enum confidence)(event->character - '0'));
    else
        return quiz->stage != STAGE_NOT_RUN;
    return true;
}

static void show_hint(struct app *app, struct quiz *quiz)
{
    quiz->hinted = question_of(quiz)->hint != NULL;
    if (!quiz->hinted)
        app_say(app, text(TEXT_QUIZ_NO_HINT));
    compose(quiz);
}

static bool key_quiz(struct app *app, void *state,
                     const struct keys_event *event)
{
    struct quiz *quiz = state;
    if (event->name == KEYS_CHARACTER)
        return key_character(app, quiz, event);
    if (event->name == KEYS_ENTER)
        enter(app, quiz);
    else if (event->name == KEYS_F7)
        run_scene(app, quiz);
    else if (event->name == KEYS_BACKSPACE && quiz->stage == STAGE_ANSWER)
        question_erase(quiz->typed);
    else if (event->name == KEYS_RIGHT)
        ask(app, quiz, quiz->at + 1);
    else if (event->name == KEYS_TAB && quiz->stage == STAGE_ANSWER &&
             question_of(quiz))
        show_hint(app, quiz);
    else
        return question_key(&quiz->face, event);
    return true;
}

static const struct view_key keys[] = {
    {"Enter", TEXT_BAR_ANSWER}, {"Tab", TEXT_BAR_HINT}, {"→", TEXT_BAR_SKIP},
    {"F7", TEXT_BAR_SCENE},     {"Esc", TEXT_BAR_BACK}, {NULL, 0}};
extern const struct view_class view_quiz;
const struct view_class view_quiz = {.name = "quiz",
                                     .title = TEXT_VIEW_QUIZ,
                                     .help = TEXT_ABOUT_QUIZ,
                                     .keys = keys,
                                     .keys_first = true,
                                     .own_frame = true,
                                     .takes_word = true,
                                     .pop_up = true,
                                     .open = open_quiz,
                                     .close = close_quiz,
                                     .draw = draw_quiz,
                                     .key = key_quiz,
                                     .change = change_quiz};
