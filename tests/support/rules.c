/*
 * What the tests of a domain's rules start from.
 *
 * The problem: a rule of the shop is half C and half SQL, so a test of it with
 * a pretended database would test neither half.
 *
 * The idea: a real SQLite in memory, opened in less time than a mock takes to
 * write. Random tests draw from one seed, printed first, so that a failure can
 * be had again.
 */
#include "tests/support/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/cmocka_all.h"

struct db *rules_open(const char *schema, enum error (*seed)(struct db *db))
{
    struct db *db = NULL;
    enum error error = db_open(&db, "", DB_MEMORY);

    if (!error)
        error = db_script(db, schema);
    if (!error && seed)
        error = seed(db);
    if (error)
        fail_msg("no database to test on: %s", error_detail(error));
    return db;
}

struct random rules_random(void)
{
    const char *text = getenv("SEED");
    uint64_t seed = text ? strtoull(text, NULL, 10) : 1;
    struct random random;

    printf("SEED=%" PRIu64 "\n", seed);
    random_seed(&random, seed);
    return random;
}

/* A deferred foreign key is looked at when the transaction ends. */
void rules_break_commit(struct db *db, const char *table)
{
    char sql[512];

    snprintf(sql, sizeof sql,
             "CREATE TABLE names (id TEXT PRIMARY KEY);"
             "CREATE TABLE debts (id TEXT REFERENCES names (id)"
             " DEFERRABLE INITIALLY DEFERRED);"
             "PRAGMA foreign_keys = ON;"
             "CREATE TRIGGER trap AFTER INSERT ON %s BEGIN"
             " INSERT INTO debts VALUES ('nobody'); END",
             table);
    if (db_script(db, sql))
        fail_msg("no trap: %s", error_detail(ERROR_STORAGE));
}

int64_t rules_int(struct db *db, const char *sql)
{
    int64_t value;

    if (db_get_int(db, sql, NO_VALUES, &value))
        fail_msg("%s: %s", sql, error_detail(ERROR_STORAGE));
    return value;
}
