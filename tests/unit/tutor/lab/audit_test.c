/*
 * audit_test -- good books hold, and every rule breaks when its fault is
 * planted. The books are made by hand, of both shapes, from the shop's schemas.
 */
#include "tutor/lab/audit.h"

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
#include "split/patterns/outbox.h"
#include "split/patterns/saga.h"
#include "tests/support/cmocka_all.h"

#define O1 "01ARZ3NDEKTSV4RRFFQ69G5FA1"
#define O2 "01ARZ3NDEKTSV4RRFFQ69G5FA2"
#define O3 "01ARZ3NDEKTSV4RRFFQ69G5FA3"

enum file { ORDERS, PAYMENTS, INVENTORY, SHIPPING, CUSTOMERS, FILES };
static const char *const names[FILES] = {"orders", "payments", "inventory",
                                         "shipping", "customers"};

struct books {
    char directory[64];
    struct places places;
    enum shape shape;
};

/* O1 confirmed: two mugs for customer 7. O2 rejected: customer 15 lives on an
 * island. O3 cancelled by customer 7. */
static const char *const contents[FILES] = {
    [ORDERS] =
        "INSERT INTO orders (id, customer_id, status, reason, total, version,"
        " created_at_ms, placed_by, placed_key) VALUES"
        " ('" O1 "', 7, 'CONFIRMED', '', 24000, 4, 1, 7, 'k1'),"
        " ('" O2 "', 15, 'REJECTED', 'undeliverable', 12000, 4, 2, 15, 'k2'),"
        " ('" O3 "', 7, 'CANCELLED', '', 12000, 6, 3, 7, 'k3');"
        "INSERT INTO idempotency_keys (principal, key, fingerprint, order_id,"
        " answered) VALUES (7, 'k1', x'00', '" O1 "', 1),"
        " (15, 'k2', x'00', '" O2 "', 1), (7, 'k3', x'00', '" O3 "', 1);"
        "INSERT INTO order_lines (order_id, line, sku, quantity, unit_price)"
        " VALUES ('" O1 "', 1, 'MUG', 2, 12000), ('" O2 "', 1, 'MUG', 1,"
        " 12000), ('" O3 "', 1, 'MUG', 1, 12000);"
        "INSERT INTO order_events (order_id, version, type, at_ms, amount,"
        " reason) VALUES"
        " ('" O1 "', 1, 'OrderPlaced', 1, 24000, ''),"
        " ('" O1 "', 2, 'OrderPaid', 1, 24000, ''),"
        " ('" O1 "', 3, 'OrderReserved', 1, 0, ''),"
        " ('" O1 "', 4, 'OrderConfirmed', 1, 0, ''),"
        " ('" O2 "', 1, 'OrderPlaced', 1, 12000, ''),"
        " ('" O2 "', 2, 'OrderPaid', 1, 12000, ''),"
        " ('" O2 "', 3, 'OrderReserved', 1, 0, ''),"
        " ('" O2 "', 4, 'OrderRejected', 1, 0, 'undeliverable'),"
        " ('" O3 "', 1, 'OrderPlaced', 1, 12000, ''),"
        " ('" O3 "', 2, 'OrderPaid', 1, 12000, ''),"
        " ('" O3 "', 3, 'OrderReserved', 1, 0, ''),"
        " ('" O3 "', 4, 'OrderConfirmed', 1, 0, ''),"
        " ('" O3 "', 5, 'OrderCancelRequested', 1, 0, ''),"
        " ('" O3 "', 6, 'OrderCancelled', 1, 0, '');",
    [PAYMENTS] =
        "UPDATE accounts SET balance = balance - 24000 WHERE customer_id = 7;"
        "UPDATE accounts SET balance = balance + 24000 WHERE customer_id = 0;"
        "INSERT INTO charges (key, order_id, customer_id, amount, balance,"
        " state) VALUES"
        " ('" O1 "/pay', '" O1 "', 7, 24000, 1000000000, 'CHARGED'),"
        " ('" O2 "/pay', '" O2 "', 15, 12000, 1000000000, 'REFUNDED'),"
        " ('" O3 "/pay', '" O3 "', 7, 12000, 1000000000, 'REFUNDED');",
    [INVENTORY] =
        "UPDATE products SET on_hand = on_hand - 2, shipped = shipped + 2"
        " WHERE sku = 'MUG';"
        "INSERT INTO reservations (key, order_id, state) VALUES"
        " ('" O1 "/reserve', '" O1 "', 'SHIPPED'),"
        " ('" O2 "/reserve', '" O2 "', 'RELEASED'),"
        " ('" O3 "/reserve', '" O3 "', 'RELEASED');"
        "INSERT INTO reservation_lines (key, sku, quantity) VALUES"
        " ('" O1 "/reserve', 'MUG', 2), ('" O2 "/reserve', 'MUG', 1),"
        " ('" O3 "/reserve', 'MUG', 1);",
    [SHIPPING] =
        "INSERT INTO parcels (key, order_id, customer_id, zone, tracking,"
        " state) VALUES ('" O1 "/ship', '" O1 "', 7, 'metro', 'CL-1',"
        " 'BOOKED'), ('" O2 "/ship', '" O2 "', 15, 'island', '', 'REFUSED'),"
        " ('" O3 "/ship', '" O3 "', 7, 'metro', 'CL-3', 'RECALLED');",
    [CUSTOMERS] = "UPDATE customers SET orders_confirmed = 1,"
                  " won_spent = 24000 WHERE id = 7;",
};

static const char *const machinery =
    "INSERT INTO sagas (id, state, step, reason) VALUES"
    " ('" O1 "', 'done', 2, ''), ('" O2 "', 'undone', 0, 'undeliverable'),"
    " ('" O3 "', 'undone', 0, '');"
    "INSERT INTO saga_log (saga, sequence, step, action, outcome, at_ms) VALUES"
    " ('" O1 "', 1, 'pay', 'forward', 'ok', 1),"
    " ('" O1 "', 2, 'reserve', 'forward', 'ok', 1),"
    " ('" O1 "', 3, 'ship', 'forward', 'ok', 1),"
    " ('" O2 "', 1, 'pay', 'forward', 'ok', 1),"
    " ('" O2 "', 2, 'reserve', 'forward', 'ok', 1),"
    " ('" O2 "', 3, 'ship', 'forward', 'undeliverable', 1),"
    " ('" O2 "', 4, 'ship', 'compensate', 'ok', 1),"
    " ('" O2 "', 5, 'reserve', 'compensate', 'unavailable', 1),"
    " ('" O2 "', 6, 'reserve', 'compensate', 'ok', 1),"
    " ('" O2 "', 7, 'pay', 'compensate', 'ok', 1),"
    " ('" O3 "', 1, 'pay', 'forward', 'ok', 1),"
    " ('" O3 "', 2, 'reserve', 'forward', 'ok', 1),"
    " ('" O3 "', 3, 'ship', 'forward', 'ok', 1),"
    " ('" O3 "', 4, 'ship', 'compensate', 'ok', 1),"
    " ('" O3 "', 5, 'reserve', 'compensate', 'ok', 1),"
    " ('" O3 "', 6, 'pay', 'compensate', 'ok', 1);"
    "INSERT INTO outbox (sequence, type, key, payload, traceparent)"
    " VALUES (9, 'OrderCancelled', '" O3 "', x'00', '');"
    "INSERT INTO outbox_cursors (subscriber, upto) VALUES ('inventory', 9),"
    " ('customers', 9);";

/* ---- making books ---- */

static enum error fill(struct db *db, enum file file)
{
    static const char *const schemas[FILES] = {[ORDERS] = orders_schema,
                                               [PAYMENTS] = payments_schema,
                                               [INVENTORY] = inventory_schema,
                                               [SHIPPING] = shipping_schema,
                                               [CUSTOMERS] = customers_schema};
    static enum error (*const seeds[FILES])(struct db *) = {
        [PAYMENTS] = payments_seed,
        [INVENTORY] = inventory_seed,
        [SHIPPING] = shipping_seed,
        [CUSTOMERS] = customers_seed};
    enum error error = db_script(db, schemas[file]);
    if (!error && seeds[file]) {
        error = db_begin(db);
        if (!error)
            error = seeds[file](db);
        if (!error)
            error = db_commit(db);
    }
    return error ? error : db_script(db, contents[file]);
}

static struct db *open_book(struct books *books, enum file file)
{
    struct db *db = NULL;
    char path[LIMIT_PATH_BYTES];
    const char *name =
        books->shape == SHAPE_MONOLITH ? "monolith" : names[file];
    assert_int_equal(places_database(&books->places, name, path, sizeof path),
                     ERROR_OK);
    assert_int_equal(db_open(&db, path, DB_WRITER), ERROR_OK);
    return db;
}

static void make_books(struct books *books, enum shape shape)
{
    *books =
        (struct books){.directory = "/tmp/cleave-audit-XXXXXX", .shape = shape};
    assert_non_null(mkdtemp(books->directory));
    snprintf(books->places.run, LIMIT_PATH_BYTES, "%s/run", books->directory);
    snprintf(books->places.state, LIMIT_PATH_BYTES, "%s/state",
             books->directory);
    assert_int_equal(places_make(&books->places), ERROR_OK);
    for (int file = 0; file < FILES; file++) {
        struct db *db = open_book(books, (enum file)file);
        assert_int_equal(fill(db, (enum file)file), ERROR_OK);
        if (file == ORDERS && shape == SHAPE_SPLIT) {
            assert_int_equal(db_script(db, saga_schema), ERROR_OK);
            assert_int_equal(db_script(db, outbox_schema), ERROR_OK);
            assert_int_equal(db_script(db, machinery), ERROR_OK);
        }
        db_close(db);
    }
}

static void remove_books(struct books *books)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
    char path[LIMIT_PATH_BYTES + 64];
    for (int file = -1; file < FILES; file++)
        for (size_t tail = 0; tail < 4; tail++) {
            snprintf(path, sizeof path, "%s/%s.db%s", books->places.state,
                     file < 0 ? "monolith" : names[file], tails[tail]);
            unlink(path);
        }
    rmdir(books->places.state);
    rmdir(books->places.run);
    rmdir(books->directory);
}

static struct audit_report *look_at(struct books *books,
                                    struct audit_options options)
{
    struct audit_report *report = calloc(1, sizeof *report);
    assert_non_null(report);
    enum error error =
        audit_run(&books->places, books->shape, &options, report);
    if (error)
        fail_msg("%s", error_detail(error));
    return report;
}

/* ---- the tests ---- */

static void expect_good(enum shape shape, bool apart)
{
    struct books books;
    make_books(&books, shape);
    struct audit_report *report =
        look_at(&books, (struct audit_options){.sides = true, .apart = apart});
    for (size_t i = 0; i < report->count; i++) {
        const struct audit_finding *finding = &report->findings[i];
        if (finding->broken)
            fail_msg("%s: %s %s", finding->rule->slug, finding->offenders[0].id,
                     finding->offenders[0].what);
        if (finding->left != finding->right)
            fail_msg("%s: %lld and %lld", finding->rule->slug,
                     (long long)finding->left, (long long)finding->right);
    }
    assert_true(report->held);
    assert_int_equal(report->facts.orders, 3);
    assert_int_equal(report->facts.confirmed, 1);
    assert_int_equal(report->facts.rejected, 1);
    assert_int_equal(report->facts.cancelled, 1);
    assert_int_equal(report->facts.running, 0);
    free(report);
    remove_books(&books);
}

static void good_books_hold_in_both_shapes(void **state)
{
    (void)state;
    expect_good(SHAPE_MONOLITH, false);
    expect_good(SHAPE_SPLIT, false);
    expect_good(SHAPE_MONOLITH, true);
    expect_good(SHAPE_SPLIT, true);
}

/* Faults, and the rule that each must break. */
static const struct fault {
    const char *rule;
    enum file file;
    const char *sql;
    enum shape_set shapes;
} faults[] = {
    {"money-conserved", PAYMENTS,
     "UPDATE accounts SET balance = balance - 1 WHERE customer_id = 0",
     SHAPES_BOTH},
    {"shop-account", PAYMENTS,
     "UPDATE accounts SET balance = balance - 1 WHERE customer_id = 0;"
     "UPDATE accounts SET balance = balance + 1 WHERE customer_id = 8",
     SHAPES_BOTH},
    {"wallets", PAYMENTS,
     "UPDATE accounts SET balance = balance - 1 WHERE customer_id = 8;"
     "UPDATE accounts SET balance = balance + 1 WHERE customer_id = 9",
     SHAPES_BOTH},
    {"no-debt", PAYMENTS,
     "UPDATE accounts SET balance = -1 WHERE customer_id = 10", SHAPES_BOTH},
    {"stock-conserved", INVENTORY,
     "UPDATE products SET on_hand = on_hand + 1 WHERE sku = 'PEN'",
     SHAPES_BOTH},
    {"stock-lines", INVENTORY,
     "UPDATE products SET on_hand = on_hand - 1, reserved = reserved + 1"
     " WHERE sku = 'PEN'",
     SHAPES_BOTH},
    {"charged-once", PAYMENTS,
     "INSERT INTO charges VALUES ('x', '" O1 "', 7, 24000, 1, 'CHARGED')",
     SHAPES_BOTH},
    {"reserved-once", INVENTORY,
     "INSERT INTO reservations (key, order_id, state)"
     " VALUES ('x', '" O1 "', 'SHIPPED')",
     SHAPES_BOTH},
    {"booked-once", SHIPPING,
     "INSERT INTO parcels VALUES ('x', '" O1 "', 7, 'metro', 'CL', 'BOOKED')",
     SHAPES_BOTH},
    {"no-stray-charge", PAYMENTS,
     "UPDATE charges SET state = 'CHARGED' WHERE order_id = '" O2 "'",
     SHAPES_BOTH},
    {"no-stray-charge", ORDERS, "DELETE FROM orders WHERE id = '" O1 "'",
     SHAPES_BOTH},
    {"no-stray-stock", INVENTORY,
     "UPDATE reservations SET state = 'RESERVED' WHERE order_id = '" O3 "'",
     SHAPES_BOTH},
    {"no-stray-parcel", SHIPPING,
     "UPDATE parcels SET state = 'BOOKED' WHERE order_id = '" O3 "'",
     SHAPES_BOTH},
    {"confirmed-complete", PAYMENTS,
     "DELETE FROM charges WHERE order_id = '" O1 "'", SHAPES_BOTH},
    {"confirmed-complete", PAYMENTS,
     "UPDATE charges SET amount = 1 WHERE order_id = '" O1 "'", SHAPES_BOTH},
    {"confirmed-complete", INVENTORY,
     "UPDATE reservations SET state = 'RELEASED' WHERE order_id = '" O1 "'",
     SHAPES_BOTH},
    {"confirmed-complete", SHIPPING,
     "UPDATE parcels SET state = 'RECALLED' WHERE order_id = '" O1 "'",
     SHAPES_BOTH},
    {"lines-reserved", INVENTORY,
     "UPDATE reservation_lines SET quantity = 1 WHERE key = '" O1 "/reserve'",
     SHAPES_BOTH},
    {"totals", ORDERS, "UPDATE orders SET total = 1 WHERE id = '" O2 "'",
     SHAPES_BOTH},
    {"events-fold", ORDERS,
     "DELETE FROM order_events WHERE order_id = '" O1 "' AND version = 2",
     SHAPES_BOTH},
    {"events-fold", ORDERS,
     "UPDATE orders SET status = 'CONFIRMED' WHERE id = '" O2 "'", SHAPES_BOTH},
    {"events-fold", ORDERS,
     "DELETE FROM order_events WHERE order_id = '" O3 "' AND version = 6",
     SHAPES_BOTH},
    {"terminal", ORDERS,
     "UPDATE orders SET status = 'PAID' WHERE id = '" O2 "'", SHAPES_BOTH},
    {"terminal", ORDERS, "UPDATE orders SET cancelling = 1 WHERE id = '" O1 "'",
     SHAPES_BOTH},
    {"keys", ORDERS,
     "INSERT INTO idempotency_keys (principal, key, fingerprint, order_id,"
     " answered) VALUES (7, 'k9', x'00', 'nowhere', 1)",
     SHAPES_BOTH},
    {"keys", ORDERS, "UPDATE orders SET placed_key = 'k1' WHERE id = '" O3 "'",
     SHAPES_BOTH},
    {"shipped-once", INVENTORY,
     "UPDATE reservations SET state = 'RESERVED' WHERE order_id = '" O1 "'",
     SHAPES_BOTH},
    {"sagas-ended", ORDERS,
     "UPDATE sagas SET state = 'running' WHERE id = '" O1 "'", SHAPES_SPLIT},
    {"sagas-ended", ORDERS,
     "UPDATE sagas SET state = 'done' WHERE id = '" O2 "'", SHAPES_SPLIT},
    {"saga-log", ORDERS,
     "DELETE FROM saga_log WHERE saga = '" O2 "' AND sequence = 7",
     SHAPES_SPLIT},
    {"saga-log", ORDERS,
     "UPDATE saga_log SET sequence = 9 WHERE saga = '" O3 "' AND sequence = 4",
     SHAPES_SPLIT},
    {"saga-log", ORDERS,
     "INSERT INTO saga_log (saga, sequence, step, action, outcome, at_ms)"
     " VALUES ('" O1 "', 4, 'ship', 'compensate', 'ok', 1)",
     SHAPES_SPLIT},
    {"saga-log", ORDERS,
     "DELETE FROM saga_log WHERE saga = '" O3 "' AND sequence = 3",
     SHAPES_SPLIT},
    {"summaries", CUSTOMERS,
     "UPDATE customers SET orders_confirmed = 2 WHERE id = 7", SHAPES_SPLIT},
    {"summaries", CUSTOMERS, "UPDATE customers SET won_spent = 1 WHERE id = 7",
     SHAPES_SPLIT},
    {"outbox-delivered", ORDERS,
     "INSERT INTO outbox (sequence, type, key, payload, traceparent)"
     " VALUES (10, 'OrderConfirmed', '" O1 "', x'00', '')",
     SHAPES_SPLIT},
};

static bool broke(const struct audit_report *report, const char *slug)
{
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->findings[i].rule->slug, slug) == 0)
            return report->findings[i].broken > 0 &&
                   *report->findings[i].offenders[0].id &&
                   *report->findings[i].offenders[0].what;
    return false;
}

static void plant(const struct fault *fault, enum shape shape)
{
    struct books books;
    make_books(&books, shape);
    struct db *db = open_book(&books, fault->file);
    assert_int_equal(db_script(db, "PRAGMA foreign_keys = OFF;"
                                   "PRAGMA ignore_check_constraints = ON"),
                     ERROR_OK);
    if (db_script(db, fault->sql))
        fail_msg("%s: %s", fault->sql, error_detail(ERROR_STORAGE));
    db_close(db);
    struct audit_report *report = look_at(&books, (struct audit_options){0});
    if (report->held || !broke(report, fault->rule))
        fail_msg("%s did not see: %s", fault->rule, fault->sql);
    free(report);
    remove_books(&books);
}

static void every_planted_fault_breaks_its_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        for (int shape = 0; shape < SHAPE_COUNT; shape++)
            if (shape_in(faults[i].shapes, (enum shape)shape))
                plant(&faults[i], (enum shape)shape);
}

static void every_rule_has_a_fault_that_breaks_it(void **state)
{
    (void)state;
    assert_true(audit_rule_count <= AUDIT_RULES);
    for (size_t i = 0; i < audit_rule_count; i++) {
        bool found = false;
        for (size_t j = 0; j < sizeof faults / sizeof *faults; j++)
            found |= strcmp(faults[j].rule, audit_rules[i].slug) == 0;
        if (!found)
            fail_msg("no fault for %s", audit_rules[i].slug);
    }
}

static void every_rule_has_two_sides(void **state)
{
    (void)state;
    assert_int_equal(audit_sides_count, audit_rule_count);
    for (size_t i = 0; i < audit_rule_count; i++) {
        const struct audit_rule *rule = &audit_rules[i];
        assert_non_null(audit_sides_of(rule->slug));
        assert_ptr_equal(audit_rule_named(rule->slug), rule);
    }
    assert_null(audit_sides_of("cheese"));
    assert_null(audit_rule_named("cheese"));
}

/* A pair of figures that may tell what was lost. */
static void a_charge_too_few_shows_in_the_sides(void **state)
{
    (void)state;
    struct books books;
    make_books(&books, SHAPE_SPLIT);
    struct db *db = open_book(&books, PAYMENTS);
    assert_int_equal(
        db_script(db, "DELETE FROM charges WHERE order_id = '" O1 "'"),
        ERROR_OK);
    db_close(db);
    struct audit_report *report =
        look_at(&books, (struct audit_options){.sides = true});
    bool seen = false;
    for (size_t i = 0; i < report->count; i++) {
        const struct audit_finding *finding = &report->findings[i];
        if (strcmp(finding->rule->slug, "confirmed-complete") != 0)
            continue;
        seen = true;
        assert_int_equal(finding->left, 24000);
        assert_int_equal(finding->right, 0);
        assert_string_equal(finding->offenders[0].id, O1);
    }
    assert_true(seen);
    assert_int_equal(report->looks, 2); /* once is not believed */
    free(report);
    remove_books(&books);
}

/* Nothing is unfinished, so there is nothing that could excuse it. */
static void a_lost_event_is_no_work_under_way(void **state)
{
    (void)state;
    struct books books;
    make_books(&books, SHAPE_SPLIT);
    struct db *db = open_book(&books, CUSTOMERS);
    assert_int_equal(db_script(db, "UPDATE customers SET orders_confirmed = 0,"
                                   " won_spent = 0 WHERE id = 7"),
                     ERROR_OK);
    db_close(db);
    struct audit_report *report =
        look_at(&books, (struct audit_options){.allow_running = true});
    assert_false(report->held);
    free(report);
    report = look_at(
        &books, (struct audit_options){.allow_running = true, .apart = true});
    assert_false(report->held);
    free(report);
    remove_books(&books);
}

static void unfinished_orders_may_be_allowed(void **state)
{
    (void)state;
    struct books books;
    make_books(&books, SHAPE_SPLIT);
    struct db *db = open_book(&books, ORDERS);
    assert_int_equal(
        db_script(db, "INSERT INTO orders (id, customer_id, status, total,"
                      " version, created_at_ms, placed_by, placed_key) VALUES"
                      " ('01ARZ3NDEKTSV4RRFFQ69G5FA4', 7, 'PENDING', 0, 1, 1,"
                      " 7, 'k4'); INSERT INTO order_events (order_id, version,"
                      " type, at_ms) VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FA4', 1,"
                      " 'OrderPlaced', 1)"),
        ERROR_OK);
    db_close(db);
    struct audit_report *report = look_at(&books, (struct audit_options){0});
    assert_false(report->held);
    assert_int_equal(report->facts.running, 1);
    assert_int_equal(report->facts.oldest_ms, 1);
    free(report);
    report = look_at(
        &books, (struct audit_options){.allow_running = true, .apart = true});
    assert_true(report->held);
    int waits = 0;
    for (size_t i = 0; i < report->count; i++)
        waits += report->findings[i].under_way;
    assert_int_equal(waits, 1); /* "terminal" names it */
    free(report);
    remove_books(&books);
}

/* In a busy shop each look may meet an order that ends between two files. */
static void another_breach_is_not_the_same_breach(void **state)
{
    static struct audit_report now, before;
    (void)state;
    now.count = before.count = 3;
    before.findings[1].broken = now.findings[1].broken = 1;
    snprintf(before.findings[1].offenders[0].id, AUDIT_ID_BYTES, "customer 3");
    snprintf(now.findings[1].offenders[0].id, AUDIT_ID_BYTES, "customer 7");
    assert_false(audit_repeats(&now, &before));
    snprintf(now.findings[1].offenders[1].id, AUDIT_ID_BYTES, "customer 3");
    assert_false(audit_repeats(&now, &before)); /* it is not counted */
    now.findings[1].broken = 2;
    assert_true(audit_repeats(&now, &before));
    snprintf(now.findings[1].offenders[1].what, AUDIT_WHAT_BYTES, "11, not 10");
    assert_false(audit_repeats(&now, &before)); /* it has moved on */
    now.findings[1].offenders[1].what[0] = '\0';
    now.findings[1].under_way = true;
    assert_false(audit_repeats(&now, &before));
    before.count = 0;
    now.findings[1].under_way = false;
    assert_false(audit_repeats(&now, &before)); /* nothing was seen before */
}

static void a_shape_that_never_ran_has_no_books(void **state)
{
    (void)state;
    struct books books;
    struct audit_report *report = calloc(1, sizeof *report);
    make_books(&books, SHAPE_SPLIT);
    assert_true(audit_has_books(&books.places, SHAPE_SPLIT));
    assert_false(audit_has_books(&books.places, SHAPE_MONOLITH));
    assert_int_equal(audit_run(&books.places, SHAPE_MONOLITH,
                               &(struct audit_options){0}, report),
                     ERROR_NOT_FOUND);
    free(report);
    remove_books(&books);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_books_hold_in_both_shapes),
        cmocka_unit_test(every_planted_fault_breaks_its_rule),
        cmocka_unit_test(every_rule_has_a_fault_that_breaks_it),
        cmocka_unit_test(every_rule_has_two_sides),
        cmocka_unit_test(a_charge_too_few_shows_in_the_sides),
        cmocka_unit_test(a_lost_event_is_no_work_under_way),
        cmocka_unit_test(unfinished_orders_may_be_allowed),
        cmocka_unit_test(another_breach_is_not_the_same_breach),
        cmocka_unit_test(a_shape_that_never_ran_has_no_books),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
