/*
 * db -- statements and transactions over one SQLite connection.
 *
 * The problem: SQLite's interface is prepare, bind, step, column, reset,
 * finalize, each with a result to look at; rules written on it drown.
 *
 * The idea: an SQL literal is its own name. The first use prepares it, every
 * later use finds it by its address in a small hash table, so a rule is one
 * call with typed values and the statement lives as long as the connection.
 *
 * The invariant: a statement is always reset before the call that stepped it
 * returns (db_exec) or at db_end (queries), so no cursor outlives its
 * transaction; and after an error SQLite may have rolled everything back by
 * itself, which db_in_transaction() tells.
 */
#include "chassis/db_private.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "chassis/db_fault.h"
#include "chassis/db_tables.h"

/* SQLite calls it full when the disk is; a quota and the largest size that a
 * file may have (ulimit -f) are a failed write to it. */
static bool may_not_grow(const struct db *db, int result)
{
    int why = db->handle ? sqlite3_system_errno(db->handle) : 0;
    return (result & 0xff) == SQLITE_IOERR && (why == EFBIG || why == EDQUOT);
}

enum error db_explain(struct db *db, int result, const char *what)
{
    const char *why = db->handle ? sqlite3_errmsg(db->handle) : "no memory";
    switch (may_not_grow(db, result) ? SQLITE_FULL : result & 0xff) {
    case SQLITE_FULL:
        return error_explain(ERROR_STORAGE_FULL,
                             "the disk is full (%s); make room and try again",
                             what);
    case SQLITE_CONSTRAINT:
        return error_explain(ERROR_CONFLICT, "%s", why);
    case SQLITE_BUSY:
        return error_explain(ERROR_OVERLOADED,
                             "another process is writing to this database; "
                             "try again");
    case SQLITE_NOTADB:
        return error_explain(ERROR_STORAGE,
                             "%s is not a database of cleave; move it away "
                             "and start again",
                             what);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return error_explain(ERROR_STORAGE,
                             "cannot open or write %s (%s); check that the "
                             "directory is yours and writable",
                             what, why);
    default:
        return error_explain(ERROR_STORAGE, "database: %s (%s)", why, what);
    }
}

/* ---- the cache of statements ---- */

static struct db_statement *find_slot(struct db *db, const char *sql)
{
    size_t at = ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 32;
    for (;; at++) {
        struct db_statement *slot = &db->statements[at % DB_STATEMENTS];
        if (slot->sql == sql || !slot->sql)
            return slot;
    }
}

static enum error find_statement(struct db *db, const char *sql,
                                 struct db_statement **out)
{
    struct db_statement *slot = find_slot(db, sql);
    if (!slot->sql) {
        assert(db->statement_count < DB_STATEMENTS / 2);
        db->compiled = 0;
        int result =
            sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &slot->handle, NULL);
        if (result != SQLITE_OK)
            return db_explain(db, result, sql);
        slot->sql = sql;
        slot->writes = db_tables_prepared(db);
        db->statement_count++;
    }
    *out = slot;
    return ERROR_OK;
}

void db_finalize_all(struct db *db)
{
    for (size_t i = 0; i < DB_STATEMENTS; i++) {
        sqlite3_finalize(db->statements[i].handle);
        db->statements[i] = (struct db_statement){0};
    }
    db->statement_count = 0;
}

static enum error bind_all(struct db *db, sqlite3_stmt *handle,
                           const struct value *values, size_t count)
{
    assert(count == (size_t)sqlite3_bind_parameter_count(handle));
    for (size_t i = 0; i < count; i++) {
        const struct value *value = &values[i];
        int at = (int)i + 1;
        int result = SQLITE_OK;
        switch (value->kind) {
        case VALUE_NULL:
            result = sqlite3_bind_null(handle, at);
            break;
        case VALUE_INT:
            result = sqlite3_bind_int64(handle, at, value->integer);
            break;
        case VALUE_TEXT:
            result =
                sqlite3_bind_text(handle, at, value->bytes, -1, SQLITE_STATIC);
            break;
        case VALUE_BLOB:
            result = sqlite3_bind_blob64(handle, at,
                                         value->length ? value->bytes : "",
                                         value->length, SQLITE_STATIC);
            break;
        }
        if (result != SQLITE_OK)
            return db_explain(db, result, "binding a value");
    }
    return ERROR_OK;
}

/* ---- statements ---- */

enum error db_script(struct db *db, const char *sql)
{
    int result = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? ERROR_OK : db_explain(db, result, "a script");
}

enum error db_exec(struct db *db, const char *sql, const struct value *values,
                   size_t count)
{
    struct db_statement *statement = NULL;
    enum error error = find_statement(db, sql, &statement);
    if (error)
        return error;
    assert(statement);
    error = bind_all(db, statement->handle, values, count);
    if (!error) {
        int result = sqlite3_step(statement->handle);
        if (result != SQLITE_DONE && result != SQLITE_ROW)
            error = db_explain(db, result, sql);
        else if (statement->writes && sqlite3_changes(db->handle) > 0)
            db->written |= statement->writes;
    }
    sqlite3_reset(statement->handle);
    return error;
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes(db->handle);
}

int64_t db_last_id(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

enum error db_exec_one(struct db *db, const char *sql,
                       const struct value *values, size_t count)
{
    enum error error = db_exec(db, sql, values, count);
    if (error)
        return error;
    int64_t rows = db_changes(db);
    if (rows != 1)
        return error_explain(ERROR_CONFLICT,
                             "the state changed meanwhile: %lld rows matched "
                             "instead of one",
                             (long long)rows);
    return ERROR_OK;
}

void db_query(struct cursor *cursor, struct db *db, const char *sql,
              const struct value *values, size_t count)
{
    *cursor = (struct cursor){.db = db};
    cursor->error = find_statement(db, sql, &cursor->statement);
    if (cursor->error) {
        cursor->statement = NULL;
        return;
    }
    assert(cursor->statement);
    /* The same literal stepped inside itself would lose its place. */
    assert(!sqlite3_stmt_busy(cursor->statement->handle));
    cursor->error = bind_all(db, cursor->statement->handle, values, count);
}

bool db_next(struct cursor *cursor)
{
    if (cursor->error)
        return false;
    assert(cursor->statement);
    int result = sqlite3_step(cursor->statement->handle);
    if (result == SQLITE_ROW) {
        cursor->db->written |= cursor->statement->writes; /* RETURNING */
        return true;
    }
    if (result != SQLITE_DONE)
        cursor->error = db_explain(cursor->db, result, cursor->statement->sql);
    return false;
}

int64_t db_int(struct cursor *cursor, int column)
{
    return sqlite3_column_int64(cursor->statement->handle, column);
}

const char *db_text(struct cursor *cursor, int column)
{
    const unsigned char *text =
        sqlite3_column_text(cursor->statement->handle, column);
    return text ? (const char *)text : "";
}

const void *db_blob(struct cursor *cursor, int column, size_t *length)
{
    sqlite3_stmt *handle = cursor->statement->handle;
    const void *bytes = sqlite3_column_blob(handle, column);
    *length = (size_t)sqlite3_column_bytes(handle, column);
    return bytes ? bytes : "";
}

bool db_is_null(struct cursor *cursor, int column)
{
    return sqlite3_column_type(cursor->statement->handle, column) ==
           SQLITE_NULL;
}

enum error db_end(struct cursor *cursor)
{
    if (cursor->statement)
        sqlite3_reset(cursor->statement->handle);
    cursor->statement = NULL;
    return cursor->error;
}

enum error db_get_int(struct db *db, const char *sql,
                      const struct value *values, size_t count, int64_t *out)
{
    struct cursor cursor;
    db_query(&cursor, db, sql, values, count);
    bool found = db_next(&cursor);
    int64_t value = found ? db_int(&cursor, 0) : 0;
    enum error error = db_end(&cursor);
    if (error)
        return error;
    if (!found)
        return error_explain(ERROR_NOT_FOUND, "there is no such row");
    *out = value;
    return ERROR_OK;
}

/* ---- transactions ---- */

/* Not BEGIN IMMEDIATE: a transaction that only reads never takes the lock of
 * writers (two system calls of the seven that a read over gRPC cost), and where
 * the lock beside the file keeps every other process out, the first write
 * finds it free. Those who share begin with db_begin_write(). */
enum error db_begin(struct db *db)
{
    assert(!db_in_transaction(db));
    db->savepoints = 0;
    db->written = 0;
    db->changes_at_begin = sqlite3_total_changes(db->handle);
    return db_exec(db, "BEGIN", NO_VALUES);
}

enum error db_begin_immediate(struct db *db)
{
    db->savepoints = 0;
    db->written = 0;
    db->changes_at_begin = sqlite3_total_changes(db->handle);
    db_fault_turn();
    return db_exec(db, "BEGIN IMMEDIATE", NO_VALUES);
}

enum error db_commit(struct db *db)
{
    assert(db->savepoints == 0);
    return db_exec(db, "COMMIT", NO_VALUES);
}

void db_rollback(struct db *db)
{
    db->savepoints = 0;
    /* A failed COMMIT may have rolled back by itself. */
    if (db_in_transaction(db))
        (void)db_exec(db, "ROLLBACK", NO_VALUES);
    db_fault_turn();
}

static const char *const savepoint_sql[DB_SAVEPOINTS] = {
    "SAVEPOINT s0", "SAVEPOINT s1", "SAVEPOINT s2", "SAVEPOINT s3"};
static const char *const release_sql[DB_SAVEPOINTS] = {
    "RELEASE s0", "RELEASE s1", "RELEASE s2", "RELEASE s3"};
static const char *const back_sql[DB_SAVEPOINTS] = {
    "ROLLBACK TO s0", "ROLLBACK TO s1", "ROLLBACK TO s2", "ROLLBACK TO s3"};

enum error db_savepoint(struct db *db)
{
    assert(db->savepoints < DB_SAVEPOINTS);
    enum error error = db_exec(db, savepoint_sql[db->savepoints], NO_VALUES);
    if (!error) {
        db->kept[db->savepoints++] = db->written;
        db->written = 0;
    }
    return error;
}

enum error db_release(struct db *db)
{
    assert(db->savepoints > 0);
    db->savepoints--;
    db->written |= db->kept[db->savepoints];
    return db_exec(db, release_sql[db->savepoints], NO_VALUES);
}

enum error db_rollback_to(struct db *db)
{
    assert(db->savepoints > 0);
    db->savepoints--;
    if (!db_in_transaction(db))
        return error_explain(ERROR_STORAGE,
                             "the database rolled the whole transaction back");
    enum error error = db_exec(db, back_sql[db->savepoints], NO_VALUES);
    db->written = db->kept[db->savepoints];
    return error ? error : db_exec(db, release_sql[db->savepoints], NO_VALUES);
}

bool db_in_transaction(const struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

int64_t db_total_changes(const struct db *db)
{
    return sqlite3_total_changes(db->handle);
}

bool db_dirty(const struct db *db)
{
    return db_in_transaction(db) &&
           sqlite3_total_changes(db->handle) != db->changes_at_begin;
}
