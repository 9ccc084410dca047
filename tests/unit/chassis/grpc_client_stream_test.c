/*
 * grpc_client_stream_test -- streams of every kind, over real sockets, and how
 * each may end.
 *
 * One test a promise: many messages in order in either direction, a slow
 * reader that loses nothing and costs a bounded amount, half-closes, and every
 * way in which a stream ends before its time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"

/* ---- each kind ---- */

static void both_sides_talk_in_any_order(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    for (int i = 0; i < 5; i++) {
        flow_send(&flow, "ping", i);
        flow_until(&flow, i + 1); /* the answer before the next question */
        assert_string_equal(flow.text, "ping");
        assert_int_equal(flow.amount, i);
    }
    assert_false(flow.done);
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_string_equal(flow.text, "bye");
    assert_int_equal(flow.received, 6);
    flow_bench_until(bench, &bench->closed, 1);
    assert_int_equal(bench->ended, ERROR_OK);
}

/* A watch of an hour must not look like a request of an hour. */
static void a_stream_counts_but_its_length_is_no_latency(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "ping", 0);
    flow_half_close(&flow);
    flow_until_done(&flow);
    const struct runtime_count *count =
        runtime_count(runtime_uv_runtime(bench->uv), 0, 0);
    assert_int_equal(count->ok, 1);
    assert_int_equal(count->duration_us_sum, 0);
    for (int i = 0; i < 12; i++)
        assert_int_equal(count->duration_buckets[i], 0);
}

static void many_messages_get_one_answer(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Refund", 5000);
    for (int i = 0; i < 1000; i++)
        flow_send(&flow, "12345678", 0);
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_int_equal(flow.received, 1);
    assert_int_equal(flow.amount, 1000);
    assert_string_equal(flow.text, "8000");
}

static void one_message_gets_many_answers(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Find", 5000);
    flow_send(&flow, "1000", 0);
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_int_equal(flow.received, 1000);
    assert_int_equal(flow.out_of_order, 0);
}

static void no_message_at_all_is_an_answer_too(void **state)
{
    struct flow_bench *bench = *state;
    struct flow none = {0}, nothing = {0};
    flow_open(bench, &none, 1, "Refund", 5000);
    flow_half_close(&none);
    flow_open(bench, &nothing, 2, "Find", 5000);
    flow_send(&nothing, "0", 0);
    flow_half_close(&nothing);
    flow_until_done(&none);
    flow_until_done(&nothing);
    assert_int_equal(none.amount, 0);
    assert_int_equal(nothing.error, ERROR_OK);
    assert_int_equal(nothing.received, 0);
}

static void a_stream_of_one_takes_no_less_and_no_more(void **state)
{
    struct flow_bench *bench = *state;
    struct flow less = {0}, more = {0};
    flow_open(bench, &less, 1, "Find", 5000);
    flow_half_close(&less);
    flow_open(bench, &more, 2, "Find", 5000);
    flow_send(&more, "3", 0);
    flow_send(&more, "3", 0);
    flow_until_done(&less);
    flow_until_done(&more);
    assert_int_equal(less.error, ERROR_MALFORMED);
    assert_int_equal(more.error, ERROR_MALFORMED);
    assert_string_equal(more.detail, "this method takes exactly one message");
}

static void streams_and_calls_share_a_connection(void **state)
{
    enum { STREAMS = 64 };
    struct flow_bench *bench = *state;
    struct flow flows[STREAMS] = {0}, wallet = {0};
    for (int i = 0; i < STREAMS; i++)
        flow_open(bench, &flows[i], (uint64_t)i + 1, "Charge", 5000);
    for (int k = 0; k < 10; k++)
        for (int i = 0; i < STREAMS; i++)
            flow_send(&flows[i], "each its own", k);
    flow_open(bench, &wallet, 1000, "Wallet", 5000);
    flow_send(&wallet, "", 0);
    flow_half_close(&wallet); /* a unary call is a stream of one and one */
    flow_until_done(&wallet);
    assert_int_equal(wallet.error, ERROR_OK);
    for (int i = 0; i < STREAMS; i++) {
        flow_half_close(&flows[i]);
        flow_until_done(&flows[i]);
        assert_int_equal(flows[i].received, 11);
        assert_int_equal(flows[i].out_of_order, 1); /* "bye" is none */
    }
    assert_int_equal(http_server_connections(bench->server), 1);
}

/* ---- sizes and flow ---- */

static void large_messages_pass_both_ways(void **state)
{
    static const size_t sizes[] = {271828, 314159, 65535, 65536, 16384, 1, 0};
    enum { COUNT = sizeof sizes / sizeof sizes[0] };
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    size_t total = 3; /* "bye" */
    flow_open(bench, &flow, 1, "Charge", 0);
    for (int i = 0; i < COUNT; i++) {
        flow_send_big(&flow, sizes[i], i);
        total += sizes[i];
    }
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_int_equal(flow.received, COUNT + 1);
    assert_int_equal(flow.bytes, total);
}

static void a_message_as_large_as_the_window_passes(void **state)
{
    enum { BYTES = LIMIT_MESSAGE_BYTES - 8 }; /* framed, more than the window */
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    for (int i = 0; i < 3; i++) {
        flow_send_big(&flow, BYTES, i);
        flow_until(&flow, i + 1);
    }
    assert_int_equal(flow.bytes, 3 * (size_t)BYTES);
    assert_int_equal(flow.out_of_order, 0);
    grpc_cancel(bench->channel, 1);
}

static void a_message_over_the_limit_ends_the_stream(void **state)
{
    struct flow_bench *bench = *state;
    struct flow up = {0}, down = {0}, after = {0};
    flow_open(bench, &up, 1, "Charge", 0);
    flow_send_big(&up, LIMIT_MESSAGE_BYTES, 0);
    flow_open(bench, &down, 2, "Charge", 0);
    flow_send(&down, "garble", 0);
    flow_until_done(&up);
    flow_until_done(&down);
    assert_int_not_equal(up.error, ERROR_OK);
    assert_int_equal(down.error, ERROR_TOO_LARGE);
    flow_open(bench, &after, 3, "Charge", 0); /* its neighbours live */
    flow_send(&after, "still here", 0);
    flow_until(&after, 1);
    assert_string_equal(after.text, "still here");
    grpc_cancel(bench->channel, 3);
}

static void a_slow_reader_loses_nothing_and_costs_little(void **state)
{
    enum { MESSAGES = 8000 }; /* 8 MB, far more than all bounds together */
    struct flow_bench *bench = *state;
    struct flow flow = {.lazy = true}, other = {0};
    size_t most = 0;
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "flood", MESSAGES);
    flow_bench_until(bench, &bench->opened, 1);
    const struct request *rq = bench->last;
    flow_open(bench, &other, 2, "Charge", 0);
    while (flow.received < MESSAGES) {
        /* A stream beside it is not held up. */
        flow_send(&other, "beside", other.received);
        flow_until(&other, other.received + 1);
        if (flow.received == 0)
            most = exchange_unsent(rq->transport);
        flow_take(&flow, 97);
    }
    assert_int_equal(flow.out_of_order, 0);
    assert_int_equal(other.out_of_order, 0);
    assert_in_range(most, 0, LIMIT_STREAM_ROOM_BYTES + FLOW_FLOOD_BYTES + 64);
    assert_in_range(bench->rooms, 2, MESSAGES);
    flow.lazy = false;
    flow_half_close(&flow);
    flow_take(&flow, 1);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    grpc_cancel(bench->channel, 2);
}

static void a_peer_that_never_reads_costs_a_window_and_a_queue(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {.lazy = true}, other = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "flood", 1000000); /* 1 GB, if anybody read it */
    flow_bench_until(bench, &bench->opened, 1);
    const struct request *rq = bench->last;
    flow_open(bench, &other, 2, "Charge", 0);
    for (int i = 0; i < 200; i++) {
        flow_send(&other, "beside", i);
        flow_until(&other, i + 1);
        assert_in_range(exchange_unsent(rq->transport), 0,
                        LIMIT_STREAM_ROOM_BYTES + FLOW_FLOOD_BYTES + 64);
    }
    grpc_cancel(bench->channel, 1);
    flow_bench_until(bench, &bench->closed, 1);
    assert_int_equal(bench->ended, ERROR_CANCELLED);
    grpc_cancel(bench->channel, 2);
}

static void a_server_that_holds_stops_its_client(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0}, other = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "hold", 0);
    flow_until(&flow, 1);
    struct request *rq = bench->last;
    int sent = 1;
    /* Until nothing leaves any more: the window is full. */
    flow_open(bench, &other, 2, "Charge", 0);
    while (grpc_unsent(bench->channel, 1) < LIMIT_STREAM_ROOM_BYTES) {
        flow_send_big(&flow, 10000, sent++);
        flow_send(&other, "beside", other.received);
        flow_until(&other, other.received + 1);
    }
    assert_in_range(sent, 100, 200); /* a MiB of window, a quarter queued */
    assert_int_equal(flow.received, 1);
    request_hold(rq, false);
    flow_until(&flow, sent);
    assert_int_equal(flow.out_of_order, 0);
    assert_int_equal(grpc_unsent(bench->channel, 1), 0);
    grpc_cancel(bench->channel, 1);
    grpc_cancel(bench->channel, 2);
}

/* A talker who never listens: what it says is no longer taken once the answers
 * to it fill the way back, and all of it is there when it listens at last. */
static void a_served_stream_that_is_not_read_stops_reading(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {.lazy = true}, other = {0};
    int sent = 0;
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_open(bench, &other, 2, "Charge", 0);
    while (grpc_unsent(bench->channel, 1) < LIMIT_STREAM_ROOM_BYTES) {
        flow_send_big(&flow, 10000, sent++);
        flow_send(&other, "beside", other.received);
        flow_until(&other, other.received + 1);
    }
    /* Two windows, 1 and 2 MiB, and a quarter of one queued at each end. */
    assert_in_range(sent, 300, 420);
    assert_false(flow.done);
    flow.lazy = false;
    flow_take(&flow, sent);
    flow_until(&flow, sent);
    assert_int_equal(flow.out_of_order, 0);
    grpc_cancel(bench->channel, 1);
    grpc_cancel(bench->channel, 2);
}

/* More bytes than the connection's window of 16 MiB wait in streams that
 * nobody reads; the one beside them goes on. */
static void talk_beside(struct flow_bench *bench, uint64_t id)
{
    struct flow flow = {0};
    flow_open(bench, &flow, id, "Charge", 0);
    for (int i = 0; i < 20; i++) {
        flow_send_big(&flow, 1000, i);
        flow_until(&flow, i + 1);
    }
    flow_half_close(&flow);
    flow_until_done(&flow);
    assert_int_equal(flow.received, 21);
}

static void streams_that_a_server_holds_stop_no_other(void **state)
{
    enum { STREAMS = 18 };
    struct flow_bench *bench = *state;
    struct flow flows[STREAMS] = {0};
    for (int i = 0; i < STREAMS; i++) {
        flow_open(bench, &flows[i], (uint64_t)i + 1, "Charge", 0);
        flow_send(&flows[i], "hold", 0);
        flow_until(&flows[i], 1);
        for (int k = 0; k < 110; k++)
            flow_send_big(&flows[i], 10000, k);
    }
    talk_beside(bench, 100);
    for (int i = 0; i < STREAMS; i++)
        grpc_cancel(bench->channel, (uint64_t)i + 1);
}

static void streams_that_a_client_does_not_read_stop_no_other(void **state)
{
    enum { STREAMS = 10 };
    struct flow_bench *bench = *state;
    struct flow flows[STREAMS] = {0};
    for (int i = 0; i < STREAMS; i++) {
        flows[i].lazy = true;
        flow_open(bench, &flows[i], (uint64_t)i + 1, "Charge", 0);
        flow_send(&flows[i], "flood", 1000000);
    }
    talk_beside(bench, 100);
    /* Each has filled its own window by now, or will not. */
    for (int i = 0; i < 300; i++)
        loop_once(bench->loop, false);
    talk_beside(bench, 101);
    for (int i = 0; i < STREAMS; i++)
        grpc_cancel(bench->channel, (uint64_t)i + 1);
}

/* ---- ends ---- */

static void an_error_takes_back_what_its_event_sent_and_no_more(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "first", 0);
    flow_send(&flow, "decline", 0);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_DECLINED);
    assert_string_equal(flow.detail, "잔액 부족");
    assert_int_equal(flow.received, 1);
    assert_string_equal(flow.text, "first");
}

static void an_error_before_any_message_is_one_frame(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "decline", 0);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_DECLINED);
    assert_int_equal(flow.received, 0);
}

static void a_server_may_end_first(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "last", 0);
    flow_send(&flow, "finish", 1);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
    assert_string_equal(flow.text, "last");
    flow_send(&flow, "into the void", 2); /* nothing happens */
    flow_half_close(&flow);
    grpc_cancel(bench->channel, 1);
}

static void a_cancelled_stream_is_told_to_its_service(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "hello", 0);
    flow_until(&flow, 1);
    grpc_cancel(bench->channel, 1);
    flow_bench_until(bench, &bench->closed, 1);
    assert_int_equal(bench->ended, ERROR_CANCELLED);
    assert_false(flow.done);
    assert_int_equal(runtime_busy(runtime_uv_runtime(bench->uv)), 0);
}

static void a_deadline_holds_for_the_whole_stream(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 60);
    flow_send(&flow, "in time", 0);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_DEADLINE);
    assert_int_equal(flow.received, 1);
    assert_int_equal(bench->ended, ERROR_DEADLINE);
    assert_int_equal(bench->closed, 1);
}

static void a_lost_connection_ends_both_halves(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "hello", 0);
    flow_until(&flow, 1);
    flow_bench_stop(bench);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_UNAVAILABLE);
    flow_bench_until(bench, &bench->closed, 1);
    assert_int_equal(bench->ended, ERROR_CANCELLED);
}

static void a_freed_channel_ends_its_streams(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {.lazy = true};
    struct grpc_channel *channel = grpc_channel_new(bench->loop, &bench->local);
    flow_open_on(channel, bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "hello", 0);
    flow_bench_until(bench, &bench->messages, 1);
    grpc_channel_free(channel);
    assert_true(flow.done);
    assert_int_equal(flow.error, ERROR_UNAVAILABLE);
    flow_bench_until(bench, &bench->closed, 1);
}

static void a_stream_to_nobody_is_unavailable(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    flow_bench_stop(bench);
    flow_open(bench, &flow, 1, "Charge", 0);
    assert_false(flow.done);
    flow_send(&flow, "hello", 0);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_UNAVAILABLE);
}

static void drained_streams_end_behind_the_goaway(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0}, late = {0};
    flow_open(bench, &flow, 1, "Charge", 0);
    flow_send(&flow, "hello", 0);
    flow_until(&flow, 1);
    http_server_drain(bench->server, NULL, NULL);
    runtime_end_streams(runtime_uv_runtime(bench->uv));
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_UNAVAILABLE);
    assert_string_equal(flow.detail, "the service is stopping");
    flow_open(bench, &late, 2, "Charge", 0);
    flow_until_done(&late);
    assert_int_equal(late.error, ERROR_UNAVAILABLE);
    assert_int_equal(runtime_busy(runtime_uv_runtime(bench->uv)), 0);
}

static void messages_that_waited_are_received_before_the_end(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {.lazy = true};
    flow_open(bench, &flow, 1, "Find", 0);
    flow_send(&flow, "10", 0);
    flow_half_close(&flow);
    flow_bench_until(bench, &bench->closed, 1);
    for (int i = 0; i < 20; i++) /* all of it has come by now */
        loop_once(bench->loop, false);
    assert_false(flow.done);
    for (int i = 0; i < 10; i++)
        assert_int_equal(flow_take(&flow, 1), 1);
    assert_int_equal(flow_take(&flow, 1), 0);
    assert_false(flow.done); /* never from inside grpc_receive() */
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_OK);
}

/* A server of twelve lines: it takes the connection, reads nothing, and ends
 * stream 1 with NOT_FOUND. Servers of other houses do not reset what they have
 * ended, and a client that waits for that waits for ever. */
static void end_stream_1(int listening)
{
    static const char answer[] =
        "\0\0\0\x04\0\0\0\0\0"       /* SETTINGS */
        "\0\0\x2f\x01\x05\0\0\0\x01" /* HEADERS, the end of stream 1 */
        "\x88\0\x0c"
        "content-type"
        "\x10"
        "application/grpc"
        "\0\x0b"
        "grpc-status"
        "\x01"
        "5";
    int fd = accept(listening, NULL, NULL);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, answer, sizeof answer - 1), sizeof answer - 1);
}

static void a_stream_that_is_ended_but_not_reset_is_over(void **state)
{
    struct flow_bench *bench = *state;
    struct flow flow = {0};
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct address address;
    int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(name.sun_path, sizeof name.sun_path, "%s/other.sock",
             bench->directory);
    assert_int_equal(bind(listening, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(listen(listening, 1), 0);
    assert_int_equal(address_unix(&address, name.sun_path), ERROR_OK);
    struct grpc_channel *channel = grpc_channel_new(bench->loop, &address);
    grpc_channel_expect_strangers(channel);
    flow_open_on(channel, bench, &flow, 1, "Charge", 0);
    flow.channel = channel;
    flow_send(&flow, "more to come", 0);
    loop_once(bench->loop, false);
    end_stream_1(listening);
    flow_until_done(&flow);
    assert_int_equal(flow.error, ERROR_NOT_FOUND);
    grpc_channel_free(channel);
    close(listening);
    unlink(name.sun_path);
}

#define FLOW_TEST(name)                                      \
    cmocka_unit_test_setup_teardown(name, flow_bench_set_up, \
                                    flow_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLOW_TEST(both_sides_talk_in_any_order),
        FLOW_TEST(a_stream_counts_but_its_length_is_no_latency),
        FLOW_TEST(many_messages_get_one_answer),
        FLOW_TEST(one_message_gets_many_answers),
        FLOW_TEST(no_message_at_all_is_an_answer_too),
        FLOW_TEST(a_stream_of_one_takes_no_less_and_no_more),
        FLOW_TEST(streams_and_calls_share_a_connection),
        FLOW_TEST(large_messages_pass_both_ways),
        FLOW_TEST(a_message_as_large_as_the_window_passes),
        FLOW_TEST(a_message_over_the_limit_ends_the_stream),
        FLOW_TEST(a_slow_reader_loses_nothing_and_costs_little),
        FLOW_TEST(a_peer_that_never_reads_costs_a_window_and_a_queue),
        FLOW_TEST(a_server_that_holds_stops_its_client),
        FLOW_TEST(a_served_stream_that_is_not_read_stops_reading),
        FLOW_TEST(streams_that_a_server_holds_stop_no_other),
        FLOW_TEST(streams_that_a_client_does_not_read_stop_no_other),
        FLOW_TEST(an_error_takes_back_what_its_event_sent_and_no_more),
        FLOW_TEST(an_error_before_any_message_is_one_frame),
        FLOW_TEST(a_server_may_end_first),
        FLOW_TEST(a_cancelled_stream_is_told_to_its_service),
        FLOW_TEST(a_deadline_holds_for_the_whole_stream),
        FLOW_TEST(a_lost_connection_ends_both_halves),
        FLOW_TEST(a_freed_channel_ends_its_streams),
        FLOW_TEST(a_stream_to_nobody_is_unavailable),
        FLOW_TEST(drained_streams_end_behind_the_goaway),
        FLOW_TEST(messages_that_waited_are_received_before_the_end),
        FLOW_TEST(a_stream_that_is_ended_but_not_reset_is_over)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
