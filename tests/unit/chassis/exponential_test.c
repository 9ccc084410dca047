/*
 * exponential_test -- every value is in the bucket whose bounds hold it.
 */
#include "chassis/exponential.h"

#include "tests/support/cmocka_all.h"

static void every_value_stands_between_its_bounds(void **state)
{
    (void)state;
    for (int64_t value = 1; value < 3000000; value += 1 + value / 97) {
        size_t bucket = exponential_bucket(value);
        assert_true(value <= exponential_upper(bucket));
        if (bucket > 0)
            assert_true(value >= exponential_upper(bucket - 1));
    }
}

static void a_power_of_two_closes_its_bucket(void **state)
{
    (void)state;
    for (int shift = 1; shift < 28; shift++) {
        size_t bucket = exponential_bucket((int64_t)1 << shift);
        assert_int_equal(bucket, 4 * shift - 1);
        assert_int_equal(exponential_upper(bucket), (int64_t)1 << shift);
        assert_int_equal(exponential_bucket(((int64_t)1 << shift) + 1) > bucket,
                         1);
    }
}

static void what_is_beyond_is_in_the_last(void **state)
{
    (void)state;
    assert_int_equal(exponential_bucket(-5), 0);
    assert_int_equal(exponential_bucket(0), 0);
    assert_int_equal(exponential_bucket(INT64_MAX), EXPONENTIAL_BUCKETS - 1);
}

static void a_quantile_is_never_too_low(void **state)
{
    uint32_t counts[EXPONENTIAL_BUCKETS] = {0};
    (void)state;
    assert_int_equal(exponential_quantile(counts, 0.5), 0);
    for (int64_t value = 1; value <= 1000; value++)
        counts[exponential_bucket(value)]++;
    int64_t median = exponential_quantile(counts, 0.5);
    assert_true(median >= 500 && median <= 500 * 1.2 + 1);
    int64_t high = exponential_quantile(counts, 0.99);
    assert_true(high >= 990 && high <= 990 * 1.2 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_stands_between_its_bounds),
        cmocka_unit_test(a_power_of_two_closes_its_bucket),
        cmocka_unit_test(what_is_beyond_is_in_the_last),
        cmocka_unit_test(a_quantile_is_never_too_low),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
