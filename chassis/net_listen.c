/*
 * net_listen -- taking an address, and the streams that arrive there.
 *
 * A Unix socket leaves its file behind when its process is killed, and the
 * next start finds the path taken. Removing it blindly would steal it from a
 * process that lives. So the path is asked: whoever refuses a connection is
 * dead and its file is removed; whoever accepts one is alive and we say so. A
 * file that is no socket is never touched.
 *
 * The socket is made with umask 077: only its owner may connect, and that is
 * the whole access control of the inner services.
 *
 * Order of use: listener_open, listener_address, listener_close.
 */
#include "chassis/net.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/net_private.h"

struct listener {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tcp_t tcp;
    } uv;
    struct loop *loop;
    struct address address;
    accept_handler *accepted;
    void *arg;
    struct listener *next, *previous;
};

struct listener *listener_next(struct listener *listener)
{
    return listener->next;
}

static void on_connection(uv_stream_t *handle, int result)
{
    struct listener *listener = handle->data;
    bool local = listener->address.kind == ADDRESS_UNIX;
    struct stream *stream = result == 0 ? stream_new(listener->loop) : NULL;
    if (stream == NULL) {
        return; /* libuv tries again when there is room */
    }
    if (local) {
        uv_pipe_init(&listener->loop->uv, &stream->uv.pipe, 0);
    } else {
        uv_tcp_init(&listener->loop->uv, &stream->uv.tcp);
    }
    stream->uv.handle.data = stream;
    if (uv_accept(handle, &stream->uv.stream) != 0) {
        stream_shut(stream);
        return;
    }
    if (!local) {
        uv_tcp_nodelay(&stream->uv.tcp, 1);
    }
    stream_opened(stream);
    listener->accepted(listener->arg, stream, local);
}

/* ---- Unix sockets ---- */

enum owner { OWNER_NONE, OWNER_DEAD, OWNER_ALIVE, OWNER_NOT_A_SOCKET };

static enum owner socket_owner(const char *path)
{
    struct stat facts;
    if (lstat(path, &facts) != 0) {
        return OWNER_NONE;
    }
    if (!S_ISSOCK(facts.st_mode)) {
        return OWNER_NOT_A_SOCKET;
    }
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    memcpy(to.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return OWNER_ALIVE; /* not known to be dead */
    }
    bool refused = connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 &&
                   errno == ECONNREFUSED;
    close(fd);
    return refused ? OWNER_DEAD : OWNER_ALIVE;
}

static int bind_unix(uv_pipe_t *pipe, const char *path)
{
    mode_t before = umask(077);
    int result = uv_pipe_bind(pipe, path);
    umask(before);
    return result;
}

static enum error explain_unix(const char *path, int result)
{
    if (result == UV_EACCES || result == UV_ENOENT) {
        return error_explain(ERROR_SYSTEM,
                             "cannot make the socket %s; its directory must "
                             "exist and be writable",
                             path);
    }
    return error_explain(ERROR_SYSTEM, "cannot listen on %s: %s", path,
                         uv_strerror(result));
}

static enum error take_unix(uv_pipe_t *pipe, const char *path)
{
    int result = bind_unix(pipe, path);
    if (result != UV_EADDRINUSE) {
        return result == 0 ? ERROR_OK : explain_unix(path, result);
    }
    switch (socket_owner(path)) {
    case OWNER_ALIVE:
        return error_explain(ERROR_SYSTEM,
                             "another process is serving %s; stop it first, "
                             "or choose another path",
                             path);
    case OWNER_NOT_A_SOCKET:
        return error_explain(ERROR_SYSTEM,
                             "%s exists and is not a socket; move it away, or "
                             "choose another path",
                             path);
    case OWNER_DEAD:
        unlink(path);
        break;
    case OWNER_NONE:
        break;
    }
    result = bind_unix(pipe, path);
    return result == 0 ? ERROR_OK : explain_unix(path, result);
}

enum error net_bind_unix(uv_pipe_t *pipe, const char *path)
{
    size_t length = strlen(path);
    if (length > LIMIT_SOCKET_PATH_BYTES) {
        return error_explain(ERROR_USAGE,
                             "the socket path %s has %zu bytes; the system "
                             "allows %d, so choose a shorter directory",
                             path, length, LIMIT_SOCKET_PATH_BYTES);
    }
    return take_unix(pipe, path);
}

static enum error listen_unix(struct listener *listener)
{
    int result = uv_listen(&listener->uv.stream, NET_BACKLOG, on_connection);
    return result == 0 ? ERROR_OK
                       : explain_unix(listener->address.host, result);
}

static enum error open_unix(struct listener *listener)
{
    enum error error =
        net_bind_unix(&listener->uv.pipe, listener->address.host);
    return error ? error : listen_unix(listener);
}

/* ---- TCP ---- */

static enum error explain_tcp(const struct address *address, int result)
{
    char text[320];
    address_format(address, text, sizeof(text));
    if (result == UV_EADDRINUSE) {
        return error_explain(ERROR_SYSTEM,
                             "%s is in use by another process; choose another "
                             "port, or port 0 for a free one",
                             text);
    }
    if (result == UV_EACCES) {
        return error_explain(ERROR_SYSTEM,
                             "%s needs privileges; choose a port above 1023",
                             text);
    }
    return error_explain(ERROR_SYSTEM, "cannot listen on %s: %s", text,
                         uv_strerror(result));
}

enum error net_bind_tcp(uv_tcp_t *tcp, const struct address *address)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at;
    int result = uv_ip4_addr(address->host, address->port, &at.v4);
    if (result != 0) {
        result = uv_ip6_addr(address->host, address->port, &at.v6);
    }
    if (result == 0) {
        result = uv_tcp_bind(tcp, &at.any, 0);
    }
    /* libuv keeps "address in use" back until uv_listen(), and who listens by
     * himself would then get any port; asked for its name it tells. */
    struct sockaddr_storage bound;
    int length = sizeof bound;
    if (result == 0)
        result = uv_tcp_getsockname(tcp, (struct sockaddr *)&bound, &length);
    return result == 0 ? ERROR_OK : explain_tcp(address, result);
}

void net_learn_port(uv_tcp_t *tcp, struct address *address)
{
    struct sockaddr_storage at;
    int length = sizeof(at);
    if (uv_tcp_getsockname(tcp, (struct sockaddr *)&at, &length) == 0) {
        /* The port stands at the same place for both families. */
        address->port = ntohs(((struct sockaddr_in *)&at)->sin_port);
    }
}

static enum error open_tcp(struct listener *listener)
{
    enum error error = net_bind_tcp(&listener->uv.tcp, &listener->address);
    if (error != ERROR_OK) {
        return error;
    }
    int result = uv_listen(&listener->uv.stream, NET_BACKLOG, on_connection);
    if (result != 0) {
        return explain_tcp(&listener->address, result);
    }
    net_learn_port(&listener->uv.tcp, &listener->address);
    return ERROR_OK;
}

/* ---- both ---- */

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void join(struct listener *listener)
{
    struct loop *loop = listener->loop;
    listener->next = loop->listeners;
    if (listener->next != NULL) {
        listener->next->previous = listener;
    }
    loop->listeners = listener;
}

/* Bound by somebody else, who also keeps the file of a Unix socket. */
static enum error adopt(struct listener *listener, int fd)
{
    bool local = listener->address.kind == ADDRESS_UNIX;
    int result = local ? uv_pipe_open(&listener->uv.pipe, fd)
                       : uv_tcp_open(&listener->uv.tcp, fd);
    if (result == 0) {
        result = uv_listen(&listener->uv.stream, NET_BACKLOG, on_connection);
    }
    if (result != 0) {
        return error_explain(ERROR_SYSTEM, "cannot serve the inherited %d: %s",
                             fd, uv_strerror(result));
    }
    if (!local) {
        net_learn_port(&listener->uv.tcp, &listener->address);
    }
    return ERROR_OK;
}

static struct listener *listener_new(struct loop *loop,
                                     const struct address *address,
                                     accept_handler *accepted, void *arg)
{
    struct listener *listener = calloc(1, sizeof(*listener));
    if (listener == NULL) {
        return NULL;
    }
    listener->loop = loop;
    listener->address = *address;
    listener->accepted = accepted;
    listener->arg = arg;
    if (address->kind == ADDRESS_UNIX) {
        uv_pipe_init(&loop->uv, &listener->uv.pipe, 0);
    } else {
        uv_tcp_init(&loop->uv, &listener->uv.tcp);
    }
    listener->uv.handle.data = listener;
    join(listener);
    return listener;
}

enum error listener_open(struct listener **out, struct loop *loop,
                         const struct address *address,
                         accept_handler *accepted, void *arg)
{
    if (address->kind == ADDRESS_DNS) {
        return error_explain(ERROR_USAGE,
                             "cannot listen on the name %s; give unix:PATH or "
                             "tcp:ADDRESS:PORT",
                             address->host);
    }
    struct listener *listener = listener_new(loop, address, accepted, arg);
    if (listener == NULL) {
        return error_explain(ERROR_SYSTEM, "no memory for a listener");
    }
    enum error error = address->kind == ADDRESS_UNIX ? open_unix(listener)
                                                     : open_tcp(listener);
    if (error != ERROR_OK) {
        listener_close(listener);
        return error;
    }
    *out = listener;
    return ERROR_OK;
}

enum error listener_adopt(struct listener **out, struct loop *loop,
                          const struct address *address, int fd,
                          accept_handler *accepted, void *arg)
{
    struct listener *listener = listener_new(loop, address, accepted, arg);
    if (listener == NULL) {
        return error_explain(ERROR_SYSTEM, "no memory for a listener");
    }
    enum error error = adopt(listener, fd);
    if (error != ERROR_OK) {
        listener_close(listener);
        return error;
    }
    *out = listener;
    return ERROR_OK;
}

struct address listener_address(const struct listener *listener)
{
    return listener->address;
}

void listener_close(struct listener *listener)
{
    if (listener == NULL) {
        return;
    }
    if (listener->next != NULL) {
        listener->next->previous = listener->previous;
    }
    if (listener->previous != NULL) {
        listener->previous->next = listener->next;
    } else {
        listener->loop->listeners = listener->next;
    }
    uv_close(&listener->uv.handle, on_closed); /* removes a socket's file */
}
