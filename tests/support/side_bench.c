/*
 * side_bench -- a proxy between both ends of pay_bench.
 */
#include "tests/support/side_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tests/support/cmocka_all.h"

int side_bench_set_up(void **state)
{
    char path[96];
    struct side_bench *bench = calloc(1, sizeof *bench);
    void *pay = NULL;
    assert_non_null(bench);
    pay_bench_set_up(&pay);
    bench->pay = pay;
    memset(bench->secret, 's', sizeof bench->secret);
    faults_init(&bench->faults, FAULT_IN(CONNECTION) | FAULT_IN(REQUEST));
    snprintf(path, sizeof path, "%s/side.sock", bench->pay->directory);
    assert_int_equal(address_unix(&bench->front, path), ERROR_OK);
    const struct proxy_options options = {.name = "payments-1",
                                          .listen = bench->front,
                                          .upstream = bench->pay->local,
                                          .secret = bench->secret,
                                          .faults = &bench->faults,
                                          .seed = 7};
    assert_int_equal(proxy_new(&bench->proxy, bench->pay->loop, &options),
                     ERROR_OK);
    bench->channel = grpc_channel_new(bench->pay->loop, &bench->front);
    bench->next_id = 1;
    *state = bench;
    return 0;
}

int side_bench_tear_down(void **state)
{
    struct side_bench *bench = *state;
    void *pay = bench->pay;
    grpc_channel_free(bench->channel);
    proxy_free(bench->proxy);
    unlink(bench->front.host);
    pay_bench_tear_down(&pay);
    free(bench);
    return 0;
}

struct fault *side_fault(struct side_bench *bench, const struct fault *fault)
{
    enum error error =
        fault_add(&bench->faults, fault, loop_now_ms(bench->pay->loop), NULL);
    if (error)
        fail_msg("%s", error_detail(error));
    proxy_faults_changed(bench->proxy);
    return &bench->faults.list[bench->faults.count - 1];
}

struct fault *side_harm(struct side_bench *bench, enum fault_kind kind,
                        int64_t value)
{
    struct fault fault = fault_default(kind);
    fault.values[0] = value;
    return side_fault(bench, &fault);
}

void side_heal(struct side_bench *bench)
{
    if (bench->faults.count > 0)
        assert_int_equal(fault_heal(&bench->faults, 0), ERROR_OK);
    proxy_faults_changed(bench->proxy);
}

void side_call(struct side_bench *bench, const char *order_id, int64_t amount,
               struct pay_answer *answer)
{
    *answer = (struct pay_answer){0};
    pay_start(bench->channel, bench->next_id++, order_id, amount, answer);
    pay_wait(bench->pay, answer);
}

int64_t side_ok(struct side_bench *bench, const char *order_id, int64_t amount)
{
    struct pay_answer answer;
    int64_t since_ms = clock_monotonic_ms();
    side_call(bench, order_id, amount, &answer);
    if (answer.error)
        fail_msg("%s: %s", error_slug(answer.error), answer.detail);
    assert_string_equal(answer.state, order_id);
    assert_int_equal(answer.amount, amount);
    pay_answer_clear(&answer);
    return clock_monotonic_ms() - since_ms;
}

/* ---- time ---- */

struct alarm {
    struct side_bench *bench;
    bool rang;
};

static void ring(void *arg)
{
    struct alarm *alarm = arg;
    alarm->rang = true;
    loop_stop(alarm->bench->pay->loop);
}

bool side_call_within(struct side_bench *bench, const char *order_id,
                      int64_t timeout_ms, struct pay_answer *answer)
{
    struct alarm alarm = {bench, false};
    struct loop_timer *timer = loop_timer_new(bench->pay->loop, ring, &alarm);
    uint64_t id = bench->next_id++;
    *answer = (struct pay_answer){0};
    loop_timer_set(timer, timeout_ms);
    pay_start(bench->channel, id, order_id, 1, answer);
    while (!answer->done && !alarm.rang)
        loop_run(bench->pay->loop);
    loop_timer_free(timer);
    if (!answer->done)
        grpc_cancel(bench->channel, id);
    return answer->done;
}

void side_pass(struct side_bench *bench, int64_t ms)
{
    struct alarm alarm = {bench, false};
    struct loop_timer *timer = loop_timer_new(bench->pay->loop, ring, &alarm);
    loop_timer_set(timer, ms);
    while (!alarm.rang)
        loop_run(bench->pay->loop);
    loop_timer_free(timer);
}
