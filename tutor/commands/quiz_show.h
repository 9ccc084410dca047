/*
 * quiz_show -- a question as plain text; for quiz and exam.
 *
 * Use:       quiz_show_question(), then quiz_show_how() in front of each
 *            prompt. `order` is what quiz_shuffle() gave.
 * Ownership: keeps nothing.
 * Errors:    cannot fail.
 * Blocking:  on the output.
 */
#ifndef TUTOR_COMMANDS_QUIZ_SHOW_H
#define TUTOR_COMMANDS_QUIZ_SHOW_H

#include "tutor/screen.h"
#include "tutor/study/quiz_file.h"

struct quiz_place {
    size_t number, count; /* [3/20] */
};

void quiz_show_question(struct screen *screen, const struct question *question,
                        const int *order, struct quiz_place place);
void quiz_show_how(struct screen *screen, const struct question *question);

#endif
