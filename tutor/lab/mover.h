/*
 * mover -- carries a service's tables from one database to another, and marks
 *          the hand-over.
 *
 * Use:       mover_copy() while everything runs, any number of times; then,
 *            with the service stopped, mover_step().
 * Promise:   at each moment exactly one database has the tables under their
 *            names. The step is one transaction in the monolith's database:
 *            the tables' renaming and the new stage. Before it the old place
 *            counts, after it the new one; a mover that dies changes nothing.
 * Ownership: opens and closes what it needs.
 * Errors:    CONFLICT when the copy does not equal the original, or somebody
 *            still holds a database; STORAGE.
 * Blocking:  on the disk; mover_step() holds the monolith's database against
 *            writers while it compares.
 * Source:    an online schema change (gh-ost, pt-osc): copy, catch up, rename.
 */
#ifndef TUTOR_MOVER_H
#define TUTOR_MOVER_H

#include "chassis/places.h"
#include "tutor/lab/migration.h"

struct mover_report {
    int64_t tables, rows; /* that changed hands, compared row by row */
};

/* Towards the database of the service that moves with this stage; nothing to
 * do where none does. */
enum error mover_copy(const struct places *places, int stage);
/* From one stage to the next, or to the one before. */
enum error mover_step(const struct places *places, int from, int to,
                      struct mover_report *report);
/* Sagas that run and events not delivered, at that stage. */
enum error mover_pending(const struct places *places, int stage, int64_t *out);
/* True where the split keeps databases of its own. */
bool mover_split_has_books(const struct places *places);
/* Moves them aside: "orders.db" becomes "orders.db.1". */
enum error mover_set_aside(const struct places *places);

#endif
