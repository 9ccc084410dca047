/*
 * quiz -- questions as plain text: read, say how sure you are, answer, learn.
 *
 * The linear twin of the quiz screen. Everything goes over standard input and
 * output line by line, so it works in a pipe, under a screen reader and in a
 * script; the end of the input is the end of the quiz. Each answer is kept
 * before its explanation is shown, so Ctrl-C loses nothing that was answered.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/quiz_ask.h"
#include "tutor/commands/quiz_show.h"
#include "tutor/commands/table.h"
#include "tutor/study/session_quiz.h"

struct sitting {
    struct session *session;
    struct screen *screen;
    struct session_quiz quiz;
    uint64_t seed;
    size_t asked, right;
    bool ended; /* the learner left, or the input did */
    struct quiz_asker asker;
    const struct question *question; /* that is asked now */
    bool hinted;
};

static void undo(struct sitting *sitting)
{
    const char *id = NULL;
    enum error error = schedule_undo(sitting->quiz.progress, clock_wall_ms(),
                                     &sitting->session->arena, &id);
    if (error)
        screen_print(sitting->screen, "%s\n", error_detail(error));
    else
        say(sitting->screen, QUIZ_UNDONE, id);
}

/* Words that are no answer. */
static bool take_word(void *arg, const char *line)
{
    struct sitting *sitting = arg;
    const struct question *question = sitting->question;
    if (strcmp(line, "u") == 0) {
        undo(sitting);
        return true;
    }
    if (strcmp(line, "h") != 0)
        return false;
    sitting->hinted |= question->hint != NULL;
    screen_print(sitting->screen, "%s\n",
                 question->hint ? question->hint : text(TEXT_QUIZ_NO_HINT));
    return true;
}

static enum confidence read_confidence(struct sitting *sitting)
{
    char line[QUIZ_LINE_BYTES];
    screen_print(sitting->screen, "%s", text(TEXT_QUIZ_HOW_SURE));
    sitting->ended = !quiz_ask_line(&sitting->asker, line);
    if (!sitting->ended && line[0] >= '1' && line[0] <= '3')
        return (enum confidence)(line[0] - '0');
    return CONFIDENCE_NOT_ASKED;
}

/* An experiment that was not run cannot answer; it is said and passed over. */
static bool can_be_judged(struct sitting *sitting,
                          const struct question *question)
{
    struct session_verdict verdict;
    struct answer nothing = {0};
    if (question->kind != QUESTION_PREDICT)
        return true;
    enum error error = session_quiz_judge(&sitting->quiz, question, &nothing,
                                          &sitting->session->arena, &verdict);
    if (!error)
        return true;
    screen_print(sitting->screen, "\n%s: %s\n", question->id,
                 error_detail(error));
    return false;
}

static enum error ask(struct sitting *sitting, const struct question *question)
{
    int order[QUESTION_OPTIONS];
    char line[QUIZ_LINE_BYTES];
    struct answer answer;
    struct session_verdict verdict;
    struct session_given given = {.answer = &answer};
    if (!can_be_judged(sitting, question))
        return ERROR_OK;
    quiz_shuffle(question, sitting->seed, order);
    quiz_show_question(
        sitting->screen, question, order,
        (struct quiz_place){sitting->asked + 1, sitting->quiz.count});
    sitting->question = question;
    sitting->hinted = false;
    int64_t began = clock_monotonic_ms();
    enum quiz_reply reply =
        quiz_ask(&sitting->asker, question, order, line, &answer);
    sitting->ended = reply == QUIZ_LEFT;
    if (reply != QUIZ_ANSWERED)
        return ERROR_OK;
    given.hinted = sitting->hinted;
    given.took_ms = clock_monotonic_ms() - began;
    given.confidence = read_confidence(sitting);
    given.wall_ms = clock_wall_ms();
    enum error error = session_quiz_answer(&sitting->quiz, question, &given,
                                           &sitting->session->arena, &verdict);
    if (error)
        return error;
    sitting->asked++;
    sitting->right += verdict.right;
    quiz_show_verdict(sitting->screen, question, order, &verdict);
    return ERROR_OK;
}

static enum error sit(struct sitting *sitting)
{
    struct session_quiz *quiz = &sitting->quiz;
    if (quiz->other_language)
        say(sitting->screen, STUDY_OTHER_LANGUAGE);
    if (quiz->count == 0) {
        say(sitting->screen, QUIZ_NOTHING, quiz->total);
        return ERROR_OK;
    }
    screen_print(sitting->screen, "%s", text(TEXT_QUIZ_KEYS));
    enum error error = ERROR_OK;
    for (size_t i = 0; i < quiz->count && !sitting->ended && !error; i++)
        error = ask(sitting, quiz->questions[i]);
    say(sitting->screen, QUIZ_DONE, sitting->asked, sitting->right);
    return error;
}

static void read_wish(const char *word, struct session_wish *wish)
{
    if (!word)
        return;
    wish->lesson = word;
    wish->choice = strcmp(word, "due") == 0      ? SESSION_DUE
                   : strcmp(word, "review") == 0 ? SESSION_REVIEW
                                                 : SESSION_LESSON;
}

enum error command_quiz(struct session *session, const struct args *args)
{
    static struct sitting sitting; /* some ten thousand bytes */
    struct content content;
    struct progress *progress = NULL;
    struct session_wish wish = {.korean = text_korean(),
                                .wall_ms = clock_wall_ms()};
    int64_t seed = 0;
    const char *given = args_option(args, "seed", 0);
    enum error error = ERROR_OK;
    sitting = (struct sitting){.session = session, .screen = &session->screen};
    sitting.asker = (struct quiz_asker){
        .session = session, .word = take_word, .arg = &sitting};
    if (given)
        error = args_number(given, "--seed", 0, INT64_MAX, &seed);
    sitting.seed = given ? (uint64_t)seed : random_next(&session->random);
    read_wish(args_word(args, 0), &wish);
    if (!error)
        error = content_find(&content);
    if (!error)
        error = progress_open(&progress, &session->places);
    if (error)
        return error;
    error = session_quiz_open(&sitting.quiz, &content, progress, &wish,
                              &session->arena);
    if (!error)
        error = sit(&sitting);
    progress_close(progress);
    return error;
}
