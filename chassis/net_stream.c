/*
 * net_stream -- bytes in, bytes out, and the several ways of closing.
 *
 * Output: stream_write() only appends to `out` and marks the stream dirty. At
 * the end of the turn one uv_try_write() gives all of it to the kernel. What
 * the kernel does not take moves to `sending`, which libuv holds until its
 * callback; meanwhile `out` collects on. The sum of both is bounded: a peer
 * that leaves LIMIT_WRITE_BYTES unread loses its stream.
 *
 * Input: all streams share the loop's one buffer, since a handler takes what
 * it wants to keep before it returns.
 *
 * Closing: the user lets go at once; the struct lives on until its output has
 * left, the peer has had its chance to read (stream_finish), or
 * LIMIT_LINGER_MS are over. Only libuv's close callback frees it.
 *
 * Order of use: stream_start, write and read, stream_close or stream_finish.
 */
#include "chassis/net.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "chassis/net_private.h"

struct stream *stream_new(struct loop *loop)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL) {
        return NULL;
    }
    stream->loop = loop;
    stream->write.data = stream;
    buffer_init(&stream->out, LIMIT_WRITE_BYTES);
    buffer_init(&stream->sending, LIMIT_WRITE_BYTES);
    stream->next = loop->streams;
    if (stream->next != NULL) {
        stream->next->previous = stream;
    }
    loop->streams = stream;
    return stream;
}

/* For a struct whose handle is closed or was never opened. */
void stream_free(struct stream *stream)
{
    assert(!stream->in_dirty || stream->loop->freeing);
    if (stream->next != NULL) {
        stream->next->previous = stream->previous;
    }
    if (stream->previous != NULL) {
        stream->previous->next = stream->next;
    } else {
        stream->loop->streams = stream->next;
    }
    connecting_free(stream);
    buffer_release(&stream->out);
    buffer_release(&stream->sending);
    free(stream);
}

static void on_closed(uv_handle_t *handle)
{
    struct stream *stream = handle->data;
    stream->handle_closed = true;
    if (!stream->resolving) {
        stream_free(stream);
    }
}

void stream_shut(struct stream *stream)
{
    if (stream->state == STREAM_CLOSED) {
        return;
    }
    stream->state = STREAM_CLOSED;
    stream->events = (struct stream_events){0};
    if (!uv_is_closing(&stream->uv.handle)) {
        uv_close(&stream->uv.handle, on_closed);
    }
}

/* True when the user was told. */
static bool tell_end(struct stream *stream, enum error error)
{
    if (stream->told || stream->events.on_end == NULL) {
        return false;
    }
    stream->told = true;
    stream->events.on_end(stream->arg, error);
    return true;
}

/* The stream can carry nothing any more. True when the user was told. */
static bool stream_break(struct stream *stream, enum error error)
{
    if (stream->state >= STREAM_CLOSING) {
        stream_shut(stream);
        return false;
    }
    stream->state = STREAM_BROKEN;
    stream->ended = true;
    uv_read_stop(&stream->uv.stream);
    return tell_end(stream, error);
}

static enum error explain_break(int result)
{
    if (result == UV_EPIPE || result == UV_ECONNRESET) {
        return error_explain(ERROR_CANCELLED, "the peer closed the connection");
    }
    return error_explain(ERROR_UNAVAILABLE, "the connection broke: %s",
                         uv_strerror(result));
}

/* ---- input ---- */

static void give_input_buffer(uv_handle_t *handle, size_t suggested,
                              uv_buf_t *out)
{
    (void)suggested;
    struct stream *stream = handle->data;
    *out = uv_buf_init(stream->loop->input, sizeof(stream->loop->input));
}

/* A peer that closed altogether hangs up; one that only ended its side does
 * not. TCP cannot tell before something is written. */
static bool peer_is_gone(const struct stream *stream)
{
    uv_os_fd_t fd;
    if (uv_fileno(&stream->uv.handle, &fd) != 0) {
        return true;
    }
    struct pollfd query = {.fd = fd};
    return poll(&query, 1, 0) == 1 && (query.revents & POLLHUP);
}

static void input_ended(struct stream *stream)
{
    stream->ended = true;
    uv_read_stop(&stream->uv.stream);
    if (stream->state == STREAM_LINGERING) {
        stream_shut(stream);
    } else if (peer_is_gone(stream)) {
        stream_break(stream, ERROR_CANCELLED);
    } else {
        tell_end(stream, ERROR_OK);
    }
}

static void on_read(uv_stream_t *handle, ssize_t length, const uv_buf_t *bytes)
{
    struct stream *stream = handle->data;
    if (length == UV_EOF) {
        input_ended(stream);
    } else if (length < 0) {
        stream_break(stream, explain_break((int)length));
    } else if (length > 0 && stream->events.on_bytes != NULL) {
        stream->events.on_bytes(stream->arg, bytes->base, (size_t)length);
    }
}

static void read_on(struct stream *stream)
{
    if (stream->started && !stream->ended) {
        uv_read_start(&stream->uv.stream, give_input_buffer, on_read);
    }
}

void stream_start(struct stream *stream, const struct stream_events *events,
                  void *arg)
{
    stream->events = *events;
    stream->arg = arg;
    stream->started = true;
    if (stream->state == STREAM_OPEN) {
        read_on(stream);
    }
}

void stream_opened(struct stream *stream)
{
    stream->state = STREAM_OPEN;
    read_on(stream);
    if (stream->out.length > 0) {
        loop_mark_dirty(stream);
    }
}

void stream_pause(struct stream *stream)
{
    stream->started = false;
    if (stream->state == STREAM_OPEN) {
        uv_read_stop(&stream->uv.stream);
    }
}

void stream_resume(struct stream *stream)
{
    stream->started = true;
    if (stream->state == STREAM_OPEN) {
        read_on(stream);
    }
}

/* ---- output ---- */

struct buffer *stream_buffer(struct stream *stream)
{
    loop_mark_dirty(stream);
    return &stream->out;
}

void stream_write(struct stream *stream, const void *bytes, size_t length)
{
    buffer_append(stream_buffer(stream), bytes, length);
}

void stream_touch(struct stream *stream)
{
    stream->touched = true;
    loop_mark_dirty(stream);
}

size_t stream_pending(const struct stream *stream)
{
    return stream->out.length +
           (stream->writing ? uv_stream_get_write_queue_size(&stream->uv.stream)
                            : 0);
}

static void empty(struct buffer *buffer)
{
    if (buffer->capacity <= NET_KEEP_BYTES) {
        buffer_reset(buffer);
        return;
    }
    buffer_release(buffer);
    buffer_init(buffer, LIMIT_WRITE_BYTES);
}

static void half_close(struct stream *stream)
{
    uv_os_fd_t fd;
    if (!stream->gentle || stream->ended ||
        uv_fileno(&stream->uv.handle, &fd) != 0 || shutdown(fd, SHUT_WR) != 0) {
        stream_shut(stream);
        return;
    }
    stream->state = STREAM_LINGERING;
    stream->started = true;
    read_on(stream);
}

/* All output is with the kernel. True when the user was told. */
static bool all_sent(struct stream *stream)
{
    if (stream->state == STREAM_CLOSING) {
        half_close(stream);
        return false;
    }
    if (stream->events.on_drained == NULL) {
        return false;
    }
    stream->events.on_drained(stream->arg);
    return true;
}

static void on_written(uv_write_t *request, int result)
{
    struct stream *stream = request->data;
    stream->writing = false;
    empty(&stream->sending);
    if (stream->state == STREAM_CLOSED || stream->state == STREAM_BROKEN) {
        return;
    }
    if (result < 0) {
        stream_break(stream, explain_break(result));
    } else if (stream->out.length > 0) {
        loop_mark_dirty(stream);
    } else {
        all_sent(stream);
    }
}

/* Gives libuv what the kernel did not take at once. */
static bool send_later(struct stream *stream, size_t sent)
{
    struct buffer spare = stream->sending;
    stream->sending = stream->out;
    stream->out = spare;
    uv_buf_t rest = uv_buf_init(stream->sending.data + sent,
                                (unsigned)(stream->sending.length - sent));
    stream->writing = true;
    int result =
        uv_write(&stream->write, &stream->uv.stream, &rest, 1, on_written);
    if (result < 0) {
        stream->writing = false;
        return stream_break(stream, explain_break(result));
    }
    return false;
}

static bool send_now(struct stream *stream)
{
    uv_buf_t all = uv_buf_init(stream->out.data, (unsigned)stream->out.length);
    int sent = uv_try_write(&stream->uv.stream, &all, 1);
    if (sent == UV_EAGAIN) {
        sent = 0;
    }
    if (sent < 0) {
        empty(&stream->out);
        return stream_break(stream, explain_break(sent));
    }
    if ((size_t)sent < stream->out.length) {
        return send_later(stream, (size_t)sent);
    }
    empty(&stream->out);
    return all_sent(stream);
}

static bool too_much_unread(const struct stream *stream)
{
    return buffer_error(&stream->out) != ERROR_OK ||
           stream_pending(stream) > LIMIT_WRITE_BYTES;
}

bool stream_end_turn(struct stream *stream)
{
    bool ran = false;
    if (stream->state == STREAM_CONNECTING) {
        connecting_end_turn(stream);
        return true;
    }
    if (stream->touched) {
        stream->touched = false;
        if (stream->events.on_flush != NULL) {
            stream->events.on_flush(stream->arg);
            ran = true;
        }
    }
    if (stream->state != STREAM_OPEN && stream->state != STREAM_CLOSING) {
        return ran;
    }
    if (too_much_unread(stream)) {
        return stream_break(stream, error_explain(ERROR_TOO_LARGE,
                                                  "the peer does not read")) ||
               ran;
    }
    if (stream->writing) {
        return ran;
    }
    return (stream->out.length > 0            ? send_now(stream)
            : stream->state == STREAM_CLOSING ? all_sent(stream)
                                              : false) ||
           ran;
}

/* ---- closing ---- */

static void close_when_sent(struct stream *stream, bool gentle)
{
    assert(stream->state < STREAM_CLOSING);
    uv_read_stop(&stream->uv.stream);
    stream->events = (struct stream_events){0};
    bool pending = stream->out.length > 0 || stream->writing;
    if (stream->state != STREAM_OPEN || (!pending && !gentle)) {
        stream_shut(stream);
        return;
    }
    stream->state = STREAM_CLOSING;
    stream->gentle = gentle;
    stream->give_up_ms = loop_now_ms(stream->loop) + LIMIT_LINGER_MS;
    loop_watch_closing(stream->loop);
    loop_mark_dirty(stream);
}

void stream_close(struct stream *stream)
{
    close_when_sent(stream, false);
}

void stream_finish(struct stream *stream)
{
    close_when_sent(stream, true);
}
