/*
 * An order, from the basket to the parcel, and back again.
 *
 * The promises: 201 means confirmed, paid, reserved and booked, and the order
 * says so wherever it is looked at; cancelling undoes all of it, once.
 */
#include <inttypes.h>
#include <string.h>

#include "tests/acceptance/suite.h"

static void an_order_is_confirmed_and_says_where_it_is(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_post(
        shop, 31, browser_key(shop), "/api/orders",
        "{\"customer_id\":31,\"lines\":[{\"sku\":\"MUG\",\"quantity\":2},"
        "{\"sku\":\"PEN\",\"quantity\":3}]}");
    const char *id;

    page_is(page, 201);
    id = page_text(page, "id");
    assert_int_equal(strlen(id), 26);
    assert_string_equal(page->location,
                        browser_format(shop, "/api/orders/%s", id));
    assert_string_equal(page_text(page, "status"), "CONFIRMED");
    assert_string_equal(page_text(page, "reason"), "");
    assert_int_equal(page_int(page, "customer_id"), 31);
    assert_true(page_int(page, "created_at_ms") > 0);
    assert_int_equal(page_find(page, "lines")->count, 2);
    assert_string_equal(page_text(page, "lines.0.sku"), "MUG");
    assert_int_equal(page_int(page, "lines.1.quantity"), 3);
    assert_int_equal(page_int(page, "total"),
                     2 * page_int(page, "lines.0.unit_price") +
                         3 * page_int(page, "lines.1.unit_price"));
}

static void the_price_is_the_catalogues(void **state)
{
    struct browser *shop = *state;
    const struct page *product = browser_get(shop, 0, "/api/products/MUG");
    const struct page *order =
        suite_order(shop, 31, browser_key(shop), "MUG", 1);

    assert_int_equal(page_int(order, "lines.0.unit_price"),
                     page_int(product, "price"));
}

static void a_confirmed_order_shows_payment_and_parcel(void **state)
{
    struct browser *shop = *state;
    const char *id = suite_confirmed(shop, 32, "MUG", 2);
    const struct page *page =
        browser_get(shop, 32, browser_format(shop, "/api/orders/%s", id));

    page_is(page, 200);
    assert_string_equal(page_text(page, "payment.state"), "CHARGED");
    assert_int_equal(page_int(page, "payment.amount"), page_int(page, "total"));
    assert_string_equal(page_text(page, "shipment.state"), "BOOKED");
    assert_true(page_text(page, "shipment.tracking")[0] != '\0');
    assert_true(page_text(page, "shipment.zone")[0] != '\0');
    assert_int_equal(page_find(page, "unavailable")->count, 0);
}

static void the_story_of_an_order_is_told_in_order(void **state)
{
    static const char *const story[] = {"OrderPlaced", "OrderPaid",
                                        "OrderReserved", "OrderConfirmed"};
    struct browser *shop = *state;
    const char *id = suite_confirmed(shop, 32, "MUG", 1);
    const struct page *page = browser_get(
        shop, 32, browser_format(shop, "/api/orders/%s/events", id));

    page_is(page, 200);
    assert_int_equal(page_find(page, "events")->count, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(
            page_text(page, browser_format(shop, "events.%d.type", i)),
            story[i]);
        assert_int_equal(
            page_int(page, browser_format(shop, "events.%d.version", i)),
            i + 1);
    }
}

static void an_order_moves_money_and_stock(void **state)
{
    struct browser *shop = *state;
    int64_t balance = suite_balance(shop, 33);
    int64_t available = suite_available(shop, "NOTE");
    const struct page *page =
        suite_order(shop, 33, browser_key(shop), "NOTE", 5);

    page_is(page, 201);
    assert_int_equal(suite_balance(shop, 33),
                     balance - page_int(page, "total"));
    assert_int_equal(suite_available(shop, "NOTE"), available - 5);
}

static const struct page *cancel(struct browser *shop, int customer,
                                 const char *id)
{
    return browser_post(shop, customer, NULL,
                        browser_format(shop, "/api/orders/%s/cancel", id), "");
}

static void cancelling_gives_everything_back(void **state)
{
    struct browser *shop = *state;
    int64_t balance = suite_balance(shop, 34);
    int64_t available = suite_available(shop, "BAG");
    const char *id = suite_confirmed(shop, 34, "BAG", 4);
    const struct page *page = cancel(shop, 34, id);

    page_is(page, 200);
    assert_string_equal(page_text(page, "status"), "CANCELLED");
    page = browser_get(shop, 34, browser_format(shop, "/api/orders/%s", id));
    assert_string_equal(page_text(page, "status"), "CANCELLED");
    assert_string_equal(page_text(page, "payment.state"), "REFUNDED");
    assert_string_equal(page_text(page, "shipment.state"), "RECALLED");
    assert_int_equal(suite_balance(shop, 34), balance);
    assert_int_equal(suite_available(shop, "BAG"), available);
}

static void cancelling_is_the_end_of_the_story(void **state)
{
    struct browser *shop = *state;
    const char *id = suite_confirmed(shop, 34, "MUG", 1);
    const struct page *page;

    page_is(cancel(shop, 34, id), 200);
    page = browser_get(shop, 34,
                       browser_format(shop, "/api/orders/%s/events", id));
    assert_int_equal(page_find(page, "events")->count, 6);
    assert_string_equal(page_text(page, "events.4.type"),
                        "OrderCancelRequested");
    assert_string_equal(page_text(page, "events.5.type"), "OrderCancelled");
}

static void cancelling_twice_is_cancelling_once(void **state)
{
    struct browser *shop = *state;
    int64_t balance = suite_balance(shop, 36);
    const char *id = suite_confirmed(shop, 36, "MUG", 1);
    const struct page *first = cancel(shop, 36, id);
    const struct page *second = cancel(shop, 36, id);

    page_is(second, 200);
    assert_true(slice_equal(first->body, second->body));
    assert_int_equal(suite_balance(shop, 36), balance);
}

static void an_order_that_does_not_exist_is_not_found(void **state)
{
    struct browser *shop = *state;
    const char *nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

    page_is_problem(
        browser_get(shop, 31, browser_format(shop, "/api/orders/%s", nowhere)),
        404, "not-found");
    page_is_problem(cancel(shop, 31, nowhere), 404, "not-found");
    page_is_problem(
        browser_get(shop, 31,
                    browser_format(shop, "/api/orders/%s/events", nowhere)),
        404, "not-found");
    page_is_problem(browser_get(shop, 31, "/api/orders/not-an-id"), 404,
                    "not-found");
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(an_order_is_confirmed_and_says_where_it_is),
    ACCEPTS(the_price_is_the_catalogues),
    ACCEPTS(a_confirmed_order_shows_payment_and_parcel),
    ACCEPTS(the_story_of_an_order_is_told_in_order),
    ACCEPTS(an_order_moves_money_and_stock),
    ACCEPTS(cancelling_gives_everything_back),
    ACCEPTS(cancelling_is_the_end_of_the_story),
    ACCEPTS(cancelling_twice_is_cancelling_once),
    ACCEPTS(an_order_that_does_not_exist_is_not_found),
};

const struct suite suite_orders = SUITE("orders", tests);
