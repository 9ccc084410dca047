/*
 * net_watch -- a descriptor that others read, watched by the loop.
 *
 * The problem: libuv makes each descriptor that it polls non-blocking. That
 * flag belongs to the open file, not to the process, so a shell whose terminal
 * we poll that way would find reads and writes failing after we have left.
 *
 * The idea: the descriptor goes into an epoll set of our own, and libuv polls
 * that set. The set is readable when the descriptor is, and libuv's flag stays
 * on the set.
 */
#include "chassis/net_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "chassis/net_private.h"

struct watch {
    uv_poll_t poll;
    int set;
    loop_hook *ready;
    void *arg;
};

static void on_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;
    close(watch->set);
    free(watch);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    (void)status, (void)events;
    watch->ready(watch->arg);
}

static enum error begin(struct watch *watch, struct loop *loop, int fd)
{
    struct epoll_event readable = {.events = EPOLLIN};
    watch->set = epoll_create1(EPOLL_CLOEXEC);
    if (watch->set < 0 || epoll_ctl(watch->set, EPOLL_CTL_ADD, fd, &readable))
        return error_explain(ERROR_SYSTEM,
                             "descriptor %d cannot be watched: "
                             "%s",
                             fd, strerror(errno));
    if (uv_poll_init(&loop->uv, &watch->poll, watch->set))
        return error_explain(ERROR_SYSTEM, "no memory to watch %d", fd);
    watch->poll.data = watch;
    return ERROR_OK;
}

enum error watch_open(struct watch **out, struct loop *loop, int fd,
                      loop_hook *ready, void *arg)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return error_explain(ERROR_SYSTEM, "no memory to watch %d", fd);
    watch->ready = ready;
    watch->arg = arg;
    enum error error = begin(watch, loop, fd);
    if (error) {
        if (watch->set >= 0)
            close(watch->set);
        free(watch);
        return error;
    }
    uv_poll_start(&watch->poll, UV_READABLE, on_readable);
    *out = watch;
    return ERROR_OK;
}

void watch_close(struct watch *watch)
{
    if (watch)
        uv_close((uv_handle_t *)&watch->poll, on_closed);
}
