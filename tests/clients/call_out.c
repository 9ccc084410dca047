/*
 * call_out -- our gRPC client before a server that nobody here wrote.
 *
 * Use:    call_out SOCKET    beside tests/clients/node/serve.js
 * Output: a line for each thing that was tried; exit 1 when one failed.
 *
 * What the server does, its own essay says. Every kind of call there is, an
 * error with a sentence in two scripts, our deadline, a cancel, and a reader
 * that is slower than its server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/grpc.h"
#include "chassis/grpc_call.h"
#include "chassis/message.h"
#include "domain/inventory/inventory.pb-c.h"

enum { PATIENCE_MS = 15000, COUNT = 1000, FLOOD = 20000, SHORT_MS = 300 };

static struct loop *loop;
static struct address server;
static struct grpc_channel *channel;
static struct loop_timer *patience;
static bool too_late;
static int failed;

static void check(bool holds, const char *what)
{
    printf("%s our client, %s\n", holds ? "ok    " : "FAILED", what);
    failed += !holds;
}

static void out_of_patience(void *arg)
{
    (void)arg;
    too_late = true;
}

/* ---- a call, as its caller sees it ---- */

struct flow {
    uint64_t id;
    const ProtobufCMessageDescriptor *answer;
    int received;
    int64_t sum;    /* of each message's second number */
    char first[64]; /* the first text of the last message */
    bool lazy, done;
    enum error error;
    char detail[ERROR_DETAIL_BYTES];
};

static void look_at(struct flow *flow, struct slice bytes)
{
    ProtobufCMessage *message;
    struct arena arena;

    arena_init(&arena, LIMIT_ARENA_BYTES);
    if (!message_unpack(flow->answer, bytes.data, bytes.length, &arena,
                        &message)) {
        bool level = flow->answer == &inventory__stock_level__descriptor;
        const Inventory__StockLevel *stock =
            (const Inventory__StockLevel *)message;
        const Shop__Product *product = (const Shop__Product *)message;

        flow->received++;
        flow->sum += level ? stock->available : product->price;
        snprintf(flow->first, sizeof flow->first, "%s",
                 level ? stock->sku : product->sku);
    }
    arena_release(&arena);
}

static void take(struct flow *flow, int most)
{
    struct slice bytes;

    for (int i = 0; i < most && grpc_receive(channel, flow->id, &bytes); i++)
        look_at(flow, bytes);
}

static void moved(void *arg, uint64_t id)
{
    struct flow *flow = arg;

    (void)id;
    if (!flow->lazy)
        take(flow, FLOOD);
}

static void done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct flow *flow = arg;

    (void)id;
    flow->done = true;
    flow->error = result->error;
    snprintf(flow->detail, sizeof flow->detail, "%s",
             result->detail ? result->detail : "");
    if (result->message.data)
        look_at(flow, result->message);
}

static struct outgoing call_of(struct flow *flow, const char *method)
{
    static uint64_t next_id;
    const ProtobufCServiceDescriptor *contract =
        &inventory__inventory__descriptor;
    int index = message_method(contract, method);
    bool watch = strcmp(method, "WatchStock") == 0;

    *flow = (struct flow){.id = ++next_id,
                          .answer = watch ? &inventory__stock_level__descriptor
                                          : &shop__product__descriptor};
    return (struct outgoing){.id = flow->id,
                             .peer = "inventory",
                             .contract = contract,
                             .method = (unsigned)index};
}

static void open_flow(struct flow *flow, const char *method)
{
    struct outgoing call = call_of(flow, method);

    grpc_open(channel, &call, moved, done, flow);
}

static void send_to(struct flow *flow, const ProtobufCMessage *message)
{
    uint8_t bytes[512];
    size_t length = protobuf_c_message_pack(message, bytes);

    grpc_send(channel, flow->id, (struct slice){(char *)bytes, length});
}

static void ask_to_watch(struct flow *flow, const char *sku)
{
    Inventory__WatchRequest in = INVENTORY__WATCH_REQUEST__INIT;
    char *list[] = {(char *)sku};

    in.watch = list;
    in.n_watch = 1;
    send_to(flow, &in.base);
}

static void until(struct flow *flow, int received)
{
    while (!flow->done && flow->received < received && !too_late)
        loop_once(loop, true);
}

static void until_done(struct flow *flow)
{
    while (!flow->done && !too_late)
        loop_once(loop, true);
}

/* ---- one to one ---- */

static enum error get_product(const char *sku, int64_t timeout_ms,
                              struct arena *arena, struct answer *out)
{
    Shop__ProductRequest in = SHOP__PRODUCT_REQUEST__INIT;
    const struct grpc_call call = {.address = &server,
                                   .contract =
                                       &inventory__inventory__descriptor,
                                   .method = "GetProduct",
                                   .in = &in.base,
                                   .timeout_ms = timeout_ms,
                                   .stranger = true};

    in.sku = (char *)sku;
    return grpc_call_once(loop, &call, arena, out);
}

static void one_to_one(struct arena *arena)
{
    struct answer answer;
    enum error error = get_product("MUG", PATIENCE_MS, arena, &answer);

    check(!error && ((const Shop__Product *)answer.message)->price == 7,
          "a unary call");
    error = get_product("missing", PATIENCE_MS, arena, &answer);
    check(error == ERROR_NOT_FOUND &&
              strcmp(answer.detail, "\"missing\" 없음 100%") == 0,
          "an error and its sentence");
    error = get_product("silent", SHORT_MS, arena, &answer);
    check(error == ERROR_DEADLINE, "a deadline, where nobody answers");
}

/* ---- streams ---- */

static void one_to_many(void)
{
    const Shop__ListProductsRequest all = SHOP__LIST_PRODUCTS_REQUEST__INIT;
    static struct flow flow;

    open_flow(&flow, "ListProducts");
    send_to(&flow, &all.base);
    grpc_half_close(channel, flow.id);
    until_done(&flow);
    check(!flow.error && flow.received == COUNT &&
              flow.sum == (int64_t)COUNT * (COUNT - 1) / 2,
          "one question, a thousand answers");
}

static void many_to_one(void)
{
    Shop__RestockRequest in = SHOP__RESTOCK_REQUEST__INIT;
    static struct flow flow;

    open_flow(&flow, "Restock");
    for (int i = 0; i < COUNT; i++) {
        in.quantity = i;
        send_to(&flow, &in.base);
    }
    grpc_half_close(channel, flow.id);
    until_done(&flow);
    check(!flow.error && flow.received == 1 &&
              flow.sum == (int64_t)COUNT * (COUNT - 1) / 2,
          "a thousand messages, one answer");
}

static void many_to_many(void)
{
    static struct flow flow;
    bool right = true;

    open_flow(&flow, "WatchStock");
    for (int i = 0; i < 20; i++) {
        char sku[16];

        snprintf(sku, sizeof sku, "SKU%d", i);
        ask_to_watch(&flow, sku);
        until(&flow, i + 1);
        right = right && strcmp(flow.first, sku) == 0;
    }
    check(right && !flow.done, "a question and an answer at a time");
    grpc_half_close(channel, flow.id);
    until_done(&flow);
    check(flow.done && !flow.error, "a half-close ends it well");
}

static void ends_early(void)
{
    static struct flow refused, cancelled, next;

    open_flow(&refused, "WatchStock");
    ask_to_watch(&refused, "missing");
    until_done(&refused);
    check(refused.error == ERROR_NOT_FOUND &&
              strcmp(refused.detail, "\"missing\" 없음 100%") == 0,
          "a stream that is refused");
    open_flow(&cancelled, "WatchStock");
    ask_to_watch(&cancelled, "MUG");
    until(&cancelled, 1);
    grpc_cancel(channel, cancelled.id);
    open_flow(&next, "WatchStock");
    ask_to_watch(&next, "PEN");
    grpc_half_close(channel, next.id);
    until_done(&next);
    check(!next.error && next.received == 1 && !cancelled.done,
          "a cancelled stream, and the next one on that connection");
}

/* Nothing is read until all others had their turn; then all of it is there. */
static void a_slow_reader(void)
{
    static struct flow slow, other;

    open_flow(&slow, "WatchStock");
    slow.lazy = true;
    ask_to_watch(&slow, "flood");
    grpc_half_close(channel, slow.id);
    open_flow(&other, "WatchStock");
    ask_to_watch(&other, "MUG");
    grpc_half_close(channel, other.id);
    until_done(&other);
    check(other.received == 1 && slow.received == 0 && !slow.done,
          "a stream that nobody reads holds up no other");
    slow.lazy = false;
    take(&slow, FLOOD);
    until_done(&slow);
    check(!slow.error && slow.received == FLOOD &&
              slow.sum == (int64_t)FLOOD * (FLOOD - 1) / 2,
          "read at last, it is whole");
}

int main(int argc, char **argv)
{
    struct arena arena;

    if (argc != 2 || address_unix(&server, argv[1]) || loop_new(&loop)) {
        fprintf(stderr, "usage: call_out SOCKET\n");
        return 2;
    }
    arena_init(&arena, LIMIT_ARENA_BYTES);
    channel = grpc_channel_new(loop, &server);
    grpc_channel_expect_strangers(channel); /* it may be anybody's */
    patience = loop_timer_new(loop, out_of_patience, NULL);
    loop_timer_set(patience, PATIENCE_MS);
    one_to_one(&arena);
    one_to_many();
    many_to_one();
    many_to_many();
    ends_early();
    a_slow_reader();
    check(!too_late, "all of it in time");
    grpc_channel_free(channel);
    loop_timer_free(patience);
    loop_free(loop);
    arena_release(&arena);
    return failed ? 1 : 0;
}
