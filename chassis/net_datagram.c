/*
 * net_datagram -- bound, polled, read until empty or until it is somebody
 *                 else's turn.
 *
 * A flood must not keep the loop from its other work: so at most
 * DATAGRAMS_AT_ONCE are read in one wake, and the poll, which is level
 * triggered, brings us back for the rest.
 */
#include "chassis/net_datagram.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/net_private.h"

struct datagrams {
    uv_poll_t poll;
    int fd;
    struct sockaddr_un address;
    datagram_handler *taken;
    void *arg;
    bool polled;
    char bytes[DATAGRAM_BYTES + 1]; /* one more shows that it was longer */
};

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct datagrams *datagrams = poll->data;
    (void)status, (void)events;
    for (int i = 0; i < DATAGRAMS_AT_ONCE; i++) {
        ssize_t length = recv(datagrams->fd, datagrams->bytes,
                              sizeof datagrams->bytes, MSG_DONTWAIT);
        if (length < 0)
            return;
        bool cut = length > DATAGRAM_BYTES;
        datagrams->taken(datagrams->arg,
                         (struct slice){datagrams->bytes,
                                        cut ? DATAGRAM_BYTES : (size_t)length},
                         cut);
    }
}

/* Does somebody listen there? */
static bool answers(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool taken = fd >= 0 && connect(fd, (const struct sockaddr *)address,
                                    sizeof *address) == 0;
    if (fd >= 0)
        close(fd);
    return taken;
}

static enum error bind_it(struct datagrams *datagrams)
{
    const struct sockaddr *address =
        (const struct sockaddr *)&datagrams->address;
    const char *path = datagrams->address.sun_path;
    datagrams->fd =
        socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (datagrams->fd < 0)
        return error_explain(ERROR_SYSTEM, "no socket: %s", strerror(errno));
    if (answers(&datagrams->address))
        return error_explain(ERROR_CONFLICT,
                             "another process takes datagrams at %s", path);
    if (unlink(path) != 0 && errno != ENOENT)
        return error_explain(ERROR_SYSTEM, "cannot take %s over: %s", path,
                             strerror(errno));
    if (bind(datagrams->fd, address, sizeof datagrams->address) != 0)
        return error_explain(ERROR_SYSTEM, "cannot make %s: %s", path,
                             strerror(errno));
    return ERROR_OK;
}

static void on_closed(uv_handle_t *handle)
{
    struct datagrams *datagrams = handle->data;
    close(datagrams->fd);
    free(datagrams);
}

static void give_up(struct datagrams *datagrams)
{
    if (datagrams->fd >= 0)
        close(datagrams->fd);
    free(datagrams);
}

enum error datagrams_open(struct datagrams **out, struct loop *loop,
                          const struct address *address,
                          datagram_handler *taken, void *arg)
{
    assert(address->kind == ADDRESS_UNIX);
    struct datagrams *datagrams = calloc(1, sizeof *datagrams);
    if (!datagrams)
        return error_explain(ERROR_SYSTEM, "no memory for a socket");
    datagrams->fd = -1;
    datagrams->taken = taken;
    datagrams->arg = arg;
    datagrams->address.sun_family = AF_UNIX;
    size_t length = strlen(address->host);
    assert(length < sizeof datagrams->address.sun_path);
    memcpy(datagrams->address.sun_path, address->host, length);
    enum error error = bind_it(datagrams);
    if (!error && uv_poll_init(&loop->uv, &datagrams->poll, datagrams->fd))
        error = error_explain(ERROR_SYSTEM, "cannot watch %s", address->host);
    if (error) {
        give_up(datagrams);
        return error;
    }
    datagrams->poll.data = datagrams;
    uv_poll_start(&datagrams->poll, UV_READABLE, on_readable);
    *out = datagrams;
    return ERROR_OK;
}

void datagrams_close(struct datagrams *datagrams)
{
    unlink(datagrams->address.sun_path);
    uv_close((uv_handle_t *)&datagrams->poll, on_closed);
}
