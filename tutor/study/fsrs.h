/*
 * fsrs -- how long something will be remembered, and when to ask again.
 *
 * Use:       fsrs_defaults(), then fsrs_answer() for each answer and
 *            fsrs_interval() for the days until the next question.
 * Units:     days; stability is the time until recall has fallen to 0.9,
 *            difficulty is from 1 to 10, retention is a probability.
 * Ownership: plain values. A card of stability 0 has never been answered.
 * Errors:    cannot fail; grades are asserted.
 * Blocking:  never; pure.
 * Source:    FSRS-6 with its published default weights, as in ts-fsrs
 *            (packages/fsrs/src/algorithm.ts, cdec8d2) and fsrs-rs
 *            (src/inference.rs, 0cbb9d3).
 */
#ifndef TUTOR_STUDY_FSRS_H
#define TUTOR_STUDY_FSRS_H

#include <stdbool.h>

enum fsrs_grade {
    FSRS_AGAIN = 1, /* wrong */
    FSRS_HARD,      /* right, but slow or with a hint */
    FSRS_GOOD,
    FSRS_EASY /* never derived from an answer here; part of the model */
};

enum { FSRS_WEIGHTS = 21, FSRS_MAX_DAYS = 36500 };

struct fsrs {
    double weights[FSRS_WEIGHTS];
    double retention; /* wanted at the time of the next question */
    int max_days;
    bool same_day; /* several answers of one day count by a rule of their own */
};

struct fsrs_card {
    double stability, difficulty;
};

void fsrs_defaults(struct fsrs *fsrs);
/* `days` since the last answer; ignored for the first. */
struct fsrs_card fsrs_answer(const struct fsrs *fsrs, struct fsrs_card card,
                             enum fsrs_grade grade, double days);
/* The probability that it is still remembered. */
double fsrs_recall(const struct fsrs *fsrs, struct fsrs_card card, double days);
/* Days from 1 to max_days until recall falls to the wanted retention. */
int fsrs_interval(const struct fsrs *fsrs, struct fsrs_card card);
/* The same spread by chance, `unit` in [0, 1); nobody does this by default. */
int fsrs_fuzz(int days, double unit);

#endif
