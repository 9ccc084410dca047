/*
 * inventory -- the catalogue and the stock: reserve, commit, release.
 *
 * The problem: between "there are two left" and "I take two" somebody else may
 * take them, so a check is worth nothing. An order of several lines must not
 * be half reserved. And each request may come twice, late, or after the one
 * that undoes it.
 *
 * The idea: never check, always take. One guarded UPDATE moves pieces from
 * on_hand to reserved if they are there; when a line finds too few, the lines
 * before it are put back. The outcome is kept under the request's key, as in
 * payments, with a tombstone for a release that came first.
 *
 *      (none) -> RESERVED -> SHIPPED -> RELEASED
 *                RESERVED -------------> RELEASED
 *      (none) -> REFUSED
 *      (none) -> VOID
 *
 * The invariant: every UPDATE of a product moves pieces between columns of one
 * row; on_hand + reserved + shipped = initial + restocked, which the table
 * checks as well. reserved and shipped are the sums of the lines of the
 * reservations in those states.
 *
 * Order of use: inventory_seed() once; then reserve, commit, release, restock
 * in any order. The catalogue's own reads are in catalogue.c.
 */
#include "domain/inventory/inventory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "domain/inventory/catalogue.h"
#include "domain/step.h"

static const char *const state_names[] = {
    [RESERVATION_RESERVED] = "RESERVED", [RESERVATION_SHIPPED] = "SHIPPED",
    [RESERVATION_RELEASED] = "RELEASED", [RESERVATION_REFUSED] = "REFUSED",
    [RESERVATION_VOID] = "VOID",
};

const char *inventory_state_name(enum reservation_state state)
{
    return state_names[state];
}

static enum reservation_state state_of(const char *name)
{
    int state = RESERVATION_RESERVED;

    while (strcmp(state_names[state], name) != 0) {
        assert(state < RESERVATION_VOID); /* the table has a CHECK */
        state++;
    }
    return state;
}

/* ---- the row of a key ---- */

struct row {
    bool found;
    bool same_order;
    struct reservation reservation;
};

static enum error read_row(struct db *db, const char *key, const char *order_id,
                           struct row *out)
{
    struct reservation *reservation = &out->reservation;
    struct cursor c;

    *out = (struct row){0};
    db_query(&c, db,
             "SELECT state, short_sku, short_asked, short_left, order_id = ?2"
             " FROM reservations WHERE key = ?1",
             VALUES(TEXT(key), TEXT(order_id)));
    if (db_next(&c)) {
        out->found = true;
        reservation->state = state_of(db_text(&c, 0));
        snprintf(reservation->short_sku, sizeof(reservation->short_sku), "%s",
                 db_text(&c, 1));
        reservation->short_asked = db_int(&c, 2);
        reservation->short_left = db_int(&c, 3);
        out->same_order = db_int(&c, 4);
    }
    return db_end(&c);
}

static enum error insert_row(struct db *db, const char *key,
                             const char *order_id,
                             const struct reservation *reservation)
{
    bool refused = reservation->state == RESERVATION_REFUSED;

    return db_exec(db,
                   "INSERT INTO reservations (key, order_id, state, short_sku,"
                   " short_asked, short_left) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   VALUES(TEXT(key), TEXT(order_id),
                          TEXT(state_names[reservation->state]),
                          refused ? TEXT(reservation->short_sku) : NO_VALUE,
                          refused ? INT(reservation->short_asked) : NO_VALUE,
                          refused ? INT(reservation->short_left) : NO_VALUE));
}

static enum error insert_lines(struct db *db, const char *key,
                               const struct stock_line *lines, size_t count)
{
    enum error error = ERROR_OK;

    for (size_t i = 0; !error && i < count; i++) {
        error = db_exec(
            db,
            "INSERT INTO reservation_lines (key, sku, quantity)"
            " VALUES (?1, ?2, ?3)",
            VALUES(TEXT(key), TEXT(lines[i].sku), INT(lines[i].quantity)));
    }
    return error;
}

static enum error set_state(struct db *db, const char *key,
                            enum reservation_state state)
{
    return db_exec_one(db, "UPDATE reservations SET state = ?2 WHERE key = ?1",
                       VALUES(TEXT(key), TEXT(state_names[state])));
}

/* ---- taking pieces, all lines or none ---- */

static enum error check_lines(const struct stock_line *lines, size_t count)
{
    if (count < 1 || count > INVENTORY_LINES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "lines must be 1 to %d, not %zu", INVENTORY_LINES,
                             count);
    for (size_t i = 0; i < count; i++) {
        if (lines[i].quantity < 1 || lines[i].quantity > INVENTORY_QUANTITY_MAX)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "lines[%zu].quantity must be 1 to %d, not "
                                 "%lld",
                                 i, INVENTORY_QUANTITY_MAX,
                                 (long long)lines[i].quantity);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(lines[i].sku, lines[j].sku) == 0)
                return error_explain(ERROR_UNPROCESSABLE,
                                     "lines[%zu].sku is there twice; add the "
                                     "quantities up",
                                     i);
        }
    }
    return ERROR_OK;
}

static enum error take(struct db *db, const struct stock_line *line,
                       bool *taken)
{
    enum error error = db_exec(
        db,
        "UPDATE products SET on_hand = on_hand - ?2, reserved = reserved + ?2"
        " WHERE sku = ?1 AND on_hand >= ?2",
        VALUES(TEXT(line->sku), INT(line->quantity)));

    if (!error)
        *taken = db_changes(db) == 1;
    return error;
}

static enum error put_back(struct db *db, const struct stock_line *lines,
                           size_t count)
{
    enum error error = ERROR_OK;

    for (size_t i = 0; !error && i < count; i++) {
        error = db_exec_one(db,
                            "UPDATE products SET on_hand = on_hand + ?2,"
                            " reserved = reserved - ?2 WHERE sku = ?1",
                            VALUES(TEXT(lines[i].sku), INT(lines[i].quantity)));
    }
    return error;
}

/* `taken` is how many lines were: all of them, or those before the first that
 * found too few. */
static enum error take_lines(struct db *db, const struct stock_line *lines,
                             size_t count, size_t *taken)
{
    bool there = true;
    size_t i = 0;
    enum error error = ERROR_OK;

    while (i < count) {
        error = take(db, &lines[i], &there);
        if (error || !there)
            break;
        i++;
    }
    if (!error && !there)
        error = put_back(db, lines, i);
    if (!error)
        *taken = i;
    return error;
}

/* Why did this line find too few: is there such a product at all? */
static enum error refuse(struct db *db, const struct stock_line *line,
                         struct reservation *out)
{
    int64_t left;
    enum error error =
        db_get_int(db, "SELECT on_hand FROM products WHERE sku = ?1",
                   VALUES(TEXT(line->sku)), &left);

    if (error == ERROR_NOT_FOUND)
        return catalogue_unknown(line->sku);
    if (error)
        return error;
    out->state = RESERVATION_REFUSED;
    snprintf(out->short_sku, sizeof(out->short_sku), "%s", line->sku);
    out->short_asked = line->quantity;
    out->short_left = left;
    return ERROR_OK;
}

static enum error reserve_first(struct db *db,
                                const struct reservation_request *request,
                                struct reservation *out)
{
    struct reservation reservation = {.state = RESERVATION_RESERVED};
    size_t taken;
    enum error error =
        take_lines(db, request->lines, request->line_count, &taken);

    if (!error && taken < request->line_count)
        error = refuse(db, &request->lines[taken], &reservation);
    if (!error)
        error = insert_row(db, request->key, request->order_id, &reservation);
    if (!error && reservation.state == RESERVATION_RESERVED)
        error =
            insert_lines(db, request->key, request->lines, request->line_count);
    if (!error)
        *out = reservation;
    return error;
}

enum error inventory_reserve(struct db *db,
                             const struct reservation_request *request,
                             struct reservation *out)
{
    struct row row;
    enum error error = step_check(request->key, request->order_id);

    if (!error)
        error = check_lines(request->lines, request->line_count);
    if (!error)
        error = read_row(db, request->key, request->order_id, &row);
    if (error)
        return error;
    if (!row.found)
        return reserve_first(db, request, out);
    if (!row.same_order)
        return step_mismatch(request->key);
    *out = row.reservation;
    return ERROR_OK;
}

enum error inventory_refusal(const struct reservation *reservation)
{
    switch (reservation->state) {
    case RESERVATION_RESERVED:
    case RESERVATION_SHIPPED:
        return ERROR_OK;
    case RESERVATION_REFUSED:
        return error_explain(ERROR_OUT_OF_STOCK,
                             "%lld of %s asked for and %lld left; order fewer",
                             (long long)reservation->short_asked,
                             reservation->short_sku,
                             (long long)reservation->short_left);
    case RESERVATION_RELEASED:
    case RESERVATION_VOID:
        break;
    }
    return error_explain(ERROR_VOIDED,
                         "this reservation was released before and is not "
                         "made again; place a new order");
}

/* ---- what becomes of reserved pieces ---- */

/* One UPDATE ... FROM would read better, but SQLite gathers its rows in a
 * temporary table first: for two lines it took 6.5 us, this loop 4.2 us. */
static enum error move_lines(struct db *db, const char *key,
                             const char *move_one)
{
    struct cursor c;
    enum error error = ERROR_OK;
    enum error error_of_query;

    db_query(&c, db,
             "SELECT sku, quantity FROM reservation_lines"
             " WHERE key = ?1",
             VALUES(TEXT(key)));
    while (!error && db_next(&c))
        error = db_exec_one(db, move_one,
                            VALUES(TEXT(db_text(&c, 0)), INT(db_int(&c, 1))));
    error_of_query = db_end(&c);
    return error ? error : error_of_query;
}

static const char reserved_to_shipped[] =
    "UPDATE products SET reserved = reserved - ?2, shipped = shipped + ?2"
    " WHERE sku = ?1";
static const char reserved_to_hand[] =
    "UPDATE products SET reserved = reserved - ?2, on_hand = on_hand + ?2"
    " WHERE sku = ?1";
static const char shipped_to_hand[] =
    "UPDATE products SET shipped = shipped - ?2, on_hand = on_hand + ?2"
    " WHERE sku = ?1";

enum error inventory_commit(struct db *db, const char *key)
{
    enum error error = db_exec(db,
                               "UPDATE reservations SET state = 'SHIPPED'"
                               " WHERE key = ?1 AND state = 'RESERVED'",
                               VALUES(TEXT(key)));

    if (error || db_changes(db) == 0)
        return error;
    return move_lines(db, key, reserved_to_shipped);
}

static enum error release_row(struct db *db, const char *key, struct row *row)
{
    enum reservation_state was = row->reservation.state;
    enum error error;

    if (was == RESERVATION_RESERVED)
        error = move_lines(db, key, reserved_to_hand);
    else if (was == RESERVATION_SHIPPED)
        error = move_lines(db, key, shipped_to_hand);
    else
        return ERROR_OK;
    row->reservation.state = RESERVATION_RELEASED;
    return error ? error : set_state(db, key, RESERVATION_RELEASED);
}

enum error inventory_release(struct db *db, const char *key,
                             const char *order_id, struct reservation *out)
{
    struct row row;
    enum error error = step_check(key, order_id);

    if (!error)
        error = read_row(db, key, order_id, &row);
    if (error)
        return error;
    if (!row.found) {
        row.reservation.state = RESERVATION_VOID;
        error = insert_row(db, key, order_id, &row.reservation);
    } else if (!row.same_order) {
        error = step_mismatch(key);
    } else {
        error = release_row(db, key, &row);
    }
    if (!error)
        *out = row.reservation;
    return error;
}
