/*
 * attempt -- one stream of a link: a call on its way to the callee.
 *
 * nghttp2 calls back in the middle of its work. So a callback tells the
 * answer's side, which may submit frames to anybody's session but closes
 * nothing; a link is lost only from the events of its stream (link.c).
 *
 * The invariant: an attempt has a link exactly as long as its stream is open
 * there, so nghttp2's stream data is never a closed attempt.
 */
#include <stdlib.h>

#include "split/platform/sidecar/proxy_private.h"

/* ---- nghttp2 calls back ---- */

static struct attempt *attempt_of(nghttp2_session *session, int32_t stream_id)
{
    return nghttp2_session_get_stream_user_data(session, stream_id);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame,
                     const uint8_t *name_bytes, size_t name_length,
                     const uint8_t *value_bytes, size_t value_length,
                     uint8_t flags, void *user_data)
{
    struct attempt *attempt = attempt_of(session, frame->hd.stream_id);
    struct slice name = {(const char *)name_bytes, name_length};
    struct slice value = {(const char *)value_bytes, value_length};
    (void)user_data;
    if (!attempt || frame->hd.type != NGHTTP2_HEADERS)
        return 0;
    if (slice_is(name, "grpc-status") && value.length > 0 && value.length < 4)
        attempt->grpc_status = (int)strtol(value.data, NULL, 10);
    struct head *head =
        attempt->headers_in ? &attempt->trailers : &attempt->head;
    if (head_add(head, name, value, flags & NGHTTP2_NV_FLAG_NO_INDEX))
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* resets the stream */
    return 0;
}

/* 100 Continue and its like come before the answer's own headers. */
static bool is_interim(const struct attempt *attempt)
{
    struct slice status = head_get(&attempt->head, ":status");
    return status.length == 3 && status.data[0] == '1';
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream_id,
                   const uint8_t *bytes, size_t length, void *user_data)
{
    struct attempt *attempt = attempt_of(session, stream_id);
    struct link *link = user_data;
    (void)flags;
    if (attempt && !attempt->discarded && !attempt->call->answered) {
        answer_bytes(attempt, (const char *)bytes, length);
        return 0;
    }
    nghttp2_session_consume(session, stream_id, length);
    link_touch(link);
    return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame,
                    void *user_data)
{
    struct link *link = user_data;
    if (frame->hd.type == NGHTTP2_GOAWAY)
        link->leaving = true;
    struct attempt *attempt = attempt_of(session, frame->hd.stream_id);
    if (!attempt)
        return 0;
    bool last = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    if (frame->hd.type == NGHTTP2_HEADERS && !attempt->headers_in) {
        if (!last && is_interim(attempt)) {
            head_release(&attempt->head);
            head_init(&attempt->head);
            return 0;
        }
        attempt->headers_in = true;
        attempt->headers_only = last;
        attempt->ended = last;
        answer_head_in(attempt);
    }
    bool may_end =
        frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (last && may_end) {
        attempt->ended = true;
        answer_ended(attempt);
    }
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t stream_id,
                           uint32_t code, void *user_data)
{
    struct attempt *attempt = attempt_of(session, stream_id);
    (void)user_data;
    if (attempt) { /* what the front has yet to take is bounded already */
        nghttp2_session_consume_connection(session, attempt->body.length);
        attempt->link = NULL;
        answer_closed(attempt, code, NULL);
    }
    return 0;
}

static ssize_t read_request(nghttp2_session *session, int32_t stream_id,
                            uint8_t *out, size_t space, uint32_t *flags,
                            nghttp2_data_source *source, void *user_data)
{
    struct attempt *attempt = source->ptr;
    bool ended = false;
    (void)session, (void)stream_id, (void)user_data;
    size_t count = transit_request_read(attempt, out, space, &ended);
    if (ended)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (count > 0 || ended)
        return (ssize_t)count;
    attempt->deferred = true;
    return NGHTTP2_ERR_DEFERRED;
}

const nghttp2_session_callbacks *link_callbacks(void)
{
    static nghttp2_session_callbacks *all;
    if (!all && nghttp2_session_callbacks_new(&all) == 0) {
        nghttp2_session_callbacks_set_on_header_callback(all, on_header);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, on_data);
        nghttp2_session_callbacks_set_on_frame_recv_callback(all, on_frame);
        nghttp2_session_callbacks_set_on_stream_close_callback(all,
                                                               on_stream_close);
    }
    return all;
}

/* ---- attempts ---- */

enum error link_submit(struct link *link, struct attempt *attempt,
                       const nghttp2_nv *fields, size_t count)
{
    nghttp2_data_provider body = {.source.ptr = attempt,
                                  .read_callback = read_request};
    int32_t id = nghttp2_submit_request(link->session, NULL, fields, count,
                                        &body, attempt);
    if (id < 0) {
        link->leaving = true; /* no stream ids are left */
        return ERROR_UNAVAILABLE;
    }
    attempt->link = link;
    attempt->stream_id = id;
    link_touch(link);
    return ERROR_OK;
}

void link_cancel(struct attempt *attempt)
{
    if (!attempt->link || attempt->cancelled)
        return;
    attempt->cancelled = true;
    nghttp2_submit_rst_stream(attempt->link->session, NGHTTP2_FLAG_NONE,
                              attempt->stream_id, NGHTTP2_CANCEL);
    link_touch(attempt->link);
}

void link_resume_request(struct attempt *attempt)
{
    if (!attempt->link || !attempt->deferred)
        return;
    attempt->deferred = false;
    nghttp2_session_resume_data(attempt->link->session, attempt->stream_id);
    link_touch(attempt->link);
}

void link_consume(struct attempt *attempt, size_t bytes)
{
    if (bytes == 0 || !attempt->link)
        return;
    nghttp2_session_consume(attempt->link->session, attempt->stream_id, bytes);
    link_touch(attempt->link);
}
