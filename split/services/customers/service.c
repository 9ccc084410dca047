/*
 * The customers service: domain/customers, asked over a wire and told by
 * events.
 *
 * The problem: "orders so far, won spent" is one join in the monolith. Here
 * the orders are in another process and another database.
 *
 * The idea: do not ask, be told. The service keeps its own summary and moves
 * it with each event: one order more when it was confirmed, one fewer when it
 * was cancelled. A read of it then costs one row and no call, and it answers
 * while orders is down.
 *
 * What holds: the summary lags behind by as long as an event travels, and is
 * never wrong for good. Adding is not idempotent, so here the inbox is what
 * stands between a repeated delivery and a wrong sum.
 */
#include "split/services/customers/service.h"

#include <string.h>

#include "chassis/crash.h"
#include "chassis/log.h"
#include "domain/api/subject.h"
#include "domain/customers/customers.h"
#include "domain/customers/customers.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "split/patterns/inbox.h"

/* ---- who is it? ---- */

static enum error too_large(void)
{
    return error_explain(ERROR_OVERLOADED, "the request is too large");
}

static Shop__OrderSummary *make_summary(struct arena *arena,
                                        const struct customer *customer)
{
    Shop__OrderSummary *summary = arena_alloc(arena, sizeof(*summary));

    if (!summary)
        return NULL;
    shop__order_summary__init(summary);
    summary->confirmed = (int32_t)customer->orders_confirmed;
    summary->spent = customer->won_spent;
    return summary;
}

static enum error reply(struct request *rq, const struct customer *customer)
{
    Customers__Customer *out = arena_alloc(&rq->arena, sizeof(*out));

    if (!out)
        return too_large();
    customers__customer__init(out);
    out->id = (int32_t)customer->id;
    out->name_ko = arena_string(&rq->arena, customer->name_ko);
    out->name_en = arena_string(&rq->arena, customer->name_en);
    out->scope = arena_string(&rq->arena, customer->scope);
    out->orders = make_summary(&rq->arena, customer);
    if (!out->name_ko || !out->name_en || !out->scope || !out->orders)
        return too_large();
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error authenticate(struct request *rq, const ProtobufCMessage *in)
{
    const Customers__AuthenticateRequest *asked =
        (const Customers__AuthenticateRequest *)in;
    struct customer customer;
    enum error error = customers_authenticate(
        runtime_db(rq->runtime), asked->customer_id, asked->pin, &customer);

    return error ? error : reply(rq, &customer);
}

static enum error get(struct request *rq, const ProtobufCMessage *in)
{
    const Customers__CustomerRequest *asked =
        (const Customers__CustomerRequest *)in;
    struct customer customer;
    enum error error =
        customers_get(runtime_db(rq->runtime), asked->id, &customer);

    return error ? error : reply(rq, &customer);
}

/* ---- events of orders ---- */

/* +1 for an order that came to stand, -1 for one that fell, 0 for any event
 * that says nothing about a summary. */
static int orders_delta(const char *type)
{
    if (strcmp(type, "OrderConfirmed") == 0)
        return 1;
    return strcmp(type, "OrderCancelled") == 0 ? -1 : 0;
}

/* TOUR: told-by-events */
static enum error settle(struct request *rq, const Events__Event *event)
{
    int delta = orders_delta(event->type);
    ProtobufCMessage *message;
    const Orders__OrderSettled *order;
    enum error error;

    if (delta == 0) {
        LOG(LOG_DEBUG, "event-skipped", &rq->trace,
            LOG_TEXT("type", event->type));
        return ERROR_OK;
    }
    error =
        message_unpack(&orders__order_settled__descriptor, event->payload.data,
                       event->payload.len, &rq->arena, &message);
    if (error)
        return error;
    order = (const Orders__OrderSettled *)message;
    error = customers_note_order(runtime_db(rq->runtime), order->customer_id,
                                 delta, delta * order->total);
    if (!error)
        crash_point("customers.after-event");
    return error;
}

static enum error deliver(struct request *rq, const ProtobufCMessage *in)
{
    return inbox_deliver(rq, in, settle);
}

/* ---- the service ---- */

static const struct method methods[] = {
    {"Authenticate", authenticate, ACCESS_READ},
    {"Get", get, ACCESS_READ},
};

static const struct method event_methods[] = {
    {"Deliver", deliver, ACCESS_WRITE},
};

static const struct face faces[] = {
    {&customers__customers__descriptor, methods, 2},
    {&events__events__descriptor, event_methods, 1},
};

static const char *const schemas[] = {customers_schema, inbox_schema, NULL};
static const char *const crash_points[] = {"customers.after-event", NULL};

static enum error seed(struct runtime *rt)
{
    return customers_seed(runtime_db(rt));
}

const struct service customers_service = {
    .name = "customers",
    .subject = &shop_subject,
    .shares = true,
    .schemas = schemas,
    .faces = faces,
    .face_count = 2,
    .crash_points = crash_points,
    .open = seed,
};
