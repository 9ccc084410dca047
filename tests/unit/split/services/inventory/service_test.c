/*
 * The inventory service: steps by calls, settlements by events.
 */
#include "split/services/inventory/service.h"

#include "chassis/contracts/events.pb-c.h"
#include "domain/inventory/inventory.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/events.h"
#include "tests/support/rules.h"

static struct stand stand;

static int open_service(void **state)
{
    (void)state;
    stand_new(&stand, &inventory_service, NULL, 1);
    return 0;
}

static int close_service(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

static struct stand_reply *reserve_lines(const char *sku, int32_t quantity,
                                         size_t count)
{
    Inventory__ReserveRequest in = INVENTORY__RESERVE_REQUEST__INIT;
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT, *lines[32];

    line.sku = (char *)sku;
    line.quantity = quantity;
    for (size_t i = 0; i < count; i++)
        lines[i] = &line;
    in.key = (char *)"A/reserve";
    in.order_id = (char *)"A";
    in.lines = lines;
    in.n_lines = count;
    return stand_ask(&stand, "Reserve", &in.base, NULL, NULL);
}

static struct stand_reply *reserve(const char *sku, int32_t quantity)
{
    return reserve_lines(sku, quantity, 1);
}

static struct stand_reply *release(void)
{
    Inventory__ReleaseRequest in = INVENTORY__RELEASE_REQUEST__INIT;

    in.key = (char *)"A/reserve";
    in.order_id = (char *)"A";
    return stand_ask(&stand, "Release", &in.base, NULL, NULL);
}

static const struct stand_reply *settled(int64_t sequence, const char *type)
{
    Orders__OrderSettled order = ORDERS__ORDER_SETTLED__INIT;

    order.order_id = (char *)"A";
    order.customer_id = 7;
    order.total = 12000;
    return events_deliver(&stand, sequence, type, &order);
}

static void assert_state(const struct stand_reply *reply, const char *state)
{
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_OK);
    assert_string_equal(((const Inventory__Reservation *)reply->out)->state,
                        state);
}

static int64_t of_lamps(const char *sql)
{
    return rules_int(stand.db, sql);
}

static void a_confirmed_order_ships_once(void **state)
{
    const struct stand_reply *reply;

    (void)state;
    assert_state(reserve("LAMP", 2), "RESERVED");
    for (int i = 0; i < 2; i++) {
        reply = settled(4, "OrderConfirmed");
        assert_int_equal(reply->error, ERROR_OK);
        assert_int_equal(((const Events__DeliverReply *)reply->out)->upto, 4);
    }
    assert_int_equal(
        of_lamps("SELECT shipped FROM products WHERE sku = 'LAMP'"), 2);
    assert_state(release(), "RELEASED");
    assert_int_equal(
        of_lamps("SELECT on_hand FROM products WHERE sku = 'LAMP'"), 5);
}

static void a_cancellation_may_overtake_the_event(void **state)
{
    (void)state;
    assert_state(reserve("LAMP", 2), "RESERVED");
    assert_state(release(), "RELEASED");
    assert_int_equal(settled(1, "OrderConfirmed")->error, ERROR_OK);
    assert_int_equal(
        of_lamps("SELECT on_hand FROM products WHERE sku = 'LAMP'"), 5);
}

static void other_events_are_acknowledged_and_skipped(void **state)
{
    (void)state;
    assert_state(reserve("LAMP", 2), "RESERVED");
    assert_int_equal(settled(1, "OrderCancelled")->error, ERROR_OK);
    assert_int_equal(settled(2, "CustomerMoved")->error, ERROR_OK);
    assert_int_equal(
        of_lamps("SELECT reserved FROM products WHERE sku = 'LAMP'"), 2);
    assert_int_equal(of_lamps("SELECT upto FROM inbox"), 2);
}

static void an_empty_shelf_is_an_error_with_a_row(void **state)
{
    const struct stand_reply *reply = reserve("VASE", 1);

    (void)state;
    assert_int_equal(reply->error, ERROR_OUT_OF_STOCK);
    assert_string_equal(reply->detail,
                        "1 of VASE asked for and 0 left; order fewer");
    assert_int_equal(of_lamps("SELECT count(*) FROM reservations"), 1);
    assert_int_equal(reserve("VASE", 1)->error, ERROR_OUT_OF_STOCK);
    assert_state(release(), "REFUSED");
}

static void a_release_before_the_reservation_voids_it(void **state)
{
    (void)state;
    assert_state(release(), "VOID");
    assert_int_equal(reserve("MUG", 1)->error, ERROR_VOIDED);
}

static void too_many_lines_are_refused(void **state)
{
    (void)state;
    assert_int_equal(reserve_lines("MUG", 1, 32)->error, ERROR_UNPROCESSABLE);
    assert_int_equal(reserve_lines("MUG", 1, 0)->error, ERROR_UNPROCESSABLE);
    assert_int_equal(reserve("UNICORN", 1)->error, ERROR_NOT_FOUND);
    assert_int_equal(of_lamps("SELECT count(*) FROM reservations"), 0);
}

static void the_catalogue_is_shown_and_restocked(void **state)
{
    Shop__ListProductsRequest all = SHOP__LIST_PRODUCTS_REQUEST__INIT;
    Shop__ProductRequest one = SHOP__PRODUCT_REQUEST__INIT;
    Shop__RestockRequest more = SHOP__RESTOCK_REQUEST__INIT;
    const struct stand_reply *reply;

    (void)state;
    reply = stand_ask(&stand, "ListProducts", &all.base, NULL, NULL);
    assert_int_equal(((const Shop__ListProductsReply *)reply->out)->n_products,
                     24);
    more.sku = (char *)"VASE";
    more.quantity = 3;
    reply = stand_ask(&stand, "Restock", &more.base, NULL, NULL);
    assert_int_equal(((const Shop__Product *)reply->out)->available, 3);
    one.sku = (char *)"NONE";
    reply = stand_ask(&stand, "GetProduct", &one.base, NULL, NULL);
    assert_int_equal(reply->error, ERROR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_service, close_service)
    const struct CMUnitTest tests[] = {
        TEST(a_confirmed_order_ships_once),
        TEST(a_cancellation_may_overtake_the_event),
        TEST(other_events_are_acknowledged_and_skipped),
        TEST(an_empty_shelf_is_an_error_with_a_row),
        TEST(a_release_before_the_reservation_voids_it),
        TEST(too_many_lines_are_refused),
        TEST(the_catalogue_is_shown_and_restocked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
