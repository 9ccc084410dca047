/*
 * The shop's front door, in one table.
 *
 * The problem: both shapes must offer the same paths, with the same rules, or
 * nothing that is measured on one could be said of the other.
 *
 * The idea: path, method, scope and key stand in a table that knows neither
 * sockets nor processes. The monolith and the gateway serve it, gRPC takes its
 * scopes from it, /api/openapi.json is printed from it.
 *
 * What holds: nobody writes without a scope, save POST /api/tokens, which is
 * where scopes come from. Placing an order needs a key, because it must be
 * safe to ask again when no answer came. Cancelling needs none: to cancel twice
 * is to cancel. Restocking has none either; only the manager does it, and the
 * reply shows what is on the shelf now.
 *
 * An order is 201 when it is settled. In the split it may not be: the saga
 * goes on behind a 202, and its Location says where to look.
 */
#include "domain/api/routes.h"

#include <stdio.h>

#include "domain/api/shop.pb-c.h"

static void shape_created(const ProtobufCMessage *reply,
                          struct rest_shape *shape)
{
    (void)reply;
    shape->status = 201;
}

static bool is_settled(Shop__OrderStatus status)
{
    return status == SHOP__ORDER_STATUS__CONFIRMED ||
           status == SHOP__ORDER_STATUS__REJECTED ||
           status == SHOP__ORDER_STATUS__CANCELLED;
}

static void shape_order(const ProtobufCMessage *reply, struct rest_shape *shape)
{
    const Shop__Order *order = (const Shop__Order *)reply;

    shape->status = is_settled(order->status) ? 201 : 202;
    snprintf(shape->location, sizeof(shape->location), "/api/orders/%s",
             order->id);
}

/* TOUR: route-table */
static const struct route routes[] = {
    {.http_method = "POST",
     .path = "/api/tokens",
     .rpc = "IssueToken",
     .has_body = true,
     .shape = shape_created,
     .summary = "A token for a customer's PIN"},
    {.http_method = "POST",
     .path = "/api/orders",
     .rpc = "PlaceOrder",
     .scope = "orders:write",
     .has_body = true,
     .needs_key = true,
     .shape = shape_order,
     .summary = "Place an order: 201 confirmed, 202 still in progress"},
    {.http_method = "GET",
     .path = "/api/orders",
     .rpc = "ListOrders",
     .scope = "orders:read",
     .summary = "Orders, oldest first, in pages"},
    {.http_method = "GET",
     .path = "/api/orders/{id}",
     .rpc = "GetOrder",
     .scope = "orders:read",
     .summary = "One order with its payment and shipment"},
    {.http_method = "POST",
     .path = "/api/orders/{id}/cancel",
     .rpc = "CancelOrder",
     .scope = "orders:write",
     .summary = "Cancel an order: refund, restock, recall"},
    {.http_method = "GET",
     .path = "/api/orders/{id}/events",
     .rpc = "ListOrderEvents",
     .scope = "orders:read",
     .summary = "What happened to an order"},
    {.http_method = "GET",
     .path = "/api/users/{id}",
     .rpc = "GetUser",
     .scope = "orders:read",
     .summary = "A customer with a summary of their orders"},
    {.http_method = "GET",
     .path = "/api/products",
     .rpc = "ListProducts",
     .summary = "The catalogue with what is on the shelf"},
    {.http_method = "GET",
     .path = "/api/products/{sku}",
     .rpc = "GetProduct",
     .summary = "One product"},
    {.http_method = "POST",
     .path = "/api/products/{sku}/restock",
     .rpc = "Restock",
     .scope = "stock:write",
     .has_body = true,
     .summary = "Put more of a product on the shelf"},
};

const struct route_table shop_routes = {
    .routes = routes,
    .count = sizeof(routes) / sizeof(routes[0]),
    .title = "The cleave shop",
};
