/*
 * judge_test -- figures in, verdict out.
 */
#include "split/platform/supervisor/judge.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static const struct judge_rules rules = {.minimum_calls = 20,
                                         .error_points = 5,
                                         .slower_times = 3,
                                         .slower_ms = 10,
                                         .tail_ms = 50};

static enum judgement ask(struct judge_figures old, struct judge_figures new,
                          const char *says)
{
    char why[200];
    enum judgement judgement = judge(&rules, &old, &new, why, sizeof why);
    if (!strstr(why, says))
        fail_msg("wanted \"%s\", got \"%s\"", says, why);
    return judgement;
}

static void nothing_is_said_before_enough_calls(void **state)
{
    (void)state;
    assert_int_equal(ask((struct judge_figures){100, 0, 1000, 1000},
                         (struct judge_figures){15, 4, 900000, 900000},
                         "19 of 20"),
                     JUDGE_WAIT);
    assert_int_equal(ask((struct judge_figures){100, 0, 1000, 1000},
                         (struct judge_figures){16, 4, 900000, 900000},
                         "20.0 %"),
                     JUDGE_BAD);
}

static void most_of_a_few_are_enough_to_condemn(void **state)
{
    const struct judge_figures old = {100, 0, 1000, 1000};
    (void)state;
    assert_int_equal(ask(old, (struct judge_figures){0, 4, 1000, 1000}, "4 of"),
                     JUDGE_WAIT);
    assert_int_equal(
        ask(old, (struct judge_figures){5, 5, 1000, 1000}, "10 of"),
        JUDGE_WAIT);
    assert_int_equal(
        ask(old, (struct judge_figures){4, 5, 1000, 1000}, "of 9 calls failed"),
        JUDGE_BAD);
    /* Where the old one fails as often, it is not the version. */
    assert_int_equal(ask((struct judge_figures){40, 60, 1000, 1000},
                         (struct judge_figures){4, 5, 1000, 1000}, "9 of 20"),
                     JUDGE_WAIT);
}

static void the_same_is_good(void **state)
{
    (void)state;
    assert_int_equal(ask((struct judge_figures){100, 3, 5000, 5000},
                         (struct judge_figures){100, 3, 5000, 5000},
                         "103 calls"),
                     JUDGE_GOOD);
}

static void errors_are_compared_with_the_old_ones(void **state)
{
    const struct judge_figures sick = {70, 30, 1000, 1000};
    (void)state;
    /* 34 % against 30 %: within the points. 36 %: not. */
    assert_int_equal(
        ask(sick, (struct judge_figures){66, 34, 1000, 1000}, "34.0 %"),
        JUDGE_GOOD);
    assert_int_equal(
        ask(sick, (struct judge_figures){64, 36, 1000, 1000}, "36.0 %"),
        JUDGE_BAD);
}

static void slow_is_many_times_and_much(void **state)
{
    (void)state;
    /* Ten times slower, but by microseconds: nobody feels it. */
    assert_int_equal(ask((struct judge_figures){100, 0, 500, 500},
                         (struct judge_figures){100, 0, 5000, 5000}, "p99"),
                     JUDGE_GOOD);
    assert_int_equal(ask((struct judge_figures){100, 0, 5000, 5000},
                         (struct judge_figures){100, 0, 50000, 50000},
                         "the median is 50.0 ms"),
                     JUDGE_BAD);
    /* Much slower in milliseconds, but not in proportion. */
    assert_int_equal(ask((struct judge_figures){100, 0, 400000, 400000},
                         (struct judge_figures){100, 0, 500000, 500000}, "p99"),
                     JUDGE_GOOD);
}

static void a_slow_median_is_enough(void **state)
{
    (void)state;
    assert_int_equal(ask((struct judge_figures){100, 0, 2000, 50000},
                         (struct judge_figures){100, 0, 40000, 50000},
                         "the median is 40.0 ms"),
                     JUDGE_BAD);
}

static void a_slow_tail_needs_a_hundred_calls_and_more(void **state)
{
    const struct judge_figures old = {100, 0, 2000, 10000};
    (void)state;
    assert_int_equal(
        ask(old, (struct judge_figures){99, 0, 2000, 100000}, "99 calls"),
        JUDGE_GOOD);
    assert_int_equal(ask(old, (struct judge_figures){100, 0, 2000, 100000},
                         "p99 is 100.0 ms"),
                     JUDGE_BAD);
    assert_int_equal(
        ask(old, (struct judge_figures){100, 0, 2000, 50000}, "p99"),
        JUDGE_GOOD);
}

static void without_old_calls_the_bounds_are_absolute(void **state)
{
    (void)state;
    assert_int_equal(ask((struct judge_figures){0, 0, 0, 0},
                         (struct judge_figures){95, 5, 9000, 9000}, "5.0 %"),
                     JUDGE_GOOD);
    assert_int_equal(ask((struct judge_figures){0, 0, 0, 0},
                         (struct judge_figures){94, 6, 9000, 9000}, "6.0 %"),
                     JUDGE_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_before_enough_calls),
        cmocka_unit_test(most_of_a_few_are_enough_to_condemn),
        cmocka_unit_test(the_same_is_good),
        cmocka_unit_test(errors_are_compared_with_the_old_ones),
        cmocka_unit_test(slow_is_many_times_and_much),
        cmocka_unit_test(a_slow_median_is_enough),
        cmocka_unit_test(a_slow_tail_needs_a_hundred_calls_and_more),
        cmocka_unit_test(without_old_calls_the_bounds_are_absolute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
