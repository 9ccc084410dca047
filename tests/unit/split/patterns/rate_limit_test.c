/*
 * Nobody gets more than burst + rate * t, and no flood of keys changes that.
 */
#include "split/patterns/rate_limit.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { SLOTS = 8 };
static const int64_t S = 1000000; /* microseconds */

static struct rate_limit_slot slots[SLOTS];

static void limiter(struct rate_limit *limit, int64_t rate, int64_t burst)
{
    rate_limit_init(limit, slots, SLOTS, 42, 0);
    limit->rules.rate = rate;
    limit->rules.burst = burst;
}

static int64_t take_all(struct rate_limit *limit, uint64_t key, int64_t now)
{
    int64_t taken = 0;

    while (rate_limit_take(limit, key, now).allowed) {
        taken++;
        assert_true(taken < 1000000);
    }
    return taken;
}

static void a_burst_then_the_rate(void **state)
{
    struct rate_limit limit;

    (void)state;
    limiter(&limit, 10, 20);
    assert_int_equal(take_all(&limit, 1, 0), 20);
    assert_int_equal(take_all(&limit, 1, S / 10 - 1), 0);
    assert_int_equal(take_all(&limit, 1, S / 10), 1);
    assert_int_equal(take_all(&limit, 1, S), 9);
    assert_int_equal(take_all(&limit, 1, 100 * S), 20);
}

static void the_figures_say_what_is_left_and_when_more_is(void **state)
{
    struct rate_limit limit;
    struct rate_limit_answer answer;

    (void)state;
    limiter(&limit, 2, 4);
    answer = rate_limit_take(&limit, 1, 0);
    assert_true(answer.allowed);
    assert_int_equal(answer.limit, 4);
    assert_int_equal(answer.remaining, 3);
    assert_int_equal(answer.window_s, 1);
    assert_int_equal(answer.reset_s, 1); /* half a second, rounded up */
    assert_int_equal(answer.retry_after_us, 0);
    take_all(&limit, 1, 0);
    answer = rate_limit_take(&limit, 1, 100000);
    assert_false(answer.allowed);
    assert_int_equal(answer.remaining, 0);
    assert_int_equal(answer.reset_s, 2);
    assert_int_equal(answer.retry_after_us, 400000);
    assert_int_equal(answer.retry_after_s, 1);
}

static void who_waits_as_told_is_let_in_and_not_a_moment_before(void **state)
{
    struct random random = rules_random();
    struct rate_limit limit;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        int64_t now = (int64_t)random_below(&random, 1000 * S);

        limiter(&limit, 1 + (int64_t)random_below(&random, 1000),
                1 + (int64_t)random_below(&random, 50));
        limit.rules.period_s = 1 + (int64_t)random_below(&random, 60);
        take_all(&limit, 1, now);
        int64_t wait = rate_limit_take(&limit, 1, now).retry_after_us;
        assert_true(wait > 0);
        assert_false(rate_limit_take(&limit, 1, now + wait - 1).allowed);
        assert_true(rate_limit_take(&limit, 1, now + wait).allowed);
    }
}

static void nothing_is_lost_to_rounding(void **state)
{
    struct rate_limit limit;
    int64_t allowed = 0;

    (void)state;
    limiter(&limit, 7, 1); /* 7 does not divide a million */
    for (int64_t now = 0; now < 1000 * S; now += 999)
        allowed += rate_limit_take(&limit, 1, now).allowed;
    /* Asked every 999 us: each request comes at most that much too late. */
    assert_in_range(allowed, 6950, 7001);
    limiter(&limit, 7, 1);
    allowed = 0;
    for (int64_t k = 0; k < 7000; k++) /* the very microsecond, rounded up */
        allowed += rate_limit_take(&limit, 1, (k * S + 6) / 7 + k).allowed;
    assert_int_equal(allowed, 7000);
}

static void time_that_goes_back_gives_nothing(void **state)
{
    struct rate_limit limit;

    (void)state;
    limiter(&limit, 10, 5);
    assert_int_equal(take_all(&limit, 1, 10 * S), 5);
    assert_int_equal(take_all(&limit, 1, 0), 0);
    assert_int_equal(rate_limit_take(&limit, 1, 0).retry_after_us, S / 10);
    assert_int_equal(take_all(&limit, 1, 10 * S), 0);
}

static void keys_do_not_touch_each_other(void **state)
{
    struct rate_limit limit;

    (void)state;
    limiter(&limit, 1, 3);
    for (uint64_t key = 0; key < SLOTS; key++)
        assert_int_equal(take_all(&limit, key * 1000003, 0), 3);
    for (uint64_t key = 0; key < SLOTS; key++)
        assert_int_equal(take_all(&limit, key * 1000003, 0), 0);
}

static void changed_rules_hold_at_once_and_forgive_nothing(void **state)
{
    struct rate_limit limit;

    (void)state;
    limiter(&limit, 10, 20);
    assert_int_equal(take_all(&limit, 1, 0), 20);
    assert_int_equal(parameter_set(rate_limit_parameters, RATE_LIMIT_PARAMETERS,
                                   &limit.rules, "burst", 25),
                     ERROR_OK);
    assert_int_equal(take_all(&limit, 1, 0), 5);
    limit.rules.burst = 5; /* 25 are used: 21 must flow out first */
    assert_int_equal(take_all(&limit, 1, 2 * S), 0);
    assert_int_equal(take_all(&limit, 1, 2 * S + S / 10), 1);
    limit.rules.rate = 1000;
    assert_int_equal(take_all(&limit, 1, 2 * S + S / 5), 5);
    limit.rules.period_s = 60; /* still five used */
    assert_int_equal(take_all(&limit, 1, 2 * S + S / 5), 0);
    limit.rules.rate = 0;
    assert_true(rate_limit_take(&limit, 1, 2 * S + S / 5).allowed);
    assert_int_equal(rate_limit_take(&limit, 1, 0).limit, 0);
}

/* An attacker invents keys to push the table's other entries out. */
static void a_flood_of_keys_forgives_no_debt(void **state)
{
    struct rate_limit limit;
    uint64_t invented = 1000;
    int64_t shared = 0;

    (void)state;
    limiter(&limit, 1, 3);
    assert_int_equal(take_all(&limit, 1, 0), 3);
    for (int i = 0; i < 10000; i++)
        shared += rate_limit_take(&limit, invented++, i).shared;
    assert_true(shared > 9000);
    assert_int_equal(take_all(&limit, 1, 10000), 0);
    assert_false(rate_limit_take(&limit, 1, 10000).shared);
}

static void who_has_a_place_does_not_notice_a_flood(void **state)
{
    struct rate_limit limit;
    uint64_t invented = 1000;

    (void)state;
    limiter(&limit, 10, 5);
    for (int64_t now = 0; now < 100 * S; now += S / 10) {
        assert_true(rate_limit_take(&limit, 1, now).allowed);
        for (int i = 0; i < 50; i++)
            rate_limit_take(&limit, invented++, now + i);
    }
}

static void strangers_share_one_bucket(void **state)
{
    struct rate_limit limit;
    int64_t allowed = 0;

    (void)state;
    limiter(&limit, 1, 10);
    for (uint64_t key = 0; key < SLOTS; key++)
        take_all(&limit, key, 0);
    for (uint64_t key = 100; key < 200; key++)
        allowed += rate_limit_take(&limit, key, 0).allowed;
    assert_int_equal(allowed, 10);
}

static void a_full_bucket_makes_room(void **state)
{
    struct rate_limit limit;

    (void)state;
    limiter(&limit, 1, 3);
    for (uint64_t key = 0; key < SLOTS; key++)
        rate_limit_take(&limit, key, 0);
    assert_true(rate_limit_take(&limit, 99, 0).shared);
    assert_false(rate_limit_take(&limit, 99, 2 * S).shared);
    assert_false(rate_limit_take(&limit, 98, 2 * S).shared);
}

/* Over random histories with more keys than places, rules as they may be:
 * what each key was allowed fits into burst + rate * t for every window. */
enum { KEYS = 20, TAKES = 400 };

static void within_every_window(const int64_t *at, size_t count,
                                const struct rate_limit_rules *rules)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            assert_true((int64_t)(j - i + 1) <=
                        rules->burst + (rules->rate * (at[j] - at[i])) /
                                           (rules->period_s * S));
}

static void no_key_ever_gets_more_in_any_window(void **state)
{
    static int64_t at[KEYS][TAKES];
    struct random random = rules_random();
    int64_t allowed = 0, shared = 0;

    (void)state;
    for (int history = 0; history < 100; history++) {
        struct rate_limit limit;
        size_t count[KEYS] = {0};
        int64_t now = 0;

        limiter(&limit, 1 + (int64_t)random_below(&random, 20),
                1 + (int64_t)random_below(&random, 10));
        limit.rules.period_s = 1 + (int64_t)random_below(&random, 3);
        limit.seed = random_next(&random);
        for (int i = 0; i < 4000; i++) {
            now += (int64_t)random_below(&random, 20000);
            if (random_percent(&random, 1))
                now += (int64_t)random_below(&random, 2 * S);
            uint64_t key = random_below(&random, KEYS);
            if (random_percent(&random, 50))
                key = 3;
            struct rate_limit_answer answer = rate_limit_take(&limit, key, now);

            shared += answer.shared;
            if (!answer.allowed || count[key] == TAKES)
                continue;
            at[key][count[key]++] = now;
            allowed++;
        }
        for (size_t key = 0; key < KEYS; key++)
            within_every_window(at[key], count[key], &limit.rules);
    }
    assert_true(allowed > 1000 && shared > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_then_the_rate),
        cmocka_unit_test(the_figures_say_what_is_left_and_when_more_is),
        cmocka_unit_test(who_waits_as_told_is_let_in_and_not_a_moment_before),
        cmocka_unit_test(nothing_is_lost_to_rounding),
        cmocka_unit_test(time_that_goes_back_gives_nothing),
        cmocka_unit_test(keys_do_not_touch_each_other),
        cmocka_unit_test(changed_rules_hold_at_once_and_forgive_nothing),
        cmocka_unit_test(a_flood_of_keys_forgives_no_debt),
        cmocka_unit_test(who_has_a_place_does_not_notice_a_flood),
        cmocka_unit_test(strangers_share_one_bucket),
        cmocka_unit_test(a_full_bucket_makes_room),
        cmocka_unit_test(no_key_ever_gets_more_in_any_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
