/*
 * db_tables -- which tables a transaction has written.
 *
 * The problem: whether a boundary between services is in the right place shows
 * in what one transaction writes, and a trace that says "COMMIT" does not tell.
 * SQLite's update hook would, but it is silent about tables WITHOUT ROWID.
 *
 * The idea: SQLite asks its authorizer about every table while it compiles a
 * statement. Each table gets a bit, each statement of the cache a mask, and a
 * transaction the union of those it ran. Compiling happens once a statement, so
 * a running shop pays one `or` for each write.
 *
 * A savepoint begins a mask of its own. Released it joins the one before;
 * rolled back it is forgotten, for that was not written.
 */
#include "chassis/db_tables.h"

#include <string.h>

static int on_access(void *arg, int action, const char *table,
                     const char *column, const char *schema, const char *inner)
{
    struct db *db = arg;
    (void)column, (void)schema, (void)inner;
    if ((action != SQLITE_INSERT && action != SQLITE_UPDATE &&
         action != SQLITE_DELETE) ||
        strncmp(table, "sqlite_", 7) == 0)
        return SQLITE_OK;
    size_t at = 0;
    while (at < db->table_count && strcmp(db->tables[at], table) != 0)
        at++;
    if (at == DB_TABLES || strlen(table) >= DB_TABLE_BYTES)
        return SQLITE_OK;
    if (at == db->table_count)
        memcpy(db->tables[db->table_count++], table, strlen(table) + 1);
    db->compiled |= UINT32_C(1) << at;
    return SQLITE_OK;
}

void db_tables_watch(struct db *db)
{
    sqlite3_set_authorizer(db->handle, on_access, db);
}

uint32_t db_tables_prepared(struct db *db)
{
    uint32_t tables = db->compiled;
    db->compiled = 0;
    return tables;
}

void db_tables_written(const struct db *db, char *out, size_t bytes)
{
    size_t used = 0;
    *out = '\0';
    for (size_t i = 0; i < db->table_count; i++) {
        size_t length = strlen(db->tables[i]);
        if (!(db->written & UINT32_C(1) << i) || used + length + 2 > bytes)
            continue;
        if (used > 0)
            out[used++] = ',';
        memcpy(out + used, db->tables[i], length + 1);
        used += length;
    }
}
