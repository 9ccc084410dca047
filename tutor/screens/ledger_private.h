/*
 * ledger_private -- the ledger's state, for its own two files.
 */
#ifndef TUTOR_LEDGER_PRIVATE_H
#define TUTOR_LEDGER_PRIVATE_H

#include "tutor/figures.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/ledger_books.h"
#include "tutor/widgets/scroll.h"

struct ledger {
    struct ledger_books books[SHAPE_COUNT];
    int64_t checked_ms[SHAPE_COUNT]; /* monotonic; of the last report */
    enum shape shown;                /* the one that keys go to */
    enum shape turn;                 /* the one that is audited now or next */
    bool asked, resting;             /* resting: the learner wants a pause */
    int64_t next_ms, drawn_s;
    int selected;
    struct scroll scroll[SHAPE_COUNT];
    char cell[FIGURES_BYTES * 2];
};

const struct audit_finding *ledger_finding(const struct ledger_books *books,
                                           int row);
/* ledger_draw.c: `now_ms` is monotonic. */
void ledger_draw(struct ledger *ledger, struct area area, int64_t now_ms);

#endif
