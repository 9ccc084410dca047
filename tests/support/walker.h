/*
 * walker -- a made-up service whose sagas have two steps: pay and ship.
 *
 * Use:       walker_open() and walker_close() around a test; walker_start()
 *            and walker_undo() as a client, walker_yes() and walker_no() in
 *            the peers' place; the others look at what came of it.
 * Methods:   "Charge" and "Refund" of payments, "Book" and "Recall" of
 *            shipping.
 * Ownership: one walker a program; what it tells belongs to its stand.
 * Errors:    what should not happen fails the running test, among it a context
 *            that the engine did not give back.
 */
#ifndef TESTS_SUPPORT_WALKER_H
#define TESTS_SUPPORT_WALKER_H

#include "split/patterns/saga.h"
#include "tests/support/stand.h"

#define WALKER_ONE "01ARZ3NDEKTSV4RRFFQ69G5FAV"
#define WALKER_TWO "01ARZ3NDEKTSV4RRFFQ69G5FAW"

/* How long a call may take, and what is longer than any back-off. */
enum { WALKER_TIMEOUT_MS = 500, WALKER_LATER_MS = 1000 };

struct walker {
    struct stand stand;
    struct sagas sagas;
    int contexts; /* lent to the engine and not yet given back */
    int steps_done;
    int ends[SAGA_UNDONE + 1];
};

extern struct walker walker;

int walker_open(void **state);
int walker_close(void **state);

enum error walker_start(const char *id);
enum error walker_undo(const char *id);

/* How often a method was called, its newest call, and the key in that. */
size_t walker_asked(const char *method);
const struct stand_call *walker_call(const char *method);
const char *walker_key(const char *method);

void walker_yes(const char *method);
void walker_no(const char *method, enum error error);
/* A yes that cannot be written down: the runtime forgets and resumes. */
void walker_yes_but_forgets(const char *method);

/* "running 0 REASON" of saga WALKER_ONE. */
void walker_row_is(const char *wanted);
/* "pay forward ok, ..." */
void walker_log_is(const char *wanted);

#endif
