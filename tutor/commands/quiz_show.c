/*
 * quiz_show -- a question as plain text; for quiz and exam.
 *
 * Choices are numbered as they were shuffled, lines of code as they stand. The
 * sentence that says what to type comes apart from the question, since it is
 * said again when an answer could not be read.
 */
#include "tutor/commands/quiz_show.h"

#include <string.h>

#include "tutor/commands/text.h"

const char *quiz_how(const struct question *question)
{
    static const enum text how[QUESTION_KIND_COUNT] = {
        [QUESTION_ONE] = TEXT_QUIZ_HOW_ONE,
        [QUESTION_MANY] = TEXT_QUIZ_HOW_MANY,
        [QUESTION_ORDER] = TEXT_QUIZ_HOW_ORDER,
        [QUESTION_GAP] = TEXT_QUIZ_HOW_GAP,
        [QUESTION_NUMBER] = TEXT_QUIZ_HOW_NUMBER,
        [QUESTION_LINE] = TEXT_QUIZ_HOW_LINE,
        [QUESTION_PREDICT] = TEXT_QUIZ_HOW_NUMBER};
    return text(how[question->kind]);
}

void quiz_show_question(struct screen *screen, const struct question *question,
                        const int *order, struct quiz_place place)
{
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "\n[%zu/%zu] %s", place.number, place.count,
                 question->id);
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "\n\n");
    if (question->kind == QUESTION_LINE) {
        const char *code;
        size_t length;
        const char *fence = strstr(question->text, "```");
        screen_write(screen, question->text, (size_t)(fence - question->text));
        for (int n = 1; question_code_line(question, n, &code, &length); n++)
            screen_print(screen, "%3d  %.*s\n", n, (int)length, code);
    } else {
        screen_print(screen, "%s\n", question->text);
    }
    screen_print(screen, "\n");
    if (question->kind != QUESTION_LINE)
        for (size_t i = 0; i < question->option_count; i++)
            screen_print(screen, "  %zu) %s\n", i + 1,
                         question->options[order[i]].text);
}

static void explain_options(struct screen *screen,
                            const struct question *question, const int *order)
{
    bool steps = question->kind == QUESTION_ORDER;
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option =
            &question->options[steps ? (int)i : order[i]];
        if (steps)
            screen_print(screen, "  %zu. %s\n     %s\n", i + 1, option->text,
                         option->explanation);
        else
            screen_print(
                screen, "  %zu) [%s] %s\n     %s\n", i + 1,
                text(option->right ? TEXT_QUIZ_RIGHT : TEXT_QUIZ_WRONG),
                option->text, option->explanation);
    }
}

void quiz_show_verdict(struct screen *screen, const struct question *question,
                       const int *order, const struct session_verdict *verdict)
{
    screen_style(screen, verdict->right ? STYLE_GOOD : STYLE_BAD);
    screen_print(screen, "%s\n\n",
                 text(verdict->right ? TEXT_QUIZ_RIGHT : TEXT_QUIZ_WRONG));
    screen_style(screen, STYLE_NONE);
    for (size_t i = 0;
         question->kind == QUESTION_GAP && i < question->gap_count; i++)
        say(screen, QUIZ_ANSWER_IS, question->gaps[i].accepted[0]);
    if (question->kind == QUESTION_NUMBER)
        say(screen, QUIZ_NUMBER_IS, question->number);
    if (question->kind == QUESTION_PREDICT)
        say(screen, QUIZ_NUMBER_IS, verdict->measured);
    explain_options(screen, question, order);
    if (*question->explanation)
        screen_print(screen, "%s\n", question->explanation);
}
