/*
 * rollout_test -- deployments in a small world that does what is wanted.
 */
#include "split/platform/supervisor/rollout.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static const struct rollout_rules rules = {.step_ms = 3000,
                                           .hold_ms = 10000,
                                           .patience_ms = 30000,
                                           .judge = {.minimum_calls = 20,
                                                     .error_points = 5,
                                                     .slower_times = 3,
                                                     .slower_ms = 10}};

/* Each tick: what is started serves at the next tick; what is taken away is
 * leaving for one; calls are shared by weight. */
struct world {
    struct rollout rollout;
    struct rollout_facts facts;
    int told_weight;
    int fail_percent; /* of the new version */
    int calls;        /* a tick */
    int least_serving, most_present;
    bool stuck; /* new ones never serve */
    bool was_fully_new;
};

static void begin(struct world *world, enum rollout_strategy strategy,
                  int replicas)
{
    *world = (struct world){.calls = 100,
                            .told_weight = ROLLOUT_NO_SPLIT,
                            .least_serving = replicas,
                            .most_present = replicas};
    world->facts.serving[0] = world->facts.present[0] = replicas;
    rollout_begin(&world->rollout, strategy, &rules, replicas, 0);
}

static void share_calls(struct world *world)
{
    struct rollout_facts *facts = &world->facts;
    int share = world->told_weight;
    if (share == ROLLOUT_NO_SPLIT)
        share =
            100 * facts->serving[1] / (facts->serving[0] + facts->serving[1]);
    int fresh = world->calls * share / 100;
    assert_true(fresh == 0 || facts->serving[1] > 0);
    assert_true(fresh == world->calls || facts->serving[0] > 0);
    facts->figures[1].failed += fresh * world->fail_percent / 100;
    facts->figures[1].ok += fresh - fresh * world->fail_percent / 100;
    facts->figures[0].ok += world->calls - fresh;
    facts->figures[0].p99_us = facts->figures[1].p99_us = 1000;
}

static void obey(struct world *world)
{
    struct rollout_facts *facts = &world->facts;
    facts->leaving = 0;
    for (int version = 0; version < 2; version++) {
        int wanted = world->rollout.wanted[version];
        facts->serving[version] = facts->present[version];
        if (version == 1 && world->stuck)
            facts->serving[version] = 0;
        if (facts->present[version] > wanted) {
            facts->leaving += facts->present[version] - wanted;
            facts->present[version] = wanted;
            if (facts->serving[version] > wanted)
                facts->serving[version] = wanted;
        } else {
            facts->present[version] = wanted;
        }
    }
}

static void tick(struct world *world)
{
    struct rollout_facts *facts = &world->facts;
    facts->now_ms += 100;
    facts->weight_set = world->told_weight == world->rollout.weight;
    rollout_step(&world->rollout, facts);
    world->told_weight = world->rollout.weight;
    obey(world);
    share_calls(world);
    int serving = facts->serving[0] + facts->serving[1];
    int present = facts->present[0] + facts->present[1];
    if (serving < world->least_serving)
        world->least_serving = serving;
    if (present > world->most_present)
        world->most_present = present;
    if (world->told_weight == 100)
        world->was_fully_new = true;
}

static void run(struct world *world)
{
    for (int i = 0; i < 10000 && !rollout_over(&world->rollout); i++)
        tick(world);
    assert_true(rollout_over(&world->rollout));
}

static void assert_ends(const struct world *world, enum rollout_state state,
                        int old, int new)
{
    assert_int_equal(world->rollout.state, state);
    assert_int_equal(world->facts.present[0], old);
    assert_int_equal(world->facts.present[1], new);
    assert_int_equal(world->told_weight, ROLLOUT_NO_SPLIT);
}

static void rolling_is_one_more_at_most_and_never_one_fewer(void **state)
{
    struct world world;
    (void)state;
    for (int replicas = 1; replicas <= 8; replicas++) {
        begin(&world, ROLLOUT_ROLLING, replicas);
        run(&world);
        assert_ends(&world, ROLLOUT_DONE, 0, replicas);
        assert_int_equal(world.least_serving, replicas);
        assert_int_equal(world.most_present, replicas + 1);
    }
}

static void blue_green_switches_at_once_and_keeps_the_old_ones(void **state)
{
    struct world world;
    (void)state;
    begin(&world, ROLLOUT_BLUE_GREEN, 3);
    while (world.told_weight != 100) {
        assert_int_equal(world.facts.figures[1].ok, 0);
        tick(&world);
    }
    int64_t switched = world.facts.now_ms;
    while (world.rollout.wanted[0] == 3)
        tick(&world);
    assert_in_range(world.facts.now_ms - switched, rules.hold_ms,
                    rules.hold_ms + 200);
    run(&world);
    assert_ends(&world, ROLLOUT_DONE, 0, 3);
    assert_int_equal(world.most_present, 6);
}

static void a_switch_can_be_taken_back_at_once(void **state)
{
    struct world world;
    (void)state;
    begin(&world, ROLLOUT_BLUE_GREEN, 2);
    while (world.told_weight != 100)
        tick(&world);
    tick(&world);
    rollout_back(&world.rollout, world.facts.now_ms, "asked");
    assert_int_equal(world.rollout.weight, 0);
    run(&world);
    assert_ends(&world, ROLLOUT_ROLLED_BACK, 2, 0);
    assert_string_equal(world.rollout.why, "asked");
}

static void a_good_canary_goes_all_the_way(void **state)
{
    struct world world;
    (void)state;
    begin(&world, ROLLOUT_CANARY, 4);
    run(&world);
    assert_ends(&world, ROLLOUT_DONE, 0, 4);
    assert_int_equal(world.least_serving, 4);
    /* Three steps, each watched. */
    assert_true(world.facts.now_ms >= 3 * rules.step_ms);
}

static void a_bad_canary_goes_back_by_itself(void **state)
{
    struct world world;
    (void)state;
    begin(&world, ROLLOUT_CANARY, 4);
    world.fail_percent = 30;
    run(&world);
    assert_ends(&world, ROLLOUT_ROLLED_BACK, 4, 0);
    assert_non_null(strstr(world.rollout.why, "failed"));
    assert_false(world.was_fully_new);
    assert_true(world.facts.now_ms < rules.step_ms);
}

static void without_calls_a_canary_is_not_trusted(void **state)
{
    struct world world;
    (void)state;
    begin(&world, ROLLOUT_CANARY, 1);
    world.calls = 0;
    run(&world);
    assert_ends(&world, ROLLOUT_ROLLED_BACK, 1, 0);
    assert_non_null(strstr(world.rollout.why, "too few calls"));
}

static void one_that_never_serves_goes_back(void **state)
{
    static const enum rollout_strategy all[] = {
        ROLLOUT_ROLLING, ROLLOUT_BLUE_GREEN, ROLLOUT_CANARY};
    struct world world;
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        begin(&world, all[i], 3);
        world.stuck = true;
        run(&world);
        assert_ends(&world, ROLLOUT_ROLLED_BACK, 3, 0);
        assert_int_equal(world.least_serving, 3);
    }
}

static void one_that_dies_goes_back_at_once(void **state)
{
    struct world world;
    (void)state;
    begin(&world, ROLLOUT_ROLLING, 3);
    tick(&world);
    world.facts.failed = "exit status 1";
    run(&world);
    assert_ends(&world, ROLLOUT_ROLLED_BACK, 3, 0);
    assert_non_null(strstr(world.rollout.why, "exit status 1"));
    assert_true(world.facts.now_ms < 1000);
}

static void the_way_back_never_has_fewer_than_were_asked_for(void **state)
{
    struct world world;
    (void)state;
    for (int ticks = 0; ticks < 30; ticks++) {
        begin(&world, ROLLOUT_ROLLING, 4);
        for (int i = 0; i < ticks; i++)
            tick(&world);
        if (rollout_over(&world.rollout))
            break;
        rollout_back(&world.rollout, world.facts.now_ms, "asked");
        run(&world);
        assert_ends(&world, ROLLOUT_ROLLED_BACK, 4, 0);
        assert_int_equal(world.least_serving, 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rolling_is_one_more_at_most_and_never_one_fewer),
        cmocka_unit_test(blue_green_switches_at_once_and_keeps_the_old_ones),
        cmocka_unit_test(a_switch_can_be_taken_back_at_once),
        cmocka_unit_test(a_good_canary_goes_all_the_way),
        cmocka_unit_test(a_bad_canary_goes_back_by_itself),
        cmocka_unit_test(without_calls_a_canary_is_not_trusted),
        cmocka_unit_test(one_that_never_serves_goes_back),
        cmocka_unit_test(one_that_dies_goes_back_at_once),
        cmocka_unit_test(the_way_back_never_has_fewer_than_were_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
