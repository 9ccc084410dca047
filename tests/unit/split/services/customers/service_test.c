/*
 * The customers service: who it is, and a summary that is told by events.
 */
#include "split/services/customers/service.h"

#include "domain/customers/customers.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/events.h"
#include "tests/support/rules.h"

static struct stand stand;

static int open_service(void **state)
{
    (void)state;
    stand_new(&stand, &customers_service, NULL, 1);
    return 0;
}

static int close_service(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

static struct stand_reply *authenticate(int32_t id, const char *pin)
{
    Customers__AuthenticateRequest in = CUSTOMERS__AUTHENTICATE_REQUEST__INIT;

    in.customer_id = id;
    in.pin = (char *)pin;
    return stand_ask(&stand, "Authenticate", &in.base, NULL, NULL);
}

static const Customers__Customer *get(int32_t id)
{
    Customers__CustomerRequest in = CUSTOMERS__CUSTOMER_REQUEST__INIT;
    const struct stand_reply *reply;

    in.id = id;
    reply = stand_ask(&stand, "Get", &in.base, NULL, NULL);
    assert_int_equal(reply->error, ERROR_OK);
    return (const Customers__Customer *)reply->out;
}

static enum error settled(int64_t sequence, const char *type, int64_t total)
{
    Orders__OrderSettled order = ORDERS__ORDER_SETTLED__INIT;

    order.order_id = (char *)"A";
    order.customer_id = 7;
    order.total = total;
    return events_deliver(&stand, sequence, type, &order)->error;
}

static void a_right_pin_gives_the_scope(void **state)
{
    const struct stand_reply *reply = authenticate(7, "0007");

    (void)state;
    assert_int_equal(reply->error, ERROR_OK);
    assert_string_equal(((const Customers__Customer *)reply->out)->scope,
                        "orders:read orders:write");
    assert_int_equal(authenticate(7, "0008")->error, ERROR_UNAUTHENTICATED);
    assert_int_equal(authenticate(101, "0101")->error, ERROR_UNAUTHENTICATED);
}

static void each_event_counts_once(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(settled(1, "OrderConfirmed", 12000), ERROR_OK);
    assert_int_equal(settled(2, "OrderConfirmed", 5000), ERROR_OK);
    assert_int_equal(get(7)->orders->confirmed, 2);
    assert_int_equal(get(7)->orders->spent, 17000);
    for (int i = 0; i < 3; i++)
        assert_int_equal(settled(3, "OrderCancelled", 12000), ERROR_OK);
    assert_int_equal(get(7)->orders->confirmed, 1);
    assert_int_equal(get(7)->orders->spent, 5000);
}

static void other_events_are_acknowledged_and_skipped(void **state)
{
    (void)state;
    assert_int_equal(settled(9, "OrderShipped", 12000), ERROR_OK);
    assert_int_equal(get(7)->orders->confirmed, 0);
    assert_int_equal(rules_int(stand.db, "SELECT upto FROM inbox"), 9);
}

static void an_unknown_customer_is_not_found(void **state)
{
    Customers__CustomerRequest in = CUSTOMERS__CUSTOMER_REQUEST__INIT;
    const struct stand_reply *reply;

    (void)state;
    in.id = 101;
    reply = stand_ask(&stand, "Get", &in.base, NULL, NULL);
    assert_int_equal(reply->error, ERROR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_service, close_service)
    const struct CMUnitTest tests[] = {
        TEST(a_right_pin_gives_the_scope),
        TEST(each_event_counts_once),
        TEST(other_events_are_acknowledged_and_skipped),
        TEST(an_unknown_customer_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
