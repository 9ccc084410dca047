/*
 * net_watch -- a descriptor that others read, watched by the loop.
 *
 * The problem: libuv makes each descriptor that it polls non-blocking. That
 * flag belongs to the open file, not to the process, so a shell whose terminal
 * we poll that way would find reads and writes failing after we have left.
 *
 * The idea: polling itself does not need the flag. It is put back as it was as
 * soon as libuv has set it.
 */
#include "chassis/net_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/net_private.h"

struct loop_watch {
    uv_poll_t poll;
    loop_hook *ready;
    void *arg;
};

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct loop_watch *watch = poll->data;
    (void)status, (void)events;
    watch->ready(watch->arg);
}

enum error loop_watch_open(struct loop_watch **out, struct loop *loop, int fd,
                           loop_hook *ready, void *arg)
{
    struct loop_watch *watch = calloc(1, sizeof *watch);
    int flags = fcntl(fd, F_GETFL);
    if (!watch)
        return error_explain(ERROR_SYSTEM, "no memory to watch %d", fd);
    int failed = uv_poll_init(&loop->uv, &watch->poll, fd);
    if (flags >= 0)
        (void)fcntl(fd, F_SETFL, flags);
    if (failed) {
        free(watch);
        return error_explain(ERROR_SYSTEM,
                             "descriptor %d cannot be watched: "
                             "%s",
                             fd, uv_strerror(failed));
    }
    watch->ready = ready;
    watch->arg = arg;
    watch->poll.data = watch;
    uv_poll_start(&watch->poll, UV_READABLE, on_readable);
    *out = watch;
    return ERROR_OK;
}

void loop_watch_close(struct loop_watch *watch)
{
    if (watch)
        uv_close((uv_handle_t *)&watch->poll, on_closed);
}
