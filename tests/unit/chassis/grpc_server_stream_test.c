/*
 * grpc_server_stream_test -- served streams against a peer that cuts its bytes
 * as it likes.
 *
 * The peer is nghttp2 with a plan: which bytes stand in which DATA frame, and
 * how many bytes go into one write. So messages may lie across frames, share
 * one, or be none at all.
 */
#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/grpc_private.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"

struct peer {
    struct flow_bench *bench;
    struct stream *stream;
    nghttp2_session *session;
    struct buffer plan, out, in; /* in: what DATA frames brought */
    size_t frame_bytes, write_bytes, at;
    bool keep_open; /* no END_STREAM behind the plan */
    bool connected, closed;
    int32_t id;
    uint32_t reset;
    int header_frames, data_frames;
    int status; /* grpc-status; -1: none */
};

/* ---- nghttp2's side ---- */

static int on_header(nghttp2_session *session, const nghttp2_frame *frame,
                     const uint8_t *name, size_t name_bytes,
                     const uint8_t *value, size_t value_bytes, uint8_t flags,
                     void *arg)
{
    struct peer *peer = arg;
    (void)session, (void)frame, (void)flags;
    if (slice_is((struct slice){(const char *)name, name_bytes},
                 "grpc-status")) {
        char text[8];
        snprintf(text, sizeof text, "%.*s", (int)value_bytes,
                 (const char *)value);
        peer->status = atoi(text);
    }
    return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame,
                    void *arg)
{
    struct peer *peer = arg;
    (void)session;
    peer->header_frames += frame->hd.type == NGHTTP2_HEADERS;
    peer->data_frames += frame->hd.type == NGHTTP2_DATA;
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id,
                   const uint8_t *bytes, size_t length, void *arg)
{
    struct peer *peer = arg;
    (void)session, (void)flags, (void)id;
    buffer_append(&peer->in, bytes, length);
    return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t code,
                    void *arg)
{
    struct peer *peer = arg;
    (void)session, (void)id;
    peer->closed = true;
    peer->reset = code;
    return 0;
}

static ssize_t next_frame(nghttp2_session *session, int32_t id, uint8_t *out,
                          size_t room, uint32_t *flags,
                          nghttp2_data_source *source, void *arg)
{
    struct peer *peer = arg;
    size_t left = peer->plan.length - peer->at;
    size_t length = left < peer->frame_bytes ? left : peer->frame_bytes;
    (void)session, (void)id, (void)source;
    length = length < room ? length : room;
    if (length == 0 && peer->keep_open)
        return NGHTTP2_ERR_DEFERRED;
    memcpy(out, peer->plan.data + peer->at, length);
    peer->at += length;
    if (length == left && !peer->keep_open)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)length;
}

/* ---- the wire ---- */

/* What the session has to say leaves by `write_bytes` each turn. */
static void pump(struct peer *peer)
{
    const uint8_t *bytes;
    ssize_t length;
    while ((length = nghttp2_session_mem_send(peer->session, &bytes)) > 0)
        buffer_append(&peer->out, bytes, (size_t)length);
    size_t now = peer->out.length < peer->write_bytes ? peer->out.length
                                                      : peer->write_bytes;
    if (now > 0) {
        stream_write(peer->stream, peer->out.data, now);
        buffer_consume(&peer->out, now);
    }
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct peer *peer = arg;
    assert_true(nghttp2_session_mem_recv(peer->session, (const uint8_t *)bytes,
                                         length) >= 0);
}

static void on_end(void *arg, enum error error)
{
    (void)arg, (void)error;
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

static nghttp2_nv pair(const char *name, const char *value)
{
    return (nghttp2_nv){(uint8_t *)name, (uint8_t *)value, strlen(name),
                        strlen(value), NGHTTP2_NV_FLAG_NONE};
}

static void submit(struct peer *peer, const char *path)
{
    const nghttp2_nv pairs[] = {
        pair(":method", "POST"), pair(":scheme", "http"),
        pair(":path", path),     pair(":authority", "localhost"),
        pair("te", "trailers"),  pair("content-type", "application/grpc")};
    const nghttp2_data_provider body = {.read_callback = next_frame};
    nghttp2_submit_settings(peer->session, 0, NULL, 0);
    peer->id =
        nghttp2_submit_request(peer->session, NULL, pairs, 6, &body, peer);
}

static void peer_open(struct peer *peer, struct flow_bench *bench)
{
    nghttp2_session_callbacks *callbacks;
    *peer = (struct peer){.bench = bench,
                          .status = -1,
                          .frame_bytes = 16384,
                          .write_bytes = 1 << 20};
    buffer_init(&peer->plan, 1 << 24);
    buffer_init(&peer->out, 1 << 24);
    buffer_init(&peer->in, 1 << 24);
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks,
                                                              on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_client_new(&peer->session, callbacks, peer);
    nghttp2_session_callbacks_del(callbacks);
    assert_int_equal(stream_connect(&peer->stream, bench->loop, &bench->local,
                                    on_connected, peer),
                     ERROR_OK);
    while (!peer->connected)
        loop_once(bench->loop, true);
}

static void peer_free(struct peer *peer)
{
    nghttp2_session_del(peer->session);
    stream_close(peer->stream);
    buffer_release(&peer->plan);
    buffer_release(&peer->out);
    buffer_release(&peer->in);
}

static void put(struct peer *peer, const char *order_id, int64_t amount)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    unsigned char prefix[GRPC_PREFIX_BYTES], bytes[256];
    in.order_id = (char *)order_id;
    in.amount = amount;
    size_t length = protobuf_c_message_pack(&in.base, bytes);
    grpc_prefix(prefix, length);
    buffer_append(&peer->plan, prefix, sizeof prefix);
    buffer_append(&peer->plan, bytes, length);
}

static void run(struct peer *peer, const char *path)
{
    submit(peer, path);
    while (!peer->closed) {
        pump(peer);
        loop_once(peer->bench->loop, peer->out.length == 0);
    }
}

/* Whole messages in what came back. */
static int messages_in(const struct peer *peer)
{
    struct slice rest = {peer->in.data, peer->in.length}, message;
    size_t bytes;
    int count = 0;
    while (!grpc_next_frame(rest, LIMIT_MESSAGE_BYTES, &message, &bytes) &&
           bytes > 0) {
        rest.data += bytes;
        rest.length -= bytes;
        count++;
    }
    assert_int_equal(rest.length, 0);
    return count;
}

static const char charge[] = "/payments.Payments/Charge";

/* ---- cut as one likes ---- */

static void talk_cut(struct flow_bench *bench, size_t frame_bytes,
                     size_t write_bytes)
{
    enum { MESSAGES = 40 };
    struct peer peer;
    peer_open(&peer, bench);
    peer.frame_bytes = frame_bytes;
    peer.write_bytes = write_bytes;
    for (int i = 0; i < MESSAGES; i++)
        put(&peer, i % 3 ? "a message" : "", i);
    run(&peer, charge);
    assert_int_equal(peer.status, 0);
    assert_int_equal(messages_in(&peer), MESSAGES + 1); /* "bye" */
    peer_free(&peer);
}

static void messages_may_share_a_frame(void **state)
{
    talk_cut(*state, 16384, 1 << 20);
}

static void messages_may_lie_across_frames(void **state)
{
    talk_cut(*state, 7, 1 << 20);
    talk_cut(*state, 1, 1 << 20); /* a frame for each byte */
}

static void bytes_may_come_one_by_one(void **state)
{
    talk_cut(*state, 16384, 1);
    talk_cut(*state, 3, 1);
}

/* ---- what is no stream of messages ---- */

static int status_of_plan(struct flow_bench *bench, const void *bytes,
                          size_t length)
{
    struct peer peer;
    peer_open(&peer, bench);
    buffer_append(&peer.plan, bytes, length);
    run(&peer, charge);
    int status = peer.status;
    assert_int_equal(peer.header_frames, 1); /* Trailers-Only */
    assert_int_equal(peer.data_frames, 0);
    peer_free(&peer);
    return status;
}

static void broken_bytes_end_the_stream_with_a_status(void **state)
{
    static const char no_protobuf[] = "\0\0\0\0\4\xff\xff\xff\xff";
    static const char no_text[] = "\0\0\0\0\4\x12\2\xc3\x28"; /* not UTF-8 */
    static const char compressed[] = "\1\0\0\0\2\x08\1";
    static const char odd_flag[] = "\7\0\0\0\2\x08\1";
    static const char too_long[] = "\0\x7f\xff\xff\xff\x08\1";
    static const char cut_off[] = "\0\0\0\0\x10\x08\1";
    static const char half_prefix[] = "\0\0\0";
    struct flow_bench *bench = *state;
    assert_int_equal(status_of_plan(bench, no_protobuf, 9), 3);
    assert_int_equal(status_of_plan(bench, no_text, 9), 3);
    assert_int_equal(status_of_plan(bench, compressed, 7), 12);
    assert_int_equal(status_of_plan(bench, odd_flag, 7), 3);
    assert_int_equal(status_of_plan(bench, too_long, 7), 8);
    assert_int_equal(status_of_plan(bench, cut_off, 7), 3);
    assert_int_equal(status_of_plan(bench, half_prefix, 3), 3);
    assert_int_equal(bench->messages, 0);
}

static void a_broken_message_does_not_undo_the_ones_before(void **state)
{
    struct flow_bench *bench = *state;
    struct peer peer;
    peer_open(&peer, bench);
    put(&peer, "good", 0);
    buffer_append(&peer.plan, "\0\0\0\0\1\xff", 6);
    put(&peer, "never read", 1);
    run(&peer, charge);
    assert_int_equal(peer.status, 3);
    assert_int_equal(messages_in(&peer), 1);
    assert_int_equal(bench->messages, 1);
    peer_free(&peer);
}

/* A length alone must not make the server wait for, or keep, what it would
 * refuse anyway. */
static void a_length_beyond_the_limit_is_refused_at_once(void **state)
{
    struct flow_bench *bench = *state;
    struct peer peer;
    peer_open(&peer, bench);
    peer.keep_open = true;
    buffer_append(&peer.plan, "\0\x01\0\0\0", 5);
    run(&peer, charge);
    assert_int_equal(peer.status, 8);
    peer_free(&peer);
}

static void a_server_that_ends_first_stops_its_peer(void **state)
{
    struct flow_bench *bench = *state;
    struct peer peer;
    peer_open(&peer, bench);
    peer.keep_open = true;
    put(&peer, "finish", 0);
    run(&peer, charge);
    assert_int_equal(peer.status, 0);
    assert_int_equal(peer.reset, NGHTTP2_NO_ERROR);
    peer_free(&peer);
}

static void an_unknown_method_is_no_stream(void **state)
{
    struct flow_bench *bench = *state;
    struct peer peer;
    peer_open(&peer, bench);
    put(&peer, "hello", 0);
    run(&peer, "/payments.Payments/Nothing");
    assert_int_equal(peer.status, 12);
    peer_free(&peer);
}

/* Half a message and then nothing, from many: bounded, and gone with them. */
static void a_vanished_peer_leaves_nothing(void **state)
{
    struct flow_bench *bench = *state;
    struct runtime *rt = runtime_uv_runtime(bench->uv);
    for (int i = 0; i < 50; i++) {
        struct peer peer;
        peer_open(&peer, bench);
        peer.keep_open = true;
        put(&peer, "hello", 0);
        buffer_append(&peer.plan, "\0\0\0\xff", 4);
        submit(&peer, charge);
        while (peer.data_frames == 0) {
            pump(&peer);
            loop_once(bench->loop, true);
        }
        peer_free(&peer);
    }
    while (runtime_busy(rt) > 0)
        loop_once(bench->loop, true);
    assert_int_equal(bench->closed, 50);
    assert_int_equal(bench->ended, ERROR_CANCELLED);
}

#define PEER_TEST(name)                                      \
    cmocka_unit_test_setup_teardown(name, flow_bench_set_up, \
                                    flow_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEER_TEST(messages_may_share_a_frame),
        PEER_TEST(messages_may_lie_across_frames),
        PEER_TEST(bytes_may_come_one_by_one),
        PEER_TEST(broken_bytes_end_the_stream_with_a_status),
        PEER_TEST(a_broken_message_does_not_undo_the_ones_before),
        PEER_TEST(a_length_beyond_the_limit_is_refused_at_once),
        PEER_TEST(a_server_that_ends_first_stops_its_peer),
        PEER_TEST(an_unknown_method_is_no_stream),
        PEER_TEST(a_vanished_peer_leaves_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
