/*
 * clock_test -- the form for people, and that time goes on.
 */
#include "chassis/clock.h"

#include "tests/support/cmocka_all.h"

static void is_printed_as(int64_t wall_ms, const char *wanted)
{
    char text[CLOCK_TEXT_BYTES];
    clock_format(wall_ms, text);
    assert_string_equal(text, wanted);
}

static void times_are_printed_in_utc_with_milliseconds(void **state)
{
    (void)state;
    is_printed_as(0, "1970-01-01T00:00:00.000Z");
    is_printed_as(1769850307123, "2026-01-31T09:05:07.123Z");
    is_printed_as(951782400000, "2000-02-29T00:00:00.000Z");
}

static void times_out_of_the_form_are_held_at_its_ends(void **state)
{
    (void)state;
    is_printed_as(-1, "1970-01-01T00:00:00.000Z");
    is_printed_as(INT64_MAX, "9999-12-31T23:59:59.999Z");
}

static void monotonic_time_never_goes_back(void **state)
{
    (void)state;
    int64_t last = clock_monotonic_ns();
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_monotonic_ns();
        assert_true(now >= last);
        last = now;
    }
    int64_t ms = clock_monotonic_ms();
    assert_true(ms >= last / 1000000);
    assert_true(clock_wall_ms() > 1700000000000);
}

static void a_pause_lasts_as_long_as_was_asked(void **state)
{
    (void)state;
    int64_t start = clock_monotonic_ns();
    clock_sleep_ms(0);
    clock_sleep_ms(-5);
    clock_sleep_ms(3);
    assert_true(clock_monotonic_ns() - start >= 3000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_printed_in_utc_with_milliseconds),
        cmocka_unit_test(times_out_of_the_form_are_held_at_its_ends),
        cmocka_unit_test(monotonic_time_never_goes_back),
        cmocka_unit_test(a_pause_lasts_as_long_as_was_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
