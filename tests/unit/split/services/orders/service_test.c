/*
 * The methods of orders around the saga: whose an order is, pages, the story,
 * and the saga for whoever wants to watch.
 */
#include "split/services/orders/service.h"

#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/counter.h"
#include "tests/support/rules.h"

static const struct caller admin = {.subject = 100,
                                    .scope = "orders:read orders:write admin"};
static const struct caller seven = {.subject = 7,
                                    .scope = "orders:read orders:write"};
static const struct caller service = {0};

static const char *confirmed(int32_t customer, const char *key)
{
    struct stand_reply *reply = counter_order(customer, key, "MUG", 1);

    counter_confirm();
    assert_int_equal(reply->error, ERROR_OK);
    return ((const Shop__Order *)reply->out)->id;
}

/* ---- whose it is ---- */

static enum error as(const struct caller *caller, const char *method,
                     const char *id)
{
    Shop__OrderRequest order = SHOP__ORDER_REQUEST__INIT;
    Orders__SagaRequest saga = ORDERS__SAGA_REQUEST__INIT;
    const ProtobufCMessage *in = &order.base;

    order.id = saga.order_id = (char *)id;
    if (strcmp(method, "ShowSaga") == 0)
        in = &saga.base;
    return stand_ask(&counter, method, in, caller, NULL)->error;
}

static void an_order_is_its_customers_and_the_managers(void **state)
{
    static const char *const methods[] = {"Get", "ListEvents", "ShowSaga"};
    const char *id = confirmed(8, "k");

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(as(&seven, methods[i], id), ERROR_FORBIDDEN);
        assert_int_equal(as(&admin, methods[i], id), ERROR_OK);
        assert_int_equal(as(&service, methods[i], id), ERROR_OK);
        assert_int_equal(as(&admin, methods[i], "nowhere"), ERROR_NOT_FOUND);
    }
    assert_int_equal(as(&seven, "Cancel", id), ERROR_FORBIDDEN);
    assert_int_equal(as(&seven, "Cancel", "nowhere"), ERROR_NOT_FOUND);
    assert_int_equal(counter_asked("Recall"), 0);
}

static enum error place_as(const struct caller *caller, int32_t customer,
                           const char *key)
{
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;
    struct stand_reply *reply;

    line.sku = (char *)"MUG";
    line.quantity = 1;
    in.customer_id = customer;
    in.lines = lines;
    in.n_lines = 1;
    reply = stand_ask(&counter, "Place", &in.base, caller, key);
    return reply->done ? reply->error : ERROR_OK;
}

static void one_orders_for_oneself_and_a_manager_for_all(void **state)
{
    (void)state;
    assert_int_equal(place_as(&seven, 8, "k"), ERROR_FORBIDDEN);
    assert_int_equal(place_as(&seven, 7, "k"), ERROR_OK);
    assert_int_equal(place_as(&admin, 8, "k"), ERROR_OK);
    assert_int_equal(place_as(&admin, 0, "l"), ERROR_UNPROCESSABLE);
    assert_int_equal(place_as(&seven, 7, NULL), ERROR_KEY_MISSING);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 2);
    assert_int_equal(counter_asked("Charge"), 2);
}

/* ---- lists and stories ---- */

static size_t listed(const struct caller *caller, int32_t customer,
                     enum error *error)
{
    Shop__ListOrdersRequest in = SHOP__LIST_ORDERS_REQUEST__INIT;
    struct stand_reply *reply;

    in.customer_id = customer;
    reply = stand_ask(&counter, "List", &in.base, caller, NULL);
    *error = reply->error;
    return *error ? 0 : ((const Shop__ListOrdersReply *)reply->out)->n_orders;
}

static void a_list_is_ones_own_or_the_managers(void **state)
{
    enum error error;

    (void)state;
    confirmed(7, "1");
    confirmed(8, "2");
    confirmed(8, "3");
    assert_int_equal(listed(&seven, 0, &error), 1);
    assert_int_equal(listed(&seven, 7, &error), 1);
    assert_int_equal(listed(&seven, 8, &error), 0);
    assert_int_equal(error, ERROR_FORBIDDEN);
    assert_int_equal(listed(&admin, 0, &error), 3);
    assert_int_equal(listed(&admin, 8, &error), 2);
    assert_int_equal(listed(&service, 0, &error), 3);
}

/* Cut to the 32 bits of a customer it would be 0, which means everybody. */
static void a_subject_too_large_for_a_customer_sees_nothing(void **state)
{
    static const struct caller large = {.subject = INT64_C(1) << 32,
                                        .scope = "orders:read"};
    enum error error;

    (void)state;
    confirmed(7, "1");
    assert_int_equal(listed(&large, 0, &error), 0);
    assert_int_equal(error, ERROR_FORBIDDEN);
}

static void the_story_tells_every_step(void **state)
{
    static const char *const types[] = {"OrderPlaced", "OrderPaid",
                                        "OrderReserved", "OrderConfirmed"};
    const Shop__OrderEvents *story;
    struct stand_reply *reply;

    (void)state;
    reply = counter_about("ListEvents", 7, confirmed(7, "k"));
    story = (const Shop__OrderEvents *)reply->out;
    assert_int_equal(story->n_events, 4);
    for (int i = 0; i < 4; i++)
        assert_string_equal(story->events[i]->type, types[i]);
}

/* ---- the saga, watched ---- */

static void a_running_saga_shows_its_step_and_attempts(void **state)
{
    const Orders__Saga *saga;
    const char *id;

    (void)state;
    counter_order(7, "k", "MUG", 1);
    id =
        ((const Payments__ChargeRequest *)counter_call("Charge")->in)->order_id;
    saga = counter_saga(7, id);
    assert_string_equal(saga->state, "running");
    assert_string_equal(saga->step, "pay");
    assert_int_equal(saga->attempts, 1);
    assert_int_equal(saga->n_log, 0);
    counter_no("Charge", ERROR_UNAVAILABLE, NULL);
    stand_pass(&counter, 20);
    saga = counter_saga(7, id);
    assert_string_equal(saga->step, "pay");
    assert_int_equal(saga->attempts, 2);
}

static void an_ended_saga_shows_what_was_done(void **state)
{
    static const char *const wanted[][3] = {
        {"pay", "forward", "ok"},
        {"reserve", "forward", "out-of-stock"},
        {"reserve", "compensate", "ok"},
        {"pay", "compensate", "ok"}};
    const Orders__Saga *saga;
    struct stand_reply *reply = counter_order(7, "k", "MUG", 1);

    (void)state;
    counter_yes("Charge");
    counter_no("Reserve", ERROR_OUT_OF_STOCK, "none left");
    counter_yes("Release");
    counter_yes("Refund");
    saga = counter_saga(7, reply->instance + strlen("/api/orders/"));
    assert_string_equal(saga->state, "undone");
    assert_string_equal(saga->step, "");
    assert_int_equal(saga->n_log, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(saga->log[i]->step, wanted[i][0]);
        assert_string_equal(saga->log[i]->action, wanted[i][1]);
        assert_string_equal(saga->log[i]->outcome, wanted[i][2]);
    }
}

/* ---- what the others hear of it ---- */

static void a_confirmed_order_is_told_to_both_subscribers(void **state)
{
    const Events__DeliverRequest *batch;
    ProtobufCMessage *payload;
    const char *id = confirmed(7, "k");

    (void)state;
    stand_pass(&counter, 5);
    assert_non_null(stand_sent(&counter, "inventory", "Deliver"));
    batch = (const Events__DeliverRequest *)stand_sent(&counter, "customers",
                                                       "Deliver")
                ->in;
    assert_string_equal(batch->source, "orders");
    assert_string_equal(batch->events[0]->type, "OrderConfirmed");
    assert_string_equal(batch->events[0]->key, id);
    assert_int_equal(message_unpack(&orders__order_settled__descriptor,
                                    batch->events[0]->payload.data,
                                    batch->events[0]->payload.len,
                                    &counter.arena, &payload),
                     ERROR_OK);
    assert_string_equal(((Orders__OrderSettled *)payload)->order_id, id);
    assert_int_equal(((Orders__OrderSettled *)payload)->customer_id, 7);
    assert_int_equal(((Orders__OrderSettled *)payload)->total, COUNTER_MUG_WON);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, counter_open, counter_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_order_is_its_customers_and_the_managers),
        TEST(one_orders_for_oneself_and_a_manager_for_all),
        TEST(a_list_is_ones_own_or_the_managers),
        TEST(a_subject_too_large_for_a_customer_sees_nothing),
        TEST(the_story_tells_every_step),
        TEST(a_running_saga_shows_its_step_and_attempts),
        TEST(an_ended_saga_shows_what_was_done),
        TEST(a_confirmed_order_is_told_to_both_subscribers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
