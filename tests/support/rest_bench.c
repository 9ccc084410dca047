/*
 * rest_bench -- a made-up shop behind the REST edge, on real sockets.
 *
 * Server, client and runtime share one loop; the runtime turns in a hook, as
 * it does in a real process, but on a clock that stands still. The handlers
 * write down what they were given and answer by the customer's number.
 */
#include "tests/support/rest_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "domain/api/routes.h"
#include "tests/support/cmocka_all.h"

enum { PATIENCE_MS = 20000, LIFETIME_MS = 60000 };

static struct rest_bench *open_bench; /* handlers have no other way to it */

/* ---- the shop ---- */

static void note(struct request *rq)
{
    struct rest_bench *bench = open_bench;
    bench->ran++;
    snprintf(bench->key, sizeof bench->key, "%s", rq->key ? rq->key : "");
    bench->korean = rq->korean;
    bench->caller = rq->caller;
    bench->trace = rq->trace;
    bench->deadline_ms = rq->deadline_ms;
}

static void reply_order(struct request *rq, Shop__OrderStatus status)
{
    Shop__Order *order = arena_alloc(&rq->arena, sizeof *order);
    shop__order__init(order);
    order->id = (char *)"01J";
    order->status = status;
    request_reply(rq, &order->base);
}

static enum error place(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__PlaceOrderRequest *order = (const Shop__PlaceOrderRequest *)in;
    struct rest_bench *bench = open_bench;
    note(rq);
    bench->numbers[0] = order->customer_id;
    bench->numbers[1] = (int64_t)order->n_lines;
    switch (order->customer_id) {
    case 2:
        reply_order(rq, SHOP__ORDER_STATUS__PENDING);
        return ERROR_OK;
    case 3:
        request_about(rq, "/api/orders/%s", "01J");
        return error_explain(ERROR_DECLINED, "only %d won left", 12);
    case 4:
        assert_true(bench->held_count < REST_HELD);
        bench->held[bench->held_count++] = rq;
        return ERROR_OK;
    default:
        reply_order(rq, SHOP__ORDER_STATUS__CONFIRMED);
        return ERROR_OK;
    }
}

static enum error show_order(struct request *rq, const ProtobufCMessage *in)
{
    note(rq);
    snprintf(open_bench->text, sizeof open_bench->text, "%s",
             ((const Shop__OrderRequest *)in)->id);
    reply_order(rq, SHOP__ORDER_STATUS__CONFIRMED);
    return ERROR_OK;
}

static enum error list_orders(struct request *rq, const ProtobufCMessage *in)
{
    static const Shop__ListOrdersReply none = SHOP__LIST_ORDERS_REPLY__INIT;
    const Shop__ListOrdersRequest *asked = (const Shop__ListOrdersRequest *)in;
    note(rq);
    open_bench->numbers[0] = asked->limit;
    snprintf(open_bench->text, sizeof open_bench->text, "%s", asked->after);
    request_reply(rq, &none.base);
    return ERROR_OK;
}

static enum error restock(struct request *rq, const ProtobufCMessage *in)
{
    static const Shop__Product product = SHOP__PRODUCT__INIT;
    const Shop__RestockRequest *asked = (const Shop__RestockRequest *)in;
    note(rq);
    open_bench->numbers[0] = asked->quantity;
    snprintf(open_bench->text, sizeof open_bench->text, "%s", asked->sku);
    request_reply(rq, &product.base);
    return ERROR_OK;
}

/* A catalogue whose JSON is larger than an answer may be. */
static enum error list_products(struct request *rq, const ProtobufCMessage *in)
{
    enum { NAME_BYTES = 1024 * 1024, COUNT = 8 };
    Shop__ListProductsReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    Shop__Product *product = arena_alloc(&rq->arena, sizeof *product);
    (void)in;
    note(rq);
    shop__list_products_reply__init(reply);
    shop__product__init(product);
    product->name_en = arena_alloc(&rq->arena, NAME_BYTES + 1);
    memset(product->name_en, 'x', NAME_BYTES);
    reply->products = arena_alloc(&rq->arena, COUNT * sizeof(Shop__Product *));
    for (reply->n_products = 0; reply->n_products < COUNT; reply->n_products++)
        reply->products[reply->n_products] = product;
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

static enum error overloaded(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    note(rq);
    return ERROR_OVERLOADED;
}

static enum error issue(struct request *rq, const ProtobufCMessage *in)
{
    static const Shop__Token token = SHOP__TOKEN__INIT;
    (void)in;
    note(rq);
    request_reply(rq, &token.base);
    return ERROR_OK;
}

static const struct method methods[] = {
    {"IssueToken", issue, ACCESS_READ},
    {"PlaceOrder", place, ACCESS_WRITE},
    {"GetOrder", show_order, ACCESS_READ},
    {"ListOrders", list_orders, ACCESS_READ},
    {"CancelOrder", show_order, ACCESS_WRITE},
    {"ListOrderEvents", overloaded, ACCESS_READ},
    {"GetUser", overloaded, ACCESS_READ},
    {"ListProducts", list_products, ACCESS_READ},
    {"GetProduct", overloaded, ACCESS_READ},
    {"Restock", restock, ACCESS_WRITE},
};
static const struct face faces[] = {{&shop__shop__descriptor, methods, 10}};
static const struct service shop = {
    .name = "shop", .faces = faces, .face_count = 1};

/* ---- the process around it ---- */

static void handle(void *arg, struct exchange *exchange)
{
    rest_handle(&((struct rest_bench *)arg)->rest, exchange);
}

static void abandoned(void *arg, struct exchange *exchange)
{
    (void)arg;
    rest_abandoned(exchange);
}

static void turn(void *arg)
{
    stand_turn(&((struct rest_bench *)arg)->stand);
}

static void listen_on(struct rest_bench *bench)
{
    const struct http_handler handler = {handle, abandoned, bench};
    struct address any;
    char path[96];
    snprintf(path, sizeof path, "%s/shop.sock", bench->directory);
    assert_int_equal(http_server_new(&bench->server, bench->loop, &handler),
                     ERROR_OK);
    assert_int_equal(address_unix(&any, path), ERROR_OK);
    assert_int_equal(http_listen(bench->server, &any, &bench->local), ERROR_OK);
    assert_int_equal(address_parse(&any, "tcp:127.0.0.1:0"), ERROR_OK);
    assert_int_equal(http_listen(bench->server, &any, &bench->tcp), ERROR_OK);
}

int rest_bench_set_up(void **state)
{
    struct rest_bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    open_bench = bench;
    snprintf(bench->directory, sizeof bench->directory, "/tmp/rest-XXXXXX");
    assert_non_null(mkdtemp(bench->directory));
    arena_init(&bench->arena, LIMIT_ARENA_BYTES);
    bench->keys = (struct token_keys){
        .secret = "secret", .issuer = "cleave", .audience = "shop"};
    stand_new(&bench->stand, &shop, &bench->keys, 1);
    bench->rest = (struct rest){.runtime = bench->stand.runtime,
                                .table = &shop_routes,
                                .keys = &bench->keys};
    assert_int_equal(loop_new(&bench->loop), ERROR_OK);
    loop_each_turn(bench->loop, turn, bench);
    listen_on(bench);
    bench->client = http_client_new(bench->loop, &bench->local);
    bench->stranger = http_client_new(bench->loop, &bench->tcp);
    *state = bench;
    return 0;
}

int rest_bench_tear_down(void **state)
{
    struct rest_bench *bench = *state;
    http_client_free(bench->client);
    http_client_free(bench->stranger);
    loop_once(bench->loop, false);
    loop_remove_hook(bench->loop, turn, bench);
    stand_free(&bench->stand);
    http_server_free(bench->server);
    loop_free(bench->loop);
    arena_release(&bench->arena);
    rmdir(bench->directory);
    free(bench);
    return 0;
}

/* ---- asking ---- */

struct errand {
    bool done;
    struct rest_answer *answer;
};

static void on_reply(void *arg, const struct http_reply *reply)
{
    struct errand *errand = arg;
    struct rest_answer *answer = errand->answer;
    size_t used = 0;
    assert_int_equal(reply->error, ERROR_OK);
    answer->status = reply->status;
    assert_true(reply->body.length < sizeof answer->body);
    snprintf(answer->body, sizeof answer->body, "%.*s", (int)reply->body.length,
             reply->body.data ? reply->body.data : "");
    answer->headers[0] = '\0';
    for (size_t i = 0; i < reply->header_count; i++) {
        const struct http_header *header = &reply->headers[i];
        used += (size_t)snprintf(answer->headers + used,
                                 sizeof answer->headers - used, "%.*s: %.*s\n",
                                 (int)header->name.length, header->name.data,
                                 (int)header->value.length, header->value.data);
        assert_true(used < sizeof answer->headers);
    }
    errand->done = true;
}

const char *rest_token(struct rest_bench *bench, const char *scope)
{
    struct caller caller = {.subject = 7};
    struct buffer token;
    buffer_init(&token, LIMIT_TOKEN_BYTES);
    snprintf(caller.scope, sizeof caller.scope, "%s", scope);
    assert_int_equal(token_issue(&bench->keys, &caller,
                                 runtime_wall_ms(bench->stand.runtime),
                                 LIFETIME_MS, &token),
                     ERROR_OK);
    const char *line =
        arena_format(&bench->arena, "Authorization: Bearer %s\r\n", token.data);
    buffer_release(&token);
    return line;
}

static const struct rest_answer *ask(struct rest_bench *bench,
                                     struct http_client *client,
                                     const char *const words[4])
{
    struct rest_answer *answer = arena_alloc(&bench->arena, sizeof *answer);
    struct errand errand = {.answer = answer};
    const char *headers = words[2];
    int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    assert_non_null(answer);
    if (headers[0] == '@')
        headers = arena_format(&bench->arena, "%s%s",
                               rest_token(bench, "orders:read orders:write"),
                               headers + 1);
    http_client_send(client, words[0], words[1], headers, slice_of(words[3]),
                     PATIENCE_MS, on_reply, &errand);
    while (!errand.done) {
        assert_true(clock_monotonic_ms() < until);
        loop_once(bench->loop, true);
    }
    return answer;
}

const struct rest_answer *rest_ask(struct rest_bench *bench, const char *method,
                                   const char *target, const char *headers,
                                   const char *body)
{
    return ask(bench, bench->client,
               (const char *const[]){method, target, headers, body});
}

const struct rest_answer *rest_ask_far(struct rest_bench *bench,
                                       const char *method, const char *target,
                                       const char *headers, const char *body)
{
    return ask(bench, bench->stranger,
               (const char *const[]){method, target, headers, body});
}

void rest_wait_held(struct rest_bench *bench, size_t count)
{
    int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (bench->held_count < count) {
        assert_true(clock_monotonic_ms() < until);
        loop_once(bench->loop, true);
    }
}

/* In a turn, where replies belong. */
static enum error settle(struct runtime *rt, void *arg)
{
    struct rest_bench *bench = arg;
    (void)rt;
    for (size_t i = 0; i < bench->held_count; i++)
        reply_order(bench->held[i], SHOP__ORDER_STATUS__CONFIRMED);
    bench->held_count = 0;
    return ERROR_OK;
}

void rest_settle(struct rest_bench *bench)
{
    runtime_after(bench->stand.runtime, 0, settle, bench);
    stand_turn(&bench->stand);
}
