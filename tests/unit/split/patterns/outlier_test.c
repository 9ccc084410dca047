/*
 * Out for failures in a row or for a bad success rate, longer each time, and
 * forgiven step by step.
 */
#include "split/patterns/outlier.h"

#include "tests/support/cmocka_all.h"

static const struct outlier_rules rules = {.consecutive = 3,
                                           .interval_ms = 1000,
                                           .base_ms = 100,
                                           .most_ms = 250,
                                           .ejected_percent = 50,
                                           .success_rate = 1,
                                           .least_hosts = 3,
                                           .least_calls = 10,
                                           .deviations_thousandths = 1300};

static void a_success_breaks_the_row(void **state)
{
    struct outlier one = {0};

    (void)state;
    for (int i = 0; i < 100; i++) {
        assert_false(outlier_record(&one, &rules, true));
        assert_false(outlier_record(&one, &rules, true));
        assert_false(outlier_record(&one, &rules, false));
    }
    outlier_record(&one, &rules, true);
    outlier_record(&one, &rules, true);
    assert_true(outlier_record(&one, &rules, true));
}

static void each_ejection_is_longer_up_to_the_most(void **state)
{
    static const int64_t lengths[] = {100, 200, 250, 250, 250};
    struct outlier one = {0};
    int64_t now = 5000;

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        outlier_eject(&one, &rules, now);
        assert_false(outlier_is_in(&one, now));
        assert_false(outlier_is_in(&one, now + lengths[i] - 1));
        now += lengths[i];
        assert_true(outlier_is_in(&one, now));
    }
}

static void good_intervals_shorten_the_next_ejection(void **state)
{
    struct outlier one = {0};
    struct outlier *all[] = {&one};
    bool out[1];

    (void)state;
    outlier_eject(&one, &rules, 0);
    outlier_eject(&one, &rules, 0);
    outlier_sweep(all, 1, &rules, out); /* still out: nothing is forgiven */
    assert_int_equal(one.ejections, 2);
    assert_true(outlier_is_in(&one, 200));
    outlier_sweep(all, 1, &rules, out);
    assert_int_equal(one.ejections, 1);
    outlier_sweep(all, 1, &rules, out);
    outlier_sweep(all, 1, &rules, out);
    assert_int_equal(one.ejections, 0);
}

static void the_cap_rounds_down(void **state)
{
    struct outlier_rules ten = rules;

    (void)state;
    ten.ejected_percent = 10;
    assert_false(outlier_cap_allows(&ten, 1, 0));
    assert_false(outlier_cap_allows(&ten, 9, 0));
    assert_true(outlier_cap_allows(&ten, 10, 0));
    assert_false(outlier_cap_allows(&ten, 10, 1));
    assert_true(outlier_cap_allows(&rules, 2, 0));
    assert_false(outlier_cap_allows(&rules, 2, 1));
    ten.ejected_percent = 100;
    assert_true(outlier_cap_allows(&ten, 10, 8));
    assert_false(outlier_cap_allows(&ten, 10, 9));
}

static void calls(struct outlier *one, int good, int bad)
{
    one->successes += good;
    one->failures += bad;
}

static void who_is_far_under_the_mean_goes(void **state)
{
    struct outlier hosts[4] = {0};
    struct outlier *all[] = {&hosts[0], &hosts[1], &hosts[2], &hosts[3]};
    bool out[4];

    (void)state;
    calls(&hosts[0], 100, 0);
    calls(&hosts[1], 60, 40);
    calls(&hosts[2], 99, 1);
    calls(&hosts[3], 1, 8); /* too few to tell */
    outlier_sweep(all, 4, &rules, out);
    assert_false(out[0]);
    assert_true(out[1]);
    assert_false(out[2]);
    assert_false(out[3]);
    /* The next interval starts with nothing. */
    outlier_sweep(all, 4, &rules, out);
    assert_false(out[1]);
}

static void who_is_as_bad_as_all_stays(void **state)
{
    struct outlier hosts[3] = {0};
    struct outlier *all[] = {&hosts[0], &hosts[1], &hosts[2]};
    bool out[3];

    (void)state;
    for (int i = 0; i < 3; i++)
        calls(&hosts[i], 10, 90);
    outlier_sweep(all, 3, &rules, out);
    assert_false(out[0] || out[1] || out[2]);
}

static void two_hosts_are_not_compared(void **state)
{
    struct outlier hosts[2] = {0};
    struct outlier *all[] = {&hosts[0], &hosts[1]};
    bool out[2];

    (void)state;
    calls(&hosts[0], 100, 0);
    calls(&hosts[1], 0, 100);
    outlier_sweep(all, 2, &rules, out);
    assert_false(out[0] || out[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_success_breaks_the_row),
        cmocka_unit_test(each_ejection_is_longer_up_to_the_most),
        cmocka_unit_test(good_intervals_shorten_the_next_ejection),
        cmocka_unit_test(the_cap_rounds_down),
        cmocka_unit_test(who_is_far_under_the_mean_goes),
        cmocka_unit_test(who_is_as_bad_as_all_stays),
        cmocka_unit_test(two_hosts_are_not_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
