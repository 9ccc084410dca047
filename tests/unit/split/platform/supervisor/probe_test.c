/*
 * probe_test -- how many silences make a process dead, and when one may sleep.
 */
#include "split/platform/supervisor/probe.h"

#include "tests/support/cmocka_all.h"

static const struct probe_rules rules = {
    .period_ms = 1000, .patience_ms = 2000, .threshold = 3};

static void silences_in_a_row_make_it_dead(void **state)
{
    struct child_health health = {0};
    (void)state;
    assert_int_equal(probe_judge(&rules, &health, false, false), PROBE_WAITS);
    assert_int_equal(probe_judge(&rules, &health, false, false), PROBE_WAITS);
    assert_int_equal(probe_judge(&rules, &health, false, false), PROBE_DEAD);
}

static void one_answer_forgives_what_was_before(void **state)
{
    struct child_health health = {0};
    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(probe_judge(&rules, &health, false, false),
                         PROBE_WAITS);
        assert_int_equal(probe_judge(&rules, &health, false, false),
                         PROBE_WAITS);
        assert_int_equal(probe_judge(&rules, &health, true, true), PROBE_LIVES);
    }
}

static void not_ready_is_not_dead(void **state)
{
    struct child_health health = {0};
    (void)state;
    for (int i = 0; i < 10; i++)
        assert_int_equal(probe_judge(&rules, &health, true, false),
                         PROBE_LIVES);
    assert_true(health.not_ready);
    probe_judge(&rules, &health, true, true);
    assert_false(health.not_ready);
}

static void nobody_is_asked_twice_at_once(void **state)
{
    struct child_health health = {.asked_ms = 1000};
    (void)state;
    assert_false(probe_due(&rules, &health, 1999));
    assert_true(probe_due(&rules, &health, 2000));
    health.asked = true;
    assert_false(probe_due(&rules, &health, 9000));
}

static void only_an_idle_one_may_sleep(void **state)
{
    struct child_health health = {.served = 7, .served_ms = 1000};
    (void)state;
    assert_false(probe_idle(&health, 7, 0, 1499, 500));
    assert_true(probe_idle(&health, 7, 0, 1500, 500));
    assert_false(probe_idle(&health, 8, 0, 1500, 500)); /* served somebody */
    assert_false(probe_idle(&health, 7, 1, 1500, 500)); /* serves somebody */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silences_in_a_row_make_it_dead),
        cmocka_unit_test(one_answer_forgives_what_was_before),
        cmocka_unit_test(not_ready_is_not_dead),
        cmocka_unit_test(nobody_is_asked_twice_at_once),
        cmocka_unit_test(only_an_idle_one_may_sleep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
