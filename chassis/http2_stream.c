/*
 * http2_stream -- exchanges that stream, over nghttp2.
 *
 * Input: each DATA frame opens the connection's window again at once, for one
 * slow stream must not stop its neighbours, and the stream's own only as the
 * handler consumes. Output: written bytes wait in the exchange; nghttp2 takes
 * them when the peer's windows have room, is deferred when there are none, and
 * is resumed by the next write or by the end.
 *
 * Invariant: after exchange_respond() nothing is written any more, so the
 * reader knows the last byte when it sees it, and sends the trailers.
 */
#include <string.h>

#include "chassis/http2_private.h"

/* ---- input ---- */

static void break_off(struct http2 *h, const struct http_exchange *exchange,
                      uint32_t code)
{
    nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE,
                              exchange->shown.stream_id, code);
    stream_touch(h->connection->stream);
}

void http2_stream_data(struct http2 *h, struct http_exchange *exchange,
                       const char *bytes, size_t length)
{
    int32_t id = exchange->shown.stream_id;
    nghttp2_session_consume_connection(h->session, length);
    if (exchange->answered) {
        nghttp2_session_consume_stream(h->session, id, length);
        return;
    }
    if (http_body_append(exchange, bytes, length) != ERROR_OK) {
        break_off(h, exchange, NGHTTP2_ENHANCE_YOUR_CALM);
        return;
    }
    exchange->owed += length;
    http_exchange_moved(exchange);
}

void http2_stream_ended(struct http_exchange *exchange)
{
    exchange->peer_ended = true;
    http_exchange_moved(exchange);
}

void http2_open_window(struct http_connection *connection,
                       struct http_exchange *exchange, size_t bytes)
{
    struct http2 *h = connection->state;
    nghttp2_session_consume_stream(h->session, exchange->shown.stream_id,
                                   bytes);
    if (nghttp2_session_want_write(h->session) != 0) {
        stream_touch(connection->stream);
    }
}

/* ---- output ---- */

void http2_write(struct http_connection *connection,
                 struct http_exchange *exchange, const void *bytes,
                 size_t length)
{
    struct http2 *h = connection->state;
    buffer_append(&exchange->answer, bytes, length);
    if (buffer_error(&exchange->answer) != ERROR_OK) {
        break_off(h, exchange, NGHTTP2_INTERNAL_ERROR);
        return;
    }
    nghttp2_session_resume_data(h->session, exchange->shown.stream_id);
    stream_touch(connection->stream);
}

static void compact(struct http_exchange *exchange)
{
    size_t sent = exchange->answer_sent;
    if (sent == exchange->answer.length ||
        (sent >= HTTP_COMPACT_BYTES && sent >= exchange->answer.length / 2)) {
        buffer_consume(&exchange->answer, sent);
        exchange->answer_sent = 0;
    }
}

/* Told once each time: it was above, it is not any more. */
static void tell_room(struct http_exchange *exchange, size_t before)
{
    const size_t low = LIMIT_STREAM_ROOM_BYTES / 2;
    if (before > low && exchange_unsent(&exchange->shown) <= low) {
        http_exchange_moved(exchange);
    }
}

/* Some of what was written; 0 when nothing waits. */
size_t http2_stream_read(struct http_exchange *exchange, uint8_t *out,
                         size_t room)
{
    size_t left = exchange_unsent(&exchange->shown);
    size_t length = left < room ? left : room;
    if (length > 0) {
        memcpy(out, exchange->answer.data + exchange->answer_sent, length);
        exchange->answer_sent += length;
        compact(exchange);
        tell_room(exchange, left);
    }
    return length;
}
