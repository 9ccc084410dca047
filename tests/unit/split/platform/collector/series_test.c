/*
 * series_test -- totals become rates, and silence is not the past.
 */
#include "split/platform/collector/series.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

enum { SECOND = 1000, START_MS = 1000500, METHOD_BUCKET = 40 };

static struct series series;
static uint64_t lost;

static int set_up(void **state)
{
    (void)state;
    series_init(&series);
    lost = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    series_release(&series);
    return 0;
}

struct told {
    const char *service;
    int pid;
    uint64_t sequence;
    int64_t now_ms;
    uint64_t ok, failed;
};

static struct series_process *tell(const struct told *told)
{
    Telemetry__Batch batch = TELEMETRY__BATCH__INIT;
    Telemetry__Sample sample = TELEMETRY__SAMPLE__INIT;
    Telemetry__MethodCount count = TELEMETRY__METHOD_COUNT__INIT;
    Telemetry__MethodCount *counts[] = {&count};
    uint64_t buckets[] = {told->ok + told->failed};
    batch.service_name = (char *)told->service;
    batch.service_instance = 1;
    batch.pid = told->pid;
    batch.sequence = told->sequence;
    count.method = (char *)"Charge";
    count.ok = told->ok;
    count.failed = told->failed;
    count.bucket_offset = METHOD_BUCKET;
    count.bucket_counts = buckets;
    count.n_bucket_counts = 1;
    sample.methods = counts;
    sample.n_methods = 1;
    struct series_process *process = series_sender(&series, &batch, &lost);
    assert_true(series_take(&series, told->now_ms, process, &sample));
    return process;
}

static struct series_counts rate(int64_t now_ms, int window_s, int *known_s)
{
    struct series_counts out;
    assert_true(series.method_count > 0);
    *known_s = series_rate(series.methods[0], now_ms, window_s, &out);
    return out;
}

/* A hundred a second since long ago; `seconds` samples of it. */
static int64_t run(int seconds)
{
    int64_t now = START_MS;
    for (int i = 0; i <= seconds; i++, now += SECOND)
        tell(&(struct told){"payments", 7, (uint64_t)i + 1, now,
                            5000 + 90 * (uint64_t)i, 10 * (uint64_t)i});
    return now - SECOND;
}

static void the_first_sample_is_only_a_mark(void **state)
{
    int known;
    (void)state;
    int64_t now = run(0);
    assert_int_equal(rate(now, 10, &known).ok, 0);
    assert_int_equal(known, 1);
}

static void a_window_holds_what_happened_in_it(void **state)
{
    int known;
    (void)state;
    int64_t now = run(30);
    struct series_counts counts = rate(now, 10, &known);
    assert_int_equal(known, 10);
    assert_int_equal(counts.ok, 900);
    assert_int_equal(counts.failed, 100);
    assert_int_equal(counts.buckets[METHOD_BUCKET], 1000);
    assert_int_equal(exponential_quantile(counts.buckets, 0.99),
                     exponential_upper(METHOD_BUCKET));
}

/* Whether the sample of this second has come already must not matter. */
static void a_second_that_is_not_over_takes_nothing_away(void **state)
{
    int known;
    (void)state;
    int64_t now = run(30);
    assert_int_equal(rate(now + 600, 10, &known).ok, 900);
    assert_int_equal(known, 10);
}

static void a_young_process_is_not_thinned_by_the_window(void **state)
{
    int known;
    (void)state;
    int64_t now = run(3);
    assert_int_equal(rate(now, 60, &known).ok, 270);
    assert_int_equal(known, 3);
}

static void silence_slides_out_of_the_window(void **state)
{
    int known;
    (void)state;
    int64_t now = run(30);
    assert_int_equal(rate(now + 5 * SECOND, 10, &known).ok, 450);
    assert_int_equal(rate(now + 60 * SECOND, 60, &known).ok, 0);
    assert_int_equal(rate(now + 120 * SECOND, 60, &known).ok, 0);
}

static void a_full_minute_is_a_full_minute(void **state)
{
    int known;
    (void)state;
    int64_t now = run(200);
    assert_int_equal(rate(now, SERIES_SECONDS, &known).ok, 90 * 60);
    assert_int_equal(known, 60);
}

static void another_life_begins_at_its_own_mark(void **state)
{
    int known;
    (void)state;
    int64_t now = run(10) + SECOND;
    tell(&(struct told){"payments", 8, 1, now, 1000000, 0});
    assert_int_equal(rate(now, 10, &known).ok, 0);
    tell(&(struct told){"payments", 8, 2, now + SECOND, 1000005, 0});
    assert_int_equal(rate(now + SECOND, 10, &known).ok, 5);
}

static void a_gap_in_the_numbers_was_lost(void **state)
{
    (void)state;
    tell(&(struct told){"payments", 7, 1, START_MS, 1, 0});
    assert_int_equal(lost, 0);
    tell(&(struct told){"payments", 7, 5, START_MS + SECOND, 2, 0});
    assert_int_equal(lost, 3);
}

static void counts_that_fall_are_no_gain(void **state)
{
    int known;
    (void)state;
    tell(&(struct told){"payments", 7, 1, START_MS, 100, 0});
    tell(&(struct told){"payments", 7, 2, START_MS + SECOND, 50, 0});
    assert_int_equal(rate(START_MS + SECOND, 10, &known).ok, 0);
    tell(&(struct told){"payments", 7, 3, START_MS + 2 * SECOND, 60, 0});
    assert_int_equal(rate(START_MS + 2 * SECOND, 10, &known).ok, 10);
}

static void the_longest_silent_makes_room(void **state)
{
    char name[LIMIT_NAME_BYTES];
    (void)state;
    for (int i = 0; i < SERIES_PROCESSES + 3; i++) {
        snprintf(name, sizeof name, "service-%d", i);
        tell(&(struct told){name, 7, 1, START_MS + i, 1, 0});
    }
    assert_int_equal(series.process_count, SERIES_PROCESSES);
    assert_int_equal(series.method_count, SERIES_PROCESSES);
    for (size_t i = 0; i < series.process_count; i++) {
        assert_string_not_equal(series.processes[i].service, "service-0");
        assert_string_not_equal(series.processes[i].service, "service-2");
    }
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(the_first_sample_is_only_a_mark),
        ROW(a_window_holds_what_happened_in_it),
        ROW(a_second_that_is_not_over_takes_nothing_away),
        ROW(a_young_process_is_not_thinned_by_the_window),
        ROW(silence_slides_out_of_the_window),
        ROW(a_full_minute_is_a_full_minute),
        ROW(another_life_begins_at_its_own_mark),
        ROW(a_gap_in_the_numbers_was_lost),
        ROW(counts_that_fall_are_no_gain),
        ROW(the_longest_silent_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
