/*
 * The HTTP/1.1 client, against our own server and against scripted peers that
 * answer as no good server would.
 */
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
#include "tests/support/http_stage.h"

enum { DEADLINE_MS = 20000, TIMEOUT_MS = 10000 };

static struct stage stage;

/* What `then` was told, copied. */
static struct {
    size_t count;
    enum error error;
    int status;
    char body[64], type[64], detail[128];
    size_t body_bytes;
} heard;

static struct http_client *client;

static void on_reply(void *arg, const struct http_reply *reply)
{
    (void)arg;
    heard.count++;
    heard.error = reply->error;
    if (reply->error != ERROR_OK) {
        snprintf(heard.detail, sizeof(heard.detail), "%s",
                 error_detail(reply->error));
        return;
    }
    const struct http_request headers = {.headers = reply->headers,
                                         .header_count = reply->header_count};
    struct slice type = http_header_get(&headers, "content-type");
    heard.status = reply->status;
    heard.body_bytes = reply->body.length;
    snprintf(heard.type, sizeof(heard.type), "%.*s", (int)type.length,
             type.data);
    snprintf(heard.body, sizeof(heard.body), "%.*s", (int)reply->body.length,
             reply->body.data);
}

static int open_all(void **state)
{
    (void)state;
    memset(&heard, 0, sizeof(heard));
    stage_open(&stage);
    client = http_client_new(stage.loop, &stage.local);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    http_client_free(client);
    stage_close(&stage);
    return 0;
}

static void start(const char *method, const char *target, const char *body,
                  int64_t timeout_ms)
{
    http_client_send(client, method, target, "content-type: text/plain\r\n",
                     slice_of(body), timeout_ms, on_reply, NULL);
}

static void ask(const char *method, const char *target, const char *body)
{
    size_t before = heard.count;
    assert_true(http_client_idle(client));
    start(method, target, body, TIMEOUT_MS);
    assert_false(http_client_idle(client));
    assert_int_equal(heard.count, before);
    stage_until(&stage, &heard.count, before + 1);
}

/* ---- against our own server ---- */

static void requests_follow_each_other_on_one_connection(void **state)
{
    (void)state;
    ask("GET", "/hello", "");
    assert_int_equal(heard.status, 200);
    assert_string_equal(heard.body, "hello");
    assert_string_equal(heard.type, "text/plain");
    ask("POST", "/echo", "once more");
    assert_string_equal(heard.body, "once more");
    ask("HEAD", "/hello", "");
    assert_int_equal(heard.body_bytes, 0);
    ask("GET", "/big?300000", "");
    assert_int_equal(heard.body_bytes, 300000);
    assert_int_equal(http_server_connections(stage.server), 1);
}

static void a_deadline_ends_the_wait(void **state)
{
    (void)state;
    start("GET", "/later", "", 20);
    stage_until(&stage, &heard.count, 1);
    assert_int_equal(heard.error, ERROR_DEADLINE);
    stage_until(&stage, &stage.abandoned, 1);
    ask("GET", "/hello", "");
    assert_string_equal(heard.body, "hello");
}

static void nobody_there_is_unavailable(void **state)
{
    (void)state;
    http_client_free(client);
    struct address nowhere;
    assert_int_equal(address_unix(&nowhere, "/tmp/cleave-no-such-socket"),
                     ERROR_OK);
    client = http_client_new(stage.loop, &nowhere);
    ask("GET", "/hello", "");
    assert_int_equal(heard.error, ERROR_UNAVAILABLE);
    assert_non_null(strstr(heard.detail, "/tmp/cleave-no-such-socket"));
}

static void freeing_forgets_a_request(void **state)
{
    (void)state;
    start("GET", "/later", "", TIMEOUT_MS);
    stage_until(&stage, &stage.handled, 1);
    http_client_free(client);
    client = NULL;
    stage_until(&stage, &stage.abandoned, 1);
    assert_int_equal(heard.count, 0);
}

/* ---- against a script ---- */

static int peer_listener;
static struct address peer_at;

static void open_script(void)
{
    char path[96];
    snprintf(path, sizeof(path), "%s/peer", stage.directory);
    assert_int_equal(address_unix(&peer_at, path), ERROR_OK);
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    memcpy(to.sun_path, path, strlen(path));
    peer_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(peer_listener, (struct sockaddr *)&to, sizeof(to)),
                     0);
    assert_int_equal(listen(peer_listener, 8), 0);
    http_client_free(client);
    client = http_client_new(stage.loop, &peer_at);
}

static void close_script(void)
{
    close(peer_listener);
    unlink(peer_at.host);
}

static int accept_peer(void)
{
    int64_t deadline = clock_monotonic_ms() + DEADLINE_MS;
    for (;;) {
        stage_settle(&stage);
        int fd = accept4(peer_listener, NULL, NULL, SOCK_NONBLOCK);
        if (fd >= 0) {
            return fd;
        }
        assert_true(clock_monotonic_ms() < deadline);
    }
}

/* The peer answers one request so, byte by byte, and closes if told to. */
static void hears(const char *script, bool then_close)
{
    size_t before = heard.count;
    start("GET", "/x", "", TIMEOUT_MS);
    int fd = accept_peer();
    stage_expect(&stage, fd, "\r\n\r\n");
    for (const char *at = script; *at != '\0'; at++) {
        stage_send(&stage, fd, at, 1);
        stage_settle(&stage);
    }
    if (then_close) {
        close(fd);
    }
    stage_until(&stage, &heard.count, before + 1);
    if (!then_close) {
        close(fd);
    }
    stage_settle(&stage);
}

static void answers_in_every_framing_are_read(void **state)
{
    (void)state;
    open_script();
    hears("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: a/b \r\n\r\n"
          "hello",
          false);
    assert_string_equal(heard.body, "hello");
    assert_string_equal(heard.type, "a/b");
    hears("HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 201 Created\r\n"
          "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
          false);
    assert_int_equal(heard.status, 201);
    assert_string_equal(heard.body, "hello");
    hears("HTTP/1.1 200 OK\r\n\r\nuntil the end", true);
    assert_string_equal(heard.body, "until the end");
    hears("HTTP/1.1 204 No Content\r\n\r\n", false);
    assert_int_equal(heard.status, 204);
    close_script();
}

static void broken_answers_are_unavailable(void **state)
{
    (void)state;
    open_script();
    hears("nonsense\r\n\r\n", false);
    assert_int_equal(heard.error, ERROR_UNAVAILABLE);
    hears("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", true);
    assert_int_equal(heard.error, ERROR_UNAVAILABLE);
    hears("", true);
    assert_int_equal(heard.error, ERROR_UNAVAILABLE);
    close_script();
}

/* Serves one request well, then takes the next and hangs up on it. */
static void serve_then_hang_up(const char *method)
{
    hears("", true); /* the first connection of a client is never repeated */
    assert_int_equal(heard.error, ERROR_UNAVAILABLE);
    start("GET", "/x", "", TIMEOUT_MS);
    int fd = accept_peer();
    stage_expect(&stage, fd, "\r\n\r\n");
    stage_say(&stage, fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    stage_until(&stage, &heard.count, 2);
    start(method, "/x", "", TIMEOUT_MS);
    stage_expect(&stage, fd, "\r\n\r\n");
    close(fd);
}

static void a_get_is_repeated_on_a_fresh_connection(void **state)
{
    (void)state;
    open_script();
    serve_then_hang_up("GET");
    int fd = accept_peer();
    stage_expect(&stage, fd, "GET /x HTTP/1.1\r\n");
    stage_say(&stage, fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    stage_until(&stage, &heard.count, 3);
    assert_string_equal(heard.body, "ok");
    close(fd);
    close_script();
}

static void a_post_is_not(void **state)
{
    (void)state;
    open_script();
    serve_then_hang_up("POST");
    stage_until(&stage, &heard.count, 3);
    assert_int_equal(heard.error, ERROR_UNAVAILABLE);
    close_script();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_follow_each_other_on_one_connection),
        TEST(a_deadline_ends_the_wait),
        TEST(nobody_there_is_unavailable),
        TEST(freeing_forgets_a_request),
        TEST(answers_in_every_framing_are_read),
        TEST(broken_answers_are_unavailable),
        TEST(a_get_is_repeated_on_a_fresh_connection),
        TEST(a_post_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
