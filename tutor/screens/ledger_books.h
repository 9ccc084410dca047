/*
 * ledger_books -- what the auditor last said of one shape, and of the runs
 *                 before it.
 *
 * Use:       ledger_books_take() with the output of `audit SHAPE --json`,
 *            each time it ends; the rest is read.
 * Units:     won, pieces, rows; microseconds for durations; at_ms is wall
 *            clock.
 * Ownership: a plain value of the caller's; it holds no memory.
 * Errors:    what was no report leaves the last one as it is and is kept as
 *            `why`: the auditor's own sentence, or what it printed instead.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_LEDGER_BOOKS_H
#define TUTOR_LEDGER_BOOKS_H

#include "tutor/lab/audit.h"

enum { LEDGER_RUNS = 60, LEDGER_WHY_BYTES = 200 };

enum ledger_verdict { LEDGER_HOLD, LEDGER_WAITS, LEDGER_BREACH };

struct ledger_run {
    enum ledger_verdict verdict;
    int64_t took_us;
};

struct ledger_books {
    bool known;                 /* there was a report, ever */
    bool no_books;              /* the last answer: this shape was never up */
    char why[LEDGER_WHY_BYTES]; /* the last run gave no report; else "" */
    struct audit_report report; /* the last one */
    int64_t at_ms;
    int64_t audits;                      /* reports, ever */
    struct ledger_run runs[LEDGER_RUNS]; /* oldest first */
    int run_count;
};

void ledger_books_take(struct ledger_books *books, enum shape shape,
                       const char *output, size_t length);
enum ledger_verdict ledger_verdict_of(const struct audit_finding *finding);
/* How many rules of the last report have that verdict. */
int ledger_books_count(const struct ledger_books *books,
                       enum ledger_verdict verdict);

#endif
