/*
 * Orders that can be read but not accepted.
 *
 * The promises: 422 with a sentence that names the field, nothing is written,
 * and the customer's key stays free.
 */
#include <inttypes.h>
#include <string.h>

#include "tests/acceptance/suite.h"

static void refuses(struct browser *shop, const char *lines, const char *named)
{
    const char *body =
        browser_format(shop, "{\"customer_id\":62,\"lines\":[%s]}", lines);
    const struct page *page =
        browser_post(shop, 62, browser_key(shop), "/api/orders", body);

    page_is_problem(page, 422, "unprocessable");
    if (!strstr(page_text(page, "detail"), named))
        fail_msg("the sentence does not name %s: %s", named,
                 page_text(page, "detail"));
}

static void an_order_of_nothing_is_refused(void **state)
{
    refuses(*state, "", "lines");
}

static void a_quantity_below_one_or_over_99_is_refused(void **state)
{
    refuses(*state, "{\"sku\":\"MUG\",\"quantity\":0}", "quantity");
    refuses(*state, "{\"sku\":\"MUG\",\"quantity\":-1}", "quantity");
    refuses(*state, "{\"sku\":\"MUG\",\"quantity\":100}", "quantity");
}

static void a_sku_twice_is_refused(void **state)
{
    refuses(*state,
            "{\"sku\":\"MUG\",\"quantity\":1},{\"sku\":\"MUG\",\"quantity\":2}",
            "MUG");
}

static void a_sku_that_nobody_sells_is_refused(void **state)
{
    refuses(*state, "{\"sku\":\"NOSUCHTHING\",\"quantity\":1}", "NOSUCHTHING");
}

static void more_than_twenty_lines_are_refused(void **state)
{
    struct browser *shop = *state;
    const char *lines = "{\"sku\":\"S00\",\"quantity\":1}";

    for (int i = 1; i <= 20; i++)
        lines = arena_format(&shop->pages,
                             "%s,{\"sku\":\"S%02d\",\"quantity\":1}", lines, i);
    page_is_problem(
        browser_post(shop, 62, browser_key(shop), "/api/orders",
                     arena_format(&shop->pages,
                                  "{\"customer_id\":62,\"lines\":[%s]}",
                                  lines)),
        422, "unprocessable");
}

static void a_number_beyond_its_field_is_refused(void **state)
{
    refuses(*state, "{\"sku\":\"MUG\",\"quantity\":4294967297}",
            "lines[0].quantity");
}

static void nothing_of_a_refused_order_is_kept(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_get(shop, 62, "/api/orders?limit=1");

    page_is(page, 200);
    assert_int_equal(page_find(page, "orders")->count, 0);
}

static void a_customer_that_does_not_exist_is_not_found(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_post(shop, ADMIN, browser_key(shop), "/api/orders",
                                 "{\"customer_id\":4242,\"lines\":"
                                 "[{\"sku\":\"MUG\",\"quantity\":1}]}"),
                    404, "not-found");
    page_is_problem(browser_post(shop, ADMIN, browser_key(shop), "/api/orders",
                                 "{\"customer_id\":0,\"lines\":"
                                 "[{\"sku\":\"MUG\",\"quantity\":1}]}"),
                    422, "unprocessable");
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(an_order_of_nothing_is_refused),
    ACCEPTS(a_quantity_below_one_or_over_99_is_refused),
    ACCEPTS(a_sku_twice_is_refused),
    ACCEPTS(a_sku_that_nobody_sells_is_refused),
    ACCEPTS(more_than_twenty_lines_are_refused),
    ACCEPTS(a_number_beyond_its_field_is_refused),
    ACCEPTS(nothing_of_a_refused_order_is_kept),
    ACCEPTS(a_customer_that_does_not_exist_is_not_found),
};

const struct suite suite_values = SUITE("values", tests);
