/*
 * Lists in pages: a cursor walks them all, each order once.
 *
 * The promises: a page holds at most `limit` orders, oldest first; `next` of
 * one page is `after` of the following; the last page has none. Filters keep
 * what they say. Orders that come while somebody walks come behind them.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

enum { PLACED = 5, PAGES_AT_MOST = 20000 };

static void place_some(struct browser *shop, int customer,
                       const char *ids[PLACED])
{
    for (int i = 0; i < PLACED; i++)
        ids[i] = suite_confirmed(shop, customer, "PEN", 1);
}

/* Counts how often each of ours is met; checks that ids rise. */
static void walk(struct browser *shop, int customer, const char *const *ids,
                 int *met)
{
    const char *after = "";
    char last[32] = "";

    for (int pages = 0; pages < PAGES_AT_MOST; pages++) {
        const struct page *page = browser_get(
            shop, customer,
            browser_format(shop, "/api/orders?customer_id=%d&limit=2&after=%s",
                           customer, after));
        size_t count;

        page_is(page, 200);
        count = page_find(page, "orders")->count;
        assert_true(count <= 2);
        for (size_t i = 0; i < count; i++) {
            const char *id =
                page_text(page, browser_format(shop, "orders.%zu.id", i));

            assert_true(strcmp(id, last) > 0);
            strncpy(last, id, sizeof(last) - 1);
            for (int k = 0; k < PLACED; k++)
                met[k] += strcmp(id, ids[k]) == 0;
        }
        after = page_text(page, "next");
        if (!*after)
            return;
    }
    fail_msg("%d pages and no end", PAGES_AT_MOST);
}

static void a_cursor_meets_every_order_once(void **state)
{
    struct browser *shop = *state;
    const char *ids[PLACED];
    int met[PLACED] = {0};

    place_some(shop, 71, ids);
    walk(shop, 71, ids, met);
    for (int i = 0; i < PLACED; i++)
        assert_int_equal(met[i], 1);
}

static void a_list_shows_only_ones_own(void **state)
{
    struct browser *shop = *state;
    const struct page *page;

    suite_confirmed(shop, 72, "PEN", 1);
    page = browser_get(shop, 72, "/api/orders?limit=100");
    page_is(page, 200);
    assert_true(page_find(page, "orders")->count >= 1);
    for (size_t i = 0; i < page_find(page, "orders")->count; i++)
        assert_int_equal(
            page_int(page, browser_format(shop, "orders.%zu.customer_id", i)),
            72);
}

static void a_list_shows_lines_but_neither_payment_nor_parcel(void **state)
{
    struct browser *shop = *state;
    const struct page *page;

    suite_confirmed(shop, 72, "PEN", 1);
    page = browser_get(shop, 72, "/api/orders?limit=1");
    assert_true(page_find(page, "orders.0.lines")->count >= 1);
    assert_null(page_find(page, "orders.0.payment"));
    assert_null(page_find(page, "orders.0.shipment"));
}

static void a_status_filters_the_list(void **state)
{
    struct browser *shop = *state;
    const struct page *page;

    page_is(suite_order(shop, 35, browser_key(shop), "PEN", 1), 409);
    page = browser_get(shop, 35, "/api/orders?status=REJECTED");
    page_is(page, 200);
    assert_true(page_find(page, "orders")->count >= 1);
    assert_string_equal(page_text(page, "orders.0.status"), "REJECTED");
    page = browser_get(shop, 35, "/api/orders?status=CONFIRMED");
    assert_int_equal(page_find(page, "orders")->count, 0);
    assert_string_equal(page_text(page, "next"), "");
}

static void a_filter_that_makes_no_sense_is_refused(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_get(shop, 72, "/api/orders?status=LOST"), 422,
                    "unprocessable");
    page_is_problem(browser_get(shop, 72, "/api/orders?limit=101"), 422,
                    "unprocessable");
    page_is_problem(browser_get(shop, 72, "/api/orders?limit=-1"), 422,
                    "unprocessable");
    page_is(browser_get(shop, 72, "/api/orders?limit=two"), 400);
}

static void the_manager_sees_everybodys(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_get(shop, ADMIN, "/api/orders?limit=100");

    page_is(page, 200);
    assert_true(page_find(page, "orders")->count >= 2);
    page = browser_get(shop, ADMIN, "/api/orders?customer_id=72&limit=1");
    assert_int_equal(page_int(page, "orders.0.customer_id"), 72);
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(a_cursor_meets_every_order_once),
    ACCEPTS(a_list_shows_only_ones_own),
    ACCEPTS(a_list_shows_lines_but_neither_payment_nor_parcel),
    ACCEPTS(a_status_filters_the_list),
    ACCEPTS(a_filter_that_makes_no_sense_is_refused),
    ACCEPTS(the_manager_sees_everybodys),
};

const struct suite suite_pages = SUITE("pages", tests);
