/*
 * http_stage -- a real server and raw peers in one process, for tests.
 *
 * The test plays the peer with plain non-blocking sockets, so it can send what
 * no client library would. Loop and peer share one thread: while the test
 * waits for bytes it turns the loop, and sleeps in poll() on its own socket
 * for a few milliseconds in between, so that neither starves.
 *
 * Order of use: stage_open, stage_dial, stage_say, stage_expect, stage_close.
 */
#include "tests/support/http_stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "chassis/clock.h"

enum { DEADLINE_MS = 20000, NAP_MS = 2 };

/* ---- the handler ---- */

static void answer(struct exchange *exchange, const char *bytes, size_t length)
{
    struct http_response response = {.status = 200, .body = {bytes, length}};
    http_response_header(&response, "content-type", "text/plain");
    exchange_respond(exchange, &response);
}

static void answer_inspect(struct exchange *exchange)
{
    const struct http_request *rq = &exchange->request;
    char *text = arena_format(
        &exchange->arena, "%.*s %.*s ? %.*s @ %.*s headers=%zu body=%zu %s",
        (int)rq->method.length, rq->method.data, (int)rq->path.length,
        rq->path.data, (int)rq->query.length, rq->query.data,
        (int)rq->authority.length, rq->authority.data, rq->header_count,
        rq->body.length, rq->local ? "local" : "remote");
    answer(exchange, text, strlen(text));
}

static void answer_big(struct exchange *exchange)
{
    char digits[16] = {0};
    memcpy(digits, exchange->request.query.data,
           exchange->request.query.length);
    size_t length = strtoul(digits, NULL, 10);
    char *bytes = arena_alloc(&exchange->arena, length);
    memset(bytes, 'x', length);
    answer(exchange, bytes, length);
}

static void handle(void *arg, struct exchange *exchange)
{
    struct stage *stage = arg;
    const struct http_request *rq = &exchange->request;
    stage->handled++;
    if (slice_is(rq->path, "/hello")) {
        answer(exchange, "hello", 5);
    } else if (slice_is(rq->path, "/echo")) {
        answer(exchange, rq->body.data, rq->body.length);
    } else if (slice_is(rq->path, "/big")) {
        answer_big(exchange);
    } else if (slice_is(rq->path, "/later")) {
        assert_true(stage->later_count < STAGE_LATER);
        stage->later[stage->later_count++] = exchange;
    } else {
        answer_inspect(exchange);
    }
}

static void abandoned(void *arg, struct exchange *exchange)
{
    (void)exchange;
    ((struct stage *)arg)->abandoned++;
}

void stage_answer(struct stage *stage, size_t index, const char *body)
{
    assert_non_null(stage->later[index]);
    struct exchange *exchange = stage->later[index];
    stage->later[index] = NULL;
    answer(exchange, body, strlen(body));
}

/* ---- opening and closing ---- */

void stage_open(struct stage *stage)
{
    memset(stage, 0, sizeof(*stage));
    snprintf(stage->directory, sizeof(stage->directory),
             "/tmp/cleave-stage-XXXXXX");
    assert_non_null(mkdtemp(stage->directory));
    char path[96];
    snprintf(path, sizeof(path), "%s/socket", stage->directory);
    assert_int_equal(address_unix(&stage->local, path), ERROR_OK);
    assert_int_equal(address_parse(&stage->tcp, "tcp:127.0.0.1:0"), ERROR_OK);
    assert_int_equal(loop_new(&stage->loop), ERROR_OK);
    const struct http_handler handler = {
        .handle = handle, .abandoned = abandoned, .arg = stage};
    assert_int_equal(http_server_new(&stage->server, stage->loop, &handler),
                     ERROR_OK);
    assert_int_equal(http_listen(stage->server, &stage->local, NULL), ERROR_OK);
    assert_int_equal(http_listen(stage->server, &stage->tcp, &stage->tcp),
                     ERROR_OK);
}

void stage_close(struct stage *stage)
{
    http_server_free(stage->server);
    for (size_t i = 0; i < stage->later_count; i++) {
        if (stage->later[i] != NULL) {
            stage_answer(stage, i, "too late");
        }
    }
    loop_free(stage->loop);
    assert_int_equal(rmdir(stage->directory), 0);
}

/* ---- the peer ---- */

static int dial(int family, const void *to, socklen_t length)
{
    int fd = socket(family, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, to, length), 0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    return fd;
}

int stage_dial(struct stage *stage)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    memcpy(to.sun_path, stage->local.host, strlen(stage->local.host));
    return dial(AF_UNIX, &to, sizeof(to));
}

int stage_dial_tcp(struct stage *stage)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(stage->tcp.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return dial(AF_INET, &to, sizeof(to));
}

static void nap(int fd, short events)
{
    struct pollfd query = {.fd = fd, .events = events};
    poll(&query, 1, NAP_MS);
}

void stage_settle(struct stage *stage)
{
    for (int i = 0; i < 8; i++) {
        loop_once(stage->loop, false);
    }
}

void stage_send(struct stage *stage, int fd, const void *bytes, size_t length)
{
    int64_t deadline = clock_monotonic_ms() + DEADLINE_MS;
    for (size_t sent = 0; sent < length;) {
        ssize_t n =
            send(fd, (const char *)bytes + sent, length - sent, MSG_NOSIGNAL);
        if (n > 0) {
            sent += (size_t)n;
        } else if (errno != EAGAIN) {
            return; /* the server has closed; what it said is what counts */
        }
        loop_once(stage->loop, false);
        assert_true(clock_monotonic_ms() < deadline);
    }
}

void stage_say(struct stage *stage, int fd, const char *text)
{
    stage_send(stage, fd, text, strlen(text));
}

/* One read; false at the end. */
static bool listen_once(struct stage *stage, int fd)
{
    loop_once(stage->loop, false);
    size_t room = STAGE_TEXT_BYTES - 1 - stage->text_bytes;
    assert_true(room > 0);
    ssize_t n = recv(fd, stage->text + stage->text_bytes, room, 0);
    if (n > 0) {
        stage->text_bytes += (size_t)n;
        stage->text[stage->text_bytes] = '\0';
        return true;
    }
    if (n < 0 && errno == EAGAIN) {
        nap(fd, POLLIN);
        return true;
    }
    return false;
}

static void begin_text(struct stage *stage)
{
    stage->text_bytes = 0;
    stage->text[0] = '\0';
}

void stage_expect(struct stage *stage, int fd, const char *wanted)
{
    int64_t deadline = clock_monotonic_ms() + DEADLINE_MS;
    begin_text(stage);
    while (memmem(stage->text, stage->text_bytes, wanted, strlen(wanted)) ==
           NULL) {
        if (!listen_once(stage, fd) || clock_monotonic_ms() > deadline) {
            fail_msg("wanted \"%s\", got \"%s\"", wanted, stage->text);
        }
    }
}

bool stage_hear(struct stage *stage, int fd)
{
    begin_text(stage);
    return listen_once(stage, fd);
}

void stage_expect_end(struct stage *stage, int fd)
{
    int64_t deadline = clock_monotonic_ms() + DEADLINE_MS;
    begin_text(stage);
    while (listen_once(stage, fd)) {
        if (clock_monotonic_ms() > deadline) {
            fail_msg("the server did not close; got \"%s\"", stage->text);
        }
    }
}

void stage_until(struct stage *stage, const size_t *number, size_t wanted)
{
    int64_t deadline = clock_monotonic_ms() + DEADLINE_MS;
    while (*number < wanted) {
        loop_once(stage->loop, false);
        nap(-1, 0);
        assert_true(clock_monotonic_ms() < deadline);
    }
}

size_t stage_count(const struct stage *stage, const char *needle)
{
    size_t count = 0;
    for (const char *at = stage->text; (at = strstr(at, needle)) != NULL;
         at += strlen(needle)) {
        count++;
    }
    return count;
}
