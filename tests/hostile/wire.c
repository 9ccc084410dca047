/*
 * One connection that says exactly the bytes it is given.
 *
 * The problem: a client library will not send half a header, a NUL or 30
 * digits of Content-Length; and whoever writes 10 MB to a server that answers
 * in the middle must read meanwhile, or both wait for ever.
 *
 * The idea: plain sockets and poll(). While bytes go out, those that come in
 * are kept. A connection that is cut is no failure here; the test says what
 * it expected.
 *
 * What holds: an answer is cut by its Content-Length, which every answer of
 * ours has, so bytes behind it are the next answer or a fault.
 *
 * Order of use: wire_open, wire_send, wire_answer, wire_close.
 */
#include "tests/hostile/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

enum { CHUNK_BYTES = 64 * 1024, IN_BYTES = 64 * 1024 * 1024 };

int64_t wire_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- doors ---- */

static bool read_tcp(struct door *out, const char *host)
{
    struct sockaddr_in *in = (struct sockaddr_in *)&out->address;
    char text[64];
    const char *colon = strchr(host, ':');

    if (!colon || (size_t)(colon - host) >= sizeof(text))
        return false;
    snprintf(text, sizeof(text), "%.*s", (int)(colon - host), host);
    in->sin_family = AF_INET;
    in->sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    out->address_bytes = sizeof(*in);
    return inet_pton(AF_INET, text, &in->sin_addr) == 1;
}

bool door_read(struct door *out, const char *name, const char *text)
{
    struct sockaddr_un *un = (struct sockaddr_un *)&out->address;

    memset(out, 0, sizeof(*out));
    out->name = name;
    if (strncmp(text, "http://", 7) == 0)
        return read_tcp(out, text + 7);
    if (strlen(text) >= sizeof(un->sun_path))
        return false;
    un->sun_family = AF_UNIX;
    snprintf(un->sun_path, sizeof(un->sun_path), "%s", text);
    out->address_bytes = sizeof(*un);
    return true;
}

void wire_open(struct wire *wire, const struct door *door)
{
    const struct sockaddr *to = (const struct sockaddr *)&door->address;

    memset(wire, 0, sizeof(*wire));
    buffer_init(&wire->in, IN_BYTES);
    buffer_init(&wire->shown, IN_BYTES);
    wire->fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(wire->fd >= 0);
    if (connect(wire->fd, to, door->address_bytes) != 0)
        fail_msg("%s: nobody answers: %s", door->name, strerror(errno));
}

void wire_close(struct wire *wire)
{
    close(wire->fd);
    buffer_release(&wire->in);
    buffer_release(&wire->shown);
    wire->fd = -1;
}

/* ---- bytes ---- */

static short wait_for(struct wire *wire, short events, int patience_ms)
{
    struct pollfd ready = {.fd = wire->fd, .events = events};
    int count;

    do
        count = poll(&ready, 1, patience_ms);
    while (count < 0 && errno == EINTR);
    return count > 0 ? ready.revents : 0;
}

static void take_in(struct wire *wire)
{
    char bytes[CHUNK_BYTES];
    ssize_t length = recv(wire->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

    if (length > 0)
        buffer_append(&wire->in, bytes, (size_t)length);
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        wire->closed = true;
    assert_int_equal(buffer_error(&wire->in), ERROR_OK);
}

bool wire_read(struct wire *wire, int patience_ms)
{
    size_t had = wire->in.length;

    if (!wire->closed && wait_for(wire, POLLIN, patience_ms))
        take_in(wire);
    return wire->in.length > had;
}

static size_t put_out(struct wire *wire, const char *bytes, size_t length)
{
    ssize_t sent = send(wire->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        while (!wire->closed && wait_for(wire, POLLIN, 0))
            take_in(wire); /* what was said before it was cut */
        wire->closed = true;
    }
    return sent > 0 ? (size_t)sent : 0;
}

bool wire_send(struct wire *wire, const void *bytes, size_t length)
{
    const char *from = bytes;
    size_t sent = 0;

    while (sent < length && !wire->closed) {
        short ready = wait_for(wire, POLLIN | POLLOUT, WIRE_PATIENCE_MS);

        if (!ready)
            fail_msg("the peer neither reads nor hangs up after %zu bytes",
                     sent);
        if (ready & POLLIN)
            take_in(wire);
        if (!wire->closed)
            sent += put_out(wire, from + sent, length - sent);
    }
    return sent == length;
}

size_t wire_push(struct wire *wire, const void *bytes, size_t length,
                 int patience_ms)
{
    const char *from = bytes;
    size_t sent = 0;

    while (sent < length && !wire->closed &&
           wait_for(wire, POLLOUT, patience_ms))
        sent += put_out(wire, from + sent, length - sent);
    return sent;
}

void wire_end(struct wire *wire)
{
    shutdown(wire->fd, SHUT_WR);
}

/* ---- answers ---- */

/* The value of a header, or data NULL. */
static struct slice header_of(struct slice head, const char *name)
{
    const char *at = head.data;
    const char *end = head.data + head.length;
    size_t length = strlen(name);

    while (at < end) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));

        if (!feed)
            break;
        if ((size_t)(feed - at) > length + 2 && at[length] == ':' &&
            strncasecmp(at, name, length) == 0)
            return (struct slice){at + length + 2,
                                  (size_t)(feed - at) - length - 3};
        at = feed + 1;
    }
    return (struct slice){NULL, 0};
}

/* Cuts one answer off the front; 0: not whole yet. */
static size_t cut_answer(const struct buffer *in, struct answer *out)
{
    const char *blank =
        in->length ? memmem(in->data, in->length, "\r\n\r\n", 4) : NULL;
    struct slice length;

    if (!blank)
        return 0;
    out->head = (struct slice){in->data, (size_t)(blank - in->data) + 4};
    if (out->head.length < 16 || memcmp(in->data, "HTTP/1.1 ", 9) != 0)
        fail_msg("no HTTP/1.1 answer: %.*s", 60, in->data);
    out->status = (int)strtol(in->data + 9, NULL, 10);
    length = header_of(out->head, "content-length");
    out->body.data = in->data + out->head.length;
    out->body.length = length.data ? strtoul(length.data, NULL, 10) : 0;
    if (out->head.length + out->body.length > in->length)
        return 0;
    return out->head.length + out->body.length;
}

/* Takes the answer off the front; its slices now point at the copy. */
static void show(struct wire *wire, size_t whole, struct answer *out)
{
    buffer_reset(&wire->shown);
    buffer_append(&wire->shown, wire->in.data, whole);
    out->head.data = wire->shown.data;
    out->body.data = wire->shown.data + out->head.length;
    buffer_consume(&wire->in, whole);
}

bool wire_answer(struct wire *wire, struct answer *out)
{
    for (;;) {
        size_t whole = cut_answer(&wire->in, out);

        if (whole > 0) {
            show(wire, whole, out);
            if (out->status == 100)
                continue;
            return true;
        }
        if (wire->closed) {
            assert_int_equal(wire->in.length, 0); /* half an answer */
            return false;
        }
        if (!wire_read(wire, WIRE_PATIENCE_MS) && !wire->closed)
            fail_msg("no answer and no end within %d ms", WIRE_PATIENCE_MS);
    }
}

bool wire_is_over(struct wire *wire)
{
    while (!wire->closed && wire->in.length == 0)
        if (!wire_read(wire, WIRE_PATIENCE_MS) && !wire->closed)
            return false;
    return wire->in.length == 0;
}
