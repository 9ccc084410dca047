/*
 * mover_tables -- the tables of each service, by name and key.
 *
 * The mover knows no rule of the shop, only these names: whatever the rows
 * mean, a copy is right when it is equal. `crew` and the inbox of customers
 * are not here: they are about processes and deliveries of one database, and
 * each database makes its own.
 *
 * A table that has left is called moved_X. Its rows stay until the migration
 * is undone or the file is thrown away; nobody can write them by mistake. Its
 * old name is given to an index, so that a process that is started on the wrong
 * file does not make the table anew, and empty ("CREATE TABLE IF NOT EXISTS"
 * fails on the name of an index), and so that no query finds anything under it.
 */
#include "tutor/lab/mover_tables.h"

#define ERASE(to, from, key)                                      \
    "DELETE FROM main." to " WHERE (" key ") NOT IN (SELECT " key \
    " FROM src." from ")"
#define TAKE(to, from)                                                 \
    "INSERT OR REPLACE INTO main." to " SELECT * FROM (SELECT * FROM " \
    "src." from " EXCEPT SELECT * FROM main." to ")"
#define COMPARE(to, from)                                                 \
    "SELECT (SELECT count(*) FROM (SELECT * FROM src." from " EXCEPT "    \
    "SELECT * FROM main." to ")) + (SELECT count(*) FROM (SELECT * FROM " \
    "main." to " EXCEPT SELECT * FROM src." from "))"

#define LEAVE(table, key)                                   \
    "ALTER TABLE main." table " RENAME TO moved_" table ";" \
    "CREATE INDEX main." table " ON moved_" table " (" key ")"
#define RETURN(table)            \
    "DROP INDEX main." table ";" \
    "ALTER TABLE main.moved_" table " RENAME TO " table

#define ROW(owner, table, key, fence)                             \
    {                                                             \
        .service = owner, .name = table, .fence_only = fence,     \
        .count = "SELECT count(*) FROM src." table,               \
        .forward = {ERASE(table, table, key), TAKE(table, table), \
                    COMPARE(table, table), LEAVE(table, key)},    \
        .back = {                                                 \
            ERASE("moved_" table, table, key),                    \
            TAKE("moved_" table, table),                          \
            COMPARE("moved_" table, table),                       \
            RETURN(table)                                         \
        }                                                         \
    }

const struct mover_table mover_tables[] = {
    ROW("payments", "accounts", "customer_id", false),
    ROW("payments", "charges", "key", false),
    ROW("inventory", "products", "sku", false),
    ROW("inventory", "reservations", "key", false),
    ROW("inventory", "reservation_lines", "key, sku", false),
    ROW("inventory", "inbox", "source", false),
    ROW("shipping", "addresses", "customer_id", false),
    ROW("shipping", "parcels", "key", false),
    ROW("orders", "orders", "id", false),
    ROW("orders", "order_lines", "order_id, line", false),
    ROW("orders", "order_events", "order_id, version", false),
    ROW("orders", "idempotency_keys", "principal, key", false),
    ROW("orders", "sagas", "id", false),
    ROW("orders", "saga_log", "saga, sequence", false),
    ROW("orders", "outbox", "sequence", false),
    ROW("orders", "outbox_cursors", "subscriber", false),
    ROW("orders", "customers", "id", true), /* copied with the seams */
};
const size_t mover_table_count = sizeof mover_tables / sizeof *mover_tables;
