/*
 * Numbers and names that are readable JSON and no order.
 *
 * What holds: 400 where the kind is wrong, 422 where the value is, 404 for a
 * customer that is not there; the sentence names the field.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/hostile/suites.h"

struct value {
    const char *text;
    int status;
};

static const struct value numbers[] = {
    {"-1", 422},
    {"0", 422},
    {"-0", 422},
    {"100", 422},
    {"2147483647", 422},
    {"2147483648", 422},
    {"-2147483648", 422},
    {"4294967297", 422},
    {"9223372036854775807", 422},
    {"9223372036854775808", 422},
    {"18446744073709551617", 422},
    {"1.5", 400},
    {"1e400", 400},
    {"-1e400", 400},
    {"1e-400", 400},
    {"\"2\"", 400},
    {"true", 400},
    {"null", 400},
    {"[]", 400},
    {"{}", 400},
    {"[1]", 400},
    {"01", 400},
    {"+1", 400},
    {"1.", 400},
    {".5", 400},
    {"1e", 400},
    {"0x10", 400},
    {"1_0", 400},
    {"NaN", 400},
    {"Infinity", 400},
    {"-", 400},
    {"1 2", 400},
    {"\xef\xbc\x91", 400},
};

static void refuses_body(struct stage *stage, const char *body, int status,
                         const char *word)
{
    stage_refuses(stage, stage_order(stage, slice_of(body)), status, word);
}

static void quantities_that_are_none_are_refused(void **state)
{
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(numbers); i++)
        refuses_body(stage,
                     arena_format(&stage->arena,
                                  "{\"customer_id\":63,\"lines\":[{\"sku\":"
                                  "\"MUG\",\"quantity\":%s}]}",
                                  numbers[i].text),
                     numbers[i].status, "");
}

static bool fits(const char *text)
{
    long long value = strtoll(text, NULL, 10);

    return value >= INT32_MIN && value <= INT32_MAX;
}

/* The token is of 63, so a number that is somebody's else is 403. */
static void customers_that_are_none_are_refused(void **state)
{
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        const char *text = numbers[i].text;
        int status = numbers[i].status;

        if (status == 422 && fits(text)) /* somebody else's number */
            status = 403;
        refuses_body(stage,
                     arena_format(&stage->arena,
                                  "{\"customer_id\":%s,\"lines\":[{\"sku\":"
                                  "\"MUG\",\"quantity\":1}]}",
                                  text),
                     status, "");
    }
}

static void a_customer_whom_nobody_knows_is_not_found(void **state)
{
    struct stage *stage = *state;
    struct slice order;

    stage->token = stage->manager;
    order = stage_order(stage, SLICE("{\"customer_id\":2147483647,\"lines\":"
                                     "[{\"sku\":\"MUG\",\"quantity\":1}]}"));
    stage_refuses(stage, order, 404, "2147483647");
}

static const struct value queries[] = {
    {"limit=-1", 422},
    {"limit=101", 422},
    {"limit=2147483648", 422},
    {"limit=9223372036854775808", 422},
    {"limit=1.5", 400},
    {"limit=abc", 400},
    {"limit=", 400},
    {"limit=1e1", 400},
    {"limit=0x10", 400},
    {"limit=+1", 400},
    {"limit=%2B1", 400},
    {"limit=01", 400},
    {"limit=1&limit=2", 400},
    {"limit=1%00", 400},
    {"customer_id=-1", 403},
    {"customer_id=1%20OR%201=1", 400},
    {"status=NOSUCH", 422},
    {"status='%3B%20DROP%20TABLE%20orders%3B--", 422},
    {"status=%25", 422},
    {"status=_", 422},
    {"after='%3B%20DROP%20TABLE%20orders%3B--", 422},
    {"after=%25", 422},
    {"after=%FF", 400},
    {"after=%", 400},
    {"after=%4", 400},
    {"colour=red", 400},
    {"=1", 400},
    {"&", 400},
};

static void queries_that_are_none_are_refused(void **state)
{
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(queries); i++)
        stage_refuses(
            stage,
            stage_request(
                stage, "GET",
                arena_format(&stage->arena, "/api/orders?%s", queries[i].text),
                "", (struct slice){0}),
            queries[i].status, "");
}

static const struct value parts[] = {
    {"/api/users/-1", 403},
    {"/api/users/0", 403},
    {"/api/users/abc", 400},
    {"/api/users/1.5", 400},
    {"/api/users/063", 400},
    {"/api/users/+63", 400},
    {"/api/users/%2063", 400},
    {"/api/users/2147483648", 422},
    {"/api/users/9223372036854775808", 422},
    {"/api/users/63%20OR%201=1", 400},
};

static void numbers_in_the_path_that_are_none_are_refused(void **state)
{
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(parts); i++)
        stage_refuses(
            stage,
            stage_request(stage, "GET", parts[i].text, "", (struct slice){0}),
            parts[i].status, "");
}

/* As the manager, who may restock. */
static void restocking_by_what_is_no_number_is_refused(void **state)
{
    struct stage *stage = *state;

    stage->token = stage->manager;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        const char *text = numbers[i].text;

        if (strcmp(text, "100") == 0) /* that would be one */
            continue;
        stage_refuses(
            stage,
            stage_request(stage, "POST", "/api/products/MUG/restock", "",
                          slice_of(arena_format(&stage->arena,
                                                "{\"quantity\":%s}", text))),
            numbers[i].status, "");
    }
}

static void names_that_are_sql_are_only_names(void **state)
{
    static const char *const all[] = {"'; DROP TABLE orders; --",
                                      "MUG' OR '1'='1",
                                      "%",
                                      "_",
                                      "M_G",
                                      "MU%",
                                      "MUG\\u0000",
                                      "mug",
                                      " MUG",
                                      "MUG ",
                                      "",
                                      "\\u202eGUM",
                                      "MUG;--"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++)
        refuses_body(stage,
                     arena_format(&stage->arena,
                                  "{\"customer_id\":63,\"lines\":[{\"sku\":"
                                  "\"%s\",\"quantity\":1}]}",
                                  all[i]),
                     strcmp(all[i], "MUG\\u0000") == 0 ? 400 : 422, "");
}

static void keys_that_are_none_are_refused(void **state)
{
    static const struct value all[] = {
        {"", 400}, {" ", 400}, {"a\tb", 400}, {"a\xc3\xa9", 400}};
    struct stage *stage = *state;
    char longer[400];

    memset(longer, 'k', sizeof(longer));
    longer[300] = '\0';
    for (size_t i = 0; i <= COUNT(all); i++) {
        const char *key = i < COUNT(all) ? all[i].text : longer;
        const char *order = arena_format(
            &stage->arena,
            "POST /api/orders HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            "%s\r\nContent-Type: application/json\r\nContent-Length: 55\r\n"
            "Idempotency-Key: %s\r\n\r\n{\"customer_id\":63,\"lines\":"
            "[{\"sku\":\"MUG\",\"quantity\":1}]}",
            stage->token, key);

        stage_refuses(stage, slice_of(order), 400, "Key");
    }
}

static const struct CMUnitTest tests[] = {
    ATTACK(quantities_that_are_none_are_refused),
    ATTACK(customers_that_are_none_are_refused),
    ATTACK(a_customer_whom_nobody_knows_is_not_found),
    ATTACK(queries_that_are_none_are_refused),
    ATTACK(numbers_in_the_path_that_are_none_are_refused),
    ATTACK(restocking_by_what_is_no_number_is_refused),
    ATTACK(names_that_are_sql_are_only_names),
    ATTACK(keys_that_are_none_are_refused),
};

const struct suite suite_values = SUITE("values", tests);
