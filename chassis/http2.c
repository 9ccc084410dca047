/*
 * http2 -- the HTTP/2 tongue of the server: a connection over nghttp2.
 *
 * Bytes go into the session, which calls back with the parts of requests
 * (http2_read.c). Nothing is sent from those callbacks: answers,
 * acknowledgements and window updates collect in the session, and
 * http2_flush() takes them out once a turn, in one piece. It takes only what
 * the peer has room for, so a slow reader fills its windows and then its
 * socket, and not our memory.
 *
 * Draining: GOAWAY names the last stream we have seen. Requests that cross it
 * on the wire are known to be untouched, and the peer may send them elsewhere;
 * that is what HTTP/1.1 lacks.
 *
 * Invariant: the connection is over when the session wants neither to read
 * nor to write; nothing else ends it, but a broken stream.
 *
 * Order of use: through http2_tongue, by http_server.c alone.
 */
#include <stdlib.h>

#include "chassis/http2_private.h"

static nghttp2_session *make_session(struct http2 *h)
{
    nghttp2_session *session = NULL;
    nghttp2_option *option = NULL;
    nghttp2_session_callbacks *callbacks = http2_callbacks();
    if (callbacks != NULL && nghttp2_option_new(&option) == 0) {
        /* nghttp2 would count every reset, also that of a caller whose
         * deadline passed; watch_reset() knows the difference. */
        nghttp2_option_set_stream_reset_rate_limit(option, UINT32_MAX,
                                                   UINT32_MAX);
        /* A stream's window opens as its handler reads; http2_read.c opens
         * everything else at once. */
        nghttp2_option_set_no_auto_window_update(option, 1);
        nghttp2_session_server_new2(&session, callbacks, h, option);
    }
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    return session;
}

static void submit_settings(nghttp2_session *session)
{
    static const nghttp2_settings_entry entries[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, LIMIT_STREAMS},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, HTTP2_STREAM_WINDOW},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, LIMIT_HEADER_BLOCK_BYTES},
    };
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, entries,
                            sizeof(entries) / sizeof(*entries));
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0,
                                          HTTP2_CONNECTION_WINDOW);
}

static enum error http2_open(struct http_connection *connection)
{
    struct http2 *h = calloc(1, sizeof(*h));
    if (h != NULL) {
        h->connection = connection;
        h->session = make_session(h);
    }
    if (h == NULL || h->session == NULL) {
        free(h);
        return error_explain(ERROR_SYSTEM, "no memory for a connection");
    }
    submit_settings(h->session);
    connection->state = h;
    http_set_phase(connection, PHASE_IDLE);
    return ERROR_OK;
}

static void http2_close(struct http_connection *connection)
{
    struct http2 *h = connection->state;
    nghttp2_session_del(h->session);
    free(h);
}

static void http2_bytes(struct http_connection *connection, const char *bytes,
                        size_t length)
{
    struct http2 *h = connection->state;
    ssize_t used =
        nghttp2_session_mem_recv(h->session, (const uint8_t *)bytes, length);
    if (used < 0) {
        connection->over = true; /* no protocol error: those are answered */
        connection->rude = true;
    }
    stream_touch(connection->stream);
}

static void http2_flush(struct http_connection *connection)
{
    struct http2 *h = connection->state;
    while (stream_pending(connection->stream) < HTTP2_AHEAD_BYTES) {
        const uint8_t *bytes;
        ssize_t length = nghttp2_session_mem_send(h->session, &bytes);
        if (length < 0) {
            connection->over = true;
            connection->rude = true;
        }
        if (length <= 0) {
            break;
        }
        stream_write(connection->stream, bytes, (size_t)length);
    }
    if (nghttp2_session_want_read(h->session) == 0 &&
        nghttp2_session_want_write(h->session) == 0) {
        connection->over = true;
    }
}

/* No request and no answer can be ended by half a connection. */
static void http2_ended(struct http_connection *connection)
{
    connection->over = true;
}

static void http2_drain(struct http_connection *connection)
{
    struct http2 *h = connection->state;
    nghttp2_submit_goaway(h->session, NGHTTP2_FLAG_NONE,
                          nghttp2_session_get_last_proc_stream_id(h->session),
                          NGHTTP2_NO_ERROR, NULL, 0);
    stream_touch(connection->stream);
}

static void hang_up(struct http2 *h)
{
    nghttp2_session_terminate_session(h->session, NGHTTP2_NO_ERROR);
    stream_touch(h->connection->stream);
}

static void sweep_exchange(struct http2 *h, struct http_exchange *exchange,
                           int64_t now_ms)
{
    int64_t age_ms = now_ms - exchange->since_ms;
    if (!exchange->headers_in && age_ms >= LIMIT_HEADER_MS) {
        hang_up(h); /* headers of one stream hold up all others */
    } else if (!exchange->complete && age_ms >= LIMIT_BODY_MS) {
        http2_refuse(exchange,
                     error_explain(ERROR_TIMED_OUT_READING,
                                   "the body did not come within 30 seconds"));
    } else if (exchange->answered && age_ms >= LIMIT_IDLE_MS) {
        /* The peer opens no window for its answer. */
        nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE,
                                  exchange->shown.stream_id, NGHTTP2_CANCEL);
        stream_touch(h->connection->stream);
    }
}

static void http2_sweep(struct http_connection *connection, int64_t now_ms)
{
    struct http2 *h = connection->state;
    for (struct exchange *shown = connection->first; shown != NULL;
         shown = shown->next) {
        sweep_exchange(h, (struct http_exchange *)shown, now_ms);
    }
    if (connection->exchange_count == 0 &&
        now_ms - connection->phase_ms >= LIMIT_IDLE_MS) {
        hang_up(h);
    }
}

const struct http_tongue http2_tongue = {
    .open = http2_open,
    .bytes = http2_bytes,
    .ended = http2_ended,
    .respond = http2_respond,
    .begin = http2_begin,
    .write = http2_write,
    .open_window = http2_open_window,
    .flush = http2_flush,
    .sweep = http2_sweep,
    .drain = http2_drain,
    .close = http2_close,
};
