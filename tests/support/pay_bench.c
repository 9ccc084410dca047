/*
 * pay_bench -- both ends of gRPC in one process and one loop.
 *
 * The idea: a runtime, a server on a Unix socket and on a free port, and a
 * channel to it share the loop, so a test is a sequence: start a call, turn
 * the loop until its answer, look. One timer bounds every wait.
 */
#include "tests/support/pay_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/message.h"
#include "tests/support/cmocka_all.h"

enum { PATIENCE_MS = 20000 };

static struct pay_bench *current; /* for the handlers */

/* ---- the service ---- */

static enum error reply_with(struct request *rq, const char *text,
                             int64_t amount)
{
    Shop__Payment *out = arena_alloc(&rq->arena, sizeof *out);
    assert_non_null(out);
    shop__payment__init(out);
    out->state = arena_string(&rq->arena, text);
    out->amount = amount;
    assert_non_null(out->state);
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error reply_big(struct request *rq, size_t bytes)
{
    char *text = arena_alloc(&rq->arena, bytes + 1);
    assert_non_null(text);
    memset(text, 'x', bytes);
    Shop__Payment *out = arena_alloc(&rq->arena, sizeof *out);
    assert_non_null(out);
    shop__payment__init(out);
    out->state = text;
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error charge(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__ChargeRequest *wanted = (const Payments__ChargeRequest *)in;
    const char *what = wanted->order_id;
    current->ran++;
    if (strcmp(what, "about") == 0)
        request_about(rq, "/api/orders/%s%%", "가");
    if (strcmp(what, "refuse") == 0 || strcmp(what, "about") == 0)
        return error_explain(ERROR_DECLINED, "잔액 부족: 100 %% is missing");
    if (strcmp(what, "caller") == 0)
        return reply_with(rq, rq->caller.scope, rq->caller.subject);
    if (strcmp(what, "identity") == 0)
        return reply_with(rq, rq->identity ? rq->identity : "", 0);
    if (strcmp(what, "key") == 0)
        return reply_with(rq, rq->key ? rq->key : "none", 0);
    if (strcmp(what, "deadline") == 0)
        return reply_with(rq, "",
                          rq->deadline_ms == INT64_MAX
                              ? -1
                              : rq->deadline_ms - rq->received_ms);
    if (strcmp(what, "big") == 0)
        return reply_big(rq, (size_t)wanted->amount);
    if (strcmp(what, "flaky") == 0 && current->failures > 0) {
        current->failures--;
        return error_explain(ERROR_UNAVAILABLE, "not just now");
    }
    if (strcmp(what, "echo of a key") == 0)
        return current->ran == 1   ? error_explain(ERROR_UNAVAILABLE, "lost")
               : current->ran == 2 ? error_explain(ERROR_KEY_IN_FLIGHT, "wait")
                                   : reply_with(rq, "done", 0);
    if (strcmp(what, "busy") == 0 && current->failures > 0) {
        current->failures--;
        return error_explain(ERROR_OVERLOADED, "too much at once");
    }
    if (strcmp(what, "hold") == 0 || strcmp(what, "hold once") == 0) {
        if (what[4] && current->held)
            return reply_with(rq, "second", 0);
        current->held = rq;
        return ERROR_OK;
    }
    return reply_with(rq, what, wanted->amount);
}

static enum error nothing(struct request *rq, const ProtobufCMessage *in)
{
    static const Control__Nothing out = CONTROL__NOTHING__INIT;
    static const Shop__Payment payment = SHOP__PAYMENT__INIT;
    static const Shop__Wallet wallet = SHOP__WALLET__INIT;
    const ProtobufCMessage *answers[] = {&out.base, &payment.base,
                                         &wallet.base};
    size_t method = (size_t)(rq->method - rq->face->methods);
    (void)in;
    bool control = rq->face->contract == &control__control__descriptor;
    request_reply(rq, answers[control ? 0 : method == 3 ? 2 : 1]);
    return ERROR_OK;
}

static const struct method pay_methods[] = {{"Charge", charge, ACCESS_READ},
                                            {"Refund", nothing, ACCESS_READ},
                                            {"Find", nothing, ACCESS_READ},
                                            {"Wallet", nothing, ACCESS_READ}};
static const struct method control_methods[] = {
    {"Status", nothing, ACCESS_READ},
    {"ArmCrash", nothing, ACCESS_READ},
    {"SetLog", nothing, ACCESS_READ},
    {"ListSettings", nothing, ACCESS_READ},
    {"SetSetting", nothing, ACCESS_READ},
    {"ListGauges", nothing, ACCESS_READ}};
static const struct face faces[] = {
    {&payments__payments__descriptor, pay_methods, 4},
    {&control__control__descriptor, control_methods, 6}};
static const struct service pay_service = {
    .name = "payments", .faces = faces, .face_count = 2};

/* ---- the bench ---- */

static void handle(void *arg, struct exchange *exchange)
{
    struct pay_bench *bench = arg;
    const struct rest inner = {.runtime = runtime_uv_runtime(bench->uv)};
    grpc_handle(&inner, exchange);
}

static void abandoned(void *arg, struct exchange *exchange)
{
    (void)arg;
    grpc_abandoned(exchange);
}

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing happened for twenty seconds");
}

void pay_bench_serve(struct pay_bench *bench)
{
    const struct http_handler handler = {handle, abandoned, bench};
    struct address any = {.kind = ADDRESS_TCP, .host = "127.0.0.1"};
    struct address taken;
    assert_int_equal(http_server_new(&bench->server, bench->loop, &handler),
                     ERROR_OK);
    assert_int_equal(http_listen(bench->server, &bench->local, &taken),
                     ERROR_OK);
    assert_int_equal(http_listen(bench->server, &any, &bench->tcp), ERROR_OK);
}

void pay_bench_stop(struct pay_bench *bench)
{
    http_server_free(bench->server);
    bench->server = NULL;
}

int pay_bench_set_up(void **state)
{
    char path[96];
    struct pay_bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    current = bench;
    snprintf(bench->directory, sizeof bench->directory, "/tmp/pay-XXXXXX");
    assert_non_null(mkdtemp(bench->directory));
    snprintf(path, sizeof path, "%s/payments-1.sock", bench->directory);
    assert_int_equal(address_unix(&bench->local, path), ERROR_OK);
    assert_int_equal(loop_new(&bench->loop), ERROR_OK);
    const struct runtime_uv_options options = {.service = &pay_service,
                                               .config = &bench->config};
    assert_int_equal(runtime_uv_new(&bench->uv, bench->loop, &options),
                     ERROR_OK);
    bench->patience = loop_timer_new(bench->loop, out_of_patience, bench);
    loop_timer_set(bench->patience, PATIENCE_MS);
    pay_bench_serve(bench);
    bench->channel = grpc_channel_new(bench->loop, &bench->local);
    *state = bench;
    return 0;
}

int pay_bench_tear_down(void **state)
{
    struct pay_bench *bench = *state;
    grpc_channel_free(bench->channel);
    runtime_uv_free(bench->uv);
    if (bench->server)
        http_server_free(bench->server);
    loop_timer_free(bench->patience);
    loop_free(bench->loop);
    unlink(bench->local.host);
    assert_int_equal(rmdir(bench->directory), 0);
    free(bench);
    return 0;
}

/* ---- calls ---- */

void pay_answer_clear(struct pay_answer *answer)
{
    free(answer->state);
    *answer = (struct pay_answer){0};
}

static void on_answer(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct pay_answer *answer = arg;
    ProtobufCMessage *message;
    struct arena arena;
    (void)id;
    assert_false(answer->done);
    answer->done = true;
    loop_stop(current->loop);
    answer->error = result->error;
    snprintf(answer->detail, sizeof answer->detail, "%s",
             result->detail ? result->detail : "");
    snprintf(answer->instance, sizeof answer->instance, "%s",
             result->instance ? result->instance : "");
    if (result->error)
        return;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    assert_int_equal(message_unpack(&shop__payment__descriptor,
                                    result->message.data,
                                    result->message.length, &arena, &message),
                     ERROR_OK);
    answer->state = strdup(((Shop__Payment *)message)->state);
    answer->amount = ((Shop__Payment *)message)->amount;
    arena_release(&arena);
}

/* Packs the message and hands the call to whoever sends it. */
static void start(void (*send)(void *way, const struct outgoing *call,
                               grpc_done *done, void *arg),
                  void *way, struct outgoing *call, const char *order_id,
                  int64_t amount, struct pay_answer *answer)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    in.order_id = (char *)order_id;
    in.amount = amount;
    size_t size = protobuf_c_message_get_packed_size(&in.base);
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    protobuf_c_message_pack(&in.base, bytes);
    call->peer = "payments";
    call->contract = &payments__payments__descriptor;
    call->message = (struct slice){(char *)bytes, size};
    if (!call->timeout_ms)
        call->timeout_ms = 5000;
    send(way, call, on_answer, answer);
    free(bytes);
}

static void send_to_channel(void *way, const struct outgoing *call,
                            grpc_done *done, void *arg)
{
    grpc_start(way, call, done, arg);
}

void pay_start(struct grpc_channel *channel, uint64_t id, const char *order_id,
               int64_t amount, struct pay_answer *answer)
{
    struct outgoing call = {.id = id};
    start(send_to_channel, channel, &call, order_id, amount, answer);
}

void pay_start_as(struct grpc_channel *channel, struct outgoing *call,
                  const char *order_id, struct pay_answer *answer)
{
    start(send_to_channel, channel, call, order_id, 0, answer);
}

void pay_send(const struct outbound *outbound, void *way, struct outgoing *call,
              const char *order_id, struct pay_answer *answer)
{
    start(outbound->send, way, call, order_id, 0, answer);
}

void pay_send_ready(struct grpc_channel *channel, const struct outgoing *call,
                    struct pay_answer *answer)
{
    grpc_start(channel, call, on_answer, answer);
}

void pay_wait(struct pay_bench *bench, const struct pay_answer *answer)
{
    while (!answer->done)
        loop_run(bench->loop);
}

void pay_wait_held(struct pay_bench *bench)
{
    while (!bench->held)
        loop_once(bench->loop, true);
}
