/*
 * Errands that several groups of the acceptance suite run: placing an order,
 * asking for a wallet, looking at a shelf.
 *
 * What holds: suite_confirmed() gives an id only of an order that is
 * CONFIRMED, so the tests that begin with one need not look again.
 */
#include <inttypes.h>
#include <string.h>

#include "tests/acceptance/suite.h"

const struct page *suite_order(struct browser *shop, int customer,
                               const char *key, const char *sku, int quantity)
{
    const char *body = browser_format(shop,
                                      "{\"customer_id\":%d,\"lines\":"
                                      "[{\"sku\":\"%s\",\"quantity\":%d}]}",
                                      customer, sku, quantity);

    return browser_post(shop, customer, key, "/api/orders", body);
}

const char *suite_confirmed(struct browser *shop, int customer, const char *sku,
                            int quantity)
{
    const struct page *page =
        suite_order(shop, customer, browser_key(shop), sku, quantity);

    page_is(page, 201);
    assert_string_equal(page_text(page, "status"), "CONFIRMED");
    return page_text(page, "id");
}

int64_t suite_balance(struct browser *shop, int customer)
{
    const char *target = browser_format(shop, "/api/users/%d", customer);
    const struct page *page = browser_get(shop, customer, target);

    page_is(page, 200);
    return page_int(page, "wallet.balance");
}

int64_t suite_available(struct browser *shop, const char *sku)
{
    const char *target = browser_format(shop, "/api/products/%s", sku);
    const struct page *page = browser_get(shop, 0, target);

    page_is(page, 200);
    return page_int(page, "available");
}
