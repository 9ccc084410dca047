/*
 * door -- see door.h.
 *
 * A closed-loop client sends its next order when the last was answered, so the
 * number of clients is the number of orders in flight, and a round asks one
 * question: how many of them a second.
 *
 * The invariant: every order has an idempotency key of its own, so none is a
 * replay. A request is laid out once; only the key's digits change.
 */
#include "tests/bench/door.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/histogram.h"
#include "tests/bench/shops.h"

enum {
    REQUEST_BYTES = 2048,
    CLIENT_REPLY_BYTES = 4096,
    KEY_DIGITS = 16,
    PATIENCE_MS = 10000
};

/* ---- one exchange after another ---- */

int door_connect_tcp(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
        shops_die("connect", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

int door_connect_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
        shops_die(path, strerror(errno));
    return fd;
}

/* The length of the whole reply at `bytes`, NUL-terminated; 0: not all here. */
static size_t reply_length(const char *bytes, size_t got, const char **body)
{
    const char *end = strstr(bytes, "\r\n\r\n");
    const char *line = end ? strcasestr(bytes, "\r\ncontent-length:") : NULL;
    if (!end)
        return 0;
    size_t head = (size_t)(end + 4 - bytes);
    size_t length = line && line < end ? strtoul(line + 17, NULL, 10) : 0;
    *body = end + 4;
    return head + length <= got ? head + length : 0;
}

void door_ask(int fd, const char *request, size_t length,
              struct door_reply *out)
{
    size_t got = 0;
    if (write(fd, request, length) != (ssize_t)length)
        shops_die("request", strerror(errno));
    do {
        ssize_t n = read(fd, out->bytes + got, sizeof out->bytes - 1 - got);
        if (n <= 0)
            shops_die("reply", n ? strerror(errno) : "it broke off");
        got += (size_t)n;
        out->bytes[got] = '\0';
    } while (!reply_length(out->bytes, got, &out->body));
    out->status = (int)strtol(out->bytes + 9, NULL, 10);
}

void door_token(int port, int customer, char out[DOOR_TOKEN_BYTES])
{
    static struct door_reply reply;
    char body[64], request[256];
    int length =
        snprintf(body, sizeof body, "{\"customer_id\":%d,\"pin\":\"%04d\"}",
                 customer, customer);
    length = snprintf(request, sizeof request,
                      "POST /api/tokens HTTP/1.1\r\nHost: shop\r\n"
                      "Content-Type: application/json\r\n"
                      "Content-Length: %d\r\n\r\n%s",
                      length, body);
    int fd = door_connect_tcp(port);
    door_ask(fd, request, (size_t)length, &reply);
    close(fd);
    const char *from = strstr(reply.body, "\"token\":\"");
    const char *to = from ? strchr(from + 9, '"') : NULL;
    if (!to || to - from - 9 >= DOOR_TOKEN_BYTES)
        shops_die("token", reply.bytes);
    snprintf(out, DOOR_TOKEN_BYTES, "%.*s", (int)(to - from - 9), from + 9);
}

/* Every tenth customer is poor; 15, 35, 55 ... live on islands. */
int door_customer(int i)
{
    int customer = 0;
    do {
        customer++;
        i -= customer % 10 != 0 && customer % 20 != 15;
    } while (i >= 0);
    return customer;
}

/* ---- many at once ---- */

struct client {
    int fd;
    char request[REQUEST_BYTES];
    size_t length, key_at;
    char reply[CLIENT_REPLY_BYTES];
    size_t got;
    int64_t began_ns;
};

struct crowd {
    struct client clients[DOOR_CLIENTS];
    int epoll;
    int in_flight;
    int64_t end_ns;
    long confirmed, other;
    struct histogram latency_us;
};

static void lay_out(struct client *client, int customer, const char *token)
{
    char body[96];
    int length = snprintf(body, sizeof body,
                          "{\"customer_id\":%d,\"lines\":[{\"sku\":\"PEN\","
                          "\"quantity\":1}]}",
                          customer);
    client->length = (size_t)snprintf(
        client->request, sizeof client->request,
        "POST /api/orders HTTP/1.1\r\nHost: shop\r\n"
        "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
        "Content-Length: %d\r\nIdempotency-Key: %0*d\r\n\r\n%s",
        token, length, KEY_DIGITS, 0, body);
    client->key_at = client->length - (size_t)length - 4 - KEY_DIGITS;
}

static void order(struct crowd *crowd, struct client *client)
{
    static uint64_t serial; /* no other run on the same books had it */
    char key[KEY_DIGITS + 1];
    if (serial == 0)
        serial = (uint64_t)clock_wall_ms() * 1000;
    client->began_ns = clock_monotonic_ns();
    if (client->began_ns >= crowd->end_ns || shops_interrupted())
        return;
    snprintf(key, sizeof key, "%0*" PRIu64, KEY_DIGITS, ++serial);
    memcpy(client->request + client->key_at, key, KEY_DIGITS);
    client->got = 0;
    if (write(client->fd, client->request, client->length) !=
        (ssize_t)client->length)
        shops_die("order", strerror(errno));
    crowd->in_flight++;
}

static void hear(struct crowd *crowd, struct client *client)
{
    const char *body;
    ssize_t n = read(client->fd, client->reply + client->got,
                     sizeof client->reply - 1 - client->got);
    if (n <= 0)
        shops_die("reply", n ? strerror(errno) : "it broke off");
    client->got += (size_t)n;
    client->reply[client->got] = '\0';
    if (!reply_length(client->reply, client->got, &body))
        return;
    crowd->in_flight--;
    if (memcmp(client->reply + 9, "201", 3) == 0)
        crowd->confirmed++;
    else
        crowd->other++;
    histogram_record(&crowd->latency_us,
                     (clock_monotonic_ns() - client->began_ns) / 1000);
    order(crowd, client);
}

static void wait_for_replies(struct crowd *crowd)
{
    struct epoll_event events[DOOR_CLIENTS];
    while (crowd->in_flight > 0) {
        int n = epoll_wait(crowd->epoll, events, DOOR_CLIENTS, PATIENCE_MS);
        if (n == 0)
            shops_die("orders", "no answer came any more");
        for (int i = 0; i < n; i++)
            hear(crowd, events[i].data.ptr);
    }
}

void door_orders(int port, int clients, int64_t ms,
                 char tokens[][DOOR_TOKEN_BYTES], struct door_result *out)
{
    static struct crowd crowd;
    crowd = (struct crowd){.epoll = epoll_create1(EPOLL_CLOEXEC)};
    histogram_init(&crowd.latency_us);
    for (int i = 0; i < clients; i++) {
        struct client *client = &crowd.clients[i];
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
        client->fd = door_connect_tcp(port);
        lay_out(client, door_customer(i), tokens[i]);
        epoll_ctl(crowd.epoll, EPOLL_CTL_ADD, client->fd, &event);
    }
    int64_t start = clock_monotonic_ns();
    crowd.end_ns = start + ms * 1000000;
    for (int i = 0; i < clients; i++)
        order(&crowd, &crowd.clients[i]);
    wait_for_replies(&crowd);
    double took_s = (double)(clock_monotonic_ns() - start) / 1e9;
    for (int i = 0; i < clients; i++)
        close(crowd.clients[i].fd);
    close(crowd.epoll);
    *out = (struct door_result){
        .confirmed = crowd.confirmed,
        .other = crowd.other,
        .per_s = (double)crowd.confirmed / took_s,
        .p50_us = (double)histogram_quantile(&crowd.latency_us, 0.5)};
}
