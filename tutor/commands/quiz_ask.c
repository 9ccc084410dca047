/*
 * quiz_ask -- a line from the learner, until it is an answer; for quiz and
 *             exam.
 *
 * A terminal gives whole lines, so nothing of one waits in stdio's buffer and
 * poll() tells the truth about it; in a pipe it would not.
 */
#include "tutor/commands/quiz_ask.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tutor/commands/quiz_show.h"
#include "tutor/commands/text.h"

static bool line_comes(const struct quiz_asker *asker)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (!asker->left_ms || !isatty(STDIN_FILENO))
        return true;
    int64_t left = asker->left_ms(asker->arg);
    return left > 0 && poll(&input, 1, (int)left) > 0;
}

/* The end of a line that was too long; true when there was one. */
static bool drop_rest(void)
{
    int c = getc(stdin);
    if (c == '\n' || c == EOF)
        return false;
    while (c != '\n' && c != EOF)
        c = getc(stdin);
    return true;
}

bool quiz_ask_line(const struct quiz_asker *asker, char line[QUIZ_LINE_BYTES])
{
    struct screen *screen = &asker->session->screen;
    screen_print(screen, "> ");
    screen_flush(screen);
    if (!line_comes(asker) || !fgets(line, QUIZ_LINE_BYTES, stdin)) {
        screen_print(screen, "\n");
        return false;
    }
    if (!strchr(line, '\n') && strlen(line) == QUIZ_LINE_BYTES - 1 &&
        drop_rest())
        line[0] = '\0'; /* no answer to anything */
    line[strcspn(line, "\r\n")] = '\0';
    if (!isatty(STDIN_FILENO))
        screen_print(screen, "%s\n", line);
    return true;
}

enum quiz_reply quiz_ask(const struct quiz_asker *asker,
                         const struct question *question, const int *order,
                         char line[QUIZ_LINE_BYTES], struct answer *answer)
{
    struct session *session = asker->session;
    for (;;) {
        screen_print(&session->screen, "%s", quiz_how(question));
        if (!quiz_ask_line(asker, line) || strcmp(line, "q") == 0)
            return QUIZ_LEFT;
        if (strcmp(line, "s") == 0)
            return QUIZ_PASSED_OVER;
        if (asker->word(asker->arg, line))
            continue;
        if (quiz_answer_read(question, order, line, &session->arena, answer) ==
            ERROR_OK)
            return QUIZ_ANSWERED;
        screen_print(&session->screen, "%s", text(TEXT_QUIZ_NOT_READ));
    }
}
