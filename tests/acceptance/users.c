/*
 * A customer with a summary of their orders: the note's own example of a
 * reply that no single service can give.
 *
 * The promises: name and wallet are there at once. The summary follows: at
 * once where it is a sum in the same database, a moment later where events
 * carry it to another. So the tests wait for it, at most PATIENCE_MS.
 */
#include "chassis/clock.h"
#include "tests/acceptance/suite.h"

enum { PATIENCE_MS = 5000 };

static const struct page *user(struct browser *shop, int customer)
{
    const struct page *page = browser_get(
        shop, customer, browser_format(shop, "/api/users/%d", customer));

    page_is(page, 200);
    return page;
}

static void summary_becomes(struct browser *shop, int customer,
                            int64_t confirmed, int64_t spent)
{
    int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    int64_t seen_confirmed, seen_spent;

    do {
        const struct page *page = user(shop, customer);

        seen_confirmed = page_int(page, "orders.confirmed");
        seen_spent = page_int(page, "orders.spent");
        if (seen_confirmed == confirmed && seen_spent == spent)
            return;
        browser_clear(shop);
    } while (clock_monotonic_ms() < until);
    assert_int_equal(seen_confirmed, confirmed);
    assert_int_equal(seen_spent, spent);
}

static void a_customer_has_a_name_and_a_wallet(void **state)
{
    struct browser *shop = *state;
    const struct page *page = user(shop, 81);

    assert_int_equal(page_int(page, "id"), 81);
    assert_true(page_text(page, "name_ko")[0] != '\0');
    assert_true(page_text(page, "name_en")[0] != '\0');
    assert_true(page_int(page, "wallet.balance") >= 0);
    assert_int_equal(page_find(page, "unavailable")->count, 0);
}

static void the_summary_counts_what_was_confirmed(void **state)
{
    struct browser *shop = *state;
    const struct page *before = user(shop, 81);
    int64_t confirmed = page_int(before, "orders.confirmed");
    int64_t spent = page_int(before, "orders.spent");
    const struct page *order =
        suite_order(shop, 81, browser_key(shop), "MUG", 2);

    page_is(order, 201);
    summary_becomes(shop, 81, confirmed + 1, spent + page_int(order, "total"));
}

static void a_cancelled_order_leaves_the_summary(void **state)
{
    struct browser *shop = *state;
    const struct page *before = user(shop, 82);
    int64_t confirmed = page_int(before, "orders.confirmed");
    int64_t spent = page_int(before, "orders.spent");
    const char *id = suite_confirmed(shop, 82, "MUG", 2);

    page_is(browser_post(shop, 82, NULL,
                         browser_format(shop, "/api/orders/%s/cancel", id), ""),
            200);
    summary_becomes(shop, 82, confirmed, spent);
}

static void a_refused_order_is_no_part_of_the_summary(void **state)
{
    struct browser *shop = *state;
    const struct page *before = user(shop, 55);
    int64_t spent = page_int(before, "orders.spent");

    page_is(suite_order(shop, 55, browser_key(shop), "MUG", 1), 409);
    summary_becomes(shop, 55, 0, spent);
    assert_int_equal(spent, 0);
}

static void a_customer_that_does_not_exist_is_not_found(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_get(shop, ADMIN, "/api/users/4242"), 404,
                    "not-found");
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(a_customer_has_a_name_and_a_wallet),
    ACCEPTS(the_summary_counts_what_was_confirmed),
    ACCEPTS(a_cancelled_order_leaves_the_summary),
    ACCEPTS(a_refused_order_is_no_part_of_the_summary),
    ACCEPTS(a_customer_that_does_not_exist_is_not_found),
};

const struct suite suite_users = SUITE("users", tests);
