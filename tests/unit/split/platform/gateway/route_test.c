/*
 * route_test -- the gateway between a monolith and services, with the test in
 * the place of both.
 */
#include "split/platform/gateway/route.h"

#include <string.h>

#include "chassis/setting.h"
#include "domain/api/shop.pb-c.h"
#include "split/platform/gateway/service.h"
#include "split/platform/gateway/shadow.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/stand.h"

static struct stand stand;
static const struct token_keys keys = {.secret =
                                           "a secret of thirty-two bytes...",
                                       .issuer = "i",
                                       .audience = "a"};
static const struct caller seven = {.subject = 7,
                                    .scope = "orders:read orders:write"};

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

static void put(const char *name, int64_t value)
{
    assert_int_equal(setting_put(name, value, false), ERROR_OK);
}

/* A figure of a gauge; -1: there is none. */
static int64_t figure(const char *name, const char *which)
{
    struct gauge gauge;
    for (size_t i = 0; gauge_at(i, &gauge); i++)
        for (size_t f = 0; f < gauge.figure_count; f++)
            if (strcmp(gauge.name, name) == 0 &&
                strcmp(gauge.figures[f].name, which) == 0)
                return gauge.figures[f].value;
    return -1;
}

static struct stand_reply *look(void)
{
    Shop__ProductRequest in = SHOP__PRODUCT_REQUEST__INIT;
    in.sku = (char *)"MUG";
    return stand_ask(&stand, "GetProduct", &in.base, &seven, NULL);
}

static struct stand_reply *place(void)
{
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;
    in.customer_id = 7;
    return stand_ask(&stand, "PlaceOrder", &in.base, &seven, "key-1");
}

static void answer(const char *peer, int price)
{
    Shop__Product product = SHOP__PRODUCT__INIT;
    const struct stand_call *call = stand_sent(&stand, peer, "GetProduct");
    assert_non_null(call);
    product.sku = (char *)"MUG";
    product.price = price;
    stand_answer(&stand, call, &(struct answer){.message = &product.base});
    stand_turn(&stand);
}

static void a_facade_passes_on_caller_and_key(void **state)
{
    Shop__Order order = SHOP__ORDER__INIT;
    (void)state;
    put("route.stage", 0);
    struct stand_reply *reply = place();
    const struct stand_call *call =
        stand_sent(&stand, "monolith", "PlaceOrder");
    assert_non_null(call);
    assert_int_equal(stand.sent_count, 1);
    assert_string_equal(call->key, "key-1");
    assert_int_equal(call->caller.subject, 7);
    order.id = (char *)"01A";
    stand_answer(&stand, call, &(struct answer){.message = &order.base});
    assert_true(reply->done);
    assert_string_equal(((const Shop__Order *)reply->out)->id, "01A");
}

static void a_shadow_is_asked_after_the_client_has_its_answer(void **state)
{
    (void)state;
    put("route.stage", 1);
    struct stand_reply *reply = look();
    assert_null(stand_sent(&stand, "inventory", "GetProduct"));
    answer("monolith", 5);
    assert_true(reply->done);
    assert_int_equal(((const Shop__Product *)reply->out)->price, 5);
    answer("inventory", 5);
    assert_int_equal(figure("route.GetProduct", "same"), 1);
    assert_int_equal(figure("route.GetProduct", "different"), 0);
}

static void what_stays_different_is_counted(void **state)
{
    (void)state;
    put("route.stage", 1);
    look();
    answer("monolith", 5);
    for (int round = 0; round < SHADOW_ROUNDS; round++) {
        assert_int_equal(figure("route.GetProduct", "different"), 0);
        answer("inventory", 6);
        answer("monolith", 5);
        stand_pass(&stand, 1000);
        stand_turn(&stand);
    }
    assert_int_equal(figure("route.GetProduct", "different"), 1);
    assert_int_equal(figure("route.GetProduct", "same"), 0);
}

static void an_answer_from_another_moment_is_the_same(void **state)
{
    (void)state;
    put("route.stage", 1);
    look();
    answer("monolith", 5);
    answer("inventory", 6); /* it changed in between */
    answer("monolith", 6);
    assert_int_equal(figure("route.GetProduct", "same"), 1);
    assert_int_equal(figure("route.GetProduct", "different"), 0);
}

static void a_silent_shadow_is_no_difference(void **state)
{
    (void)state;
    put("route.stage", 1);
    look();
    answer("monolith", 5);
    stand_answer(&stand, stand_sent(&stand, "inventory", "GetProduct"),
                 &(struct answer){.error = ERROR_UNAVAILABLE});
    stand_turn(&stand);
    assert_int_equal(figure("route.GetProduct", "unanswered"), 1);
    assert_int_equal(figure("route.GetProduct", "different"), 0);
}

static void a_write_is_never_done_twice(void **state)
{
    Shop__Order order = SHOP__ORDER__INIT;
    (void)state;
    put("route.stage", 1);
    place();
    stand_answer(&stand, stand_sent(&stand, "monolith", "PlaceOrder"),
                 &(struct answer){.message = &order.base});
    stand_pass(&stand, 1000);
    assert_null(stand_sent(&stand, "orders", "Place"));
    assert_int_equal(stand.sent_count, 1);
}

static void held_requests_go_where_the_answer_is_afterwards(void **state)
{
    (void)state;
    put("route.stage", 1);
    put("route.hold", 5000);
    stand_turn(&stand);
    struct stand_reply *reply = look();
    assert_int_equal(stand.sent_count, 0);
    assert_int_equal(figure("route", "held"), 1);
    put("route.stage", 3);
    put("route.hold", 0);
    stand_turn(&stand);
    assert_null(stand_sent(&stand, "monolith", "GetProduct"));
    answer("inventory", 5);
    assert_true(reply->done);
    assert_int_equal(figure("route", "held"), 0);
}

/* Whoever asked for the hold may have died. */
static void a_hold_ends_by_itself(void **state)
{
    (void)state;
    put("route.hold", 2000);
    stand_turn(&stand);
    struct stand_reply *reply = look();
    stand_pass(&stand, 1999);
    assert_int_equal(stand.sent_count, 0);
    stand_pass(&stand, 1);
    answer("inventory", 5);
    assert_true(reply->done);
}

static void a_longer_hold_outlives_the_shorter(void **state)
{
    (void)state;
    put("route.hold", 1000);
    stand_turn(&stand);
    put("route.hold", 3000);
    stand_turn(&stand);
    look();
    stand_pass(&stand, 1500);
    assert_int_equal(stand.sent_count, 0);
    stand_pass(&stand, 1500);
    assert_int_equal(stand.sent_count, 1);
}

static void what_is_out_is_counted_until_it_is_answered(void **state)
{
    (void)state;
    look();
    assert_int_equal(figure("route", "out"), 1);
    answer("inventory", 5);
    assert_int_equal(figure("route", "out"), 0);
}

#define WITH_STAND(test) \
    cmocka_unit_test_setup_teardown(test, open_stand, close_stand)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STAND(a_facade_passes_on_caller_and_key),
        WITH_STAND(a_shadow_is_asked_after_the_client_has_its_answer),
        WITH_STAND(what_stays_different_is_counted),
        WITH_STAND(an_answer_from_another_moment_is_the_same),
        WITH_STAND(a_silent_shadow_is_no_difference),
        WITH_STAND(a_write_is_never_done_twice),
        WITH_STAND(held_requests_go_where_the_answer_is_afterwards),
        WITH_STAND(a_hold_ends_by_itself),
        WITH_STAND(a_longer_hold_outlives_the_shorter),
        WITH_STAND(what_is_out_is_counted_until_it_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
