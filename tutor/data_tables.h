/*
 * data_tables -- what stands in the databases of a shop, read-only.
 *
 * Use:       data_service() for each service of a shape, data_open() its
 *            database, data_list() for its tables, data_rows() for a page of
 *            one of them; db_close().
 * Safety:    the file is opened read-only, and each call is one statement or
 *            two that end before it returns: no reader of ours holds a
 *            snapshot for longer, so none holds the write-ahead log back.
 *            Columns that keep secrets are not read at all.
 * Units:     bytes, rows; a page counts rows from the newest one.
 * Ownership: everything found lives in the caller's arena, which must live as
 *            long as the database is open: the SQL is kept by its address.
 * Errors:    NOT_FOUND when there is no such file, USAGE for an order in a
 *            table of no orders, STORAGE when it cannot be read, OVERLOADED
 *            when it stays locked for 2 s; all explained.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_DATA_TABLES_H
#define TUTOR_DATA_TABLES_H

#include <stdbool.h>

#include "chassis/arena.h"
#include "chassis/db.h"
#include "chassis/places.h"
#include "tutor/shape.h"

enum {
    DATA_TABLES = 32,
    DATA_COLUMNS = 16,
    DATA_TEXT_CHARACTERS = 200, /* of one value; the rest is cut */
    DATA_BLOB_BYTES = 32,       /* the same; two digits each */
    DATA_ROWS = 200             /* of one page */
};

struct data_column {
    const char *name;
    const char *type;
    bool key;        /* of the primary key */
    bool hidden;     /* a secret: never read, only its length */
    const char *sql; /* of one that is worked out; else NULL */
};

struct data_table {
    const char *name;
    int64_t rows;
    struct data_column columns[DATA_COLUMNS];
    int column_count;
};

struct data_list {
    struct data_table tables[DATA_TABLES];
    size_t count;
};

struct data_query {
    const char *order; /* only what is about this order; NULL: all */
    int64_t limit, offset;
};

struct data_rows {
    int64_t total; /* rows that the query is about */
    size_t count;
    /* count * column_count texts, row by row; NULL is NULL. What was cut ends
     * with an ellipsis, bytes are written as x'00ff'. */
    const char **cells;
};

/* The n-th service of a shape that has a database, or NULL. */
const char *data_service(enum shape shape, size_t n);
/* Its file, wherever a migration has put it. */
enum error data_path(const struct places *places, const char *service,
                     char out[LIMIT_PATH_BYTES]);
enum error data_open(const struct places *places, const char *service,
                     struct db **out);
enum error data_list(struct db *db, struct arena *arena, struct data_list *out);
/* NULL: there is no such table. */
const struct data_table *data_find(const struct data_list *list,
                                   const char *name);
/* Whether rows of it are about an order. */
bool data_about_orders(const struct data_table *table);
enum error data_rows(struct db *db, const struct data_table *table,
                     const struct data_query *query, struct arena *arena,
                     struct data_rows *out);

#endif
