/*
 * backoff_test -- the waits between the deaths of a process.
 */
#include "split/platform/supervisor/backoff.h"

#include "tests/support/cmocka_all.h"

static void the_wait_doubles_up_to_five_seconds(void **state)
{
    static const int64_t waits[] = {100, 200, 400, 800, 1600, 3200, 5000};
    struct backoff backoff;
    int64_t now = 0, wait = 0;
    (void)state;
    backoff_reset(&backoff);
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        assert_true(backoff_died(&backoff, now, 10, &wait));
        assert_int_equal(wait, waits[i]);
        now += wait + 10;
    }
}

static void eight_early_deaths_in_a_minute_are_enough(void **state)
{
    struct backoff backoff;
    int64_t wait = 0;
    (void)state;
    backoff_reset(&backoff);
    for (int i = 0; i < BACKOFF_DEATHS - 1; i++)
        assert_true(backoff_died(&backoff, i * 1000, 10, &wait));
    assert_false(backoff_died(&backoff, 8000, 10, &wait));
}

static void a_good_life_begins_anew(void **state)
{
    struct backoff backoff;
    int64_t wait = 0;
    (void)state;
    backoff_reset(&backoff);
    for (int i = 0; i < 4; i++)
        backoff_died(&backoff, i * 1000, 10, &wait);
    assert_true(backoff_died(&backoff, 20000, 10000, &wait));
    assert_int_equal(wait, 100);
}

static void slow_deaths_are_never_a_loop(void **state)
{
    struct backoff backoff;
    int64_t wait = 0;
    (void)state;
    backoff_reset(&backoff);
    for (int64_t i = 0; i < 100; i++)
        assert_true(backoff_died(&backoff, i * 10000, 10, &wait));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wait_doubles_up_to_five_seconds),
        cmocka_unit_test(eight_early_deaths_in_a_minute_are_enough),
        cmocka_unit_test(a_good_life_begins_anew),
        cmocka_unit_test(slow_deaths_are_never_a_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
