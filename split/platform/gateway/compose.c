/*
 * Two replies that are put together from three services' answers.
 *
 * The problem: the client asks one question ("how is my order?") whose answer
 * lies in three databases, each behind a service that may be down.
 *
 * The idea: the service that owns the thing is asked first: it decides whether
 * it exists and whose it is. Then the rest is asked at once. What does not
 * answer is left out and named: half an answer now is worth more to the client
 * than none, as long as it says which half is missing.
 *
 * What holds: a REJECTED order shows neither payment nor parcel. Whatever was
 * taken was given back, and the two shapes must tell the same story: in the
 * monolith those rows never came to be.
 *
 * The price: three calls for what a join does in one, and the parts may be
 * from different moments. monolith/reads.c is the other side of this bargain.
 */
#include "split/platform/gateway/compose.h"

#include "domain/api/shop.pb-c.h"
#include "domain/api/visitor.h"
#include "domain/customers/customers.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"
#include "split/platform/gateway/gather.h"

static const struct ask ask_order = {
    .peer = "orders", .contract = &orders__orders__descriptor, .method = "Get"};
static const struct ask ask_payment = {.peer = "payments",
                                       .contract =
                                           &payments__payments__descriptor,
                                       .method = "Find"};
static const struct ask ask_shipment = {.peer = "shipping",
                                        .contract =
                                            &shipping__shipping__descriptor,
                                        .method = "Find"};
static const struct ask ask_customer = {.peer = "customers",
                                        .contract =
                                            &customers__customers__descriptor,
                                        .method = "Get"};
static const struct ask ask_wallet = {.peer = "payments",
                                      .contract =
                                          &payments__payments__descriptor,
                                      .method = "Wallet"};

/* ---- an order, with its payment and its parcel ---- */

static answer_handler order_came;
static void order_finish(struct gather *gather);

enum error compose_order(struct request *rq, const ProtobufCMessage *in)
{
    return ask_service(rq, &ask_order, in, order_came, rq);
}

/* TOUR: compose-the-rest */
static void ask_for_the_rest(struct request *rq, const Shop__Order *order)
{
    Payments__OrderRequest payment = PAYMENTS__ORDER_REQUEST__INIT;
    Shipping__OrderRequest shipment = SHIPPING__ORDER_REQUEST__INIT;
    struct gather *gather = gather_new(rq, order_finish);

    if (!gather) {
        request_fail(rq, ERROR_OVERLOADED, "no memory left to compose");
        return;
    }
    gather->base = &order->base;
    payment.order_id = order->id;
    shipment.order_id = order->id;
    gather_ask(gather, &ask_payment, &payment.base);
    gather_ask(gather, &ask_shipment, &shipment.base);
    gather_wait(gather);
}

static enum error order_came(struct runtime *rt, void *arg,
                             const struct answer *answer)
{
    struct request *rq = arg;
    const Shop__Order *order = (const Shop__Order *)answer->message;

    (void)rt;
    if (answer->error || order->status == SHOP__ORDER_STATUS__REJECTED)
        ask_pass_on(rq, &ask_order, answer);
    else
        ask_for_the_rest(rq, order);
    return ERROR_OK;
}

static void order_finish(struct gather *gather)
{
    /* The answer of orders lies in our request's arena: it is ours to fill. */
    Shop__Order *order = (Shop__Order *)gather->base;

    order->payment = (Shop__Payment *)gather->parts[0].answer.message;
    order->shipment = (Shop__Shipment *)gather->parts[1].answer.message;
    order->unavailable = gather_silent(gather, &order->n_unavailable);
    request_reply(gather->rq, &order->base);
}

/* ---- a customer, with orders and wallet ---- */

static void user_finish(struct gather *gather);

enum error compose_user(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__UserRequest *asked = (const Shop__UserRequest *)in;
    Customers__CustomerRequest customer = CUSTOMERS__CUSTOMER_REQUEST__INIT;
    Payments__WalletRequest wallet = PAYMENTS__WALLET_REQUEST__INIT;
    struct gather *gather;
    enum error error = visitor_may_act_for(&rq->caller, asked->id);

    if (error)
        return error;
    gather = gather_new(rq, user_finish);
    if (!gather)
        return error_explain(ERROR_OVERLOADED, "no memory left to compose");
    customer.id = asked->id;
    wallet.customer_id = asked->id;
    gather_ask(gather, &ask_customer, &customer.base);
    gather_ask(gather, &ask_wallet, &wallet.base);
    gather_wait(gather);
    return ERROR_OK;
}

static Shop__User *user_of(struct gather *gather)
{
    const struct answer *customer = &gather->parts[0].answer;
    const Customers__Customer *from =
        (const Customers__Customer *)customer->message;
    Shop__User *user = arena_alloc(&gather->rq->arena, sizeof(*user));

    if (!user)
        return NULL;
    shop__user__init(user);
    user->id = from->id;
    user->name_ko = from->name_ko;
    user->name_en = from->name_en;
    user->orders = from->orders;
    user->wallet = (Shop__Wallet *)gather->parts[1].answer.message;
    user->unavailable = gather_silent(gather, &user->n_unavailable);
    return user;
}

static void user_finish(struct gather *gather)
{
    const struct answer *customer = &gather->parts[0].answer;
    Shop__User *user;

    /* Without a name there is no customer to speak of. */
    if (customer->error) {
        ask_fail(gather->rq, &ask_customer, customer);
        return;
    }
    user = user_of(gather);
    if (user)
        request_reply(gather->rq, &user->base);
    else
        request_fail(gather->rq, ERROR_OVERLOADED, "no memory left to compose");
}
