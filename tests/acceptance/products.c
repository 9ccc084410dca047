/*
 * The shelf: what can be bought, and how it is filled again.
 *
 * The promises: anybody may look; only the stock scope may restock; what was
 * put on the shelf is on the shelf.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

static void anybody_may_look_at_the_shelf(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_get(shop, 0, "/api/products");
    size_t count;

    page_is(page, 200);
    count = page_find(page, "products")->count;
    assert_int_equal(count, 24);
    for (size_t i = 0; i < count; i++) {
        assert_true(
            page_int(page, browser_format(shop, "products.%zu.price", i)) > 0);
        assert_true(
            page_int(page, browser_format(shop, "products.%zu.available", i)) >=
            0);
        assert_true(page_text(page, browser_format(shop, "products.%zu.name_ko",
                                                   i))[0] != '\0');
    }
}

static void one_product_is_what_the_list_says(void **state)
{
    struct browser *shop = *state;
    const struct page *list = browser_get(shop, 0, "/api/products");
    const struct page *one =
        browser_get(shop, 0,
                    browser_format(shop, "/api/products/%s",
                                   page_text(list, "products.3.sku")));

    page_is(one, 200);
    assert_string_equal(page_text(one, "name_en"),
                        page_text(list, "products.3.name_en"));
    assert_int_equal(page_int(one, "price"),
                     page_int(list, "products.3.price"));
}

static void a_product_that_nobody_sells_is_not_found(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_get(shop, 0, "/api/products/NOSUCHTHING"), 404,
                    "not-found");
    page_is_problem(browser_post(shop, ADMIN, NULL,
                                 "/api/products/NOSUCHTHING/restock",
                                 "{\"quantity\":1}"),
                    404, "not-found");
}

static void restocking_fills_the_shelf(void **state)
{
    struct browser *shop = *state;
    int64_t before = suite_available(shop, "TEE");
    const struct page *page = browser_post(
        shop, ADMIN, NULL, "/api/products/TEE/restock", "{\"quantity\":17}");

    page_is(page, 200);
    assert_int_equal(page_int(page, "available"), before + 17);
    assert_int_equal(suite_available(shop, "TEE"), before + 17);
}

static void a_delivery_of_nothing_or_too_much_is_refused(void **state)
{
    static const char *const bodies[] = {
        "{\"quantity\":0}", "{\"quantity\":-3}", "{\"quantity\":100001}"};
    struct browser *shop = *state;

    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        page_is_problem(browser_post(shop, ADMIN, NULL,
                                     "/api/products/TEE/restock", bodies[i]),
                        422, "unprocessable");
}

static void a_client_sees_only_the_fields_it_names(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_get(
        shop, 0, "/api/products?fields=products.sku,products.price");

    page_is(page, 200);
    assert_int_equal(page_find(page, "products")->count, 24);
    assert_int_equal(page_find(page, "products.0")->count, 2);
    assert_true(page_int(page, "products.0.price") > 0);
    page_is_problem(browser_get(shop, 0, "/api/products?fields=colour"), 400,
                    "malformed");
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(anybody_may_look_at_the_shelf),
    ACCEPTS(one_product_is_what_the_list_says),
    ACCEPTS(a_product_that_nobody_sells_is_not_found),
    ACCEPTS(restocking_fills_the_shelf),
    ACCEPTS(a_delivery_of_nothing_or_too_much_is_refused),
    ACCEPTS(a_client_sees_only_the_fields_it_names),
};

const struct suite suite_products = SUITE("products", tests);
