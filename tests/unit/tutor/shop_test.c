/*
 * shop_test -- tokens are fetched once, refetched when refused, and never sent
 * where none is wanted; doors that do not answer are explained.
 */
#include "tutor/shop.h"

#include <string.h>

#include "chassis/net.h"
#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

struct stand {
    struct loop *loop;
    struct http_server *server;
    struct address address;
    struct shop *shop;
    struct arena arena;
    int tokens_given;
    int refuse;     /* so many requests get a 401 */
    bool no_tokens; /* the PIN is always wrong */
    char authorization[64], key[64], body[128];
};

static void keep(char *out, size_t bytes, struct slice text)
{
    size_t length = text.length < bytes - 1 ? text.length : bytes - 1;
    memcpy(out, text.data ? text.data : "", length);
    out[length] = '\0';
}

static void on_request(void *arg, struct exchange *exchange)
{
    struct stand *stand = arg;
    const struct http_request *request = &exchange->request;
    struct http_response response = {.status = 200, .body = SLICE("{}")};
    if (slice_is(request->path, "/api/tokens")) {
        response.status = stand->no_tokens ? 401 : 201;
        response.body = SLICE("{\"token\":\"abc\",\"scope\":\"\"}");
        stand->tokens_given += !stand->no_tokens;
        keep(stand->body, sizeof stand->body, request->body);
    } else {
        keep(stand->authorization, sizeof stand->authorization,
             http_header_get(request, "authorization"));
        keep(stand->key, sizeof stand->key,
             http_header_get(request, "idempotency-key"));
        if (stand->refuse > 0 && stand->refuse--)
            response.status = 401;
    }
    exchange_respond(exchange, &response);
}

static void open_stand(struct stand *stand)
{
    struct http_handler handler = {.handle = on_request, .arg = stand};
    struct address any = {.kind = ADDRESS_TCP, .host = "127.0.0.1"};
    *stand = (struct stand){0};
    text_set_korean(false);
    arena_init(&stand->arena, 1 << 20);
    assert_int_equal(loop_new(&stand->loop), ERROR_OK);
    assert_int_equal(http_server_new(&stand->server, stand->loop, &handler),
                     ERROR_OK);
    assert_int_equal(http_listen(stand->server, &any, &stand->address),
                     ERROR_OK);
    assert_int_equal(shop_open(&stand->shop, stand->loop, &stand->address),
                     ERROR_OK);
}

static void close_stand(struct stand *stand)
{
    shop_close(stand->shop);
    if (stand->server)
        http_server_free(stand->server);
    loop_free(stand->loop);
    arena_release(&stand->arena);
}

static int ask(struct stand *stand, const struct shop_request *request)
{
    struct shop_reply reply;
    assert_int_equal(shop_ask(stand->shop, request, &stand->arena, &reply),
                     ERROR_OK);
    return reply.status;
}

static void a_token_is_fetched_once(void **state)
{
    (void)state;
    struct stand stand;
    struct shop_request request = {
        .method = "GET", .path = "/api/orders", .customer = 7};
    open_stand(&stand);
    assert_int_equal(ask(&stand, &request), 200);
    assert_int_equal(ask(&stand, &request), 200);
    assert_int_equal(stand.tokens_given, 1);
    assert_string_equal(stand.authorization, "Bearer abc");
    assert_string_equal(stand.body, "{\"customer_id\":7,\"pin\":\"0007\"}");
    close_stand(&stand);
}

static void no_customer_sends_no_token(void **state)
{
    (void)state;
    struct stand stand;
    struct shop_request request = {.method = "GET", .path = "/api/products"};
    open_stand(&stand);
    assert_int_equal(ask(&stand, &request), 200);
    assert_int_equal(stand.tokens_given, 0);
    assert_string_equal(stand.authorization, "");
    assert_string_equal(stand.key, "");
    close_stand(&stand);
}

static void a_refused_token_is_fetched_anew_once(void **state)
{
    (void)state;
    struct stand stand;
    struct shop_request request = {.method = "POST",
                                   .path = "/api/orders",
                                   .body = "{}",
                                   .customer = 7,
                                   .key = "k1"};
    open_stand(&stand);
    stand.refuse = 1;
    assert_int_equal(ask(&stand, &request), 200);
    assert_int_equal(stand.tokens_given, 2);
    assert_string_equal(stand.key, "k1");
    stand.refuse = 5;
    assert_int_equal(ask(&stand, &request), 401);
    close_stand(&stand);
}

static void a_wrong_pin_is_the_answer(void **state)
{
    (void)state;
    struct stand stand;
    const char *token = NULL;
    struct shop_request request = {
        .method = "GET", .path = "/api/orders", .customer = 7, .pin = "1"};
    open_stand(&stand);
    stand.no_tokens = true;
    assert_int_equal(ask(&stand, &request), 401);
    assert_int_equal(shop_token(stand.shop, 7, "1", &stand.arena, &token),
                     ERROR_UNAUTHENTICATED);
    assert_null(token);
    assert_int_equal(shop_token(stand.shop, 101, NULL, &stand.arena, &token),
                     ERROR_NOT_FOUND);
    close_stand(&stand);
}

static void a_closed_door_is_named(void **state)
{
    (void)state;
    struct stand stand;
    struct shop_reply reply;
    char port[16];
    struct shop_request request = {.method = "GET", .path = "/api/products"};
    open_stand(&stand);
    http_server_free(stand.server);
    stand.server = NULL;
    assert_int_equal(shop_ask(stand.shop, &request, &stand.arena, &reply),
                     ERROR_UNAVAILABLE);
    snprintf(port, sizeof port, "%d", stand.address.port);
    assert_non_null(strstr(error_detail(ERROR_UNAVAILABLE), port));
    close_stand(&stand);
}

static void urls_become_addresses(void **state)
{
    (void)state;
    struct address address = {0};
    assert_int_equal(shop_url_address("http://127.0.0.1:8080", &address),
                     ERROR_OK);
    assert_int_equal(address.kind, ADDRESS_TCP);
    assert_int_equal(address.port, 8080);
    assert_string_equal(address.host, "127.0.0.1");
    assert_int_not_equal(shop_url_address("ftp://x", &address), ERROR_OK);
    assert_int_not_equal(shop_url_address("", &address), ERROR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_fetched_once),
        cmocka_unit_test(no_customer_sends_no_token),
        cmocka_unit_test(a_refused_token_is_fetched_anew_once),
        cmocka_unit_test(a_wrong_pin_is_the_answer),
        cmocka_unit_test(a_closed_door_is_named),
        cmocka_unit_test(urls_become_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
