/*
 * pair_side_test -- a shape is its door, and all that stands behind it.
 */
#include "tutor/screens/pair_side.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tutor/process_memory.h"

enum { NOW_MS = 100000 };

static struct live_view view;

static struct live_process *add(const char *title, const char *shape, int pid)
{
    struct live_process *process = &view.processes[view.process_count++];
    *process = (struct live_process){.instance = 1, .pid = pid};
    snprintf(process->title, sizeof process->title, "%s", title);
    snprintf(process->shape, sizeof process->shape, "%s", shape);
    return process;
}

static int begin(void **state)
{
    (void)state;
    view = (struct live_view){0};
    return 0;
}

static void the_door_speaks_for_the_shape(void **state)
{
    struct pair_side side;
    (void)state;
    struct live_process *gateway = add("gateway", "split", 11);
    add("payments", "split", 12)->sidecar_pid = 13;
    add("orders", "split", 0);
    add("monolith", "monolith", 14);
    add("collector", "both", 15);
    gateway->heard_ms = NOW_MS - 100;
    gateway->now = (struct live_second){.rate = 7, .p50_us = 1500};
    pair_side_of(&view, SHAPE_SPLIT, NOW_MS, &side);
    assert_int_equal(side.wanted, 3);
    assert_int_equal(side.running, 2);
    assert_int_equal(side.sidecars, 1);
    assert_true(fabs(side.rate - 7) < 1e-9 && fabs(side.p50_ms - 1.5) < 1e-9);
    assert_true(isnan(side.p99_ms));
    assert_int_equal(pair_side_state(&side), TEXT_PAIR_PARTLY);
    pair_side_of(&view, SHAPE_MONOLITH, NOW_MS, &side);
    assert_int_equal(side.running, 1);
    assert_true(isnan(side.rate)); /* never heard */
}

static void a_silent_or_dead_door_tells_nothing(void **state)
{
    struct pair_side side;
    (void)state;
    struct live_process *door = add("monolith", "monolith", 14);
    door->heard_ms = NOW_MS - 9000;
    door->now.rate = 7;
    pair_side_of(&view, SHAPE_MONOLITH, NOW_MS, &side);
    assert_true(isnan(side.rate));
    door->heard_ms = NOW_MS;
    door->pid = 0;
    pair_side_of(&view, SHAPE_MONOLITH, NOW_MS, &side);
    assert_true(isnan(side.rate));
    assert_int_equal(pair_side_state(&side), TEXT_PAIR_DOWN);
}

static void memory_is_a_sum_or_not_known(void **state)
{
    (void)state;
    assert_int_equal(pair_side_memory(&view, SHAPE_SPLIT), -1);
    add("one", "split", (int)getpid());
    int64_t one = pair_side_memory(&view, SHAPE_SPLIT);
    assert_true(one > 100);
    add("two", "split", (int)getpid());
    assert_true(pair_side_memory(&view, SHAPE_SPLIT) > one * 3 / 2);
    add("gone", "split", 0x7ffffff0);
    assert_int_equal(pair_side_memory(&view, SHAPE_SPLIT), -1);
    assert_int_equal(process_memory_kb(0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_door_speaks_for_the_shape, begin),
        cmocka_unit_test_setup(a_silent_or_dead_door_tells_nothing, begin),
        cmocka_unit_test_setup(memory_is_a_sum_or_not_known, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
