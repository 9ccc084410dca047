/*
 * grpc_client_test -- a channel and what may become of its calls: answered,
 * refused, cancelled, cut off; both ends are the real ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/grpc_call.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/pay_bench.h"

/* ---- answers ---- */

static void a_call_is_answered(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer = {0};
    pay_start(bench->channel, 1, "ok", 4200, &answer);
    assert_false(answer.done); /* never from inside grpc_start() */
    pay_wait(bench, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    assert_string_equal(answer.state, "ok");
    assert_int_equal(answer.amount, 4200);
    pay_answer_clear(&answer);
}

static void more_calls_than_streams_are_all_answered(void **state)
{
    enum { CALLS = 5 * LIMIT_STREAMS };
    struct pay_bench *bench = *state;
    struct pay_answer *answers = calloc(CALLS, sizeof *answers);
    for (int i = 0; i < CALLS; i++)
        pay_start(bench->channel, (uint64_t)i + 1, "ok", i, &answers[i]);
    for (int i = 0; i < CALLS; i++) {
        pay_wait(bench, &answers[i]);
        assert_int_equal(answers[i].error, ERROR_OK);
        assert_int_equal(answers[i].amount, i);
        pay_answer_clear(&answers[i]);
    }
    assert_int_equal(bench->ran, CALLS);
    assert_int_equal(http_server_connections(bench->server), 1);
    free(answers);
}

static void an_error_keeps_its_name_its_sentence_and_its_thing(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer = {0};
    pay_start(bench->channel, 1, "about", 0, &answer);
    pay_wait(bench, &answer);
    assert_int_equal(answer.error, ERROR_DECLINED);
    assert_string_equal(answer.detail, "잔액 부족: 100 % is missing");
    assert_string_equal(answer.instance, "/api/orders/가%");
    pay_answer_clear(&answer);
}

static void large_messages_pass_both_ways(void **state)
{
    enum { BYTES = LIMIT_MESSAGE_BYTES - 64 };
    struct pay_bench *bench = *state;
    struct pay_answer answer = {0};
    char *order_id = malloc(BYTES + 1);
    memset(order_id, 'o', BYTES);
    order_id[BYTES] = '\0';
    pay_start(bench->channel, 1, order_id, 0, &answer);
    pay_wait(bench, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    assert_string_equal(answer.state, order_id);
    pay_answer_clear(&answer);
    free(order_id);
}

static void messages_over_the_limit_are_refused_at_either_end(void **state)
{
    enum { BYTES = LIMIT_MESSAGE_BYTES };
    struct pay_bench *bench = *state;
    struct pay_answer up = {0}, down = {0};
    char *order_id = malloc(BYTES + 1);
    memset(order_id, 'o', BYTES);
    order_id[BYTES] = '\0';
    pay_start(bench->channel, 1, order_id, 0, &up);
    pay_start(bench->channel, 2, "big", BYTES, &down);
    pay_wait(bench, &up);
    pay_wait(bench, &down);
    assert_int_equal(up.error, ERROR_TOO_LARGE);
    assert_int_equal(down.error, ERROR_TOO_LARGE);
    assert_int_equal(bench->ran, 1);
    free(order_id);
}

/* ---- what travels with a call ---- */

static struct outgoing call_with_caller(uint64_t id)
{
    return (struct outgoing){
        .id = id, .caller = {.subject = 7, .scope = "orders:read x"}};
}

static void the_caller_and_the_key_travel_inside_the_run_directory(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer caller = {0}, key = {0};
    struct outgoing call = call_with_caller(1);
    pay_start_as(bench->channel, &call, "caller", &caller);
    call = (struct outgoing){.id = 2, .key = "saga-1/charge"};
    pay_start_as(bench->channel, &call, "key", &key);
    pay_wait(bench, &caller);
    pay_wait(bench, &key);
    assert_string_equal(caller.state, "orders:read x");
    assert_int_equal(caller.amount, 7);
    assert_string_equal(key.state, "saga-1/charge");
    pay_answer_clear(&caller);
    pay_answer_clear(&key);
}

static void a_caller_by_tcp_is_nobody(void **state)
{
    struct pay_bench *bench = *state;
    struct grpc_channel *far = grpc_channel_new(bench->loop, &bench->tcp);
    struct pay_answer answer = {0};
    struct outgoing call = call_with_caller(1);
    pay_start_as(far, &call, "caller", &answer);
    pay_wait(bench, &answer);
    assert_string_equal(answer.state, "");
    assert_int_equal(answer.amount, 0);
    pay_answer_clear(&answer);
    grpc_channel_free(far);
}

static void the_deadline_travels(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer = {0};
    struct outgoing call = {.id = 1, .timeout_ms = 3000};
    pay_start_as(bench->channel, &call, "deadline", &answer);
    pay_wait(bench, &answer);
    assert_in_range(answer.amount, 2000, 3000);
    pay_answer_clear(&answer);
}

/* ---- calls that end otherwise ---- */

static void a_cancelled_call_is_abandoned_by_the_server(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer held = {0}, after = {0};
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench);
    grpc_cancel(bench->channel, 1);
    grpc_cancel(bench->channel, 99); /* nobody's: nothing happens */
    pay_start(bench->channel, 2, "ok", 0, &after);
    pay_wait(bench, &after);
    assert_true(request_abandoned(bench->held));
    assert_false(held.done);
    pay_answer_clear(&after);
}

static void a_call_cancelled_before_it_left_never_runs(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer never = {0}, after = {0};
    pay_start(bench->channel, 1, "ok", 0, &never);
    grpc_cancel(bench->channel, 1);
    pay_start(bench->channel, 2, "ok", 0, &after);
    pay_wait(bench, &after);
    assert_false(never.done);
    assert_int_equal(bench->ran, 1);
    pay_answer_clear(&after);
}

static void a_lost_connection_fails_its_calls_and_the_next_one_is_new(
    void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer held = {0}, after = {0};
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench);
    pay_bench_stop(bench);
    pay_wait(bench, &held);
    assert_int_equal(held.error, ERROR_UNAVAILABLE);
    assert_non_null(strstr(held.detail, "connection to payments at unix:"));
    pay_bench_serve(bench);
    pay_start(bench->channel, 2, "ok", 0, &after);
    pay_wait(bench, &after);
    assert_int_equal(after.error, ERROR_OK);
    pay_answer_clear(&after);
}

static void a_dead_peer_is_named_and_found_again(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer = {0};
    uint64_t id = 1;
    pay_bench_stop(bench);
    for (; id < 5; id++) { /* the first by connecting, some by back-off */
        pay_start(bench->channel, id, "ok", 0, &answer);
        assert_false(answer.done);
        pay_wait(bench, &answer);
        assert_int_equal(answer.error, ERROR_UNAVAILABLE);
        assert_non_null(strstr(answer.detail, "payments at unix:/"));
        assert_non_null(strstr(answer.detail, "does not answer"));
        pay_answer_clear(&answer);
    }
    pay_bench_serve(bench);
    do { /* until the back-off ends; the bench's patience bounds it */
        pay_answer_clear(&answer);
        pay_start(bench->channel, id++, "ok", 0, &answer);
        pay_wait(bench, &answer);
    } while (answer.error == ERROR_UNAVAILABLE);
    assert_int_equal(answer.error, ERROR_OK);
    pay_answer_clear(&answer);
}

static enum error give_up(struct runtime *rt, void *arg)
{
    (void)rt;
    request_fail(((struct pay_bench *)arg)->held, ERROR_CONFLICT, "at last");
    return ERROR_OK;
}

static void on_drained(void *arg)
{
    *(bool *)arg = true;
}

static void a_draining_server_ends_old_calls_and_takes_no_new_ones(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer held = {0}, after = {0};
    bool drained = false;
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench);
    http_server_drain(bench->server, on_drained, &drained);
    do { /* until GOAWAY has arrived */
        pay_answer_clear(&after);
        pay_start(bench->channel, 2, "ok", 0, &after);
        pay_wait(bench, &after);
    } while (after.error == ERROR_OK);
    assert_int_equal(after.error, ERROR_UNAVAILABLE);
    assert_false(held.done);
    runtime_after(runtime_uv_runtime(bench->uv), 0, give_up, bench);
    pay_wait(bench, &held);
    assert_int_equal(held.error, ERROR_CONFLICT);
    assert_string_equal(held.detail, "at last");
    while (!drained)
        loop_once(bench->loop, true);
}

static void freeing_a_channel_fails_what_waits(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer held = {0};
    struct grpc_channel *channel = grpc_channel_new(bench->loop, &bench->local);
    pay_start(channel, 1, "hold", 0, &held);
    pay_wait_held(bench);
    grpc_channel_free(channel);
    assert_true(held.done);
    assert_int_equal(held.error, ERROR_UNAVAILABLE);
    while (!request_abandoned(bench->held))
        loop_once(bench->loop, true);
}

/* ---- one call, waited for ---- */

static enum error call_once(struct pay_bench *bench, const char *method,
                            const ProtobufCMessage *in, int64_t timeout_ms,
                            struct arena *arena, struct answer *answer)
{
    const struct grpc_call call = {.address = &bench->local,
                                   .contract = &payments__payments__descriptor,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = timeout_ms};
    return grpc_call_once(bench->loop, &call, arena, answer);
}

static void one_call_may_be_waited_for(void **state)
{
    struct pay_bench *bench = *state;
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    struct answer answer;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    in.order_id = (char *)"ok";
    in.amount = 5;
    assert_int_equal(
        call_once(bench, "Charge", &in.base, 5000, &arena, &answer), ERROR_OK);
    assert_int_equal(((const Shop__Payment *)answer.message)->amount, 5);
    in.order_id = (char *)"refuse";
    assert_int_equal(
        call_once(bench, "Charge", &in.base, 5000, &arena, &answer),
        ERROR_DECLINED);
    assert_null(answer.message);
    assert_string_equal(answer.detail, "잔액 부족: 100 % is missing");
    arena_release(&arena);
}

static void a_call_that_is_waited_for_ends_at_its_deadline(void **state)
{
    struct pay_bench *bench = *state;
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    struct answer answer;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    in.order_id = (char *)"hold";
    assert_int_equal(call_once(bench, "Charge", &in.base, 30, &arena, &answer),
                     ERROR_DEADLINE);
    assert_non_null(strstr(answer.detail, "deadline"));
    while (!request_abandoned(bench->held))
        loop_once(bench->loop, true);
    arena_release(&arena);
}

static void nobody_at_an_address_is_said_with_the_address(void **state)
{
    struct pay_bench *bench = *state;
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    struct answer answer;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    pay_bench_stop(bench);
    assert_int_equal(
        call_once(bench, "Charge", &in.base, 5000, &arena, &answer),
        ERROR_UNAVAILABLE);
    assert_non_null(strstr(answer.detail, bench->local.host));
    arena_release(&arena);
}

static enum error ask_control(struct pay_bench *bench,
                              const struct address *address)
{
    Control__Nothing in = CONTROL__NOTHING__INIT;
    struct answer answer;
    struct arena arena;
    const struct grpc_call call = {.address = address,
                                   .contract = &control__control__descriptor,
                                   .method = "SetLog",
                                   .in = &in.base,
                                   .timeout_ms = 5000};
    arena_init(&arena, LIMIT_ARENA_BYTES);
    enum error error = grpc_call_once(bench->loop, &call, &arena, &answer);
    arena_release(&arena);
    return error;
}

static void control_is_answered_on_the_unix_socket_only(void **state)
{
    struct pay_bench *bench = *state;
    assert_int_equal(ask_control(bench, &bench->local), ERROR_OK);
    assert_int_equal(ask_control(bench, &bench->tcp), ERROR_UNIMPLEMENTED);
}

#define WITH_BENCH(test) \
    cmocka_unit_test_setup_teardown(test, pay_bench_set_up, pay_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(a_call_is_answered),
        WITH_BENCH(more_calls_than_streams_are_all_answered),
        WITH_BENCH(an_error_keeps_its_name_its_sentence_and_its_thing),
        WITH_BENCH(large_messages_pass_both_ways),
        WITH_BENCH(messages_over_the_limit_are_refused_at_either_end),
        WITH_BENCH(the_caller_and_the_key_travel_inside_the_run_directory),
        WITH_BENCH(a_caller_by_tcp_is_nobody),
        WITH_BENCH(the_deadline_travels),
        WITH_BENCH(a_cancelled_call_is_abandoned_by_the_server),
        WITH_BENCH(a_call_cancelled_before_it_left_never_runs),
        WITH_BENCH(a_lost_connection_fails_its_calls_and_the_next_one_is_new),
        WITH_BENCH(a_dead_peer_is_named_and_found_again),
        WITH_BENCH(a_draining_server_ends_old_calls_and_takes_no_new_ones),
        WITH_BENCH(freeing_a_channel_fails_what_waits),
        WITH_BENCH(one_call_may_be_waited_for),
        WITH_BENCH(a_call_that_is_waited_for_ends_at_its_deadline),
        WITH_BENCH(nobody_at_an_address_is_said_with_the_address),
        WITH_BENCH(control_is_answered_on_the_unix_socket_only)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
