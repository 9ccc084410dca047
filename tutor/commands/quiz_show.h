/*
 * quiz_show -- a question as plain text; for quiz and exam.
 *
 * Use:       quiz_show_question(), then quiz_how() in front of each
 *            prompt, quiz_show_verdict() when all is said. `order` is what
 *            quiz_shuffle() gave.
 * Ownership: keeps nothing.
 * Errors:    cannot fail.
 * Blocking:  on the output.
 */
#ifndef TUTOR_COMMANDS_QUIZ_SHOW_H
#define TUTOR_COMMANDS_QUIZ_SHOW_H

#include "tutor/screen.h"
#include "tutor/study/session_quiz.h"

struct quiz_place {
    size_t number, count; /* [3/20] */
};

void quiz_show_question(struct screen *screen, const struct question *question,
                        const int *order, struct quiz_place place);
/* How to answer this kind: one sentence. */
const char *quiz_how(const struct question *question);
/* Whether it was right, what is, and why. */
void quiz_show_verdict(struct screen *screen, const struct question *question,
                       const int *order, const struct session_verdict *verdict);

#endif
