/*
 * rules -- what the tests of a domain's rules start from: a database in
 *          memory with its schema and first rows, and a seed for chance.
 *
 * Use:       rules_open() and db_close() around a test; rules_random() for a
 *            random one, which prints its seed; SEED=n repeats a run.
 * Ownership: the database is the caller's.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_RULES_H
#define TESTS_SUPPORT_RULES_H

#include "chassis/db.h"
#include "chassis/random.h"

/* `seed` may be NULL: no rows. */
struct db *rules_open(const char *schema, enum error (*seed)(struct db *db));
struct random rules_random(void);
/* The one integer of a query without parameters. */
int64_t rules_int(struct db *db, const char *sql);
/* From now on a COMMIT fails that follows an insert into this table. Undone by
 * DROP TRIGGER trap. */
void rules_break_commit(struct db *db, const char *table);

#endif
