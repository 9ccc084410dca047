/*
 * quiz_ask -- a line from the learner, until it is an answer; for quiz and
 *             exam.
 *
 * Use:       fill struct quiz_asker once; quiz_ask_line() for a line,
 *            quiz_ask() for an answer to a question that was shown.
 * Words:     q leaves, s passes over; others are the caller's, by `word`.
 * Time:      with `left_ms` the wait for a line on a terminal ends when that
 *            gives 0. In a pipe the end of the input ends everything, and
 *            nobody hurries there.
 * Ownership: the answer's texts live in the session's arena.
 * Errors:    cannot fail; a line that is too long is no answer.
 * Blocking:  on standard input.
 */
#ifndef TUTOR_COMMANDS_QUIZ_ASK_H
#define TUTOR_COMMANDS_QUIZ_ASK_H

#include "tutor/session.h"
#include "tutor/study/exam.h"

enum { QUIZ_LINE_BYTES = EXAM_LINE_BYTES };

struct quiz_asker {
    struct session *session;
    int64_t (*left_ms)(void *arg); /* NULL: no clock */
    /* True: this word was the caller's, and the question stays. */
    bool (*word)(void *arg, const char *line);
    void *arg;
};

enum quiz_reply { QUIZ_ANSWERED, QUIZ_PASSED_OVER, QUIZ_LEFT };

/* Without its end; false at the end of the input or of the time. */
bool quiz_ask_line(const struct quiz_asker *asker, char line[QUIZ_LINE_BYTES]);
enum quiz_reply quiz_ask(const struct quiz_asker *asker,
                         const struct question *question, const int *order,
                         char line[QUIZ_LINE_BYTES], struct answer *answer);

#endif
