/*
 * customers_test -- PINs that are never kept, and the summary of orders.
 */
#include "domain/customers/customers.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static int open_shop(void **state)
{
    *state = rules_open(customers_schema, customers_seed);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    return 0;
}

static void everybody_gets_in_with_their_own_pin_only(void **state)
{
    struct customer customer;

    for (int id = 1; id <= CUSTOMERS_SEEDED; id++) {
        char pin[16], other[16];

        snprintf(pin, sizeof(pin), "%04d", id);
        snprintf(other, sizeof(other), "%04d", id + 1);
        assert_int_equal(customers_authenticate(*state, id, pin, &customer),
                         ERROR_OK);
        assert_int_equal(customer.id, id);
        assert_int_equal(customers_authenticate(*state, id, other, &customer),
                         ERROR_UNAUTHENTICATED);
    }
}

static void a_stranger_and_a_wrong_pin_get_the_same_sentence(void **state)
{
    char sentence[ERROR_DETAIL_BYTES];
    struct customer customer;

    assert_int_equal(customers_authenticate(*state, 7, "7777", &customer),
                     ERROR_UNAUTHENTICATED);
    snprintf(sentence, sizeof(sentence), "%s",
             error_detail(ERROR_UNAUTHENTICATED));
    assert_int_equal(customers_authenticate(*state, 101, "0101", &customer),
                     ERROR_UNAUTHENTICATED);
    assert_string_equal(error_detail(ERROR_UNAUTHENTICATED), sentence);
    assert_int_equal(customers_authenticate(*state, 7, "", &customer),
                     ERROR_UNAUTHENTICATED);
    assert_int_equal(customers_authenticate(*state, 7, "7", &customer),
                     ERROR_UNAUTHENTICATED);
    assert_int_equal(customers_authenticate(*state, -7, "0007", &customer),
                     ERROR_UNAUTHENTICATED);
}

static void no_pin_is_in_the_database(void **state)
{
    assert_int_equal(
        rules_int(*state, "SELECT count(*) FROM customers"
                          " WHERE instr(pin_digest,"
                          " CAST(printf('%04d', id) AS BLOB)) > 0"
                          " OR instr(salt, CAST(printf('%04d', id) AS BLOB))"),
        0);
    assert_int_equal(rules_int(*state,
                               "SELECT count(DISTINCT pin_digest)"
                               " + count(DISTINCT salt) FROM customers"),
                     200);
}

static void only_the_manager_may_restock(void **state)
{
    struct customer customer;

    assert_int_equal(customers_get(*state, CUSTOMERS_MANAGER, &customer), 0);
    assert_string_equal(customer.scope,
                        "orders:read orders:write stock:write admin");
    assert_int_equal(customers_get(*state, 7, &customer), 0);
    assert_string_equal(customer.scope, "orders:read orders:write");
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM customers"
                                       " WHERE scope LIKE '%admin%'"),
                     1);
}

static void a_hundred_customers_have_a_hundred_names(void **state)
{
    assert_int_equal(customers_seed(*state), ERROR_OK);
    assert_int_equal(
        rules_int(*state, "SELECT count(DISTINCT name_ko) FROM customers"),
        100);
    assert_int_equal(
        rules_int(*state, "SELECT count(DISTINCT name_en) FROM customers"),
        100);
}

static void two_seedings_give_the_same_rows(void **state)
{
    struct db *other = rules_open(customers_schema, customers_seed);
    struct customer a, b;

    for (int id = 1; id <= CUSTOMERS_SEEDED; id++) {
        memset(&a, 0, sizeof(a));
        memset(&b, 0, sizeof(b));
        assert_int_equal(customers_get(*state, id, &a), ERROR_OK);
        assert_int_equal(customers_get(other, id, &b), ERROR_OK);
        assert_string_equal(a.name_ko, b.name_ko);
        assert_string_equal(a.name_en, b.name_en);
    }
    db_close(other);
}

static void an_unknown_customer_is_not_found(void **state)
{
    struct customer customer;

    assert_int_equal(customers_get(*state, 0, &customer), ERROR_NOT_FOUND);
    assert_int_equal(customers_get(*state, 101, &customer), ERROR_NOT_FOUND);
    assert_int_equal(customers_note_order(*state, 101, 1, 1), ERROR_NOT_FOUND);
}

static void the_summary_adds_and_takes_away(void **state)
{
    struct customer customer;

    assert_int_equal(customers_note_order(*state, 7, 1, 12000), ERROR_OK);
    assert_int_equal(customers_note_order(*state, 7, 1, 5000), ERROR_OK);
    assert_int_equal(customers_note_order(*state, 7, -1, -12000), ERROR_OK);
    assert_int_equal(customers_get(*state, 7, &customer), ERROR_OK);
    assert_int_equal(customer.orders_confirmed, 1);
    assert_int_equal(customer.won_spent, 5000);
}

static void a_summary_below_zero_is_refused(void **state)
{
    struct customer customer;

    assert_int_equal(customers_note_order(*state, 7, -1, -1), ERROR_CONFLICT);
    assert_int_equal(customers_get(*state, 7, &customer), ERROR_OK);
    assert_int_equal(customer.orders_confirmed, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)
    const struct CMUnitTest tests[] = {
        TEST(everybody_gets_in_with_their_own_pin_only),
        TEST(a_stranger_and_a_wrong_pin_get_the_same_sentence),
        TEST(no_pin_is_in_the_database),
        TEST(only_the_manager_may_restock),
        TEST(a_hundred_customers_have_a_hundred_names),
        TEST(two_seedings_give_the_same_rows),
        TEST(an_unknown_customer_is_not_found),
        TEST(the_summary_adds_and_takes_away),
        TEST(a_summary_below_zero_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
