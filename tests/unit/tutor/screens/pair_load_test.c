/*
 * pair_load_test -- what the load beside a screen says is read, second by
 * second; what is no second is a reason.
 */
#include "tutor/screens/pair_load.h"

#include <math.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static void take(struct pair_load *load, const char *line, int64_t now_ms)
{
    pair_load_take(load, line, strlen(line), now_ms);
}

static const char second[] =
    "{\"second\":1,\"monolith\":{\"now\":{\"ok\":20,\"refused\":1,"
    "\"failed\":2,\"lost\":3,\"dropped\":4},\"total\":{\"ok\":40,"
    "\"refused\":1,\"failed\":2,\"lost\":3,\"dropped\":4},\"p50_us\":1500,"
    "\"p99_us\":2500}}";

static void a_second_is_read_for_the_shapes_it_names(void **state)
{
    struct pair_load load = {0};
    (void)state;
    take(&load, second, 77);
    const struct pair_load_side *side = &load.of[SHAPE_MONOLITH];
    assert_int_equal(load.heard_ms, 77);
    assert_int_equal(load.count, 1);
    assert_true(side->heard);
    assert_int_equal(side->now.ok, 20);
    assert_int_equal(side->now.bad, 9);
    assert_int_equal(side->total.ok, 40);
    assert_true(fabs(side->p50_ms - 1.5) < 1e-9);
    assert_true(fabs(side->p99s[0] - 2.5) < 1e-9);
    assert_false(load.of[SHAPE_SPLIT].heard);
    assert_true(isnan(load.of[SHAPE_SPLIT].rates[0]));
}

static void a_second_without_an_answer_has_no_time(void **state)
{
    struct pair_load load = {0};
    (void)state;
    take(&load,
         "{\"second\":1,\"monolith\":{\"now\":{\"ok\":0,\"lost\":9},"
         "\"total\":{},\"p50_us\":0,\"p99_us\":0}}",
         1);
    assert_true(isnan(load.of[SHAPE_MONOLITH].p50_ms));
    assert_int_equal(load.of[SHAPE_MONOLITH].now.bad, 9);
}

static void the_last_minute_is_kept(void **state)
{
    struct pair_load load = {0};
    (void)state;
    for (int i = 0; i < PAIR_SECONDS + 20; i++)
        take(&load, second, i);
    assert_int_equal(load.count, PAIR_SECONDS);
    assert_true(fabs(load.of[SHAPE_MONOLITH].rates[PAIR_SECONDS - 1] - 20) <
                1e-9);
}

static void what_is_no_second_is_a_reason(void **state)
{
    struct pair_load load = {0};
    (void)state;
    take(&load, "{\"error\":\"unavailable\",\"detail\":\"nothing is up\"}", 5);
    assert_string_equal(load.why, "nothing is up");
    take(&load, "cleave: no such thing", 5);
    assert_string_equal(load.why, "cleave: no such thing");
    take(&load, "[1,2", 5);
    take(&load, "{\"second\":\"one\"}", 5);
    take(&load, "{\"second\":1,\"monolith\":7,\"split\":[]}", 5);
    assert_false(load.of[SHAPE_MONOLITH].heard);
    assert_false(pair_load_on(&load));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_is_read_for_the_shapes_it_names),
        cmocka_unit_test(a_second_without_an_answer_has_no_time),
        cmocka_unit_test(the_last_minute_is_kept),
        cmocka_unit_test(what_is_no_second_is_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
