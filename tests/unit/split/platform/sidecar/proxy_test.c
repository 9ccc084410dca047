/*
 * proxy_test -- a proxy without any fault is not noticed.
 */
#include "split/platform/sidecar/proxy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/side_bench.h"

static void a_call_goes_through(void **state)
{
    struct side_bench *bench = *state;
    side_ok(bench, "ok", 4200);
    assert_int_equal(bench->pay->ran, 1);
    assert_int_equal(proxy_counts(bench->proxy)->calls, 1);
    assert_int_equal(proxy_counts(bench->proxy)->failed, 0);
    assert_int_equal(proxy_connections(bench->proxy), 1);
}

static void an_error_keeps_its_name_its_sentence_and_its_thing(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_call(bench, "about", 0, &answer);
    assert_int_equal(answer.error, ERROR_DECLINED);
    assert_string_equal(answer.detail, "잔액 부족: 100 % is missing");
    assert_string_equal(answer.instance, "/api/orders/가%");
    pay_answer_clear(&answer);
    assert_int_equal(proxy_counts(bench->proxy)->failed, 1);
}

static void many_calls_share_one_connection(void **state)
{
    enum { CALLS = 5 * LIMIT_STREAMS };
    struct side_bench *bench = *state;
    struct pay_answer *answers = calloc(CALLS, sizeof *answers);
    for (int i = 0; i < CALLS; i++)
        pay_start(bench->channel, (uint64_t)i + 1, "ok", i, &answers[i]);
    for (int i = 0; i < CALLS; i++) {
        pay_wait(bench->pay, &answers[i]);
        assert_int_equal(answers[i].error, ERROR_OK);
        assert_int_equal(answers[i].amount, i);
        pay_answer_clear(&answers[i]);
    }
    assert_int_equal(http_server_connections(bench->pay->server), 1);
    free(answers);
}

static void large_messages_pass_both_ways(void **state)
{
    enum { BYTES = LIMIT_MESSAGE_BYTES - 64 };
    struct side_bench *bench = *state;
    char *order_id = malloc(BYTES + 1);
    memset(order_id, 'o', BYTES);
    order_id[BYTES] = '\0';
    for (int i = 0; i < 20; i++) /* more than one window of the connection */
        side_ok(bench, order_id, 0);
    free(order_id);
}

static void metadata_and_the_deadline_pass(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer key = {0}, deadline = {0}, caller = {0};
    struct outgoing call = {.id = 1, .key = "a-key"};
    pay_start_as(bench->channel, &call, "key", &key);
    pay_wait(bench->pay, &key);
    assert_string_equal(key.state, "a-key");
    call = (struct outgoing){.id = 2, .timeout_ms = 700};
    pay_start_as(bench->channel, &call, "deadline", &deadline);
    pay_wait(bench->pay, &deadline);
    assert_in_range(deadline.amount, 600, 700);
    call = (struct outgoing){.id = 3, .caller = {.subject = 9, .scope = "s"}};
    pay_start_as(bench->channel, &call, "caller", &caller);
    pay_wait(bench->pay, &caller);
    assert_int_equal(caller.amount, 9);
    assert_string_equal(caller.state, "s");
    pay_answer_clear(&key);
    pay_answer_clear(&deadline);
    pay_answer_clear(&caller);
}

static void a_cancelled_call_is_abandoned_behind_it(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer held = {0};
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench->pay);
    grpc_cancel(bench->channel, 1);
    bench->next_id = 2;
    side_ok(bench, "ok", 1);
    assert_true(request_abandoned(bench->pay->held));
    assert_false(held.done);
}

static void a_caller_that_goes_away_is_noticed_behind_it(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer held = {0};
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench->pay);
    grpc_channel_free(bench->channel);
    while (!request_abandoned(bench->pay->held))
        loop_once(bench->pay->loop, true);
    assert_int_equal(proxy_connections(bench->proxy), 0);
    bench->channel = grpc_channel_new(bench->pay->loop, &bench->front);
    pay_answer_clear(&held);
}

static void an_instance_that_dies_in_a_call_is_unavailable(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer held = {0};
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench->pay);
    pay_bench_stop(bench->pay);
    pay_wait(bench->pay, &held);
    assert_int_equal(held.error, ERROR_UNAVAILABLE);
    assert_non_null(strstr(held.detail, "payments-1"));
    pay_answer_clear(&held);
}

struct outcome {
    bool done, unsent;
    enum error error;
    struct loop *loop;
};

static void note(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct outcome *outcome = arg;
    (void)id;
    outcome->done = true;
    outcome->unsent = result->unsent;
    outcome->error = result->error;
    loop_stop(outcome->loop);
}

static void an_instance_that_is_not_there_has_seen_nothing(void **state)
{
    struct side_bench *bench = *state;
    struct outcome outcome = {.loop = bench->pay->loop};
    const struct outgoing call = {.id = 1,
                                  .contract = &payments__payments__descriptor,
                                  .timeout_ms = 1000};
    pay_bench_stop(bench->pay);
    grpc_start(bench->channel, &call, note, &outcome);
    while (!outcome.done)
        loop_run(bench->pay->loop);
    assert_int_equal(outcome.error, ERROR_UNAVAILABLE);
    assert_true(outcome.unsent);
    pay_bench_serve(bench->pay);
    bench->next_id = 2;
    side_ok(bench, "ok", 1); /* the same connection finds it again */
}

static enum error give_up(struct runtime *rt, void *arg)
{
    (void)rt;
    request_fail(((struct pay_bench *)arg)->held, ERROR_CONFLICT, "at last");
    return ERROR_OK;
}

static void note_drained(void *arg)
{
    *(bool *)arg = true;
}

static void draining_ends_open_calls_first(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer held = {0}, after;
    bool drained = false;
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench->pay);
    proxy_drain(bench->proxy, note_drained, &drained);
    side_pass(bench, 50);
    assert_false(drained);
    assert_int_equal(access(bench->front.host, F_OK), -1);
    runtime_after(runtime_uv_runtime(bench->pay->uv), 0, give_up, bench->pay);
    pay_wait(bench->pay, &held);
    assert_int_equal(held.error, ERROR_CONFLICT);
    while (!drained)
        loop_once(bench->pay->loop, true);
    bench->next_id = 2;
    side_call(bench, "ok", 1, &after);
    assert_int_equal(after.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&held);
    pay_answer_clear(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_BENCH(test)                                     \
    cmocka_unit_test_setup_teardown(test, side_bench_set_up, \
                                    side_bench_tear_down)
        WITH_BENCH(a_call_goes_through),
        WITH_BENCH(an_error_keeps_its_name_its_sentence_and_its_thing),
        WITH_BENCH(many_calls_share_one_connection),
        WITH_BENCH(large_messages_pass_both_ways),
        WITH_BENCH(metadata_and_the_deadline_pass),
        WITH_BENCH(a_cancelled_call_is_abandoned_behind_it),
        WITH_BENCH(a_caller_that_goes_away_is_noticed_behind_it),
        WITH_BENCH(an_instance_that_dies_in_a_call_is_unavailable),
        WITH_BENCH(an_instance_that_is_not_there_has_seen_nothing),
        WITH_BENCH(draining_ends_open_calls_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
