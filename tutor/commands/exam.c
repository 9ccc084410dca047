/*
 * exam -- many questions against the clock, line by line.
 *
 * Nothing tells whether an answer was right until the end; then each question
 * is explained. On a terminal the wait for a line ends with the time; in a pipe
 * the end of the input ends the exam. Ctrl-C and a lost terminal leave it open,
 * and the next `exam` asks whether to go on; where nobody can be asked it goes
 * on.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/quiz_ask.h"
#include "tutor/commands/quiz_show.h"
#include "tutor/commands/table.h"
#include "tutor/study/exam.h"

enum { MINUTE_MS = 60000, QUESTIONS = 20, MINUTES = 30 };

struct hall {
    struct session *session;
    struct screen *screen;
    struct session_quiz quiz;
    struct exam exam;
    struct quiz_asker asker;
    size_t index; /* of the question that is asked */
    bool ended;
};

/* ---- questions ---- */

static int64_t left_ms(void *arg)
{
    const struct hall *hall = arg;
    return exam_left_ms(&hall->exam, clock_monotonic_ms());
}

/* m marks a question, to be found again in the list at the end. */
static bool take_word(void *arg, const char *line)
{
    struct hall *hall = arg;
    if (strcmp(line, "m") != 0)
        return false;
    enum error error = exam_mark(&hall->exam, hall->index, clock_wall_ms());
    if (error)
        screen_print(hall->screen, "%s\n", error_detail(error));
    else if (hall->exam.items[hall->index].marked)
        say(hall->screen, EXAM_MARKED);
    else
        say(hall->screen, EXAM_UNMARKED);
    return true;
}

static enum error ask(struct hall *hall)
{
    int order[QUESTION_OPTIONS];
    char line[QUIZ_LINE_BYTES];
    struct answer answer;
    const struct question *question = hall->exam.items[hall->index].question;
    int64_t began = clock_monotonic_ms();
    quiz_shuffle(question, hall->exam.seed, order);
    quiz_show_question(hall->screen, question, order,
                       (struct quiz_place){hall->index + 1, hall->exam.count});
    say(hall->screen, EXAM_LEFT,
        (long long)((exam_left_ms(&hall->exam, began) + MINUTE_MS - 1) /
                    MINUTE_MS));
    enum quiz_reply reply =
        quiz_ask(&hall->asker, question, order, line, &answer);
    hall->ended = reply == QUIZ_LEFT;
    if (reply != QUIZ_ANSWERED)
        return ERROR_OK;
    int64_t now = clock_monotonic_ms();
    struct exam_given given = {.line = line,
                               .took_ms = now - began,
                               .wall_ms = clock_wall_ms(),
                               .now_ms = now};
    enum error error =
        exam_answer(&hall->exam, hall->index, &given, &hall->session->arena);
    return error == ERROR_DEADLINE ? ERROR_OK : error;
}

/* ---- the end ---- */

static void show_explanations(struct hall *hall)
{
    for (size_t i = 0; i < hall->exam.count; i++) {
        int order[QUESTION_OPTIONS];
        const struct exam_item *item = &hall->exam.items[i];
        struct session_verdict verdict = session_quiz_verdict(
            &hall->quiz, item->question, item->right, &hall->session->arena);
        quiz_shuffle(item->question, hall->exam.seed, order);
        quiz_show_question(hall->screen, item->question, order,
                           (struct quiz_place){i + 1, hall->exam.count});
        if (item->answered)
            say(hall->screen, EXAM_YOURS, item->typed);
        else
            say(hall->screen, EXAM_NONE);
        quiz_show_verdict(hall->screen, item->question, order, &verdict);
    }
}

static void show_result(struct hall *hall)
{
    struct screen *screen = hall->screen;
    struct exam_result result;
    exam_result(&hall->exam, &result);
    say(screen, EXAM_RESULT, result.right, hall->exam.count, result.answered);
    for (int i = 0; i < EXAM_LESSONS; i++)
        if (result.lessons[i].asked > 0)
            say(screen, EXAM_LESSON, i, result.lessons[i].right,
                result.lessons[i].asked);
    screen_print(screen, "\n");
    for (size_t i = 0; i < result.claim_count; i++)
        say(screen, EXAM_CLAIM, result.claims[i].id, result.claims[i].right,
            result.claims[i].asked);
}

static enum error sit(struct hall *hall)
{
    struct exam *exam = &hall->exam;
    enum error error = ERROR_OK;
    if (hall->quiz.other_language)
        say(hall->screen, STUDY_OTHER_LANGUAGE);
    say(hall->screen, EXAM_KEYS);
    hall->index = exam_next(exam, exam->count);
    while (hall->index < exam->count && !hall->ended && !error &&
           exam_left_ms(exam, clock_monotonic_ms()) > 0) {
        error = ask(hall);
        hall->index = exam_next(exam, hall->index);
    }
    if (error)
        return error;
    if (exam_left_ms(exam, clock_monotonic_ms()) == 0)
        say(hall->screen, EXAM_OVER);
    error = exam_end(exam, clock_wall_ms(), &hall->session->arena);
    if (error)
        return error;
    show_result(hall);
    show_explanations(hall);
    return ERROR_OK;
}

/* ---- as JSON: the last exam, without asking anything ---- */

static void print_items(struct hall *hall)
{
    const struct exam *exam = &hall->exam;
    for (size_t i = 0; i < exam->count; i++) {
        const struct exam_item *item = &exam->items[i];
        screen_print(
            hall->screen, "%s{\"id\":\"%s\",\"answered\":%s,\"marked\":%s",
            i == 0 ? "" : ",", item->question->id,
            item->answered ? "true" : "false", item->marked ? "true" : "false");
        if (!exam->open)
            screen_print(hall->screen, ",\"right\":%s",
                         item->right ? "true" : "false");
        screen_print(hall->screen, "}");
    }
}

static void print_result(struct hall *hall)
{
    struct screen *screen = hall->screen;
    struct exam_result result;
    const char *between = "";
    exam_result(&hall->exam, &result);
    screen_print(screen, ",\"right\":%d,\"lessons\":[", result.right);
    for (int i = 0; i < EXAM_LESSONS; i++)
        if (result.lessons[i].asked > 0) {
            screen_print(screen, "%s{\"lesson\":%d,\"right\":%d,\"asked\":%d}",
                         between, i, result.lessons[i].right,
                         result.lessons[i].asked);
            between = ",";
        }
    screen_print(screen, "],\"claims\":[");
    for (size_t i = 0; i < result.claim_count; i++)
        screen_print(screen, "%s{\"claim\":\"%s\",\"right\":%d,\"asked\":%d}",
                     i == 0 ? "" : ",", result.claims[i].id,
                     result.claims[i].right, result.claims[i].asked);
    screen_print(screen, "]");
}

/* What is right stays unsaid while it is open. */
static enum error print_json(struct hall *hall)
{
    const struct exam *exam = &hall->exam;
    struct exam_result result;
    exam_result(exam, &result);
    if (exam->count == 0) {
        screen_print(hall->screen, "null\n");
        return ERROR_OK;
    }
    screen_print(hall->screen,
                 "{\"id\":\"%s\",\"open\":%s,\"left_ms\":%lld,"
                 "\"questions\":%zu,\"answered\":%d",
                 exam->id, exam->open ? "true" : "false",
                 (long long)exam->left_ms, exam->count, result.answered);
    if (!exam->open)
        print_result(hall);
    screen_print(hall->screen, ",\"items\":[");
    print_items(hall);
    screen_print(hall->screen, "]}\n");
    return ERROR_OK;
}

/* ---- the beginning ---- */

static enum error read_options(const struct args *args, struct exam_wish *wish)
{
    static const char *const mixes[EXAM_MIX_COUNT] = {[EXAM_MIX_ALL] = "all",
                                                      [EXAM_MIX_READ] = "read",
                                                      [EXAM_MIX_WEAK] = "weak"};
    int64_t questions = QUESTIONS;
    const char *minutes = args_option(args, "minutes", 0);
    const char *count = args_option(args, "questions", 0);
    const char *mix = args_option(args, "mix", 0);
    enum error error = ERROR_OK;
    wish->minutes = MINUTES;
    if (minutes)
        error =
            args_number(minutes, "--minutes", 1, EXAM_MINUTES, &wish->minutes);
    if (!error && count)
        error =
            args_number(count, "--questions", 1, EXAM_QUESTIONS, &questions);
    wish->questions = (size_t)questions;
    wish->mix = mix ? EXAM_MIX_COUNT : EXAM_MIX_ALL;
    for (int i = 0; mix && i < EXAM_MIX_COUNT; i++)
        if (strcmp(mix, mixes[i]) == 0)
            wish->mix = (enum exam_mix)i;
    if (!error && wish->mix == EXAM_MIX_COUNT)
        error = explain(ERROR_USAGE, EXAM_BAD_MIX, mix);
    return error;
}

/* True: the one that is open shall go on. */
static bool goes_on(struct hall *hall, const struct args *args)
{
    char line[QUIZ_LINE_BYTES];
    struct exam_result result;
    if (!hall->exam.open || args_option(args, "new", 0))
        return false;
    exam_result(&hall->exam, &result);
    exam_resume(&hall->exam, clock_monotonic_ms());
    if (isatty(STDIN_FILENO)) {
        say(hall->screen, EXAM_GO_ON, result.answered, hall->exam.count,
            (long long)((hall->exam.left_ms + MINUTE_MS - 1) / MINUTE_MS));
        if (quiz_ask_line(&(struct quiz_asker){.session = hall->session},
                          line) &&
            strcmp(line, "n") == 0)
            return false;
        exam_resume(&hall->exam, clock_monotonic_ms());
    }
    say(hall->screen, EXAM_RESUMED);
    return true;
}

static enum error hold(struct hall *hall, const struct args *args,
                       struct exam_wish *wish)
{
    struct arena *arena = &hall->session->arena;
    enum error error = exam_load(&hall->exam, &hall->quiz, arena);
    if (error || hall->session->json)
        return error ? error : print_json(hall);
    if (!goes_on(hall, args)) {
        wish->wall_ms = clock_wall_ms();
        wish->now_ms = clock_monotonic_ms();
        error = exam_begin(&hall->exam, wish, arena);
    }
    return error ? error : sit(hall);
}

enum error command_exam(struct session *session, const struct args *args)
{
    static struct hall hall; /* some ten thousand bytes */
    struct content content;
    struct progress *progress = NULL;
    struct session_wish all = {.choice = SESSION_ALL,
                               .korean = text_korean(),
                               .wall_ms = clock_wall_ms()};
    struct exam_wish wish = {.seed = random_next(&session->random)};
    hall = (struct hall){.session = session, .screen = &session->screen};
    hall.asker = (struct quiz_asker){.session = session,
                                     .left_ms = left_ms,
                                     .word = take_word,
                                     .arg = &hall};
    enum error error = read_options(args, &wish);
    if (!error)
        error = content_find(&content);
    if (!error)
        error = progress_open(&progress, &session->places);
    if (error)
        return error;
    error = session_quiz_open(&hall.quiz, &content, progress, &all,
                              &session->arena);
    if (!error)
        error = hold(&hall, args, &wish);
    progress_close(progress);
    return error;
}
