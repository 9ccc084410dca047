/*
 * The front door of the split, as a table of who is asked for what.
 *
 * The problem: clients should see one shop, not five services, their names
 * and their addresses; and the checks of the door (token, scope, limits, key)
 * should stand in one place.
 *
 * The idea: most methods of the front door are a method of one service under
 * another name. Those are rows of a table, and one function serves them all.
 * Only what must be put together (compose.c), signed, or checked first has a
 * function of its own. There is no database and no state: any number of
 * gateways may run, and one that dies loses nothing but open connections.
 *
 * What holds: the gateway decides nothing about orders. Were it to learn a
 * rule of theirs, a change of that rule would need two deployments.
 */
#include "split/platform/gateway/service.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "domain/api/subject.h"
#include "domain/api/shop.pb-c.h"
#include "domain/api/visitor.h"
#include "domain/customers/customers.pb-c.h"
#include "domain/inventory/inventory.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "split/platform/gateway/ask.h"
#include "split/platform/gateway/compose.h"
#include "split/platform/gateway/quota.h"
#include "split/platform/gateway/route.h"

#define ORDERS .peer = "orders", .contract = &orders__orders__descriptor
#define INVENTORY \
    .peer = "inventory", .contract = &inventory__inventory__descriptor
#define CUSTOMERS \
    .peer = "customers", .contract = &customers__customers__descriptor

/* TOUR: forward-table */
static const struct forward {
    const char *rpc; /* of shop.Shop */
    struct ask ask;
} forwards[] = {
    {"PlaceOrder",
     {ORDERS, .method = "Place", .writes = true, .may_take_a_saga = true}},
    {"ListOrders", {ORDERS, .method = "List"}},
    {"CancelOrder",
     {ORDERS, .method = "Cancel", .writes = true, .may_take_a_saga = true}},
    {"ListOrderEvents", {ORDERS, .method = "ListEvents"}},
    {"ListProducts", {INVENTORY, .method = "ListProducts"}},
    {"GetProduct", {INVENTORY, .method = "GetProduct"}},
    {"Restock", {INVENTORY, .method = "Restock", .writes = true}},
};

static const struct ask ask_authenticate = {CUSTOMERS,
                                            .method = "Authenticate"};
static const struct ask ask_customer = {CUSTOMERS, .method = "Get"};

static const struct ask *forward_of(const struct request *rq)
{
    for (size_t i = 0; i < sizeof(forwards) / sizeof(forwards[0]); i++) {
        if (strcmp(forwards[i].rpc, rq->method->name) == 0)
            return &forwards[i].ask;
    }
    assert(!"every forwarded method has a row");
    return NULL;
}

static enum error forwarded(struct runtime *rt, void *arg,
                            const struct answer *answer)
{
    struct request *rq = arg;

    (void)rt;
    ask_pass_on(rq, forward_of(rq), answer);
    return ERROR_OK;
}

static enum error forward(struct request *rq, const ProtobufCMessage *in)
{
    return ask_service(rq, forward_of(rq), in, forwarded, rq);
}

/* ---- a token for a PIN ---- */

static enum error sign(struct request *rq, const Customers__Customer *customer)
{
    struct runtime *rt = rq->runtime;
    struct caller visitor = {.subject = customer->id};
    const Shop__Token *token;
    enum error error;

    snprintf(visitor.scope, sizeof(visitor.scope), "%s", customer->scope);
    error = visitor_token(runtime_keys(rt), &visitor, runtime_wall_ms(rt),
                          &rq->arena, &token);
    if (!error)
        request_reply(rq, &token->base);
    return error;
}

static enum error authenticated(struct runtime *rt, void *arg,
                                const struct answer *answer)
{
    struct request *rq = arg;
    enum error error;

    (void)rt;
    if (answer->error) {
        ask_fail(rq, &ask_authenticate, answer);
        return ERROR_OK;
    }
    error = sign(rq, (const Customers__Customer *)answer->message);
    if (error)
        request_fail(rq, error, NULL);
    return ERROR_OK;
}

static enum error issue_token(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__TokenRequest *asked = (const Shop__TokenRequest *)in;
    Customers__AuthenticateRequest out = CUSTOMERS__AUTHENTICATE_REQUEST__INIT;

    out.customer_id = asked->customer_id;
    out.pin = asked->pin;
    return ask_service(rq, &ask_authenticate, &out.base, authenticated, rq);
}

/* ---- an order, for oneself or, as an admin, for somebody ---- */

static enum error customer_is_known(struct runtime *rt, void *arg,
                                    const struct answer *answer)
{
    struct request *rq = arg;
    enum error error;

    (void)rt;
    if (answer->error) {
        ask_fail(rq, &ask_customer, answer);
        return ERROR_OK;
    }
    error = forward(rq, rq->in);
    if (error)
        request_fail(rq, error, NULL);
    return ERROR_OK;
}

/* A token's own subject exists: it was asked for a PIN. Any other customer is
 * looked up first, so that no order is written for nobody. */
static enum error place_order(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__PlaceOrderRequest *asked = (const Shop__PlaceOrderRequest *)in;
    Customers__CustomerRequest customer = CUSTOMERS__CUSTOMER_REQUEST__INIT;
    enum error error = visitor_may_act_for(&rq->caller, asked->customer_id);

    if (error)
        return error;
    if (rq->caller.subject == asked->customer_id || asked->customer_id <= 0)
        return forward(rq, in);
    customer.id = asked->customer_id;
    return ask_service(rq, &ask_customer, &customer.base, customer_is_known,
                       rq);
}

/* ---- the service ---- */

/* Nothing is written here, so every method is a read to our own runtime. Who
 * answers is asked first (route.c); these are the ways to the services. */
#define METHODS(X)              \
    X(IssueToken, issue_token)  \
    X(PlaceOrder, place_order)  \
    X(GetOrder, compose_order)  \
    X(ListOrders, forward)      \
    X(CancelOrder, forward)     \
    X(ListOrderEvents, forward) \
    X(GetUser, compose_user)    \
    X(ListProducts, forward)    \
    X(GetProduct, forward)      \
    X(Restock, forward)

static const struct method methods[ROUTE_METHODS] = {
#define METHOD_ROW(name, run) {#name, route_request, ACCESS_READ},
    METHODS(METHOD_ROW)
#undef METHOD_ROW
};

static request_handler *const to_services[ROUTE_METHODS] = {
#define METHOD_RUN(name, run) run,
    METHODS(METHOD_RUN)
#undef METHOD_RUN
};

static enum error open_gateway(struct runtime *rt)
{
    quota_open(runtime_random(rt), runtime_now_ms(rt));
    route_open(rt, to_services);
    return ERROR_OK;
}

static const struct face faces[] = {
    {&shop__shop__descriptor, methods, sizeof(methods) / sizeof(methods[0])},
};

const struct service gateway_service = {
    .name = "gateway",
    .subject = &shop_subject,
    .faces = faces,
    .face_count = sizeof(faces) / sizeof(faces[0]),
    .open = open_gateway,
    .close = route_close,
};
