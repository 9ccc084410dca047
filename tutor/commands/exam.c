/*
 * exam -- many questions against the clock, line by line.
 *
 * Nothing tells whether an answer was right until the end. On a terminal the
 * wait for a line ends with the time; in a pipe the end of the input ends the
 * exam. Ctrl-C and a lost terminal leave it open: the next `exam` goes on.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/quiz_show.h"
#include "tutor/commands/table.h"
#include "tutor/study/exam.h"

enum { LINE_BYTES = 1024, MINUTE_MS = 60000, QUESTIONS = 20, MINUTES = 30 };

struct hall {
    struct session *session;
    struct screen *screen;
    struct session_quiz quiz;
    struct exam exam;
    bool ended;
};

/* A terminal gives whole lines, so nothing of one waits in stdio's buffer and
 * poll() tells the truth; in a pipe it would not, and nobody hurries there. */
static bool line_comes(const struct hall *hall)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (!isatty(STDIN_FILENO))
        return true;
    int64_t left = exam_left_ms(&hall->exam, clock_monotonic_ms());
    return left > 0 && poll(&input, 1, (int)left) > 0;
}

static bool ask_line(struct hall *hall, char line[LINE_BYTES])
{
    screen_print(hall->screen, "> ");
    screen_flush(hall->screen);
    if (!line_comes(hall) || !fgets(line, LINE_BYTES, stdin)) {
        screen_print(hall->screen, "\n");
        hall->ended = true;
        return false;
    }
    line[strcspn(line, "\r\n")] = '\0';
    if (!isatty(STDIN_FILENO))
        screen_print(hall->screen, "%s\n", line);
    return true;
}

/* False when the question was passed over or the exam is over. */
static bool read_answer(struct hall *hall, const struct question *question,
                        const int *order, struct answer *answer)
{
    char line[LINE_BYTES];
    for (;;) {
        quiz_show_how(hall->screen, question);
        if (!ask_line(hall, line) || strcmp(line, "q") == 0) {
            hall->ended = true;
            return false;
        }
        if (strcmp(line, "s") == 0)
            return false;
        if (quiz_answer_read(question, order, line, &hall->session->arena,
                             answer) == ERROR_OK)
            return true;
        screen_print(hall->screen, "%s", text(TEXT_QUIZ_NOT_READ));
    }
}

static enum error ask(struct hall *hall, size_t index)
{
    int order[QUESTION_OPTIONS];
    struct answer answer;
    struct session_given given = {.answer = &answer};
    const struct question *question = hall->exam.items[index].question;
    int64_t began = clock_monotonic_ms();
    quiz_shuffle(question, hall->exam.seed, order);
    quiz_show_question(hall->screen, question, order,
                       (struct quiz_place){index + 1, hall->exam.count});
    say(hall->screen, EXAM_LEFT,
        (long long)((exam_left_ms(&hall->exam, began) + MINUTE_MS - 1) /
                    MINUTE_MS));
    if (!read_answer(hall, question, order, &answer))
        return ERROR_OK;
    int64_t now = clock_monotonic_ms();
    given.took_ms = now - began;
    given.wall_ms = clock_wall_ms();
    enum error error =
        exam_answer(&hall->exam, index, &given, now, &hall->session->arena);
    return error == ERROR_DEADLINE ? ERROR_OK : error;
}

static void show_result(struct hall *hall)
{
    struct screen *screen = hall->screen;
    struct exam_result result;
    exam_result(&hall->exam, &result);
    say(screen, EXAM_RESULT, result.right, hall->exam.count, result.answered);
    for (size_t i = 0; i < result.claim_count; i++)
        say(screen, EXAM_CLAIM, result.claims[i].id, result.claims[i].right,
            result.claims[i].asked);
    if (result.answered == result.right)
        return;
    say(screen, EXAM_WRONG);
    for (size_t i = 0; i < hall->exam.count; i++)
        if (hall->exam.items[i].answered && !hall->exam.items[i].right)
            screen_print(screen, "  %s\n", hall->exam.items[i].question->id);
}

static enum error sit(struct hall *hall)
{
    struct exam *exam = &hall->exam;
    enum error error = ERROR_OK;
    if (hall->quiz.other_language)
        say(hall->screen, STUDY_OTHER_LANGUAGE);
    if (exam->resumed)
        say(hall->screen, EXAM_RESUMED);
    say(hall->screen, EXAM_KEYS);
    size_t index = exam_next(exam, exam->count);
    while (index < exam->count && !hall->ended && !error &&
           exam_left_ms(exam, clock_monotonic_ms()) > 0) {
        error = ask(hall, index);
        index = exam_next(exam, index);
    }
    if (error)
        return error;
    if (exam_left_ms(exam, clock_monotonic_ms()) == 0)
        say(hall->screen, EXAM_OVER);
    show_result(hall);
    return exam_end(exam, clock_wall_ms());
}

static enum error read_options(const struct args *args, struct exam_wish *wish)
{
    int64_t questions = QUESTIONS;
    const char *minutes = args_option(args, "minutes", 0);
    const char *count = args_option(args, "questions", 0);
    enum error error = ERROR_OK;
    wish->minutes = MINUTES;
    if (minutes)
        error =
            args_number(minutes, "--minutes", 1, EXAM_MINUTES, &wish->minutes);
    if (!error && count)
        error =
            args_number(count, "--questions", 1, EXAM_QUESTIONS, &questions);
    wish->questions = (size_t)questions;
    return error;
}

enum error command_exam(struct session *session, const struct args *args)
{
    static struct hall hall; /* some ten thousand bytes */
    struct content content;
    struct progress *progress = NULL;
    struct session_wish all = {.choice = SESSION_ALL,
                               .korean = text_korean(),
                               .wall_ms = clock_wall_ms()};
    struct exam_wish wish = {.seed = random_next(&session->random),
                             .wall_ms = all.wall_ms};
    hall = (struct hall){.session = session, .screen = &session->screen};
    enum error error = read_options(args, &wish);
    if (!error)
        error = content_find(&content);
    if (!error)
        error = progress_open(&progress, &session->places);
    if (error)
        return error;
    error = session_quiz_open(&hall.quiz, &content, progress, &all,
                              &session->arena);
    wish.now_ms = clock_monotonic_ms();
    if (!error)
        error = exam_open(&hall.exam, &hall.quiz, &wish, &session->arena);
    if (!error)
        error = sit(&hall);
    progress_close(progress);
    return error;
}
