/*
 * porter -- a simulated system of two: a porter that writes a row and asks a
 *           clerk, who writes a row and answers.
 *
 * Use:       porter_sim(), then porter_ask() as a client of "porter" or
 *            "clerk"; sim_free().
 * Units:     virtual milliseconds.
 * Ownership: a struct told is the test's and outlives the simulator.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_PORTER_H
#define TESTS_SUPPORT_PORTER_H

#include "chassis/sim.h"

struct told {
    int times;
    enum error error;
    int64_t at_ms;
    struct sim *sim;
};

/* Answers of clerks that porters have heard since porter_sim(). */
extern int porter_answers;

struct sim *porter_sim(uint64_t seed, const struct sim_faults *faults);
void porter_ask(struct sim *sim, const char *peer, struct told *told);
/* Rows that this service has committed. */
int64_t porter_rows(struct sim *sim, const char *service);

#endif
