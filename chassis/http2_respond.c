/*
 * http2_respond -- answers as HEADERS, DATA and trailers.
 *
 * nghttp2 asks for the body when it has window and room to send it, so the
 * body is copied into its exchange first and the exchange lives until the
 * stream is closed. Trailers are handed over from inside the body's callback,
 * with the last DATA frame kept open, because only then are they ordered
 * behind the body. Without a body the trailers join the one HEADERS frame:
 * gRPC calls that Trailers-Only.
 *
 * Invariant: a stream is never reset while its answer may still be queued,
 * for nghttp2 drops the queued HEADERS with it (its issue 692). A request
 * that was answered before it was complete is stopped by RST_STREAM(NO_ERROR)
 * only after END_STREAM has been sent.
 *
 * Order of use: http2_respond, then nghttp2 calls the rest.
 */
#include <assert.h>
#include <string.h>

#include "chassis/http2_private.h"

static nghttp2_nv pair(struct slice name, struct slice value)
{
    return (nghttp2_nv){.name = (uint8_t *)name.data,
                        .namelen = name.length,
                        .value = (uint8_t *)value.data,
                        .valuelen = value.length};
}

static int submit_trailers(nghttp2_session *session, int32_t stream_id,
                           const struct http_exchange *exchange)
{
    nghttp2_nv pairs[HTTP_RESPONSE_HEADERS];
    for (size_t i = 0; i < exchange->trailer_count; i++) {
        pairs[i] =
            pair(exchange->trailers[i].name, exchange->trailers[i].value);
    }
    return nghttp2_submit_trailer(session, stream_id, pairs,
                                  exchange->trailer_count);
}

static ssize_t read_body(nghttp2_session *session, int32_t stream_id,
                         uint8_t *out, size_t room, uint32_t *flags,
                         nghttp2_data_source *source, void *arg)
{
    (void)arg;
    struct http_exchange *exchange = source->ptr;
    size_t left = exchange->answer.length - exchange->answer_sent;
    size_t length = http2_stream_read(exchange, out, room);
    if (length == left && exchange->begun && !exchange->answered) {
        return length > 0 ? (ssize_t)length : NGHTTP2_ERR_DEFERRED;
    }
    if (length == left) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        if (exchange->trailer_count > 0) {
            *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
            if (submit_trailers(session, stream_id, exchange) != 0) {
                return NGHTTP2_ERR_CALLBACK_FAILURE;
            }
        }
    }
    return (ssize_t)length;
}

/* They are sent behind the body, when the handler's strings may be gone. */
static bool keep_trailers(struct http_exchange *exchange,
                          const struct http_response *response)
{
    struct arena *arena = &exchange->shown.arena;
    for (size_t i = 0; i < response->trailer_count; i++) {
        struct slice name = response->trailers[i].name;
        struct slice value = response->trailers[i].value;
        name.data = arena_copy(arena, name.data, name.length);
        value.data = arena_copy(arena, value.data, value.length);
        if (name.data == NULL || value.data == NULL) {
            return false;
        }
        exchange->trailers[i] = (struct http_header){name, value};
    }
    exchange->trailer_count = response->trailer_count;
    return true;
}

enum { PAIRS = 1 + HTTP_RESPONSE_HEADERS + HTTP_RESPONSE_HEADERS };

/* :status, the headers and, where there is no body, the trailers. nghttp2
 * copies all and makes the names lower case. */
static size_t collect(const struct http_response *response, bool with_trailers,
                      nghttp2_nv pairs[PAIRS], char status[3])
{
    assert(response->status >= 200 && response->status <= 599);
    for (int i = 2, rest = response->status; i >= 0; i--, rest /= 10) {
        status[i] = (char)('0' + rest % 10);
    }
    size_t count = 0;
    pairs[count++] = pair(SLICE(":status"), (struct slice){status, 3});
    for (size_t i = 0; i < response->header_count; i++) {
        pairs[count++] =
            pair(response->headers[i].name, response->headers[i].value);
    }
    for (size_t i = 0; with_trailers && i < response->trailer_count; i++) {
        pairs[count++] =
            pair(response->trailers[i].name, response->trailers[i].value);
    }
    return count;
}

/* What is sent later than HEADERS is copied; false when that fails, or when
 * those who do not take their answers keep too much here already. */
static bool keep_body(struct http_exchange *exchange,
                      const struct http_response *response)
{
    struct http_server *server = exchange->server;
    if (response->body.length > LIMIT_ANSWERS_BYTES - server->answer_bytes) {
        return false;
    }
    exchange->answer_kept = response->body.length;
    server->answer_bytes += exchange->answer_kept;
    buffer_append(&exchange->answer, response->body.data,
                  response->body.length);
    return buffer_error(&exchange->answer) == ERROR_OK &&
           keep_trailers(exchange, response);
}

void http2_begin(struct http_connection *connection,
                 struct http_exchange *exchange,
                 const struct http_response *response)
{
    struct http2 *h = connection->state;
    nghttp2_nv pairs[PAIRS];
    char status[3];
    size_t count = collect(response, false, pairs, status);
    nghttp2_data_provider body = {.source.ptr = exchange,
                                  .read_callback = read_body};
    if (nghttp2_submit_response(h->session, exchange->shown.stream_id, pairs,
                                count, &body) != 0) {
        nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE,
                                  exchange->shown.stream_id,
                                  NGHTTP2_INTERNAL_ERROR);
    }
    stream_touch(connection->stream);
}

/* The end of an exchange that streamed: its trailers, behind the rest. */
static void finish(struct http2 *h, struct http_exchange *exchange,
                   const struct http_response *response)
{
    int32_t id = exchange->shown.stream_id;
    bool kept = keep_trailers(exchange, response);
    exchange->answered = true;
    exchange->since_ms = loop_now_ms(exchange->server->loop);
    if (kept) {
        nghttp2_session_resume_data(h->session, id);
    } else {
        nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE, id,
                                  NGHTTP2_INTERNAL_ERROR);
    }
    stream_touch(h->connection->stream);
}

void http2_respond(struct http_connection *connection,
                   struct http_exchange *exchange,
                   const struct http_response *response)
{
    struct http2 *h = connection->state;
    if (exchange->begun) {
        finish(h, exchange, response);
        return;
    }
    struct exchange *shown = &exchange->shown;
    bool has_body = response->body.length > 0 && !exchange->is_head;
    nghttp2_nv pairs[PAIRS];
    char status[3];
    size_t count = collect(response, !has_body, pairs, status);
    bool kept = !has_body || keep_body(exchange, response);
    exchange->answered = true;
    exchange->since_ms = loop_now_ms(connection->server->loop);
    nghttp2_data_provider body = {.source.ptr = exchange,
                                  .read_callback = read_body};
    int result =
        kept ? nghttp2_submit_response(h->session, shown->stream_id, pairs,
                                       count, has_body ? &body : NULL)
             : NGHTTP2_ERR_NOMEM;
    if (result != 0) {
        nghttp2_submit_rst_stream(
            h->session, NGHTTP2_FLAG_NONE, shown->stream_id,
            kept ? NGHTTP2_INTERNAL_ERROR : NGHTTP2_ENHANCE_YOUR_CALM);
    }
    stream_touch(connection->stream);
}

int http2_on_frame_send(nghttp2_session *session, const nghttp2_frame *frame,
                        void *arg)
{
    (void)arg;
    int32_t id = frame->hd.stream_id;
    bool ends =
        (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
        (frame->hd.flags & NGHTTP2_FLAG_END_STREAM);
    if (ends && nghttp2_session_get_stream_remote_close(session, id) == 0) {
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id,
                                  NGHTTP2_NO_ERROR);
    }
    return 0;
}
