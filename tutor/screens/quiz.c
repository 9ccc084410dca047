/*
 * quiz -- one question at a time in a window over the lesson.
 *
 * A question goes through three stages: the answer is typed, the learner says
 * how sure he is, the explanation is read. The answer is judged and kept
 * between the second and the third, so leaving at any moment loses nothing.
 * Every kind is answered by one short line, as in `cleave quiz`; the same
 * reader understands both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/screens/app_private.h"
#include "tutor/study/session_quiz.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/markdown.h"
#include "tutor/widgets/scroll.h"

enum { TYPED_BYTES = 200, TEXT_BYTES = 256 * 1024, QUIZ_ARENA = 32 << 20 };

enum stage { STAGE_ANSWER, STAGE_SURE, STAGE_EXPLAINED, STAGE_NOT_RUN };

struct quiz {
    struct content content;
    struct progress *progress;
    struct arena arena;
    struct session_quiz session;
    size_t at; /* of session.questions; count: the end */
    size_t answered, right;
    enum stage stage;
    int order[QUESTION_OPTIONS];
    char typed[TYPED_BYTES];
    bool hinted;
    struct answer answer;
    struct session_verdict verdict;
    int64_t began_ms, took_ms;
    struct buffer text;
    struct page page;
    struct scroll scroll;
    int columns; /* that the page was laid out for; 0: it was not */
};

static const struct question *question_of(const struct quiz *quiz)
{
    return quiz->at < quiz->session.count ? quiz->session.questions[quiz->at]
                                          : NULL;
}

/* ---- the text of a stage, as Markdown ---- */

static void write_code(struct quiz *quiz, const struct question *question)
{
    const char *code;
    size_t length;
    const char *fence = strstr(question->text, "```");
    buffer_append(&quiz->text, question->text,
                  (size_t)(fence - question->text));
    buffer_text(&quiz->text, "```\n");
    for (int n = 1; question_code_line(question, n, &code, &length); n++)
        buffer_format(&quiz->text, "%2d  %.*s\n", n, (int)length, code);
    buffer_text(&quiz->text, "```\n");
}

static void write_question(struct quiz *quiz, const struct question *question)
{
    if (question->kind == QUESTION_LINE)
        write_code(quiz, question);
    else
        buffer_format(&quiz->text, "%s\n\n", question->text);
    if (question->kind != QUESTION_LINE)
        for (size_t i = 0; i < question->option_count; i++)
            buffer_format(&quiz->text, "%zu. %s\n", i + 1,
                          question->options[quiz->order[i]].text);
    if (quiz->hinted && question->hint)
        buffer_format(&quiz->text, "\n> %s\n", question->hint);
}

static void write_explanation(struct quiz *quiz,
                              const struct question *question)
{
    struct buffer *out = &quiz->text;
    bool order = question->kind == QUESTION_ORDER;
    buffer_format(
        out, "**%s**\n\n",
        text(quiz->verdict.right ? TEXT_QUIZ_RIGHT : TEXT_QUIZ_WRONG));
    for (size_t i = 0;
         question->kind == QUESTION_GAP && i < question->gap_count; i++)
        buffer_format(out, TEXT_FORMAT(QUIZ_ANSWER_IS),
                      question->gaps[i].accepted[0]);
    if (question->kind == QUESTION_NUMBER)
        buffer_format(out, TEXT_FORMAT(QUIZ_NUMBER_IS), question->number);
    if (question->kind == QUESTION_PREDICT)
        buffer_format(out, TEXT_FORMAT(QUIZ_NUMBER_IS), quiz->verdict.measured);
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option =
            &question->options[order ? (int)i : quiz->order[i]];
        enum text mark = option->right ? TEXT_QUIZ_RIGHT : TEXT_QUIZ_WRONG;
        buffer_format(out, "%zu. %s%s%s%s\n\n   %s\n\n", i + 1,
                      order ? "" : "[", order ? "" : text(mark),
                      order ? "" : "] ", option->text, option->explanation);
    }
    buffer_format(out, "\n%s\n", question->explanation);
}

static void compose(struct quiz *quiz)
{
    const struct question *question = question_of(quiz);
    buffer_reset(&quiz->text);
    if (!question && quiz->session.count == 0)
        buffer_format(&quiz->text, TEXT_FORMAT(QUIZ_NOTHING),
                      quiz->session.total);
    else if (!question)
        buffer_format(&quiz->text, TEXT_FORMAT(QUIZ_DONE), quiz->answered,
                      quiz->right);
    else if (quiz->stage == STAGE_EXPLAINED)
        write_explanation(quiz, question);
    else if (quiz->stage == STAGE_NOT_RUN)
        buffer_format(&quiz->text, TEXT_FORMAT(QUIZ_RUN_FIRST),
                      question->experiment);
    else
        write_question(quiz, question);
    quiz->columns = 0;
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
    quiz->scroll.first = 0;
    quiz->began_ms = app_now_ms(app);
    if (question) {
        quiz_shuffle(question, random_next(&app->session->random), quiz->order);
        if (question->kind == QUESTION_PREDICT &&
            session_quiz_judge(&quiz->session, question, &nothing, &quiz->arena,
                               &verdict) != ERROR_OK)
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
                            &quiz->arena, &quiz->verdict);
    if (error) {
        app_say(app, error_detail(error));
        return;
    }
    quiz->answered++;
    quiz->right += quiz->verdict.right;
    quiz->stage = STAGE_EXPLAINED;
    quiz->scroll.first = 0;
    compose(quiz);
}

static void enter(struct app *app, struct quiz *quiz)
{
    const struct question *question = question_of(quiz);
    char line[64];
    if (!question) {
        app_back(app);
    } else if (quiz->stage == STAGE_ANSWER) {
        if (quiz_answer_read(question, quiz->order, quiz->typed, &quiz->arena,
                             &quiz->answer) != ERROR_OK) {
            app_say(app, text(TEXT_QUIZ_CANNOT_READ));
            return;
        }
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

/* ---- the class ---- */

static void close_quiz(struct app *app, void *state)
{
    struct quiz *quiz = state;
    (void)app;
    progress_close(quiz->progress);
    buffer_release(&quiz->text);
    page_release(&quiz->page);
    arena_release(&quiz->arena);
    free(quiz);
}

static enum error open_quiz(struct app *app, const char *argument, void **state)
{
    struct quiz *quiz = calloc(1, sizeof *quiz);
    struct session_wish wish = {.korean = text_korean(),
                                .wall_ms = clock_wall_ms()};
    if (!quiz)
        return ERROR_SYSTEM;
    arena_init(&quiz->arena, QUIZ_ARENA);
    buffer_init(&quiz->text, TEXT_BYTES);
    page_init(&quiz->page, 1);
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
                                  quiz->progress, &wish, &quiz->arena);
    if (error) {
        close_quiz(app, quiz);
        return error;
    }
    ask(app, quiz, 0);
    *state = quiz;
    return ERROR_OK;
}

static void lay_out(struct quiz *quiz, struct area area)
{
    struct markdown *markdown = NULL;
    if (quiz->columns != area.columns) {
        struct slice all = {quiz->text.data, quiz->text.length};
        if (markdown_new(&markdown, all) == ERROR_OK)
            (void)markdown_layout(markdown, &quiz->page, area.columns);
        markdown_free(markdown);
        quiz->columns = area.columns;
    }
    scroll_resize(&quiz->scroll, area.rows, quiz->page.row_count);
}

static void draw_line(const struct quiz *quiz, struct area row)
{
    static const enum text how[QUESTION_KIND_COUNT] = {
        [QUESTION_ONE] = TEXT_QUIZ_HOW_ONE,
        [QUESTION_MANY] = TEXT_QUIZ_HOW_MANY,
        [QUESTION_ORDER] = TEXT_QUIZ_HOW_ORDER,
        [QUESTION_GAP] = TEXT_QUIZ_HOW_GAP,
        [QUESTION_NUMBER] = TEXT_QUIZ_HOW_NUMBER,
        [QUESTION_LINE] = TEXT_QUIZ_HOW_LINE,
        [QUESTION_PREDICT] = TEXT_QUIZ_HOW_NUMBER};
    const struct question *question = question_of(quiz);
    if (question && quiz->stage == STAGE_ANSWER && *quiz->typed) {
        int column = area_put(row, 0, 0, ROLE_PROMPT, "> ");
        column = area_put(row, 0, column, ROLE_INPUT, quiz->typed);
        area_put(row, 0, column, ROLE_PROMPT, "_");
        return;
    }
    const char *words =
        text(!question                        ? TEXT_QUIZ_LEAVE
             : quiz->stage == STAGE_SURE      ? TEXT_QUIZ_SURE
             : quiz->stage == STAGE_EXPLAINED ? TEXT_QUIZ_GO_ON
             : quiz->stage == STAGE_NOT_RUN   ? TEXT_QUIZ_RUN_KEY
                                              : how[question->kind]);
    area_line_slice(row, ALIGN_LEFT, ROLE_INFO,
                    (struct slice){words, strcspn(words, "\n")});
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
    struct area inside = popup_open(*area, POPUP_ROWS, POPUP_COLUMNS, &frame);
    struct area row = area_take_bottom(&inside, 1);
    struct area words = inside;
    area_take_right(&words, 1);
    lay_out(quiz, words);
    page_draw(&quiz->page, words, quiz->scroll.first, PAGE_NO_LINK);
    scroll_draw(&quiz->scroll, inside);
    draw_line(quiz, row);
}

static void type(struct quiz *quiz, const struct keys_event *event)
{
    size_t length = strlen(quiz->typed);
    char bytes[4];
    const struct question *question = question_of(quiz);
    if (question->kind == QUESTION_ONE)
        length = 0;
    size_t more = keys_utf8(event->character, bytes);
    if (length + more >= sizeof quiz->typed)
        return;
    memcpy(quiz->typed + length, bytes, more);
    quiz->typed[length + more] = '\0';
}

static void erase(struct quiz *quiz)
{
    size_t length = strlen(quiz->typed);
    while (length > 0 && (quiz->typed[--length] & 0xC0) == 0x80)
        continue;
    quiz->typed[length] = '\0';
}

static bool key_character(struct app *app, struct quiz *quiz,
                          const struct keys_event *event)
{
    if (!question_of(quiz))
        return false;
    if (quiz->stage == STAGE_ANSWER)
        type(quiz, event);
    else if (quiz->stage == STAGE_SURE && event->character >= '1' &&
             event->character <= '3')
        keep(app, quiz, (enum confidence)(event->character - '0'));
    else
        return quiz->stage != STAGE_NOT_RUN;
    return true;
}

static bool key_quiz(struct app *app, void *state,
                     const struct keys_event *event)
{
    struct quiz *quiz = state;
    int page = quiz->scroll.shown > 2 ? quiz->scroll.shown - 1 : 1;
    if (event->name == KEYS_CHARACTER)
        return key_character(app, quiz, event);
    if (event->name == KEYS_ENTER)
        enter(app, quiz);
    else if (event->name == KEYS_BACKSPACE)
        erase(quiz);
    else if (event->name == KEYS_PAGE_UP || event->name == KEYS_UP)
        scroll_by(&quiz->scroll, event->name == KEYS_UP ? -1 : -page);
    else if (event->name == KEYS_PAGE_DOWN || event->name == KEYS_DOWN)
        scroll_by(&quiz->scroll, event->name == KEYS_DOWN ? 1 : page);
    else if (event->name == KEYS_RIGHT)
        ask(app, quiz, quiz->at + 1);
    else if (event->name == KEYS_TAB && quiz->stage == STAGE_ANSWER &&
             question_of(quiz)) {
        quiz->hinted = question_of(quiz)->hint != NULL;
        if (!quiz->hinted)
            app_say(app, text(TEXT_QUIZ_NO_HINT));
        compose(quiz);
    } else
        return false;
    return true;
}

static const struct view_key keys[] = {{"Enter", TEXT_BAR_ANSWER},
                                       {"Tab", TEXT_BAR_HINT},
                                       {"→", TEXT_BAR_SKIP},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
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
                                     .key = key_quiz};
