/*
 * Orders in the database: the row follows the events, an append expects a
 * version, and pages meet every order once.
 */
#include "domain/orders/orders.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { ARENA_BYTES = 4 * 1024 * 1024 };

static struct arena arena;

static int open_shop(void **state)
{
    arena_init(&arena, ARENA_BYTES);
    *state = rules_open(orders_schema, NULL);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    arena_release(&arena);
    return 0;
}

/* The n-th order of a test, with an id that rises with n. */
static struct order placed(struct db *db, int n, int32_t customer_id)
{
    struct order order = {
        .customer_id = customer_id,
        .total_won = 24500,
        .line_count = 2,
        .lines = {{.sku = "MUG", .quantity = 2, .unit_price_won = 12000},
                  {.sku = "PEN", .quantity = 1, .unit_price_won = 500}}};

    snprintf(order.id.text, sizeof order.id.text, "01ARZ3NDEKTSV4RRFFQ69G%04d",
             n);
    snprintf(order.placed_key, sizeof order.placed_key, "key-%d", n);
    order.placed_by = customer_id;
    assert_int_equal(orders_place(db, &order, 1000 + n), ERROR_OK);
    return order;
}

static enum error apply(struct db *db, struct order *order,
                        enum order_command_kind kind)
{
    const struct order_command command = {
        .kind = kind, .at_ms = 2000, .reason = ERROR_DECLINED};

    return orders_apply(db, order, &command);
}

static void confirm(struct db *db, struct order *order)
{
    assert_int_equal(apply(db, order, ORDER_MARK_PAID), ERROR_OK);
    assert_int_equal(apply(db, order, ORDER_MARK_RESERVED), ERROR_OK);
    assert_int_equal(apply(db, order, ORDER_CONFIRM), ERROR_OK);
}

static void is_same_order(const struct order *a, const struct order *b)
{
    assert_string_equal(a->id.text, b->id.text);
    assert_int_equal(a->customer_id, b->customer_id);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->cancelling, b->cancelling);
    assert_string_equal(a->reason, b->reason);
    assert_int_equal(a->total_won, b->total_won);
    assert_int_equal(a->version, b->version);
    assert_int_equal(a->created_at_ms, b->created_at_ms);
    assert_int_equal(a->placed_by, b->placed_by);
    assert_string_equal(a->placed_key, b->placed_key);
    assert_int_equal(a->line_count, b->line_count);
    for (size_t i = 0; i < a->line_count; i++) {
        assert_string_equal(a->lines[i].sku, b->lines[i].sku);
        assert_int_equal(a->lines[i].quantity, b->lines[i].quantity);
        assert_int_equal(a->lines[i].unit_price_won,
                         b->lines[i].unit_price_won);
    }
}

/* ---- writing ---- */

static void what_was_placed_is_loaded(void **state)
{
    struct order order = placed(*state, 1, 7), loaded;

    assert_int_equal(orders_load(*state, order.id.text, &loaded), ERROR_OK);
    is_same_order(&order, &loaded);
    assert_int_equal(loaded.version, 1);
    assert_int_equal(loaded.created_at_ms, 1001);
}

static void row_and_replay_agree_after_each_command(void **state)
{
    static const enum order_command_kind kinds[] = {
        ORDER_MARK_PAID, ORDER_MARK_RESERVED, ORDER_CONFIRM,
        ORDER_REQUEST_CANCEL, ORDER_CANCEL};
    struct order order = placed(*state, 1, 7), loaded, replayed;

    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(apply(*state, &order, kinds[i]), ERROR_OK);
        assert_int_equal(orders_load(*state, order.id.text, &loaded), ERROR_OK);
        assert_int_equal(orders_replay(*state, order.id.text, &replayed),
                         ERROR_OK);
        is_same_order(&order, &loaded);
        is_same_order(&order, &replayed);
    }
    assert_int_equal(order.version, 6);
}

static void a_rejection_keeps_its_reason(void **state)
{
    struct order order = placed(*state, 1, 7), loaded;

    assert_int_equal(apply(*state, &order, ORDER_REJECT), ERROR_OK);
    assert_int_equal(orders_load(*state, order.id.text, &loaded), ERROR_OK);
    assert_string_equal(loaded.reason, "payment-declined");
    is_same_order(&order, &loaded);
}

static void an_append_on_an_old_version_is_a_conflict(void **state)
{
    struct order mine = placed(*state, 1, 7), theirs = mine, before = mine;

    assert_int_equal(apply(*state, &theirs, ORDER_MARK_PAID), ERROR_OK);
    assert_int_equal(apply(*state, &mine, ORDER_REJECT), ERROR_CONFLICT);
    assert_memory_equal(&mine, &before, sizeof mine);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM order_events"), 2);
    assert_int_equal(
        rules_int(*state, "SELECT count(*) FROM orders WHERE status = 'PAID'"),
        1);
}

static void a_command_that_is_refused_writes_nothing(void **state)
{
    struct order order = placed(*state, 1, 7);

    assert_int_equal(apply(*state, &order, ORDER_CONFIRM), ERROR_CONFLICT);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM order_events"), 1);
    assert_int_equal(rules_int(*state, "SELECT version FROM orders"), 1);
}

static void an_unknown_order_is_not_found(void **state)
{
    struct order order;
    Shop__OrderEvents *events;

    assert_int_equal(orders_load(*state, "nowhere", &order), ERROR_NOT_FOUND);
    assert_int_equal(orders_replay(*state, "nowhere", &order), ERROR_NOT_FOUND);
    assert_int_equal(orders_events(*state, "nowhere", &arena, &events),
                     ERROR_NOT_FOUND);
}

/* ---- messages ---- */

static void the_story_is_told_in_order(void **state)
{
    static const char *const types[] = {"OrderPlaced", "OrderPaid",
                                        "OrderReserved", "OrderConfirmed"};
    static const int64_t amounts[] = {24500, 24500, 0, 0};
    struct order order = placed(*state, 1, 7);
    Shop__OrderEvents *story;

    confirm(*state, &order);
    placed(*state, 2, 7);
    assert_int_equal(orders_events(*state, order.id.text, &arena, &story),
                     ERROR_OK);
    assert_int_equal(story->n_events, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(story->events[i]->version, i + 1);
        assert_string_equal(story->events[i]->type, types[i]);
        assert_int_equal(story->events[i]->amount, amounts[i]);
        assert_string_equal(story->events[i]->reason, "");
    }
    assert_int_equal(story->events[0]->at_ms, 1001);
}

static void a_message_says_what_the_order_is(void **state)
{
    struct order order = placed(*state, 1, 7);
    const Shop__Order *message = order_message(&order, &arena);

    assert_string_equal(message->id, order.id.text);
    assert_int_equal(message->customer_id, 7);
    assert_int_equal(message->status, SHOP__ORDER_STATUS__PENDING);
    assert_string_equal(message->reason, "");
    assert_int_equal(message->total, 24500);
    assert_int_equal(message->n_lines, 2);
    assert_string_equal(message->lines[1]->sku, "PEN");
    assert_int_equal(message->lines[0]->quantity, 2);
    assert_int_equal(message->lines[0]->unit_price, 12000);
    assert_null(message->payment);
    assert_null(message->shipment);
}

static void the_statuses_are_those_of_the_contract(void **state)
{
    (void)state;
    for (int status = 0; status <= ORDER_CANCELLED; status++) {
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
            &shop__order_status__descriptor, status);

        assert_non_null(value);
        assert_string_equal(order_status_name((enum order_status)status),
                            value->name);
    }
}

static void the_summary_counts_what_stands_confirmed(void **state)
{
    struct order one = placed(*state, 1, 7), two = placed(*state, 2, 7);
    struct order other = placed(*state, 3, 8), undone = placed(*state, 4, 7);
    Shop__OrderSummary summary = SHOP__ORDER_SUMMARY__INIT;

    assert_int_equal(orders_summary(*state, 7, &summary), ERROR_OK);
    assert_int_equal(summary.confirmed, 0);
    confirm(*state, &one);
    confirm(*state, &other);
    confirm(*state, &undone);
    assert_int_equal(apply(*state, &two, ORDER_REJECT), ERROR_OK);
    assert_int_equal(apply(*state, &undone, ORDER_REQUEST_CANCEL), ERROR_OK);
    assert_int_equal(apply(*state, &undone, ORDER_CANCEL), ERROR_OK);
    assert_int_equal(orders_summary(*state, 7, &summary), ERROR_OK);
    assert_int_equal(summary.confirmed, 1);
    assert_int_equal(summary.spent, 24500);
}

/* ---- pages ---- */

static Shop__ListOrdersReply *page(struct db *db, int32_t customer_id,
                                   const char *status, int32_t limit,
                                   const char *after)
{
    Shop__ListOrdersRequest request = SHOP__LIST_ORDERS_REQUEST__INIT;
    Shop__ListOrdersReply *reply = NULL;

    request.customer_id = customer_id;
    request.status = (char *)status;
    request.limit = limit;
    request.after = (char *)after;
    assert_int_equal(orders_list(db, &request, &arena, &reply), ERROR_OK);
    return reply;
}

static int walk(struct db *db, int32_t customer_id, int32_t limit)
{
    const char *after = "";
    char last[ID_TEXT_BYTES] = "";
    int met = 0;

    for (;;) {
        Shop__ListOrdersReply *reply = page(db, customer_id, "", limit, after);

        assert_true(reply->n_orders <= (size_t)limit);
        for (size_t i = 0; i < reply->n_orders; i++) {
            assert_true(strcmp(reply->orders[i]->id, last) > 0);
            snprintf(last, sizeof last, "%s", reply->orders[i]->id);
            met++;
        }
        after = reply->next;
        if (!*after)
            return met;
    }
}

static void a_cursor_meets_every_order_once(void **state)
{
    for (int n = 0; n < 25; n++)
        placed(*state, n, n % 2 ? 7 : 8);
    for (int32_t limit = 1; limit <= 27; limit++) {
        assert_int_equal(walk(*state, 0, limit), 25);
        assert_int_equal(walk(*state, 7, limit), 12);
        assert_int_equal(walk(*state, 9, limit), 0);
    }
}

static void twenty_are_a_page_when_nobody_says(void **state)
{
    for (int n = 0; n < 21; n++)
        placed(*state, n, 7);
    assert_int_equal(page(*state, 7, "", 0, "")->n_orders, 20);
    assert_string_not_equal(page(*state, 7, "", 0, "")->next, "");
    assert_int_equal(page(*state, 7, "", 100, "")->n_orders, 21);
    assert_string_equal(page(*state, 7, "", 100, "")->next, "");
}

static void a_status_filters(void **state)
{
    struct order one = placed(*state, 1, 7);

    placed(*state, 2, 7);
    confirm(*state, &one);
    assert_int_equal(page(*state, 7, "CONFIRMED", 0, "")->n_orders, 1);
    assert_int_equal(page(*state, 0, "PENDING", 0, "")->n_orders, 1);
    assert_int_equal(page(*state, 0, "REJECTED", 0, "")->n_orders, 0);
    assert_string_equal(page(*state, 7, "CONFIRMED", 1, "")->next, "");
    assert_int_equal(page(*state, 7, "CONFIRMED", 0, "")->orders[0]->n_lines,
                     2);
}

static void is_no_filter(struct db *db, const Shop__ListOrdersRequest *request)
{
    Shop__ListOrdersReply *reply;

    assert_int_equal(orders_list(db, request, &arena, &reply),
                     ERROR_UNPROCESSABLE);
}

static void a_filter_that_makes_no_sense_is_refused(void **state)
{
    Shop__ListOrdersRequest request = SHOP__LIST_ORDERS_REQUEST__INIT;

    request.limit = 101;
    is_no_filter(*state, &request);
    request.limit = -1;
    is_no_filter(*state, &request);
    request.limit = 0;
    request.status = (char *)"confirmed";
    is_no_filter(*state, &request);
    request.status = (char *)"";
    request.after = (char *)"nonsense";
    is_no_filter(*state, &request);
    request.after = (char *)"";
    request.customer_id = -1;
    is_no_filter(*state, &request);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_placed_is_loaded),
        TEST(row_and_replay_agree_after_each_command),
        TEST(a_rejection_keeps_its_reason),
        TEST(an_append_on_an_old_version_is_a_conflict),
        TEST(a_command_that_is_refused_writes_nothing),
        TEST(an_unknown_order_is_not_found),
        TEST(the_story_is_told_in_order),
        TEST(a_message_says_what_the_order_is),
        TEST(the_statuses_are_those_of_the_contract),
        TEST(the_summary_counts_what_stands_confirmed),
        TEST(a_cursor_meets_every_order_once),
        TEST(twenty_are_a_page_when_nobody_says),
        TEST(a_status_filters),
        TEST(a_filter_that_makes_no_sense_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
