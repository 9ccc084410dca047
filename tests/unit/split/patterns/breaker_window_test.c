/*
 * Sums that are added to and taken from agree with counting the whole past.
 */
#include "split/patterns/breaker_window.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { PAST = 6000 };

static struct breaker_window window;
static struct {
    int64_t at_ms;
    bool failed, slow;
} past[PAST];
static size_t count, time_from;

static int fresh(void **state)
{
    (void)state;
    memset(&window, 0, sizeof window);
    count = time_from = 0;
    window_shape(&window, 100, 1000, 10);
    return 0;
}

static void add(int64_t at_ms, bool failed, bool slow)
{
    past[count].at_ms = at_ms;
    past[count].failed = failed;
    past[count++].slow = slow;
    window_add(&window, at_ms, failed, slow);
}

static void same(struct window_sums is, struct window_sums should)
{
    assert_int_equal(is.calls, should.calls);
    assert_int_equal(is.failures, should.failures);
    assert_int_equal(is.slow, should.slow);
}

static void sum(struct window_sums *sums, size_t i)
{
    sums->calls++;
    sums->failures += past[i].failed;
    sums->slow += past[i].slow;
}

static void agrees(int64_t calls, int64_t at_ms, int64_t bucket_ms,
                   int64_t buckets)
{
    struct window_sums newest = {0}, recent = {0};

    for (size_t i = 0; i < count; i++) {
        if (i + (size_t)calls >= count)
            sum(&newest, i);
        if (i >= time_from &&
            past[i].at_ms / bucket_ms > at_ms / bucket_ms - buckets)
            sum(&recent, i);
    }
    same(window_sums_of_calls(&window), newest);
    same(window_sums_of_time(&window, at_ms), recent);
}

static void both_agree_with_counting_through_every_change(void **state)
{
    struct random random = rules_random();
    int64_t now = 0, calls = 100, bucket_ms = 100, buckets = 10;

    (void)state;
    while (count < PAST) {
        uint64_t dice = random_below(&random, 200);

        if (dice == 0) { /* as often the whole ring as any other size */
            calls = random_below(&random, 2)
                        ? WINDOW_CALLS_MAX
                        : 1 + (int64_t)random_below(&random, WINDOW_CALLS_MAX);
        } else if (dice == 1) {
            buckets = 1 + (int64_t)random_below(&random, WINDOW_BUCKETS_MAX);
            bucket_ms = 1 + (int64_t)random_below(&random, 50);
        } else {
            now += dice < 20 ? (int64_t)random_below(&random, 3000)
                             : (int64_t)random_below(&random, 5);
            add(now, dice & 1, dice & 2);
            agrees(calls, now, bucket_ms, buckets);
            agrees(calls, now + 700, bucket_ms, buckets);
            continue;
        }
        if (dice == 1 &&
            (window.bucket_ms != bucket_ms || window.bucket_count != buckets))
            time_from = count;
        window_shape(&window, calls, bucket_ms * buckets, buckets);
        agrees(calls, now, bucket_ms, buckets);
    }
}

static void a_full_ring_forgets_the_oldest_only(void **state)
{
    (void)state;
    window_shape(&window, WINDOW_CALLS_MAX, 1000, 10);
    add(0, true, true);
    for (int i = 1; i < WINDOW_CALLS_MAX; i++)
        add(0, false, false);
    assert_int_equal(window_sums_of_calls(&window).failures, 1);
    add(0, false, false);
    assert_int_equal(window_sums_of_calls(&window).failures, 0);
    assert_int_equal(window_sums_of_calls(&window).calls, WINDOW_CALLS_MAX);
}

static void a_bucket_is_forgotten_at_once_and_not_before(void **state)
{
    (void)state;
    add(0, true, false);
    add(99, true, false);
    assert_int_equal(window_sums_of_time(&window, 999).failures, 2);
    assert_int_equal(window_sums_of_time(&window, 1000).failures, 0);
    add(1000, true, false); /* into the slot of the first */
    assert_int_equal(window_sums_of_time(&window, 1000).failures, 1);
}

static void a_cleared_window_is_empty_in_both_ways(void **state)
{
    (void)state;
    add(0, true, true);
    window_clear(&window);
    same(window_sums_of_calls(&window), (struct window_sums){0});
    same(window_sums_of_time(&window, 0), (struct window_sums){0});
    window_shape(&window, 50, 1000, 10);
    same(window_sums_of_calls(&window), (struct window_sums){0});
}

#define CASE(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(both_agree_with_counting_through_every_change),
        CASE(a_full_ring_forgets_the_oldest_only),
        CASE(a_bucket_is_forgotten_at_once_and_not_before),
        CASE(a_cleared_window_is_empty_in_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
