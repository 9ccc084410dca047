/*
 * runtime_open_test -- a service that opens streams to another one.
 *
 * Two runtimes share a loop: the one that serves payments as streams, and one
 * that asks. What the asker does, it does in turns, by timers of 0 ms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/db.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"

static enum error nothing(struct request *rq, const ProtobufCMessage *in)
{
    static const Shop__Wallet out = SHOP__WALLET__INIT;
    (void)in;
    request_reply(rq, &out.base);
    return ERROR_OK;
}

static const struct method methods[] = {{"Charge", nothing, ACCESS_READ},
                                        {"Refund", nothing, ACCESS_READ},
                                        {"Find", nothing, ACCESS_READ},
                                        {"Wallet", nothing, ACCESS_READ}};
static const struct face faces[] = {
    {&payments__payments__descriptor, methods, 4}};

struct asker {
    struct flow_bench *bench;
    struct config config;
    struct runtime_uv *uv;
    struct runtime *rt;
    struct db *db; /* or NULL */
    uint64_t stream;
    int ran, received, rooms, ended, resumed;
    int64_t out_of_order, sent, wanted;
    char text[64];
    enum error error;
    bool failing; /* the next message's handler */
    enum error opened;
    int64_t timeout_ms;
    const char *method;
};

static struct asker *asker;

static enum error resume(struct runtime *rt)
{
    (void)rt;
    asker->resumed++;
    return ERROR_OK;
}

static const struct service asker_service = {
    .name = "asker", .faces = faces, .face_count = 1, .resume = resume};
static const char *const schemas[] = {"CREATE TABLE t (n INTEGER) STRICT;",
                                      NULL};
static const struct service asker_with_books = {.name = "asker",
                                                .schemas = schemas,
                                                .faces = faces,
                                                .face_count = 1,
                                                .resume = resume};

/* ---- what the stream tells ---- */

static enum error on_message(struct runtime *rt, void *arg,
                             const ProtobufCMessage *in)
{
    const Shop__Payment *payment = (const Shop__Payment *)in;
    assert_ptr_equal(arg, asker);
    assert_ptr_equal(rt, asker->rt);
    asker->out_of_order += payment->amount != asker->received;
    asker->received++;
    snprintf(asker->text, sizeof asker->text, "%s", payment->state);
    if (!asker->failing)
        return ERROR_OK;
    asker->failing = false;
    return error_explain(ERROR_INTERNAL, "planted");
}

static enum error say(const char *order_id, int64_t amount)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    in.order_id = (char *)order_id;
    in.amount = amount;
    return runtime_send(asker->rt, asker->stream, &in.base);
}

static enum error flood(void)
{
    char text[2001];
    enum error error = ERROR_OK;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    while (!error && asker->sent < asker->wanted &&
           runtime_can_send(asker->rt, asker->stream))
        error = say(text, asker->sent++);
    return error;
}

static enum error on_room(struct runtime *rt, void *arg)
{
    (void)rt, (void)arg;
    asker->rooms++;
    return flood();
}

static enum error on_ended(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    (void)rt, (void)arg;
    asker->ended++;
    asker->error = answer->error;
    assert_null(answer->message);
    return ERROR_OK;
}

static const struct stream_handlers handlers = {
    .message = on_message, .room = on_room, .ended = on_ended};

/* ---- what the asker does, each in a turn ---- */

static enum error open_it(struct runtime *rt, void *arg)
{
    const struct call call = {.peer = "payments",
                              .contract = &payments__payments__descriptor,
                              .method = asker->method,
                              .timeout_ms = asker->timeout_ms};
    (void)arg;
    asker->opened = runtime_open(rt, &call, &handlers, asker, &asker->stream);
    asker->ran++;
    return ERROR_OK;
}

static enum error open_and_say(struct runtime *rt, void *arg)
{
    open_it(rt, arg);
    enum error error = say("one", 0);
    return error ? error : say("two", 1);
}

static enum error open_and_fail(struct runtime *rt, void *arg)
{
    open_and_say(rt, arg);
    return error_explain(ERROR_INTERNAL, "planted");
}

static enum error say_and_fail(struct runtime *rt, void *arg)
{
    (void)rt, (void)arg;
    asker->ran++;
    say("never", 9);
    runtime_half_close(rt, asker->stream);
    runtime_cancel(rt, asker->stream);
    return error_explain(ERROR_INTERNAL, "planted");
}

static enum error say_text(struct runtime *rt, void *arg)
{
    (void)rt;
    asker->ran++;
    return say(arg, asker->received);
}

static enum error half_close(struct runtime *rt, void *arg)
{
    (void)arg;
    asker->ran++;
    runtime_half_close(rt, asker->stream);
    return ERROR_OK;
}

static enum error cancel(struct runtime *rt, void *arg)
{
    (void)arg;
    asker->ran++;
    runtime_cancel(rt, asker->stream);
    runtime_cancel(rt, asker->stream);
    return say("behind the end", 0);
}

static enum error start_flood(struct runtime *rt, void *arg)
{
    (void)rt, (void)arg;
    asker->ran++;
    return flood();
}

static void until(const int *number, int least)
{
    flow_bench_until(asker->bench, number, least);
}

static void in_a_turn(timer_handler *action, const char *text)
{
    int ran = asker->ran;
    runtime_after(asker->rt, 0, action, (void *)text);
    until(&asker->ran, ran + 1);
}

/* ---- tests ---- */

static void a_service_talks_to_another(void **state)
{
    (void)state;
    in_a_turn(open_and_say, NULL);
    assert_int_equal(asker->opened, ERROR_OK);
    until(&asker->received, 2);
    assert_string_equal(asker->text, "two");
    in_a_turn(say_text, "three");
    until(&asker->received, 3);
    in_a_turn(half_close, NULL);
    until(&asker->ended, 1);
    assert_int_equal(asker->error, ERROR_OK);
    assert_string_equal(asker->text, "bye");
    assert_int_equal(asker->out_of_order, 1); /* "bye" */
    in_a_turn(say_text, "nobody hears");
    in_a_turn(half_close, NULL);
    in_a_turn(cancel, NULL);
    assert_int_equal(asker->ended, 1);
}

static void what_a_failed_event_did_never_left(void **state)
{
    (void)state;
    in_a_turn(open_and_fail, NULL);
    in_a_turn(open_and_say, NULL);
    until(&asker->received, 2);
    assert_int_equal(asker->bench->opened, 1);
    in_a_turn(say_and_fail, NULL); /* neither sent, half-closed nor cancelled */
    in_a_turn(say_text, "alive");
    until(&asker->received, 3);
    assert_string_equal(asker->text, "alive");
    assert_int_equal(asker->bench->messages, 3);
    in_a_turn(cancel, NULL);
}

static void a_cancelled_stream_tells_nothing_more(void **state)
{
    (void)state;
    in_a_turn(open_and_say, NULL);
    until(&asker->received, 2);
    in_a_turn(cancel, NULL);
    until(&asker->bench->closed, 1);
    assert_int_equal(asker->bench->ended, ERROR_CANCELLED);
    assert_int_equal(asker->ended, 0);
}

static void the_deadline_ends_a_stream(void **state)
{
    (void)state;
    asker->timeout_ms = 50;
    in_a_turn(open_and_say, NULL);
    until(&asker->ended, 1);
    assert_int_equal(asker->error, ERROR_DEADLINE);
    assert_int_equal(asker->received, 2);
    until(&asker->bench->closed, 1);
}

static void a_dead_peer_ends_a_stream(void **state)
{
    (void)state;
    in_a_turn(open_and_say, NULL);
    until(&asker->received, 2);
    flow_bench_stop(asker->bench);
    until(&asker->ended, 1);
    assert_int_equal(asker->error, ERROR_UNAVAILABLE);
}

static void a_peer_that_nobody_knows_ends_a_stream(void **state)
{
    (void)state;
    asker->config.peer_count = 0;
    in_a_turn(open_and_say, NULL);
    until(&asker->ended, 1);
    assert_int_equal(asker->error, ERROR_UNAVAILABLE);
}

/* 10 MB through a queue of a quarter of one: room is told, order is kept. */
static void a_fast_sender_waits_for_room(void **state)
{
    (void)state;
    in_a_turn(open_it, NULL);
    asker->wanted = 5000;
    in_a_turn(start_flood, NULL);
    assert_in_range(asker->sent, 1, asker->wanted - 1);
    until(&asker->received, 5000);
    assert_int_equal(asker->out_of_order, 0);
    assert_in_range(asker->rooms, 1, 5000);
    in_a_turn(cancel, NULL);
}

static void an_open_stream_does_not_keep_a_process(void **state)
{
    (void)state;
    in_a_turn(open_and_say, NULL);
    until(&asker->received, 2);
    assert_int_equal(runtime_busy(asker->rt), 0);
}

static void a_recovery_forgets_streams_and_resumes(void **state)
{
    (void)state;
    in_a_turn(open_and_say, NULL);
    asker->failing = true; /* the first message's handler */
    int resumed = asker->resumed;
    until(&asker->resumed, resumed + 1);
    until(&asker->bench->closed, 1);
    assert_int_equal(asker->bench->ended, ERROR_CANCELLED);
    assert_int_equal(asker->ended, 0);
    in_a_turn(open_and_say, NULL);
    until(&asker->bench->opened, 2);
    in_a_turn(cancel, NULL);
}

/* Each of many streams does something by chance; in the end all have ended,
 * and everything is where it was. */
static void streams_by_chance_leave_nothing_behind(void **state)
{
    enum { ROUNDS = 300 };
    const char *given = getenv("CLEAVE_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 0) : 20251125;
    struct random random;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    random_seed(&random, seed);
    for (int i = 0; i < ROUNDS; i++) {
        static timer_handler *const actions[] = {
            open_and_say, open_it, open_and_fail, say_and_fail,
            half_close,   cancel,  start_flood,   cancel};
        asker->wanted += (int64_t)random_below(&random, 300);
        asker->timeout_ms = (int64_t)random_below(&random, 4) * 10;
        runtime_after(asker->rt, (int64_t)random_below(&random, 3),
                      actions[random_below(&random, 8)], NULL);
        if (random_below(&random, 3) == 0)
            loop_once(asker->bench->loop, random_below(&random, 2) == 0);
    }
    until(&asker->ran, ROUNDS);
    runtime_uv_free(asker->uv); /* what is open is cancelled */
    asker->uv = NULL;
    until(&asker->bench->closed, asker->bench->opened);
    struct runtime *served = runtime_uv_runtime(asker->bench->uv);
    while (runtime_busy(served) > 0)
        loop_once(asker->bench->loop, true);
    assert_int_equal(asker->bench->closed, asker->bench->opened);
}

/* ---- set up ---- */

static int begin(void **state, bool books)
{
    flow_bench_set_up(state);
    asker = calloc(1, sizeof *asker);
    assert_non_null(asker);
    asker->bench = *state;
    asker->method = "Charge";
    asker->config.peer_count = 1;
    snprintf(asker->config.peers[0].name, sizeof asker->config.peers[0].name,
             "payments");
    asker->config.peers[0].address = asker->bench->local;
    if (books)
        assert_int_equal(db_open(&asker->db, NULL, DB_MEMORY), ERROR_OK);
    const struct runtime_uv_options options = {
        .service = books ? &asker_with_books : &asker_service,
        .config = &asker->config,
        .db = asker->db};
    assert_int_equal(runtime_uv_new(&asker->uv, asker->bench->loop, &options),
                     ERROR_OK);
    asker->rt = runtime_uv_runtime(asker->uv);
    return 0;
}

static int set_up(void **state)
{
    return begin(state, false);
}

static int set_up_with_books(void **state)
{
    return begin(state, true);
}

static int tear_down(void **state)
{
    runtime_uv_free(asker->uv);
    db_close(asker->db);
    flow_bench_tear_down(state);
    free(asker);
    return 0;
}

#define ASKER_TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKER_TEST(a_service_talks_to_another),
        ASKER_TEST(what_a_failed_event_did_never_left),
        ASKER_TEST(a_cancelled_stream_tells_nothing_more),
        ASKER_TEST(the_deadline_ends_a_stream),
        ASKER_TEST(a_dead_peer_ends_a_stream),
        ASKER_TEST(a_peer_that_nobody_knows_ends_a_stream),
        ASKER_TEST(a_fast_sender_waits_for_room),
        ASKER_TEST(an_open_stream_does_not_keep_a_process),
        cmocka_unit_test_setup_teardown(a_recovery_forgets_streams_and_resumes,
                                        set_up_with_books, tear_down),
        ASKER_TEST(streams_by_chance_leave_nothing_behind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
