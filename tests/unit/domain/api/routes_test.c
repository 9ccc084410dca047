/*
 * routes_test -- the table of the front door: nothing is missing, nobody
 * writes unasked, and what became of an order is said by its status.
 */
#include "domain/api/routes.h"

#include <string.h>

#include "chassis/message.h"
#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"

static void every_method_of_the_contract_has_one_route(void **state)
{
    const ProtobufCServiceDescriptor *contract = &shop__shop__descriptor;
    (void)state;
    assert_int_equal(shop_routes.count, contract->n_methods);
    for (unsigned i = 0; i < contract->n_methods; i++)
        assert_non_null(rest_route_of(&shop_routes, contract->methods[i].name));
}

static void nobody_writes_without_a_scope_but_for_a_token(void **state)
{
    (void)state;
    for (size_t i = 0; i < shop_routes.count; i++) {
        const struct route *route = &shop_routes.routes[i];
        bool writes = strcmp(route->http_method, "GET") != 0;
        bool is_token = strcmp(route->rpc, "IssueToken") == 0;
        assert_true(!writes || is_token || route->scope);
        if (writes && route->scope)
            assert_non_null(strstr(route->scope, ":write"));
        assert_true(!route->has_body || writes);
        assert_true(route->summary && *route->summary);
    }
}

static void only_placing_an_order_needs_a_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < shop_routes.count; i++)
        assert_true(shop_routes.routes[i].needs_key ==
                    !strcmp(shop_routes.routes[i].rpc, "PlaceOrder"));
}

static void an_order_says_by_its_status_what_became_of_it(void **state)
{
    static const struct {
        Shop__OrderStatus status;
        int http;
    } cases[] = {{SHOP__ORDER_STATUS__PENDING, 202},
                 {SHOP__ORDER_STATUS__PAID, 202},
                 {SHOP__ORDER_STATUS__RESERVED, 202},
                 {SHOP__ORDER_STATUS__CONFIRMED, 201},
                 {SHOP__ORDER_STATUS__CANCELLED, 201}};
    const struct route *route = rest_route_of(&shop_routes, "PlaceOrder");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Shop__Order order = SHOP__ORDER__INIT;
        struct rest_shape shape = {.status = 200};
        order.id = (char *)"01J";
        order.status = cases[i].status;
        route->shape(&order.base, &shape);
        assert_int_equal(shape.status, cases[i].http);
        assert_string_equal(shape.location, "/api/orders/01J");
    }
}

static void a_token_is_created(void **state)
{
    Shop__Token token = SHOP__TOKEN__INIT;
    struct rest_shape shape = {.status = 200};
    (void)state;
    rest_route_of(&shop_routes, "IssueToken")->shape(&token.base, &shape);
    assert_int_equal(shape.status, 201);
    assert_string_equal(shape.location, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_of_the_contract_has_one_route),
        cmocka_unit_test(nobody_writes_without_a_scope_but_for_a_token),
        cmocka_unit_test(only_placing_an_order_needs_a_key),
        cmocka_unit_test(an_order_says_by_its_status_what_became_of_it),
        cmocka_unit_test(a_token_is_created),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
