/*
 * flow_bench -- both ends of gRPC streams in one process and one loop.
 *
 * The idea: as pay_bench: a runtime, a server on a Unix socket and a channel
 * to it share the loop, so a test is a sequence. Each message carries its
 * number, so that a lost, doubled or overtaken one is seen.
 */
#include "tests/support/flow_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/message.h"
#include "tests/support/cmocka_all.h"

enum { PATIENCE_MS = 20000 };

static struct flow_bench *current; /* for the handlers */

/* ---- the service ---- */

/* Of one served stream. */
struct served {
    int64_t flood, flooded; /* messages wanted and sent */
    int messages;
    size_t bytes;
};

static enum error say(struct request *rq, const char *text, int64_t amount)
{
    Shop__Payment out = SHOP__PAYMENT__INIT;
    out.state = (char *)text;
    out.amount = amount;
    return request_send(rq, &out.base);
}

static enum error opened(struct request *rq)
{
    rq->user = arena_alloc(&rq->arena, sizeof(struct served));
    assert_non_null(rq->user);
    *(struct served *)rq->user = (struct served){0};
    current->opened++;
    current->last = rq;
    return ERROR_OK;
}

static void closed(struct request *rq)
{
    current->closed++;
    current->ended = rq->error;
    if (current->last == rq)
        current->last = NULL;
}

static enum error go_on(struct request *rq)
{
    struct served *served = rq->user;
    char text[FLOW_FLOOD_BYTES + 1];
    enum error error = ERROR_OK;
    memset(text, 'f', FLOW_FLOOD_BYTES);
    text[FLOW_FLOOD_BYTES] = '\0';
    while (!error && served->flooded < served->flood && request_can_send(rq))
        error = say(rq, text, served->flooded++);
    return error;
}

static enum error room(struct request *rq)
{
    current->rooms++;
    return go_on(rq);
}

static enum error garble(struct request *rq)
{
    char *text = malloc(LIMIT_MESSAGE_BYTES + 1);
    assert_non_null(text);
    memset(text, 'x', LIMIT_MESSAGE_BYTES);
    text[LIMIT_MESSAGE_BYTES] = '\0';
    enum error error = say(rq, text, 0);
    free(text);
    return error;
}

static enum error talk(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__ChargeRequest *asked = (const Payments__ChargeRequest *)in;
    struct served *served = rq->user;
    const char *what = asked->order_id;
    current->messages++;
    if (strcmp(what, "flood") == 0) {
        served->flood += asked->amount;
        return go_on(rq);
    }
    if (strcmp(what, "decline") == 0) {
        enum error error = say(rq, "never seen", 0);
        assert_int_equal(error, ERROR_OK);
        return error_explain(ERROR_DECLINED, "잔액 부족");
    }
    if (strcmp(what, "garble") == 0)
        return garble(rq);
    if (strcmp(what, "hold") == 0)
        request_hold(rq, true);
    if (strcmp(what, "finish") == 0)
        request_finish(rq);
    return say(rq, what, asked->amount);
}

static enum error say_bye(struct request *rq)
{
    current->half_closed++;
    enum error error = say(rq, "bye", -1);
    request_finish(rq);
    return error;
}

static enum error add_up(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__RefundRequest *asked = (const Payments__RefundRequest *)in;
    struct served *served = rq->user;
    current->messages++;
    served->messages++;
    served->bytes += strlen(asked->order_id);
    return ERROR_OK;
}

static enum error answer_sum(struct request *rq)
{
    const struct served *served = rq->user;
    Shop__Payment out = SHOP__PAYMENT__INIT;
    char text[32];
    current->half_closed++;
    snprintf(text, sizeof text, "%zu", served->bytes);
    out.state = text;
    out.amount = served->messages;
    request_reply(rq, &out.base);
    return ERROR_OK;
}

static enum error count_down(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__OrderRequest *asked = (const Payments__OrderRequest *)in;
    enum error error = ERROR_OK;
    current->messages++;
    for (int i = 0; i < atoi(asked->order_id) && !error; i++)
        error = say(rq, "one of many", i);
    return error;
}

static enum error wallet(struct request *rq, const ProtobufCMessage *in)
{
    static const Shop__Wallet out = SHOP__WALLET__INIT;
    (void)in;
    request_reply(rq, &out.base);
    return ERROR_OK;
}

static const struct streaming both = {.client = true,
                                      .server = true,
                                      .opened = opened,
                                      .message = talk,
                                      .half_closed = say_bye,
                                      .room = room,
                                      .closed = closed};
static const struct streaming many_to_one = {.client = true,
                                             .opened = opened,
                                             .message = add_up,
                                             .half_closed = answer_sum,
                                             .closed = closed};
static const struct streaming one_to_many = {
    .server = true, .opened = opened, .message = count_down, .closed = closed};
static const struct method methods[] = {
    {"Charge", .access = ACCESS_READ, .streaming = &both},
    {"Refund", .access = ACCESS_READ, .streaming = &many_to_one},
    {"Find", .access = ACCESS_READ, .streaming = &one_to_many},
    {"Wallet", wallet, ACCESS_READ}};
static const struct face faces[] = {
    {&payments__payments__descriptor, methods, 4}};
const struct service flow_service = {
    .name = "payments", .faces = faces, .face_count = 1};

/* ---- the bench ---- */

static void handle(void *arg, struct exchange *exchange)
{
    struct flow_bench *bench = arg;
    const struct rest inner = {.runtime = runtime_uv_runtime(bench->uv)};
    grpc_handle(&inner, exchange);
}

static void abandoned(void *arg, struct exchange *exchange)
{
    (void)arg;
    grpc_abandoned(exchange);
}

static bool streams(void *arg, const struct http_request *request)
{
    struct flow_bench *bench = arg;
    return grpc_opens_stream(runtime_uv_runtime(bench->uv), request);
}

static void moved(void *arg, struct exchange *exchange)
{
    (void)arg;
    grpc_moved(exchange);
}

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing happened for twenty seconds");
}

void flow_bench_stop(struct flow_bench *bench)
{
    http_server_free(bench->server);
    bench->server = NULL;
}

struct flow_bench *flow_bench_new(const struct service *service, struct db *db)
{
    char path[96];
    struct flow_bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    current = bench;
    bench->db = db;
    snprintf(bench->directory, sizeof bench->directory, "/tmp/flow-XXXXXX");
    assert_non_null(mkdtemp(bench->directory));
    snprintf(path, sizeof path, "%s/payments-1.sock", bench->directory);
    assert_int_equal(address_unix(&bench->local, path), ERROR_OK);
    assert_int_equal(loop_new(&bench->loop), ERROR_OK);
    const struct runtime_uv_options options = {
        .service = service, .config = &bench->config, .db = db};
    assert_int_equal(runtime_uv_new(&bench->uv, bench->loop, &options),
                     ERROR_OK);
    bench->patience = loop_timer_new(bench->loop, out_of_patience, bench);
    loop_timer_set(bench->patience, PATIENCE_MS);
    const struct http_handler handler = {handle, abandoned, bench, streams,
                                         moved};
    assert_int_equal(http_server_new(&bench->server, bench->loop, &handler),
                     ERROR_OK);
    assert_int_equal(http_listen(bench->server, &bench->local, NULL), ERROR_OK);
    bench->channel = grpc_channel_new(bench->loop, &bench->local);
    return bench;
}

int flow_bench_set_up(void **state)
{
    *state = flow_bench_new(&flow_service, NULL);
    return 0;
}

int flow_bench_tear_down(void **state)
{
    struct flow_bench *bench = *state;
    grpc_channel_free(bench->channel);
    runtime_uv_free(bench->uv);
    if (bench->server)
        http_server_free(bench->server);
    loop_timer_free(bench->patience);
    loop_free(bench->loop);
    unlink(bench->local.host);
    assert_int_equal(rmdir(bench->directory), 0);
    db_close(bench->db);
    free(bench);
    return 0;
}

void flow_bench_until(struct flow_bench *bench, const int *number, int least)
{
    while (*number < least)
        loop_once(bench->loop, true);
}

/* ---- the client ---- */

static void look_at(struct flow *flow, struct slice bytes)
{
    ProtobufCMessage *message;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    assert_int_equal(message_unpack(&shop__payment__descriptor, bytes.data,
                                    bytes.length, &arena, &message),
                     ERROR_OK);
    const Shop__Payment *payment = (const Shop__Payment *)message;
    flow->amount = payment->amount;
    flow->out_of_order += payment->amount != flow->received;
    flow->received++;
    flow->bytes += strlen(payment->state);
    snprintf(flow->text, sizeof flow->text, "%s", payment->state);
    arena_release(&arena);
}

int flow_take(struct flow *flow, int most)
{
    struct slice bytes;
    int taken = 0;
    while (taken < most && grpc_receive(flow->channel, flow->id, &bytes)) {
        look_at(flow, bytes);
        taken++;
    }
    return taken;
}

static void on_moved(void *arg, uint64_t id)
{
    struct flow *flow = arg;
    assert_int_equal(id, flow->id);
    assert_false(flow->done);
    if (!flow->lazy)
        flow_take(flow, 1000000);
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct flow *flow = arg;
    assert_int_equal(id, flow->id);
    assert_false(flow->done);
    flow->done = true;
    flow->error = result->error;
    snprintf(flow->detail, sizeof flow->detail, "%s",
             result->detail ? result->detail : "");
}

void flow_open_on(struct grpc_channel *channel, struct flow_bench *bench,
                  struct flow *flow, uint64_t id, const char *method,
                  int64_t timeout_ms)
{
    flow->bench = bench;
    flow->channel = channel;
    flow->id = id;
    int index = message_method(&payments__payments__descriptor, method);
    const struct outgoing call = {.id = id,
                                  .peer = "payments",
                                  .contract = &payments__payments__descriptor,
                                  .method = (unsigned)index,
                                  .timeout_ms = timeout_ms};
    grpc_open(channel, &call, on_moved, on_done, flow);
}

void flow_open(struct flow_bench *bench, struct flow *flow, uint64_t id,
               const char *method, int64_t timeout_ms)
{
    flow_open_on(bench->channel, bench, flow, id, method, timeout_ms);
}

/* All requests of this contract have their order id in one of two fields. */
void flow_send(struct flow *flow, const char *order_id, int64_t amount)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    in.key = (char *)order_id; /* an OrderRequest's order_id */
    in.order_id = (char *)order_id;
    in.amount = amount;
    size_t size = protobuf_c_message_get_packed_size(&in.base);
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    protobuf_c_message_pack(&in.base, bytes);
    grpc_send(flow->channel, flow->id, (struct slice){(char *)bytes, size});
    free(bytes);
}

void flow_send_big(struct flow *flow, size_t bytes, int64_t amount)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    char *text = malloc(bytes + 1);
    assert_non_null(text);
    memset(text, 'b', bytes);
    text[bytes] = '\0';
    in.order_id = text;
    in.amount = amount;
    size_t size = protobuf_c_message_get_packed_size(&in.base);
    uint8_t *packed = malloc(size);
    assert_non_null(packed);
    protobuf_c_message_pack(&in.base, packed);
    grpc_send(flow->channel, flow->id, (struct slice){(char *)packed, size});
    free(packed);
    free(text);
}

void flow_half_close(struct flow *flow)
{
    grpc_half_close(flow->channel, flow->id);
}

void flow_until(struct flow *flow, int received)
{
    while (flow->received < received && !flow->done)
        loop_once(flow->bench->loop, true);
}

void flow_until_done(struct flow *flow)
{
    while (!flow->done)
        loop_once(flow->bench->loop, true);
}
