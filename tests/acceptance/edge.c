/*
 * The door itself: paths, methods, sizes, types, and what every process says
 * about itself.
 *
 * The promises: whatever cannot be understood is answered with the status that
 * says why and with a whole problem, and nothing behind the door hears of it.
 */
#include <string.h>

#include "tests/acceptance/suite.h"

static const struct page *order_with(struct browser *shop, const char *type,
                                     struct slice body)
{
    return browser_do(shop, &(struct errand){.method = "POST",
                                             .target = "/api/orders",
                                             .customer = 61,
                                             .key = browser_key(shop),
                                             .type = type,
                                             .body = body});
}

static void a_path_that_is_not_there_is_not_found(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_get(shop, 0, "/api/nothing"), 404, "not-found");
    page_is_problem(browser_get(shop, 0, "/"), 404, "not-found");
}

static void a_method_that_the_path_does_not_know_is_named(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_do(
        shop, &(struct errand){
                  .method = "DELETE", .target = "/api/orders", .customer = 61});

    page_is_problem(page, 405, "method-not-allowed");
    assert_non_null(strstr(page->allow, "GET"));
    assert_non_null(strstr(page->allow, "POST"));
}

static void another_content_type_is_refused(void **state)
{
    struct browser *shop = *state;

    page_is_problem(order_with(shop, "text/plain", SLICE("two mugs")), 415,
                    "unsupported-media-type");
}

static void a_body_that_is_no_json_is_malformed(void **state)
{
    struct browser *shop = *state;

    page_is_problem(order_with(shop, NULL, SLICE("{\"customer_id\":")), 400,
                    "malformed");
    page_is_problem(order_with(shop, NULL, SLICE("{\"customer_id\":61} x")),
                    400, "malformed");
    page_is_problem(order_with(shop, NULL, SLICE("[]")), 400, "malformed");
}

static void a_member_that_nobody_knows_is_named(void **state)
{
    struct browser *shop = *state;
    const struct page *page = order_with(
        shop, NULL, SLICE("{\"customer_id\":61,\"lines\":[],\"coupon\":1}"));

    page_is_problem(page, 400, "malformed");
    assert_non_null(strstr(page_text(page, "detail"), "coupon"));
}

static void a_value_of_another_kind_is_named_by_its_path(void **state)
{
    struct browser *shop = *state;
    const struct page *page =
        order_with(shop, NULL,
                   SLICE("{\"customer_id\":61,\"lines\":"
                         "[{\"sku\":\"MUG\",\"quantity\":\"2\"}]}"));

    page_is_problem(page, 400, "malformed");
    assert_non_null(strstr(page_text(page, "detail"), "lines[0].quantity"));
}

static void an_order_without_a_body_is_malformed(void **state)
{
    struct browser *shop = *state;

    page_is(order_with(shop, NULL, (struct slice){NULL, 0}), 400);
}

static void a_query_that_nobody_knows_is_refused(void **state)
{
    struct browser *shop = *state;

    page_is_problem(browser_get(shop, 61, "/api/orders?colour=red"), 400,
                    "malformed");
}

static void two_megabytes_are_too_large(void **state)
{
    struct browser *shop = *state;
    size_t bytes = 2 * 1024 * 1024;
    char *body = arena_alloc(&shop->pages, bytes);

    memset(body, ' ', bytes);
    page_is_problem(order_with(shop, NULL, (struct slice){body, bytes}), 413,
                    "too-large");
    page_is(browser_get(shop, 0, "/healthz"), 200);
}

static void problems_are_told_in_korean_to_who_asks_so(void **state)
{
    struct browser *shop = *state;
    struct errand errand = {.method = "GET",
                            .target = "/api/orders",
                            .headers = "Accept-Language: ko-KR,en;q=0.5\r\n"};
    const struct page *korean = browser_do(shop, &errand);
    const struct page *english = browser_get(shop, 0, "/api/orders");

    page_is_problem(korean, 401, "unauthenticated");
    assert_string_equal(page_text(korean, "title"),
                        error_title(ERROR_UNAUTHENTICATED, true));
    assert_string_equal(page_text(english, "title"),
                        error_title(ERROR_UNAUTHENTICATED, false));
}

static void the_door_says_how_it_is(void **state)
{
    struct browser *shop = *state;
    const struct page *page = browser_get(shop, 0, "/healthz");

    page_is(page, 200);
    page = browser_get(shop, 0, "/readyz");
    page_is(page, 200);
    page = browser_get(shop, 0, "/metrics");
    page_is(page, 200);
    assert_int_equal(strncmp(page->type, "text/plain", 10), 0);
    assert_true(page->body.length > 0);
}

static void the_contract_can_be_read_at_the_door(void **state)
{
    static const char *const paths[] = {"/api/tokens",
                                        "/api/orders",
                                        "/api/orders/{id}",
                                        "/api/orders/{id}/cancel",
                                        "/api/orders/{id}/events",
                                        "/api/users/{id}",
                                        "/api/products",
                                        "/api/products/{sku}",
                                        "/api/products/{sku}/restock"};
    struct browser *shop = *state;
    const struct page *page = browser_get(shop, 0, "/api/openapi.json");

    page_is(page, 200);
    assert_int_equal(strncmp(page_text(page, "openapi"), "3.1", 3), 0);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        assert_non_null(json_member(page_find(page, "paths"), paths[i]));
}

/* The inner face of a process is for its own machine's sockets. */
static void the_inner_face_is_not_at_the_door(void **state)
{
    struct browser *shop = *state;

    page_is(browser_post(shop, 0, NULL, "/rpc/shop.Shop/ListProducts", "{}"),
            404);
}

static const struct CMUnitTest tests[] = {
    ACCEPTS(a_path_that_is_not_there_is_not_found),
    ACCEPTS(a_method_that_the_path_does_not_know_is_named),
    ACCEPTS(another_content_type_is_refused),
    ACCEPTS(a_body_that_is_no_json_is_malformed),
    ACCEPTS(a_member_that_nobody_knows_is_named),
    ACCEPTS(a_value_of_another_kind_is_named_by_its_path),
    ACCEPTS(an_order_without_a_body_is_malformed),
    ACCEPTS(a_query_that_nobody_knows_is_refused),
    ACCEPTS(two_megabytes_are_too_large),
    ACCEPTS(problems_are_told_in_korean_to_who_asks_so),
    ACCEPTS(the_door_says_how_it_is),
    ACCEPTS(the_contract_can_be_read_at_the_door),
    ACCEPTS(the_inner_face_is_not_at_the_door),
};

const struct suite suite_edge = SUITE("the door", tests);
