/*
 * A second attempt goes out when it is due, is allowed, and is paid for; the
 * first answer wins and the others are to be cancelled.
 */
#include "split/patterns/hedge.h"

#include "split/patterns/retry_budget.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static struct hedge hedge;
static struct hedge_call call;

static int fresh(void **state)
{
    static const struct hedge_params params = {.hedges = 2,
                                               .delay_ms = 100,
                                               .percentile = 90,
                                               .window = 50,
                                               .minimum = 10,
                                               .floor_ms = 5};

    (void)state;
    hedge_init(&hedge, &params);
    hedge_begin(&hedge, &call, 1000, true);
    return 0;
}

/* A call of its own that took so long. */
static void latency(int64_t ms)
{
    struct hedge_call other;

    hedge_begin(&hedge, &other, 0, true);
    hedge_answered(&hedge, &other, 0, ms);
}

static void set(const char *name, int64_t value)
{
    assert_int_equal(hedge_set(&hedge, name, value), ERROR_OK);
}

static void it_is_off_by_default(void **state)
{
    (void)state;
    hedge_init(&hedge, NULL);
    hedge_begin(&hedge, &call, 0, true);
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
    assert_false(hedge_due(&hedge, &call, INT64_MAX - 1));
}

static void it_is_due_after_the_delay(void **state)
{
    (void)state;
    assert_int_equal(hedge_due_ms(&hedge, &call), 1100);
    assert_false(hedge_due(&hedge, &call, 1099));
    assert_true(hedge_due(&hedge, &call, 1100));
}

static void what_may_not_be_repeated_is_never_due(void **state)
{
    (void)state;
    hedge_begin(&hedge, &call, 1000, false);
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
}

static void each_further_attempt_waits_again_and_they_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(hedge_sent(&hedge, &call, 1100, true), 1);
    assert_int_equal(hedge_due_ms(&hedge, &call), 1200);
    assert_int_equal(hedge_sent(&hedge, &call, 1250, true), 2);
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
    assert_int_equal(hedge_figures(&hedge).sent, 2);
}

static void without_budget_none_is_sent(void **state)
{
    (void)state;
    assert_int_equal(hedge_sent(&hedge, &call, 1100, false), -1);
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
    assert_int_equal(hedge_answered(&hedge, &call, 0, 1300), 0);
    assert_int_equal(hedge_figures(&hedge).no_budget, 1);
    assert_int_equal(hedge_figures(&hedge).sent, 0);
}

/* Every call is slow, and every call would be hedged: the budget of the
 * retries bounds both together. */
static void hedges_are_bounded_by_the_budget_of_retries(void **state)
{
    struct retry_budget budget;
    int sent = 0;

    (void)state;
    retry_budget_init(&budget, 0);
    for (int64_t now = 0; now < 10000; now += 10) {
        bool granted;

        hedge_begin(&hedge, &call, now, true);
        retry_budget_call(&budget, now);
        assert_true(hedge_due(&hedge, &call, now + 100));
        granted = retry_budget_has(&budget, now);
        if (granted)
            retry_budget_take(&budget, now);
        sent += hedge_sent(&hedge, &call, now + 100, granted) > 0;
    }
    assert_in_range(sent, 1,
                    1000 * budget.rules.share_percent / 100 +
                        budget.rules.least_per_s * budget.rules.ttl_ms / 1000);
    assert_int_equal(hedge_figures(&hedge).no_budget, 1000 - sent);
}

static void the_first_answer_wins_and_the_others_are_cancelled(void **state)
{
    (void)state;
    hedge_sent(&hedge, &call, 1100, true);
    hedge_sent(&hedge, &call, 1200, true);
    assert_int_equal(hedge_answered(&hedge, &call, 1, 1250), 1u << 0 | 1u << 2);
    assert_int_equal(hedge_figures(&hedge).won_by_hedge, 1);
    assert_int_equal(hedge_figures(&hedge).cancelled, 2);
}

static void a_second_answer_changes_nothing(void **state)
{
    (void)state;
    hedge_sent(&hedge, &call, 1100, true);
    hedge_answered(&hedge, &call, 0, 1150);
    assert_int_equal(hedge_answered(&hedge, &call, 1, 1160), 0);
    assert_false(hedge_failed(&call, 1));
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
    assert_int_equal(hedge_figures(&hedge).won_by_hedge, 0);
}

static void a_failure_counts_when_no_attempt_is_left(void **state)
{
    (void)state;
    hedge_sent(&hedge, &call, 1100, true);
    assert_false(hedge_failed(&call, 0));
    assert_int_not_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
    assert_true(hedge_failed(&call, 1));
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
}

static void the_percentile_is_used_once_it_is_known(void **state)
{
    (void)state;
    for (int i = 1; i < 10; i++) {
        latency(i * 10);
        assert_int_equal(hedge_figures(&hedge).delay_ms, 100);
    }
    latency(1000);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 90);
    assert_int_equal(hedge_due_ms(&hedge, &call), 1090);
    set("percentile", 50);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 50);
    set("percentile", 0);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 100);
}

static void it_is_never_sooner_than_the_floor(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        latency(0);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 5);
}

/* Each first attempt is cancelled soon after the second went out. If only the
 * winners were known, the delay would sink with every call. */
static void cancelled_losers_do_not_make_the_percentile_sink(void **state)
{
    (void)state;
    set("hedges", 1);
    for (int i = 0; i < 20; i++)
        latency(20);
    for (int i = 0; i < 500; i++) {
        int64_t due;

        hedge_begin(&hedge, &call, 0, true);
        due = hedge_due_ms(&hedge, &call);
        hedge_sent(&hedge, &call, due, true);
        hedge_answered(&hedge, &call, 1, due + 2);
        assert_true(hedge_figures(&hedge).delay_ms >= 20);
    }
}

static void a_shorter_window_keeps_the_newest(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++)
        latency(500);
    for (int i = 0; i < 10; i++)
        latency(7);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 500);
    set("window", 10);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 7);
    set("window", 500);
    assert_int_equal(hedge_figures(&hedge).delay_ms, 7);
}

static void fewer_hedges_hold_for_calls_under_way(void **state)
{
    (void)state;
    hedge_sent(&hedge, &call, 1100, true);
    set("hedges", 1);
    assert_int_equal(hedge_due_ms(&hedge, &call), INT64_MAX);
    assert_int_equal(hedge_set(&hedge, "hedges", 4), ERROR_UNPROCESSABLE);
}

/* The sorted list against counting: the percentile of the newest. */
static void the_percentile_agrees_with_counting(void **state)
{
    struct random random = rules_random();
    int64_t all[3000];
    size_t count = 0;

    (void)state;
    set("minimum", 1);
    set("floor-ms", 0);
    while (count < 3000) {
        size_t kept, smaller = 0, same = 0, rank;
        int64_t is;

        if (random_below(&random, 50) == 0)
            set("window", 1 + (int64_t)random_below(&random, 500));
        all[count++] = (int64_t)random_below(&random, 90);
        latency(all[count - 1]);
        is = hedge_figures(&hedge).delay_ms;
        kept = (size_t)hedge.kept;
        assert_true(kept <= (size_t)hedge.params.window && kept <= count);
        for (size_t i = count - kept; i < count; i++) {
            smaller += all[i] < is;
            same += all[i] == is;
        }
        rank = (90 * kept + 99) / 100;
        assert_true(smaller < rank && smaller + same >= rank);
    }
}

#define CASE(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(it_is_off_by_default),
        CASE(it_is_due_after_the_delay),
        CASE(what_may_not_be_repeated_is_never_due),
        CASE(each_further_attempt_waits_again_and_they_are_bounded),
        CASE(without_budget_none_is_sent),
        CASE(hedges_are_bounded_by_the_budget_of_retries),
        CASE(the_first_answer_wins_and_the_others_are_cancelled),
        CASE(a_second_answer_changes_nothing),
        CASE(a_failure_counts_when_no_attempt_is_left),
        CASE(the_percentile_is_used_once_it_is_known),
        CASE(it_is_never_sooner_than_the_floor),
        CASE(cancelled_losers_do_not_make_the_percentile_sink),
        CASE(a_shorter_window_keeps_the_newest),
        CASE(fewer_hedges_hold_for_calls_under_way),
        CASE(the_percentile_agrees_with_counting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
