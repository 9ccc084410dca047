/*
 * The back-off doubles, is drawn from the whole range, and stops growing. A
 * call is repeated only when no reason speaks against it.
 */
#include "split/patterns/retry.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static const struct retry retry = {
    .base_ms = 20, .multiplier_percent = 200, .cap_ms = 1000};

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

static void the_defaults(struct retry *out)
{
    parameter_defaults(retry_parameters, RETRY_PARAMETERS, out);
}

static void each_jitter_stays_in_its_range(void **state)
{
    static const struct {
        enum retry_jitter jitter;
        int64_t least, most;
    } cases[] = {
        {RETRY_FULL, 1, 400},
        {RETRY_EQUAL, 200, 400},
        {RETRY_PROPORTIONAL, 320, 480},
        {RETRY_STEADY, 400, 400},
    };
    struct random random = rules_random();
    struct retry one;

    (void)state;
    the_defaults(&one);
    one.base_ms = 100;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t least = INT64_MAX, most = 0;

        one.jitter = cases[i].jitter;
        for (int n = 0; n < 20000; n++) {
            int64_t ms = retry_delay_ms(&one, 2, random_next(&random));

            least = ms < least ? ms : least;
            most = ms > most ? ms : most;
        }
        /* With 20000 draws from at most 400 values, missing a given one has
         * a chance of e^-50. */
        assert_int_equal(least, cases[i].least);
        assert_int_equal(most, cases[i].most);
    }
}

static void a_multiplier_of_one_waits_evenly_and_ends(void **state)
{
    struct retry one;

    (void)state;
    the_defaults(&one);
    one.jitter = RETRY_STEADY;
    one.multiplier_percent = 100;
    assert_int_equal(retry_delay_ms(&one, UINT32_MAX, 0), 25);
    one.base_ms = 1;
    one.multiplier_percent = 101;
    assert_int_equal(retry_delay_ms(&one, UINT32_MAX, 0), 1000);
}

/* A failed read with time and budget: it is repeated unless a test changes
 * something. */
static struct retry_facts failed_read(void)
{
    return (struct retry_facts){.error = ERROR_UNAVAILABLE,
                                .attempts = 1,
                                .repeatable = true,
                                .sent = true,
                                .left_ms = 10000,
                                .budget = true};
}

static enum retry_why why(struct retry_facts facts)
{
    struct retry one;

    the_defaults(&one);
    struct retry_decision decision = retry_decide(&one, &facts, 7);

    assert_int_equal(decision.retry, decision.why == RETRY_YES);
    assert_int_equal(decision.after_ms > 0, decision.retry);
    return decision.why;
}

static void a_failed_read_is_repeated(void **state)
{
    (void)state;
    assert_int_equal(why(failed_read()), RETRY_YES);
}

static void an_answer_is_not_repeated(void **state)
{
    struct retry_facts facts = failed_read();

    (void)state;
    facts.error = ERROR_OK;
    assert_int_equal(why(facts), RETRY_SUCCEEDED);
}

static void a_business_answer_is_not_repeated(void **state)
{
    static const enum error errors[] = {
        ERROR_DECLINED, ERROR_OUT_OF_STOCK, ERROR_NOT_FOUND, ERROR_MALFORMED,
        ERROR_CONFLICT, ERROR_CANCELLED,    ERROR_INTERNAL};

    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        struct retry_facts facts = failed_read();

        facts.error = errors[i];
        assert_int_equal(why(facts), RETRY_POINTLESS);
    }
}

static void a_payment_without_key_is_not_made_twice(void **state)
{
    static const enum error errors[] = {ERROR_UNAVAILABLE, ERROR_DEADLINE,
                                        ERROR_OVERLOADED, ERROR_STORAGE};

    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        struct retry_facts facts = failed_read();

        facts.error = errors[i];
        facts.repeatable = false;
        assert_int_equal(why(facts), RETRY_UNSAFE);
        facts.repeatable = true;
        assert_int_equal(why(facts), RETRY_YES);
    }
}

static void what_was_never_sent_may_always_be_repeated(void **state)
{
    struct retry_facts facts = failed_read();

    (void)state;
    facts.repeatable = false;
    facts.sent = false;
    assert_int_equal(why(facts), RETRY_YES);
}

static void a_rejection_of_our_own_breaker_is_not_repeated(void **state)
{
    struct retry_facts facts = failed_read();

    (void)state;
    facts.sent = false;
    facts.rejected = true;
    facts.attempts = 0;
    assert_int_equal(why(facts), RETRY_REJECTED);
}

static void the_first_attempt_counts(void **state)
{
    struct retry_facts facts = failed_read();

    (void)state;
    facts.attempts = 2;
    assert_int_equal(why(facts), RETRY_YES);
    facts.attempts = 3;
    assert_int_equal(why(facts), RETRY_ATTEMPTS_SPENT);
}

static void pushback_is_obeyed(void **state)
{
    struct retry_facts facts = failed_read();
    struct retry one;

    (void)state;
    the_defaults(&one);
    facts.pushed_back = true;
    facts.pushback_ms = 4321;
    assert_int_equal(retry_decide(&one, &facts, 99).after_ms, 4321);
    facts.pushback_ms = -1;
    assert_int_equal(why(facts), RETRY_PUSHED_BACK);
    facts.pushback_ms = INT64_MAX;
    assert_int_equal(why(facts), RETRY_TOO_LATE);
}

static void pushback_of_zero_is_a_retry_at_once(void **state)
{
    struct retry_facts facts = failed_read();
    struct retry one;

    (void)state;
    the_defaults(&one);
    facts.pushed_back = true;
    struct retry_decision decision = retry_decide(&one, &facts, 99);

    assert_true(decision.retry);
    assert_int_equal(decision.after_ms, 0);
}

static void no_retry_without_budget(void **state)
{
    struct retry_facts facts = failed_read();

    (void)state;
    facts.budget = false;
    assert_int_equal(why(facts), RETRY_OVER_BUDGET);
}

static void no_retry_ever_ends_after_the_deadline(void **state)
{
    struct random random = rules_random();
    struct retry one;
    int made = 0, late = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        struct retry_facts facts = failed_read();

        the_defaults(&one);
        one.jitter = (int64_t)random_below(&random, 4);
        one.attempts = 10;
        facts.attempts = 1 + (int64_t)random_below(&random, 9);
        facts.left_ms = (int64_t)random_below(&random, 500) - 50;
        struct retry_decision decision =
            retry_decide(&one, &facts, random_next(&random));

        if (decision.retry) {
            made++;
            assert_true(decision.after_ms + one.least_attempt_ms <=
                        facts.left_ms);
        } else {
            late++;
            assert_int_equal(decision.why, RETRY_TOO_LATE);
        }
    }
    assert_true(made > 1000 && late > 1000);
}

static void every_reason_has_a_text(void **state)
{
    (void)state;
    for (int i = 0; i < RETRY_WHY_COUNT; i++)
        assert_true(retry_why_text((enum retry_why)i)[0] != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_jitter_stays_in_its_range),
        cmocka_unit_test(a_multiplier_of_one_waits_evenly_and_ends),
        cmocka_unit_test(a_failed_read_is_repeated),
        cmocka_unit_test(an_answer_is_not_repeated),
        cmocka_unit_test(a_business_answer_is_not_repeated),
        cmocka_unit_test(a_payment_without_key_is_not_made_twice),
        cmocka_unit_test(what_was_never_sent_may_always_be_repeated),
        cmocka_unit_test(a_rejection_of_our_own_breaker_is_not_repeated),
        cmocka_unit_test(the_first_attempt_counts),
        cmocka_unit_test(pushback_is_obeyed),
        cmocka_unit_test(pushback_of_zero_is_a_retry_at_once),
        cmocka_unit_test(no_retry_without_budget),
        cmocka_unit_test(no_retry_ever_ends_after_the_deadline),
        cmocka_unit_test(every_reason_has_a_text),
        cmocka_unit_test(the_range_doubles_up_to_the_cap),
        cmocka_unit_test(a_million_failures_wait_no_longer_than_the_cap),
        cmocka_unit_test(the_jitter_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
