/*
 * Two processes of orders on one database: who runs a saga, who relays, what a
 * second one knows of a key, and what becomes of one that was taken for dead
 * while it only stood still.
 */
#include "split/services/orders/service.h"

#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "domain/api/shop.pb-c.h"
#include "split/patterns/saga.h"
#include "split/patterns/crew.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

static struct stand one, two;

static int open_both(void **state)
{
    (void)state;
    stand_new_sharing(&one, &orders_service, NULL, 1);
    stand_new_sharing(&two, &orders_service, &one, 2);
    return 0;
}

static int close_both(void **state)
{
    (void)state;
    stand_free(&two);
    stand_free(&one);
    return 0;
}

/* ---- what is asked of them ---- */

static size_t asked(const struct stand *stand, const char *method)
{
    size_t count = 0;
    for (size_t i = 0; i < stand->sent_count; i++)
        count += strcmp(stand->sent[i].method, method) == 0;
    return count;
}

static void yes(struct stand *stand, const char *peer, const char *method)
{
    const struct stand_call *call = stand_sent(stand, peer, method);
    Shop__Payment reply = SHOP__PAYMENT__INIT; /* empty: any reply */
    const struct answer answer = {.message = &reply.base};
    stand_answer(stand, call, &answer);
}

static void tell_prices(struct stand *stand)
{
    Shop__Product mug = SHOP__PRODUCT__INIT;
    Shop__Product *list[] = {&mug};
    Shop__ListProductsReply reply = SHOP__LIST_PRODUCTS_REPLY__INIT;
    const struct answer answer = {.message = &reply.base};
    mug.sku = (char *)"MUG";
    mug.price = 12000;
    reply.products = list;
    reply.n_products = 1;
    stand_answer(stand, stand_sent(stand, "inventory", "ListProducts"),
                 &answer);
}

static struct stand_reply *place(struct stand *stand, const char *key)
{
    static const struct caller seven = {.subject = 7,
                                        .scope = "orders:read orders:write"};
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;
    line.sku = (char *)"MUG";
    line.quantity = 1;
    in.customer_id = 7;
    in.lines = lines;
    in.n_lines = 1;
    size_t before = asked(stand, "ListProducts");
    struct stand_reply *reply =
        stand_ask(stand, "Place", &in.base, &seven, key);
    if (asked(stand, "ListProducts") > before)
        tell_prices(stand);
    return reply;
}

/* From the charge on; the first answer is given already when `paid`. */
static void see_through(struct stand *stand)
{
    yes(stand, "payments", "Charge");
    yes(stand, "inventory", "Reserve");
    yes(stand, "shipping", "Book");
}

static void look(struct stand *stand)
{
    stand_pass(stand, CREW_LOOK_MS + 1);
}

static int64_t count(const char *sql)
{
    return rules_int(one.db, sql);
}

/* `stand` believes that the other is dead, looks once, and thinks better. */
static void take_over(struct stand *stand)
{
    stand->takes_others_for_dead = true;
    look(stand);
    stand->takes_others_for_dead = false;
}

/* ---- keys ---- */

static void the_second_sees_a_key_that_the_first_is_working_on(void **state)
{
    (void)state;
    struct stand_reply *first = place(&one, "k");
    struct stand_reply *second = place(&two, "k");
    assert_false(first->done);
    assert_true(second->done);
    assert_int_equal(second->error, ERROR_KEY_IN_FLIGHT);
    see_through(&one);
    assert_int_equal(first->error, ERROR_OK);
    second = place(&two, "k");
    assert_int_equal(second->error, ERROR_OK);
    assert_string_equal(((const Shop__Order *)second->out)->id,
                        ((const Shop__Order *)first->out)->id);
    assert_int_equal(count("SELECT count(*) FROM orders"), 1);
    assert_int_equal(asked(&two, "Charge"), 0);
}

/* ---- sagas ---- */

static void nobody_touches_the_sagas_of_the_living(void **state)
{
    (void)state;
    place(&one, "k");
    for (int i = 0; i < 5; i++)
        look(&two);
    assert_int_equal(asked(&two, "Charge"), 0);
    assert_int_equal(count("SELECT count(*) FROM crew"), 2);
}

static void the_second_goes_on_where_a_dead_one_was(void **state)
{
    (void)state;
    place(&one, "k");
    yes(&one, "payments", "Charge");
    take_over(&two);
    assert_int_equal(asked(&two, "Charge"), 0);
    assert_int_equal(asked(&two, "Reserve"), 1);
    assert_int_equal(count("SELECT count(*) FROM crew"), 1);
    yes(&two, "inventory", "Reserve");
    yes(&two, "shipping", "Book");
    assert_int_equal(count("SELECT count(*) FROM orders WHERE status = "
                           "'CONFIRMED'"),
                     1);
    /* and who waited at the dead one gets the answer here */
    assert_int_equal(place(&two, "k")->error, ERROR_OK);
}

/* The one that was taken for dead wakes up with the answer it waited for. */
static void a_sleeper_that_wakes_up_writes_nothing(void **state)
{
    (void)state;
    struct stand_reply *waiter = place(&one, "k");
    take_over(&two);
    int64_t log = count("SELECT count(*) FROM saga_log");
    size_t sent = one.sent_count;
    yes(&one, "payments", "Charge");
    assert_int_equal(count("SELECT count(*) FROM saga_log"), log);
    assert_int_equal(one.sent_count, sent);
    assert_true(waiter->done);
    assert_int_equal(waiter->error, ERROR_UNAVAILABLE);
    /* It comes aboard anew, and runs nothing that is another one's. */
    look(&one);
    assert_int_equal(count("SELECT count(*) FROM crew"), 2);
    assert_int_equal(asked(&one, "Charge"), 1);
    see_through(&two);
    assert_int_equal(count("SELECT count(*) FROM orders WHERE status = "
                           "'CONFIRMED'"),
                     1);
    assert_int_equal(count("SELECT count(*) FROM saga_log"), 3);
    assert_int_equal(place(&one, "k")->error, ERROR_OK);
    assert_int_equal(count("SELECT count(*) FROM orders"), 1);
}

static void a_sleeper_that_wakes_up_orders_under_a_new_epoch(void **state)
{
    (void)state;
    place(&one, "k");
    take_over(&two);
    struct stand_reply *reply = place(&one, "l");
    assert_int_equal(count("SELECT count(*) FROM orders"), 1);
    look(&one); /* the order has waited until it was aboard again */
    assert_int_equal(count("SELECT count(*) FROM orders"), 2);
    assert_int_equal(count("SELECT count(DISTINCT owner) FROM sagas"), 2);
    assert_false(reply->done);
    see_through(&one);
    assert_int_equal(reply->error, ERROR_OK);
}

/* ---- the relay ---- */

static void confirm_at(struct stand *stand, const char *key)
{
    place(stand, key);
    see_through(stand);
}

static void the_oldest_relays_what_all_have_put(void **state)
{
    (void)state;
    confirm_at(&two, "k");
    look(&two);
    look(&two);
    assert_int_equal(asked(&two, "Deliver"), 0);
    look(&one);
    look(&one);
    assert_int_equal(asked(&one, "Deliver"), 2); /* two subscribers */
}

static void the_next_one_relays_when_the_oldest_is_dead(void **state)
{
    (void)state;
    confirm_at(&one, "k");
    confirm_at(&two, "l");
    take_over(&two);
    look(&two);
    assert_int_equal(asked(&two, "Deliver"), 2);
    const Events__DeliverRequest *batch =
        (const Events__DeliverRequest *)stand_sent(&two, "inventory", "Deliver")
            ->in;
    assert_int_equal(batch->n_events, 2);
    assert_true(batch->events[0]->sequence < batch->events[1]->sequence);
}

static void a_former_relay_does_not_move_the_cursor(void **state)
{
    (void)state;
    Events__DeliverReply reply = EVENTS__DELIVER_REPLY__INIT;
    const struct answer answer = {.message = &reply.base};
    confirm_at(&one, "k");
    look(&one);
    assert_int_equal(asked(&one, "Deliver"), 2);
    take_over(&two);
    reply.upto = 1;
    stand_answer(&one, stand_sent(&one, "inventory", "Deliver"), &answer);
    assert_int_equal(count("SELECT sum(upto) FROM outbox_cursors"), 0);
    look(&two);
    stand_answer(&two, stand_sent(&two, "inventory", "Deliver"), &answer);
    assert_int_equal(count("SELECT sum(upto) FROM outbox_cursors"), 1);
    /* It has come aboard again behind the other: it leads no more. */
    look(&one);
    look(&one);
    assert_int_equal(asked(&one, "Deliver"), 2);
}

/* ---- databases of before ---- */

static void a_table_of_sagas_without_owners_gets_them(void **state)
{
    (void)state;
    struct db *db = NULL;
    assert_int_equal(db_open(&db, "", DB_MEMORY), ERROR_OK);
    assert_int_equal(db_script(db, "CREATE TABLE sagas (id TEXT PRIMARY KEY);"
                                   "INSERT INTO sagas VALUES ('a')"),
                     ERROR_OK);
    assert_int_equal(sagas_upgrade(db), ERROR_OK);
    assert_int_equal(sagas_upgrade(db), ERROR_OK);
    assert_int_equal(rules_int(db, "SELECT owner FROM sagas"), 0);
    db_close(db);
}

#define BOTH(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(the_second_sees_a_key_that_the_first_is_working_on),
        BOTH(nobody_touches_the_sagas_of_the_living),
        BOTH(the_second_goes_on_where_a_dead_one_was),
        BOTH(a_sleeper_that_wakes_up_writes_nothing),
        BOTH(a_sleeper_that_wakes_up_orders_under_a_new_epoch),
        BOTH(the_oldest_relays_what_all_have_put),
        BOTH(the_next_one_relays_when_the_oldest_is_dead),
        BOTH(a_former_relay_does_not_move_the_cursor),
        cmocka_unit_test(a_table_of_sagas_without_owners_gets_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
