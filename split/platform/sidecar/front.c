/*
 * front -- HTTP/2 towards the caller: calls as streams of its connection.
 *
 * The session opens the windows of a stream only by what a link has taken of
 * it (transit.c consumes), so a callee that does not read is felt by the
 * caller. Output is asked of nghttp2 at the end of the turn, and no more than
 * the lane has room for.
 *
 * An answer may end before its request has. The rest of that request is then
 * refused by RST_STREAM NO_ERROR, once the answer's last frame has left
 * (RFC 9113, 8.1).
 */
#include <string.h>

#include "split/platform/sidecar/proxy_private.h"

static struct transit *call_of(nghttp2_session *session, int32_t stream_id)
{
    return nghttp2_session_get_stream_user_data(session, stream_id);
}

/* ---- nghttp2 calls back ---- */

static int on_begin_headers(nghttp2_session *session,
                            const nghttp2_frame *frame, void *user_data)
{
    struct connection *connection = user_data;
    if (frame->hd.type != NGHTTP2_HEADERS ||
        frame->headers.cat != NGHTTP2_HCAT_REQUEST)
        return 0;
    struct transit *call = transit_new(connection, frame->hd.stream_id);
    if (!call)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, call);
    return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame,
                     const uint8_t *name_bytes, size_t name_length,
                     const uint8_t *value_bytes, size_t value_length,
                     uint8_t flags, void *user_data)
{
    struct transit *call = call_of(session, frame->hd.stream_id);
    struct slice name = {(const char *)name_bytes, name_length};
    struct slice value = {(const char *)value_bytes, value_length};
    (void)user_data;
    if (!call || call->head_in) /* trailers of a request: gRPC has none */
        return 0;
    if (head_add(&call->head, name, value, flags & NGHTTP2_NV_FLAG_NO_INDEX))
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* resets the stream */
    return 0;
}

/* What a service would not stand must not come through us by the thousand:
 * each reset that we pass on would cost a stream behind as well. */
static void watch(struct connection *connection, const nghttp2_frame *frame,
                  const struct transit *call)
{
    const struct http2_calm_seen seen = {
        .type = frame->hd.type,
        .flags = frame->hd.flags,
        .length = frame->hd.length,
        .born_ms = call ? call->received_ms : HTTP2_CALM_NO_STREAM};
    if (http2_calm_frame(&connection->calm, &seen,
                         loop_now_ms(connection->proxy->loop)))
        nghttp2_session_terminate_session(connection->front,
                                          NGHTTP2_ENHANCE_YOUR_CALM);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame,
                    void *user_data)
{
    struct transit *call = call_of(session, frame->hd.stream_id);
    bool data = frame->hd.type == NGHTTP2_DATA;
    watch(user_data, frame, call);
    if (!call || (!data && frame->hd.type != NGHTTP2_HEADERS))
        return 0;
    bool last = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    if (last)
        call->request_ended = true;
    if (!call->head_in) {
        call->head_in = true;
        transit_head_in(call);
    } else if (last) {
        transit_request_ended(call);
    }
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream_id,
                   const uint8_t *bytes, size_t length, void *user_data)
{
    struct transit *call = call_of(session, stream_id);
    struct connection *connection = user_data;
    (void)flags;
    if (call && !call->answered) {
        transit_request_bytes(call, (const char *)bytes, length);
        return 0;
    }
    nghttp2_session_consume(session, stream_id, length);
    front_touch(connection);
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t stream_id,
                           uint32_t code, void *user_data)
{
    struct transit *call = call_of(session, stream_id);
    (void)user_data;
    if (call)
        transit_front_closed(call, code);
    return 0;
}

static int on_frame_send(nghttp2_session *session, const nghttp2_frame *frame,
                         void *user_data)
{
    bool may_end =
        frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    (void)user_data;
    if (!may_end || !(frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
        return 0;
    struct transit *call = call_of(session, frame->hd.stream_id);
    if (call && !call->request_ended)
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE,
                                  frame->hd.stream_id, NGHTTP2_NO_ERROR);
    return 0;
}

static const nghttp2_session_callbacks *callbacks(void)
{
    static nghttp2_session_callbacks *all;
    if (!all && nghttp2_session_callbacks_new(&all) == 0) {
        nghttp2_session_callbacks_set_on_begin_headers_callback(
            all, on_begin_headers);
        nghttp2_session_callbacks_set_on_header_callback(all, on_header);
        nghttp2_session_callbacks_set_on_frame_recv_callback(all, on_frame);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, on_data);
        nghttp2_session_callbacks_set_on_frame_send_callback(all,
                                                             on_frame_send);
        nghttp2_session_callbacks_set_on_stream_close_callback(all,
                                                               on_stream_close);
    }
    return all;
}

/* ---- the session ---- */

enum error front_open(struct connection *connection)
{
    static const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, LIMIT_STREAMS},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, PROXY_STREAM_WINDOW},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, LIMIT_HEADER_BLOCK_BYTES}};
    const nghttp2_session_callbacks *all = callbacks();
    nghttp2_option *option = NULL;
    if (!all || nghttp2_option_new(&option) != 0)
        return error_explain(ERROR_SYSTEM, "out of memory");
    nghttp2_option_set_no_auto_window_update(option, 1);
    /* Resets are how callers give up at their deadline: no flood. Which are
     * one, http2_calm says. */
    nghttp2_option_set_stream_reset_rate_limit(option, UINT32_MAX, UINT32_MAX);
    int result = nghttp2_session_server_new2(&connection->front, all,
                                             connection, option);
    nghttp2_option_del(option);
    if (result == 0)
        result = nghttp2_submit_settings(connection->front, NGHTTP2_FLAG_NONE,
                                         settings,
                                         sizeof settings / sizeof *settings);
    if (result == 0)
        result = nghttp2_session_set_local_window_size(
            connection->front, NGHTTP2_FLAG_NONE, 0, PROXY_WINDOW);
    return result == 0 ? ERROR_OK
                       : error_explain(ERROR_SYSTEM, "out of memory");
}

void front_close(struct connection *connection)
{
    nghttp2_session_del(connection->front);
    connection->front = NULL;
}

void front_touch(struct connection *connection)
{
    stream_touch(connection->stream);
}

void front_bytes(struct connection *connection, const char *bytes,
                 size_t length)
{
    ssize_t used = nghttp2_session_mem_recv(connection->front,
                                            (const uint8_t *)bytes, length);
    if (used < 0)
        connection->over = true;
    stream_touch(connection->stream);
}

void front_flush(struct connection *connection)
{
    const uint8_t *bytes;
    ssize_t count = 0;
    while (lane_length(connection->lane) < PROXY_AHEAD &&
           (count = nghttp2_session_mem_send(connection->front, &bytes)) > 0)
        lane_write(connection->lane, bytes, (size_t)count);
    if (count < 0 || (nghttp2_session_want_read(connection->front) == 0 &&
                      nghttp2_session_want_write(connection->front) == 0))
        connection->over = true;
}
