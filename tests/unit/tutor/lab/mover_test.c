/*
 * mover_test -- rows that change their file, with real files.
 */
#include "tutor/lab/mover.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/db.h"
#include "domain/customers/customers.h"
#include "domain/inventory/inventory.h"
#include "domain/orders/orders.h"
#include "domain/payments/payments.h"
#include "domain/shipping/shipping.h"
#include "split/patterns/inbox.h"
#include "split/patterns/outbox.h"
#include "split/patterns/saga.h"
#include "tests/support/cmocka_all.h"

struct town {
    char home[64];
    struct places places;
};

static struct db *open_file(const struct town *town, const char *name,
                            enum db_mode mode)
{
    char path[LIMIT_PATH_BYTES];
    struct db *db = NULL;
    assert_int_equal(places_database(&town->places, name, path, sizeof path),
                     ERROR_OK);
    assert_int_equal(db_open(&db, path, mode), ERROR_OK);
    return db;
}

/* One order that stands, one that fell, with all that belongs to them. */
static const char rows[] =
    "INSERT INTO orders VALUES ('A', 7, 'CONFIRMED', 0, '', 1000, 4, 1, 7,"
    " 'k1'), ('B', 8, 'REJECTED', 0, 'declined', 500, 2, 2, 8, 'k2');"
    "INSERT INTO order_lines VALUES ('A', 1, 'PEN', 1, 1000),"
    " ('B', 1, 'PEN', 1, 500);"
    "INSERT INTO charges VALUES ('A/pay', 'A', 7, 1000, 0, 'CHARGED');";

static int setup(void **state)
{
    static struct town town;
    static const char *const schemas[] = {
        customers_schema, orders_schema, payments_schema, inventory_schema,
        shipping_schema,  saga_schema,   outbox_schema,   inbox_schema};
    snprintf(town.home, sizeof town.home, "/tmp/cleave-mover-XXXXXX");
    assert_non_null(mkdtemp(town.home));
    setenv("CLEAVE_HOME", town.home, 1);
    assert_int_equal(places_find(&town.places), ERROR_OK);
    assert_int_equal(places_make(&town.places), ERROR_OK);
    struct db *db = open_file(&town, "monolith", DB_WRITER);
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        assert_int_equal(db_script(db, schemas[i]), ERROR_OK);
    assert_int_equal(db_begin(db), ERROR_OK);
    assert_int_equal(customers_seed(db), ERROR_OK);
    assert_int_equal(payments_seed(db), ERROR_OK);
    assert_int_equal(inventory_seed(db), ERROR_OK);
    assert_int_equal(shipping_seed(db), ERROR_OK);
    assert_int_equal(db_commit(db), ERROR_OK);
    assert_int_equal(db_script(db, rows), ERROR_OK);
    db_close(db);
    *state = &town;
    return 0;
}

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *at)
{
    (void)facts;
    (void)kind;
    (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    struct town *town = *state;
    return nftw(town->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t out = -1;
    assert_int_equal(db_get_int(db, sql, NO_VALUES, &out), ERROR_OK);
    return out;
}

static void go(struct town *town, int from, int to)
{
    struct mover_report report;
    int stage = 99;
    if (to > from)
        assert_int_equal(mover_copy(&town->places, to), ERROR_OK);
    assert_int_equal(mover_step(&town->places, from, to, &report), ERROR_OK);
    assert_int_equal(placement_stage(&town->places, &stage), ERROR_OK);
    assert_int_equal(stage, to);
}

static void go_up(struct town *town, int to)
{
    for (int stage = STAGE_NONE; stage < to; stage++)
        go(town, stage, stage + 1);
}

static void all_stages_forward_and_back_leave_all_rows(void **state)
{
    struct town *town = *state;
    go_up(town, STAGE_ORDERS);
    struct db *db = open_file(town, "orders", DB_READER);
    assert_int_equal(number(db, "SELECT count(*) FROM orders"), 2);
    db_close(db);
    for (int stage = STAGE_ORDERS; stage > STAGE_NONE; stage--)
        go(town, stage, stage - 1);
    db = open_file(town, "monolith", DB_READER);
    assert_int_equal(number(db, "SELECT count(*) FROM orders"), 2);
    assert_int_equal(number(db, "SELECT count(*) FROM charges"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM sqlite_schema"
                                " WHERE name LIKE 'moved%'"),
                     0);
    db_close(db);
    assert_false(mover_split_has_books(&town->places));
}

static void what_was_written_there_comes_back(void **state)
{
    struct town *town = *state;
    go_up(town, STAGE_PAYMENTS);
    struct db *db = open_file(town, "payments", DB_WRITER);
    assert_int_equal(
        db_script(db, "UPDATE accounts SET balance = balance - 5"
                      " WHERE customer_id = 7;"
                      "UPDATE charges SET state = 'REFUNDED';"
                      "INSERT INTO charges VALUES ('C/pay', 'C', 9, 5, 1,"
                      " 'CHARGED');"),
        ERROR_OK);
    int64_t balance =
        number(db, "SELECT balance FROM accounts WHERE customer_id = 7");
    db_close(db);
    go(town, STAGE_PAYMENTS, STAGE_SEAMS);
    db = open_file(town, "monolith", DB_READER);
    assert_int_equal(
        number(db, "SELECT balance FROM accounts WHERE customer_id = 7"),
        balance);
    assert_int_equal(
        number(db, "SELECT count(*) FROM charges WHERE state = 'REFUNDED'"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM charges"), 2);
    db_close(db);
}

/* What comes between the first copy and the hand-over is taken along, and what
 * went is gone. */
static void the_second_copy_catches_up(void **state)
{
    struct town *town = *state;
    struct mover_report report;
    go_up(town, STAGE_SEAMS);
    assert_int_equal(mover_copy(&town->places, STAGE_PAYMENTS), ERROR_OK);
    struct db *db = open_file(town, "monolith", DB_WRITER);
    assert_int_equal(
        db_script(db, "DELETE FROM charges;"
                      "INSERT INTO charges VALUES ('D/pay', 'D', 9, 5, 1,"
                      " 'CHARGED');"
                      "UPDATE accounts SET balance = 3 WHERE customer_id = 9;"),
        ERROR_OK);
    db_close(db);
    assert_int_equal(
        mover_step(&town->places, STAGE_SEAMS, STAGE_PAYMENTS, &report),
        ERROR_OK);
    db = open_file(town, "payments", DB_READER);
    assert_int_equal(number(db, "SELECT count(*) FROM charges"), 1);
    assert_int_equal(
        number(db, "SELECT balance FROM accounts WHERE customer_id = 9"), 3);
    db_close(db);
}

/* A process that was started on the old file must not make its tables anew. */
static void the_old_place_is_closed(void **state)
{
    struct town *town = *state;
    go_up(town, STAGE_PAYMENTS);
    struct db *db = open_file(town, "monolith", DB_WRITER);
    assert_int_not_equal(db_script(db, payments_schema), ERROR_OK);
    assert_int_not_equal(db_script(db, "DELETE FROM charges"), ERROR_OK);
    assert_int_equal(db_script(db, orders_schema), ERROR_OK);
    db_close(db);
}

static void a_mover_with_an_old_idea_is_refused(void **state)
{
    struct town *town = *state;
    struct mover_report report;
    go_up(town, STAGE_PAYMENTS);
    assert_int_equal(
        mover_step(&town->places, STAGE_SEAMS, STAGE_PAYMENTS, &report),
        ERROR_CONFLICT);
}

static void a_service_that_still_runs_is_not_robbed(void **state)
{
    struct town *town = *state;
    struct mover_report report;
    go_up(town, STAGE_PAYMENTS);
    struct db *db = open_file(town, "payments", DB_WRITER);
    assert_int_not_equal(
        mover_step(&town->places, STAGE_PAYMENTS, STAGE_SEAMS, &report),
        ERROR_OK);
    db_close(db);
    int stage = 99;
    assert_int_equal(placement_stage(&town->places, &stage), ERROR_OK);
    assert_int_equal(stage, STAGE_PAYMENTS);
}

static void confirmed_orders_get_their_saga_and_customers_their_sum(
    void **state)
{
    struct town *town = *state;
    int64_t pending = 99;
    go_up(town, STAGE_SEAMS);
    struct db *db = open_file(town, "monolith", DB_READER);
    assert_int_equal(number(db, "SELECT count(*) FROM sagas WHERE id = 'A'"
                                " AND state = 'done'"),
                     1);
    assert_int_equal(number(db, "SELECT count(*) FROM sagas"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM saga_log"), 3);
    db_close(db);
    db = open_file(town, "customers", DB_READER);
    assert_int_equal(number(db, "SELECT won_spent FROM customers WHERE id = 7"),
                     1000);
    assert_int_equal(number(db, "SELECT sum(orders_confirmed) FROM customers"),
                     1);
    db_close(db);
    assert_int_equal(mover_pending(&town->places, STAGE_SEAMS, &pending),
                     ERROR_OK);
    assert_int_equal(pending, 0);
}

static void the_ledger_says_where_each_service_is(void **state)
{
    struct town *town = *state;
    struct placement place;
    assert_int_equal(placement_find(&town->places, "payments", &place),
                     ERROR_OK);
    assert_false(place.known);
    assert_true(place.runs && place.door);
    go_up(town, STAGE_INVENTORY);
    for (int i = 0; i < MIGRATION_SERVICES; i++) {
        struct placement want =
            migration_place(STAGE_INVENTORY, migration_services[i]);
        assert_int_equal(
            placement_find(&town->places, migration_services[i], &place),
            ERROR_OK);
        assert_string_equal(place.database, want.database);
        assert_true(place.known && place.runs == want.runs &&
                    place.shared == want.shared && place.door == want.door);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_stages_forward_and_back_leave_all_rows),
        TEST(what_was_written_there_comes_back),
        TEST(the_second_copy_catches_up),
        TEST(the_old_place_is_closed),
        TEST(a_mover_with_an_old_idea_is_refused),
        TEST(a_service_that_still_runs_is_not_robbed),
        TEST(confirmed_orders_get_their_saga_and_customers_their_sum),
        TEST(the_ledger_says_where_each_service_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
