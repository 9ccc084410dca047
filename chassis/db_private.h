/*
 * db_private -- what chassis/db.c, db_open.c and db_share.c share.
 */
#ifndef CHASSIS_DB_PRIVATE_H
#define CHASSIS_DB_PRIVATE_H

#include <sqlite3.h>

#include "chassis/db.h"

enum {
    DB_STATEMENTS = 512, /* slots of the cache; a power of two */
    DB_SAVEPOINTS = 4,   /* nesting: the runtime's, and one or two in a rule */
    DB_TABLES = 32,      /* that can be told apart: the bits of a mask */
    DB_TABLE_BYTES = 32  /* of a table's name */
};

struct db_statement {
    const char *sql; /* the key is its address */
    sqlite3_stmt *handle;
    uint32_t writes; /* the tables that it can write, by bit */
};

struct db {
    sqlite3 *handle;
    int lock_fd;           /* -1: none held */
    int queue_fd;          /* -1: not shared */
    int savepoints;        /* open ones */
    int64_t busy_until_ns; /* of db_begin_write(); 0: not in it */
    int64_t odd_until_ns;  /* of any other statement that finds it busy */
    int64_t data_version;
    int64_t changes_at_begin;
    char tables[DB_TABLES][DB_TABLE_BYTES]; /* written so far, ever */
    size_t table_count;
    uint32_t compiled;            /* by the statement that is being prepared */
    uint32_t written;             /* since the innermost savepoint, or in all */
    uint32_t kept[DB_SAVEPOINTS]; /* before each savepoint */
    size_t statement_count;
    struct db_statement statements[DB_STATEMENTS];
};

/* Turns a SQLite result into ours and keeps its sentence. */
enum error db_explain(struct db *db, int result, const char *what);
void db_finalize_all(struct db *db);
enum error db_begin_immediate(struct db *db);

/* db_share.c. Takes PATH.lock; `owner` NULL: for this process alone. *first is
 * true when nobody else held the file; until db_share_settle() nobody can. */
enum error db_share_lock(struct db *db, const char *path, const char *owner,
                         bool *first);
enum error db_share_settle(struct db *db, const char *path, const char *owner);
void db_share_release(struct db *db);

#endif
