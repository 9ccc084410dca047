/*
 * mover -- copy, catch up, compare, rename.
 *
 * The problem: rows change their file while they are written, none may be lost
 * or doubled, and the one who carries them may die at any moment.
 *
 * The idea: the copy is made by difference, so it can be repeated: once at
 * leisure while everything runs, and once more for the little that came since.
 * That second time the monolith's database is locked for writing from before
 * the copy until after the rename, so nothing can slip in between. The copy is
 * committed first. Then one transaction of the monolith's database renames the
 * tables and writes the stage, and from its COMMIT on the new place counts.
 *
 * Back is the same with the roles exchanged. Rejected: one transaction over
 * both files; with write-ahead logs SQLite commits them one after the other.
 */
#include "tutor/lab/mover.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/db.h"
#include "tutor/lab/mover_tables.h"

enum { LOCK_MS = 5000, OWNER_BYTES = LIMIT_NAME_BYTES + LIMIT_PATH_BYTES + 8 };

static const char *const split_names[] = {"orders", "payments", "inventory",
                                          "shipping", "customers"};
enum { SPLIT_FILES = sizeof split_names / sizeof *split_names };
/* What a comparison sorts, and the index that takes a table's old name. */
static const char sort_in_memory[] = "PRAGMA temp_store = MEMORY";

/* ---- opening ---- */

static enum error open_monolith(const struct places *places, struct db **out)
{
    char path[LIMIT_PATH_BYTES], owner[OWNER_BYTES];
    enum error error =
        places_database(places, PLACEMENT_LEDGER, path, sizeof path);
    /* The same words as a process that was started with --database-owner. */
    snprintf(owner, sizeof owner, "%s of %s", PLACEMENT_LEDGER, places->state);
    error = error ? error : db_open_shared(out, path, owner);
    return error ? error : db_script(*out, sort_in_memory);
}

static enum error attach(struct db *db, const struct places *places,
                         const char *name)
{
    char path[LIMIT_PATH_BYTES];
    enum error error = places_database(places, name, path, sizeof path);
    return error ? error : db_exec(db, "ATTACH ?1 AS src", VALUES(TEXT(path)));
}

/* Alone: the service itself must be down. */
static enum error open_own(const struct places *places, const char *service,
                           struct db **out)
{
    char path[LIMIT_PATH_BYTES];
    enum error error = places_database(places, service, path, sizeof path);
    error = error ? error : db_open(out, path, DB_WRITER);
    return error ? error : db_script(*out, sort_in_memory);
}

/* ---- one table ---- */

/* The statements that made a table and its indexes, run again. */
static enum error make_like(struct db *db, const char *table)
{
    struct cursor c;
    char sql[4][4096];
    size_t count = 0;
    db_query(&c, db,
             "SELECT sql FROM src.sqlite_schema s WHERE tbl_name = ?1"
             " AND sql IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
             " main.sqlite_schema m WHERE m.name = s.name)"
             " ORDER BY type DESC", /* a table before its indexes */
             VALUES(TEXT(table)));
    while (count < sizeof sql / sizeof *sql && db_next(&c))
        snprintf(sql[count++], sizeof *sql, "%s", db_text(&c, 0));
    enum error error = db_end(&c);
    for (size_t i = 0; i < count && !error; i++)
        error = db_script(db, sql[i]);
    return error;
}

static enum error take_over(struct db *db, const struct mover_way *way)
{
    enum error error = db_exec(db, way->erase, NO_VALUES);
    return error ? error : db_exec(db, way->take, NO_VALUES);
}

static enum error compare(struct db *db, const struct mover_table *table,
                          const struct mover_way *way,
                          struct mover_report *report)
{
    int64_t differing = 0, rows = 0;
    enum error error = db_get_int(db, way->compare, NO_VALUES, &differing);
    if (!error)
        error = db_get_int(db, table->count, NO_VALUES, &rows);
    if (!error && differing)
        error = error_explain(ERROR_CONFLICT,
                              "%lld rows of %s differ from their copy; nothing "
                              "was handed over",
                              (long long)differing, table->name);
    report->tables++;
    report->rows += rows;
    return error;
}

static bool belongs(const struct mover_table *table, const char *service)
{
    return strcmp(table->service, service) == 0;
}

static enum error take_all(struct db *db, const char *service, bool back,
                           struct mover_report *report)
{
    enum error error = db_exec(db, "PRAGMA defer_foreign_keys = ON", NO_VALUES);
    for (size_t i = 0; i < mover_table_count && !error; i++) {
        const struct mover_table *table = &mover_tables[i];
        const struct mover_way *way = back ? &table->back : &table->forward;
        if (!belongs(table, service) || table->fence_only)
            continue;
        if (!back)
            error = make_like(db, table->name);
        if (!error)
            error = take_over(db, way);
        if (!error)
            error = compare(db, table, way, report);
    }
    return error;
}

static enum error rename_all(struct db *db, const char *service, bool back)
{
    enum error error = ERROR_OK;
    for (size_t i = 0; i < mover_table_count && !error; i++) {
        const struct mover_table *table = &mover_tables[i];
        if (belongs(table, service))
            error = db_script(db, back ? table->back.rename
                                       : table->forward.rename);
    }
    return error;
}

/* ---- the summary that the monolith joins for and the split keeps ---- */

static enum error take_customers(struct db *db, struct mover_report *report)
{
    enum error error = make_like(db, "customers");
    if (!error)
        error = db_exec(db,
                        "INSERT OR REPLACE INTO main.customers"
                        " SELECT * FROM src.customers",
                        NO_VALUES);
    report->tables++;
    report->rows += error ? 0 : db_changes(db);
    if (error)
        return error;
    return db_exec(db,
                   "UPDATE main.customers SET (orders_confirmed, won_spent) ="
                   " (SELECT count(*), coalesce(sum(total), 0) FROM src.orders"
                   " o WHERE o.customer_id = customers.id"
                   " AND o.status = 'CONFIRMED')",
                   NO_VALUES);
}

/* Confirmed orders get the saga that would have made them, for a cancellation;
 * those that the monolith has cancelled since lose theirs. */
static const char fit_sagas[] =
    "DELETE FROM saga_log WHERE saga IN (SELECT s.id FROM sagas s"
    " JOIN orders o ON o.id = s.id WHERE s.state = 'done'"
    " AND o.status <> 'CONFIRMED');"
    "DELETE FROM sagas WHERE state = 'done' AND id IN"
    " (SELECT id FROM orders WHERE status <> 'CONFIRMED');"
    "INSERT INTO saga_log (saga, sequence, step, action, outcome, at_ms)"
    " SELECT o.id, s.column1, s.column2, 'forward', 'ok', o.created_at_ms"
    " FROM orders o, (VALUES (1, 'pay'), (2, 'reserve'), (3, 'ship')) s"
    " WHERE o.status = 'CONFIRMED' AND o.id NOT IN (SELECT id FROM sagas);"
    "INSERT INTO sagas (id, state, step) SELECT id, 'done', 3 FROM orders"
    " WHERE status = 'CONFIRMED' AND id NOT IN (SELECT id FROM sagas);";

/* ---- the ledger ---- */

static enum error write_place(struct db *db, const char *service,
                              const struct placement *place)
{
    return db_exec(db,
                   "INSERT OR REPLACE INTO migration_places"
                   " (service, database, shared, runs, door)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   VALUES(TEXT(service), TEXT(place->database),
                          INT(place->shared), INT(place->runs),
                          INT(place->door)));
}

static enum error write_ledger(struct db *db, int stage)
{
    enum error error = db_exec(db, "DELETE FROM migration_places", NO_VALUES);
    if (!error)
        error = db_exec(db, "DELETE FROM migration", NO_VALUES);
    if (error || stage == STAGE_NONE)
        return error;
    for (int i = 0; i < MIGRATION_SERVICES && !error; i++) {
        const struct placement place =
            migration_place(stage, migration_services[i]);
        error = write_place(db, migration_services[i], &place);
    }
    return error ? error
                 : db_exec(db, "INSERT INTO migration VALUES (1, ?1)",
                           VALUES(INT(stage)));
}

/* ---- copying ---- */

/* Into the service's own database, committed. */
static enum error copy_out(struct db *own, const char *service,
                           struct mover_report *report)
{
    enum error error = db_begin(own);
    if (error)
        return error;
    error = strcmp(service, "customers") == 0
                ? take_customers(own, report)
                : take_all(own, service, false, report);
    if (!error)
        return db_commit(own);
    db_rollback(own);
    return error;
}

static enum error copy_to_own(const struct places *places, const char *service,
                              struct mover_report *report)
{
    struct db *own = NULL;
    enum error error = open_own(places, service, &own);
    if (!error)
        error = attach(own, places, PLACEMENT_LEDGER);
    if (!error)
        error = copy_out(own, service, report);
    if (own)
        db_close(own);
    return error;
}

enum error mover_copy(const struct places *places, int stage)
{
    struct mover_report ignored = {0};
    const char *service = migration_moves(stage);
    return service ? copy_to_own(places, service, &ignored) : ERROR_OK;
}

/* ---- the step ---- */

/* Two movers at a time: the second one finds that the world is another. */
static enum error check_stage(struct db *db, int from)
{
    int64_t stage = STAGE_NONE;
    enum error error = db_script(db, placement_schema);
    if (!error)
        error = db_get_int(db, "SELECT coalesce(max(stage), -1) FROM migration",
                           NO_VALUES, &stage);
    if (!error && stage != from)
        error = error_explain(ERROR_CONFLICT,
                              "another mover has changed the stage to %s",
                              migration_stage_name((int)stage));
    return error;
}

/* TOUR: hand-over */
/* In the transaction of the monolith's database. */
static enum error step_in(struct db *db, const struct places *places, int from,
                          int to, struct mover_report *report)
{
    bool back = to < from;
    const char *service = migration_moves(back ? from : to);
    bool customers = service && strcmp(service, "customers") == 0;
    enum error error = check_stage(db, from);
    if (!error && service && !back)
        error = copy_to_own(places, service, report);
    if (!error && service && back && !customers)
        error = take_all(db, service, true, report);
    if (!error && service && !customers)
        error = rename_all(db, service, back);
    if (!error && to == STAGE_SEAMS && !back)
        error = db_script(db, fit_sagas);
    return error ? error : write_ledger(db, to);
}

/* The rows are in the monolith's database again. */
static void put_away(const struct places *places, const char *service)
{
    static const char *const tails[] = {"-wal", "-shm", ".lock", ".queue"};
    char path[LIMIT_PATH_BYTES], name[LIMIT_PATH_BYTES + 16];
    if (places_database(places, service, path, sizeof path))
        return;
    snprintf(name, sizeof name, "%s.left", path);
    rename(path, name);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
}

enum error mover_step(const struct places *places, int from, int to,
                      struct mover_report *report)
{
    bool back = to < from;
    const char *service = migration_moves(back ? from : to);
    struct db *db = NULL, *own = NULL;
    *report = (struct mover_report){0};
    enum error error = open_monolith(places, &db);
    if (!error && service && back)
        error = open_own(places, service, &own); /* keeps the others out */
    if (!error && service && back)
        error = attach(db, places, service);
    if (!error)
        error = db_begin_write(db, LOCK_MS);
    if (!error) {
        error = step_in(db, places, from, to, report);
        if (error)
            db_rollback(db);
        else
            error = db_commit(db);
    }
    if (db)
        db_close(db);
    if (own)
        db_close(own);
    if (!error && service && back)
        put_away(places, service);
    return error;
}

/* ---- looking ---- */

enum error mover_pending(const struct places *places, int stage, int64_t *out)
{
    const char *book = migration_saga_book(stage);
    char path[LIMIT_PATH_BYTES];
    struct db *db = NULL;
    *out = 0;
    if (!book)
        return ERROR_OK;
    enum error error = places_database(places, book, path, sizeof path);
    if (!error)
        error = db_open(&db, path, DB_READER);
    if (!error)
        error = db_get_int(
            db,
            "SELECT (SELECT count(*) FROM sagas WHERE state IN"
            " ('running', 'compensating')) + (SELECT count(*) FROM outbox o,"
            " outbox_cursors c WHERE c.upto < o.sequence)",
            NO_VALUES, out);
    if (db)
        db_close(db);
    return error;
}

bool mover_split_has_books(const struct places *places)
{
    char path[LIMIT_PATH_BYTES];
    for (int i = 0; i < SPLIT_FILES; i++)
        if (!places_database(places, split_names[i], path, sizeof path) &&
            access(path, F_OK) == 0)
            return true;
    return false;
}

static enum error set_aside(const char *path)
{
    char to[LIMIT_PATH_BYTES + 16], log[LIMIT_PATH_BYTES + 8];
    char log_to[LIMIT_PATH_BYTES + 24];
    int number = 0;
    do
        snprintf(to, sizeof to, "%s.%d", path, ++number);
    while (access(to, F_OK) == 0);
    snprintf(log, sizeof log, "%s-wal", path);
    snprintf(log_to, sizeof log_to, "%s-wal", to);
    if (rename(path, to) != 0 ||
        (access(log, F_OK) == 0 && rename(log, log_to) != 0))
        return error_explain(ERROR_SYSTEM, "cannot rename %s: %s", path,
                             strerror(errno));
    return ERROR_OK;
}

enum error mover_set_aside(const struct places *places)
{
    char path[LIMIT_PATH_BYTES];
    enum error error = ERROR_OK;
    for (int i = 0; i < SPLIT_FILES && !error; i++) {
        error = places_database(places, split_names[i], path, sizeof path);
        if (!error && access(path, F_OK) == 0)
            error = set_aside(path);
    }
    return error;
}
