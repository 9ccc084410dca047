/*
 * stream_test -- streams pass a proxy message by message, and whoever does not
 * read is felt at the other end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "split/platform/sidecar/proxy.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"

struct stage {
    struct flow_bench *bench;
    struct proxy *proxy;
    struct faults faults;
    struct address front;
    unsigned char secret[32];
    struct grpc_channel *channel;
};

static int set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    char path[96];
    void *bench = NULL;
    assert_non_null(stage);
    flow_bench_set_up(&bench);
    stage->bench = bench;
    faults_init(&stage->faults, FAULT_IN(CONNECTION) | FAULT_IN(REQUEST));
    snprintf(path, sizeof path, "%s/side.sock", stage->bench->directory);
    assert_int_equal(address_unix(&stage->front, path), ERROR_OK);
    const struct proxy_options options = {.name = "payments-1",
                                          .listen = stage->front,
                                          .upstream = stage->bench->local,
                                          .secret = stage->secret,
                                          .faults = &stage->faults,
                                          .seed = 3};
    assert_int_equal(proxy_new(&stage->proxy, stage->bench->loop, &options),
                     ERROR_OK);
    stage->channel = grpc_channel_new(stage->bench->loop, &stage->front);
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    void *bench = stage->bench;
    grpc_channel_free(stage->channel);
    proxy_free(stage->proxy);
    unlink(stage->front.host);
    flow_bench_tear_down(&bench);
    free(stage);
    return 0;
}

static void start(struct stage *stage, struct flow *flow, uint64_t id)
{
    flow_open_on(stage->channel, stage->bench, flow, id, "Charge", 0);
}

static void harm(struct stage *stage, enum fault_kind kind, int64_t value)
{
    struct fault fault = fault_default(kind);
    fault.values[0] = value;
    assert_int_equal(fault_add(&stage->faults, &fault,
                               loop_now_ms(stage->bench->loop), NULL),
                     ERROR_OK);
    proxy_faults_changed(stage->proxy);
}

static void heal(struct stage *stage)
{
    assert_int_equal(fault_heal(&stage->faults, 0), ERROR_OK);
    proxy_faults_changed(stage->proxy);
}

static void messages_pass_one_by_one_before_the_stream_ends(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0};
    start(stage, &flow, 1);
    for (int i = 0; i < 100; i++) {
        flow_send(&flow, "there and back", i);
        flow_until(&flow, i + 1);
    }
    assert_int_equal(flow.out_of_order, 0);
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_string_equal(flow.text, "bye");
}

static void every_kind_of_stream_passes(void **state)
{
    struct stage *stage = *state;
    struct flow many = {0}, none = {0}, down = {0};
    flow_open_on(stage->channel, stage->bench, &many, 1, "Refund", 5000);
    for (int i = 0; i < 50; i++)
        flow_send(&many, "up", i);
    flow_half_close(&many);
    flow_open_on(stage->channel, stage->bench, &none, 2, "Refund", 5000);
    flow_half_close(&none);
    flow_open_on(stage->channel, stage->bench, &down, 3, "Find", 5000);
    flow_send(&down, "1000", 0);
    flow_half_close(&down);
    flow_until_done(&many);
    flow_until_done(&none);
    flow_until_done(&down);
    assert_int_equal(many.amount, 50);
    assert_int_equal(none.error, ERROR_OK);
    assert_int_equal(down.received, 1000);
    assert_int_equal(down.out_of_order, 0);
}

static void single_bytes_change_no_stream(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0};
    harm(stage, FAULT_SLICER, 1);
    start(stage, &flow, 1);
    for (int i = 0; i < 200; i++)
        flow_send(&flow, "cut into single bytes", i);
    flow_send_big(&flow, 30000, 200);
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_int_equal(flow.received, 202);
    assert_int_equal(flow.bytes, 200 * 21 + 30000 + 3);
}

static void a_slow_reader_is_felt_by_the_service_and_by_nobody_else(
    void **state)
{
    enum { MESSAGES = 8000 }; /* 8 MB, far more than all bounds together */
    struct stage *stage = *state;
    struct flow flow = {.lazy = true}, other = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "flood", MESSAGES);
    flow_bench_until(stage->bench, &stage->bench->opened, 1);
    start(stage, &other, 2);
    while (flow.received < MESSAGES) {
        flow_send(&other, "beside", other.received);
        flow_until(&other, other.received + 1);
        flow_take(&flow, 97);
    }
    assert_int_equal(flow.out_of_order, 0);
    assert_int_equal(other.out_of_order, 0);
    assert_in_range(stage->bench->rooms, 2, MESSAGES);
    grpc_cancel(stage->channel, 1);
    grpc_cancel(stage->channel, 2);
}

/* 1 GB, if anybody read it: the proxy may hold a window of it. */
static void a_peer_that_never_reads_stops_the_service(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {.lazy = true}, other = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "flood", 1000000);
    flow_bench_until(stage->bench, &stage->bench->opened, 1);
    start(stage, &other, 2);
    int rooms = 0;
    for (int i = 0; i < 400; i++) {
        flow_send(&other, "beside", i);
        flow_until(&other, i + 1);
        if (i == 200)
            rooms = stage->bench->rooms;
    }
    assert_int_equal(stage->bench->rooms, rooms); /* it waits for room */
    grpc_cancel(stage->channel, 1);
    flow_bench_until(stage->bench, &stage->bench->closed, 1);
    assert_int_equal(stage->bench->ended, ERROR_CANCELLED);
    grpc_cancel(stage->channel, 2);
}

static void a_service_that_holds_stops_its_client(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0}, other = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "hold", 0);
    flow_until(&flow, 1);
    struct request *rq = stage->bench->last;
    int sent = 1;
    start(stage, &other, 2);
    while (grpc_unsent(stage->channel, 1) < LIMIT_STREAM_ROOM_BYTES) {
        flow_send_big(&flow, 10000, sent++);
        flow_send(&other, "beside", other.received);
        flow_until(&other, other.received + 1);
        assert_true(sent < 1000); /* 10 MB: somebody is hoarding */
    }
    assert_int_equal(flow.received, 1);
    request_hold(rq, false);
    flow_until(&flow, sent);
    assert_int_equal(flow.out_of_order, 0);
    grpc_cancel(stage->channel, 1);
    grpc_cancel(stage->channel, 2);
}

static void an_error_in_the_middle_keeps_its_name(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "first", 0);
    flow_until(&flow, 1);
    flow_send(&flow, "decline", 0);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_DECLINED);
    assert_string_equal(flow.detail, "잔액 부족");
}

static void a_cancelled_stream_is_told_to_its_service(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "hello", 0);
    flow_until(&flow, 1);
    grpc_cancel(stage->channel, 1);
    flow_bench_until(stage->bench, &stage->bench->closed, 1);
    assert_int_equal(stage->bench->ended, ERROR_CANCELLED);
}

static void an_instance_that_dies_ends_its_streams(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "hello", 0);
    flow_until(&flow, 1);
    flow_bench_stop(stage->bench);
    flow_until_done(&flow);
    assert_int_not_equal(flow.error, ERROR_OK);
}

static void a_partition_in_the_middle_ends_with_its_healing(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0}, after = {0};
    start(stage, &flow, 1);
    flow_send(&flow, "hello", 0);
    flow_until(&flow, 1);
    harm(stage, FAULT_PARTITION, 0);
    flow_send(&flow, "into the void", 1);
    for (int i = 0; i < 20; i++)
        loop_once(stage->bench->loop, false);
    assert_int_equal(flow.received, 1);
    heal(stage);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_UNAVAILABLE);
    flow_bench_until(stage->bench, &stage->bench->closed, 1);
    start(stage, &after, 2);
    flow_send(&after, "hello again", 0);
    flow_until(&after, 1);
    grpc_cancel(stage->channel, 2);
}

/* The first bytes of a duplicate are those of the stream; it goes on alone. */
static void a_duplicated_stream_is_answered_once(void **state)
{
    struct stage *stage = *state;
    struct flow flow = {0};
    harm(stage, FAULT_DUPLICATE, 1);
    start(stage, &flow, 1);
    for (int i = 0; i < 300; i++)
        flow_send_big(&flow, 5000, i);
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_int_equal(flow.received, 301);
    flow_bench_until(stage->bench, &stage->bench->opened, 2);
}

int main(void)
{
#define WITH_STAGE(test) \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_STAGE(messages_pass_one_by_one_before_the_stream_ends),
        WITH_STAGE(every_kind_of_stream_passes),
        WITH_STAGE(single_bytes_change_no_stream),
        WITH_STAGE(a_slow_reader_is_felt_by_the_service_and_by_nobody_else),
        WITH_STAGE(a_peer_that_never_reads_stops_the_service),
        WITH_STAGE(a_service_that_holds_stops_its_client),
        WITH_STAGE(an_error_in_the_middle_keeps_its_name),
        WITH_STAGE(a_cancelled_stream_is_told_to_its_service),
        WITH_STAGE(an_instance_that_dies_ends_its_streams),
        WITH_STAGE(a_partition_in_the_middle_ends_with_its_healing),
        WITH_STAGE(a_duplicated_stream_is_answered_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
