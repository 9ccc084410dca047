/*
 * db_private -- what chassis/db.c and chassis/db_open.c share.
 */
#ifndef CHASSIS_DB_PRIVATE_H
#define CHASSIS_DB_PRIVATE_H

#include <sqlite3.h>

#include "chassis/db.h"

enum {
    DB_STATEMENTS = 512, /* slots of the cache; a power of two */
    DB_SAVEPOINTS = 4    /* nesting: the runtime's, and one or two in a rule */
};

struct db_statement {
    const char *sql; /* the key is its address */
    sqlite3_stmt *handle;
};

struct db {
    sqlite3 *handle;
    int lock_fd;    /* -1: none held */
    int savepoints; /* open ones */
    int64_t changes_at_begin;
    size_t statement_count;
    struct db_statement statements[DB_STATEMENTS];
};

/* Turns a SQLite result into ours and keeps its sentence. */
enum error db_explain(struct db *db, int result, const char *what);
void db_finalize_all(struct db *db);

#endif
