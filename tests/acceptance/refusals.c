/*
 * What the shop refuses, and what it leaves behind when it does.
 *
 * The promises: a refusal has its status and its sentence, names the order it
 * is about, and leaves a REJECTED order without payment and parcel. Not a won
 * and not a mug is missing afterwards: neither when the first step refuses nor
 * when the last one does.
 *
 * Customer 10 has 1,000 won; the VASE is sold out; customer 15 lives on an
 * island that no parcel reaches.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

struct refusal {
    int customer;
    const char *sku;
    int quantity;
    int status;
    const char *slug;
};

static const struct refusal declined = {10, "MUG", 9, 402, "payment-declined"};
static const struct refusal sold_out = {41, "VASE", 1, 409, "out-of-stock"};
static const struct refusal island = {15, "MUG", 1, 409, "undeliverable"};

static void refuses_without_a_trace(struct browser *shop,
                                    const struct refusal *refusal)
{
    int64_t balance = suite_balance(shop, refusal->customer);
    int64_t available = suite_available(shop, refusal->sku);
    const struct page *page =
        suite_order(shop, refusal->customer, browser_key(shop), refusal->sku,
                    refusal->quantity);

    page_is_problem(page, refusal->status, refusal->slug);
    assert_int_equal(suite_balance(shop, refusal->customer), balance);
    assert_int_equal(suite_available(shop, refusal->sku), available);
}

static void leaves_a_rejected_order(struct browser *shop,
                                    const struct refusal *refusal)
{
    const struct page *page =
        suite_order(shop, refusal->customer, browser_key(shop), refusal->sku,
                    refusal->quantity);
    const char *about = page_text(page, "instance");

    assert_int_equal(strncmp(about, "/api/orders/", 12), 0);
    page = browser_get(shop, refusal->customer, about);
    page_is(page, 200);
    assert_string_equal(page_text(page, "id"), about + 12);
    assert_string_equal(page_text(page, "status"), "REJECTED");
    assert_string_equal(page_text(page, "reason"), refusal->slug);
    assert_null(page_find(page, "payment"));
    assert_null(page_find(page, "shipment"));
    assert_int_equal(page_find(page, "unavailable")->count, 0);
}

static void tells_how_it_ended(struct browser *shop,
                               const struct refusal *refusal)
{
    const struct page *page =
        suite_order(shop, refusal->customer, browser_key(shop), refusal->sku,
                    refusal->quantity);
    const char *events =
        browser_format(shop, "%s/events", page_text(page, "instance"));
    size_t last;

    page = browser_get(shop, refusal->customer, events);
    page_is(page, 200);
    last = page_find(page, "events")->count - 1;
    assert_true(last >= 1);
    assert_string_equal(page_text(page, "events.0.type"), "OrderPlaced");
    assert_string_equal(
        page_text(page, browser_format(shop, "events.%zu.type", last)),
        "OrderRejected");
    assert_string_equal(
        page_text(page, browser_format(shop, "events.%zu.reason", last)),
        refusal->slug);
}

#define REFUSAL_TESTS(name)                                     \
    static void name##_is_refused_without_a_trace(void **state) \
    {                                                           \
        refuses_without_a_trace(*state, &(name));               \
    }                                                           \
    static void name##_leaves_a_rejected_order(void **state)    \
    {                                                           \
        leaves_a_rejected_order(*state, &(name));               \
    }                                                           \
    static void name##_tells_how_it_ended(void **state)         \
    {                                                           \
        tells_how_it_ended(*state, &(name));                    \
    }

REFUSAL_TESTS(declined)
REFUSAL_TESTS(sold_out)
REFUSAL_TESTS(island)

/* The last lamps may be sold one by one, but not more than there are. */
static void one_line_that_is_short_refuses_the_whole_order(void **state)
{
    struct browser *shop = *state;
    int64_t mugs = suite_available(shop, "MUG");
    const struct page *page = browser_post(
        shop, 41, browser_key(shop), "/api/orders",
        "{\"customer_id\":41,\"lines\":[{\"sku\":\"MUG\",\"quantity\":1},"
        "{\"sku\":\"LAMP\",\"quantity\":99}]}");

    page_is_problem(page, 409, "out-of-stock");
    assert_non_null(strstr(page_text(page, "detail"), "LAMP"));
    assert_int_equal(suite_available(shop, "MUG"), mugs);
}

static void a_rejected_order_cannot_be_cancelled(void **state)
{
    struct browser *shop = *state;
    const struct page *page =
        suite_order(shop, 15, browser_key(shop), "MUG", 1);
    const char *target =
        browser_format(shop, "%s/cancel", page_text(page, "instance"));

    page_is_problem(browser_post(shop, 15, NULL, target, ""), 409, "conflict");
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(declined_is_refused_without_a_trace),
    ACCEPTS(declined_leaves_a_rejected_order),
    ACCEPTS(declined_tells_how_it_ended),
    ACCEPTS(sold_out_is_refused_without_a_trace),
    ACCEPTS(sold_out_leaves_a_rejected_order),
    ACCEPTS(sold_out_tells_how_it_ended),
    ACCEPTS(island_is_refused_without_a_trace),
    ACCEPTS(island_leaves_a_rejected_order),
    ACCEPTS(island_tells_how_it_ended),
    ACCEPTS(one_line_that_is_short_refuses_the_whole_order),
    ACCEPTS(a_rejected_order_cannot_be_cancelled),
};

const struct suite suite_refusals = SUITE("refusals", tests);
