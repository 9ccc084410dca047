/*
 * Retries are a share of the calls, or stop when half of the tokens is lost.
 */
#include "split/patterns/retry_budget.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static void calls(struct retry_budget *budget, int64_t now_ms, int count)
{
    for (int i = 0; i < count; i++)
        retry_budget_call(budget, now_ms);
}

/* Takes whatever is allowed. */
static int64_t take_all(struct retry_budget *budget, int64_t now_ms)
{
    int64_t taken = 0;

    while (retry_budget_has(budget, now_ms)) {
        retry_budget_take(budget, now_ms);
        taken++;
        assert_true(taken < 100000);
    }
    return taken;
}

static void a_fifth_of_the_calls_may_be_retried(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    budget.rules.least_per_s = 0;
    calls(&budget, 0, 4);
    assert_int_equal(take_all(&budget, 0), 0);
    calls(&budget, 0, 96);
    assert_int_equal(take_all(&budget, 0), 20);
}

static void a_quiet_caller_may_retry_a_few(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    assert_int_equal(take_all(&budget, 5), 10);
    assert_int_equal(take_all(&budget, 9999), 0);
}

static void what_is_older_than_the_window_does_not_count(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    budget.rules.least_per_s = 0;
    calls(&budget, 0, 100);
    assert_int_equal(take_all(&budget, 8999), 20);
    /* The calls leave the window before the retries do. */
    calls(&budget, 10500, 50);
    assert_int_equal(take_all(&budget, 10500), 0);
    calls(&budget, 19000, 50);
    assert_int_equal(take_all(&budget, 19000), 20);
    assert_int_equal(take_all(&budget, 1000000000), 0);
}

static void a_retry_counts_while_it_waits(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    budget.rules.least_per_s = 0;
    calls(&budget, 0, 10);
    retry_budget_take(&budget, 0);
    retry_budget_take(&budget, 0);
    /* Neither has been sent, and none has ended. */
    assert_false(retry_budget_has(&budget, 0));
    assert_int_equal(retry_budget_figures(&budget, 0).retries, 2);
}

static void half_of_the_tokens_is_where_it_stops(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    budget.rules.form = BUDGET_TOKENS;
    for (int i = 0; i < 5; i++) {
        assert_true(retry_budget_has(&budget, 0));
        retry_budget_ended(&budget, true);
    }
    assert_int_equal(retry_budget_figures(&budget, 0).tokens, 5);
    assert_false(retry_budget_has(&budget, 0));
    retry_budget_ended(&budget, false);
    assert_true(retry_budget_has(&budget, 0));
}

static void tokens_are_never_below_none_or_above_all(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    budget.rules.form = BUDGET_TOKENS;
    for (int i = 0; i < 100; i++)
        retry_budget_ended(&budget, true);
    assert_int_equal(retry_budget_figures(&budget, 0).tokens, 0);
    for (int i = 0; i < 50; i++) { /* 50 * 0.1 = 5 = half */
        assert_false(retry_budget_has(&budget, 0));
        retry_budget_ended(&budget, false);
    }
    assert_false(retry_budget_has(&budget, 0));
    for (int i = 0; i < 1000; i++)
        retry_budget_ended(&budget, false);
    assert_int_equal(retry_budget_figures(&budget, 0).tokens, 10);
}

static void without_a_budget_everything_is_allowed(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    budget.rules.form = BUDGET_NONE;
    for (int i = 0; i < 1000; i++) {
        assert_true(retry_budget_has(&budget, 0));
        retry_budget_take(&budget, 0);
        retry_budget_ended(&budget, true);
    }
}

static void rules_changed_alive_hold_at_once(void **state)
{
    struct retry_budget budget;

    (void)state;
    retry_budget_init(&budget, 0);
    calls(&budget, 0, 100);
    assert_int_equal(take_all(&budget, 0), 30);
    assert_int_equal(parameter_set(retry_budget_parameters,
                                   RETRY_BUDGET_PARAMETERS, &budget.rules,
                                   "share-percent", 50),
                     ERROR_OK);
    assert_int_equal(take_all(&budget, 0), 30);
    budget.rules.share_percent = 0;
    budget.rules.least_per_s = 0;
    assert_int_equal(take_all(&budget, 0), 0);
    budget.rules.share_percent = 20;
    budget.rules.ttl_ms = 1000; /* starts to count anew */
    calls(&budget, 50, 10);
    assert_int_equal(take_all(&budget, 50), 2);
}

/* Over random histories: in all, retries stay under the bound that the essay
 * gives, however calls and wishes come. */
static void the_budget_is_never_exceeded(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int history = 0; history < 300; history++) {
        struct retry_budget budget;
        int64_t now = (int64_t)random_below(&random, 1000000), start = now;
        int64_t made = 0, retried = 0;

        retry_budget_init(&budget, now);
        budget.rules.share_percent = (int64_t)random_below(&random, 101);
        budget.rules.least_per_s = (int64_t)random_below(&random, 3);
        for (int i = 0; i < 2000; i++) {
            now += (int64_t)random_below(&random, 60);
            if (random_percent(&random, 1))
                now += (int64_t)random_below(&random, 15000);
            if (random_percent(&random, 50)) {
                retry_budget_call(&budget, now);
                made++;
            } else if (retry_budget_has(&budget, now)) {
                retry_budget_take(&budget, now);
                retried++;
            }
            int64_t bound = budget.rules.share_percent * made * 10 +
                            budget.rules.least_per_s *
                                (now - start + budget.rules.ttl_ms * 11 / 10);

            assert_true(retried * 1000 <= bound);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fifth_of_the_calls_may_be_retried),
        cmocka_unit_test(a_quiet_caller_may_retry_a_few),
        cmocka_unit_test(what_is_older_than_the_window_does_not_count),
        cmocka_unit_test(a_retry_counts_while_it_waits),
        cmocka_unit_test(half_of_the_tokens_is_where_it_stops),
        cmocka_unit_test(tokens_are_never_below_none_or_above_all),
        cmocka_unit_test(without_a_budget_everything_is_allowed),
        cmocka_unit_test(rules_changed_alive_hold_at_once),
        cmocka_unit_test(the_budget_is_never_exceeded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
