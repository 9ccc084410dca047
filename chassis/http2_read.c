/*
 * http2_read -- frames become requests; what nghttp2 calls.
 *
 * Each stream is one exchange, found by the stream's user data. nghttp2 keeps
 * the protocol's own rules (pseudo-headers, lengths, flow control). Ours are
 * the bounds, and calm: a peer that opens and resets streams, or pings, faster
 * than anybody needs to is sent GOAWAY. A reset counts only while its stream
 * is young; a caller whose deadline passed has waited, and while it waited it
 * held one of few places.
 *
 * Bounds broken by a request are answered, as in HTTP/1.1; the connection
 * stays, since a broken stream does not confuse its neighbours.
 *
 * Invariant: an exchange that is complete and unanswered belongs to the
 * handler; when its stream ends it is abandoned, never freed here.
 *
 * Order of use: http2_callbacks, given to a session in http2.c.
 */
#include <string.h>

#include "chassis/http2_private.h"

static struct http_exchange *exchange_of(nghttp2_session *session, int32_t id)
{
    return nghttp2_session_get_stream_user_data(session, id);
}

/* ---- a request arrives ---- */

static int on_begin_headers(nghttp2_session *session,
                            const nghttp2_frame *frame, void *arg)
{
    struct http2 *h = arg;
    struct http_connection *connection = h->connection;
    if (frame->hd.type != NGHTTP2_HEADERS ||
        frame->headers.cat != NGHTTP2_HCAT_REQUEST) {
        return 0;
    }
    int32_t id = frame->hd.stream_id;
    struct http_exchange *exchange = connection->exchange_count < LIMIT_STREAMS
                                         ? http_exchange_new(connection)
                                         : NULL;
    if (exchange == NULL) {
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id,
                                  NGHTTP2_REFUSED_STREAM);
        return 0;
    }
    exchange->shown.stream_id = id;
    exchange->shown.request.is_http2 = true;
    nghttp2_session_set_stream_user_data(session, id, exchange);
    return 0;
}

/* Room for one more; the array doubles, and the arena bounds it. */
static bool make_room(struct http_exchange *exchange)
{
    size_t count = exchange->shown.request.header_count;
    if (count < exchange->header_room) {
        return true;
    }
    size_t room = count == 0 ? 16 : 2 * count;
    struct http_header *headers =
        arena_alloc(&exchange->shown.arena, room * sizeof(*headers));
    if (headers == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(headers, exchange->headers, count * sizeof(*headers));
    }
    exchange->headers = headers;
    exchange->shown.request.headers = headers;
    exchange->header_room = room;
    return true;
}

static enum error add_pseudo(struct http_exchange *exchange, struct slice name,
                             struct slice value)
{
    struct http_request *request = &exchange->shown.request;
    if (slice_is(name, ":method")) {
        http_set_method(exchange, value);
    } else if (slice_is(name, ":path")) {
        return http_set_target(request, value);
    } else if (slice_is(name, ":authority")) {
        request->authority = value;
    }
    return ERROR_OK;
}

static enum error add_header(struct http_exchange *exchange, struct slice name,
                             struct slice value)
{
    static const struct slice grpc = {"application/grpc", 16};
    struct http_request *request = &exchange->shown.request;
    if (request->header_count == LIMIT_HEADER_COUNT || !make_room(exchange)) {
        return error_explain(ERROR_HEADERS_TOO_LARGE,
                             "there are more than %d headers",
                             LIMIT_HEADER_COUNT);
    }
    exchange->headers[request->header_count++] =
        (struct http_header){name, value};
    if (slice_is(name, "content-type") && value.length >= grpc.length &&
        memcmp(value.data, grpc.data, grpc.length) == 0) {
        exchange->is_grpc = true;
    }
    if (slice_is(name, "host") && request->authority.length == 0) {
        request->authority = value;
    }
    return ERROR_OK;
}

static enum error take_header(struct http_exchange *exchange, struct slice name,
                              struct slice value)
{
    /* RFC 9113, 10.5.1: a header counts 32 bytes more than its text. */
    exchange->header_bytes += name.length + value.length + 32;
    if (exchange->header_bytes > LIMIT_HEADER_BLOCK_BYTES) {
        return error_explain(ERROR_HEADERS_TOO_LARGE,
                             "the headers have more than %d bytes",
                             LIMIT_HEADER_BLOCK_BYTES);
    }
    struct arena *arena = &exchange->shown.arena;
    struct slice own_name = {arena_copy(arena, name.data, name.length),
                             name.length};
    struct slice own_value = {arena_copy(arena, value.data, value.length),
                              value.length};
    if (own_name.data == NULL || own_value.data == NULL) {
        return error_explain(ERROR_OVERLOADED, "no memory for a request");
    }
    return name.length > 0 && name.data[0] == ':'
               ? add_pseudo(exchange, own_name, own_value)
               : add_header(exchange, own_name, own_value);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame,
                     const uint8_t *name, size_t name_bytes,
                     const uint8_t *value, size_t value_bytes, uint8_t flags,
                     void *arg)
{
    (void)flags;
    (void)arg;
    struct http_exchange *exchange = exchange_of(session, frame->hd.stream_id);
    if (exchange == NULL || exchange->refusal != ERROR_OK ||
        frame->headers.cat != NGHTTP2_HCAT_REQUEST) {
        return 0; /* trailers of a request are dropped */
    }
    exchange->refusal =
        take_header(exchange, (struct slice){(const char *)name, name_bytes},
                    (struct slice){(const char *)value, value_bytes});
    return 0;
}

void http2_refuse(struct http_exchange *exchange, enum error error)
{
    exchange->complete = true;
    http_refuse(exchange, error, error_detail(error));
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id,
                   const uint8_t *bytes, size_t length, void *arg)
{
    (void)flags;
    struct http_exchange *exchange = exchange_of(session, id);
    if (exchange != NULL && exchange->shown.streaming) {
        http2_stream_data(arg, exchange, (const char *)bytes, length);
        return 0;
    }
    nghttp2_session_consume(session, id, length);
    if (exchange == NULL || exchange->complete) {
        return 0; /* answered already; the peer is about to hear it */
    }
    enum error error = http_body_append(exchange, (const char *)bytes, length);
    if (error != ERROR_OK) {
        http2_refuse(exchange, error);
    }
    return 0;
}

static bool streams(const struct http_exchange *exchange)
{
    const struct http_handler *handler = &exchange->server->handler;
    return handler->streams != NULL &&
           handler->streams(handler->arg, &exchange->shown.request);
}

static void headers_arrived(struct http_exchange *exchange, bool ended)
{
    exchange->since_ms = loop_now_ms(exchange->server->loop);
    exchange->headers_in = true;
    if (exchange->refusal == ERROR_OK &&
        exchange->shown.request.path.length == 0) {
        exchange->refusal =
            error_explain(ERROR_MALFORMED, "the request names no path");
    }
    if (exchange->refusal != ERROR_OK) {
        http2_refuse(exchange, exchange->refusal);
    } else if (streams(exchange)) {
        exchange->shown.streaming = true;
        exchange->peer_ended = ended;
        http_exchange_hand_over(exchange);
    }
}

/* ---- calm ---- */

static void watch(struct http2 *h, const nghttp2_frame *frame,
                  const struct http_exchange *exchange)
{
    const struct http2_calm_seen seen = {
        .type = frame->hd.type,
        .flags = frame->hd.flags,
        .length = frame->hd.length,
        .born_ms = exchange ? exchange->since_ms : HTTP2_CALM_NO_STREAM};
    if (http2_calm_frame(&h->calm, &seen,
                         loop_now_ms(h->connection->server->loop))) {
        nghttp2_session_terminate_session(h->session,
                                          NGHTTP2_ENHANCE_YOUR_CALM);
    }
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame,
                    void *arg)
{
    struct http2 *h = arg;
    struct http_exchange *exchange =
        frame->hd.stream_id == 0 ? NULL
                                 : exchange_of(session, frame->hd.stream_id);
    bool ends = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    watch(h, frame, exchange);
    if (exchange == NULL ||
        (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)) {
        return 0;
    }
    if (frame->hd.type == NGHTTP2_HEADERS &&
        frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
        headers_arrived(exchange, ends);
    } else if (ends && exchange->shown.streaming) {
        http2_stream_ended(exchange);
    }
    if (ends && !exchange->complete) {
        exchange->since_ms = loop_now_ms(h->connection->server->loop);
        http_exchange_hand_over(exchange);
    }
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t code,
                           void *arg)
{
    (void)code;
    struct http2 *h = arg;
    struct http_exchange *exchange = exchange_of(session, id);
    if (exchange == NULL) {
        return 0;
    }
    nghttp2_session_set_stream_user_data(session, id, NULL);
    http_exchange_abandon(exchange);
    if (h->connection->exchange_count == 0) {
        h->connection->phase_ms = loop_now_ms(h->connection->server->loop);
    }
    return 0;
}

/* ---- the list of all of these ---- */

nghttp2_session_callbacks *http2_callbacks(void)
{
    nghttp2_session_callbacks *callbacks;
    if (nghttp2_session_callbacks_new(&callbacks) != 0) {
        return NULL;
    }
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks,
                                                            on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks,
                                                              on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks,
                                                         http2_on_frame_send);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks,
                                                           on_stream_close);
    return callbacks;
}
