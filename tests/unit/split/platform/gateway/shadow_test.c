/*
 * shadow_test -- when two answers that differ are a difference.
 */
#include "split/platform/gateway/shadow.h"

#include "split/platform/gateway/route.h"
#include "tests/support/cmocka_all.h"

static void equal_to_either_answer_is_the_same(void **state)
{
    (void)state;
    for (int rounds = 1; rounds <= SHADOW_ROUNDS; rounds++) {
        struct shadow_facts facts = {.same_as_first = true, .rounds = rounds};
        assert_int_equal(shadow_judge(&facts), SHADOW_SAME);
        facts = (struct shadow_facts){
            .same_as_second = true, .monolith_moved = true, .rounds = rounds};
        assert_int_equal(shadow_judge(&facts), SHADOW_SAME);
    }
}

static void a_difference_counts_only_when_it_stays(void **state)
{
    (void)state;
    struct shadow_facts facts = {.rounds = 1};
    for (; facts.rounds < SHADOW_ROUNDS; facts.rounds++)
        assert_int_equal(shadow_judge(&facts), SHADOW_AGAIN);
    assert_int_equal(shadow_judge(&facts), SHADOW_DIFFERENT);
}

static void a_world_that_moves_proves_nothing(void **state)
{
    (void)state;
    struct shadow_facts facts = {.monolith_moved = true,
                                 .rounds = SHADOW_ROUNDS};
    assert_int_equal(shadow_judge(&facts), SHADOW_MOVING);
}

static void without_a_migration_the_services_answer_all(void **state)
{
    (void)state;
    for (int stage = -1; stage < 9; stage++)
        if (stage < 0 || stage > 2)
            assert_int_equal(route_of_stage(stage, "GetOrder"), WAY_SERVICES);
}

/* Two writers of one thing would be two truths. */
static void all_writes_go_one_way_at_each_stage(void **state)
{
    (void)state;
    for (int stage = -1; stage < 9; stage++) {
        enum way way = route_of_stage(stage, "PlaceOrder");
        assert_int_not_equal(way, WAY_SHADOW); /* never done twice */
        assert_int_equal(route_of_stage(stage, "CancelOrder"), way);
        assert_int_equal(route_of_stage(stage, "Restock"), way);
    }
    assert_int_equal(route_of_stage(0, "PlaceOrder"), WAY_MONOLITH);
    assert_int_equal(route_of_stage(1, "GetOrder"), WAY_SHADOW);
    assert_int_equal(route_of_stage(1, "GetUser"), WAY_MONOLITH);
    assert_int_equal(route_of_stage(2, "GetUser"), WAY_SHADOW);
    assert_int_equal(route_of_stage(2, "PlaceOrder"), WAY_SERVICES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_to_either_answer_is_the_same),
        cmocka_unit_test(a_difference_counts_only_when_it_stays),
        cmocka_unit_test(a_world_that_moves_proves_nothing),
        cmocka_unit_test(without_a_migration_the_services_answer_all),
        cmocka_unit_test(all_writes_go_one_way_at_each_stage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
