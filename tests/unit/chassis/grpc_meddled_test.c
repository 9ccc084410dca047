/*
 * grpc_meddled_test -- one changed byte, wherever it is, is never believed.
 *
 * The idea: a client and a server of ours talk over real sockets through
 * somebody who changes one byte of their connection. Three calls make a round:
 * two at once, so that an answer may be taken for the other's, and a third
 * behind them, whose head leans on the header table that the first two left.
 * A round is repeated for every byte of both ways. Whatever a handler is given
 * must be one of the three calls, whole; whatever a client believes must be
 * what the handler said to that call.
 *
 * A call that hangs (a length was changed) is ended by hanging up once nothing
 * moves any more, so no clock is waited for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/identity.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"
#include "tests/support/meddler.h"

enum {
    CALLS = 3,
    CHANGES = 9,      /* of a byte */
    MESSAGES = 3,     /* of a stream, each way */
    ROUND_MS = 20000, /* at most */
    LATER_TURNS = 8   /* of the loop: what was under way has come */
};

/* ---- what is said ---- */

static const struct saying {
    const char *key, *order_id, *scope;
    int64_t amount, subject;
    uint8_t trace;
    const char *answer;
} sayings[CALLS] = {{"key-of-the-mug", "01J0000000000000000000MUG1",
                     "orders:write", 12000, 7, 0x11, "CHARGED a mug"},
                    {"key-of-the-hat", "01J0000000000000000000HAT1",
                     "orders:write", 23000, 8, 0x22, "CHARGED a hat"},
                    {"key-of-the-tee", "01J0000000000000000000TEE1",
                     "orders:read", 31000, 7, 0x33, "CHARGED a tee"}};

static const char identity_text[] =
    "orders.1."
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static struct round {
    int way;
    size_t at;
    unsigned by;
    int ran[CALLS];
    int wrong;
} now;

static void complain(const char *what, const char *about)
{
    now.wrong++;
    print_error("way %d, byte %zu, by 0x%02x: %s: %s\n", now.way, now.at,
                now.by, what, about);
}

/* ---- the service ---- */

static bool is_said(const struct request *rq, const Payments__ChargeRequest *in,
                    const struct saying *saying)
{
    return rq->key && strcmp(rq->key, saying->key) == 0 &&
           strcmp(in->key, saying->key) == 0 &&
           strcmp(in->order_id, saying->order_id) == 0 &&
           in->amount == saying->amount &&
           in->customer_id == (int32_t)saying->subject &&
           rq->caller.subject == saying->subject &&
           strcmp(rq->caller.scope, saying->scope) == 0 && rq->identity &&
           strcmp(rq->identity, identity_text) == 0 &&
           rq->trace.trace_id[0] == saying->trace &&
           rq->trace.trace_id[15] == saying->trace;
}

static enum error charge(struct request *rq, const ProtobufCMessage *message)
{
    const Payments__ChargeRequest *in =
        (const Payments__ChargeRequest *)message;
    Shop__Payment *out = arena_alloc(&rq->arena, sizeof *out);
    assert_non_null(out);
    shop__payment__init(out);
    for (int i = 0; i < CALLS; i++)
        if (is_said(rq, in, &sayings[i])) {
            if (now.ran[i]++ > 0)
                complain("done twice", sayings[i].key);
            out->amount = sayings[i].amount;
            out->state = (char *)(uintptr_t)sayings[i].answer;
            request_reply(rq, &out->base);
            return ERROR_OK;
        }
    complain("nobody said", rq->key ? rq->key : "no key");
    return error_explain(ERROR_DECLINED, "what is this?");
}

static enum error foreign(struct request *rq, const ProtobufCMessage *in)
{
    static const Shop__Wallet wallet = SHOP__WALLET__INIT;
    (void)in;
    complain("another method ran", rq->method->name);
    request_reply(rq, &wallet.base);
    return ERROR_OK;
}

static const char *const words[MESSAGES] = {"first of three", "second of three",
                                            "third of three"};

static enum error say(struct request *rq, int number)
{
    Shop__Payment out = SHOP__PAYMENT__INIT;
    out.state = (char *)(uintptr_t)words[number];
    out.amount = number;
    return request_send(rq, &out.base);
}

static enum error opened(struct request *rq)
{
    rq->user = arena_alloc(&rq->arena, sizeof(int));
    assert_non_null(rq->user);
    *(int *)rq->user = 0;
    return ERROR_OK;
}

static enum error talk(struct request *rq, const ProtobufCMessage *message)
{
    const Payments__RefundRequest *in =
        (const Payments__RefundRequest *)message;
    int number = (*(int *)rq->user)++;
    if (number >= MESSAGES || strcmp(in->key, words[number]) != 0 ||
        strcmp(in->order_id, words[number]) != 0)
        complain("a message nobody sent", in->key);
    return number < MESSAGES ? say(rq, number) : ERROR_OK;
}

static enum error tell_all(struct request *rq, const ProtobufCMessage *message)
{
    const Payments__OrderRequest *in = (const Payments__OrderRequest *)message;
    enum error error = ERROR_OK;
    if (strcmp(in->order_id, words[0]) != 0)
        complain("a question nobody asked", in->order_id);
    for (int i = 0; i < MESSAGES && !error; i++)
        error = say(rq, i);
    return error;
}

static const struct streaming both = {
    .client = true, .server = true, .opened = opened, .message = talk};
static const struct streaming one_to_many = {.server = true,
                                             .message = tell_all};
static const struct method methods[] = {
    {"Charge", charge, ACCESS_READ},
    {"Refund", .access = ACCESS_READ, .streaming = &both},
    {"Find", .access = ACCESS_READ, .streaming = &one_to_many},
    {"Wallet", foreign, ACCESS_READ}};
static const struct face faces[] = {
    {&payments__payments__descriptor, methods, 4}};
static const struct service service = {
    .name = "payments", .faces = faces, .face_count = 1};

/* ---- a round ---- */

struct bench {
    struct flow_bench *flow;
    struct meddler meddler;
    struct random random;
};

/* What a client was told of one call. */
struct told {
    bool done, unsent;
    enum error error;
    int saying;
};

static void on_told(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct told *told = arg;
    const struct saying *saying = &sayings[told->saying];
    Shop__Payment *payment = NULL;
    (void)id;
    told->done = true;
    told->error = result->error;
    told->unsent = result->unsent;
    if (!result->error)
        payment = shop__payment__unpack(NULL, result->message.length,
                                        (const uint8_t *)result->message.data);
    if (!result->error && (!payment || payment->amount != saying->amount ||
                           strcmp(payment->state, saying->answer) != 0))
        complain("an answer nobody gave", saying->key);
    if (payment)
        shop__payment__free_unpacked(payment, NULL);
}

static void start(struct grpc_channel *channel, int which, struct told *told)
{
    const struct saying *saying = &sayings[which];
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    uint8_t bytes[128];
    in.key = (char *)(uintptr_t)saying->key;
    in.order_id = (char *)(uintptr_t)saying->order_id;
    in.customer_id = (int32_t)saying->subject;
    in.amount = saying->amount;
    assert_in_range(protobuf_c_message_get_packed_size(&in.base), 1,
                    sizeof bytes);
    size_t size = protobuf_c_message_pack(&in.base, bytes);
    struct outgoing call = {.id = (uint64_t)which + 1,
                            .peer = "payments",
                            .contract = &payments__payments__descriptor,
                            .message = {(char *)bytes, size},
                            .timeout_ms = 60000,
                            .caller.subject = saying->subject,
                            .key = saying->key};
    snprintf(call.caller.scope, sizeof call.caller.scope, "%s", saying->scope);
    memset(call.trace.trace_id, saying->trace, sizeof call.trace.trace_id);
    memset(call.trace.span_id, saying->trace, sizeof call.trace.span_id);
    *told = (struct told){.saying = which};
    grpc_start(channel, &call, on_told, told);
}

static void settle(struct bench *bench, const bool *done, struct flow *flow)
{
    int seen = 0;
    while (!*done) {
        meddler_turn(&bench->meddler);
        while (flow && flow_take(flow, 1) > 0) {
            if (seen >= MESSAGES || strcmp(flow->text, words[seen]) != 0)
                complain("a message nobody said", flow->text);
            seen++;
        }
    }
}

static struct grpc_channel *begin(struct bench *bench, int way, size_t at,
                                  unsigned char by)
{
    now = (struct round){.way = way, .at = at, .by = by};
    loop_timer_set(bench->flow->patience, ROUND_MS);
    meddler_aim(&bench->meddler, way, at, by);
    return grpc_channel_new(bench->flow->loop, &bench->meddler.front);
}

static void end(struct bench *bench, struct grpc_channel *channel)
{
    grpc_channel_free(channel);
    meddler_hang_up(&bench->meddler);
    for (int i = 0; i < LATER_TURNS; i++)
        loop_once(bench->flow->loop, false);
    if (now.way >= 0 && !bench->meddler.struck)
        complain("was never reached", "");
}

static void judge(const struct told *told)
{
    const char *key = sayings[told->saying].key;
    if (!told->error && now.ran[told->saying] == 0)
        complain("answered and never done", key);
    if (told->unsent && now.ran[told->saying] > 0)
        complain("done and said to be unsent", key);
    if (told->error && now.way < 0)
        complain("failed though nobody meddled", key);
}

static void call_round(struct bench *bench, int way, size_t at,
                       unsigned char by)
{
    struct told told[CALLS];
    struct grpc_channel *channel = begin(bench, way, at, by);
    start(channel, 0, &told[0]);
    start(channel, 1, &told[1]);
    settle(bench, &told[0].done, NULL);
    settle(bench, &told[1].done, NULL);
    start(channel, 2, &told[2]);
    settle(bench, &told[2].done, NULL);
    end(bench, channel);
    for (int i = 0; i < CALLS; i++)
        judge(&told[i]);
}

static void stream_round(struct bench *bench, const char *method, int sent,
                         int way, size_t at, unsigned char by)
{
    struct flow flow = {.lazy = true};
    struct grpc_channel *channel = begin(bench, way, at, by);
    flow_open_on(channel, bench->flow, &flow, 1, method, 60000);
    for (int i = 0; i < sent; i++)
        flow_send(&flow, words[i], i);
    flow_half_close(&flow);
    settle(bench, &flow.done, &flow);
    end(bench, channel);
    if (!flow.error && flow.received != MESSAGES)
        complain("a good end before all was said", method);
    if (flow.out_of_order > 0)
        complain("out of order", method);
    if (flow.error && way < 0)
        complain("failed though nobody meddled", method);
}

static void round_of(struct bench *bench, const char *method, int way,
                     size_t at, unsigned char by)
{
    if (strcmp(method, "Charge") == 0)
        call_round(bench, way, at, by);
    else
        stream_round(bench, method, strcmp(method, "Find") == 0 ? 1 : MESSAGES,
                     way, at, by);
}

/* Every byte of both ways, by each bit alone and by something else. */
static void meddle_with_all(struct bench *bench, const char *method)
{
    size_t bytes[MEDDLER_WAYS];
    int wrong = 0;
    round_of(bench, method, -1, 0, 0);
    assert_int_equal(now.wrong, 0);
    memcpy(bytes, bench->meddler.passed, sizeof bytes);
    for (int way = 0; way < MEDDLER_WAYS; way++)
        for (size_t i = 0; i < bytes[way] * CHANGES; i++) {
            uint64_t any = 1 + random_below(&bench->random, 255);
            unsigned bit = 1u << i % CHANGES; /* 256: any */
            round_of(bench, method, way, i / CHANGES,
                     (unsigned char)(bit < 256 ? bit : any));
            wrong += now.wrong;
        }
    print_message("%s: %zu bytes there, %zu back\n", method, bytes[0],
                  bytes[1]);
    assert_int_equal(wrong, 0);
}

/* ---- the tests ---- */

static void a_changed_call_is_not_done_nor_its_answer_believed(void **state)
{
    meddle_with_all(*state, "Charge");
}

static void a_changed_message_of_a_stream_is_not_received(void **state)
{
    meddle_with_all(*state, "Find");
}

static void nor_is_one_that_a_client_streams(void **state)
{
    meddle_with_all(*state, "Refund");
}

static int set_up(void **state)
{
    const char *text = getenv("SEED");
    struct bench *bench = calloc(1, sizeof *bench);
    struct address front;
    char path[96];
    assert_non_null(bench);
    uint64_t seed = text ? strtoull(text, NULL, 10) : 1;
    print_message("SEED=%llu\n", (unsigned long long)seed);
    random_seed(&bench->random, seed);
    assert_int_equal(setenv(IDENTITY_VARIABLE, identity_text, 1), 0);
    bench->flow = flow_bench_new(&service, NULL);
    snprintf(path, sizeof path, "%s/meddler.sock", bench->flow->directory);
    assert_int_equal(address_unix(&front, path), ERROR_OK);
    meddler_open(&bench->meddler, bench->flow->loop, &front,
                 &bench->flow->local);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    void *flow = bench->flow;
    meddler_close(&bench->meddler);
    free(bench);
    unsetenv(IDENTITY_VARIABLE);
    return flow_bench_tear_down(&flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_changed_call_is_not_done_nor_its_answer_believed, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_changed_message_of_a_stream_is_not_received, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nor_is_one_that_a_client_streams,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
