/*
 * The gateway with the test in the place of all its peers: who is asked, with
 * what, and what becomes of good, bad and missing answers.
 */
#include "split/platform/gateway/service.h"

#include <string.h>

#include "domain/api/shop.pb-c.h"
#include "domain/api/visitor.h"
#include "domain/customers/customers.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/stand.h"

static struct stand stand;
static const struct token_keys keys = {.secret =
                                           "a secret of thirty-two bytes...",
                                       .issuer = "i",
                                       .audience = "a"};
static const struct caller seven = {.subject = 7,
                                    .scope = "orders:read orders:write"};
static const struct caller admin = {.subject = 100,
                                    .scope = "orders:read orders:write admin"};

static int open_stand(void **state)
{
    (void)state;
    stand_new(&stand, &gateway_service, &keys, 1);
    return 0;
}

static int close_stand(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

static struct stand_reply *place(const struct caller *caller, int customer)
{
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;

    in.customer_id = customer;
    return stand_ask(&stand, "PlaceOrder", &in.base, caller, "key-1");
}

static struct stand_reply *look(const char *id)
{
    Shop__OrderRequest in = SHOP__ORDER_REQUEST__INIT;

    in.id = (char *)id;
    return stand_ask(&stand, "GetOrder", &in.base, &seven, NULL);
}

static void answer_ok(const char *peer, const char *method,
                      const ProtobufCMessage *out)
{
    stand_answer(&stand, stand_sent(&stand, peer, method),
                 &(struct answer){.message = out});
}

static void answer_error(const char *peer, const char *method, enum error error,
                         const char *detail)
{
    stand_answer(&stand, stand_sent(&stand, peer, method),
                 &(struct answer){.error = error, .detail = detail});
}

static void answer_order(Shop__OrderStatus status)
{
    Shop__Order order = SHOP__ORDER__INIT;

    order.id = (char *)"01A";
    order.customer_id = 7;
    order.status = status;
    answer_ok("orders", "Get", &order.base);
}

static void answer_payment(void)
{
    Shop__Payment payment = SHOP__PAYMENT__INIT;

    payment.state = (char *)"CHARGED";
    payment.amount = 5000;
    answer_ok("payments", "Find", &payment.base);
}

static void an_order_goes_to_orders_with_its_key_and_caller(void **state)
{
    Shop__Order order = SHOP__ORDER__INIT;
    struct stand_reply *reply = place(&seven, 7);
    const struct stand_call *call = stand_sent(&stand, "orders", "Place");

    (void)state;
    assert_non_null(call);
    assert_string_equal(call->key, "key-1");
    assert_int_equal(call->caller.subject, 7);
    assert_int_equal(call->timeout_ms, 3000);
    assert_int_equal(stand.sent_count, 1);
    order.id = (char *)"01A";
    answer_ok("orders", "Place", &order.base);
    assert_true(reply->done);
    assert_string_equal(((const Shop__Order *)reply->out)->id, "01A");
}

static void nobody_orders_for_another(void **state)
{
    struct stand_reply *reply = place(&seven, 8);

    (void)state;
    assert_int_equal(reply->error, ERROR_FORBIDDEN);
    assert_int_equal(stand.sent_count, 0);
}

static void the_admins_customer_is_looked_up_first(void **state)
{
    Customers__Customer customer = CUSTOMERS__CUSTOMER__INIT;
    struct stand_reply *reply = place(&admin, 8);

    (void)state;
    assert_null(stand_sent(&stand, "orders", "Place"));
    answer_ok("customers", "Get", &customer.base);
    assert_non_null(stand_sent(&stand, "orders", "Place"));
    assert_false(reply->done);
}

static void an_order_for_nobody_is_not_placed(void **state)
{
    struct stand_reply *reply = place(&admin, 4242);

    (void)state;
    answer_error("customers", "Get", ERROR_NOT_FOUND, "no customer 4242");
    assert_int_equal(reply->error, ERROR_NOT_FOUND);
    assert_string_equal(reply->detail, "no customer 4242");
    assert_null(stand_sent(&stand, "orders", "Place"));
}

static void a_refusal_passes_with_its_sentence_and_its_order(void **state)
{
    struct stand_reply *reply = place(&seven, 7);

    (void)state;
    stand_answer(&stand, stand_sent(&stand, "orders", "Place"),
                 &(struct answer){.error = ERROR_DECLINED,
                                  .detail = "too little",
                                  .instance = "/api/orders/01A"});
    assert_int_equal(reply->error, ERROR_DECLINED);
    assert_string_equal(reply->detail, "too little");
    assert_string_equal(reply->instance, "/api/orders/01A");
}

static void a_sick_service_is_named_and_its_inside_hidden(void **state)
{
    struct stand_reply *reply = place(&seven, 7);

    (void)state;
    answer_error("orders", "Place", ERROR_STORAGE, "disk I/O error in orders");
    assert_int_equal(reply->error, ERROR_UNAVAILABLE);
    assert_non_null(strstr(reply->detail, "orders does not answer"));
    assert_non_null(strstr(reply->detail, "Idempotency-Key"));
    assert_null(strstr(reply->detail, "disk"));
}

static void a_silent_service_is_a_deadline(void **state)
{
    struct stand_reply *reply = place(&seven, 7);

    (void)state;
    stand_pass(&stand, 2999);
    assert_false(reply->done);
    stand_pass(&stand, 1);
    assert_int_equal(reply->error, ERROR_DEADLINE);
    assert_non_null(strstr(reply->detail, "unknown"));
}

static void an_order_is_put_together_from_three_answers(void **state)
{
    Shop__Shipment shipment = SHOP__SHIPMENT__INIT;
    struct stand_reply *reply = look("01A");
    const Shop__Order *order;

    (void)state;
    answer_order(SHOP__ORDER_STATUS__CONFIRMED);
    assert_int_equal(stand.sent_count, 3);
    answer_payment();
    assert_false(reply->done);
    shipment.zone = (char *)"metro";
    answer_ok("shipping", "Find", &shipment.base);
    assert_true(reply->done);
    order = (const Shop__Order *)reply->out;
    assert_int_equal(order->payment->amount, 5000);
    assert_string_equal(order->shipment->zone, "metro");
    assert_int_equal(order->n_unavailable, 0);
}

static void a_part_that_is_silent_is_named(void **state)
{
    struct stand_reply *reply = look("01A");
    const Shop__Order *order;

    (void)state;
    answer_order(SHOP__ORDER_STATUS__PENDING);
    answer_error("shipping", "Find", ERROR_NOT_FOUND, "no parcel");
    stand_pass(&stand, 2000);
    assert_true(reply->done);
    order = (const Shop__Order *)reply->out;
    assert_null(order->payment);
    assert_null(order->shipment);
    assert_int_equal(order->n_unavailable, 1);
    assert_string_equal(order->unavailable[0], "payments");
}

static void a_rejected_order_asks_nobody_else(void **state)
{
    struct stand_reply *reply = look("01A");

    (void)state;
    answer_order(SHOP__ORDER_STATUS__REJECTED);
    assert_true(reply->done);
    assert_int_equal(stand.sent_count, 1);
    assert_null(((const Shop__Order *)reply->out)->payment);
}

static struct stand_reply *look_at_user(int id)
{
    Shop__UserRequest in = SHOP__USER_REQUEST__INIT;

    in.id = id;
    return stand_ask(&stand, "GetUser", &in.base, &seven, NULL);
}

static void a_user_without_a_wallet_is_still_a_user(void **state)
{
    Customers__Customer customer = CUSTOMERS__CUSTOMER__INIT;
    struct stand_reply *reply = look_at_user(7);
    const Shop__User *user;

    (void)state;
    customer.id = 7;
    customer.name_en = (char *)"Seven";
    answer_error("payments", "Wallet", ERROR_UNAVAILABLE, "refused");
    answer_ok("customers", "Get", &customer.base);
    user = (const Shop__User *)reply->out;
    assert_string_equal(user->name_en, "Seven");
    assert_null(user->wallet);
    assert_string_equal(user->unavailable[0], "payments");
}

static void a_user_without_a_name_is_none(void **state)
{
    Shop__Wallet wallet = SHOP__WALLET__INIT;
    struct stand_reply *reply = look_at_user(7);

    (void)state;
    answer_error("customers", "Get", ERROR_UNAVAILABLE, "refused");
    assert_false(reply->done);
    answer_ok("payments", "Wallet", &wallet.base);
    assert_int_equal(reply->error, ERROR_UNAVAILABLE);
    assert_int_equal(look_at_user(8)->error, ERROR_FORBIDDEN);
}

static void a_right_pin_is_signed_here(void **state)
{
    Shop__TokenRequest in = SHOP__TOKEN_REQUEST__INIT;
    Customers__Customer customer = CUSTOMERS__CUSTOMER__INIT;
    struct stand_reply *reply;
    struct caller who;
    const Shop__Token *token;

    (void)state;
    in.customer_id = 7;
    in.pin = (char *)"0007";
    reply = stand_ask(&stand, "IssueToken", &in.base, NULL, NULL);
    customer.id = 7;
    customer.scope = (char *)"orders:read";
    answer_ok("customers", "Authenticate", &customer.base);
    assert_int_equal(reply->error, ERROR_OK);
    token = (const Shop__Token *)reply->out;
    assert_int_equal(token->expires_in_s, VISITOR_TOKEN_LIFETIME_S);
    assert_int_equal(token_verify(&keys, slice_of(token->token),
                                  runtime_wall_ms(stand.runtime), &who),
                     ERROR_OK);
    assert_int_equal(who.subject, 7);
    assert_string_equal(who.scope, "orders:read");
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_stand, close_stand)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_order_goes_to_orders_with_its_key_and_caller),
        TEST(nobody_orders_for_another),
        TEST(the_admins_customer_is_looked_up_first),
        TEST(an_order_for_nobody_is_not_placed),
        TEST(a_refusal_passes_with_its_sentence_and_its_order),
        TEST(a_sick_service_is_named_and_its_inside_hidden),
        TEST(a_silent_service_is_a_deadline),
        TEST(an_order_is_put_together_from_three_answers),
        TEST(a_part_that_is_silent_is_named),
        TEST(a_rejected_order_asks_nobody_else),
        TEST(a_user_without_a_wallet_is_still_a_user),
        TEST(a_user_without_a_name_is_none),
        TEST(a_right_pin_is_signed_here),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
