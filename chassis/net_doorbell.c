/*
 * net_doorbell -- watches a listening socket without accepting.
 *
 * The problem: a service of which nothing runs must still have its address,
 * and its first caller must not be refused, only wait.
 *
 * The idea: the kernel queues callers on a listening socket whether anybody
 * accepts them or not. So the socket is made here and kept here for good, and
 * a process that is started for its sake inherits it. While none runs we poll
 * the socket; a poll that sees a caller takes nothing from the queue.
 *
 * The invariant: the poll stops at the first ring, so that a process at work
 * and we never wake for the same caller.
 */
#include "chassis/net_doorbell.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chassis/net_private.h"

struct doorbell {
    union {
        uv_handle_t handle;
        uv_pipe_t pipe;
        uv_tcp_t tcp;
    } uv; /* bound and listening; never accepts */
    struct address address;
    uv_poll_t poll;
    int poll_fd; /* the same socket once more: two handles need two numbers */
    int fd;
    int open_handles;
    loop_hook *rung;
    void *arg;
};

static void on_closed(uv_handle_t *handle)
{
    struct doorbell *doorbell = handle->data;
    if (--doorbell->open_handles > 0)
        return;
    if (doorbell->poll_fd >= 0)
        close(doorbell->poll_fd);
    free(doorbell);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct doorbell *doorbell = poll->data;
    (void)status, (void)events;
    uv_poll_stop(poll);
    doorbell->rung(doorbell->arg);
}

static enum error bind_it(struct doorbell *doorbell, struct loop *loop)
{
    if (doorbell->address.kind == ADDRESS_UNIX) {
        uv_pipe_init(&loop->uv, &doorbell->uv.pipe, 0);
        return net_bind_unix(&doorbell->uv.pipe, doorbell->address.host);
    }
    uv_tcp_init(&loop->uv, &doorbell->uv.tcp);
    return net_bind_tcp(&doorbell->uv.tcp, &doorbell->address);
}

static enum error begin(struct doorbell *doorbell, struct loop *loop)
{
    char text[LIMIT_PATH_BYTES];
    address_format(&doorbell->address, text, sizeof text);
    enum error error = bind_it(doorbell, loop);
    doorbell->uv.handle.data = doorbell;
    doorbell->open_handles = 1;
    if (error)
        return error;
    if (uv_fileno(&doorbell->uv.handle, &doorbell->fd) ||
        listen(doorbell->fd, NET_BACKLOG) != 0)
        return error_explain(ERROR_SYSTEM, "cannot listen on %s: %s", text,
                             strerror(errno));
    if (doorbell->address.kind != ADDRESS_UNIX)
        net_learn_port(&doorbell->uv.tcp, &doorbell->address);
    doorbell->poll_fd = fcntl(doorbell->fd, F_DUPFD_CLOEXEC, 0);
    if (doorbell->poll_fd < 0 ||
        uv_poll_init(&loop->uv, &doorbell->poll, doorbell->poll_fd))
        return error_explain(ERROR_SYSTEM, "cannot watch %s", text);
    doorbell->poll.data = doorbell;
    doorbell->open_handles++;
    return ERROR_OK;
}

enum error doorbell_open(struct doorbell **out, struct loop *loop,
                         const struct address *address, loop_hook *rung,
                         void *arg)
{
    assert(address->kind != ADDRESS_DNS);
    struct doorbell *doorbell = calloc(1, sizeof *doorbell);
    if (!doorbell)
        return error_explain(ERROR_SYSTEM, "no memory for a socket");
    doorbell->poll_fd = -1;
    doorbell->rung = rung;
    doorbell->arg = arg;
    doorbell->address = *address;
    enum error error = begin(doorbell, loop);
    if (error)
        doorbell_close(doorbell);
    else
        *out = doorbell;
    return error;
}

struct address doorbell_address(const struct doorbell *doorbell)
{
    return doorbell->address;
}

void doorbell_listen(struct doorbell *doorbell)
{
    int failed = uv_poll_start(&doorbell->poll, UV_READABLE, on_readable);
    assert(!failed); /* a handle that is open */
}

int doorbell_fd(const struct doorbell *doorbell)
{
    return doorbell->fd;
}

void doorbell_close(struct doorbell *doorbell)
{
    if (doorbell->open_handles == 2)
        uv_close((uv_handle_t *)&doorbell->poll, on_closed);
    uv_close(&doorbell->uv.handle, on_closed); /* and its file */
}
