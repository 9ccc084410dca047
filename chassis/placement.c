/*
 * placement -- two small tables in the database that is being emptied.
 *
 * The problem: a service whose tables are on the move must be started on the
 * right file, whoever starts it and whenever: after a crash of the mover, of
 * the supervisor, of the machine. Two files that were both written would be
 * two truths.
 *
 * The idea: the tables are moved away by a rename, and the row that says where
 * they are now is changed in the same transaction of the same file. Whoever
 * starts a process asks that row. There is no moment at which the two differ.
 *
 * Rejected: a ledger in a file of its own. SQLite commits two files in WAL
 * mode one after the other, and a crash between them would leave a ledger that
 * lies.
 */
#include "chassis/placement.h"

#include <stdio.h>
#include <unistd.h>

const char placement_schema[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " stage INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS migration_places ("
    " service TEXT NOT NULL PRIMARY KEY,"
    " database TEXT NOT NULL,"
    " shared INTEGER NOT NULL,"
    " runs INTEGER NOT NULL,"
    " door INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

/* NULL in *out where there is no ledger. */
static enum error open_ledger(const struct places *places, struct db **out)
{
    char path[LIMIT_PATH_BYTES];
    struct db *db = NULL;
    int64_t tables = 0;
    enum error error =
        places_database(places, PLACEMENT_LEDGER, path, sizeof path);
    *out = NULL;
    if (error || access(path, R_OK) != 0)
        return error;
    error = db_open(&db, path, DB_READER);
    if (error)
        return error;
    error = db_get_int(db,
                       "SELECT count(*) FROM sqlite_master"
                       " WHERE name = 'migration_places'",
                       NO_VALUES, &tables);
    if (!error && tables == 1)
        *out = db;
    else
        db_close(db);
    return error;
}

enum error placement_stage(const struct places *places, int *out)
{
    struct db *db = NULL;
    int64_t stage = PLACEMENT_NO_STAGE;
    enum error error = open_ledger(places, &db);
    if (!error && db)
        error = db_get_int(db, "SELECT coalesce(max(stage), -1) FROM migration",
                           NO_VALUES, &stage);
    if (db)
        db_close(db);
    if (!error)
        *out = (int)stage;
    return error;
}

static enum error read_row(struct db *db, const char *service,
                           struct placement *out)
{
    struct cursor c;
    db_query(&c, db,
             "SELECT database, shared, runs, door FROM migration_places"
             " WHERE service = ?1",
             VALUES(TEXT(service)));
    if (db_next(&c)) {
        out->known = true;
        snprintf(out->database, sizeof out->database, "%s", db_text(&c, 0));
        out->shared = db_int(&c, 1) != 0;
        out->runs = db_int(&c, 2) != 0;
        out->door = db_int(&c, 3) != 0;
    }
    return db_end(&c);
}

enum error placement_find(const struct places *places, const char *service,
                          struct placement *out)
{
    struct db *db = NULL;
    struct placement found = {.runs = true, .door = true};
    enum error error = open_ledger(places, &db);
    snprintf(found.database, sizeof found.database, "%s", service);
    if (!error && db)
        error = read_row(db, service, &found);
    if (db)
        db_close(db);
    if (!error)
        *out = found;
    return error;
}
