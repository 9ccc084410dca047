/*
 * Numbers are found by name, checked against their range, and set in place;
 * and the tables of all patterns are in order.
 */
#include "split/patterns/parameter.h"

#include <string.h>

#include "split/patterns/balancer.h"
#include "split/patterns/breaker.h"
#include "split/patterns/bulkhead.h"
#include "split/patterns/deadline.h"
#include "split/patterns/hedge.h"
#include "split/patterns/rate_limit.h"
#include "split/patterns/retry.h"
#include "split/patterns/retry_budget.h"
#include "tests/support/cmocka_all.h"

struct thing {
    int64_t wait_ms;
    int64_t share;
};

static const struct parameter table[] = {
    {"wait-ms", "ms", 1, 1000, 20, offsetof(struct thing, wait_ms)},
    {"share", "%", 0, 100, 50, offsetof(struct thing, share)},
};

enum { COUNT = sizeof table / sizeof table[0] };

static void defaults_fill_every_member(void **state)
{
    struct thing thing = {-1, -1};

    (void)state;
    parameter_defaults(table, COUNT, &thing);
    assert_int_equal(thing.wait_ms, 20);
    assert_int_equal(thing.share, 50);
}

static void a_value_inside_the_range_is_set(void **state)
{
    struct thing thing = {20, 50};

    (void)state;
    assert_int_equal(parameter_set(table, COUNT, &thing, "share", 100),
                     ERROR_OK);
    assert_int_equal(parameter_set(table, COUNT, &thing, "wait-ms", 1),
                     ERROR_OK);
    assert_int_equal(thing.share, 100);
    assert_int_equal(thing.wait_ms, 1);
    assert_int_equal(
        parameter_get(parameter_find(table, COUNT, "share"), &thing), 100);
}

static void a_value_outside_the_range_changes_nothing(void **state)
{
    struct thing thing = {20, 50};

    (void)state;
    assert_int_equal(parameter_set(table, COUNT, &thing, "share", 101),
                     ERROR_UNPROCESSABLE);
    assert_string_equal(error_detail(ERROR_UNPROCESSABLE),
                        "share goes from 0 to 100 %");
    assert_int_equal(parameter_set(table, COUNT, &thing, "wait-ms", 0),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(thing.share, 50);
    assert_int_equal(thing.wait_ms, 20);
}

static void an_unknown_name_is_refused(void **state)
{
    struct thing thing = {20, 50};

    (void)state;
    assert_null(parameter_find(table, COUNT, "shar"));
    assert_int_equal(parameter_set(table, COUNT, &thing, "shares", 1),
                     ERROR_NOT_FOUND);
    assert_int_equal(thing.share, 50);
}

#define TABLE(pattern, PATTERN)                    \
    {                                              \
        pattern##_parameters, PATTERN##_PARAMETERS \
    }

static void every_table_of_a_pattern_is_in_order(void **state)
{
    static const struct {
        const struct parameter *rows;
        size_t count;
    } tables[] = {TABLE(balancer, BALANCER), TABLE(breaker, BREAKER),
                  TABLE(bulkhead, BULKHEAD), TABLE(deadline, DEADLINE),
                  TABLE(hedge, HEDGE),       TABLE(rate_limit, RATE_LIMIT),
                  TABLE(retry, RETRY),       TABLE(retry_budget, RETRY_BUDGET)};

    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct parameter *one = &tables[t].rows[i];

            assert_non_null(one->name);
            assert_non_null(one->unit);
            assert_true(one->least <= one->fallback);
            assert_true(one->fallback <= one->most);
            /* No other row has this name or writes to this member. */
            for (size_t j = 0; j < i; j++) {
                assert_string_not_equal(one->name, tables[t].rows[j].name);
                assert_int_not_equal(one->offset, tables[t].rows[j].offset);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_fill_every_member),
        cmocka_unit_test(a_value_inside_the_range_is_set),
        cmocka_unit_test(a_value_outside_the_range_changes_nothing),
        cmocka_unit_test(an_unknown_name_is_refused),
        cmocka_unit_test(every_table_of_a_pattern_is_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
