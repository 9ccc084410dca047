/*
 * Who are you, and may you do this?
 *
 * The promises: a token is given for the right PIN and for nothing else; it
 * opens what its scope says and only what belongs to its subject; a token that
 * was touched, or that names another algorithm, opens nothing.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

static const struct page *ask_with(struct browser *shop, const char *bearer)
{
    const char *line =
        browser_format(shop, "Authorization: Bearer %s\r\n", bearer);

    return browser_do(shop, &(struct errand){.method = "GET",
                                             .target = "/api/orders",
                                             .headers = line});
}

static void a_right_pin_gives_a_token_for_an_hour(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_post(
        shop, 0, NULL, "/api/tokens", "{\"customer_id\":7,\"pin\":\"0007\"}");

    page_is(page, 201);
    assert_true(strlen(page_text(page, "token")) > 40);
    assert_string_equal(page_text(page, "scope"), "orders:read orders:write");
    assert_int_equal(page_int(page, "expires_in_s"), 3600);
}

static void a_wrong_pin_gives_none(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_post(shop, 0, NULL, "/api/tokens",
                                 "{\"customer_id\":7,\"pin\":\"7777\"}"),
                    401, "unauthenticated");
}

static void an_unknown_customer_hears_what_a_wrong_pin_hears(void **state)
{
    struct browser *shop = *state;
    const struct page *wrong = browser_post(
        shop, 0, NULL, "/api/tokens", "{\"customer_id\":7,\"pin\":\"1234\"}");
    const struct page *unknown =
        browser_post(shop, 0, NULL, "/api/tokens",
                     "{\"customer_id\":4242,\"pin\":\"1234\"}");

    assert_true(slice_equal(wrong->body, unknown->body));
    page_is(unknown, 401);
}

static void no_token_is_answered_with_a_challenge(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_get(shop, 0, "/api/orders");

    page_is_problem(page, 401, "unauthenticated");
    assert_int_equal(strncmp(page->challenge, "Bearer", 6), 0);
}

static void a_token_that_was_touched_opens_nothing(void **state)
{
    struct browser *shop = *state;
    const char *right = browser_token(shop, 7);
    char *wrong = arena_string(&shop->pages, right);
    char *payload = strchr(wrong, '.') + 3;

    page_is(ask_with(shop, right), 200);
    *payload = *payload == 'A' ? 'B' : 'A';
    page_is_problem(ask_with(shop, wrong), 401, "unauthenticated");
}

static void a_signature_cut_short_opens_nothing(void **state)
{
    struct browser *shop = *state;
    char *wrong = arena_string(&shop->pages, browser_token(shop, 7));

    wrong[strlen(wrong) - 2] = '\0';
    page_is_problem(ask_with(shop, wrong), 401, "unauthenticated");
}

/* {"alg":"none"} with a payload that claims to be the admin. */
static void a_token_without_an_algorithm_opens_nothing(void **state)
{
    struct browser *shop = *state;

    page_is_problem(
        ask_with(shop, "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0."
                       "eyJzdWIiOiIxMDAiLCJzY29wZSI6ImFkbWluIG9yZGVyczpyZWFk"
                       "IiwiaXNzIjoiY2xlYXZlIiwiYXVkIjoic2hvcCIsImV4cCI6NDEw"
                       "MjQ0NDgwMH0."),
        401, "unauthenticated");
}

static void a_scope_that_is_missing_is_forbidden(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_post(shop, 7, NULL, "/api/products/MUG/restock",
                                 "{\"quantity\":1}"),
                    403, "forbidden");
}

static void another_customers_order_is_forbidden(void **state)
{
    struct browser *shop = *state;
    const char *id = suite_confirmed(shop, 21, "MUG", 1);
    const char *order = browser_format(shop, "/api/orders/%s", id);

    page_is_problem(browser_get(shop, 22, order), 403, "forbidden");
    page_is_problem(
        browser_get(shop, 22, browser_format(shop, "%s/events", order)), 403,
        "forbidden");
    page_is_problem(browser_post(shop, 22, NULL,
                                 browser_format(shop, "%s/cancel", order), ""),
                    403, "forbidden");
    page_is(browser_get(shop, 21, order), 200);
}

static void nobody_orders_in_another_name(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_post(shop, 22, browser_key(shop), "/api/orders",
                                 "{\"customer_id\":21,\"lines\":"
                                 "[{\"sku\":\"MUG\",\"quantity\":1}]}"),
                    403, "forbidden");
}

static void nobody_lists_or_sees_another_customer(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_get(shop, 22, "/api/orders?customer_id=21"), 403,
                    "forbidden");
    page_is_problem(browser_get(shop, 22, "/api/users/21"), 403, "forbidden");
}

static void the_manager_acts_for_everybody(void **state)
{
    struct browser *shop = *state;
    const char *id = suite_confirmed(shop, 21, "MUG", 1);
    const struct page *page;

    page_is(
        browser_get(shop, ADMIN, browser_format(shop, "/api/orders/%s", id)),
        200);
    page_is(browser_get(shop, ADMIN, "/api/users/21"), 200);
    page = browser_post(shop, ADMIN, browser_key(shop), "/api/orders",
                        "{\"customer_id\":21,\"lines\":"
                        "[{\"sku\":\"MUG\",\"quantity\":1}]}");
    page_is(page, 201);
    assert_int_equal(page_int(page, "customer_id"), 21);
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(a_right_pin_gives_a_token_for_an_hour),
    ACCEPTS(a_wrong_pin_gives_none),
    ACCEPTS(an_unknown_customer_hears_what_a_wrong_pin_hears),
    ACCEPTS(no_token_is_answered_with_a_challenge),
    ACCEPTS(a_token_that_was_touched_opens_nothing),
    ACCEPTS(a_signature_cut_short_opens_nothing),
    ACCEPTS(a_token_without_an_algorithm_opens_nothing),
    ACCEPTS(a_scope_that_is_missing_is_forbidden),
    ACCEPTS(another_customers_order_is_forbidden),
    ACCEPTS(nobody_orders_in_another_name),
    ACCEPTS(nobody_lists_or_sees_another_customer),
    ACCEPTS(the_manager_acts_for_everybody),
};

const struct suite suite_tokens = SUITE("tokens", tests);
