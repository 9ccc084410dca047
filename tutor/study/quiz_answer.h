/*
 * quiz_answer -- what a learner typed, and whether it is right.
 *
 * Use:       quiz_shuffle() for the order in which choices are shown,
 *            quiz_answer_read() on a typed line, quiz_answer_right() on it.
 * Ownership: texts point into the caller's arena.
 * Errors:    USAGE when the line is no answer to this kind of question; the
 *            caller says what to type and asks again.
 * Blocking:  never; pure. Screens fill struct answer themselves.
 */
#ifndef TUTOR_STUDY_QUIZ_ANSWER_H
#define TUTOR_STUDY_QUIZ_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "tutor/study/quiz_file.h"

struct answer {
    int chosen[QUESTION_OPTIONS]; /* indexes of options, or for `order` all of
                                     them as the learner wants them */
    size_t count;
    int line;                         /* of `line` */
    const char *texts[QUESTION_GAPS]; /* of `gap` */
    double number;                    /* of `number` and `predict` */
};

/* order[i] is the option that is shown as number i + 1. The steps of `order`
 * never come in the right order. */
void quiz_shuffle(const struct question *question, uint64_t seed,
                  int order[QUESTION_OPTIONS]);
enum error quiz_answer_read(const struct question *question,
                            const int order[QUESTION_OPTIONS], const char *line,
                            struct arena *arena, struct answer *out);
/* `measured` is the value of the last run; used by `predict` only. */
bool quiz_answer_right(const struct question *question,
                       const struct answer *answer, double measured);
/* The explanation of the n-th line of a `line` question. */
const struct option *quiz_line_option(const struct question *question,
                                      int line);

#endif
