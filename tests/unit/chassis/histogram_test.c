/*
 * histogram_test -- how exact it is, and merging.
 */
#include "chassis/histogram.h"

#include <string.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

static struct histogram a, b, both;

static int empty(void **state)
{
    (void)state;
    histogram_init(&a);
    histogram_init(&b);
    histogram_init(&both);
    return 0;
}

static void an_empty_one_gives_zero(void **state)
{
    (void)state;
    assert_int_equal(histogram_quantile(&a, 0.99), 0);
    assert_true(histogram_mean(&a) == 0);
}

static void one_value_is_every_quantile(void **state)
{
    (void)state;
    histogram_record(&a, 123456);
    assert_int_equal(histogram_quantile(&a, 0), 123456);
    assert_int_equal(histogram_quantile(&a, 0.5), 123456);
    assert_int_equal(histogram_quantile(&a, 1), 123456);
    assert_true(histogram_mean(&a) == 123456);
}

static void small_values_are_exact(void **state)
{
    (void)state;
    for (int i = 1; i <= 100; i++)
        histogram_record(&a, i);
    assert_int_equal(histogram_quantile(&a, 0.5), 50);
    assert_int_equal(histogram_quantile(&a, 0.99), 99);
    assert_int_equal(histogram_quantile(&a, 0.991), 100);
    assert_int_equal(histogram_quantile(&a, 0), 1);
    assert_true(histogram_mean(&a) == 50.5);
}

static void large_values_are_exact_to_one_part_in_64(void **state)
{
    (void)state;
    for (int64_t value = 1; value < (int64_t)1 << 38; value += value / 3 + 1) {
        histogram_init(&a);
        histogram_record(&a, 0);
        histogram_record(&a, value);
        histogram_record(&a, (int64_t)1 << 38);
        int64_t told = histogram_quantile(&a, 0.5);
        assert_true(told >= value);
        assert_true(told - value <= value / 64);
    }
}

static void values_out_of_range_are_held_at_its_ends(void **state)
{
    (void)state;
    histogram_record(&a, -5);
    assert_int_equal(a.max, 0);
    histogram_record(&a, INT64_MAX);
    assert_int_equal(a.min, 0);
    assert_true(histogram_quantile(&a, 1) == ((int64_t)1 << 39) - 1);
    assert_int_equal(a.buckets[HISTOGRAM_BUCKETS - 1], 1);
}

static void merged_is_as_if_recorded_together(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    histogram_add(&a, &b);
    assert_int_equal(a.count, 0);
    for (int i = 0; i < 10000; i++) {
        int64_t value = (int64_t)random_below(&random, 1000000) + 10;
        histogram_record(i % 3 ? &a : &b, value);
        histogram_record(&both, value);
    }
    histogram_add(&a, &b);
    assert_memory_equal(&a, &both, sizeof a);
}

#define EMPTY(test) cmocka_unit_test_setup(test, empty)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY(an_empty_one_gives_zero),
        EMPTY(one_value_is_every_quantile),
        EMPTY(small_values_are_exact),
        EMPTY(large_values_are_exact_to_one_part_in_64),
        EMPTY(values_out_of_range_are_held_at_its_ends),
        EMPTY(merged_is_as_if_recorded_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
