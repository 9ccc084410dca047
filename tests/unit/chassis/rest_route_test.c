/*
 * rest_route_test -- which paths mean something, and which are refused.
 */
#include <string.h>

#include "chassis/limits.h"
#include "chassis/rest_private.h"
#include "chassis/transcode.h"
#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum error read_path(const char *text, struct rest_path *out)
{
    return rest_path_read(slice_of(text), &arena, out);
}

static void is_refused(const char *text, enum error wanted)
{
    struct rest_path path;
    enum error error = read_path(text, &path);
    if (error != wanted)
        fail_msg("%s gave %s", text, error_slug(error));
}

/* ---- paths ---- */

static void a_path_is_its_parts(void **state)
{
    struct rest_path path;
    (void)state;
    assert_int_equal(read_path("/api/orders/01J", &path), ERROR_OK);
    assert_int_equal(path.count, 3);
    assert_true(slice_is(path.parts[2], "01J"));
}

static void a_part_is_decoded_once(void **state)
{
    struct rest_path path;
    (void)state;
    assert_int_equal(read_path("/a%20b/%252e/%EA%b0%80+", &path), ERROR_OK);
    assert_true(slice_is(path.parts[0], "a b"));
    assert_true(slice_is(path.parts[1], "%2e"));
    assert_true(slice_is(path.parts[2], "\xea\xb0\x80+"));
}

static void ways_up_and_around_are_refused(void **state)
{
    static const char *const paths[] = {"/a/../b", "/..",    "/.",  "/%2e%2e",
                                        "/a%2Fb",  "/%2E/x", "/%2f"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        is_refused(paths[i], ERROR_MALFORMED);
}

static void escapes_that_mean_nothing_are_refused(void **state)
{
    static const char *const paths[] = {"/%",   "/%2",  "/%zz", "/%00",
                                        "/a%0", "/%ff", "/%-1", "/%c0%af"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        is_refused(paths[i], ERROR_MALFORMED);
}

static void empty_parts_lead_nowhere(void **state)
{
    static const char *const paths[] = {
        "", "/", "//", "/a//b", "/a/", "api", "*", "/1/2/3/4/5/6/7/8/9"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        is_refused(paths[i], ERROR_NOT_FOUND);
}

/* ---- patterns ---- */

static bool matches(const char *pattern, const char *text)
{
    struct rest_path path;
    assert_int_equal(read_path(text, &path), ERROR_OK);
    return rest_path_matches(pattern, &path);
}

static void a_pattern_takes_one_part_for_a_name(void **state)
{
    (void)state;
    assert_true(matches("/api/orders/{id}", "/api/orders/01J"));
    assert_true(matches("/api/orders/{id}/cancel", "/api/orders/x/cancel"));
    assert_false(matches("/api/orders/{id}", "/api/orders"));
    assert_false(matches("/api/orders/{id}", "/api/orders/01J/events"));
    assert_false(matches("/api/orders", "/api/orderz"));
    assert_false(matches("/api/orders", "/API/orders"));
    assert_true(rest_path_names("/api/orders/{id}/cancel", "id"));
    assert_false(rest_path_names("/api/orders/{id}/cancel", "cancel"));
    assert_false(rest_path_names("/api/orders/{id}/cancel", "i"));
}

static const struct route routes[] = {
    {.http_method = "GET", .path = "/a/{id}", .rpc = "Get"},
    {.http_method = "DELETE", .path = "/a/{id}", .rpc = "Delete"},
    {.http_method = "POST", .path = "/a", .rpc = "Make"},
};
static const struct route_table table = {.routes = routes, .count = 3};

static enum error find(const char *method, const char *text,
                       const struct route **out, char *allow)
{
    struct rest_path path;
    assert_int_equal(read_path(text, &path), ERROR_OK);
    return rest_find_route(&table, &path, slice_of(method), out, allow);
}

static void a_route_is_path_and_method(void **state)
{
    const struct route *route = NULL;
    char allow[REST_ALLOW_BYTES];
    (void)state;
    assert_int_equal(find("DELETE", "/a/7", &route, allow), ERROR_OK);
    assert_string_equal(route->rpc, "Delete");
    assert_int_equal(find("POST", "/a", &route, allow), ERROR_OK);
    assert_string_equal(route->rpc, "Make");
}

static void another_method_hears_which_are_taken(void **state)
{
    const struct route *route = NULL;
    char allow[REST_ALLOW_BYTES];
    (void)state;
    assert_int_equal(find("PUT", "/a/7", &route, allow),
                     ERROR_METHOD_NOT_ALLOWED);
    assert_string_equal(allow, "GET, HEAD, DELETE");
    assert_int_equal(find("get", "/a", &route, allow),
                     ERROR_METHOD_NOT_ALLOWED);
    assert_string_equal(allow, "POST");
    assert_int_equal(find("GET", "/b", &route, allow), ERROR_NOT_FOUND);
    assert_null(route);
}

static void a_method_of_the_contract_finds_its_route(void **state)
{
    (void)state;
    assert_ptr_equal(rest_route_of(&table, "Make"), &routes[2]);
    assert_null(rest_route_of(&table, "Take"));
}

/* ---- values ---- */

static struct slice fields;

static enum error fill(const char *query, Shop__ListOrdersRequest *out)
{
    shop__list_orders_request__init(out);
    return rest_fill_query("/api/orders", slice_of(query), &out->base, &arena,
                           &fields);
}

static void a_query_fills_fields(void **state)
{
    Shop__ListOrdersRequest request;
    (void)state;
    assert_int_equal(
        fill("customer_id=7&limit=5&after=a%26b+c&status=", &request),
        ERROR_OK);
    assert_int_equal(request.customer_id, 7);
    assert_int_equal(request.limit, 5);
    assert_string_equal(request.after, "a&b c");
    assert_string_equal(request.status, "");
    assert_int_equal(fill("", &request), ERROR_OK);
    assert_int_equal(fill("after=a=b", &request), ERROR_OK);
    assert_string_equal(request.after, "a=b");
    assert_int_equal(fill("%6cimit=3", &request), ERROR_OK);
    assert_int_equal(request.limit, 3);
}

static void query_is_refused(const char *query, const char *because)
{
    Shop__ListOrdersRequest request;
    enum error error = fill(query, &request);
    if (error != ERROR_MALFORMED)
        fail_msg("?%s gave %s", query, error_slug(error));
    if (!strstr(error_detail(error), because))
        fail_msg("?%s: %s", query, error_detail(error));
}

static void a_query_that_means_two_things_or_none_is_refused(void **state)
{
    (void)state;
    query_is_refused("limit=1&limit=2", "limit stands in the query twice");
    query_is_refused("limit=1&%6cimit=1", "limit stands in the query twice");
    query_is_refused("colour=red", "colour is not known here");
    query_is_refused("limit", "limit must be a whole number");
    query_is_refused("limit=1&&after=x", "NAME=VALUE");
    query_is_refused("=1", "NAME=VALUE");
    query_is_refused("after=%00", "%00");
    query_is_refused("after=%f", "hexadecimal");
    query_is_refused("after=%ff", "UTF-8");
    query_is_refused("a123456789a123456789a123456789a123456789a123456789"
                     "a123456789a123456789=1",
                     "none here has more than 63");
}

static void what_the_path_gives_the_query_may_not(void **state)
{
    Shop__OrderRequest request = SHOP__ORDER_REQUEST__INIT;
    struct rest_path path;
    const char *pattern = "/api/orders/{id}/events";
    (void)state;
    assert_int_equal(read_path("/api/orders/01%4A/events", &path), ERROR_OK);
    assert_int_equal(rest_fill_path(pattern, &path, &request.base, &arena),
                     ERROR_OK);
    assert_string_equal(request.id, "01J");
    assert_int_equal(
        rest_fill_query(pattern, SLICE("id=7"), &request.base, &arena, &fields),
        ERROR_MALFORMED);
    assert_string_equal(request.id, "01J");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_path_is_its_parts),
        TEST(a_part_is_decoded_once),
        TEST(ways_up_and_around_are_refused),
        TEST(escapes_that_mean_nothing_are_refused),
        TEST(empty_parts_lead_nowhere),
        TEST(a_pattern_takes_one_part_for_a_name),
        TEST(a_route_is_path_and_method),
        TEST(another_method_hears_which_are_taken),
        TEST(a_method_of_the_contract_finds_its_route),
        TEST(a_query_fills_fields),
        TEST(a_query_that_means_two_things_or_none_is_refused),
        TEST(what_the_path_gives_the_query_may_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
