/*
 * fsrs -- how long something will be remembered, and when to ask again.
 *
 * The problem: ask too early and an hour is wasted; ask too late and it is
 * forgotten. The best moment is shortly before, and it moves away each time
 * that the answer was known.
 *
 * The idea: a memory has a stability and a difficulty. Recall falls with time
 * as a power function of their quotient; an answer that is known makes the
 * stability grow, the more the lower recall had fallen; one that is not known
 * throws it back. The 21 weights were fitted to some hundred million reviews
 * of others; they are not changed here, for no learner of one course gives
 * enough answers to fit them better.
 *
 * The formulas follow the code of ts-fsrs, not its comments.
 */
#include "tutor/study/fsrs.h"

#include <assert.h>
#include <math.h>

static const struct fsrs defaults = {
    .weights = {0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194,
                0.001,  1.8722, 0.1666, 0.796,  1.4835, 0.0614, 0.2629,
                1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542},
    .retention = 0.9,
    .max_days = FSRS_MAX_DAYS,
    .same_day = true,
};

void fsrs_defaults(struct fsrs *fsrs)
{
    *fsrs = defaults;
}

static double clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double factor_of(const struct fsrs *fsrs)
{
    return pow(0.9, -1 / fsrs->weights[20]) - 1;
}

double fsrs_recall(const struct fsrs *fsrs, struct fsrs_card card, double days)
{
    if (card.stability <= 0)
        return 0;
    return pow(1 + factor_of(fsrs) * days / card.stability, -fsrs->weights[20]);
}

int fsrs_interval(const struct fsrs *fsrs, struct fsrs_card card)
{
    double days = card.stability / factor_of(fsrs) *
                  (pow(fsrs->retention, -1 / fsrs->weights[20]) - 1);
    return (int)clamp(round(days), 1, fsrs->max_days);
}

static double first_difficulty(const double *w, int grade)
{
    return w[4] - exp(w[5] * (grade - 1)) + 1;
}

static double next_difficulty(const double *w, double difficulty, int grade)
{
    double moved = difficulty + -w[6] * (grade - 3) * (10 - difficulty) / 9;
    double easy = first_difficulty(w, FSRS_EASY); /* not clamped here */
    return clamp(w[7] * easy + (1 - w[7]) * moved, 1, 10);
}

static double after_recall(const double *w, struct fsrs_card card, int grade,
                           double recall)
{
    double growth = exp(w[8]) * (11 - card.difficulty) *
                    pow(card.stability, -w[9]) *
                    (exp(w[10] * (1 - recall)) - 1);
    if (grade == FSRS_HARD)
        growth *= w[15];
    if (grade == FSRS_EASY)
        growth *= w[16];
    return card.stability * (1 + growth);
}

static double after_lapse(const struct fsrs *fsrs, struct fsrs_card card,
                          double recall)
{
    const double *w = fsrs->weights;
    double left = w[11] * pow(card.difficulty, -w[12]) *
                  (pow(card.stability + 1, w[13]) - 1) *
                  exp(w[14] * (1 - recall));
    double most =
        fsrs->same_day ? card.stability / exp(w[17] * w[18]) : card.stability;
    return fmin(left, most);
}

static double after_same_day(const double *w, struct fsrs_card card, int grade)
{
    double growth =
        pow(card.stability, -w[19]) * exp(w[17] * (grade - 3 + w[18]));
    return card.stability * (grade >= FSRS_HARD ? fmax(growth, 1) : growth);
}

struct fsrs_card fsrs_answer(const struct fsrs *fsrs, struct fsrs_card card,
                             enum fsrs_grade grade, double days)
{
    const double *w = fsrs->weights;
    struct fsrs_card next;
    assert(grade >= FSRS_AGAIN && grade <= FSRS_EASY);
    if (card.stability <= 0) {
        next.stability = fmax(w[grade - 1], 0.1);
        next.difficulty = clamp(first_difficulty(w, grade), 1, 10);
        return next;
    }
    double recall = fsrs_recall(fsrs, card, days);
    if (fsrs->same_day && days <= 0)
        next.stability = after_same_day(w, card, grade);
    else if (grade == FSRS_AGAIN)
        next.stability = after_lapse(fsrs, card, recall);
    else
        next.stability = after_recall(w, card, grade, recall);
    next.stability = clamp(next.stability, 0.001, FSRS_MAX_DAYS);
    next.difficulty = next_difficulty(w, card.difficulty, grade);
    return next;
}

int fsrs_fuzz(int days, double unit)
{
    double spread = 1;
    if (days < 2.5)
        return days;
    spread += 0.15 * (fmin(days, 7) - 2.5);
    spread += days > 7 ? 0.10 * (fmin(days, 20) - 7) : 0;
    spread += days > 20 ? 0.05 * (days - 20) : 0;
    return (int)fmax(2, round(days - spread + 2 * spread * unit));
}
