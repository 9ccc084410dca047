/*
 * id_test -- the letters, the order, and texts that are no ids.
 */
#include "chassis/id.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void time_and_chance_are_spelled_as_the_specification_says(void **state)
{
    (void)state;
    struct id_source source = {0};
    /* 1469918176385 is the time of the specification's own example. */
    struct id id = id_make(&source, 1469918176385, 0, 0);
    assert_string_equal(id.text, "01ARYZ6S410000000000000000");
    id = id_make(&source, 1469918176386, 0xFFFF, UINT64_MAX);
    assert_string_equal(id.text, "01ARYZ6S42ZZZZZZZZZZZZZZZZ");
}

static void ids_of_one_millisecond_rise(void **state)
{
    (void)state;
    struct id_source source = {0};
    struct id last = id_make(&source, 1000, 1, 2);
    for (int i = 0; i < 5000; i++) {
        struct id id = id_make(&source, 1000, 0, 0);
        assert_true(strcmp(last.text, id.text) < 0);
        last = id;
    }
}

static void ids_rise_while_the_clock_goes_back(void **state)
{
    (void)state;
    struct id_source source = {0};
    struct id last = id_make(&source, 5000, 1, 2);
    for (int64_t ms = 4999; ms > 4000; ms -= 100) {
        struct id id = id_make(&source, ms, 9, 9);
        assert_true(strcmp(last.text, id.text) < 0);
        last = id;
    }
}

static void a_full_millisecond_borrows_the_next(void **state)
{
    (void)state;
    struct id_source source = {0};
    struct id full = id_make(&source, 1000, UINT64_MAX, UINT64_MAX);
    struct id next = id_make(&source, 1000, 0, 5);
    assert_true(strcmp(full.text, next.text) < 0);
    assert_int_equal(source.last_ms, 1001);
}

static void two_sources_that_start_at_time_zero_differ(void **state)
{
    (void)state;
    struct id_source a = {0};
    struct id_source b = {0};
    struct id from_a = id_make(&a, 0, 1, 2);
    struct id from_b = id_make(&b, 0, 3, 4);
    assert_string_not_equal(from_a.text, from_b.text);
}

static void only_ids_are_valid(void **state)
{
    (void)state;
    struct id_source source = {0};
    assert_true(id_valid(id_make(&source, 1469918176385, 7, 8).text));
    assert_true(id_valid("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    assert_false(id_valid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    assert_false(id_valid("01ARYZ6S41000000000000000"));
    assert_false(id_valid("01ARYZ6S4100000000000000000"));
    assert_false(id_valid("01ARYZ6S41000000000000000U"));
    assert_false(id_valid("01aryz6s410000000000000000"));
    assert_false(id_valid("\xff"
                          "1ARYZ6S41000000000000000"));
    assert_false(id_valid(""));
    assert_false(id_valid(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_and_chance_are_spelled_as_the_specification_says),
        cmocka_unit_test(ids_of_one_millisecond_rise),
        cmocka_unit_test(ids_rise_while_the_clock_goes_back),
        cmocka_unit_test(a_full_millisecond_borrows_the_next),
        cmocka_unit_test(two_sources_that_start_at_time_zero_differ),
        cmocka_unit_test(only_ids_are_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
