/*
 * Prices that belong to somebody else: asked for when they are needed, used
 * while they are not too old, and nothing is written without them.
 */
#include "split/services/orders/pricelist.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/counter.h"
#include "tests/support/rules.h"

static int64_t written(void)
{
    return rules_int(counter.db, "SELECT (SELECT count(*) FROM orders) +"
                                 " (SELECT count(*) FROM idempotency_keys) +"
                                 " (SELECT count(*) FROM sagas)");
}

static void the_first_orders_wait_for_one_list(void **state)
{
    struct stand_reply *first = counter_order(7, "1", "MUG", 1);
    struct stand_reply *second = counter_order(8, "2", "MUG", 1);

    (void)state;
    assert_false(first->done || second->done);
    assert_int_equal(counter_asked("ListProducts"), 1);
    assert_int_equal(written(), 0);
    counter_tell_prices("PEN", 500);
    assert_int_equal(counter_asked("Charge"), 2);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 2);
}

static void of_two_that_wait_with_one_key_one_is_placed(void **state)
{
    struct stand_reply *first = counter_order(7, "k", "MUG", 1);
    struct stand_reply *second = counter_order(7, "k", "MUG", 1);

    (void)state;
    counter_tell_prices("PEN", 500);
    assert_false(first->done);
    assert_true(second->done);
    assert_int_equal(second->error, ERROR_KEY_IN_FLIGHT);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 1);
}

static void of_those_that_wait_a_wrong_one_harms_no_other(void **state)
{
    struct stand_reply *wrong = counter_order(7, "1", "NOSUCHTHING", 1);
    struct stand_reply *right = counter_order(8, "2", "MUG", 1);

    (void)state;
    counter_tell_prices("PEN", 500);
    assert_int_equal(wrong->error, ERROR_UNPROCESSABLE);
    assert_non_null(strstr(wrong->detail, "NOSUCHTHING"));
    assert_false(right->done);
    assert_int_equal(counter_asked("Charge"), 1);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 1);
}

/* The key is claimed before the order is written; both must go. */
static void of_those_that_wait_a_failed_one_leaves_nothing(void **state)
{
    struct stand_reply *fails = counter_order(7, "1", "MUG", 1);
    struct stand_reply *right = counter_order(8, "2", "MUG", 1);

    (void)state;
    assert_int_equal(db_script(counter.db,
                               "CREATE TRIGGER broken BEFORE INSERT ON orders"
                               " WHEN NEW.customer_id = 7 BEGIN SELECT"
                               " raise(ABORT, 'no'); END"),
                     ERROR_OK);
    counter_tell_prices("PEN", 500);
    assert_true(fails->done);
    assert_int_not_equal(fails->error, ERROR_OK);
    assert_false(right->done);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 1);
    assert_int_equal(
        rules_int(counter.db, "SELECT min(principal) FROM idempotency_keys"),
        8);
    assert_int_equal(counter_asked("Charge"), 1);
}

static void without_a_list_nothing_is_placed(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 1);

    (void)state;
    counter_no("ListProducts", ERROR_UNAVAILABLE, NULL);
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_UNAVAILABLE);
    assert_non_null(strstr(reply->detail, "inventory"));
    assert_int_equal(written(), 0);
    stand_pass(&counter, PRICELIST_AGAIN_MS + 1);
    reply = counter_order(7, "k", "MUG", 1);
    counter_tell_prices("PEN", 500);
    counter_confirm();
    assert_int_equal(reply->error, ERROR_OK);
}

static void silence_ends_the_waiting_too(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 1);

    (void)state;
    stand_pass(&counter, 1000);
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_UNAVAILABLE);
}

/* A loop that comes late sees the deadline after the second in which nothing
 * more is asked; whoever waited must not be made to wait anew. */
static void late_silence_ends_the_waiting_too(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 1);

    (void)state;
    stand_pass(&counter, 3 * PRICELIST_AGAIN_MS);
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_UNAVAILABLE);
    assert_int_equal(counter_asked("ListProducts"), 1);
}

static void an_unknown_sku_waits_for_one_late_list_only(void **state)
{
    struct stand_reply *reply;

    (void)state;
    counter_order(7, "1", "MUG", 1);
    counter_tell_prices("PEN", 500);
    stand_pass(&counter, PRICELIST_AGAIN_MS + 1);
    reply = counter_order(7, "2", "VASE", 1);
    stand_pass(&counter, 2 * PRICELIST_AGAIN_MS);
    assert_int_equal(reply->error, ERROR_UNPROCESSABLE);
    assert_int_equal(counter_asked("ListProducts"), 2);
}

static void a_sku_that_may_be_in_the_list_under_way_waits_for_it(void **state)
{
    struct stand_reply *first, *second;

    (void)state;
    counter_order(7, "1", "MUG", 1);
    counter_tell_prices("PEN", 500);
    stand_pass(&counter, PRICELIST_AGAIN_MS + 1);
    first = counter_order(7, "2", "VASE", 1);
    second = counter_order(8, "3", "VASE", 1);
    assert_false(first->done || second->done);
    assert_int_equal(counter_asked("ListProducts"), 2);
    counter_tell_prices("VASE", 90000);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"
                                           " WHERE total = 90000"),
                     2);
}

static void an_unknown_sku_asks_again_but_once_a_second(void **state)
{
    struct stand_reply *reply;

    (void)state;
    counter_order(7, "1", "MUG", 1);
    counter_tell_prices("PEN", 500);
    assert_int_equal(counter_order(7, "2", "VASE", 1)->error,
                     ERROR_UNPROCESSABLE);
    assert_int_equal(counter_asked("ListProducts"), 1);
    stand_pass(&counter, PRICELIST_AGAIN_MS + 1);
    reply = counter_order(7, "2", "VASE", 1);
    assert_false(reply->done);
    counter_tell_prices("VASE", 90000);
    counter_confirm();
    assert_int_equal(((const Shop__Order *)reply->out)->total, 90000);
    assert_int_equal(counter_asked("ListProducts"), 2);
}

static void an_old_list_serves_while_a_new_one_is_asked_for(void **state)
{
    (void)state;
    counter_order(7, "1", "MUG", 1);
    counter_tell_prices("PEN", 500);
    stand_pass(&counter, PRICELIST_OLD_MS + 1);
    counter_order(7, "2", "PEN", 1);
    assert_int_equal(counter_asked("ListProducts"), 2);
    counter_tell_prices("PEN", 700);
    counter_order(7, "3", "PEN", 1);
    assert_int_equal(counter_asked("ListProducts"), 2);
    assert_int_equal(rules_int(counter.db,
                               "SELECT total FROM orders ORDER BY id DESC"
                               " LIMIT 1"),
                     700);
    assert_int_equal(rules_int(counter.db,
                               "SELECT total FROM orders ORDER BY id"
                               " LIMIT 1 OFFSET 1"),
                     500);
}

static void a_list_that_cannot_be_renewed_serves_on(void **state)
{
    (void)state;
    counter_order(7, "1", "MUG", 1);
    counter_tell_prices("PEN", 500);
    stand_pass(&counter, PRICELIST_OLD_MS + 1);
    counter_order(7, "2", "PEN", 1);
    counter_no("ListProducts", ERROR_UNAVAILABLE, NULL);
    counter_order(7, "3", "PEN", 1);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 3);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, counter_open_blind, counter_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_orders_wait_for_one_list),
        TEST(of_two_that_wait_with_one_key_one_is_placed),
        TEST(of_those_that_wait_a_wrong_one_harms_no_other),
        TEST(of_those_that_wait_a_failed_one_leaves_nothing),
        TEST(without_a_list_nothing_is_placed),
        TEST(silence_ends_the_waiting_too),
        TEST(late_silence_ends_the_waiting_too),
        TEST(an_unknown_sku_waits_for_one_late_list_only),
        TEST(a_sku_that_may_be_in_the_list_under_way_waits_for_it),
        TEST(an_unknown_sku_asks_again_but_once_a_second),
        TEST(an_old_list_serves_while_a_new_one_is_asked_for),
        TEST(a_list_that_cannot_be_renewed_serves_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
