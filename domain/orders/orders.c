/*
 * orders -- the events, and the row that is their fold.
 *
 * The problem: an audit trail that is written beside the state can disagree
 * with it.
 *
 * The idea: the event is appended and the row is moved in the same
 * transaction, and the row moves only from the version that the decision was
 * made on. Two deciders on the same version: one of them gets CONFLICT.
 *
 * The invariant: orders.version is the number of the order's events, and
 * orders.status what folding them gives.
 */
#include "domain/orders/orders.h"

#include <stdio.h>
#include <string.h>

const char orders_schema[] =
#include "domain/orders/schema.sql.inc"
    ;

static const char *const event_names[] = {
#define EVENT_NAME(name, text) text,
    ORDER_EVENTS(EVENT_NAME)
#undef EVENT_NAME
};

/* ---- writing ---- */

static enum error insert_event(struct db *db, const struct order *order,
                               const struct order_event *event)
{
    return db_exec(db, "INSERT INTO order_events VALUES (?1,?2,?3,?4,?5,?6)",
                   VALUES(TEXT(order->id.text), INT(event->version),
                          TEXT(event_names[event->type]), INT(event->at_ms),
                          INT(event->amount_won), TEXT(event->reason)));
}

static enum error insert_lines(struct db *db, const struct order *order)
{
    enum error error = ERROR_OK;
    for (size_t i = 0; i < order->line_count && !error; i++) {
        const struct order_line *line = &order->lines[i];
        error = db_exec(db, "INSERT INTO order_lines VALUES (?1,?2,?3,?4,?5)",
                        VALUES(TEXT(order->id.text), INT((int64_t)i + 1),
                               TEXT(line->sku), INT(line->quantity),
                               INT(line->unit_price_won)));
    }
    return error;
}

static enum error insert_row(struct db *db, const struct order *order)
{
    return db_exec(
        db,
        "INSERT INTO orders (id, customer_id, status, total, version,"
        " created_at_ms, placed_by, placed_key)"
        " VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
        VALUES(TEXT(order->id.text), INT(order->customer_id),
               TEXT(order_status_name(order->status)), INT(order->total_won),
               INT(order->version), INT(order->created_at_ms),
               INT(order->placed_by), TEXT(order->placed_key)));
}

enum error orders_place(struct db *db, struct order *order, int64_t at_ms)
{
    const struct order_command place = {.kind = ORDER_PLACE, .at_ms = at_ms};
    struct order_event event;
    struct order next = *order;
    enum error error = order_decide(order, &place, &event);
    if (error)
        return error;
    order_evolve(&next, &event);
    error = insert_row(db, &next);
    if (!error)
        error = insert_event(db, &next, &event);
    if (!error)
        error = insert_lines(db, &next);
    if (!error)
        *order = next;
    return error;
}

static enum error move_row(struct db *db, const struct order *order)
{
    enum error error = db_exec(
        db,
        "UPDATE orders SET status = ?1, cancelling = ?2, reason = ?3,"
        " version = ?4 WHERE id = ?5 AND version = ?4 - 1",
        VALUES(TEXT(order_status_name(order->status)), INT(order->cancelling),
               TEXT(order->reason), INT(order->version), TEXT(order->id.text)));
    if (!error && db_changes(db) != 1)
        error = error_explain(ERROR_CONFLICT,
                              "order %s was changed by somebody else meanwhile",
                              order->id.text);
    return error;
}

enum error orders_apply(struct db *db, struct order *order,
                        const struct order_command *command)
{
    struct order_event event;
    struct order next = *order;
    enum error error = order_decide(order, command, &event);
    if (error)
        return error;
    order_evolve(&next, &event);
    error = move_row(db, &next);
    if (!error)
        error = insert_event(db, &next, &event);
    if (!error)
        *order = next;
    return error;
}

/* ---- reading one ---- */

#define ORDER_COLUMNS                                              \
    "id, customer_id, status, cancelling, reason, total, version," \
    " created_at_ms, placed_by, placed_key"

static enum order_status read_status(const char *name)
{
    for (int i = 0; i <= ORDER_CANCELLED; i++)
        if (strcmp(order_status_name((enum order_status)i), name) == 0)
            return (enum order_status)i;
    return ORDER_PENDING;
}

static void read_row(struct cursor *c, struct order *out)
{
    memset(out, 0, sizeof *out);
    snprintf(out->id.text, sizeof out->id.text, "%s", db_text(c, 0));
    out->customer_id = (int32_t)db_int(c, 1);
    out->status = read_status(db_text(c, 2));
    out->cancelling = db_int(c, 3) != 0;
    snprintf(out->reason, sizeof out->reason, "%s", db_text(c, 4));
    out->total_won = db_int(c, 5);
    out->version = (int32_t)db_int(c, 6);
    out->created_at_ms = db_int(c, 7);
    out->placed_by = db_int(c, 8);
    snprintf(out->placed_key, sizeof out->placed_key, "%s", db_text(c, 9));
}

static enum error read_lines(struct db *db, struct order *order)
{
    struct cursor c;
    db_query(&c, db,
             "SELECT sku, quantity, unit_price FROM order_lines"
             " WHERE order_id = ?1 ORDER BY line",
             VALUES(TEXT(order->id.text)));
    while (order->line_count < ORDER_LINES_MAX && db_next(&c)) {
        struct order_line *line = &order->lines[order->line_count++];
        snprintf(line->sku, sizeof line->sku, "%s", db_text(&c, 0));
        line->quantity = (int32_t)db_int(&c, 1);
        line->unit_price_won = db_int(&c, 2);
    }
    return db_end(&c);
}

static enum error unknown(const char *id)
{
    return error_explain(ERROR_NOT_FOUND, "there is no order %.40s", id);
}

enum error orders_load(struct db *db, const char *id, struct order *out)
{
    struct cursor c;
    db_query(&c, db, "SELECT " ORDER_COLUMNS " FROM orders WHERE id = ?1",
             VALUES(TEXT(id)));
    bool found = db_next(&c);
    if (found)
        read_row(&c, out);
    enum error error = db_end(&c);
    if (error)
        return error;
    return found ? read_lines(db, out) : unknown(id);
}

static bool read_event_type(const char *name, enum order_event_type *out)
{
    for (int i = 0; i <= (int)ORDER_EVENT_WAS_CANCELLED; i++)
        if (strcmp(event_names[i], name) == 0) {
            *out = (enum order_event_type)i;
            return true;
        }
    return false;
}

/* One row of the story. A gap or a word that is none of ours is the file's
 * fault and not the program's: it is told, not asserted. */
static enum error fold_row(struct cursor *c, struct order *order)
{
    struct order_event event = {.version = (int32_t)db_int(c, 1),
                                .at_ms = db_int(c, 2),
                                .amount_won = db_int(c, 3)};
    if (event.version != order->version + 1)
        return error_explain(ERROR_STORAGE,
                             "event %d of order %s is missing from its story",
                             (int)order->version + 1, order->id.text);
    if (!read_event_type(db_text(c, 0), &event.type))
        return error_explain(ERROR_STORAGE,
                             "event %d of order %s is of no known type: %.40s",
                             (int)event.version, order->id.text, db_text(c, 0));
    snprintf(event.reason, sizeof event.reason, "%s", db_text(c, 4));
    order_evolve(order, &event);
    return ERROR_OK;
}

enum error orders_replay(struct db *db, const char *id, struct order *out)
{
    struct cursor c;
    struct order order;
    enum error error = orders_load(db, id, &order);
    if (error)
        return error;
    /* What no event says (who, which lines) stays; all else begins anew. */
    order.version = 0;
    order.status = ORDER_PENDING;
    order.cancelling = false;
    order.total_won = order.created_at_ms = 0;
    order.reason[0] = 0;
    db_query(&c, db,
             "SELECT type, version, at_ms, amount, reason FROM order_events"
             " WHERE order_id = ?1 ORDER BY version",
             VALUES(TEXT(id)));
    enum error folded = ERROR_OK;
    while (!folded && db_next(&c))
        folded = fold_row(&c, &order);
    error = db_end(&c);
    if (!error)
        error = folded;
    if (!error)
        *out = order;
    return error;
}
