/*
 * rest_test -- from the bytes of a request to the handler, and back.
 */
#include "chassis/rest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rest_bench.h"

#define JSON "Content-Type: application/json\r\n"
#define KEY "Idempotency-Key: k1\r\n"
#define ORDER "{\"customer_id\":1,\"lines\":[{\"sku\":\"MUG\",\"quantity\":2}]}"

static void is_problem(const struct rest_answer *answer, int status,
                       const char *slug)
{
    char type[80];
    snprintf(type, sizeof type, "{\"type\":\"/problems/%s\",", slug);
    if (answer->status != status || strncmp(answer->body, type, strlen(type)))
        fail_msg("%d %s", answer->status, answer->body);
    assert_non_null(
        strstr(answer->headers, "content-type: application/problem+json\n"));
}

static void has_header(const struct rest_answer *answer, const char *line)
{
    if (!strstr(answer->headers, line))
        fail_msg("no %s in\n%s", line, answer->headers);
}

static const struct rest_answer *place(struct rest_bench *bench,
                                       const char *headers, const char *body)
{
    return rest_ask(bench, "POST", "/api/orders", headers, body);
}

/* ---- what goes well ---- */

static void an_order_reaches_its_handler_and_comes_back(void **state)
{
    struct rest_bench *bench = *state;
    const struct rest_answer *answer = place(bench, "@" JSON KEY, ORDER);
    assert_int_equal(answer->status, 201);
    has_header(answer, "content-type: application/json\n");
    has_header(answer, "location: /api/orders/01J\n");
    assert_string_equal(answer->body,
                        "{\"id\":\"01J\",\"customer_id\":0,\"status\":"
                        "\"CONFIRMED\",\"reason\":\"\",\"total\":0,\"lines\":"
                        "[],\"created_at_ms\":0,\"unavailable\":[]}");
    assert_int_equal(bench->numbers[1], 1);
    assert_string_equal(bench->key, "k1");
    assert_int_equal(bench->caller.subject, 7);
    assert_true(bench->deadline_ms == INT64_MAX);
    assert_false(bench->korean);
}

static void an_order_that_goes_on_is_accepted(void **state)
{
    const struct rest_answer *answer =
        place(*state, "@" JSON KEY, "{\"customer_id\":2}");
    assert_int_equal(answer->status, 202);
    has_header(answer, "location: /api/orders/01J\n");
}

static void path_and_query_fill_the_message(void **state)
{
    struct rest_bench *bench = *state;
    assert_int_equal(
        rest_ask(bench, "GET", "/api/orders/01%4A", "@", "")->status, 200);
    assert_string_equal(bench->text, "01J");
    assert_int_equal(
        rest_ask(bench, "POST", "/api/orders/0X/cancel", "@", "")->status, 200);
    assert_string_equal(bench->text, "0X");
    assert_int_equal(
        rest_ask(bench, "GET", "/api/orders?limit=5&after=x", "@", "")->status,
        200);
    assert_int_equal(bench->numbers[0], 5);
    assert_string_equal(bench->text, "x");
}

static void path_and_body_fill_the_message_together(void **state)
{
    struct rest_bench *bench = *state;
    const char *token = rest_token(bench, "stock:write");
    char headers[1024];
    snprintf(headers, sizeof headers, "%s" JSON, token);
    const struct rest_answer *answer =
        rest_ask(bench, "POST", "/api/products/MUG/restock", headers,
                 "{\"quantity\":17}");
    assert_int_equal(answer->status, 200);
    assert_string_equal(bench->text, "MUG");
    assert_int_equal(bench->numbers[0], 17);
    answer = rest_ask(bench, "POST", "/api/products/MUG/restock", headers,
                      "{\"quantity\":17,\"sku\":\"PEN\"}");
    is_problem(answer, 400, "malformed");
    assert_non_null(strstr(answer->body, "sku stands in the path"));
}

static void a_token_is_asked_of_nobody_at_the_open_routes(void **state)
{
    struct rest_bench *bench = *state;
    const struct rest_answer *answer =
        rest_ask(bench, "POST", "/api/tokens",
                 JSON "Authorization: Bearer of.old.times\r\n",
                 "{\"customer_id\":7,\"pin\":\"0007\"}");
    assert_int_equal(answer->status, 201);
    assert_int_equal(bench->caller.subject, 0);
}

static void head_is_answered_like_get(void **state)
{
    const struct rest_answer *answer =
        rest_ask(*state, "HEAD", "/api/orders/01J", "@", "");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->body, "");
}

/* ---- what goes wrong, in the order of the questions ---- */

static void a_path_that_leads_nowhere_is_404(void **state)
{
    struct rest_bench *bench = *state;
    is_problem(rest_ask(bench, "GET", "/api/nothing", "", ""), 404,
               "not-found");
    is_problem(rest_ask(bench, "GET", "/", "", ""), 404, "not-found");
    is_problem(rest_ask(bench, "GET", "/api//orders", "", ""), 404,
               "not-found");
    is_problem(rest_ask(bench, "GET", "/api/orders/../users/7", "", ""), 400,
               "malformed");
    is_problem(rest_ask(bench, "GET", "/api/orders/%00", "", ""), 400,
               "malformed");
    assert_int_equal(bench->ran, 0);
}

static void another_method_is_405_and_hears_which(void **state)
{
    const struct rest_answer *answer =
        rest_ask(*state, "DELETE", "/api/orders", "", "");
    is_problem(answer, 405, "method-not-allowed");
    has_header(answer, "allow: POST, GET, HEAD\n");
    answer = rest_ask(*state, "POST", "/healthz", "", "");
    is_problem(answer, 405, "method-not-allowed");
    has_header(answer, "allow: GET, HEAD\n");
}

static void another_type_is_415(void **state)
{
    static const char *const types[] = {
        "", "Content-Type: text/plain\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: application/jsonp\r\n"};
    char headers[256];
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        snprintf(headers, sizeof headers, KEY "%s", types[i]);
        is_problem(place(*state, headers, ORDER), 415,
                   "unsupported-media-type");
    }
    assert_int_equal(place(*state,
                           "@" KEY
                           "Content-Type: Application/JSON; charset=utf-8\r\n",
                           ORDER)
                         ->status,
                     201);
}

static void who_has_no_token_is_401(void **state)
{
    static const char *const lines[] = {
        "", "Authorization: Basic dXNlcjpwdw==\r\n",
        "Authorization: Bearer\r\n", "Authorization: Bearer a.b.c\r\n"};
    struct rest_bench *bench = *state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct rest_answer *answer =
            rest_ask(bench, "GET", "/api/orders", lines[i], "");
        is_problem(answer, 401, "unauthenticated");
        has_header(answer, "www-authenticate: Bearer\n");
    }
    assert_int_equal(bench->ran, 0);
}

static void a_token_that_has_expired_is_401(void **state)
{
    struct rest_bench *bench = *state;
    const char *token = rest_token(bench, "orders:read");
    assert_int_equal(rest_ask(bench, "GET", "/api/orders", token, "")->status,
                     200);
    stand_pass(&bench->stand, 2 * 60 * 1000);
    is_problem(rest_ask(bench, "GET", "/api/orders", token, ""), 401,
               "unauthenticated");
}

static void who_lacks_the_scope_is_403(void **state)
{
    struct rest_bench *bench = *state;
    const char *token = rest_token(bench, "orders:read");
    const struct rest_answer *answer =
        rest_ask(bench, "POST", "/api/orders/01J/cancel", token, "");
    is_problem(answer, 403, "forbidden");
    assert_non_null(strstr(answer->body, "orders:write"));
    assert_int_equal(bench->ran, 0);
}

static void an_order_without_a_key_is_400(void **state)
{
    is_problem(place(*state, "@" JSON, ORDER), 400, "idempotency-key-missing");
    is_problem(place(*state, "@" JSON "Idempotency-Key:\r\n", ORDER), 400,
               "idempotency-key-missing");
}

static void a_key_is_the_same_with_quotes_and_without(void **state)
{
    struct rest_bench *bench = *state;
    place(bench, "@" JSON "Idempotency-Key: \"a b\"\r\n", ORDER);
    assert_int_equal(bench->ran, 0);
    place(bench, "@" JSON "Idempotency-Key: \"a-b\"\r\n", ORDER);
    assert_string_equal(bench->key, "a-b");
    place(bench, "@" JSON "Idempotency-Key: a-b\r\n", ORDER);
    assert_string_equal(bench->key, "a-b");
    assert_int_equal(bench->ran, 2);
}

static void a_key_is_short_and_visible(void **state)
{
    static const char *const keys[] = {"\"\"", "a b", "\"a\\\"b\"",
                                       "\xea\xb0\x80"};
    char headers[512], key[LIMIT_IDEMPOTENCY_KEY_BYTES + 2];
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        snprintf(headers, sizeof headers, "@" JSON "Idempotency-Key: %s\r\n",
                 keys[i]);
        is_problem(place(*state, headers, ORDER), 400, "malformed");
    }
    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    snprintf(headers, sizeof headers, "@" JSON "Idempotency-Key: %s\r\n", key);
    is_problem(place(*state, headers, ORDER), 400, "malformed");
    snprintf(headers, sizeof headers, "@" JSON "Idempotency-Key: %s\r\n",
             key + 1);
    assert_int_equal(place(*state, headers, ORDER)->status, 201);
}

static void a_header_twice_is_400(void **state)
{
    is_problem(place(*state, "@" JSON KEY KEY, ORDER), 400, "malformed");
    is_problem(place(*state, "@" JSON JSON KEY, ORDER), 400, "malformed");
    is_problem(place(*state, "@" JSON KEY "Authorization: Bearer x\r\n", ORDER),
               400, "malformed");
}

static void a_body_is_there_where_it_is_needed_and_only_there(void **state)
{
    struct rest_bench *bench = *state;
    const struct rest_answer *answer = place(bench, "@" JSON KEY, "");
    is_problem(answer, 400, "malformed");
    assert_non_null(strstr(answer->body, "a JSON body is needed"));
    is_problem(rest_ask(bench, "GET", "/api/orders", "@" JSON, "{}"), 400,
               "malformed");
    is_problem(rest_ask(bench, "POST", "/api/orders/1/cancel", "@" JSON, "{}"),
               400, "malformed");
    is_problem(
        rest_ask(bench, "POST", "/api/orders?limit=1", "@" JSON KEY, ORDER),
        400, "malformed");
    assert_int_equal(bench->ran, 0);
}

static void a_body_that_is_wrong_says_where(void **state)
{
    const struct rest_answer *answer =
        place(*state, "@" JSON KEY, "{\"lines\":[{\"quantity\":\"2\"}]}");
    is_problem(answer, 400, "malformed");
    assert_non_null(strstr(answer->body,
                           "\"detail\":\"lines[0].quantity must be a whole "
                           "number, not a string\""));
    is_problem(place(*state, "@" JSON KEY, "{\"customer_id\":4294967297}"), 422,
               "unprocessable");
    is_problem(place(*state, "@" JSON KEY, "{\"customer_id\":"), 400,
               "malformed");
}

static void a_number_in_a_path_is_a_number(void **state)
{
    is_problem(rest_ask(*state, "GET", "/api/users/seven", "@", ""), 400,
               "malformed");
    is_problem(rest_ask(*state, "GET", "/api/users/99999999999", "@", ""), 422,
               "unprocessable");
}

/* ---- what the handler says ---- */

static void a_refusal_is_a_whole_problem(void **state)
{
    const struct rest_answer *answer =
        place(*state, "@" JSON KEY, "{\"customer_id\":3}");
    assert_int_equal(answer->status, 402);
    assert_string_equal(
        answer->body, "{\"type\":\"/problems/payment-declined\",\"title\":"
                      "\"The payment was declined\",\"status\":402,\"detail\":"
                      "\"only 12 won left\",\"instance\":\"/api/orders/01J\"}");
    has_header(answer, "traceparent: 00-");
}

static void titles_are_korean_for_who_likes_it_best(void **state)
{
    static const struct {
        const char *line;
        bool korean;
    } cases[] = {{"Accept-Language: ko\r\n", true},
                 {"Accept-Language: ko-KR,en;q=0.5\r\n", true},
                 {"Accept-Language: KO;q=0.9\r\n", true},
                 {"Accept-Language: kok\r\n", false},
                 {"Accept-Language: k\r\n", false},
                 {"Accept-Language: en, ko\r\n", false}};
    struct rest_bench *bench = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char headers[128];
        snprintf(headers, sizeof headers, "@" JSON KEY "%s", cases[i].line);
        const struct rest_answer *answer =
            place(bench, headers, "{\"customer_id\":3}");
        const char *title = error_title(ERROR_DECLINED, cases[i].korean);
        assert_non_null(strstr(answer->body, title));
        assert_true(bench->korean == cases[i].korean);
    }
}

static void who_comes_too_early_hears_when_to_come_again(void **state)
{
    const struct rest_answer *answer =
        rest_ask(*state, "GET", "/api/orders/1/events", "@", "");
    is_problem(answer, 503, "overloaded");
    has_header(answer, "retry-after: 1\n");
}

static void an_answer_that_is_too_large_is_a_problem(void **state)
{
    is_problem(rest_ask(*state, "GET", "/api/products", "", ""), 500,
               "internal");
    assert_int_equal(rest_ask(*state, "GET", "/healthz", "", "")->status, 200);
}

/* ---- traces ---- */

static void the_clients_span_is_the_parent(void **state)
{
    struct rest_bench *bench = *state;
    char trace[TRACE_TEXT_BYTES], line[80];
    const struct rest_answer *answer =
        rest_ask(bench, "GET", "/api/orders",
                 "@traceparent: 00-0123456789abcdef0123456789abcdef-"
                 "0123456789abcdef-01\r\n",
                 "");
    assert_int_equal(bench->trace.trace_id[0], 0x01);
    assert_int_equal(bench->trace.parent_id[7], 0xef);
    trace_format(&bench->trace, trace);
    snprintf(line, sizeof line, "traceparent: %s\n", trace);
    has_header(answer, line);
}

static void two_parents_are_none(void **state)
{
    struct rest_bench *bench = *state;
    static const unsigned char none[8];
    rest_ask(bench, "GET", "/api/orders",
             "@traceparent: 00-0123456789abcdef0123456789abcdef-"
             "0123456789abcdef-01\r\n"
             "traceparent: 00-0123456789abcdef0123456789abcdef-"
             "1123456789abcdef-01\r\n",
             "");
    assert_int_equal(bench->ran, 1);
    assert_memory_equal(bench->trace.parent_id, none, sizeof none);
    assert_int_equal(
        strncmp((const char *)bench->trace.trace_id, "\x01\x23", 2) == 0, 0);
}

/* ---- every process ---- */

static void every_process_says_how_it_is(void **state)
{
    struct rest_bench *bench = *state;
    const struct rest_answer *answer =
        rest_ask(bench, "GET", "/healthz", "", "");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->body, "{\"status\":\"ok\"}");
    answer = rest_ask(bench, "GET", "/readyz", "", "");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->body, "{\"ready\":true}");
    bench->rest.draining = true;
    answer = rest_ask(bench, "GET", "/readyz", "", "");
    assert_int_equal(answer->status, 503);
    assert_string_equal(answer->body, "{\"ready\":false}");
    answer = rest_ask(bench, "GET", "/metrics", "", "");
    assert_int_equal(answer->status, 200);
    has_header(answer, "content-type: text/plain; version=0.0.4\n");
    assert_true(strlen(answer->body) > 0);
}

static void a_process_without_routes_has_the_rest(void **state)
{
    struct rest_bench *bench = *state;
    bench->rest.table = NULL;
    bench->rest.keys = NULL;
    is_problem(rest_ask(bench, "GET", "/api/orders", "", ""), 404, "not-found");
    is_problem(rest_ask(bench, "GET", "/api/openapi.json", "", ""), 404,
               "not-found");
    assert_int_equal(rest_ask(bench, "GET", "/healthz", "", "")->status, 200);
}

/* ---- /rpc/ ---- */

static void any_method_is_called_by_name_from_the_machine(void **state)
{
    struct rest_bench *bench = *state;
    const struct rest_answer *answer =
        rest_ask(bench, "POST", "/rpc/shop.Shop/PlaceOrder", JSON KEY, ORDER);
    assert_int_equal(answer->status, 200);
    assert_int_equal(bench->numbers[0], 1);
    assert_string_equal(bench->key, "k1");
    assert_int_equal(bench->caller.subject, 0);
    assert_string_equal(bench->caller.scope, "");
    answer = rest_ask(bench, "POST", "/rpc/shop.Shop/GetOrder", JSON, "");
    is_problem(answer, 400, "malformed");
    answer = rest_ask(bench, "GET", "/rpc/shop.Shop/GetOrder", "", "");
    is_problem(answer, 405, "method-not-allowed");
    has_header(answer, "allow: POST\n");
    is_problem(rest_ask(bench, "POST", "/rpc/shop.Shop/Get", JSON, "{}"), 404,
               "not-found");
    is_problem(rest_ask(bench, "POST", "/rpc/payments.P/Get", JSON, "{}"), 404,
               "not-found");
}

static void from_elsewhere_there_is_no_rpc(void **state)
{
    struct rest_bench *bench = *state;
    is_problem(rest_ask_far(bench, "POST", "/rpc/shop.Shop/PlaceOrder",
                            JSON KEY, ORDER),
               404, "not-found");
    assert_int_equal(bench->ran, 0);
    assert_int_equal(
        rest_ask_far(bench, "POST", "/api/orders", "@" JSON KEY, ORDER)->status,
        201);
}

/* ---- who does not wait ---- */

static void nobody(void *arg, const struct http_reply *reply)
{
    (void)arg, (void)reply;
}

static void work_goes_on_when_the_client_has_gone(void **state)
{
    struct rest_bench *bench = *state;
    struct http_client *hasty = http_client_new(bench->loop, &bench->local);
    http_client_send(hasty, "POST", "/rpc/shop.Shop/PlaceOrder", JSON,
                     SLICE("{\"customer_id\":4}"), 20000, nobody, NULL);
    rest_wait_held(bench, 1);
    http_client_free(hasty);
    while (!request_abandoned(bench->held[0]))
        loop_once(bench->loop, true);
    rest_settle(bench);
    assert_int_equal(runtime_busy(bench->stand.runtime), 0);
}

static void a_client_that_goes_and_a_process_that_ends_leak_nothing(
    void **state)
{
    struct rest_bench *bench = *state;
    struct http_client *hasty = http_client_new(bench->loop, &bench->local);
    http_client_send(hasty, "POST", "/rpc/shop.Shop/PlaceOrder", JSON,
                     SLICE("{\"customer_id\":4}"), 20000, nobody, NULL);
    rest_wait_held(bench, 1);
    http_client_free(hasty);
    while (!request_abandoned(bench->held[0]))
        loop_once(bench->loop, true);
}

#define TEST(name)                                           \
    cmocka_unit_test_setup_teardown(name, rest_bench_set_up, \
                                    rest_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_order_reaches_its_handler_and_comes_back),
        TEST(an_order_that_goes_on_is_accepted),
        TEST(path_and_query_fill_the_message),
        TEST(path_and_body_fill_the_message_together),
        TEST(a_token_is_asked_of_nobody_at_the_open_routes),
        TEST(head_is_answered_like_get),
        TEST(a_path_that_leads_nowhere_is_404),
        TEST(another_method_is_405_and_hears_which),
        TEST(another_type_is_415),
        TEST(who_has_no_token_is_401),
        TEST(a_token_that_has_expired_is_401),
        TEST(who_lacks_the_scope_is_403),
        TEST(an_order_without_a_key_is_400),
        TEST(a_key_is_the_same_with_quotes_and_without),
        TEST(a_key_is_short_and_visible),
        TEST(a_header_twice_is_400),
        TEST(a_body_is_there_where_it_is_needed_and_only_there),
        TEST(a_body_that_is_wrong_says_where),
        TEST(a_number_in_a_path_is_a_number),
        TEST(a_refusal_is_a_whole_problem),
        TEST(titles_are_korean_for_who_likes_it_best),
        TEST(who_comes_too_early_hears_when_to_come_again),
        TEST(an_answer_that_is_too_large_is_a_problem),
        TEST(the_clients_span_is_the_parent),
        TEST(two_parents_are_none),
        TEST(every_process_says_how_it_is),
        TEST(a_process_without_routes_has_the_rest),
        TEST(any_method_is_called_by_name_from_the_machine),
        TEST(from_elsewhere_there_is_no_rpc),
        TEST(work_goes_on_when_the_client_has_gone),
        TEST(a_client_that_goes_and_a_process_that_ends_leak_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
