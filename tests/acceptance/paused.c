/*
 * What the split promises while payments is paused; run with $CLEAVE_PAUSED.
 *
 * The promises: an order that cannot be finished in time is accepted with 202
 * and says where it will be found; asking again with its key gives the same
 * answer; reading goes on, and a reply that lacks a part names it.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

static void an_order_is_accepted_and_waits(void **state)
{
    struct browser *shop = *state;
    const char *key = browser_key(shop);
    const struct page *first = suite_order(shop, 91, key, "MUG", 1);
    const struct page *second;

    page_is(first, 202);
    assert_string_equal(page_text(first, "status"), "PENDING");
    assert_string_equal(
        first->location,
        browser_format(shop, "/api/orders/%s", page_text(first, "id")));
    second = suite_order(shop, 91, key, "MUG", 1);
    page_is(second, 202);
    assert_true(slice_equal(first->body, second->body));
}

static void a_waiting_order_can_be_looked_at(void **state)
{
    struct browser *shop = *state;
    const struct page *order =
        suite_order(shop, 91, browser_key(shop), "MUG", 1);
    const struct page *page;

    page_is(order, 202);
    page = browser_get(shop, 91, order->location);
    page_is(page, 200);
    assert_string_equal(page_text(page, "status"), "PENDING");
    assert_null(page_find(page, "payment"));
    assert_string_equal(page_text(page, "unavailable.0"), "payments");
}

static void a_waiting_order_cannot_be_cancelled_yet(void **state)
{
    struct browser *shop = *state;
    const struct page *order =
        suite_order(shop, 91, browser_key(shop), "MUG", 1);

    page_is(order, 202);
    page_is_problem(
        browser_post(shop, 91, NULL,
                     browser_format(shop, "%s/cancel", order->location), ""),
        409, "conflict");
}

static void reading_goes_on(void **state)
{
    struct browser *shop = *state;
    const struct page *page;

    page_is(browser_get(shop, 0, "/api/products"), 200);
    page_is(browser_get(shop, 91, "/api/orders"), 200);
    page = browser_get(shop, 91, "/api/users/91");
    page_is(page, 200);
    assert_null(page_find(page, "wallet"));
    assert_string_equal(page_text(page, "unavailable.0"), "payments");
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(an_order_is_accepted_and_waits),
    ACCEPTS(a_waiting_order_can_be_looked_at),
    ACCEPTS(a_waiting_order_cannot_be_cancelled_yet),
    ACCEPTS(reading_goes_on),
};

const struct suite suite_paused = SUITE("payments is paused", tests);
