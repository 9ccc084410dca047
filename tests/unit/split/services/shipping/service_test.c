/*
 * The shipping service: refusals are answered as errors and kept as rows.
 */
#include "split/services/shipping/service.h"

#include "domain/shipping/shipping.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

static struct stand stand;

static int open_service(void **state)
{
    (void)state;
    stand_new(&stand, &shipping_service, NULL, 1);
    return 0;
}

static int close_service(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

static struct stand_reply *book(int32_t customer_id)
{
    Shipping__BookRequest in = SHIPPING__BOOK_REQUEST__INIT;

    in.key = (char *)"0123456789AB/ship";
    in.order_id = (char *)"0123456789AB";
    in.customer_id = customer_id;
    return stand_ask(&stand, "Book", &in.base, NULL, NULL);
}

static struct stand_reply *recall(void)
{
    Shipping__RecallRequest in = SHIPPING__RECALL_REQUEST__INIT;

    in.key = (char *)"0123456789AB/ship";
    in.order_id = (char *)"0123456789AB";
    return stand_ask(&stand, "Recall", &in.base, NULL, NULL);
}

static struct stand_reply *find(void)
{
    Shipping__OrderRequest in = SHIPPING__ORDER_REQUEST__INIT;

    in.order_id = (char *)"0123456789AB";
    return stand_ask(&stand, "Find", &in.base, NULL, NULL);
}

static const Shop__Shipment *shipment(const struct stand_reply *reply)
{
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_OK);
    return (const Shop__Shipment *)reply->out;
}

static void a_booking_is_answered_and_found(void **state)
{
    (void)state;
    assert_string_equal(shipment(book(7))->tracking, "CL-23456789AB");
    assert_string_equal(shipment(book(7))->state, "BOOKED");
    assert_string_equal(shipment(find())->tracking, "CL-23456789AB");
    assert_string_equal(shipment(find())->zone, "metro");
}

static void an_island_is_an_error_with_a_row(void **state)
{
    (void)state;
    assert_int_equal(book(15)->error, ERROR_UNDELIVERABLE);
    assert_string_equal(shipment(find())->state, "REFUSED");
    assert_int_equal(book(15)->error, ERROR_UNDELIVERABLE);
    assert_int_equal(rules_int(stand.db, "SELECT count(*) FROM parcels"), 1);
}

static void a_recalled_parcel_is_voided_for_good(void **state)
{
    (void)state;
    assert_string_equal(shipment(book(7))->state, "BOOKED");
    assert_string_equal(shipment(recall())->state, "RECALLED");
    assert_string_equal(shipment(recall())->state, "RECALLED");
    assert_int_equal(book(7)->error, ERROR_VOIDED);
}

static void an_error_leaves_no_row(void **state)
{
    (void)state;
    assert_int_equal(book(101)->error, ERROR_NOT_FOUND);
    assert_int_equal(find()->error, ERROR_NOT_FOUND);
    assert_int_equal(rules_int(stand.db, "SELECT count(*) FROM parcels"), 0);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_service, close_service)
    const struct CMUnitTest tests[] = {
        TEST(a_booking_is_answered_and_found),
        TEST(an_island_is_an_error_with_a_row),
        TEST(a_recalled_parcel_is_voided_for_good),
        TEST(an_error_leaves_no_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
