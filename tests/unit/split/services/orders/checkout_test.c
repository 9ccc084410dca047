/*
 * An order on its way through the saga: every end it can have, who is told
 * what and when, and what a lost memory changes (nothing).
 */
#include "split/services/orders/checkout.h"

#include <stdio.h>
#include <string.h>

#include "domain/inventory/inventory.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/counter.h"
#include "tests/support/rules.h"

static const Shop__Order *told(const struct stand_reply *reply)
{
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_OK);
    return (const Shop__Order *)reply->out;
}

/* The id is in the step's message before the customer knows it. */
static const char *newest_id(void)
{
    return ((const Payments__ChargeRequest *)counter_call("Charge")->in)
        ->order_id;
}

static void is_told_alike(const struct stand_reply *a,
                          const struct stand_reply *b)
{
    assert_true(a->done && b->done);
    assert_int_equal(a->error, b->error);
    assert_string_equal(a->detail, b->detail);
    assert_string_equal(a->instance, b->instance);
    if (!a->error) {
        assert_string_equal(told(a)->id, told(b)->id);
        assert_int_equal(told(a)->status, told(b)->status);
    }
}

static void events_are(const char *wanted)
{
    struct cursor c;

    db_query(&c, counter.db,
             "SELECT coalesce(group_concat(type), '') FROM"
             " (SELECT type FROM outbox ORDER BY sequence)",
             NO_VALUES);
    assert_true(db_next(&c));
    assert_string_equal(db_text(&c, 0), wanted);
    assert_int_equal(db_end(&c), ERROR_OK);
}

/* ---- confirmed ---- */

static void each_step_asks_for_what_was_ordered(void **state)
{
    const Payments__ChargeRequest *charge;
    const Inventory__ReserveRequest *reserve;
    const Shipping__BookRequest *book;
    char key[64];

    (void)state;
    counter_order(7, "k", "MUG", 2);
    charge = (const Payments__ChargeRequest *)counter_call("Charge")->in;
    snprintf(key, sizeof key, "%s/pay", charge->order_id);
    assert_string_equal(charge->key, key);
    assert_int_equal(charge->customer_id, 7);
    assert_int_equal(charge->amount, 2 * COUNTER_MUG_WON);
    counter_yes("Charge");
    reserve = (const Inventory__ReserveRequest *)counter_call("Reserve")->in;
    snprintf(key, sizeof key, "%s/reserve", charge->order_id);
    assert_string_equal(reserve->key, key);
    assert_int_equal(reserve->n_lines, 1);
    assert_string_equal(reserve->lines[0]->sku, "MUG");
    assert_int_equal(reserve->lines[0]->quantity, 2);
    counter_yes("Reserve");
    book = (const Shipping__BookRequest *)counter_call("Book")->in;
    snprintf(key, sizeof key, "%s/ship", charge->order_id);
    assert_string_equal(book->key, key);
    assert_int_equal(book->customer_id, 7);
}

static void the_answer_waits_for_the_last_step(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);
    const char *id = newest_id();

    (void)state;
    assert_int_equal(counter_shown(7, id)->status, SHOP__ORDER_STATUS__PENDING);
    counter_yes("Charge");
    assert_int_equal(counter_shown(7, id)->status, SHOP__ORDER_STATUS__PAID);
    counter_yes("Reserve");
    assert_int_equal(counter_shown(7, id)->status,
                     SHOP__ORDER_STATUS__RESERVED);
    assert_false(reply->done);
    events_are("");
    counter_yes("Book");
    assert_int_equal(told(reply)->status, SHOP__ORDER_STATUS__CONFIRMED);
    assert_int_equal(told(reply)->total, 2 * COUNTER_MUG_WON);
    events_are("OrderConfirmed");
}

/* ---- rejected ---- */

static void ends_rejected(struct stand_reply *reply, enum error error)
{
    char about[64];

    snprintf(about, sizeof about, "/api/orders/%s", newest_id());
    assert_true(reply->done);
    assert_int_equal(reply->error, error);
    assert_string_equal(reply->detail, "because");
    assert_string_equal(reply->instance, about);
    assert_int_equal(counter_shown(7, newest_id())->status,
                     SHOP__ORDER_STATUS__REJECTED);
    assert_string_equal(counter_shown(7, newest_id())->reason,
                        error_slug(error));
    events_are("");
    is_told_alike(reply, counter_order(7, "k", "MUG", 2));
}

static void a_declined_payment_rejects(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);

    (void)state;
    counter_no("Charge", ERROR_DECLINED, "because");
    assert_false(reply->done);
    counter_yes("Refund");
    ends_rejected(reply, ERROR_DECLINED);
    assert_int_equal(counter_asked("Reserve") + counter_asked("Release"), 0);
}

static void an_empty_shelf_rejects_and_refunds(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);

    (void)state;
    counter_yes("Charge");
    counter_no("Reserve", ERROR_OUT_OF_STOCK, "because");
    counter_yes("Release");
    assert_false(reply->done);
    counter_yes("Refund");
    ends_rejected(reply, ERROR_OUT_OF_STOCK);
}

static void an_island_rejects_releases_and_refunds(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);

    (void)state;
    counter_yes("Charge");
    counter_yes("Reserve");
    counter_no("Book", ERROR_UNDELIVERABLE, "because");
    assert_int_equal(counter_asked("Release"), 0);
    counter_yes("Recall");
    assert_int_equal(counter_asked("Refund"), 0);
    counter_yes("Release");
    counter_yes("Refund");
    ends_rejected(reply, ERROR_UNDELIVERABLE);
}

/* ---- patience ---- */

static void when_patience_ends_the_order_is_told_as_it_stands(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);

    (void)state;
    stand_pass(&counter, COUNTER_PATIENCE_MS - 1);
    assert_false(reply->done);
    stand_pass(&counter, 1);
    assert_int_equal(told(reply)->status, SHOP__ORDER_STATUS__PENDING);
    is_told_alike(reply, counter_order(7, "k", "MUG", 2));
    stand_pass(&counter, 1000);
    counter_confirm();
    assert_int_equal(counter_shown(7, told(reply)->id)->status,
                     SHOP__ORDER_STATUS__CONFIRMED);
    is_told_alike(reply, counter_order(7, "k", "MUG", 2));
    events_are("OrderConfirmed");
}

static void a_key_in_flight_is_told_so(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);

    (void)state;
    assert_int_equal(counter_order(7, "k", "MUG", 2)->error,
                     ERROR_KEY_IN_FLIGHT);
    assert_int_equal(counter_order(7, "k", "MUG", 3)->error, ERROR_KEY_REUSED);
    counter_confirm();
    is_told_alike(reply, counter_order(7, "k", "MUG", 2));
    assert_int_equal(counter_order(7, "k", "MUG", 3)->error, ERROR_KEY_REUSED);
    assert_int_equal(counter_asked("Charge"), 1);
    assert_int_equal(rules_int(counter.db, "SELECT count(*) FROM orders"), 1);
}

/* ---- cancelled ---- */

static const char *confirmed(const char *key)
{
    struct stand_reply *reply = counter_order(7, key, "MUG", 2);

    counter_confirm();
    return told(reply)->id;
}

static void a_cancellation_goes_back_step_by_step(void **state)
{
    const char *id = confirmed("k");
    struct stand_reply *reply = counter_about("Cancel", 7, id);

    (void)state;
    assert_int_equal(counter_asked("Release"), 0);
    counter_yes("Recall");
    counter_yes("Release");
    assert_false(reply->done);
    events_are("OrderConfirmed");
    counter_yes("Refund");
    assert_int_equal(told(reply)->status, SHOP__ORDER_STATUS__CANCELLED);
    events_are("OrderConfirmed,OrderCancelled");
    is_told_alike(reply, counter_about("Cancel", 7, id));
    assert_int_equal(told(counter_order(7, "k", "MUG", 2))->status,
                     SHOP__ORDER_STATUS__CONFIRMED);
}

static void a_slow_cancellation_is_told_as_it_stands(void **state)
{
    const char *id = confirmed("k");
    struct stand_reply *reply = counter_about("Cancel", 7, id);

    (void)state;
    stand_pass(&counter, COUNTER_PATIENCE_MS);
    assert_int_equal(told(reply)->status, SHOP__ORDER_STATUS__CONFIRMED);
    assert_int_equal(counter_about("Cancel", 7, id)->error, ERROR_CONFLICT);
    stand_pass(&counter, 1000);
    counter_yes("Recall");
    counter_yes("Release");
    counter_yes("Refund");
    assert_int_equal(counter_shown(7, id)->status,
                     SHOP__ORDER_STATUS__CANCELLED);
}

static void only_a_confirmed_order_can_be_cancelled(void **state)
{
    (void)state;
    counter_order(7, "k", "MUG", 2);
    assert_int_equal(counter_about("Cancel", 7, newest_id())->error,
                     ERROR_CONFLICT);
    counter_no("Charge", ERROR_DECLINED, "because");
    counter_yes("Refund");
    assert_int_equal(counter_about("Cancel", 7, newest_id())->error,
                     ERROR_CONFLICT);
    assert_int_equal(counter_asked("Recall"), 0);
}

/* ---- a lost memory ---- */

/* A good answer that cannot be written down: the runtime forgets and resumes
 * from the database, as after a crash. */
static void yes_but_forgets(const char *method)
{
    assert_int_equal(db_script(counter.db, "CREATE TRIGGER broken BEFORE INSERT"
                                           " ON saga_log BEGIN SELECT"
                                           " raise(ABORT, 'no'); END"),
                     ERROR_OK);
    counter_yes(method);
    assert_int_equal(db_script(counter.db, "DROP TRIGGER broken"), ERROR_OK);
    stand_pass(&counter, 200);
}

static void after_a_crash_the_order_ends_and_its_key_is_answered(void **state)
{
    struct stand_reply *reply = counter_order(7, "k", "MUG", 2);
    const char *id = newest_id();

    (void)state;
    counter_yes("Charge");
    yes_but_forgets("Reserve");
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_UNAVAILABLE);
    assert_int_equal(counter_order(7, "k", "MUG", 2)->error,
                     ERROR_KEY_IN_FLIGHT);
    assert_int_equal(counter_asked("Charge"), 1);
    assert_int_equal(counter_asked("Reserve"), 2);
    assert_int_equal(counter_asked("Book"), 0); /* nobody of before acts on */
    counter_yes("Reserve");
    counter_yes("Book");
    reply = counter_order(7, "k", "MUG", 2);
    assert_string_equal(told(reply)->id, id);
    assert_int_equal(told(reply)->status, SHOP__ORDER_STATUS__CONFIRMED);
}

static void after_a_crash_a_refusal_keeps_its_sentence(void **state)
{
    struct stand_reply *reply;

    (void)state;
    counter_order(7, "k", "MUG", 2);
    counter_yes("Charge");
    counter_no("Reserve", ERROR_OUT_OF_STOCK, "because");
    yes_but_forgets("Release");
    counter_yes("Release");
    counter_yes("Refund");
    reply = counter_order(7, "k", "MUG", 2);
    ends_rejected(reply, ERROR_OUT_OF_STOCK);
}

static void after_a_crash_a_cancellation_goes_on(void **state)
{
    const char *id = confirmed("k");

    (void)state;
    counter_about("Cancel", 7, id);
    counter_yes("Recall");
    yes_but_forgets("Release");
    counter_yes("Release");
    counter_yes("Refund");
    assert_int_equal(counter_shown(7, id)->status,
                     SHOP__ORDER_STATUS__CANCELLED);
    assert_int_equal(counter_asked("Recall"), 1);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, counter_open, counter_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_step_asks_for_what_was_ordered),
        TEST(the_answer_waits_for_the_last_step),
        TEST(a_declined_payment_rejects),
        TEST(an_empty_shelf_rejects_and_refunds),
        TEST(an_island_rejects_releases_and_refunds),
        TEST(when_patience_ends_the_order_is_told_as_it_stands),
        TEST(a_key_in_flight_is_told_so),
        TEST(a_cancellation_goes_back_step_by_step),
        TEST(a_slow_cancellation_is_told_as_it_stands),
        TEST(only_a_confirmed_order_can_be_cancelled),
        TEST(after_a_crash_the_order_ends_and_its_key_is_answered),
        TEST(after_a_crash_a_refusal_keeps_its_sentence),
        TEST(after_a_crash_a_cancellation_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
