/*
 * money_test -- sums that fit, and sums that do not.
 */
#include "domain/money.h"

#include "tests/support/cmocka_all.h"

static void small_sums_are_exact(void **state)
{
    int64_t won = 0;

    (void)state;
    assert_int_equal(money_add(12000, -2000, &won), ERROR_OK);
    assert_int_equal(won, 10000);
    assert_int_equal(money_multiply(12000, 99, &won), ERROR_OK);
    assert_int_equal(won, 1188000);
}

static void the_bound_itself_is_allowed(void **state)
{
    int64_t won = 0;

    (void)state;
    assert_int_equal(money_add(MONEY_MAX_WON - 1, 1, &won), ERROR_OK);
    assert_true(won == MONEY_MAX_WON);
    assert_int_equal(money_multiply(MONEY_MAX_WON, -1, &won), ERROR_OK);
    assert_true(won == -MONEY_MAX_WON);
}

static void one_won_more_is_refused_and_leaves_the_sum(void **state)
{
    int64_t won = 7;

    (void)state;
    assert_int_equal(money_add(MONEY_MAX_WON, 1, &won), ERROR_UNPROCESSABLE);
    assert_int_equal(money_add(-MONEY_MAX_WON, -1, &won), ERROR_UNPROCESSABLE);
    assert_int_equal(money_multiply(MONEY_MAX_WON, 2, &won),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(won, 7);
}

static void a_sum_past_64_bits_does_not_wrap(void **state)
{
    int64_t won = 7;

    (void)state;
    assert_int_equal(money_add(INT64_MAX, INT64_MAX, &won),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(money_add(INT64_MIN, INT64_MIN, &won),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(money_multiply(INT64_MIN, -1, &won), ERROR_UNPROCESSABLE);
    /* 2^32 * 2^32 would be 0 again. */
    assert_int_equal(
        money_multiply(INT64_C(4294967296), INT64_C(4294967296), &won),
        ERROR_UNPROCESSABLE);
    assert_int_equal(won, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_sums_are_exact),
        cmocka_unit_test(the_bound_itself_is_allowed),
        cmocka_unit_test(one_won_more_is_refused_and_leaves_the_sum),
        cmocka_unit_test(a_sum_past_64_bits_does_not_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
