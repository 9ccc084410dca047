/*
 * read -- orders as the messages that leave the house.
 *
 * The idea: a page is read by the primary key from a cursor on, so the last
 * page costs as much as the first, and new orders do not move the pages.
 * One row more than was asked for tells whether there is a next page.
 */
#include <stdio.h>
#include <string.h>

#include "domain/orders/orders.h"

enum { PAGE_DEFAULT = 20, PAGE_MAX = 100, EVENTS_MAX = 64 };

static enum error full(void)
{
    return error_explain(ERROR_OVERLOADED, "the answer does not fit");
}

static bool add_lines(const struct order *order, struct arena *arena,
                      Shop__Order *out)
{
    Shop__Line *lines = arena_alloc(arena, order->line_count * sizeof *lines);
    out->lines = arena_alloc(arena, order->line_count * sizeof *out->lines);
    if (!lines || !out->lines)
        return false;
    for (size_t i = 0; i < order->line_count; i++) {
        shop__line__init(&lines[i]);
        lines[i].sku = arena_string(arena, order->lines[i].sku);
        lines[i].quantity = order->lines[i].quantity;
        lines[i].unit_price = order->lines[i].unit_price_won;
        out->lines[i] = &lines[i];
        if (!lines[i].sku)
            return false;
    }
    out->n_lines = order->line_count;
    return true;
}

Shop__Order *order_message(const struct order *order, struct arena *arena)
{
    Shop__Order *out = arena_alloc(arena, sizeof *out);
    if (!out)
        return NULL;
    shop__order__init(out);
    out->id = arena_string(arena, order->id.text);
    out->customer_id = order->customer_id;
    out->status = (Shop__OrderStatus)order->status;
    out->reason = arena_string(arena, order->reason);
    out->total = order->total_won;
    out->created_at_ms = order->created_at_ms;
    if (!out->id || !out->reason || !add_lines(order, arena, out))
        return NULL;
    return out;
}

/* ---- pages ---- */

static enum error check_status(const char *name)
{
    if (!name[0])
        return ERROR_OK;
    for (int i = 0; i <= ORDER_CANCELLED; i++)
        if (strcmp(order_status_name((enum order_status)i), name) == 0)
            return ERROR_OK;
    return error_explain(ERROR_UNPROCESSABLE,
                         "status must be PENDING, PAID, RESERVED, CONFIRMED, "
                         "REJECTED or CANCELLED; it is \"%.32s\"",
                         name);
}

static enum error check_page(const Shop__ListOrdersRequest *request)
{
    if (request->customer_id < 0)
        return error_explain(ERROR_UNPROCESSABLE,
                             "customer_id must be 0 or more");
    if (request->limit < 0 || request->limit > PAGE_MAX)
        return error_explain(ERROR_UNPROCESSABLE,
                             "limit must be 1 to %d; it is %d", PAGE_MAX,
                             (int)request->limit);
    if (request->after[0] && !id_valid(request->after))
        return error_explain(ERROR_UNPROCESSABLE,
                             "after must be the `next` of a former page");
    return check_status(request->status);
}

static const char page_of_all[] =
    "SELECT id FROM orders WHERE id > ?2 AND (?3 = '' OR status = ?3)"
    " AND ?1 = 0 ORDER BY id LIMIT ?4";
static const char page_of_one[] =
    "SELECT id FROM orders WHERE customer_id = ?1 AND id > ?2"
    " AND (?3 = '' OR status = ?3) ORDER BY id LIMIT ?4";

/* Ids of the page, one more than the page when another follows. */
static enum error read_ids(struct db *db,
                           const Shop__ListOrdersRequest *request, size_t limit,
                           struct id ids[PAGE_MAX + 1], size_t *count)
{
    struct cursor c;
    *count = 0;
    db_query(&c, db, request->customer_id ? page_of_one : page_of_all,
             VALUES(INT(request->customer_id), TEXT(request->after),
                    TEXT(request->status), INT((int64_t)limit + 1)));
    while (db_next(&c)) {
        struct id *id = &ids[(*count)++];
        snprintf(id->text, sizeof id->text, "%s", db_text(&c, 0));
    }
    return db_end(&c);
}

enum error orders_list(struct db *db, const Shop__ListOrdersRequest *request,
                       struct arena *arena, Shop__ListOrdersReply **out)
{
    struct id ids[PAGE_MAX + 1];
    struct order order;
    size_t count = 0;
    size_t limit = request->limit ? (size_t)request->limit : PAGE_DEFAULT;
    enum error error = check_page(request);
    if (!error)
        error = read_ids(db, request, limit, ids, &count);
    if (error)
        return error;
    size_t shown = count > limit ? limit : count;
    Shop__ListOrdersReply *reply = arena_alloc(arena, sizeof *reply);
    Shop__Order **list = arena_alloc(arena, (shown + 1) * sizeof *list);
    if (!reply || !list)
        return full();
    shop__list_orders_reply__init(reply);
    reply->orders = list;
    for (size_t i = 0; i < shown; i++) {
        error = orders_load(db, ids[i].text, &order);
        if (error)
            return error;
        list[i] = order_message(&order, arena);
        if (!list[i])
            return full();
    }
    reply->n_orders = shown;
    if (count > shown)
        reply->next = arena_string(arena, ids[shown - 1].text);
    if (!reply->next) /* a page without its cursor would look like the last */
        return full();
    *out = reply;
    return ERROR_OK;
}

/* ---- the story of one order ---- */

static Shop__OrderEvent *read_event(struct cursor *c, struct arena *arena)
{
    Shop__OrderEvent *event = arena_alloc(arena, sizeof *event);
    if (!event)
        return NULL;
    shop__order_event__init(event);
    event->version = (int32_t)db_int(c, 0);
    event->type = arena_string(arena, db_text(c, 1));
    event->at_ms = db_int(c, 2);
    event->reason = arena_string(arena, db_text(c, 3));
    event->amount = db_int(c, 4);
    return event->type && event->reason ? event : NULL;
}

enum error orders_events(struct db *db, const char *id, struct arena *arena,
                         Shop__OrderEvents **out)
{
    struct cursor c;
    Shop__OrderEvents *reply = arena_alloc(arena, sizeof *reply);
    Shop__OrderEvent **list = arena_alloc(arena, EVENTS_MAX * sizeof *list);
    if (!reply || !list)
        return full();
    shop__order_events__init(reply);
    reply->events = list;
    db_query(&c, db,
             "SELECT version, type, at_ms, reason, amount FROM order_events"
             " WHERE order_id = ?1 ORDER BY version",
             VALUES(TEXT(id)));
    bool fits = true;
    while (fits && reply->n_events < EVENTS_MAX && db_next(&c)) {
        Shop__OrderEvent *event = read_event(&c, arena);
        fits = event != NULL;
        if (fits)
            list[reply->n_events++] = event;
    }
    enum error error = db_end(&c);
    if (!error && !fits)
        error = full();
    if (!error && reply->n_events == 0)
        error = error_explain(ERROR_NOT_FOUND, "there is no order %.40s", id);
    if (!error)
        *out = reply;
    return error;
}

enum error orders_summary(struct db *db, int32_t customer_id,
                          Shop__OrderSummary *out)
{
    struct cursor c;
    db_query(&c, db,
             "SELECT count(*), coalesce(sum(total), 0) FROM orders"
             " WHERE customer_id = ?1 AND status = 'CONFIRMED'",
             VALUES(INT(customer_id)));
    if (db_next(&c)) {
        out->confirmed = (int32_t)db_int(&c, 0);
        out->spent = db_int(&c, 1);
    }
    return db_end(&c);
}
