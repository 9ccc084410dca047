/*
 * db -- SQLite, one connection a process; one writer a file, or several that
 *       share it.
 *
 * Use:       db_exec(db, "UPDATE ... WHERE id = ?1", VALUES(INT(7)));
 *            struct cursor c;
 *            db_query(&c, db, "SELECT ...", VALUES(TEXT(sku)));
 *            while (db_next(&c)) ... db_int(&c, 0) ...
 *            error = db_end(&c);
 * Statements are prepared once and kept by the address of their SQL, so the
 *            SQL must be a literal (or live as long as the database), and one
 *            literal must not be stepped twice at a time.
 * Sharing:   db_open() keeps all other processes out. db_open_shared() lets
 *            those in that name the same owner; their transactions that write
 *            begin with db_begin_write(), which queues them fairly.
 * Settings:  WAL, synchronous=FULL, foreign keys, a WAL that is lengthened
 *            once at open (a cold one doubles a commit).
 * Ownership: db_text() and db_blob() hold until the next db_next() or
 *            db_end(): copy what must outlive the row. Bound values are read
 *            before db_exec()/db_end() returns.
 * Errors:    STORAGE, STORAGE_FULL, and CONFLICT for a constraint, explained.
 *            db_end() must be called; it gives the first error of the query.
 * Blocking:  yes, on the disk; the one blocking call a handler may make.
 * Source:    figures in docs/decisions/; SQLite's own documentation of WAL.
 */
#ifndef CHASSIS_DB_H
#define CHASSIS_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"

struct db;
struct db_statement;

enum db_mode {
    DB_WRITER, /* creates the file, takes the process lock beside it */
    DB_READER, /* read-only, for the auditor and the lab; never blocks a writer
                */
    DB_MEMORY  /* `path` is ignored; for tests and the simulator */
};

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

struct value {
    enum value_kind kind;
    int64_t integer;
    const void *bytes;
    size_t length; /* of a blob; text is NUL-terminated */
};

#define INT(x) ((struct value){.kind = VALUE_INT, .integer = (x)})
#define TEXT(x) ((struct value){.kind = VALUE_TEXT, .bytes = (x)})
#define BLOB(p, n) \
    ((struct value){.kind = VALUE_BLOB, .bytes = (p), .length = (n)})
#define NO_VALUE ((struct value){.kind = VALUE_NULL})
#define VALUES(...)                      \
    (const struct value[]){__VA_ARGS__}, \
        sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)
#define NO_VALUES NULL, 0

struct cursor {
    struct db *db;
    struct db_statement *statement;
    enum error error;
};

/* A second writer on the same file is refused with a sentence naming it. */
enum error db_open(struct db **out, const char *path, enum db_mode mode);
/* As DB_WRITER, but processes that give the same `owner` (a service and its
 * place) may hold the file together; any other is refused with a sentence. */
enum error db_open_shared(struct db **out, const char *path, const char *owner);
bool db_is_shared(const struct db *db);
const char *db_path(const struct db *db); /* "" in memory */
void db_close(struct db *db);
/* Several statements, as a schema; outside the cache. */
enum error db_script(struct db *db, const char *sql);

enum error db_exec(struct db *db, const char *sql, const struct value *values,
                   size_t count);
/* Rows changed by the last db_exec(). */
int64_t db_changes(struct db *db);
/* The rowid of the last row inserted. */
int64_t db_last_id(struct db *db);
/* Exec that must change exactly one row, else ERROR_CONFLICT. */
enum error db_exec_one(struct db *db, const char *sql,
                       const struct value *values, size_t count);

void db_query(struct cursor *cursor, struct db *db, const char *sql,
              const struct value *values, size_t count);
bool db_next(struct cursor *cursor);
int64_t db_int(struct cursor *cursor, int column);
const char *db_text(struct cursor *cursor, int column); /* "" for NULL */
const void *db_blob(struct cursor *cursor, int column, size_t *length);
bool db_is_null(struct cursor *cursor, int column);
enum error db_end(struct cursor *cursor);
/* The one integer that a query gives; ERROR_NOT_FOUND without a row. */
enum error db_get_int(struct db *db, const char *sql,
                      const struct value *values, size_t count, int64_t *out);

/* A transaction of the runtime's turn, and a savepoint of one event in it. */
enum error db_begin(struct db *db);
/* For one that will write. Where the database is shared it takes the lock of
 * writers now, so that nothing it reads can be out of date when it writes;
 * OVERLOADED when others have kept the lock for all of patience_ms. */
enum error db_begin_write(struct db *db, int64_t patience_ms);
enum error db_commit(struct db *db);
void db_rollback(struct db *db);
enum error db_savepoint(struct db *db);
enum error db_release(struct db *db);
enum error db_rollback_to(struct db *db);
bool db_in_transaction(const struct db *db);
/* True when the open transaction has written something. */
bool db_dirty(const struct db *db);
/* The tables written since the innermost open savepoint, without one by the
 * open or the last transaction: "orders,sagas". Names that do not fit are left
 * out. */
void db_tables_written(const struct db *db, char *out, size_t bytes);
/* What was written to disk, by this process, and synced: bytes and calls since
 * it began. Only differences mean anything. */
struct db_disk {
    uint64_t bytes, syncs;
};
struct db_disk db_disk(void);
/* Rows changed since it was opened; only differences mean anything. */
int64_t db_total_changes(const struct db *db);
/* True when another process has committed since this was asked last: what was
 * remembered from the database may be out of date. */
bool db_others_wrote(struct db *db);

/* Makes a copy of a memory database; the simulator starts thousands so. */
enum error db_clone(struct db **out, struct db *from);
/* Attaches a copy of `from` to a memory database under that name, so that one
 * query can compare several databases as they were at one moment. */
enum error db_attach_copy(struct db *db, const char *name, struct db *from);

#endif
