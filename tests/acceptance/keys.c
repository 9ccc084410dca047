/*
 * The idempotency key: a client that hears nothing asks again, and the shop
 * must not sell twice.
 *
 * The promises: the same key with the same request gives the same status and
 * the same bytes, for a refusal as well as for a sale; with another request it
 * is 422; of many at the same moment one is the order and the others are that
 * order or "still running"; without a key nothing is sold.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

static void the_same_key_gives_the_same_bytes(void **state)
{
    struct browser *shop = *state;
    const char *key = browser_key(shop);
    const struct page *first = suite_order(shop, 51, key, "MUG", 2);
    int64_t balance = suite_balance(shop, 51);
    const struct page *second = suite_order(shop, 51, key, "MUG", 2);

    page_is(first, 201);
    page_is(second, 201);
    assert_true(slice_equal(first->body, second->body));
    assert_string_equal(first->location, second->location);
    assert_int_equal(suite_balance(shop, 51), balance);
}

static void a_refusal_is_remembered_too(struct browser *shop, int customer,
                                        const char *sku, int quantity)
{
    const char *key = browser_key(shop);
    const struct page *first = suite_order(shop, customer, key, sku, quantity);
    const struct page *second = suite_order(shop, customer, key, sku, quantity);

    assert_int_equal(first->status, second->status);
    assert_true(slice_equal(first->body, second->body));
}

static void the_same_key_gives_the_same_refusal(void **state)
{
    a_refusal_is_remembered_too(*state, 10, "MUG", 9);
    a_refusal_is_remembered_too(*state, 41, "VASE", 1);
    a_refusal_is_remembered_too(*state, 15, "MUG", 1);
}

static void a_key_stays_with_its_order_after_a_cancel(void **state)
{
    struct browser *shop = *state;
    const char *key = browser_key(shop);
    const struct page *first = suite_order(shop, 51, key, "MUG", 1);
    const char *cancel =
        browser_format(shop, "/api/orders/%s/cancel", page_text(first, "id"));
    const struct page *second;

    page_is(browser_post(shop, 51, NULL, cancel, ""), 200);
    second = suite_order(shop, 51, key, "MUG", 1);
    page_is(second, 201);
    assert_true(slice_equal(first->body, second->body));
}

static void the_same_key_with_another_request_is_refused(void **state)
{
    struct browser *shop = *state;
    const char *key = browser_key(shop);

    page_is(suite_order(shop, 51, key, "MUG", 2), 201);
    page_is_problem(suite_order(shop, 51, key, "MUG", 3), 422,
                    "idempotency-key-reused");
    page_is_problem(suite_order(shop, 51, key, "PEN", 2), 422,
                    "idempotency-key-reused");
}

static void two_customers_may_choose_the_same_key(void **state)
{
    struct browser *shop = *state;
    const char *key = browser_key(shop);
    const struct page *one = suite_order(shop, 51, key, "MUG", 1);
    const struct page *other = suite_order(shop, 52, key, "MUG", 1);

    page_is(one, 201);
    page_is(other, 201);
    assert_string_not_equal(page_text(one, "id"), page_text(other, "id"));
}

static void without_a_key_nothing_is_sold(void **state)
{
    struct browser *shop = *state;
    int64_t balance = suite_balance(shop, 51);

    page_is_problem(suite_order(shop, 51, NULL, "MUG", 1), 400,
                    "idempotency-key-missing");
    assert_int_equal(suite_balance(shop, 51), balance);
}

static void a_key_that_is_too_long_is_refused(void **state)
{
    struct browser *shop = *state;
    char key[LIMIT_IDEMPOTENCY_KEY_BYTES + 2];

    memset(key, 'k', sizeof(key) - 1);
    key[sizeof(key) - 1] = '\0';
    page_is(suite_order(shop, 51, key, "MUG", 1), 400);
}

/* A request that is refused before it becomes an order takes no key. */
static void a_request_that_was_wrong_leaves_its_key_free(void **state)
{
    struct browser *shop = *state;
    const char *key = browser_key(shop);

    page_is(suite_order(shop, 51, key, "NOSUCHTHING", 1), 422);
    page_is(suite_order(shop, 51, key, "MUG", 1), 201);
}

static void of_many_at_once_one_is_the_order(void **state)
{
    struct browser *shop = *state;
    const struct errand errand = {
        .method = "POST",
        .target = "/api/orders",
        .customer = 53,
        .key = browser_key(shop),
        .body = SLICE("{\"customer_id\":53,\"lines\":"
                      "[{\"sku\":\"MUG\",\"quantity\":1}]}")};
    const struct page *pages[BROWSER_TEAM];
    int64_t balance = suite_balance(shop, 53);
    const struct page *after;

    browser_do_together(shop, &errand, pages);
    after = browser_do(shop, &errand);
    page_is(after, 201);
    for (int i = 0; i < BROWSER_TEAM; i++) {
        if (pages[i]->status == 201)
            assert_true(slice_equal(pages[i]->body, after->body));
        else
            page_is_problem(pages[i], 409, "idempotency-key-in-flight");
    }
    assert_int_equal(suite_balance(shop, 53),
                     balance - page_int(after, "total"));
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(the_same_key_gives_the_same_bytes),
    ACCEPTS(the_same_key_gives_the_same_refusal),
    ACCEPTS(a_key_stays_with_its_order_after_a_cancel),
    ACCEPTS(the_same_key_with_another_request_is_refused),
    ACCEPTS(two_customers_may_choose_the_same_key),
    ACCEPTS(without_a_key_nothing_is_sold),
    ACCEPTS(a_key_that_is_too_long_is_refused),
    ACCEPTS(a_request_that_was_wrong_leaves_its_key_free),
    ACCEPTS(of_many_at_once_one_is_the_order),
};

const struct suite suite_keys = SUITE("idempotency keys", tests);
