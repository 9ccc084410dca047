/*
 * grpc_server_test -- the server against a peer that speaks HTTP/2 by hand.
 *
 * The peer here is bytes: frames are written out and the answer's frame
 * headers are read, so that a request may break rules that our own client
 * keeps. (Words inside header blocks are compressed and not looked at.)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/grpc_private.h"
#include "chassis/message.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/pay_bench.h"

enum { FRAME_DATA = 0, FRAME_HEADERS = 1, FRAME_SETTINGS = 4 };
enum { END_STREAM = 1, END_HEADERS = 4, HEAD_BYTES = 9 };

struct peer {
    struct pay_bench *bench;
    struct stream *stream;
    struct buffer in;
    bool connected, ended;
};

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    buffer_append(&((struct peer *)arg)->in, bytes, length);
}

static void on_end(void *arg, enum error error)
{
    (void)error;
    ((struct peer *)arg)->ended = true;
}

static void on_connected(void *arg, enum error error)
{
    static const struct stream_events events = {.on_bytes = on_bytes,
                                                .on_end = on_end};
    struct peer *peer = arg;
    assert_int_equal(error, ERROR_OK);
    stream_start(peer->stream, &events, peer);
    peer->connected = true;
}

/* ---- writing frames ---- */

static void put_frame(struct buffer *out, int type, int flags, int stream_id,
                      const void *payload, size_t length)
{
    const unsigned char head[HEAD_BYTES] = {(unsigned char)(length >> 16),
                                            (unsigned char)(length >> 8),
                                            (unsigned char)length,
                                            (unsigned char)type,
                                            (unsigned char)flags,
                                            0,
                                            0,
                                            0,
                                            (unsigned char)stream_id};
    buffer_append(out, head, sizeof head);
    buffer_append(out, payload, length);
}

/* HPACK, literal without indexing and without Huffman: RFC 7541, 6.2.2. */
static void put_header(struct buffer *out, const char *name, const char *value)
{
    buffer_byte(out, 0);
    buffer_byte(out, (char)strlen(name));
    buffer_text(out, name);
    buffer_byte(out, (char)strlen(value));
    buffer_text(out, value);
}

static void send_call(struct peer *peer, const char *method, const char *path,
                      const char *timeout, struct slice body)
{
    struct buffer block, out;
    buffer_init(&block, 4096);
    buffer_init(&out, 65536);
    put_header(&block, ":method", method);
    put_header(&block, ":scheme", "http");
    put_header(&block, ":path", path);
    put_header(&block, ":authority", "localhost");
    put_header(&block, "te", "trailers");
    put_header(&block, "content-type", "application/grpc+proto");
    if (timeout)
        put_header(&block, "grpc-timeout", timeout);
    buffer_text(&out, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    put_frame(&out, FRAME_SETTINGS, 0, 0, "", 0);
    put_frame(&out, FRAME_HEADERS, END_HEADERS, 1, block.data, block.length);
    put_frame(&out, FRAME_DATA, END_STREAM, 1, body.data, body.length);
    stream_write(peer->stream, out.data, out.length);
    buffer_release(&block);
    buffer_release(&out);
}

/* ---- reading frames ---- */

struct seen {
    int headers, data;
    size_t data_bytes;
    bool ended;
};

/* The frames of stream 1 that are whole. */
static struct seen look(const struct peer *peer)
{
    struct seen seen = {0};
    const unsigned char *at = (const unsigned char *)peer->in.data;
    size_t rest = peer->in.length;
    while (rest >= HEAD_BYTES) {
        size_t length = (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];
        if (rest < HEAD_BYTES + length)
            break;
        bool ours = at[8] == 1 && at[3] <= FRAME_HEADERS;
        seen.headers += ours && at[3] == FRAME_HEADERS;
        seen.data += ours && at[3] == FRAME_DATA;
        seen.data_bytes += ours && at[3] == FRAME_DATA ? length : 0;
        seen.ended |= ours && (at[4] & END_STREAM);
        at += HEAD_BYTES + length;
        rest -= HEAD_BYTES + length;
    }
    return seen;
}

static struct seen exchange(struct pay_bench *bench, const char *method,
                            const char *path, const char *timeout,
                            struct slice body)
{
    struct peer peer = {.bench = bench};
    struct seen seen;
    buffer_init(&peer.in, LIMIT_WRITE_BYTES);
    assert_int_equal(stream_connect(&peer.stream, bench->loop, &bench->local,
                                    on_connected, &peer),
                     ERROR_OK);
    while (!peer.connected)
        loop_once(bench->loop, true);
    send_call(&peer, method, path, timeout, body);
    do {
        loop_once(bench->loop, true);
        seen = look(&peer);
    } while (!seen.ended && !peer.ended);
    stream_close(peer.stream);
    buffer_release(&peer.in);
    return seen;
}

/* ---- what holds ---- */

static const char *const charge = "/payments.Payments/Charge";

static void assert_refused(struct pay_bench *bench, const struct seen *seen)
{
    assert_int_equal(seen->headers, 1); /* Trailers-Only */
    assert_int_equal(seen->data, 0);
    assert_true(seen->ended);
    assert_int_equal(bench->ran, 0);
}

static void an_answer_is_headers_one_message_and_trailers(void **state)
{
    struct pay_bench *bench = *state;
    /* field 2, two bytes: order_id "ok" */
    struct seen seen =
        exchange(bench, "POST", charge, NULL, SLICE("\0\0\0\0\4\x12\2ok"));
    assert_int_equal(seen.headers, 2);
    assert_int_equal(seen.data_bytes, GRPC_PREFIX_BYTES + 4);
    assert_true(seen.ended);
    assert_int_equal(bench->ran, 1);
}

static void bodies_that_are_not_one_message_are_refused(void **state)
{
    static const struct slice bodies[] = {
        {"", 0},
        {"\0\0\0\0", 4},
        {"\1\0\0\0\4\x12\2ok", 9},            /* compressed */
        {"\0\0\0\0\5\x12\2ok", 9},            /* shorter than it says */
        {"\0\0\0\0\4\x12\2ok\0\0\0\0\0", 14}, /* two messages */
        {"\0\x7f\0\0\0\x12\2ok", 9},          /* over the limit */
        {"\0\0\0\0\4\x12\x7fok", 9}};         /* no protobuf */
    struct pay_bench *bench = *state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct seen seen = exchange(bench, "POST", charge, NULL, bodies[i]);
        assert_refused(bench, &seen);
    }
}

static void unknown_methods_and_odd_time_outs_are_refused(void **state)
{
    struct pay_bench *bench = *state;
    struct slice body = SLICE("\0\0\0\0\4\x12\2ok");
    struct seen seen = exchange(bench, "POST", "/a.B/C", NULL, body);
    assert_refused(bench, &seen);
    seen = exchange(bench, "PUT", charge, NULL, body);
    assert_refused(bench, &seen);
    seen = exchange(bench, "POST", charge, "soon", body);
    assert_refused(bench, &seen);
}

static void a_deadline_that_has_passed_stops_the_work(void **state)
{
    struct pay_bench *bench = *state;
    struct seen seen =
        exchange(bench, "POST", charge, "0m", SLICE("\0\0\0\0\4\x12\2ok"));
    assert_refused(bench, &seen);
}

static void grpc_over_http1_is_told_to_use_http2(void **state)
{
    static const char request[] = "POST /payments.Payments/Charge HTTP/1.1\r\n"
                                  "Host: localhost\r\n"
                                  "Content-Type: application/grpc\r\n"
                                  "Content-Length: 0\r\n\r\n";
    struct pay_bench *bench = *state;
    struct peer peer = {.bench = bench};
    buffer_init(&peer.in, LIMIT_WRITE_BYTES);
    assert_int_equal(stream_connect(&peer.stream, bench->loop, &bench->local,
                                    on_connected, &peer),
                     ERROR_OK);
    while (!peer.connected)
        loop_once(bench->loop, true);
    stream_write(peer.stream, request, sizeof request - 1);
    while (peer.in.length < 12)
        loop_once(bench->loop, true);
    assert_memory_equal(peer.in.data, "HTTP/1.1 415", 12);
    stream_close(peer.stream);
    buffer_release(&peer.in);
}

#define WITH_BENCH(test) \
    cmocka_unit_test_setup_teardown(test, pay_bench_set_up, pay_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(an_answer_is_headers_one_message_and_trailers),
        WITH_BENCH(bodies_that_are_not_one_message_are_refused),
        WITH_BENCH(unknown_methods_and_odd_time_outs_are_refused),
        WITH_BENCH(a_deadline_that_has_passed_stops_the_work),
        WITH_BENCH(grpc_over_http1_is_told_to_use_http2)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
