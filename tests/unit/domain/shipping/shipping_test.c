/*
 * shipping_test -- one parcel for one key, and none to an island.
 */
#include "domain/shipping/shipping.h"

#include <stdio.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static const struct booking mainland = {
    .key = "01JABCDEFGHJKMNPQRSTVWXYZ0/ship",
    .order_id = "01JABCDEFGHJKMNPQRSTVWXYZ0",
    .customer_id = 7};

static int open_shop(void **state)
{
    *state = rules_open(shipping_schema, shipping_seed);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    return 0;
}

static int64_t parcels(struct db *db)
{
    return rules_int(db, "SELECT count(*) FROM parcels");
}

static enum error recall(struct db *db, const struct booking *booking,
                         struct parcel *out)
{
    return shipping_recall(db, booking->key, booking->order_id, out);
}

static void five_customers_live_on_islands(void **state)
{
    assert_int_equal(shipping_seed(*state), ERROR_OK);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM addresses"), 100);
    assert_int_equal(rules_int(*state,
                               "SELECT count(*) FROM addresses"
                               " WHERE zone = 'island' AND customer_id IN"
                               " (15, 35, 55, 75, 95)"),
                     5);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM addresses"
                                       " WHERE zone = 'island'"),
                     5);
    assert_int_equal(
        rules_int(*state, "SELECT count(DISTINCT zone) FROM addresses"), 3);
}

static void a_parcel_gets_the_tracking_code_of_its_order(void **state)
{
    struct parcel parcel;

    assert_int_equal(shipping_book(*state, &mainland, &parcel), ERROR_OK);
    assert_int_equal(parcel.state, PARCEL_BOOKED);
    assert_string_equal(parcel.tracking, "CL-QRSTVWXYZ0");
    assert_int_equal(shipping_refusal(&parcel), ERROR_OK);
}

static void a_short_order_id_is_taken_whole(void **state)
{
    struct booking booking = mainland;
    struct parcel parcel;

    booking.order_id = "A";
    assert_int_equal(shipping_book(*state, &booking, &parcel), ERROR_OK);
    assert_string_equal(parcel.tracking, "CL-A");
}

static void the_same_key_books_once(void **state)
{
    struct parcel first, again;

    assert_int_equal(shipping_book(*state, &mainland, &first), ERROR_OK);
    assert_int_equal(shipping_book(*state, &mainland, &again), ERROR_OK);
    assert_int_equal(again.state, PARCEL_BOOKED);
    assert_string_equal(again.tracking, first.tracking);
    assert_string_equal(again.zone, first.zone);
    assert_int_equal(parcels(*state), 1);
}

static void an_island_is_refused_and_remembered(void **state)
{
    struct booking booking = mainland;
    struct parcel parcel;

    booking.customer_id = 15;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(shipping_book(*state, &booking, &parcel), ERROR_OK);
        assert_int_equal(parcel.state, PARCEL_REFUSED);
        assert_string_equal(parcel.zone, "island");
        assert_string_equal(parcel.tracking, "");
        assert_int_equal(shipping_refusal(&parcel), ERROR_UNDELIVERABLE);
    }
    assert_int_equal(recall(*state, &booking, &parcel), ERROR_OK);
    assert_int_equal(parcel.state, PARCEL_REFUSED);
    assert_int_equal(parcels(*state), 1);
}

static void a_key_belongs_to_one_order_and_customer(void **state)
{
    struct booking other_order = mainland, other_customer = mainland;
    struct parcel parcel;

    other_order.order_id = "B";
    other_customer.customer_id = 8;
    assert_int_equal(shipping_book(*state, &mainland, &parcel), ERROR_OK);
    assert_int_equal(shipping_book(*state, &other_order, &parcel),
                     ERROR_CONFLICT);
    assert_int_equal(shipping_book(*state, &other_customer, &parcel),
                     ERROR_CONFLICT);
    assert_int_equal(recall(*state, &other_order, &parcel), ERROR_CONFLICT);
}

static void nobody_gets_no_parcel(void **state)
{
    struct booking booking = mainland;
    struct parcel parcel;

    booking.customer_id = 101;
    assert_int_equal(shipping_book(*state, &booking, &parcel), ERROR_NOT_FOUND);
    booking = mainland;
    booking.key = "";
    assert_int_equal(shipping_book(*state, &booking, &parcel),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(parcels(*state), 0);
}

static void a_recalled_parcel_is_not_booked_again(void **state)
{
    struct parcel parcel;

    assert_int_equal(shipping_book(*state, &mainland, &parcel), ERROR_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(recall(*state, &mainland, &parcel), ERROR_OK);
        assert_int_equal(parcel.state, PARCEL_RECALLED);
    }
    assert_int_equal(shipping_book(*state, &mainland, &parcel), ERROR_OK);
    assert_int_equal(shipping_refusal(&parcel), ERROR_VOIDED);
    assert_int_equal(shipping_find(*state, mainland.order_id, &parcel),
                     ERROR_OK);
    assert_int_equal(parcel.state, PARCEL_RECALLED);
}

static void a_recall_that_comes_first_stops_the_booking(void **state)
{
    struct parcel parcel;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(recall(*state, &mainland, &parcel), ERROR_OK);
        assert_int_equal(parcel.state, PARCEL_VOID);
    }
    assert_int_equal(shipping_book(*state, &mainland, &parcel), ERROR_OK);
    assert_int_equal(shipping_refusal(&parcel), ERROR_VOIDED);
    assert_int_equal(shipping_find(*state, mainland.order_id, &parcel),
                     ERROR_NOT_FOUND);
    assert_int_equal(parcels(*state), 1);
}

static void an_order_finds_its_parcel(void **state)
{
    struct parcel parcel;

    assert_int_equal(shipping_find(*state, mainland.order_id, &parcel),
                     ERROR_NOT_FOUND);
    assert_int_equal(shipping_book(*state, &mainland, &parcel), ERROR_OK);
    assert_int_equal(shipping_find(*state, mainland.order_id, &parcel),
                     ERROR_OK);
    assert_int_equal(parcel.state, PARCEL_BOOKED);
}

/* What each key was in the end must follow from the first and the last word
 * about it, in whatever order and however often they came. */
static void no_sequence_leaves_an_end_state(void **state)
{
    enum { KEYS = 60 };
    struct random random = rules_random();
    bool booked_first[KEYS] = {false}, seen[KEYS] = {false};
    bool recalled[KEYS] = {false};

    for (int i = 0; i < 2000; i++) {
        int n = (int)random_below(&random, KEYS);
        bool book = random_percent(&random, 70);
        char order[16], key[24];
        struct booking booking = {key, order, n + 1};
        struct parcel parcel;

        snprintf(order, sizeof(order), "%d", n);
        snprintf(key, sizeof(key), "%d/ship", n);
        if (!seen[n])
            booked_first[n] = book;
        seen[n] = true;
        recalled[n] |= !book;
        if (book)
            assert_int_equal(shipping_book(*state, &booking, &parcel), 0);
        else
            assert_int_equal(recall(*state, &booking, &parcel), 0);
        if (!booked_first[n])
            assert_int_equal(parcel.state, PARCEL_VOID);
        else if ((n + 1) % 20 == 15)
            assert_int_equal(parcel.state, PARCEL_REFUSED);
        else
            assert_int_equal(parcel.state,
                             recalled[n] ? PARCEL_RECALLED : PARCEL_BOOKED);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)
    const struct CMUnitTest tests[] = {
        TEST(five_customers_live_on_islands),
        TEST(a_parcel_gets_the_tracking_code_of_its_order),
        TEST(a_short_order_id_is_taken_whole),
        TEST(the_same_key_books_once),
        TEST(an_island_is_refused_and_remembered),
        TEST(a_key_belongs_to_one_order_and_customer),
        TEST(nobody_gets_no_parcel),
        TEST(a_recalled_parcel_is_not_booked_again),
        TEST(a_recall_that_comes_first_stops_the_booking),
        TEST(an_order_finds_its_parcel),
        TEST(no_sequence_leaves_an_end_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
