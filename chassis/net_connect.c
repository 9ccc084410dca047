/*
 * net_connect -- streams to peers, by path, by address or by name.
 *
 * The caller is always told later, never from inside stream_connect(), so
 * that it need not be ready for its own callback. A failure that is known at
 * once therefore waits on the loop's list of dirty streams.
 *
 * A name may have several addresses. They are tried in the resolver's order;
 * a socket that failed to connect cannot be used again, so each try after the
 * first begins by closing the last one's handle. The look-up itself runs on
 * libuv's threads and holds the struct until it has come back, even when the
 * user has closed the stream meanwhile.
 *
 * Order of use: stream_connect or stream_adopt, then net_stream.c.
 */
#include "chassis/net.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/net_private.h"

struct connecting {
    struct address address;
    connect_handler *connected;
    void *arg;
    uv_connect_t connect;
    uv_getaddrinfo_t resolve;
    struct addrinfo *found; /* all addresses of a name */
    struct addrinfo *next;  /* the one to try next */
    int failed;             /* libuv's error, to be told at turn's end */
};

void connecting_free(struct stream *stream)
{
    if (stream->connecting != NULL && stream->connecting->found != NULL) {
        uv_freeaddrinfo(stream->connecting->found);
    }
    free(stream->connecting);
    stream->connecting = NULL;
}

static void tell(struct stream *stream, int result)
{
    connect_handler *connected = stream->connecting->connected;
    void *arg = stream->connecting->arg;
    if (result == 0) {
        connecting_free(stream);
        stream_opened(stream);
        connected(arg, ERROR_OK);
        return;
    }
    char text[320];
    address_format(&stream->connecting->address, text, sizeof(text));
    connecting_free(stream);
    stream->state = STREAM_BROKEN;
    stream->told = true;
    connected(arg, error_explain(ERROR_UNAVAILABLE, "%s does not answer: %s",
                                 text, uv_strerror(result)));
}

void connecting_end_turn(struct stream *stream)
{
    if (stream->connecting->failed != 0) {
        tell(stream, stream->connecting->failed);
    }
}

static void fail_later(struct stream *stream, int result)
{
    stream->connecting->failed = result;
    loop_mark_dirty(stream);
}

static void try_next(struct stream *stream);

static void on_connected(uv_connect_t *request, int result)
{
    struct stream *stream = request->data;
    if (stream->state != STREAM_CONNECTING) {
        return; /* closed by its user meanwhile */
    }
    if (result != 0 && stream->connecting->next != NULL) {
        try_next(stream);
        return;
    }
    tell(stream, result);
}

static int connect_tcp(struct stream *stream, const struct sockaddr *to)
{
    uv_tcp_nodelay(&stream->uv.tcp, 1);
    return uv_tcp_connect(&stream->connecting->connect, &stream->uv.tcp, to,
                          on_connected);
}

static void on_reopened(uv_handle_t *handle)
{
    struct stream *stream = handle->data;
    if (stream->state != STREAM_CONNECTING) {
        stream_free(stream);
        return;
    }
    uv_tcp_init(&stream->loop->uv, &stream->uv.tcp);
    struct addrinfo *address = stream->connecting->next;
    stream->connecting->next = address->ai_next;
    int result = connect_tcp(stream, address->ai_addr);
    if (result != 0) {
        fail_later(stream, result);
    }
}

static void try_next(struct stream *stream)
{
    uv_close(&stream->uv.handle, on_reopened);
}

static void on_resolved(uv_getaddrinfo_t *request, int result,
                        struct addrinfo *found)
{
    struct stream *stream = request->data;
    stream->resolving = false;
    stream->connecting->found = found;
    if (stream->state != STREAM_CONNECTING) {
        if (stream->handle_closed) {
            stream_free(stream);
        }
        return; /* else the handle's close callback is still to come */
    }
    if (result != 0) {
        tell(stream, result);
        return;
    }
    stream->connecting->next = found->ai_next;
    result = connect_tcp(stream, found->ai_addr);
    if (result != 0) {
        fail_later(stream, result);
    }
}

static int start_unix(struct stream *stream, const char *path)
{
    int result = uv_pipe_init(&stream->loop->uv, &stream->uv.pipe, 0);
    if (result == 0) {
        uv_pipe_connect(&stream->connecting->connect, &stream->uv.pipe, path,
                        on_connected);
    }
    return result;
}

static int start_tcp(struct stream *stream, const struct address *address)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } to;
    uv_tcp_init(&stream->loop->uv, &stream->uv.tcp);
    int result = uv_ip4_addr(address->host, address->port, &to.v4);
    if (result != 0) {
        result = uv_ip6_addr(address->host, address->port, &to.v6);
    }
    return result != 0 ? result : connect_tcp(stream, &to.any);
}

static int start_name(struct stream *stream, const struct address *address)
{
    char port[8];
    snprintf(port, sizeof(port), "%u", (unsigned)address->port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    uv_tcp_init(&stream->loop->uv, &stream->uv.tcp);
    int result = uv_getaddrinfo(&stream->loop->uv, &stream->connecting->resolve,
                                on_resolved, address->host, port, &hints);
    stream->resolving = result == 0;
    return result;
}

static int start(struct stream *stream, const struct address *address)
{
    switch (address->kind) {
    case ADDRESS_UNIX:
        return start_unix(stream, address->host);
    case ADDRESS_TCP:
        return start_tcp(stream, address);
    case ADDRESS_DNS:
        return start_name(stream, address);
    }
    assert(!"no such kind of address");
    return UV_EINVAL;
}

enum error stream_connect(struct stream **out, struct loop *loop,
                          const struct address *address,
                          connect_handler *connected, void *arg)
{
    struct stream *stream = stream_new(loop);
    struct connecting *connecting = calloc(1, sizeof(*connecting));
    if (stream == NULL || connecting == NULL) {
        free(connecting);
        if (stream != NULL) {
            stream_free(stream);
        }
        return error_explain(ERROR_SYSTEM, "no memory for a connection");
    }
    connecting->address = *address;
    connecting->connected = connected;
    connecting->arg = arg;
    connecting->connect.data = stream;
    connecting->resolve.data = stream;
    stream->connecting = connecting;
    int result = start(stream, address);
    stream->uv.handle.data = stream;
    if (result != 0) {
        fail_later(stream, result);
    }
    *out = stream;
    return ERROR_OK;
}

static int adopt(struct stream *stream, int fd)
{
    if (uv_guess_handle(fd) == UV_TCP) {
        uv_tcp_init(&stream->loop->uv, &stream->uv.tcp);
        return uv_tcp_open(&stream->uv.tcp, fd);
    }
    uv_pipe_init(&stream->loop->uv, &stream->uv.pipe, 0);
    return uv_pipe_open(&stream->uv.pipe, fd);
}

enum error stream_adopt(struct stream **out, struct loop *loop, int fd)
{
    struct stream *stream = stream_new(loop);
    if (stream == NULL) {
        return error_explain(ERROR_SYSTEM, "no memory for a connection");
    }
    int result = adopt(stream, fd);
    stream->uv.handle.data = stream;
    if (result != 0) {
        stream_shut(stream);
        return error_explain(ERROR_SYSTEM,
                             "file descriptor %d is no pipe or socket: %s", fd,
                             uv_strerror(result));
    }
    stream_opened(stream);
    *out = stream;
    return ERROR_OK;
}
