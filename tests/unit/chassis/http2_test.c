/*
 * The HTTP/2 side of the server, with an nghttp2 client as a well-behaved peer;
 * http2_calm_test.c plays one that is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "chassis/http2_private.h"
#include "tests/support/http_stage.h"

static struct stage stage;

/* ---- a well-behaved peer ---- */

enum { PEER_STREAMS = 300, PEER_BODY_BYTES = 4096 };

struct peer_stream {
    char status[4];
    char headers[512]; /* "name=value;" of headers and trailers */
    char body[PEER_BODY_BYTES];
    size_t body_bytes, header_frames;
    uint32_t code;
    bool closed;
};

struct peer {
    int fd;
    nghttp2_session *session;
    struct peer_stream streams[PEER_STREAMS]; /* by (id - 1) / 2 */
    size_t closed;
    size_t goaways;
    uint32_t goaway_code;
    const char *upload; /* body to send, NULL: none */
    size_t upload_bytes, uploaded;
};

static struct peer peer;

static struct peer_stream *stream_of(int32_t id)
{
    assert_true(id > 0 && (id - 1) / 2 < PEER_STREAMS);
    return &peer.streams[(id - 1) / 2];
}

static int saw_header(nghttp2_session *session, const nghttp2_frame *frame,
                      const uint8_t *name, size_t name_bytes,
                      const uint8_t *value, size_t value_bytes, uint8_t flags,
                      void *arg)
{
    (void)session, (void)flags, (void)arg, (void)name_bytes;
    struct peer_stream *stream = stream_of(frame->hd.stream_id);
    if (strcmp((const char *)name, ":status") == 0) {
        memcpy(stream->status, value, 3);
    }
    size_t used = strlen(stream->headers);
    snprintf(stream->headers + used, sizeof(stream->headers) - used, "%s=%.*s;",
             (const char *)name, (int)value_bytes, (const char *)value);
    return 0;
}

static int saw_data(nghttp2_session *session, uint8_t flags, int32_t id,
                    const uint8_t *bytes, size_t length, void *arg)
{
    (void)session, (void)flags, (void)arg;
    struct peer_stream *stream = stream_of(id);
    size_t room = PEER_BODY_BYTES - 1;
    if (stream->body_bytes < room) {
        size_t left = room - stream->body_bytes;
        memcpy(stream->body + stream->body_bytes, bytes,
               length < left ? length : left);
    }
    stream->body_bytes += length;
    return 0;
}

static int saw_frame(nghttp2_session *session, const nghttp2_frame *frame,
                     void *arg)
{
    (void)session, (void)arg;
    if (frame->hd.type == NGHTTP2_GOAWAY) {
        peer.goaways++;
        peer.goaway_code = frame->goaway.error_code;
    }
    if (frame->hd.type == NGHTTP2_HEADERS) {
        stream_of(frame->hd.stream_id)->header_frames++;
    }
    return 0;
}

static int saw_close(nghttp2_session *session, int32_t id, uint32_t code,
                     void *arg)
{
    (void)session, (void)arg;
    stream_of(id)->closed = true;
    stream_of(id)->code = code;
    peer.closed++;
    return 0;
}

static ssize_t put(nghttp2_session *session, const uint8_t *bytes,
                   size_t length, int flags, void *arg)
{
    (void)session, (void)flags, (void)arg;
    stage_send(&stage, peer.fd, bytes, length);
    return (ssize_t)length;
}

static int open_peer(void **state)
{
    (void)state;
    stage_open(&stage);
    memset(&peer, 0, sizeof(peer));
    peer.fd = stage_dial(&stage);
    nghttp2_session_callbacks *callbacks;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, saw_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks,
                                                              saw_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, saw_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks,
                                                           saw_close);
    nghttp2_session_callbacks_set_send_callback(callbacks, put);
    nghttp2_session_client_new(&peer.session, callbacks, NULL);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(peer.session, NGHTTP2_FLAG_NONE, NULL, 0);
    return 0;
}

static int close_peer(void **state)
{
    (void)state;
    nghttp2_session_del(peer.session);
    close(peer.fd);
    stage_close(&stage);
    return 0;
}

static ssize_t upload(nghttp2_session *session, int32_t id, uint8_t *out,
                      size_t room, uint32_t *flags, nghttp2_data_source *source,
                      void *arg)
{
    (void)session, (void)id, (void)source, (void)arg;
    size_t left = peer.upload_bytes - peer.uploaded;
    size_t length = left < room ? left : room;
    memset(out, 'u', length);
    peer.uploaded += length;
    if (length == left) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    }
    return (ssize_t)length;
}

static nghttp2_nv nv(const char *name, const char *value)
{
    return (nghttp2_nv){(uint8_t *)name, (uint8_t *)value, strlen(name),
                        strlen(value), NGHTTP2_NV_FLAG_NONE};
}

/* Queues a request; `type` is its content type. */
static int32_t ask(const char *method, const char *path, const char *type)
{
    nghttp2_nv pairs[] = {nv(":method", method), nv(":scheme", "http"),
                          nv(":authority", "localhost"), nv(":path", path),
                          nv("content-type", type)};
    nghttp2_data_provider body = {.read_callback = upload};
    return nghttp2_submit_request(peer.session, NULL, pairs, 5,
                                  peer.upload_bytes > 0 ? &body : NULL, NULL);
}

/* Sends and reads until that many streams are closed, or GOAWAY came. */
static void exchange_until(size_t closed)
{
    while (peer.closed < closed && peer.goaways == 0) {
        assert_int_equal(nghttp2_session_send(peer.session), 0);
        stage_hear(&stage, peer.fd);
        assert_true(nghttp2_session_mem_recv(peer.session,
                                             (const uint8_t *)stage.text,
                                             stage.text_bytes) >= 0);
    }
}

/* ---- tests with it ---- */

static void a_request_is_answered(void **state)
{
    (void)state;
    int32_t id = ask("GET", "/inspect?a=1", "text/plain");
    exchange_until(1);
    assert_string_equal(stream_of(id)->status, "200");
    assert_string_equal(
        stream_of(id)->body,
        "GET /inspect ? a=1 @ localhost headers=1 body=0 local");
    assert_int_equal(stream_of(id)->code, NGHTTP2_NO_ERROR);
}

static void many_streams_share_one_connection(void **state)
{
    (void)state;
    for (int i = 0; i < 250; i++) { /* more than LIMIT_STREAMS at once */
        ask("GET", "/hello", "text/plain");
    }
    exchange_until(250);
    for (int i = 0; i < 250; i++) {
        assert_string_equal(peer.streams[i].body, "hello");
    }
}

static void answers_need_no_order(void **state)
{
    (void)state;
    int32_t first = ask("GET", "/later", "text/plain");
    int32_t second = ask("GET", "/later", "text/plain");
    assert_int_equal(nghttp2_session_send(peer.session), 0);
    stage_until(&stage, &stage.handled, 2);
    stage_answer(&stage, 1, "second");
    exchange_until(1);
    assert_string_equal(stream_of(second)->body, "second");
    assert_false(stream_of(first)->closed);
    stage_answer(&stage, 0, "first");
    exchange_until(2);
    assert_string_equal(stream_of(first)->body, "first");
}

static void a_body_of_1_mib_passes_and_one_more_byte_is_413(void **state)
{
    (void)state;
    peer.upload_bytes = LIMIT_BODY_BYTES;
    int32_t good = ask("POST", "/inspect", "text/plain");
    exchange_until(1);
    assert_non_null(strstr(stream_of(good)->body, "body=1048576"));
    peer.uploaded = 0;
    peer.upload_bytes = LIMIT_BODY_BYTES + 1;
    int32_t bad = ask("POST", "/inspect", "text/plain");
    exchange_until(2);
    assert_string_equal(stream_of(bad)->status, "413");
    peer.uploaded = 0;
    peer.upload_bytes = 5; /* the connection is still good */
    int32_t again = ask("POST", "/inspect", "text/plain");
    exchange_until(3);
    assert_non_null(strstr(stream_of(again)->body, "body=5"));
}

static void an_upload_that_was_refused_is_stopped(void **state)
{
    (void)state;
    peer.upload_bytes = 32 * LIMIT_BODY_BYTES;
    int32_t id = ask("POST", "/inspect", "text/plain");
    exchange_until(1);
    assert_string_equal(stream_of(id)->status, "413");
    assert_int_equal(stream_of(id)->code, NGHTTP2_NO_ERROR);
    assert_true(peer.uploaded < 4 * LIMIT_BODY_BYTES);
}

static void a_grpc_message_too_large_gets_a_grpc_status(void **state)
{
    (void)state;
    peer.upload_bytes = LIMIT_MESSAGE_BYTES + HTTP_GRPC_PREFIX_BYTES + 1;
    int32_t id = ask("POST", "/shop.Shop/PlaceOrder", "application/grpc");
    exchange_until(1);
    assert_string_equal(stream_of(id)->status, "200");
    assert_non_null(strstr(stream_of(id)->headers, "grpc-status=8;"));
    assert_non_null(strstr(stream_of(id)->headers, "cleave-error=too-large;"));
    assert_int_equal(stream_of(id)->header_frames, 1); /* Trailers-Only */
    assert_int_equal(stage.handled, 0);
}

static void large_headers_get_431(void **state)
{
    (void)state;
    static char value[LIMIT_HEADER_BLOCK_BYTES];
    memset(value, 'v', sizeof(value) - 1);
    int32_t id = ask("GET", "/hello", value);
    exchange_until(1);
    assert_string_equal(stream_of(id)->status, "431");
    assert_int_equal(stage.handled, 0);
}

static void head_has_no_body(void **state)
{
    (void)state;
    int32_t id = ask("HEAD", "/hello", "text/plain");
    exchange_until(1);
    assert_string_equal(stream_of(id)->status, "200");
    assert_int_equal(stream_of(id)->body_bytes, 0);
}

static void a_reset_abandons_its_request(void **state)
{
    (void)state;
    int32_t id = ask("GET", "/later", "text/plain");
    assert_int_equal(nghttp2_session_send(peer.session), 0);
    stage_until(&stage, &stage.handled, 1);
    nghttp2_submit_rst_stream(peer.session, NGHTTP2_FLAG_NONE, id,
                              NGHTTP2_CANCEL);
    assert_int_equal(nghttp2_session_send(peer.session), 0);
    stage_until(&stage, &stage.abandoned, 1);
    stage_answer(&stage, 0, "into the void");
    ask("GET", "/hello", "text/plain");
    exchange_until(2);
    assert_string_equal(stream_of(3)->body, "hello");
}

static void a_big_answer_flows(void **state)
{
    (void)state;
    int32_t id = ask("GET", "/big?3000000", "text/plain");
    exchange_until(1);
    assert_int_equal(stream_of(id)->body_bytes, 3000000);
}

static void draining_says_goaway_and_ends_open_requests(void **state)
{
    (void)state;
    int32_t id = ask("GET", "/later", "text/plain");
    assert_int_equal(nghttp2_session_send(peer.session), 0);
    stage_until(&stage, &stage.handled, 1);
    http_server_drain(stage.server, NULL, NULL);
    exchange_until(1);
    assert_int_equal(peer.goaways, 1);
    assert_int_equal(peer.goaway_code, NGHTTP2_NO_ERROR);
    peer.goaways = 0;
    stage_answer(&stage, 0, "the last word");
    exchange_until(1);
    assert_string_equal(stream_of(id)->body, "the last word");
    stage_expect_end(&stage, peer.fd);
    assert_int_equal(http_server_connections(stage.server), 0);
}

static void an_idle_connection_is_sent_away(void **state)
{
    (void)state;
    ask("GET", "/hello", "text/plain");
    exchange_until(1);
    http_server_sweep(stage.server, loop_now_ms(stage.loop) + LIMIT_IDLE_MS);
    exchange_until(2);
    assert_int_equal(peer.goaways, 1);
    stage_expect_end(&stage, peer.fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_peer, close_peer)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_is_answered),
        TEST(many_streams_share_one_connection),
        TEST(answers_need_no_order),
        TEST(a_body_of_1_mib_passes_and_one_more_byte_is_413),
        TEST(an_upload_that_was_refused_is_stopped),
        TEST(a_grpc_message_too_large_gets_a_grpc_status),
        TEST(large_headers_get_431),
        TEST(head_has_no_body),
        TEST(a_reset_abandons_its_request),
        TEST(a_big_answer_flows),
        TEST(draining_says_goaway_and_ends_open_requests),
        TEST(an_idle_connection_is_sent_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
