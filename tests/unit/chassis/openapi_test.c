/*
 * openapi_test -- the description says what the table and the contract say,
 * and every pointer in it leads somewhere.
 */
#include "chassis/openapi.h"

#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "domain/api/routes.h"
#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/odd.h"

static struct arena arena;
static struct buffer text;
static const struct json *document;

static void describe(const struct route_table *table,
                     const ProtobufCServiceDescriptor *contract)
{
    buffer_reset(&text);
    openapi_print(table, contract, &text);
    assert_int_equal(buffer_error(&text), ERROR_OK);
    enum error error = json_parse(text.data, text.length, &arena, &document);
    if (error)
        fail_msg("%s in %s", error_detail(error), text.data);
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    buffer_init(&text, LIMIT_BODY_BYTES);
    describe(&shop_routes, &shop__shop__descriptor);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    buffer_release(&text);
    return 0;
}

/* Follows names from the document down. */
static const struct json *at(const char *const *names)
{
    const struct json *value = document;
    for (; value && *names; names++)
        value = json_member(value, *names);
    return value;
}
#define AT(...) at((const char *const[]){__VA_ARGS__, NULL})

static bool is_text(const struct json *value, const char *wanted)
{
    return value && value->kind == JSON_TEXT && !strcmp(value->text, wanted);
}

/* ---- all of it ---- */

static void every_route_is_an_operation(void **state)
{
    size_t operations = 0;
    (void)state;
    for (size_t i = 0; i < shop_routes.count; i++) {
        const struct route *route = &shop_routes.routes[i];
        bool is_get = strcmp(route->http_method, "GET") == 0;
        const struct json *operation =
            AT("paths", route->path, is_get ? "get" : "post");
        if (!operation)
            fail_msg("no %s %s", route->http_method, route->path);
        assert_true(is_text(json_member(operation, "operationId"), route->rpc));
    }
    for (const struct json *path = AT("paths")->first; path; path = path->next)
        operations += path->count;
    assert_int_equal(operations, shop_routes.count);
}

static void check_pointers(const struct json *value)
{
    static const char prefix[] = "#/components/schemas/";
    for (const struct json *child = value->first; child; child = child->next) {
        check_pointers(child);
        if (!child->key || strcmp(child->key, "$ref") != 0)
            continue;
        assert_int_equal(strncmp(child->text, prefix, sizeof prefix - 1), 0);
        if (!AT("components", "schemas", child->text + sizeof prefix - 1))
            fail_msg("%s leads nowhere", child->text);
    }
}

static void every_pointer_leads_somewhere(void **state)
{
    (void)state;
    assert_true(is_text(AT("openapi"), "3.1.0"));
    check_pointers(document);
}

/* ---- parts ---- */

static void scopes_and_keys_are_those_of_the_table(void **state)
{
    (void)state;
    const struct json *place = AT("paths", "/api/orders", "post");
    const struct json *security = json_member(place, "security");
    assert_true(
        is_text(json_member(security->first, "bearer")->first, "orders:write"));
    const struct json *key = json_member(place, "parameters")->first;
    assert_true(is_text(json_member(key, "name"), "Idempotency-Key"));
    assert_true(is_text(json_member(key, "in"), "header"));
    assert_null(json_member(AT("paths", "/api/products", "get"), "security"));
}

static void a_field_of_the_path_is_no_member_of_the_body(void **state)
{
    (void)state;
    const struct json *restock =
        AT("paths", "/api/products/{sku}/restock", "post");
    const struct json *parameters = json_member(restock, "parameters");
    assert_int_equal(parameters->count, 1);
    assert_true(is_text(json_member(parameters->first, "name"), "sku"));
    assert_true(is_text(json_member(parameters->first, "in"), "path"));
    const struct json *schema =
        AT("paths", "/api/products/{sku}/restock", "post", "requestBody",
           "content", "application/json", "schema", "properties");
    assert_non_null(json_member(schema, "quantity"));
    assert_null(json_member(schema, "sku"));
}

static void fields_without_a_body_are_a_query(void **state)
{
    (void)state;
    const struct json *list = AT("paths", "/api/orders", "get");
    const struct json *parameters = json_member(list, "parameters");
    assert_int_equal(parameters->count, 5); /* with `fields` */
    assert_true(is_text(json_member(parameters->first, "in"), "query"));
    assert_null(json_member(list, "requestBody"));
}

static void schemas_are_those_of_the_contract(void **state)
{
    (void)state;
    assert_true(is_text(AT("components", "schemas", "shop.Order", "properties",
                           "lines", "items", "$ref"),
                        "#/components/schemas/shop.Line"));
    assert_true(is_text(AT("components", "schemas", "shop.Order", "properties",
                           "total", "format"),
                        "int64"));
    assert_int_equal(AT("components", "schemas", "shop.Order", "properties",
                        "status", "enum")
                         ->count,
                     6);
    assert_true(is_text(AT("components", "schemas", "shop.Order", "properties",
                           "unavailable", "items", "type"),
                        "string"));
}

/* A message inside itself, and the types that the shop does not use. */
static void other_contracts_are_described_too(void **state)
{
    static const ProtobufCMethodDescriptor methods[] = {
        {"Turn", &odd_descriptor, &odd_descriptor}};
    static const unsigned by_name[] = {0};
    static const ProtobufCServiceDescriptor contract = {
        .magic = PROTOBUF_C__SERVICE_DESCRIPTOR_MAGIC,
        .name = "odd.Odds",
        .n_methods = 1,
        .methods = methods,
        .method_indices_by_name = by_name};
    static const struct route routes[] = {{.http_method = "GET",
                                           .path = "/turn",
                                           .rpc = "Turn",
                                           .summary = "Turn"}};
    static const struct route_table table = {
        .routes = routes, .count = 1, .title = "Odds"};
    (void)state;
    describe(&table, &contract);
    check_pointers(document);
    assert_true(is_text(AT("components", "schemas", "odd.Odd", "properties",
                           "raw", "contentEncoding"),
                        "base64"));
    assert_non_null(AT("components", "schemas", "odd.Odd", "properties", "wide",
                       "minimum"));
    /* lists and messages cannot stand in a query: nine fields, of which inner,
     * list and raw are not there; and `fields` */
    assert_int_equal(AT("paths", "/turn", "get", "parameters")->count, 7);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_route_is_an_operation),
        TEST(every_pointer_leads_somewhere),
        TEST(scopes_and_keys_are_those_of_the_table),
        TEST(a_field_of_the_path_is_no_member_of_the_body),
        TEST(fields_without_a_body_are_a_query),
        TEST(schemas_are_those_of_the_contract),
        TEST(other_contracts_are_described_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
