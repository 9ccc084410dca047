/*
 * The counter at which a test orders, and behind which it plays the shop.
 *
 * The problem: the orders service is nothing without payments, inventory and
 * shipping, and a test of it wants to choose what those say, and when.
 *
 * The idea: the real service, its real database and a real runtime; only the
 * peers are the test. Each peer's good answer is known by the method's name,
 * so a story reads as counter_yes("Charge"), counter_no("Reserve", ...).
 */
#include "tests/support/counter.h"

#include <string.h>

#include "domain/inventory/inventory.pb-c.h"
#include "split/services/orders/service.h"
#include "tests/support/cmocka_all.h"

struct stand counter;

static const struct {
    const char *method, *peer;
} methods[] = {{"Charge", "payments"},       {"Refund", "payments"},
               {"Reserve", "inventory"},     {"Release", "inventory"},
               {"Book", "shipping"},         {"Recall", "shipping"},
               {"ListProducts", "inventory"}};

int counter_open_blind(void **state)
{
    (void)state;
    stand_new(&counter, &orders_service, NULL, 1);
    return 0;
}

int counter_open(void **state)
{
    counter_open_blind(state);
    /* Any order makes the service ask; this one is refused afterwards. */
    counter_order(1, "first", "NOSUCHTHING", 1);
    counter_tell_prices("PEN", 500);
    return 0;
}

int counter_close(void **state)
{
    (void)state;
    stand_free(&counter);
    return 0;
}

/* ---- as a customer ---- */

static struct caller customer_of(int32_t id)
{
    return (struct caller){.subject = id, .scope = "orders:read orders:write"};
}

struct stand_reply *counter_order(int32_t customer, const char *key,
                                  const char *sku, int quantity)
{
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;
    struct caller caller = customer_of(customer);

    line.sku = (char *)sku;
    line.quantity = quantity;
    in.customer_id = customer;
    in.lines = lines;
    in.n_lines = 1;
    return stand_ask(&counter, "Place", &in.base, &caller, key);
}

struct stand_reply *counter_about(const char *method, int32_t customer,
                                  const char *id)
{
    Shop__OrderRequest in = SHOP__ORDER_REQUEST__INIT;
    struct caller caller = customer_of(customer);

    in.id = (char *)id;
    return stand_ask(&counter, method, &in.base, &caller, NULL);
}

const Shop__Order *counter_shown(int32_t customer, const char *id)
{
    struct stand_reply *reply = counter_about("Get", customer, id);

    assert_int_equal(reply->error, ERROR_OK);
    return (const Shop__Order *)reply->out;
}

const Orders__Saga *counter_saga(int32_t customer, const char *id)
{
    Orders__SagaRequest in = ORDERS__SAGA_REQUEST__INIT;
    struct caller caller = customer_of(customer);
    struct stand_reply *reply;

    in.order_id = (char *)id;
    reply = stand_ask(&counter, "ShowSaga", &in.base, &caller, NULL);
    assert_int_equal(reply->error, ERROR_OK);
    return (const Orders__Saga *)reply->out;
}

/* ---- as the peers ---- */

size_t counter_asked(const char *method)
{
    size_t count = 0;

    for (size_t i = 0; i < counter.sent_count; i++)
        count += strcmp(counter.sent[i].method, method) == 0;
    return count;
}

const struct stand_call *counter_call(const char *method)
{
    size_t i = 0;

    while (strcmp(methods[i].method, method) != 0)
        i++;
    return stand_sent(&counter, methods[i].peer, method);
}

void counter_yes(const char *method)
{
    Shop__Payment payment = SHOP__PAYMENT__INIT;
    Inventory__Reservation reservation = INVENTORY__RESERVATION__INIT;
    Shop__Shipment shipment = SHOP__SHIPMENT__INIT;
    const struct stand_call *call = counter_call(method);
    struct answer answer = {.message = &shipment.base};

    assert_non_null(call);
    if (strcmp(call->peer, "payments") == 0)
        answer.message = &payment.base;
    else if (strcmp(call->peer, "inventory") == 0)
        answer.message = &reservation.base;
    stand_answer(&counter, call, &answer);
}

void counter_no(const char *method, enum error error, const char *detail)
{
    stand_answer(&counter, counter_call(method),
                 &(struct answer){.error = error, .detail = detail});
}

void counter_tell_prices(const char *other_sku, int64_t other_won)
{
    Shop__Product mug = SHOP__PRODUCT__INIT, other = SHOP__PRODUCT__INIT;
    Shop__Product *products[] = {&mug, &other};
    Shop__ListProductsReply reply = SHOP__LIST_PRODUCTS_REPLY__INIT;

    mug.sku = (char *)"MUG";
    mug.price = COUNTER_MUG_WON;
    other.sku = (char *)other_sku;
    other.price = other_won;
    reply.products = products;
    reply.n_products = 2;
    stand_answer(&counter, counter_call("ListProducts"),
                 &(struct answer){.message = &reply.base});
}

void counter_confirm(void)
{
    counter_yes("Charge");
    counter_yes("Reserve");
    counter_yes("Book");
}
