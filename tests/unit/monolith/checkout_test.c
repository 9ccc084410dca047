/*
 * The monolith on a test bench: every way an order can end, what a repeated
 * key gives, and the books after a random day.
 */
#include "monolith/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/stand.h"

static struct stand stand;

static int open_stand(void **state)
{
    (void)state;
    stand_new(&stand, &monolith_service, NULL, 7);
    return 0;
}

static int close_stand(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

/* ---- as a client ---- */

static struct caller customer(int64_t id)
{
    struct caller caller = {.subject = id, .scope = "orders:read orders:write"};

    return caller;
}

static struct stand_reply *order_from(const struct caller *caller, int id,
                                      const char *key, const char *sku,
                                      int quantity)
{
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;

    line.sku = (char *)sku;
    line.quantity = quantity;
    in.customer_id = id;
    in.lines = lines;
    in.n_lines = 1;
    return stand_ask(&stand, "PlaceOrder", &in.base, caller, key);
}

static struct stand_reply *order(int id, const char *key, const char *sku,
                                 int quantity)
{
    struct caller caller = customer(id);

    return order_from(&caller, id, key, sku, quantity);
}

static struct stand_reply *about(const char *method, int id, const char *text)
{
    Shop__OrderRequest in = SHOP__ORDER_REQUEST__INIT;
    struct caller caller = customer(id);

    in.id = (char *)text;
    return stand_ask(&stand, method, &in.base, &caller, NULL);
}

static const Shop__Order *shown(int id, const char *text)
{
    struct stand_reply *reply = about("GetOrder", id, text);

    assert_int_equal(reply->error, ERROR_OK);
    return (const Shop__Order *)reply->out;
}

static const char *id_of(const struct stand_reply *reply)
{
    return ((const Shop__Order *)reply->out)->id;
}

static int64_t number(const char *sql)
{
    int64_t out = -1;

    assert_int_equal(db_get_int(stand.db, sql, NO_VALUES, &out), ERROR_OK);
    return out;
}

/* ---- one order ---- */

static void an_order_is_confirmed_in_one_turn(void **state)
{
    struct stand_reply *reply = order(7, "k", "MUG", 2);
    const Shop__Order *placed = (const Shop__Order *)reply->out;
    const Shop__Order *seen;

    (void)state;
    assert_int_equal(reply->error, ERROR_OK);
    assert_int_equal(placed->status, SHOP__ORDER_STATUS__CONFIRMED);
    assert_int_equal(placed->total, 2 * placed->lines[0]->unit_price);
    seen = shown(7, placed->id);
    assert_string_equal(seen->payment->state, "CHARGED");
    assert_int_equal(seen->payment->amount, placed->total);
    assert_string_equal(seen->shipment->state, "BOOKED");
    assert_int_equal(seen->n_lines, 1);
    assert_string_equal(seen->lines[0]->sku, "MUG");
    assert_int_equal(number("SELECT sum(shipped) FROM products"), 2);
    assert_int_equal(number("SELECT sum(reserved) FROM products"), 0);
}

static void its_story_has_every_step(void **state)
{
    static const char *const story[] = {"OrderPlaced", "OrderPaid",
                                        "OrderReserved", "OrderConfirmed"};
    struct stand_reply *reply = order(7, "k", "MUG", 2);
    const Shop__OrderEvents *events =
        (const Shop__OrderEvents *)about("ListOrderEvents", 7, id_of(reply))
            ->out;

    (void)state;
    assert_int_equal(events->n_events, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(events->events[i]->version, i + 1);
        assert_string_equal(events->events[i]->type, story[i]);
    }
}

/* ---- refusals ---- */

struct traces {
    int64_t charges, reservations, parcels, shop, taken;
};

static struct traces traces(void)
{
    return (struct traces){
        number("SELECT count(*) FROM charges"),
        number("SELECT count(*) FROM reservations"),
        number("SELECT count(*) FROM parcels"),
        number("SELECT balance FROM accounts WHERE customer_id = 0"),
        number("SELECT sum(reserved + shipped) FROM products")};
}

static void is_refused(struct stand_reply *reply, int id, enum error error)
{
    const struct traces none = {0};
    struct traces left = traces();
    const Shop__Order *seen;

    assert_int_equal(reply->error, error);
    assert_memory_equal(&left, &none, sizeof(none));
    assert_int_equal(strncmp(reply->instance, "/api/orders/", 12), 0);
    seen = shown(id, reply->instance + 12);
    assert_int_equal(seen->status, SHOP__ORDER_STATUS__REJECTED);
    assert_string_equal(seen->reason, error_slug(error));
    assert_null(seen->payment);
    assert_null(seen->shipment);
}

static void a_declined_order_is_rejected_without_a_trace(void **state)
{
    (void)state;
    is_refused(order(10, "k", "MUG", 9), 10, ERROR_DECLINED);
}

static void an_empty_shelf_gives_the_money_back(void **state)
{
    (void)state;
    is_refused(order(7, "k", "VASE", 1), 7, ERROR_OUT_OF_STOCK);
}

static void an_island_gives_money_and_stock_back(void **state)
{
    (void)state;
    is_refused(order(15, "k", "MUG", 1), 15, ERROR_UNDELIVERABLE);
}

static void a_wrong_order_writes_nothing(void **state)
{
    struct caller admin = {.subject = 100, .scope = "admin"};
    struct caller seven = customer(7);

    (void)state;
    assert_int_equal(order(7, "k", "MUG", 0)->error, ERROR_UNPROCESSABLE);
    assert_int_equal(order(7, "k", "NOSUCH", 1)->error, ERROR_UNPROCESSABLE);
    assert_int_equal(order_from(&seven, 8, "k", "MUG", 1)->error,
                     ERROR_FORBIDDEN);
    assert_int_equal(order_from(&admin, 4242, "k", "MUG", 1)->error,
                     ERROR_NOT_FOUND);
    assert_int_equal(number("SELECT count(*) FROM orders"), 0);
    assert_int_equal(number("SELECT count(*) FROM idempotency_keys"), 0);
    assert_int_equal(order(7, "k", "MUG", 1)->error, ERROR_OK);
}

/* ---- keys ---- */

static void the_same_key_gives_the_same_order(void **state)
{
    struct stand_reply *first = order(7, "k", "MUG", 2);
    struct stand_reply *second = order(7, "k", "MUG", 2);

    (void)state;
    assert_int_equal(second->error, ERROR_OK);
    assert_string_equal(id_of(first), id_of(second));
    assert_int_equal(number("SELECT count(*) FROM orders"), 1);
    assert_int_equal(order(7, "k", "MUG", 3)->error, ERROR_KEY_REUSED);
}

static void the_same_key_gives_the_same_refusal(void **state)
{
    struct stand_reply *first = order(15, "k", "MUG", 1);
    struct stand_reply *second = order(15, "k", "MUG", 1);

    (void)state;
    assert_int_equal(second->error, ERROR_UNDELIVERABLE);
    assert_string_equal(first->detail, second->detail);
    assert_string_equal(first->instance, second->instance);
    assert_int_equal(number("SELECT count(*) FROM orders"), 1);
}

/* ---- cancelling ---- */

static void a_cancelled_order_gives_everything_back(void **state)
{
    int64_t before = number("SELECT sum(balance) FROM accounts"
                            " WHERE customer_id = 7");
    struct stand_reply *placed = order(7, "k", "MUG", 2);
    struct stand_reply *reply = about("CancelOrder", 7, id_of(placed));
    const Shop__Order *seen = shown(7, id_of(placed));

    (void)state;
    assert_int_equal(reply->error, ERROR_OK);
    assert_int_equal(seen->status, SHOP__ORDER_STATUS__CANCELLED);
    assert_string_equal(seen->payment->state, "REFUNDED");
    assert_string_equal(seen->shipment->state, "RECALLED");
    assert_int_equal(number("SELECT balance FROM accounts"
                            " WHERE customer_id = 7"),
                     before);
    assert_int_equal(number("SELECT sum(reserved + shipped) FROM products"), 0);
}

static void cancelling_again_changes_nothing(void **state)
{
    struct stand_reply *placed = order(7, "k", "MUG", 2);
    int64_t events;

    (void)state;
    assert_int_equal(about("CancelOrder", 7, id_of(placed))->error, ERROR_OK);
    events = number("SELECT count(*) FROM order_events");
    assert_int_equal(about("CancelOrder", 7, id_of(placed))->error, ERROR_OK);
    assert_int_equal(number("SELECT count(*) FROM order_events"), events);
}

static void only_ones_own_and_only_a_confirmed_order(void **state)
{
    struct stand_reply *placed = order(7, "k", "MUG", 2);
    struct stand_reply *refused = order(15, "k", "MUG", 1);

    (void)state;
    assert_int_equal(about("CancelOrder", 8, id_of(placed))->error,
                     ERROR_FORBIDDEN);
    assert_int_equal(about("CancelOrder", 15, refused->instance + 12)->error,
                     ERROR_CONFLICT);
    assert_int_equal(about("CancelOrder", 7, "nonsense")->error,
                     ERROR_NOT_FOUND);
}

/* ---- one join for a user ---- */

static void a_user_is_joined_with_orders_and_wallet(void **state)
{
    Shop__UserRequest in = SHOP__USER_REQUEST__INIT;
    struct caller seven = customer(7);
    const Shop__User *user;
    int64_t total;

    (void)state;
    total = ((const Shop__Order *)order(7, "1", "MUG", 2)->out)->total;
    total += ((const Shop__Order *)order(7, "2", "PEN", 1)->out)->total;
    about("CancelOrder", 7, id_of(order(7, "3", "MUG", 1)));
    order(7, "4", "VASE", 1);
    in.id = 7;
    user =
        (const Shop__User *)stand_ask(&stand, "GetUser", &in.base, &seven, NULL)
            ->out;
    assert_int_equal(user->orders->confirmed, 2);
    assert_int_equal(user->orders->spent, total);
    assert_int_equal(user->wallet->balance,
                     number("SELECT balance FROM accounts"
                            " WHERE customer_id = 7"));
    in.id = 8;
    assert_int_equal(
        stand_ask(&stand, "GetUser", &in.base, &seven, NULL)->error,
        ERROR_FORBIDDEN);
}

/* ---- the books after a random day ---- */

static void the_books_balance(void)
{
    assert_int_equal(number("SELECT sum(balance) - sum(opening) FROM accounts"),
                     0);
    assert_int_equal(number("SELECT (SELECT balance - opening FROM accounts"
                            "  WHERE customer_id = 0)"
                            " - (SELECT coalesce(sum(total), 0) FROM orders"
                            "  WHERE id IN (SELECT order_id FROM charges"
                            "   WHERE state = 'CHARGED'))"),
                     0);
    assert_int_equal(number("SELECT coalesce(sum(on_hand + reserved + shipped"
                            " - initial - restocked), 0) FROM products"),
                     0);
    assert_int_equal(
        number("SELECT (SELECT sum(shipped) FROM products)"
               " - (SELECT coalesce(sum(l.quantity), 0) FROM order_lines l"
               "  JOIN charges c ON c.order_id = l.order_id"
               "  WHERE c.state = 'CHARGED')"),
        0);
}

static uint64_t seed_of_the_day(void)
{
    const char *text = getenv("CLEAVE_SEED");

    return text ? strtoull(text, NULL, 10) : 20260131;
}

static void a_random_day_loses_nothing(void **state)
{
    static const char *const skus[] = {"MUG", "PEN", "LAMP", "VASE", "DESK"};
    struct random dice;
    const char *last[101] = {0};

    (void)state;
    print_message("CLEAVE_SEED=%" PRIu64 "\n", seed_of_the_day());
    random_seed(&dice, seed_of_the_day());
    for (int i = 0; i < 600; i++) {
        int id = 1 + (int)random_below(&dice, 100);
        char key[16];
        struct stand_reply *reply;

        snprintf(key, sizeof(key), "k%d", (int)random_below(&dice, 500));
        reply = order(id, key, skus[random_below(&dice, 5)],
                      1 + (int)random_below(&dice, 4));
        if (!reply->error)
            last[id] = id_of(reply);
        if (last[id] && random_percent(&dice, 30))
            assert_int_equal(about("CancelOrder", id, last[id])->error,
                             ERROR_OK);
    }
    the_books_balance();
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_stand, close_stand)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_order_is_confirmed_in_one_turn),
        TEST(its_story_has_every_step),
        TEST(a_declined_order_is_rejected_without_a_trace),
        TEST(an_empty_shelf_gives_the_money_back),
        TEST(an_island_gives_money_and_stock_back),
        TEST(a_wrong_order_writes_nothing),
        TEST(the_same_key_gives_the_same_order),
        TEST(the_same_key_gives_the_same_refusal),
        TEST(a_cancelled_order_gives_everything_back),
        TEST(cancelling_again_changes_nothing),
        TEST(only_ones_own_and_only_a_confirmed_order),
        TEST(a_user_is_joined_with_orders_and_wallet),
        TEST(a_random_day_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
