/*
 * The back-off doubles, is drawn from the whole range, and stops growing.
 */
#include "split/patterns/retry.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static const struct retry retry = {.base_ms = 20, .cap_ms = 1000};

static void the_range_doubles_up_to_the_cap(void **state)
{
    static const int64_t most[] = {20, 40, 80, 160, 320, 640, 1000, 1000};

    (void)state;
    for (unsigned failures = 0; failures < 8; failures++) {
        uint64_t top = (uint64_t)most[failures] - 1;

        assert_int_equal(retry_delay_ms(&retry, failures, 0), 1);
        assert_int_equal(retry_delay_ms(&retry, failures, top), most[failures]);
        assert_int_equal(retry_delay_ms(&retry, failures, top + 1), 1);
    }
}

static void a_million_failures_wait_no_longer_than_the_cap(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t ms = retry_delay_ms(&retry, 1000000, random_next(&random));

        assert_true(ms >= 1 && ms <= 1000);
    }
    assert_true(retry_delay_ms(&retry, UINT32_MAX, UINT64_MAX) <= 1000);
}

static void the_jitter_is_full(void **state)
{
    struct random random = rules_random();
    int64_t sum = 0;
    enum { DRAWS = 20000 };

    (void)state;
    for (int i = 0; i < DRAWS; i++)
        sum += retry_delay_ms(&retry, 9, random_next(&random));
    /* An even draw from 1 to 1000 has the mean 500.5; its standard error here
     * is about 2. */
    assert_in_range(sum / DRAWS, 485, 515);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_range_doubles_up_to_the_cap),
        cmocka_unit_test(a_million_failures_wait_no_longer_than_the_cap),
        cmocka_unit_test(the_jitter_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
