/*
 * The inventory service: domain/inventory, asked over a wire and told by
 * events.
 *
 * The problem: an order is confirmed in the database of another service.
 * Reserved pieces have to become shipped ones here, and nobody can write both
 * databases at once.
 *
 * The idea: two ways in. A step of a checkout is a call, because its caller
 * must know the outcome before it goes on. That an order was confirmed is an
 * event, because nobody waits for what follows from it; it may arrive late,
 * and the inbox sees to it that it takes effect once.
 *
 * What holds: between the confirmation and the event the pieces are still
 * counted as reserved. The two databases disagree for that long, and neither
 * loses a piece: a cancellation that overtakes the event releases them, and
 * the event then finds nothing reserved.
 */
#include "split/services/inventory/service.h"

#include <string.h>

#include "chassis/crash.h"
#include "chassis/log.h"
#include "domain/api/subject.h"
#include "domain/inventory/inventory.h"
#include "domain/inventory/inventory.pb-c.h"
#include "domain/inventory/inventory_message.h"
#include "domain/orders/orders.pb-c.h"
#include "domain/step.h"
#include "split/patterns/inbox.h"
#include "split/services/inventory/watch.h"

/* ---- steps of a checkout ---- */

static enum error reply(struct request *rq,
                        const struct reservation *reservation)
{
    Inventory__Reservation *out = arena_alloc(&rq->arena, sizeof(*out));

    if (!out)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    inventory__reservation__init(out);
    out->state = (char *)inventory_state_name(reservation->state);
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error reserve(struct request *rq, const ProtobufCMessage *in)
{
    const Inventory__ReserveRequest *asked =
        (const Inventory__ReserveRequest *)in;
    struct stock_line lines[INVENTORY_LINES];
    const struct reservation_request wanted = {.key = asked->key,
                                               .order_id = asked->order_id,
                                               .lines = lines,
                                               .line_count = asked->n_lines};
    struct reservation reservation;
    enum error error;

    for (size_t i = 0; i < asked->n_lines && i < INVENTORY_LINES; i++)
        lines[i] = (struct stock_line){.sku = asked->lines[i]->sku,
                                       .quantity = asked->lines[i]->quantity};
    error = inventory_reserve(runtime_db(rq->runtime), &wanted, &reservation);
    if (error)
        return error;
    watch_changed(rq->runtime);
    crash_point("inventory.after-reserve");
    error = inventory_refusal(&reservation);
    if (!error)
        return reply(rq, &reservation);
    request_fail(rq, error, NULL);
    return ERROR_OK;
}

static enum error release(struct request *rq, const ProtobufCMessage *in)
{
    const Inventory__ReleaseRequest *asked =
        (const Inventory__ReleaseRequest *)in;
    struct reservation reservation;
    enum error error = inventory_release(runtime_db(rq->runtime), asked->key,
                                         asked->order_id, &reservation);

    if (error)
        return error;
    watch_changed(rq->runtime);
    crash_point("inventory.after-release");
    return reply(rq, &reservation);
}

/* ---- the catalogue ---- */

static enum error list_products(struct request *rq, const ProtobufCMessage *in)
{
    Shop__ListProductsReply *out;
    enum error error =
        inventory_products_message(runtime_db(rq->runtime), &rq->arena, &out);

    (void)in;
    if (!error)
        request_reply(rq, &out->base);
    return error;
}

static enum error reply_product(struct request *rq, const char *sku)
{
    Shop__Product *out;
    enum error error = inventory_product_message(runtime_db(rq->runtime), sku,
                                                 &rq->arena, &out);

    if (!error)
        request_reply(rq, &out->base);
    return error;
}

static enum error get_product(struct request *rq, const ProtobufCMessage *in)
{
    return reply_product(rq, ((const Shop__ProductRequest *)in)->sku);
}

static enum error restock(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__RestockRequest *asked = (const Shop__RestockRequest *)in;
    enum error error =
        inventory_restock(runtime_db(rq->runtime), asked->sku, asked->quantity);

    watch_changed(rq->runtime);
    return error ? error : reply_product(rq, asked->sku);
}

/* ---- events of orders ---- */

static enum error settle(struct request *rq, const Events__Event *event)
{
    ProtobufCMessage *message;
    char key[STEP_KEY_BYTES];
    enum error error;

    if (strcmp(event->type, "OrderConfirmed") != 0) {
        LOG(LOG_DEBUG, "event-skipped", &rq->trace,
            LOG_TEXT("type", event->type));
        return ERROR_OK;
    }
    error =
        message_unpack(&orders__order_settled__descriptor, event->payload.data,
                       event->payload.len, &rq->arena, &message);
    if (error)
        return error;
    step_key(key, ((const Orders__OrderSettled *)message)->order_id,
             STEP_RESERVE);
    error = inventory_commit(runtime_db(rq->runtime), key);
    watch_changed(rq->runtime);
    if (!error)
        crash_point("inventory.after-event");
    return error;
}

static enum error deliver(struct request *rq, const ProtobufCMessage *in)
{
    return inbox_deliver(rq, in, settle);
}

/* ---- the service ---- */

static const struct method methods[] = {
    {"ListProducts", list_products, ACCESS_READ},
    {"GetProduct", get_product, ACCESS_READ},
    {"Restock", restock, ACCESS_WRITE},
    {"Reserve", reserve, ACCESS_WRITE},
    {"Release", release, ACCESS_WRITE},
    {"WatchStock", .access = ACCESS_READ, .streaming = &watch_streaming},
};

static const struct method event_methods[] = {
    {"Deliver", deliver, ACCESS_WRITE},
};

static const struct face faces[] = {
    {&inventory__inventory__descriptor, methods, 6},
    {&events__events__descriptor, event_methods, 1},
};

static const char *const schemas[] = {inventory_schema, inbox_schema, NULL};
static const char *const crash_points[] = {"inventory.after-reserve",
                                           "inventory.after-release",
                                           "inventory.after-event", NULL};

static enum error open(struct runtime *rt)
{
    enum error error = inventory_seed(runtime_db(rt));

    return error ? error : watch_open(rt);
}

const struct service inventory_service = {
    .name = "inventory",
    .subject = &shop_subject,
    .shares = true,
    .schemas = schemas,
    .faces = faces,
    .face_count = 2,
    .crash_points = crash_points,
    .open = open,
    .resume = watch_resume,
    .close = watch_close,
};
