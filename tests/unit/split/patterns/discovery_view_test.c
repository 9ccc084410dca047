/*
 * discovery_view_test -- what a caller believes after each kind of view.
 */
#include "split/patterns/discovery_view.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

enum { LEASE = 1500, OLD_LIFE = 100, NEW_LIFE = 200, ROWS = 300 };

static struct discovery_view view;
static struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
static Registry__Instance rows[ROWS];
static Registry__Instance *row_list[ROWS];
static Registry__View news;

static int setup(void **state)
{
    (void)state;
    view = (struct discovery_view){0};
    return 0;
}

static void begin(int64_t life, int64_t revision)
{
    registry__view__init(&news);
    news.life = life;
    news.revision = revision;
    news.instances = row_list;
}

static Registry__Instance *row(const char *service, int instance)
{
    Registry__Instance *one = &rows[news.n_instances];
    registry__instance__init(one);
    one->service = (char *)service;
    one->instance = instance;
    one->version = (char *)"1";
    one->address = (char *)"unix:/run/a.sock";
    one->state = (char *)"up";
    one->epoch = 7;
    one->born_us = 70 + instance;
    one->lease_ms = LEASE;
    one->weight = 100;
    row_list[news.n_instances++] = one;
    return one;
}

static size_t listed(const char *service)
{
    return discovery_view_list(&view, service, list, DISCOVERY_ENDPOINTS);
}

/* payments 1 and 2, orders 1, of the old life. */
static void know_three(void)
{
    begin(OLD_LIFE, 5);
    row("orders", 1);
    row("payments", 1);
    row("payments", 2);
    assert_true(discovery_view_take(&view, 0, &news, true));
}

/* ---- one life of the registry ---- */

static void a_view_is_listed_by_service_and_instance(void **state)
{
    (void)state;
    begin(OLD_LIFE, 1);
    row("payments", 2)->state = (char *)"draining";
    Registry__Instance *first = row("payments", 1);
    first->sidecar = (char *)"unix:/run/s.sock";
    first->weight = 30;
    row("orders", 1)->state = (char *)"not-ready";
    assert_true(discovery_view_take(&view, 0, &news, true));
    assert_int_equal(listed("payments"), 2);
    assert_int_equal(list[0].instance, 1);
    assert_string_equal(list[0].address.host, "/run/s.sock");
    assert_true(list[0].sidecar);
    assert_int_equal(list[0].weight, 30);
    assert_int_equal(list[0].state, DISCOVERY_UP);
    assert_int_equal(list[0].epoch, 7);
    assert_int_equal(list[0].life, 71);
    assert_string_equal(list[1].address.host, "/run/a.sock");
    assert_int_equal(list[1].state, DISCOVERY_DRAINING);
    assert_int_equal(listed("orders"), 1);
    assert_int_equal(list[0].state, DISCOVERY_NOT_READY);
    assert_int_equal(listed("shipping"), 0);
    assert_int_equal(discovery_view_list(&view, "payments", list, 1), 1);
}

static void who_is_missing_from_the_next_view_is_gone(void **state)
{
    (void)state;
    know_three();
    begin(OLD_LIFE, 6);
    row("payments", 2);
    assert_true(discovery_view_take(&view, 10, &news, false));
    assert_int_equal(listed("payments"), 1);
    assert_int_equal(list[0].instance, 2);
    assert_int_equal(listed("orders"), 0);
    assert_true(discovery_view_has_seen(&view, "orders"));
    assert_false(discovery_view_has_seen(&view, "shipping"));
    assert_int_equal(discovery_view_next_ms(&view), INT64_MAX);
}

static void the_same_revision_changes_nothing(void **state)
{
    (void)state;
    know_three();
    begin(OLD_LIFE, 5);
    row("orders", 1);
    row("payments", 1);
    row("payments", 2);
    assert_false(discovery_view_take(&view, 10, &news, false));
    assert_false(discovery_view_take(&view, 10, &news, true));
    assert_int_equal(view.count, 3);
}

/* ---- a registry that forgot ---- */

static void an_empty_new_life_takes_nothing_away_for_one_lease(void **state)
{
    (void)state;
    know_three();
    begin(NEW_LIFE, 1);
    assert_true(discovery_view_take(&view, 1000, &news, true));
    assert_int_equal(listed("payments"), 2);
    assert_int_equal(listed("orders"), 1);
    assert_int_equal(discovery_view_next_ms(&view), 1000 + LEASE);
    assert_false(discovery_view_pass(&view, 1000 + LEASE - 1));
    assert_int_equal(view.count, 3);
    assert_true(discovery_view_pass(&view, 1000 + LEASE));
    assert_int_equal(view.count, 0);
}

static void who_joins_the_new_life_stays_and_the_dead_go(void **state)
{
    (void)state;
    know_three();
    begin(NEW_LIFE, 1);
    discovery_view_take(&view, 1000, &news, true);
    begin(NEW_LIFE, 2);
    row("payments", 2)->epoch = 900;
    assert_true(discovery_view_take(&view, 1100, &news, false));
    assert_int_equal(listed("payments"), 2);
    assert_int_equal(list[1].epoch, 900);
    assert_int_equal(list[1].life, 72); /* the same process all the time */
    assert_true(discovery_view_pass(&view, 1000 + LEASE));
    assert_int_equal(listed("payments"), 1);
    assert_int_equal(list[0].instance, 2);
    /* And it may leave the new life as any other. */
    begin(NEW_LIFE, 3);
    assert_true(discovery_view_take(&view, 3000, &news, false));
    assert_int_equal(view.count, 0);
}

static void what_drained_goes_on_draining_in_a_new_life(void **state)
{
    (void)state;
    begin(OLD_LIFE, 1);
    row("payments", 1)->state = (char *)"draining";
    discovery_view_take(&view, 0, &news, true);
    begin(NEW_LIFE, 1);
    discovery_view_take(&view, 10, &news, true);
    assert_int_equal(listed("payments"), 1);
    assert_int_equal(list[0].state, DISCOVERY_DRAINING);
}

static void a_registry_that_comes_and_goes_starts_the_lease_anew(void **state)
{
    (void)state;
    know_three();
    begin(NEW_LIFE, 1);
    discovery_view_take(&view, 1000, &news, true);
    /* It was away for a minute; nobody passes time meanwhile. */
    discovery_view_take(&view, 61000, &news, true);
    assert_false(discovery_view_pass(&view, 61000 + LEASE - 1));
    assert_int_equal(view.count, 3);
    begin(NEW_LIFE + 1, 1);
    discovery_view_take(&view, 62000, &news, true);
    assert_false(discovery_view_pass(&view, 62000 + LEASE - 1));
    assert_true(discovery_view_pass(&view, 62000 + LEASE));
    assert_int_equal(view.count, 0);
}

/* ---- what is no endpoint ---- */

static void rows_that_cannot_be_called_are_not_listed(void **state)
{
    char long_name[LIMIT_NAME_BYTES + 1];
    (void)state;
    memset(long_name, 'a', LIMIT_NAME_BYTES);
    long_name[LIMIT_NAME_BYTES] = '\0';
    begin(OLD_LIFE, 1);
    row("payments", 0);
    row("", 1);
    row(long_name, 1);
    row("payments", 1)->address = (char *)"nonsense";
    row("payments", 2)->state = (char *)"a word of tomorrow";
    discovery_view_take(&view, 0, &news, true);
    assert_int_equal(view.count, 1);
    assert_int_equal(listed("payments"), 1);
    assert_int_equal(list[0].state, DISCOVERY_NOT_READY);
}

static void a_view_beyond_the_bound_is_cut(void **state)
{
    (void)state;
    begin(OLD_LIFE, 1);
    for (int i = 1; i <= ROWS; i++)
        row("payments", i);
    discovery_view_take(&view, 0, &news, true);
    assert_int_equal(view.count, DISCOVERY_VIEW_ENTRIES);
    assert_int_equal(listed("payments"), DISCOVERY_ENDPOINTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_view_is_listed_by_service_and_instance, setup),
        cmocka_unit_test_setup(who_is_missing_from_the_next_view_is_gone,
                               setup),
        cmocka_unit_test_setup(the_same_revision_changes_nothing, setup),
        cmocka_unit_test_setup(
            an_empty_new_life_takes_nothing_away_for_one_lease, setup),
        cmocka_unit_test_setup(who_joins_the_new_life_stays_and_the_dead_go,
                               setup),
        cmocka_unit_test_setup(what_drained_goes_on_draining_in_a_new_life,
                               setup),
        cmocka_unit_test_setup(
            a_registry_that_comes_and_goes_starts_the_lease_anew, setup),
        cmocka_unit_test_setup(rows_that_cannot_be_called_are_not_listed,
                               setup),
        cmocka_unit_test_setup(a_view_beyond_the_bound_is_cut, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
