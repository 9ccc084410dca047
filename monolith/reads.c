/*
 * What one database answers with one join.
 *
 * The problem: a client wants an order with its lines, its payment and its
 * parcel, or a customer with a wallet and the sum of all orders. Five parts of
 * the business keep these rows, and each thinks only of its own.
 *
 * The idea: their tables lie in one database, so one statement reaches all of
 * them. It is one moment: no row of the reply is older than another, nothing
 * is missing because somebody did not answer, and there is no copy that could
 * lag behind.
 *
 * The price: this file knows the tables of every domain. A column that
 * payments renames breaks a statement here, and no compiler says so; that is
 * the coupling that the split buys itself free of, with three calls and a
 * summary that arrives a moment later (split/platform/gateway/compose.c).
 *
 * What holds: whose an order is, is asked before anything of it is shown.
 */
#include "monolith/reads.h"

#include <stdbool.h>

#include "domain/api/shop.pb-c.h"
#include "domain/api/visitor.h"
#include "domain/customers/customers.h"
#include "domain/orders/orders.h"
#include "domain/step.h"

static enum error does_not_fit(void)
{
    return error_explain(ERROR_OVERLOADED, "the answer does not fit");
}

/* ---- an order with its lines, its payment and its parcel ---- */

/* TOUR: one-join */
/* One row for each line. Payment and parcel are found by the keys of their
 * steps (domain/step.h). A rejected order has neither, whatever was tried. */
static const char order_sql[] =
    "SELECT o.customer_id, o.status, o.reason, o.total, o.created_at_ms,"
    " l.sku, l.quantity, l.unit_price,"
    " c.state, c.amount, p.state, p.tracking, p.zone"
    " FROM orders o"
    " JOIN order_lines l ON l.order_id = o.id"
    " LEFT JOIN charges c ON c.key = o.id || '/" STEP_PAY "'"
    "  AND o.status <> 'REJECTED'"
    " LEFT JOIN parcels p ON p.key = o.id || '/" STEP_SHIP "'"
    "  AND o.status <> 'REJECTED'"
    " WHERE o.id = ?1 ORDER BY l.line";

enum {
    COLUMN_CUSTOMER,
    COLUMN_STATUS,
    COLUMN_REASON,
    COLUMN_TOTAL,
    COLUMN_CREATED,
    COLUMN_SKU,
    COLUMN_QUANTITY,
    COLUMN_UNIT_PRICE,
    COLUMN_PAYMENT_STATE,
    COLUMN_PAYMENT_AMOUNT,
    COLUMN_PARCEL_STATE,
    COLUMN_PARCEL_TRACKING,
    COLUMN_PARCEL_ZONE
};

static Shop__OrderStatus status_of(const char *name)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value_by_name(
            &shop__order_status__descriptor, name);

    return value ? (Shop__OrderStatus)value->value
                 : SHOP__ORDER_STATUS__PENDING;
}

static Shop__Payment *read_payment(struct cursor *c, struct arena *arena)
{
    Shop__Payment *payment = arena_alloc(arena, sizeof(*payment));

    if (!payment)
        return NULL;
    shop__payment__init(payment);
    payment->state = arena_string(arena, db_text(c, COLUMN_PAYMENT_STATE));
    payment->amount = db_int(c, COLUMN_PAYMENT_AMOUNT);
    return payment->state ? payment : NULL;
}

static Shop__Shipment *read_shipment(struct cursor *c, struct arena *arena)
{
    Shop__Shipment *shipment = arena_alloc(arena, sizeof(*shipment));

    if (!shipment)
        return NULL;
    shop__shipment__init(shipment);
    shipment->state = arena_string(arena, db_text(c, COLUMN_PARCEL_STATE));
    shipment->tracking =
        arena_string(arena, db_text(c, COLUMN_PARCEL_TRACKING));
    shipment->zone = arena_string(arena, db_text(c, COLUMN_PARCEL_ZONE));
    return shipment->state && shipment->tracking && shipment->zone ? shipment
                                                                   : NULL;
}

/* What every row of the join repeats; false when the arena is full. */
static bool read_head(struct cursor *c, struct arena *arena, Shop__Order *out)
{
    out->status = status_of(db_text(c, COLUMN_STATUS));
    out->customer_id = (int32_t)db_int(c, COLUMN_CUSTOMER);
    out->reason = arena_string(arena, db_text(c, COLUMN_REASON));
    out->total = db_int(c, COLUMN_TOTAL);
    out->created_at_ms = db_int(c, COLUMN_CREATED);
    out->lines = arena_alloc(arena, ORDER_LINES_MAX * sizeof(*out->lines));
    if (!out->reason || !out->lines)
        return false;
    if (!db_is_null(c, COLUMN_PAYMENT_STATE)) {
        out->payment = read_payment(c, arena);
        if (!out->payment)
            return false;
    }
    if (db_is_null(c, COLUMN_PARCEL_STATE))
        return true;
    out->shipment = read_shipment(c, arena);
    return out->shipment != NULL;
}

static bool read_line(struct cursor *c, struct arena *arena, Shop__Order *out)
{
    Shop__Line *line = arena_alloc(arena, sizeof(*line));

    if (!line)
        return false;
    shop__line__init(line);
    line->sku = arena_string(arena, db_text(c, COLUMN_SKU));
    line->quantity = (int32_t)db_int(c, COLUMN_QUANTITY);
    line->unit_price = db_int(c, COLUMN_UNIT_PRICE);
    out->lines[out->n_lines++] = line;
    return line->sku != NULL;
}

static enum error read_order(struct db *db, const char *id, struct arena *arena,
                             Shop__Order *out)
{
    struct cursor c;
    bool fits = true;
    enum error error;

    db_query(&c, db, order_sql, VALUES(TEXT(id)));
    while (fits && out->n_lines < ORDER_LINES_MAX && db_next(&c)) {
        if (out->n_lines == 0)
            fits = read_head(&c, arena, out);
        fits = fits && read_line(&c, arena, out);
    }
    error = db_end(&c);
    if (error)
        return error;
    if (!fits)
        return does_not_fit();
    if (out->n_lines == 0)
        return error_explain(ERROR_NOT_FOUND, "there is no order %.40s", id);
    return ERROR_OK;
}

enum error reads_order(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__OrderRequest *asked = (const Shop__OrderRequest *)in;
    Shop__Order *order = arena_alloc(&rq->arena, sizeof(*order));
    enum error error;

    if (!order)
        return does_not_fit();
    shop__order__init(order);
    order->id = asked->id;
    error = read_order(runtime_db(rq->runtime), asked->id, &rq->arena, order);
    if (!error)
        error = visitor_may_act_for(&rq->caller, order->customer_id);
    if (!error)
        request_reply(rq, &order->base);
    return error;
}

/* ---- pages of orders, and the story of one ---- */

enum error reads_orders(struct request *rq, const ProtobufCMessage *in)
{
    Shop__ListOrdersRequest asked = *(const Shop__ListOrdersRequest *)in;
    Shop__ListOrdersReply *reply;
    enum error error = ERROR_OK;

    bool sees_all = visitor_is_admin(&rq->caller);
    if (asked.customer_id == 0 && !sees_all)
        asked.customer_id = (int32_t)rq->caller.subject;
    if (!sees_all)
        error = visitor_may_act_for(&rq->caller, asked.customer_id);
    if (!error)
        error =
            orders_list(runtime_db(rq->runtime), &asked, &rq->arena, &reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

enum error reads_order_events(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__OrderRequest *asked = (const Shop__OrderRequest *)in;
    struct db *db = runtime_db(rq->runtime);
    struct order order;
    Shop__OrderEvents *reply;
    enum error error = orders_load(db, asked->id, &order);

    if (!error)
        error = visitor_may_act_for(&rq->caller, order.customer_id);
    if (!error)
        error = orders_events(db, asked->id, &rq->arena, &reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

/* ---- a customer with wallet and orders ---- */

/* The sum is made anew each time, so it costs as much as the customer has
 * orders, and is right at every moment. The split keeps the sum and adds to
 * it, which costs the same for everybody and is right a moment later. */
static const char user_sql[] =
    "SELECT u.name_ko, u.name_en, a.balance,"
    " count(o.id), coalesce(sum(o.total), 0)"
    " FROM customers u"
    " JOIN accounts a ON a.customer_id = u.id"
    " LEFT JOIN orders o ON o.customer_id = u.id AND o.status = 'CONFIRMED'"
    " WHERE u.id = ?1 GROUP BY u.id";

struct user {
    Shop__User user;
    Shop__Wallet wallet;
    Shop__OrderSummary orders;
};

static bool read_user(struct cursor *c, struct arena *arena, struct user *out)
{
    shop__user__init(&out->user);
    shop__wallet__init(&out->wallet);
    shop__order_summary__init(&out->orders);
    out->user.name_ko = arena_string(arena, db_text(c, 0));
    out->user.name_en = arena_string(arena, db_text(c, 1));
    out->user.wallet = &out->wallet;
    out->user.orders = &out->orders;
    out->wallet.balance = db_int(c, 2);
    out->orders.confirmed = (int32_t)db_int(c, 3);
    out->orders.spent = db_int(c, 4);
    return out->user.name_ko && out->user.name_en;
}

static enum error find_user(struct db *db, int64_t id, struct arena *arena,
                            struct user *out)
{
    struct customer nobody;
    struct cursor c;
    bool fits = true;
    bool found;
    enum error error;

    db_query(&c, db, user_sql, VALUES(INT(id)));
    found = db_next(&c);
    if (found)
        fits = read_user(&c, arena, out);
    error = db_end(&c);
    if (error)
        return error;
    if (!found) /* customers has the sentence for it */
        return customers_get(db, id, &nobody);
    return fits ? ERROR_OK : does_not_fit();
}

enum error reads_user(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__UserRequest *asked = (const Shop__UserRequest *)in;
    struct user *out = arena_alloc(&rq->arena, sizeof(*out));
    enum error error = visitor_may_act_for(&rq->caller, asked->id);

    if (error)
        return error;
    if (!out)
        return does_not_fit();
    error = find_user(runtime_db(rq->runtime), asked->id, &rq->arena, out);
    if (error)
        return error;
    out->user.id = asked->id;
    request_reply(rq, &out->user.base);
    return ERROR_OK;
}
