/* verdict_picture_test -- loads as lines, measures as bars, drawn as text. */
#include "tutor/lab/verdict_picture.h"

#include <math.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static struct arena arena;
static struct buffer out;
static struct run *run;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 4 * 1024 * 1024);
    buffer_init(&out, 64 * 1024);
    run = arena_alloc(&arena, sizeof *run);
    assert_non_null(run);
    *run = (struct run){.took_ms = 2000};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buffer_release(&out);
    arena_release(&arena);
    return 0;
}

static bool says(const char *what)
{
    bool found = false;
    buffer_byte(&out, '\0');
    found = strstr(out.data, what) != NULL;
    out.length--;
    return found;
}

/* One answer each 100 ms from 500 to 1500; the one at 900 failed. */
static void take(void)
{
    static char *words[] = {"kill", "payments"}, *look[] = {"status"};
    static struct lab_file file;
    static struct runner_result result;
    static struct lab_sample samples[10];
    file = (struct lab_file){.action_count = 2};
    file.actions[0] = (struct lab_action){
        .when = LAB_AT, .command = "kill payments", .word_count = 2};
    file.actions[1] = (struct lab_action){
        .when = LAB_AT, .command = "status", .word_count = 1};
    memcpy(file.actions[0].words, words, sizeof words);
    memcpy(file.actions[1].words, look, sizeof look);
    result = (struct runner_result){.took_ms = 2000, .mark_count = 2};
    result.marks[0] = (struct runner_mark){file.actions[0].command, 1000, 0};
    result.marks[1] = (struct runner_mark){file.actions[1].command, 1200, 0};
    for (int i = 0; i < 10; i++)
        samples[i] = (struct lab_sample){.due_us = 500000 + 100000 * i,
                                         .status = i == 4 ? 503 : 200};
    result.facts.load_count = 1;
    result.facts.loads[0] = (struct lab_samples){.load = "reads",
                                                 .shape = SHAPE_SPLIT,
                                                 .from_ms = 500,
                                                 .to_ms = 1500,
                                                 .samples = samples,
                                                 .count = 10};
    verdict_picture_take(&file, &result, &arena, run);
}

static void a_load_is_counted_in_steps_and_only_while_it_ran(void **state)
{
    (void)state;
    double sum = 0;
    take();
    assert_int_equal(run->series_count, 1);
    assert_string_equal(run->series[0].name, "split reads");
    assert_int_equal(run->series[0].count, 8);
    assert_true(isnan(run->series[0].values[1]));
    assert_true(isnan(run->series[0].values[6]));
    for (size_t i = 2; i < 6; i++)
        sum += run->series[0].values[i] * (double)run->step_ms / 1000;
    assert_true(fabs(sum - 9) < 0.001); /* not the one that failed */
}

static void what_only_looks_leaves_no_mark(void **state)
{
    (void)state;
    take();
    assert_int_equal(run->mark_count, 1);
    assert_string_equal(run->marks[0].text, "kill payments");
}

static void a_long_run_has_longer_steps(void **state)
{
    (void)state;
    run->took_ms = 100000;
    take();
    assert_true(run->step_ms * RUN_POINTS >= run->took_ms);
}

static void lines_are_drawn_with_their_cause(void **state)
{
    (void)state;
    take();
    verdict_picture_text(run, 76, &out);
    assert_true(says("split reads"));
    assert_true(says("kill payments"));
}

static void without_loads_both_shapes_stand_as_bars(void **state)
{
    (void)state;
    run->measures[0] =
        (struct run_measure){.name = "monolith.syncs", .value = 1};
    run->measures[1] = (struct run_measure){.name = "split.syncs", .value = 11};
    run->measures[2] = (struct run_measure){.name = "split.alone", .value = 5};
    run->measure_count = 3;
    assert_int_equal(verdict_picture_rows(run), 2);
    verdict_picture_text(run, 76, &out);
    assert_true(says("monolith.syncs"));
    assert_true(says("11"));
    assert_false(says("alone"));
}

static void with_nothing_to_draw_nothing_is_drawn(void **state)
{
    (void)state;
    assert_int_equal(verdict_picture_rows(run), 0);
    verdict_picture_text(run, 76, &out);
    assert_int_equal(out.length, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_load_is_counted_in_steps_and_only_while_it_ran),
        TEST(what_only_looks_leaves_no_mark),
        TEST(a_long_run_has_longer_steps),
        TEST(lines_are_drawn_with_their_cause),
        TEST(without_loads_both_shapes_stand_as_bars),
        TEST(with_nothing_to_draw_nothing_is_drawn)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
