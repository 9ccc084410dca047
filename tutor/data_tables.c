/*
 * data_tables -- what stands in the databases of a shop, read-only.
 *
 * Nothing here knows the shop's schemas: tables and columns are asked of
 * SQLite, so a table that a service gets tomorrow is shown tomorrow. Three
 * things are known by their names: a column that keeps a secret, a column that
 * names an order, and the outbox, whose rows say by the cursors of their
 * subscribers whom they still wait for.
 *
 * Newest first means the primary key backwards: ids of orders are ULIDs, which
 * rise with time, and so do sequences. Of a single order the rows are read
 * forwards, because then they are a story.
 *
 * The SQL is made of names that come from the schema, quoted as SQLite quotes
 * them; values are always bound.
 */
#include "tutor/data_tables.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/buffer.h"
#include "chassis/placement.h"
#include "tutor/commands/text.h"

enum { SQL_BYTES = 16 * 1024 };

static const char *const services[SHAPE_COUNT][6] = {
    [SHAPE_MONOLITH] = {"monolith"},
    [SHAPE_SPLIT] = {"orders", "payments", "inventory", "shipping",
                     "customers"}};

static const char *const secrets[] = {"pin",    "salt",     "digest",
                                      "secret", "password", "token"};

const char *data_service(enum shape shape, size_t n)
{
    return n < sizeof services[shape] / sizeof *services[shape]
               ? services[shape][n]
               : NULL;
}

enum error data_path(const struct places *places, const char *service,
                     char out[LIMIT_PATH_BYTES])
{
    struct placement place = {0};
    enum error error = placement_find(places, service, &place);
    return error
               ? error
               : places_database(places, place.known ? place.database : service,
                                 out, LIMIT_PATH_BYTES);
}

enum error data_open(const struct places *places, const char *service,
                     struct db **out)
{
    char path[LIMIT_PATH_BYTES];
    enum error error = data_path(places, service, path);
    if (!error && access(path, R_OK) != 0)
        error = explain(ERROR_NOT_FOUND, NO_BOOKS, path);
    return error ? error : db_open(out, path, DB_READER);
}

/* ---- tables and columns ---- */

static bool is_secret(const char *name)
{
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (strstr(name, secrets[i]))
            return true;
    return false;
}

static void add_column(struct data_table *table, struct data_column column)
{
    if (table->column_count < DATA_COLUMNS && column.name && column.type)
        table->columns[table->column_count++] = column;
}

static enum error find_columns(struct db *db, struct arena *arena,
                               struct data_table *table)
{
    struct cursor cursor;
    db_query(&cursor, db, "SELECT name, type, pk FROM pragma_table_info(?1)",
             VALUES(TEXT(table->name)));
    while (db_next(&cursor)) {
        const char *name = db_text(&cursor, 0);
        add_column(table, (struct data_column){
                              .name = arena_string(arena, name),
                              .type = arena_string(arena, db_text(&cursor, 1)),
                              .key = db_int(&cursor, 2) > 0,
                              .hidden = is_secret(name)});
    }
    if (strcmp(table->name, "outbox") == 0)
        add_column(table, (struct data_column){
                              .name = "waits for",
                              .type = "",
                              .sql = "(SELECT group_concat(subscriber, ' ')"
                                     " FROM outbox_cursors"
                                     " WHERE upto < sequence)"});
    return db_end(&cursor);
}

/* `"name"`, as SQL wants it. */
static void put_name(struct buffer *sql, const char *name)
{
    buffer_byte(sql, '"');
    for (; *name; name++) {
        if (*name == '"')
            buffer_byte(sql, '"');
        buffer_byte(sql, *name);
    }
    buffer_byte(sql, '"');
}

static const char *keep_sql(struct buffer *sql, struct arena *arena)
{
    const char *kept =
        buffer_error(sql) ? NULL : arena_copy(arena, sql->data, sql->length);
    buffer_release(sql);
    return kept;
}

static enum error count_rows(struct db *db, struct arena *arena,
                             struct data_table *table)
{
    struct buffer sql;
    buffer_init(&sql, SQL_BYTES);
    buffer_text(&sql, "SELECT count(*) FROM ");
    put_name(&sql, table->name);
    const char *text = keep_sql(&sql, arena);
    return text ? db_get_int(db, text, NO_VALUES, &table->rows)
                : error_explain(ERROR_SYSTEM, "out of memory");
}

enum error data_list(struct db *db, struct arena *arena, struct data_list *out)
{
    struct cursor cursor;
    *out = (struct data_list){0};
    db_query(&cursor, db,
             "SELECT name FROM sqlite_schema WHERE type = 'table'"
             " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
             NO_VALUES);
    while (db_next(&cursor) && out->count < DATA_TABLES)
        out->tables[out->count++].name =
            arena_string(arena, db_text(&cursor, 0));
    enum error error = db_end(&cursor);
    for (size_t i = 0; i < out->count && !error; i++) {
        if (!out->tables[i].name)
            return error_explain(ERROR_SYSTEM, "out of memory");
        error = find_columns(db, arena, &out->tables[i]);
        if (!error)
            error = count_rows(db, arena, &out->tables[i]);
    }
    return error;
}

const struct data_table *data_find(const struct data_list *list,
                                   const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->tables[i].name, name) == 0)
            return &list->tables[i];
    return NULL;
}

/* ---- rows ---- */

static const struct data_column *column_of(const struct data_table *table,
                                           const char *name)
{
    for (int i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

/* Which rows are about order ?1; NULL where none can be. A key of a step is
 * the order's id, a slash and the step (domain/step.h), and is indexed. */
static const char *order_condition(const struct data_table *table)
{
    const struct data_column *key = column_of(table, "key");
    const struct data_column *id = column_of(table, "id");
    if (column_of(table, "principal"))
        return " WHERE order_id = ?1";
    if (key && strcmp(key->type, "TEXT") == 0)
        return " WHERE key >= ?1 AND key < ?1 || '0'";
    if (column_of(table, "order_id"))
        return " WHERE order_id = ?1";
    if (column_of(table, "saga"))
        return " WHERE saga = ?1";
    if (id && strcmp(id->type, "TEXT") == 0)
        return " WHERE id = ?1";
    return NULL;
}

bool data_about_orders(const struct data_table *table)
{
    return order_condition(table) != NULL;
}

/* Three results a column: its kind, its length, and as much of it as is
 * shown. */
static void put_column(struct buffer *sql, const struct data_column *column)
{
    struct buffer name;
    buffer_init(&name, SQL_BYTES);
    if (column->sql)
        buffer_text(&name, column->sql);
    else
        put_name(&name, column->name);
    const char *word = name.data ? name.data : "NULL";
    buffer_format(sql, "typeof(%s), length(%s), ", word, word);
    if (column->hidden)
        buffer_text(sql, "NULL");
    else
        buffer_format(sql, "substr(%s, 1, iif(typeof(%s) = 'blob', %d, %d))",
                      word, word, DATA_BLOB_BYTES, DATA_TEXT_CHARACTERS);
    buffer_release(&name);
}

/* Backwards by the key; of keys that say nothing of time, by the order. */
static void put_ordering(struct buffer *sql, const struct data_table *table,
                         bool forwards)
{
    const char *way = forwards ? "" : " DESC";
    bool first = true;
    buffer_text(sql, " ORDER BY ");
    if (column_of(table, "principal")) {
        buffer_format(sql, "order_id%s", way);
        return;
    }
    for (int i = 0; i < table->column_count; i++) {
        if (!table->columns[i].key)
            continue;
        buffer_text(sql, first ? "" : ", ");
        put_name(sql, table->columns[i].name);
        buffer_text(sql, way);
        first = false;
    }
    if (first)
        buffer_format(sql, "rowid%s", way);
}

static const char *rows_sql(const struct data_table *table, bool one_order,
                            struct arena *arena)
{
    struct buffer sql;
    buffer_init(&sql, SQL_BYTES);
    buffer_text(&sql, "SELECT ");
    for (int i = 0; i < table->column_count; i++) {
        buffer_text(&sql, i > 0 ? ", " : "");
        put_column(&sql, &table->columns[i]);
    }
    buffer_text(&sql, " FROM ");
    put_name(&sql, table->name);
    if (one_order)
        buffer_text(&sql, order_condition(table));
    put_ordering(&sql, table, one_order);
    buffer_text(&sql, " LIMIT ?2 OFFSET ?3");
    return keep_sql(&sql, arena);
}

static const char *blob_text(struct cursor *cursor, int column, int64_t length,
                             struct arena *arena)
{
    size_t got = 0;
    const unsigned char *bytes = db_blob(cursor, column, &got);
    char hex[2 * DATA_BLOB_BYTES + 1] = "";
    for (size_t i = 0; i < got && i < DATA_BLOB_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    return arena_format(arena, "x'%s'%s", hex,
                        length > DATA_BLOB_BYTES ? "…" : "");
}

static const char *cell_text(struct cursor *cursor, int at,
                             const struct data_column *column,
                             struct arena *arena)
{
    char kind[16];
    snprintf(kind, sizeof kind, "%s", db_text(cursor, at));
    int64_t length = db_int(cursor, at + 1);
    if (strcmp(kind, "null") == 0)
        return NULL;
    if (column->hidden)
        return arena_format(arena, TEXT_FORMAT(DATA_HIDDEN), (long long)length);
    if (strcmp(kind, "blob") == 0)
        return blob_text(cursor, at + 2, length, arena);
    return arena_format(arena, "%s%s", db_text(cursor, at + 2),
                        length > DATA_TEXT_CHARACTERS ? "…" : "");
}

static enum error count_of_order(struct db *db, const struct data_table *table,
                                 const char *order, struct arena *arena,
                                 int64_t *out)
{
    struct buffer sql;
    buffer_init(&sql, SQL_BYTES);
    buffer_text(&sql, "SELECT count(*) FROM ");
    put_name(&sql, table->name);
    buffer_text(&sql, order_condition(table));
    const char *text = keep_sql(&sql, arena);
    return text ? db_get_int(db, text, VALUES(TEXT(order)), out)
                : error_explain(ERROR_SYSTEM, "out of memory");
}

enum error data_rows(struct db *db, const struct data_table *table,
                     const struct data_query *query, struct arena *arena,
                     struct data_rows *out)
{
    struct cursor cursor;
    enum error error = ERROR_OK;
    size_t columns = (size_t)table->column_count;
    int64_t limit = query->limit < DATA_ROWS ? query->limit : DATA_ROWS;
    *out = (struct data_rows){.total = table->rows};
    if (query->order && !data_about_orders(table))
        return explain(ERROR_USAGE, DATA_NO_ORDERS, table->name);
    if (query->order)
        error = count_of_order(db, table, query->order, arena, &out->total);
    const char *sql = rows_sql(table, query->order != NULL, arena);
    out->cells =
        arena_alloc(arena, ((size_t)limit * columns + 1) * sizeof *out->cells);
    if (error || !sql || !out->cells)
        return error ? error : error_explain(ERROR_SYSTEM, "out of memory");
    db_query(&cursor, db, sql,
             VALUES(query->order ? TEXT(query->order) : NO_VALUE, INT(limit),
                    INT(query->offset)));
    while (db_next(&cursor) && (int64_t)out->count < limit) {
        for (size_t i = 0; i < columns; i++)
            out->cells[out->count * columns + i] =
                cell_text(&cursor, (int)i * 3, &table->columns[i], arena);
        out->count++;
    }
    return db_end(&cursor);
}
