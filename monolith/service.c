/*
 * The whole shop as one service: one process, one database, one contract.
 *
 * The problem: five parts of a business want to be one program.
 *
 * The idea: nothing is done here that a function call could not do. The tables
 * of all five domains lie in one database, so the handlers call the domains'
 * functions one after another, and the transaction around them makes the five
 * answers one. The same functions stand behind the split's services; only what
 * lies between them is different.
 *
 * The reading order: this table; then checkout.c, where an order becomes one
 * transaction; then reads.c, where a question becomes one join.
 *
 * The price is seen from outside: a new version of one part stops all of them,
 * and a fault in one part is a fault in this process.
 */
#include "monolith/service.h"

#include <stdio.h>

#include "domain/api/subject.h"
#include "domain/api/shop.pb-c.h"
#include "domain/api/visitor.h"
#include "domain/customers/customers.h"
#include "domain/inventory/inventory.h"
#include "domain/inventory/inventory_message.h"
#include "domain/orders/orders.h"
#include "domain/payments/payments.h"
#include "domain/shipping/shipping.h"
#include "monolith/checkout.h"
#include "monolith/reads.h"

static const char *const schemas[] = {
    customers_schema, orders_schema,   payments_schema,
    inventory_schema, shipping_schema, NULL,
};

/* The first rows of every part, in the transaction that makes the tables. */
static enum error open_shop(struct runtime *rt)
{
    struct db *db = runtime_db(rt);
    enum error error = customers_seed(db);

    if (!error)
        error = payments_seed(db);
    if (!error)
        error = inventory_seed(db);
    if (!error)
        error = shipping_seed(db);
    return error;
}

/* ---- a token for a PIN ---- */

static enum error issue_token(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__TokenRequest *asked = (const Shop__TokenRequest *)in;
    struct runtime *rt = rq->runtime;
    struct customer customer;
    struct caller visitor;
    const Shop__Token *token;
    enum error error = customers_authenticate(
        runtime_db(rt), asked->customer_id, asked->pin, &customer);

    if (error)
        return error;
    visitor = (struct caller){.subject = customer.id};
    snprintf(visitor.scope, sizeof(visitor.scope), "%s", customer.scope);
    error = visitor_token(runtime_keys(rt), &visitor, runtime_wall_ms(rt),
                          &rq->arena, &token);
    if (!error)
        request_reply(rq, &token->base);
    return error;
}

/* ---- the shelf ---- */

static enum error list_products(struct request *rq, const ProtobufCMessage *in)
{
    Shop__ListProductsReply *reply;
    enum error error =
        inventory_products_message(runtime_db(rq->runtime), &rq->arena, &reply);

    (void)in;
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

static enum error show_product(struct request *rq, const char *sku)
{
    Shop__Product *product;
    enum error error = inventory_product_message(runtime_db(rq->runtime), sku,
                                                 &rq->arena, &product);

    if (!error)
        request_reply(rq, &product->base);
    return error;
}

static enum error get_product(struct request *rq, const ProtobufCMessage *in)
{
    return show_product(rq, ((const Shop__ProductRequest *)in)->sku);
}

static enum error restock(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__RestockRequest *asked = (const Shop__RestockRequest *)in;
    enum error error =
        inventory_restock(runtime_db(rq->runtime), asked->sku, asked->quantity);

    return error ? error : show_product(rq, asked->sku);
}

/* ---- the service ---- */

/* TOUR: monolith-methods */
static const struct method methods[] = {
    {"IssueToken", issue_token, ACCESS_READ},
    {"PlaceOrder", checkout_place_order, ACCESS_WRITE},
    {"GetOrder", reads_order, ACCESS_READ},
    {"ListOrders", reads_orders, ACCESS_READ},
    {"CancelOrder", checkout_cancel_order, ACCESS_WRITE},
    {"ListOrderEvents", reads_order_events, ACCESS_READ},
    {"GetUser", reads_user, ACCESS_READ},
    {"ListProducts", list_products, ACCESS_READ},
    {"GetProduct", get_product, ACCESS_READ},
    {"Restock", restock, ACCESS_WRITE},
};

static const struct face faces[] = {
    {&shop__shop__descriptor, methods, sizeof(methods) / sizeof(methods[0])},
};

const struct service monolith_service = {
    .name = "monolith",
    .subject = &shop_subject,
    .schemas = schemas,
    .faces = faces,
    .face_count = sizeof(faces) / sizeof(faces[0]),
    .crash_points = checkout_crash_points,
    .open = open_shop,
};
