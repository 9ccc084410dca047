/*
 * Pages that are walked while the shop goes on selling, and answers that do
 * not fit.
 */
#include "domain/orders/orders.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { ARENA_BYTES = 4 * 1024 * 1024, MOST = 300 };

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

static struct order placed(struct db *db, int n, int32_t customer_id)
{
    struct order order = {
        .customer_id = customer_id, .total_won = 12000, .line_count = 1};

    order.lines[0] = (struct order_line){"MUG", 1, 12000};
    snprintf(order.id.text, sizeof order.id.text, "01ARZ3NDEKTSV4RRFFQ69G%04d",
             n);
    assert_int_equal(orders_place(db, &order, n), ERROR_OK);
    return order;
}

static void reject(struct db *db, struct order *order)
{
    const struct order_command command = {.kind = ORDER_REJECT,
                                          .reason = ERROR_DECLINED};

    assert_int_equal(orders_apply(db, order, &command), ERROR_OK);
}

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

/* ---- pages ---- */

static void orders_that_come_meanwhile_move_no_page(void **state)
{
    char after[ID_TEXT_BYTES] = "";
    int met[MOST] = {0}, n = 0, last = -1;

    for (; n < 40; n++)
        placed(*state, n, 7);
    do {
        Shop__ListOrdersReply *reply = page(*state, 7, "", 7, after);

        for (size_t i = 0; i < reply->n_orders; i++) {
            int number = (int)reply->orders[i]->created_at_ms;

            assert_true(number > last);
            last = number;
            met[number]++;
        }
        snprintf(after, sizeof after, "%s", reply->next);
        for (int i = 0; i < 3 && n < 60; i++)
            placed(*state, n++, 7);
    } while (after[0]);
    for (int i = 0; i < 40; i++)
        assert_int_equal(met[i], 1);
}

/* How many orders a walk meets; each id must be above the one before. */
static int walk(struct db *db, int32_t customer_id, const char *status,
                int32_t limit)
{
    const char *after = "", *last = "";
    int met = 0;

    do {
        Shop__ListOrdersReply *reply =
            page(db, customer_id, status, limit, after);

        for (size_t i = 0; i < reply->n_orders; i++, met++) {
            assert_true(strcmp(reply->orders[i]->id, last) > 0);
            last = reply->orders[i]->id;
        }
        after = reply->next;
    } while (after[0]);
    return met;
}

/* Random customers and statuses, every filter, many sizes of page. */
static void every_filter_meets_its_orders_once(void **state)
{
    static const char *const statuses[] = {"", "PENDING", "REJECTED"};
    struct random random = rules_random();
    int wanted[3][3] = {{0}}; /* customer 0 (all), 1, 2; by status */

    for (int n = 0; n < 60; n++) {
        int32_t customer = 1 + (int32_t)random_below(&random, 2);
        struct order order = placed(*state, n, customer);
        int status = 1 + (int)random_below(&random, 2);

        if (status == 2)
            reject(*state, &order);
        wanted[0][0]++;
        wanted[0][status]++;
        wanted[customer][0]++;
        wanted[customer][status]++;
    }
    for (int32_t limit = 1; limit <= 61; limit += 6)
        for (int i = 0; i < 9; i++)
            assert_int_equal(walk(*state, i / 3, statuses[i % 3], limit),
                             wanted[i / 3][i % 3]);
}

static void a_cursor_behind_the_last_order_gives_an_empty_last_page(
    void **state)
{
    struct order order = placed(*state, 1, 7);
    Shop__ListOrdersReply *reply = page(*state, 7, "", 5, order.id.text);

    assert_int_equal(reply->n_orders, 0);
    assert_string_equal(reply->next, "");
}

static void a_page_is_read_by_an_index_and_not_sorted(void **state)
{
    struct cursor c;

    db_query(&c, *state,
             "EXPLAIN QUERY PLAN SELECT id FROM orders WHERE customer_id = 7"
             " AND id > '0' AND ('' = '' OR status = '') ORDER BY id LIMIT 5",
             NO_VALUES);
    assert_true(db_next(&c));
    assert_non_null(strstr(db_text(&c, 3), "orders_by_customer"));
    assert_false(db_next(&c)); /* a second line would be the sorting */
    assert_int_equal(db_end(&c), ERROR_OK);
}

/* ---- what does not fit ---- */

static void a_full_arena_is_an_error_and_never_a_short_page(void **state)
{
    Shop__ListOrdersRequest request = SHOP__LIST_ORDERS_REQUEST__INIT;
    int errors = 0, pages = 0;

    for (int n = 0; n < 30; n++)
        placed(*state, n, 7);
    request.limit = 25;
    for (size_t bytes = 64; bytes <= 65536; bytes += 64) {
        Shop__ListOrdersReply *reply = NULL;
        struct arena small;
        enum error error;

        arena_init(&small, bytes);
        error = orders_list(*state, &request, &small, &reply);
        if (error) {
            assert_int_equal(error, ERROR_OVERLOADED);
            assert_null(reply);
            errors++;
        } else {
            assert_int_equal(reply->n_orders, 25);
            assert_string_equal(reply->next, reply->orders[24]->id);
            pages++;
        }
        arena_release(&small);
    }
    assert_true(errors > 0 && pages > 0);
}

static void a_story_that_does_not_fit_is_an_error_too(void **state)
{
    struct order order = placed(*state, 1, 7);
    Shop__OrderEvents *story = NULL;
    struct arena small;

    reject(*state, &order);
    arena_init(&small, 256);
    assert_int_equal(orders_events(*state, order.id.text, &small, &story),
                     ERROR_OVERLOADED);
    assert_null(order_message(&order, &small));
    assert_null(story);
    arena_release(&small);
    assert_int_equal(orders_events(*state, order.id.text, &arena, &story),
                     ERROR_OK);
    assert_string_equal(story->events[1]->reason, "payment-declined");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(orders_that_come_meanwhile_move_no_page),
        TEST(every_filter_meets_its_orders_once),
        TEST(a_cursor_behind_the_last_order_gives_an_empty_last_page),
        TEST(a_page_is_read_by_an_index_and_not_sorted),
        TEST(a_full_arena_is_an_error_and_never_a_short_page),
        TEST(a_story_that_does_not_fit_is_an_error_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
