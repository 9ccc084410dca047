/*
 * reads -- what one database can answer with one join.
 *
 * The idea: an order with its payment and its parcel is one SELECT here. In
 * the split the same page is three questions to three services, any of which
 * may not answer (split/platform/gateway/compose.c).
 */
#include "monolith/reads.h"

#include <string.h>

#include "domain/api/visitor.h"
#include "domain/orders/orders.h"

static enum error full(void)
{
    return error_explain(ERROR_OVERLOADED, "the answer does not fit");
}

/* ---- one order ---- */

static const char order_parts[] =
    "SELECT c.state, c.amount, p.state, p.tracking, a.zone"
    " FROM orders o"
    " LEFT JOIN charges c ON c.key = o.id || '/pay'"
    " LEFT JOIN parcels p ON p.key = o.id || '/ship'"
    " LEFT JOIN addresses a ON a.customer_id = o.customer_id"
    " WHERE o.id = ?1";

static bool add_payment(struct cursor *c, struct arena *arena, Shop__Order *out)
{
    if (db_is_null(c, 0))
        return true;
    out->payment = arena_alloc(arena, sizeof *out->payment);
    if (!out->payment)
        return false;
    shop__payment__init(out->payment);
    out->payment->state = arena_string(arena, db_text(c, 0));
    out->payment->amount = db_int(c, 1);
    return out->payment->state != NULL;
}

static bool add_shipment(struct cursor *c, struct arena *arena,
                         Shop__Order *out)
{
    if (db_is_null(c, 2))
        return true;
    out->shipment = arena_alloc(arena, sizeof *out->shipment);
    if (!out->shipment)
        return false;
    shop__shipment__init(out->shipment);
    out->shipment->state = arena_string(arena, db_text(c, 2));
    out->shipment->tracking = arena_string(arena, db_text(c, 3));
    out->shipment->zone = arena_string(arena, db_text(c, 4));
    return out->shipment->state && out->shipment->tracking &&
           out->shipment->zone;
}

/* A rejected order has neither payment nor parcel to show. */
static enum error add_parts(struct request *rq, Shop__Order *out)
{
    struct cursor c;
    bool fits = true;
    if (out->status == SHOP__ORDER_STATUS__REJECTED)
        return ERROR_OK;
    db_query(&c, runtime_db(rq->runtime), order_parts, VALUES(TEXT(out->id)));
    if (db_next(&c))
        fits = add_payment(&c, &rq->arena, out) &&
               add_shipment(&c, &rq->arena, out);
    enum error error = db_end(&c);
    return error || fits ? error : full();
}

static enum error load_own(struct request *rq, const char *id,
                           struct order *out)
{
    enum error error = orders_load(runtime_db(rq->runtime), id, out);
    return error ? error : visitor_may_act_for(&rq->caller, out->customer_id);
}

enum error reads_order(struct request *rq, const ProtobufCMessage *in)
{
    struct order order;
    enum error error =
        load_own(rq, ((const Shop__OrderRequest *)in)->id, &order);
    Shop__Order *reply = error ? NULL : order_message(&order, &rq->arena);
    if (!error)
        error = reply ? add_parts(rq, reply) : full();
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

enum error reads_order_events(struct request *rq, const ProtobufCMessage *in)
{
    const char *id = ((const Shop__OrderRequest *)in)->id;
    struct order order;
    Shop__OrderEvents *reply = NULL;
    enum error error = load_own(rq, id, &order);
    if (!error)
        error = orders_events(runtime_db(rq->runtime), id, &rq->arena, &reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

/* ---- many orders ---- */

enum error reads_orders(struct request *rq, const ProtobufCMessage *in)
{
    Shop__ListOrdersRequest asked = *(const Shop__ListOrdersRequest *)in;
    Shop__ListOrdersReply *reply = NULL;
    enum error error = ERROR_OK;
    /* Nobody named: a manager sees all, a customer their own. */
    if (!asked.customer_id && !visitor_is_admin(&rq->caller))
        asked.customer_id = (int32_t)rq->caller.subject;
    if (asked.customer_id)
        error = visitor_may_act_for(&rq->caller, asked.customer_id);
    if (!error)
        error =
            orders_list(runtime_db(rq->runtime), &asked, &rq->arena, &reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

/* ---- a customer ---- */

static const char user_page[] =
    "SELECT u.name_ko, u.name_en, a.balance, count(o.id),"
    " coalesce(sum(o.total), 0)"
    " FROM customers u"
    " JOIN accounts a ON a.customer_id = u.id"
    " LEFT JOIN orders o ON o.customer_id = u.id AND o.status = 'CONFIRMED'"
    " WHERE u.id = ?1 GROUP BY u.id";

struct user_parts {
    Shop__User user;
    Shop__OrderSummary summary;
    Shop__Wallet wallet;
};

static void fill_user(struct cursor *c, struct arena *arena,
                      struct user_parts *parts)
{
    parts->user.name_ko = arena_string(arena, db_text(c, 0));
    parts->user.name_en = arena_string(arena, db_text(c, 1));
    parts->wallet.balance = db_int(c, 2);
    parts->summary.confirmed = (int32_t)db_int(c, 3);
    parts->summary.spent = db_int(c, 4);
    parts->user.orders = &parts->summary;
    parts->user.wallet = &parts->wallet;
}

enum error reads_user(struct request *rq, const ProtobufCMessage *in)
{
    int32_t id = ((const Shop__UserRequest *)in)->id;
    struct cursor c;
    enum error error = visitor_may_act_for(&rq->caller, id);
    struct user_parts *parts = arena_alloc(&rq->arena, sizeof *parts);
    if (error)
        return error;
    if (!parts)
        return full();
    shop__user__init(&parts->user);
    shop__order_summary__init(&parts->summary);
    shop__wallet__init(&parts->wallet);
    parts->user.id = id;
    db_query(&c, runtime_db(rq->runtime), user_page, VALUES(INT(id)));
    bool found = db_next(&c);
    if (found)
        fill_user(&c, &rq->arena, parts);
    error = db_end(&c);
    if (!error && !found)
        error =
            error_explain(ERROR_NOT_FOUND, "there is no customer %d", (int)id);
    if (!error && (!parts->user.name_ko || !parts->user.name_en))
        error = full();
    if (!error)
        request_reply(rq, &parts->user.base);
    return error;
}
