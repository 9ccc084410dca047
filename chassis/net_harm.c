/*
 * net_harm -- half-closing and resetting, which libuv's streams do not offer
 * as such.
 *
 * The kernel decides what a peer sees when a socket is closed. Over TCP,
 * SO_LINGER with 0 seconds sends RST. A Unix socket knows no RST; its kernel
 * code gives the peer ECONNRESET when the closing side had not read all that
 * was sent to it. So whoever wants a reset there stops reading, waits until
 * stream_unread() says that something came, and closes.
 */
#include "chassis/net_harm.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "chassis/net_private.h"

/* -1 when there is none any more. */
static int descriptor(const struct stream *stream)
{
    uv_os_fd_t fd;
    bool open = stream->state == STREAM_OPEN || stream->state == STREAM_BROKEN;
    return open && uv_fileno(&stream->uv.handle, &fd) == 0 ? fd : -1;
}

size_t stream_unread(const struct stream *stream)
{
    int fd = descriptor(stream), waiting = 0;
    if (fd < 0 || ioctl(fd, FIONREAD, &waiting) != 0 || waiting < 0)
        return 0;
    return (size_t)waiting;
}

void stream_end_output(struct stream *stream)
{
    int fd = descriptor(stream);
    if (fd >= 0)
        shutdown(fd, SHUT_WR);
}

void stream_reset(struct stream *stream)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    int fd = descriptor(stream);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    stream_shut(stream);
}
