/*
 * Random stories in a real database: after every command the row is the fold
 * of the events; and a story with a hole in it is told, not believed.
 */
#include "domain/orders/orders.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { COMMANDS = ORDER_CANCEL + 1, ORDERS = 400, WISHES = 14 };

static int open_shop(void **state)
{
    *state = rules_open(orders_schema, NULL);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    return 0;
}

static struct order draft(int n)
{
    struct order order = {
        .customer_id = 7, .total_won = 24500, .line_count = 2};

    order.lines[0] = (struct order_line){"MUG", 2, 12000};
    order.lines[1] = (struct order_line){"PEN", 1, 500};
    snprintf(order.id.text, sizeof order.id.text, "01ARZ3NDEKTSV4RRFFQ69G%04d",
             n);
    return order;
}

/* All that a command may change, and whose it is. */
static void is_same(const struct order *a, const struct order *b)
{
    assert_string_equal(a->id.text, b->id.text);
    assert_int_equal(a->customer_id, b->customer_id);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->cancelling, b->cancelling);
    assert_string_equal(a->reason, b->reason);
    assert_int_equal(a->total_won, b->total_won);
    assert_int_equal(a->version, b->version);
    assert_int_equal(a->created_at_ms, b->created_at_ms);
    assert_int_equal(a->line_count, b->line_count);
}

static void is_what_the_database_says(struct db *db, const struct order *order)
{
    struct order row, folded;

    assert_int_equal(orders_load(db, order->id.text, &row), ERROR_OK);
    assert_int_equal(orders_replay(db, order->id.text, &folded), ERROR_OK);
    is_same(&row, order);
    is_same(&folded, order);
}

/* A refused command must leave no trace; an allowed one exactly one event. */
static void wish(struct db *db, struct random *random, struct order *order)
{
    static const enum error reasons[] = {ERROR_DECLINED, ERROR_OUT_OF_STOCK,
                                         ERROR_UNDELIVERABLE};
    const struct order_command command = {
        .kind = (enum order_command_kind)random_below(random, COMMANDS),
        .at_ms = (int64_t)random_below(random, 1000000),
        .reason = reasons[random_below(random, 3)]};
    struct order before = *order;
    enum error error = orders_apply(db, order, &command);

    if (error) {
        assert_int_equal(error, ERROR_CONFLICT);
        is_same(order, &before);
    } else {
        assert_int_equal(order->version, before.version + 1);
    }
}

static void row_and_fold_agree_over_random_commands(void **state)
{
    struct random random = rules_random();
    int ends[ORDER_CANCELLED + 1] = {0};

    for (int n = 0; n < ORDERS; n++) {
        struct order order = draft(n);

        assert_int_equal(orders_place(*state, &order, n), ERROR_OK);
        for (int i = 0; i < WISHES; i++) {
            wish(*state, &random, &order);
            is_what_the_database_says(*state, &order);
        }
        ends[order.status]++;
    }
    assert_true(ends[ORDER_REJECTED] > 0 && ends[ORDER_CONFIRMED] > 0);
    assert_int_equal(rules_int(*state,
                               "SELECT count(*) FROM orders o WHERE version <>"
                               " (SELECT count(*) FROM order_events"
                               " WHERE order_id = o.id)"),
                     0);
}

/* Two who decide on random, often old, versions: one event a version. */
static void of_two_writers_one_wins_each_version(void **state)
{
    struct random random = rules_random();
    struct order order = draft(1);
    struct order mine, theirs;
    int conflicts = 0;

    for (int n = 0; n < ORDERS; n++) {
        order = draft(n);
        assert_int_equal(orders_place(*state, &order, n), ERROR_OK);
        mine = theirs = order;
        for (int i = 0; i < WISHES; i++) {
            struct order *who = random_below(&random, 2) ? &mine : &theirs;
            int32_t behind = who == &mine ? theirs.version : mine.version;
            int32_t version = who->version;

            wish(*state, &random, who);
            if (version < behind) {
                assert_int_equal(who->version, version);
                conflicts++;
                assert_int_equal(orders_load(*state, who->id.text, who),
                                 ERROR_OK);
            }
        }
        is_what_the_database_says(
            *state, mine.version > theirs.version ? &mine : &theirs);
    }
    assert_true(conflicts > 0);
}

/* ---- what is not as it should be ---- */

static void a_story_with_a_hole_is_told(void **state)
{
    struct order order = draft(1), folded = {0};
    const struct order_command paid = {.kind = ORDER_MARK_PAID};
    const struct order_command reserved = {.kind = ORDER_MARK_RESERVED};

    assert_int_equal(orders_place(*state, &order, 1), ERROR_OK);
    assert_int_equal(orders_apply(*state, &order, &paid), ERROR_OK);
    assert_int_equal(orders_apply(*state, &order, &reserved), ERROR_OK);
    assert_int_equal(
        db_script(*state, "DELETE FROM order_events WHERE version = 2"),
        ERROR_OK);
    assert_int_equal(orders_replay(*state, order.id.text, &folded),
                     ERROR_STORAGE);
    assert_string_equal(error_detail(ERROR_STORAGE),
                        "event 2 of order 01ARZ3NDEKTSV4RRFFQ69G0001 is "
                        "missing from its story");
    assert_int_equal(folded.version, 0);
}

static void an_event_of_no_known_type_is_told(void **state)
{
    struct order order = draft(1), folded;

    assert_int_equal(orders_place(*state, &order, 1), ERROR_OK);
    assert_int_equal(
        db_script(*state, "UPDATE order_events SET type = 'OrderEaten'"),
        ERROR_OK);
    assert_int_equal(orders_replay(*state, order.id.text, &folded),
                     ERROR_STORAGE);
    assert_non_null(strstr(error_detail(ERROR_STORAGE), "OrderEaten"));
}

static void an_order_that_could_not_be_placed_is_not_placed(void **state)
{
    struct order order = draft(1), before = order, row;

    assert_int_equal(db_script(*state,
                               "CREATE TRIGGER broken BEFORE INSERT ON"
                               " order_lines BEGIN SELECT raise(ABORT, 'no');"
                               " END"),
                     ERROR_OK);
    assert_int_equal(db_begin(*state), ERROR_OK);
    assert_int_equal(orders_place(*state, &order, 1), ERROR_CONFLICT);
    db_rollback(*state);
    is_same(&order, &before);
    assert_int_equal(orders_load(*state, order.id.text, &row), ERROR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(row_and_fold_agree_over_random_commands),
        TEST(of_two_writers_one_wins_each_version),
        TEST(a_story_with_a_hole_is_told),
        TEST(an_event_of_no_known_type_is_told),
        TEST(an_order_that_could_not_be_placed_is_not_placed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
