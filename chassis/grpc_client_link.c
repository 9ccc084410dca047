/*
 * grpc_client_link -- one HTTP/2 connection of a gRPC client.
 *
 * The problem: nghttp2 calls back in the middle of its own work, when it must
 * not be entered again; and a connection that breaks takes back the memory
 * that callbacks point into.
 *
 * The idea: a callback only moves a call to the channel's list of finished
 * ones. Nobody is told before nghttp2 has returned. Output is asked of nghttp2
 * at the end of the turn, so that all calls of the turn leave as one write;
 * beyond OUTPUT_BYTES frames wait in nghttp2 until the peer reads.
 *
 * The invariant: a call that was submitted is on `calls` until nghttp2 closed
 * its stream or the link was lost, so nghttp2 never points to a spare call.
 *
 * How many calls run at once is the peer's SETTINGS_MAX_CONCURRENT_STREAMS;
 * the rest wait inside nghttp2, in order.
 */
#include "chassis/grpc_client_private.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/identity.h"

struct grpc_link {
    struct grpc_channel *channel;
    struct stream *stream;
    nghttp2_session *session;
    struct grpc_call_list calls;
    bool connected;
    bool settled; /* the peer's first frame came */
    bool leaving; /* GOAWAY came, or stream ids ran out */
    bool spoiled; /* what it keeps of headers may be wrong: leaves, and ends
                     with its last call */
    char identity[IDENTITY_TEXT_BYTES]; /* this process's; "": none */
};

/* A reply fits the window at once; 64 KiB, the default, would throttle. */
enum {
    CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024,
    REPLY_LIMIT_BYTES = LIMIT_MESSAGE_BYTES + GRPC_PREFIX_BYTES,
    OUTPUT_BYTES = LIMIT_WRITE_BYTES / 4 /* the stream breaks at the whole */
};

/* ---- nghttp2 calls back ---- */

static void finish(struct grpc_client_call *call, enum error error)
{
    struct grpc_link *link = call->link;
    call->error = error;
    grpc_call_remove(&link->calls, call);
    call->link = NULL;
    if (call->streams && call->done && grpc_stream_waiting(call))
        call->closed = true; /* grpc_receive() will finish it */
    else
        grpc_channel_finish(link->channel, call);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame,
                     const uint8_t *name_bytes, size_t name_length,
                     const uint8_t *value_bytes, size_t value_length,
                     uint8_t flags, void *user_data)
{
    struct slice name = {(const char *)name_bytes, name_length};
    struct slice value = {(const char *)value_bytes, value_length};
    struct grpc_client_call *call =
        nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
    (void)flags, (void)user_data;
    if (!call)
        return 0;
    grpc_call_take_header(call, name, value);
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream_id,
                   const uint8_t *bytes, size_t length, void *user_data)
{
    struct grpc_client_call *call =
        nghttp2_session_get_stream_user_data(session, stream_id);
    (void)flags, (void)user_data;
    if (call && call->streams && call->done) {
        nghttp2_session_consume_connection(session, length);
        if (!grpc_stream_data(call, (const char *)bytes, length))
            nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream_id,
                                      NGHTTP2_CANCEL);
        return 0;
    }
    nghttp2_session_consume(session, stream_id, length);
    if (!call || call->streams || call->too_large)
        return 0;
    if (call->reply.length + length > REPLY_LIMIT_BYTES) {
        call->too_large = true;
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream_id,
                                  NGHTTP2_CANCEL);
        return 0;
    }
    buffer_append(&call->reply, bytes, length);
    return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame,
                    void *user_data)
{
    struct grpc_link *link = user_data;
    if (!link->settled && frame->hd.type == NGHTTP2_SETTINGS) {
        link->settled = true;
        grpc_channel_settled(link->channel);
    }
    if (frame->hd.type == NGHTTP2_GOAWAY)
        link->leaving = true;
    grpc_end_other_half(session, frame);
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t stream_id,
                           uint32_t code, void *user_data)
{
    struct grpc_client_call *call =
        nghttp2_session_get_stream_user_data(session, stream_id);
    struct grpc_link *link = user_data;
    if (!call)
        return 0;
    enum error error = grpc_call_outcome(call, code);
    link->spoiled |= call->changed;
    link->leaving |= link->spoiled;
    finish(call, error);
    return 0;
}

static ssize_t read_request(nghttp2_session *session, int32_t stream_id,
                            uint8_t *out, size_t space, uint32_t *flags,
                            nghttp2_data_source *source, void *user_data)
{
    struct grpc_client_call *call = source->ptr;
    size_t count = grpc_call_read(call, out, space);
    bool empty = call->sent - call->dropped == call->request.length;
    (void)session, (void)stream_id, (void)user_data;
    if (empty && (!call->streams || call->half_closed))
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    else if (count == 0)
        return NGHTTP2_ERR_DEFERRED;
    return (ssize_t)count;
}

/* ---- the connection ---- */

/* Gives nghttp2's output to the stream; false when the session is over. */
static bool give_output(struct grpc_link *link)
{
    const uint8_t *bytes;
    ssize_t count = 0;
    while (stream_pending(link->stream) < OUTPUT_BYTES &&
           (count = nghttp2_session_mem_send(link->session, &bytes)) > 0)
        stream_write(link->stream, bytes, (size_t)count);
    if (link->spoiled && !link->calls.first)
        return false;
    return count >= 0 && (nghttp2_session_want_read(link->session) ||
                          nghttp2_session_want_write(link->session));
}

static void on_flush(void *arg)
{
    struct grpc_link *link = arg;
    struct grpc_channel *channel = link->channel;
    if (!give_output(link))
        grpc_link_lose(link, "was closed before the answer");
    grpc_channel_deliver(channel);
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct grpc_link *link = arg;
    struct grpc_channel *channel = link->channel;
    ssize_t taken =
        nghttp2_session_mem_recv(link->session, (const uint8_t *)bytes, length);
    if (taken < 0)
        grpc_link_lose(link, "did not speak HTTP/2");
    else if (link->leaving || nghttp2_session_want_write(link->session))
        stream_touch(link->stream);
    grpc_channel_deliver(channel);
}

static void on_end(void *arg, enum error error)
{
    struct grpc_link *link = arg;
    struct grpc_channel *channel = link->channel;
    (void)error; /* either way nobody knows what became of the calls */
    grpc_link_lose(link, "was lost before the answer");
    grpc_channel_deliver(channel);
}

static void on_drained(void *arg)
{
    struct grpc_link *link = arg;
    if (nghttp2_session_want_write(link->session))
        stream_touch(link->stream);
}

static void on_connected(void *arg, enum error error)
{
    static const struct stream_events events = {.on_bytes = on_bytes,
                                                .on_end = on_end,
                                                .on_drained = on_drained,
                                                .on_flush = on_flush};
    struct grpc_link *link = arg;
    struct grpc_channel *channel = link->channel;
    if (error) {
        grpc_link_lose(link, NULL);
        grpc_channel_deliver(channel);
        return;
    }
    link->connected = true;
    stream_start(link->stream, &events, link);
    stream_touch(link->stream);
}

static const nghttp2_session_callbacks *callbacks(void)
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

static bool open_session(struct grpc_link *link)
{
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, GRPC_STREAM_WINDOW_BYTES}};
    const nghttp2_session_callbacks *all = callbacks();
    nghttp2_option *option = NULL;
    if (!all || nghttp2_option_new(&option) != 0)
        return false;
    /* A stream's window opens as its messages are received. */
    nghttp2_option_set_no_auto_window_update(option, 1);
    int made = nghttp2_session_client_new2(&link->session, all, link, option);
    nghttp2_option_del(option);
    if (made != 0)
        return false;
    return nghttp2_submit_settings(link->session, NGHTTP2_FLAG_NONE, settings,
                                   2) == 0 &&
           nghttp2_session_set_local_window_size(link->session,
                                                 NGHTTP2_FLAG_NONE, 0,
                                                 CONNECTION_WINDOW_BYTES) == 0;
}

enum error grpc_link_open(struct grpc_link **out, struct grpc_channel *channel)
{
    struct grpc_link *link = calloc(1, sizeof *link);
    if (!link)
        return error_explain(ERROR_SYSTEM, "out of memory");
    link->channel = channel;
    if (!channel->strangers)
        identity_own(link->identity);
    enum error error = open_session(link)
                           ? ERROR_OK
                           : error_explain(ERROR_SYSTEM, "out of memory");
    if (!error)
        error =
            stream_connect(&link->stream, grpc_channel_loop(channel),
                           grpc_channel_address(channel), on_connected, link);
    if (error) {
        nghttp2_session_del(link->session);
        free(link);
        return error;
    }
    *out = link;
    return ERROR_OK;
}

struct grpc_channel *grpc_link_channel(const struct grpc_link *link)
{
    return link->channel;
}

bool grpc_link_usable(const struct grpc_link *link)
{
    return !link->leaving;
}

void grpc_link_lose(struct grpc_link *link, const char *what_happened)
{
    char address[LIMIT_PATH_BYTES];
    address_format(grpc_channel_address(link->channel), address,
                   sizeof address);
    while (link->calls.first) {
        struct grpc_client_call *call = link->calls.first;
        const char *peer = call->peer[0] ? call->peer : "the peer";
        if (what_happened)
            snprintf(call->detail, sizeof call->detail,
                     "the connection to %s at %.200s %s", peer, address,
                     what_happened);
        else
            snprintf(call->detail, sizeof call->detail,
                     "%s at %.200s does not answer", peer, address);
        finish(call, ERROR_UNAVAILABLE);
    }
    grpc_channel_forget(link->channel, link, link->settled);
    nghttp2_session_del(link->session);
    stream_close(link->stream);
    free(link);
}

/* ---- calls ---- */

static int submit(struct grpc_link *link, struct grpc_client_call *call,
                  const struct outgoing *outgoing)
{
    struct grpc_head head;
    nghttp2_data_provider body = {.source.ptr = call,
                                  .read_callback = read_request};
    grpc_head_fill(&head, call, outgoing, grpc_channel_authority(link->channel),
                   link->identity);
    return nghttp2_submit_request(link->session, NULL, head.entries, head.count,
                                  &body, call);
}

enum error grpc_link_submit(struct grpc_link *link,
                            struct grpc_client_call *call,
                            const struct outgoing *outgoing)
{
    int32_t stream_id = submit(link, call, outgoing);
    if (stream_id < 0) {
        link->leaving = true; /* no stream ids are left */
        return error_explain(ERROR_UNAVAILABLE, "%s",
                             nghttp2_strerror(stream_id));
    }
    call->link = link;
    call->stream_id = stream_id;
    grpc_call_append(&link->calls, call);
    if (link->connected)
        stream_touch(link->stream);
    return ERROR_OK;
}

void grpc_link_resume(struct grpc_link *link, struct grpc_client_call *call)
{
    nghttp2_session_resume_data(link->session, call->stream_id);
    if (link->connected)
        stream_touch(link->stream);
}

void grpc_link_open_window(struct grpc_link *link,
                           struct grpc_client_call *call, size_t bytes)
{
    nghttp2_session_consume_stream(link->session, call->stream_id, bytes);
    if (link->connected && nghttp2_session_want_write(link->session))
        stream_touch(link->stream);
}

void grpc_link_cancel(struct grpc_link *link, struct grpc_client_call *call)
{
    nghttp2_submit_rst_stream(link->session, NGHTTP2_FLAG_NONE, call->stream_id,
                              NGHTTP2_CANCEL);
    if (link->connected)
        stream_touch(link->stream);
}
