/*
 * harm_test -- each request fault does what it says to the calls that it is
 * aimed at and to no other, on real sockets.
 */
#include "split/platform/sidecar/harm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/identity.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/side_bench.h"

static enum error call_error(struct side_bench *bench, const char *order_id)
{
    struct pay_answer answer;
    side_call(bench, order_id, 1, &answer);
    enum error error = answer.error;
    pay_answer_clear(&answer);
    return error;
}

/* ---- abort ---- */

static void aborted_calls_are_not_done(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_harm(bench, FAULT_ABORT, 14);
    side_call(bench, "ok", 1, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    assert_string_equal(answer.detail, "refused by an injected fault");
    assert_int_equal(bench->pay->ran, 0);
    pay_answer_clear(&answer);
    side_heal(bench);
    side_ok(bench, "ok", 1);
    assert_int_equal(proxy_counts(bench->proxy)->faulted, 1);
    assert_int_equal(proxy_counts(bench->proxy)->failed, 1);
}

static void abort_takes_every_status_of_grpc_and_http(void **state)
{
    static const struct {
        int status;
        enum error error;
    } cases[] = {{1, ERROR_CANCELLED},        {4, ERROR_DEADLINE},
                 {5, ERROR_NOT_FOUND},        {7, ERROR_FORBIDDEN},
                 {14, ERROR_UNAVAILABLE},     {16, ERROR_UNAUTHENTICATED},
                 {503, ERROR_UNAVAILABLE},    {429, ERROR_UNAVAILABLE},
                 {401, ERROR_UNAUTHENTICATED}};
    struct side_bench *bench = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        side_harm(bench, FAULT_ABORT, cases[i].status);
        assert_int_equal(call_error(bench, "ok"), cases[i].error);
        side_heal(bench);
    }
    assert_int_equal(bench->pay->ran, 0);
}

static void a_percentage_of_calls_is_struck_and_the_same_again(void **state)
{
    enum { CALLS = 400 };
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_ABORT);
    bool struck[2][CALLS];
    fault.values[0] = 14;
    fault.percentage = 2500;
    fault.seed = 4;
    for (int round = 0; round < 2; round++) {
        int count = 0;
        side_fault(bench, &fault);
        for (int i = 0; i < CALLS; i++) {
            struck[round][i] = call_error(bench, "ok") != ERROR_OK;
            count += struck[round][i];
        }
        assert_in_range(count, 60, 140); /* 100, more than four deviations */
        side_heal(bench);
    }
    assert_memory_equal(struck[0], struck[1], sizeof struck[0]);
}

/* ---- aim ---- */

static void start_charge(struct side_bench *bench, int customer,
                         struct pay_answer *answer)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    in.order_id = (char *)"ok";
    in.customer_id = customer;
    uint8_t bytes[64];
    struct outgoing call = {.id = bench->next_id++,
                            .contract = &payments__payments__descriptor,
                            .timeout_ms = 2000};
    call.message.length = protobuf_c_message_pack(&in.base, bytes);
    call.message.data = (char *)bytes;
    *answer = (struct pay_answer){0};
    pay_send_ready(bench->channel, &call, answer);
}

static enum error charge(struct side_bench *bench, int customer)
{
    struct pay_answer answer;
    start_charge(bench, customer, &answer);
    pay_wait(bench->pay, &answer);
    enum error error = answer.error;
    pay_answer_clear(&answer);
    return error;
}

static void one_customer_is_struck_and_no_other(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_ABORT);
    fault.values[0] = 14;
    fault.customer = 3;
    side_fault(bench, &fault);
    for (int customer = 1; customer < 6; customer++)
        assert_int_equal(charge(bench, customer),
                         customer == 3 ? ERROR_UNAVAILABLE : ERROR_OK);
}

static void aiming_works_on_single_bytes_too(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_ABORT);
    fault.values[0] = 14;
    fault.customer = 3;
    side_harm(bench, FAULT_SLICER, 1);
    side_fault(bench, &fault);
    assert_int_equal(charge(bench, 3), ERROR_UNAVAILABLE);
    assert_int_equal(charge(bench, 4), ERROR_OK);
}

static void the_caller_s_metadata_tells_a_customer_where_no_message_does(
    void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_ABORT);
    struct pay_answer answer = {0};
    fault.values[0] = 14;
    fault.customer = 8;
    side_fault(bench, &fault);
    struct outgoing call = {.id = bench->next_id++,
                            .caller = {.subject = 8, .scope = "orders"}};
    pay_start_as(bench->channel, &call, "ok", &answer);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
}

static void one_method_is_struck_and_no_other(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_ABORT);
    fault.values[0] = 14;
    snprintf(fault.method, sizeof fault.method, "Refund");
    side_fault(bench, &fault);
    assert_int_equal(call_error(bench, "ok"), ERROR_OK);
    snprintf(bench->faults.list[0].method, sizeof fault.method, "Charge");
    assert_int_equal(call_error(bench, "ok"), ERROR_UNAVAILABLE);
}

/* ---- delay, throttle ---- */

static void a_delayed_request_arrives_late(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer = {0};
    side_ok(bench, "ok", 1);
    side_harm(bench, FAULT_DELAY, 100);
    pay_start(bench->channel, bench->next_id++, "ok", 1, &answer);
    side_pass(bench, 50);
    assert_int_equal(bench->pay->ran, 1);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    pay_answer_clear(&answer);
}

static void a_delayed_answer_was_worked_for_at_once(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer = {0};
    struct fault fault = fault_default(FAULT_DELAY);
    fault.values[0] = 100;
    fault.direction = FAULT_FROM;
    side_ok(bench, "ok", 1);
    side_fault(bench, &fault);
    int64_t since = clock_monotonic_ms();
    pay_start(bench->channel, bench->next_id++, "ok", 1, &answer);
    side_pass(bench, 50);
    assert_int_equal(bench->pay->ran, 2);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    assert_in_range(clock_monotonic_ms() - since, 99, 20000);
    pay_answer_clear(&answer);
}

static void a_delay_takes_from_the_deadline(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer = {0};
    side_harm(bench, FAULT_DELAY, 200);
    struct outgoing call = {.id = bench->next_id++, .timeout_ms = 1000};
    pay_start_as(bench->channel, &call, "deadline", &answer);
    pay_wait(bench->pay, &answer);
    assert_in_range(answer.amount, 500, 801);
    pay_answer_clear(&answer);
}

static void a_throttled_answer_comes_at_its_rate(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_ok(bench, "ok", 1);
    side_harm(bench, FAULT_THROTTLE, 50);
    int64_t since = clock_monotonic_ms();
    side_call(bench, "big", 20 * 1024, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    assert_in_range(clock_monotonic_ms() - since, 350, 20000);
    pay_answer_clear(&answer);
}

/* ---- reply lost ---- */

static void a_lost_reply_was_worked_for(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_harm(bench, FAULT_REPLY_LOST, 0);
    assert_false(side_call_within(bench, "ok", 100, &answer));
    assert_int_equal(bench->pay->ran, 1);
    side_heal(bench);
    side_ok(bench, "ok", 1);
}

static void a_lost_reply_may_be_told_as_a_status(void **state)
{
    struct side_bench *bench = *state;
    side_harm(bench, FAULT_REPLY_LOST, 14);
    assert_int_equal(call_error(bench, "ok"), ERROR_UNAVAILABLE);
    assert_int_equal(bench->pay->ran, 1);
    side_heal(bench);
    side_harm(bench, FAULT_REPLY_LOST, 4);
    assert_int_equal(call_error(bench, "ok"), ERROR_DEADLINE);
    assert_int_equal(bench->pay->ran, 2);
}

static void a_large_lost_reply_blocks_nobody(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    struct fault fault = fault_default(FAULT_REPLY_LOST);
    fault.values[0] = 14;
    side_fault(bench, &fault);
    for (int i = 0; i < 12; i++) {
        side_call(bench, "big", LIMIT_MESSAGE_BYTES - 100, &answer);
        assert_int_equal(answer.error, ERROR_UNAVAILABLE);
        pay_answer_clear(&answer);
    }
    side_heal(bench);
    side_call(bench, "big", LIMIT_MESSAGE_BYTES - 100, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    pay_answer_clear(&answer);
}

static void healing_lets_go_who_waits_for_a_lost_reply(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer = {0};
    side_harm(bench, FAULT_REPLY_LOST, 0);
    pay_start(bench->channel, bench->next_id++, "ok", 1, &answer);
    side_pass(bench, 50);
    assert_false(answer.done);
    side_heal(bench);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
    assert_int_equal(proxy_connections(bench->proxy), 1);
}

/* ---- duplicate ---- */

static void a_duplicate_arrives_again_and_is_answered_once(void **state)
{
    struct side_bench *bench = *state;
    side_harm(bench, FAULT_DUPLICATE, 3);
    side_ok(bench, "ok", 1);
    side_pass(bench, 20);
    assert_int_equal(bench->pay->ran, 4);
    side_heal(bench);
    side_ok(bench, "ok", 1);
    assert_int_equal(bench->pay->ran, 5);
}

static void large_duplicates_are_whole(void **state)
{
    enum { BYTES = LIMIT_MESSAGE_BYTES - 64 };
    struct side_bench *bench = *state;
    char *order_id = malloc(BYTES + 1);
    memset(order_id, 'o', BYTES);
    order_id[BYTES] = '\0';
    side_harm(bench, FAULT_DUPLICATE, 2);
    for (int i = 0; i < 6; i++)
        side_ok(bench, order_id, i);
    side_pass(bench, 50);
    assert_int_equal(bench->pay->ran, 18);
    free(order_id);
}

/* ---- all at once ---- */

static void faults_add_up(void **state)
{
    struct side_bench *bench = *state;
    side_harm(bench, FAULT_DUPLICATE, 1);
    side_harm(bench, FAULT_DELAY, 30);
    side_harm(bench, FAULT_THROTTLE, 100);
    side_harm(bench, FAULT_LATENCY, 10);
    side_harm(bench, FAULT_SLICER, 7);
    assert_in_range(side_ok(bench, "ok", 1), 49, 600);
    side_pass(bench, 50);
    assert_int_equal(bench->pay->ran, 2);
}

static void a_caller_that_leaves_in_every_state_leaves_nothing(void **state)
{
    static const struct {
        enum fault_kind kind;
        int64_t value;
    } cases[] = {{FAULT_DELAY, 5000},   {FAULT_REPLY_LOST, 0},
                 {FAULT_THROTTLE, 1},   {FAULT_DUPLICATE, 5},
                 {FAULT_LATENCY, 5000}, {FAULT_SLOW_READER, 0},
                 {FAULT_PARTITION, 0},  {FAULT_CLOG, 5000}};
    struct side_bench *bench = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pay_answer answers[8];
        memset(answers, 0, sizeof answers);
        side_harm(bench, cases[i].kind, cases[i].value);
        for (int call = 0; call < 8; call++)
            pay_start(bench->channel, bench->next_id++, "big", 3000,
                      &answers[call]);
        side_pass(bench, 15);
        grpc_channel_free(bench->channel);
        side_heal(bench);
        side_pass(bench, 30);
        assert_int_equal(proxy_connections(bench->proxy), 0);
        assert_int_equal(http_server_connections(bench->pay->server), 0);
        bench->channel = grpc_channel_new(bench->pay->loop, &bench->front);
        for (int call = 0; call < 8; call++)
            pay_answer_clear(&answers[call]);
        side_ok(bench, "ok", 1);
    }
}

int main(void)
{
#define WITH_BENCH(test)                                     \
    cmocka_unit_test_setup_teardown(test, side_bench_set_up, \
                                    side_bench_tear_down)
    const struct CMUnitTest tests[] = {
        WITH_BENCH(aborted_calls_are_not_done),
        WITH_BENCH(abort_takes_every_status_of_grpc_and_http),
        WITH_BENCH(a_percentage_of_calls_is_struck_and_the_same_again),
        WITH_BENCH(one_customer_is_struck_and_no_other),
        WITH_BENCH(aiming_works_on_single_bytes_too),
        WITH_BENCH(
            the_caller_s_metadata_tells_a_customer_where_no_message_does),
        WITH_BENCH(one_method_is_struck_and_no_other),
        WITH_BENCH(a_delayed_request_arrives_late),
        WITH_BENCH(a_delayed_answer_was_worked_for_at_once),
        WITH_BENCH(a_delay_takes_from_the_deadline),
        WITH_BENCH(a_throttled_answer_comes_at_its_rate),
        WITH_BENCH(a_lost_reply_was_worked_for),
        WITH_BENCH(a_lost_reply_may_be_told_as_a_status),
        WITH_BENCH(a_large_lost_reply_blocks_nobody),
        WITH_BENCH(healing_lets_go_who_waits_for_a_lost_reply),
        WITH_BENCH(a_duplicate_arrives_again_and_is_answered_once),
        WITH_BENCH(large_duplicates_are_whole),
        WITH_BENCH(faults_add_up),
        WITH_BENCH(a_caller_that_leaves_in_every_state_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
