/*
 * What is left shrinks with each hop and each attempt, and never turns
 * negative or overflows.
 */
#include "split/patterns/deadline.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static struct deadline usual(void)
{
    struct deadline deadline;

    parameter_defaults(deadline_parameters, DEADLINE_PARAMETERS, &deadline);
    return deadline;
}

static void who_asks_for_nothing_gets_the_total(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    assert_int_equal(deadline_accept(&deadline, 100, DEADLINE_NOT_ASKED), 5100);
}

static void who_asks_for_less_gets_less_and_nobody_more_than_most(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    assert_int_equal(deadline_accept(&deadline, 100, 30), 130);
    assert_int_equal(deadline_accept(&deadline, 100, 0), 100);
    assert_int_equal(deadline_accept(&deadline, 100, INT64_MAX), 60100);
    deadline.most_ms = 1000;
    assert_int_equal(deadline_accept(&deadline, 100, DEADLINE_NOT_ASKED), 1100);
}

static void what_has_passed_leaves_nothing(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    assert_int_equal(deadline_left_ms(100, 100), 0);
    assert_int_equal(deadline_left_ms(100, 101), 0);
    assert_int_equal(deadline_left_ms(INT64_MIN, INT64_MAX), 0);
    assert_int_equal(deadline_try_ms(&deadline, 100, 5000), 0);
}

static void sums_are_cut_at_the_ends(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    assert_int_equal(deadline_at_ms(INT64_MAX - 1, 5), INT64_MAX);
    assert_int_equal(deadline_at_ms(INT64_MIN + 1, -5), INT64_MIN);
    assert_int_equal(deadline_left_ms(INT64_MAX, INT64_MIN), INT64_MAX);
    assert_int_equal(deadline_left_ms(INT64_MAX, -1), INT64_MAX);
    assert_int_equal(deadline_accept(&deadline, INT64_MAX - 10, 100),
                     INT64_MAX);
    assert_int_equal(deadline_after_try_ms(&deadline, 5000, 0, INT64_MAX), 0);
    assert_int_equal(deadline_after_try_ms(&deadline, INT64_MAX, 0, INT64_MAX),
                     0);
}

static void each_hop_keeps_something_back(void **state)
{
    struct deadline deadline = usual();
    int64_t left = deadline_accept(&deadline, 0, 50);
    int hops = 0;

    (void)state;
    /* 50, 45, 40 ... 5: at 5 nothing useful is left behind the allowance. */
    for (;;) {
        int64_t next = deadline_hop_ms(&deadline, deadline_at_ms(0, left), 0);

        assert_true(next < left);
        if (next == 0)
            break;
        left = next;
        hops++;
    }
    assert_int_equal(hops, 9);
    assert_int_equal(left, 5);
}

static void a_call_with_too_little_left_is_not_begun(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    deadline.least_ms = 20;
    assert_int_equal(deadline_hop_ms(&deadline, 25, 0), 20);
    assert_int_equal(deadline_hop_ms(&deadline, 24, 0), 0);
    assert_int_equal(deadline_hop_ms(&deadline, 3, 0), 0);
}

static void a_try_is_shorter_than_the_whole(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    assert_int_equal(deadline_try_ms(&deadline, 1000, 0), 995);
    deadline.try_ms = 300;
    assert_int_equal(deadline_try_ms(&deadline, 1000, 0), 300);
    assert_int_equal(deadline_try_ms(&deadline, 1000, 900), 95);
}

static void what_a_hung_try_leaves_for_the_next(void **state)
{
    struct deadline deadline = usual();

    (void)state;
    /* Without a time-out for each try, the first one may eat it all. */
    assert_int_equal(deadline_after_try_ms(&deadline, 1000, 0, 10), 0);
    deadline.try_ms = 300;
    assert_int_equal(deadline_after_try_ms(&deadline, 1000, 0, 10), 685);
    assert_int_equal(deadline_after_try_ms(&deadline, 1000, 0, 0), 695);
}

static int64_t odd(struct random *random)
{
    static const int64_t corners[] = {INT64_MIN, -1, 0, 1, INT64_MAX};

    if (random_percent(random, 20))
        return corners[random_below(random, 5)];
    if (random_percent(random, 20))
        return (int64_t)random_next(random);
    return (int64_t)random_below(random, 100000);
}

static void nothing_is_ever_negative_or_longer(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int i = 0; i < 200000; i++) {
        struct deadline deadline = usual();
        int64_t now = odd(&random), asked = odd(&random), later = odd(&random);
        int64_t at = deadline_accept(&deadline, now, asked);

        deadline.try_ms = (int64_t)random_below(&random, 3) * 100;
        int64_t left = deadline_left_ms(at, later);
        int64_t hop = deadline_hop_ms(&deadline, at, later);
        int64_t try = deadline_try_ms(&deadline, at, later);
        int64_t after =
            deadline_after_try_ms(&deadline, at, later, odd(&random));

        assert_true(left >= 0 && hop >= 0 && try >= 0 && after >= 0);
        assert_true(hop <= left && try <= hop && after <= hop);
        if (asked >= 0)
            assert_true(deadline_left_ms(at, now) <= asked);
        if (hop > 0)
            assert_true(hop >= deadline.least_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_for_nothing_gets_the_total),
        cmocka_unit_test(who_asks_for_less_gets_less_and_nobody_more_than_most),
        cmocka_unit_test(what_has_passed_leaves_nothing),
        cmocka_unit_test(sums_are_cut_at_the_ends),
        cmocka_unit_test(each_hop_keeps_something_back),
        cmocka_unit_test(a_call_with_too_little_left_is_not_begun),
        cmocka_unit_test(a_try_is_shorter_than_the_whole),
        cmocka_unit_test(what_a_hung_try_leaves_for_the_next),
        cmocka_unit_test(nothing_is_ever_negative_or_longer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
