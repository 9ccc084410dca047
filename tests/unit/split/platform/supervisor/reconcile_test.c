/*
 * reconcile_test -- what is done about the difference between wanted and
 * there.
 */
#include "split/platform/supervisor/reconcile.h"

#include <stdio.h>
#include <stdlib.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static struct reconcile_action actions[PLAN_INSTANCES];

static void assert_action(size_t at, enum reconcile_kind kind, int instance,
                          int version)
{
    assert_int_equal(actions[at].kind, kind);
    assert_int_equal(actions[at].instance, instance);
    assert_int_equal(actions[at].version, version);
}

static void nothing_is_done_when_all_is_there(void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_READY},
                                    {2, 0, CONDITION_COMING}};
    (void)state;
    assert_int_equal(reconcile((int[]){2, 0}, seen, 2, actions), 0);
}

static void a_new_one_takes_the_lowest_free_number(void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_READY},
                                    {3, 0, CONDITION_READY}};
    (void)state;
    assert_int_equal(reconcile((int[]){4, 0}, seen, 2, actions), 2);
    assert_action(0, RECONCILE_START, 2, 0);
    assert_action(1, RECONCILE_START, 4, 0);
}

static void the_highest_number_goes_first(void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_READY},
                                    {2, 0, CONDITION_READY},
                                    {3, 0, CONDITION_READY}};
    (void)state;
    assert_int_equal(reconcile((int[]){1, 0}, seen, 3, actions), 2);
    assert_action(0, RECONCILE_STOP, 3, 0);
    assert_action(1, RECONCILE_STOP, 2, 0);
}

static void what_does_not_serve_goes_before_what_does(void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_DOWN},
                                    {2, 0, CONDITION_NOT_READY},
                                    {3, 0, CONDITION_COMING},
                                    {4, 0, CONDITION_READY}};
    (void)state;
    assert_int_equal(reconcile((int[]){1, 0}, seen, 4, actions), 3);
    assert_action(0, RECONCILE_STOP, 1, 0);
    assert_action(1, RECONCILE_STOP, 3, 0);
    assert_action(2, RECONCILE_STOP, 2, 0);
}

static void a_killed_one_holds_its_place(void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_DOWN}};
    (void)state;
    assert_int_equal(reconcile((int[]){1, 0}, seen, 1, actions), 0);
    assert_int_equal(reconcile((int[]){3, 0}, seen, 1, actions), 2);
    assert_action(0, RECONCILE_START, 2, 0);
}

static void one_that_leaves_counts_for_nothing_but_holds_its_number(
    void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_LEAVING},
                                    {2, 0, CONDITION_READY}};
    (void)state;
    assert_int_equal(reconcile((int[]){1, 0}, seen, 2, actions), 0);
    assert_int_equal(reconcile((int[]){2, 0}, seen, 2, actions), 1);
    assert_action(0, RECONCILE_START, 3, 0);
}

static void two_versions_are_counted_apart(void **state)
{
    const struct observed seen[] = {{1, 0, CONDITION_READY},
                                    {2, 0, CONDITION_READY},
                                    {3, 1, CONDITION_READY}};
    (void)state;
    assert_int_equal(reconcile((int[]){1, 2}, seen, 3, actions), 2);
    assert_action(0, RECONCILE_STOP, 2, 0);
    assert_action(1, RECONCILE_START, 4, 1);
}

/* Carries the actions out in a world where all goes well, and looks again. */
static size_t carry_out(struct observed *world, size_t count, size_t done)
{
    for (size_t i = 0; i < done; i++) {
        if (actions[i].kind == RECONCILE_START) {
            world[count++] = (struct observed){
                actions[i].instance, actions[i].version, CONDITION_COMING};
            continue;
        }
        for (size_t k = 0; k < count; k++)
            if (world[k].instance == actions[i].instance)
                world[k] = world[--count];
    }
    return count;
}

static void any_world_is_right_after_one_look_and_then_left_alone(void **state)
{
    struct random random = rules_random();
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct observed world[PLAN_INSTANCES];
        size_t count = 0;
        int present[2] = {0, 0};
        for (int number = 1; number <= PLAN_INSTANCES; number++) {
            if (random_below(&random, 3) > 0)
                continue;
            int version = (int)random_below(&random, 2);
            world[count++] = (struct observed){
                number, version,
                (enum condition)random_below(&random, CONDITION_LEAVING)};
        }
        int wanted[2] = {(int)random_below(&random, PLAN_REPLICAS + 1),
                         (int)random_below(&random, PLAN_REPLICAS + 1)};
        size_t done = reconcile(wanted, world, count, actions);
        /* Numbers of those that stop are free only at the next look. */
        count = carry_out(world, count, done);
        done = reconcile(wanted, world, count, actions);
        count = carry_out(world, count, done);
        for (size_t i = 0; i < count; i++)
            present[world[i].version]++;
        assert_int_equal(present[0], wanted[0]);
        assert_int_equal(present[1], wanted[1]);
        assert_int_equal(reconcile(wanted, world, count, actions), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_done_when_all_is_there),
        cmocka_unit_test(a_new_one_takes_the_lowest_free_number),
        cmocka_unit_test(the_highest_number_goes_first),
        cmocka_unit_test(what_does_not_serve_goes_before_what_does),
        cmocka_unit_test(a_killed_one_holds_its_place),
        cmocka_unit_test(
            one_that_leaves_counts_for_nothing_but_holds_its_number),
        cmocka_unit_test(two_versions_are_counted_apart),
        cmocka_unit_test(any_world_is_right_after_one_look_and_then_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
