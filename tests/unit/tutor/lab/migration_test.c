/*
 * migration_test -- the table of stages, as properties of all of them.
 */
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/lab/migration.h"

static void nothing_is_said_before_the_first_stage(void **state)
{
    (void)state;
    for (int i = 0; i < MIGRATION_SERVICES; i++) {
        struct placement place =
            migration_place(STAGE_NONE, migration_services[i]);
        assert_false(place.known);
        assert_string_equal(place.database, migration_services[i]);
    }
    assert_string_equal(migration_stage_name(STAGE_NONE), "none");
    assert_null(migration_moves(STAGE_NONE));
}

static void a_stage_moves_one_service_and_it_stays_moved(void **state)
{
    (void)state;
    for (int stage = STAGE_FACADE; stage < STAGE_COUNT; stage++) {
        const char *moves = migration_moves(stage);
        for (int i = 1; i < MIGRATION_SERVICES; i++) {
            const char *service = migration_services[i];
            struct placement before = migration_place(stage - 1, service);
            struct placement after = migration_place(stage, service);
            bool moved =
                before.known && strcmp(before.database, after.database) != 0;
            /* customers' file is made by a copy, so it never changes name. */
            if (moved)
                assert_string_equal(service, moves);
            if (moves && strcmp(service, moves) == 0)
                assert_string_equal(after.database, service);
        }
    }
}

static void at_the_end_each_service_is_alone_and_the_monolith_is_down(
    void **state)
{
    (void)state;
    assert_false(migration_place(STAGE_ORDERS, "monolith").runs);
    for (int i = 1; i < MIGRATION_SERVICES; i++) {
        struct placement place =
            migration_place(STAGE_ORDERS, migration_services[i]);
        assert_true(place.runs);
        assert_false(place.shared);
        assert_string_equal(place.database, migration_services[i]);
    }
}

/* Its schema would make the tables that have left anew, and empty. */
static void the_monolith_never_runs_where_tables_have_left(void **state)
{
    (void)state;
    for (int stage = STAGE_FACADE; stage < STAGE_COUNT; stage++) {
        bool left = false;
        for (int i = 1; i < MIGRATION_SERVICES; i++) {
            struct placement place =
                migration_place(stage, migration_services[i]);
            left |= strcmp(migration_services[i], "customers") != 0 &&
                    place.runs &&
                    strcmp(place.database, migration_services[i]) == 0;
        }
        assert_true(migration_place(stage, "monolith").runs != left);
    }
}

static void strangers_reach_the_monolith_only_while_it_writes(void **state)
{
    (void)state;
    assert_true(migration_place(STAGE_FACADE, "monolith").door);
    assert_true(migration_place(STAGE_SHADOW, "monolith").door);
    assert_false(migration_place(STAGE_SEAMS, "monolith").door);
}

static void sagas_are_where_orders_writes(void **state)
{
    (void)state;
    assert_null(migration_saga_book(STAGE_FACADE));
    for (int stage = STAGE_SHADOW; stage < STAGE_COUNT; stage++)
        assert_string_equal(migration_saga_book(stage),
                            migration_place(stage, "orders").database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_before_the_first_stage),
        cmocka_unit_test(a_stage_moves_one_service_and_it_stays_moved),
        cmocka_unit_test(
            at_the_end_each_service_is_alone_and_the_monolith_is_down),
        cmocka_unit_test(the_monolith_never_runs_where_tables_have_left),
        cmocka_unit_test(strangers_reach_the_monolith_only_while_it_writes),
        cmocka_unit_test(sagas_are_where_orders_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
