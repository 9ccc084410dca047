/*
 * What the HTTP/1.1 side of the server accepts and what it refuses, said in
 * raw bytes. The refused ones are the forms that request smuggling is made of
 * (RFC 9112; the http-garden collection) and every bound of limits.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/http_stage.h"

static struct stage stage;

static int open_stage(void **state)
{
    (void)state;
    stage_open(&stage);
    return 0;
}

static int close_stage(void **state)
{
    (void)state;
    stage_close(&stage);
    return 0;
}

/* ---- refused, and nothing behind it is served ---- */

#define HOST "Host: shop\r\n"
#define CHUNKED "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"

static const char *const malformed[] = {
    "GET /hello HTTP/1.1\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST HOST "\r\n",
    "GET /hello HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n",
    "GET /hello HTTP/1.1\r\n Host: shop\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A:\rB: c\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A: b\rc\r\n\r\n",
    "GET /hello HTTP/1.1\nHost: shop\n\n",
    "GET /hello HTTP/1.1\r\nHost: shop\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST ": b\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A : b\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A\x01: b\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "A: b\x01\r\n\r\n",
    "GET  /hello HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello  HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello HTTP/1.1 \r\n" HOST "\r\n",
    "GET /he llo HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello\r\n" HOST "\r\n",
    "GET /hello HTTP/1.32\r\n" HOST "\r\n",
    "GET /hello HTTP/1.2\r\n" HOST "\r\n",
    "GET /hello HTTP/0.9\r\n" HOST "\r\n",
    "GET /hello HTTP/2.0\r\n" HOST "\r\n",
    "GET /hello ICE/1.0\r\n" HOST "\r\n",
    "GET hello HTTP/1.1\r\n" HOST "\r\n",
    "GET * HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello#top HTTP/1.1\r\n" HOST "\r\n",
    "GET /\x01 HTTP/1.1\r\n" HOST "\r\n",
    "CONNECT shop:80 HTTP/1.1\r\n" HOST "\r\n",
    "G(T /hello HTTP/1.1\r\n" HOST "\r\n",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: -5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1_0\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5 5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5,5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5,6\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST
    "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST
    "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST
    "Content-Length: 999999999999999999999999999999\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\n" HOST
    "Content-Length: 9223372036854775808\r\n\r\nhello",
    CHUNKED "Content-Length: 5\r\n\r\n0\r\n\r\n",
    CHUNKED "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\n" HOST
    "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.0\r\n" HOST
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    CHUNKED "\r\n0x2\r\nhi\r\n0\r\n\r\n",
    CHUNKED "\r\n+2\r\nhi\r\n0\r\n\r\n",
    CHUNKED "\r\n 2\r\nhi\r\n0\r\n\r\n",
    CHUNKED "\r\n2 \r\nhi\r\n0\r\n\r\n",
    CHUNKED "\r\n\r\nhi\r\n0\r\n\r\n",
    CHUNKED "\r\n2\nhi\r\n0\r\n\r\n",
    CHUNKED "\r\n2\rXhi\r\n0\r\n\r\n",
    CHUNKED "\r\n2\r\nhiXX0\r\n\r\n",
    CHUNKED "\r\n2\r\nhi\n0\r\n\r\n",
    CHUNKED "\r\n2;a\nb\r\nhi\r\n0\r\n\r\n",
};

static void refuses(const char *request, const char *status)
{
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, request);
    stage_say(&stage, fd, "GET /smuggled HTTP/1.1\r\n" HOST "\r\n");
    stage_expect_end(&stage, fd);
    if (strncmp(stage.text, status, strlen(status)) != 0 ||
        stage_count(&stage, "content-length: ") != 1 ||
        strstr(stage.text, "connection: close\r\n") == NULL ||
        strstr(stage.text, "application/problem+json") == NULL) {
        fail_msg("for %s wanted %s, got %s", request, status, stage.text);
    }
    assert_int_equal(stage.handled, 0);
    close(fd);
}

static void smuggling_forms_are_refused_and_nothing_follows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(malformed) / sizeof(*malformed); i++) {
        refuses(malformed[i], "HTTP/1.1 400 ");
    }
}

static void a_nul_in_a_header_is_refused(void **state)
{
    (void)state;
    static const char bytes[] = "GET / HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n";
    int fd = stage_dial(&stage);
    stage_send(&stage, fd, bytes, sizeof(bytes) - 1);
    stage_expect_end(&stage, fd);
    assert_memory_equal(stage.text, "HTTP/1.1 400 ", 13);
    close(fd);
}

/* ---- bounds ---- */

static char *repeat(char *out, const char *piece, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        out = stpcpy(out, piece);
    }
    return out;
}

static char text[64 * 1024];

static void a_request_line_over_8_kib_is_414(void **state)
{
    (void)state;
    char *at = stpcpy(text, "GET /");
    repeat(at, "a", LIMIT_REQUEST_LINE_BYTES); /* without an end */
    refuses(text, "HTTP/1.1 414 ");
    at = repeat(at, "a", LIMIT_REQUEST_LINE_BYTES);
    stpcpy(at, " HTTP/1.1\r\n" HOST "\r\n");
    refuses(text, "HTTP/1.1 414 ");
}

static void headers_over_16_kib_are_431(void **state)
{
    (void)state;
    char *at = stpcpy(text, "GET / HTTP/1.1\r\n" HOST "A: ");
    repeat(at, "a", LIMIT_HEADER_BLOCK_BYTES);
    refuses(text, "HTTP/1.1 431 ");
}

static void more_than_100_headers_are_431(void **state)
{
    (void)state;
    char *at = stpcpy(text, "GET /inspect HTTP/1.1\r\n" HOST);
    char *end = repeat(at, "A: b\r\n", LIMIT_HEADER_COUNT);
    stpcpy(end, "\r\n");
    refuses(text, "HTTP/1.1 431 ");
    stpcpy(end - 6, "\r\n"); /* with Host, exactly 100 */
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, text);
    stage_expect(&stage, fd, "headers=100");
    close(fd);
}

static void a_body_over_1_mib_is_413_before_it_is_read(void **state)
{
    (void)state;
    refuses("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1048577\r\n"
            "Expect: 100-continue\r\n\r\n",
            "HTTP/1.1 413 ");
}

static void a_chunked_body_over_1_mib_is_413(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, CHUNKED "\r\n");
    memset(text, 'x', 0x8000);
    for (int i = 0; i < 33; i++) {
        stage_say(&stage, fd, "8000\r\n");
        stage_send(&stage, fd, text, 0x8000);
        stage_say(&stage, fd, "\r\n");
    }
    stage_expect_end(&stage, fd);
    assert_memory_equal(stage.text, "HTTP/1.1 413 ", 13);
    close(fd);
}

static void chunk_extensions_cannot_grow_without_bound(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, CHUNKED "\r\n2;");
    repeat(text, "a", 32 * 1024);
    stage_say(&stage, fd, text);
    stage_expect_end(&stage, fd);
    assert_memory_equal(stage.text, "HTTP/1.1 400 ", 13);
    close(fd);
}

/* ---- accepted ---- */

static void says(const char *request, const char *answer)
{
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, request);
    stage_expect(&stage, fd, answer);
    close(fd);
}

static void plain_requests_are_understood(void **state)
{
    (void)state;
    says("GET /a/b?x=1&y HTTP/1.1\r\n" HOST "A:\r\nB: c \t\r\n\r\n",
         "GET /a/b ? x=1&y @ shop headers=3 body=0 local");
    says("GET http://other:80/a?b HTTP/1.1\r\n" HOST "\r\n", "GET /a ? b @");
    says("OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "OPTIONS * ?");
    says("GET /a HTTP/1.1\r\nHost:\r\n\r\n", "GET /a ?  @  headers=1");
    says("GET /a HTTP/1.0\r\n\r\n", "connection: close");
    says("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
         "connection: keep-alive");
    says("\r\n\r\nGET /hello HTTP/1.1\r\n" HOST "\r\n", "\r\n\r\nhello");
    says("GET /hello HTTP/1.1\r\n" HOST
         "Connection: upgrade\r\nUpgrade: h2c\r\n\r\n",
         "\r\n\r\nhello");
}

static void bodies_are_understood(void **state)
{
    (void)state;
    says("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello",
         "\r\n\r\nhello");
    says("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
         "content-length: 0\r\n\r\n");
    says("POST /echo HTTP/1.1\r\n" HOST "\r\n", "content-length: 0\r\n\r\n");
    says(CHUNKED "\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n",
         "content-length: 5\r\n\r\nhello");
}

static void a_request_may_come_byte_by_byte(void **state)
{
    (void)state;
    static const char request[] =
        CHUNKED "\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n"
                "GET /hello HTTP/1.1\r\n" HOST "\r\n";
    int fd = stage_dial(&stage);
    for (size_t i = 0; i + 1 < sizeof(request); i++) {
        stage_send(&stage, fd, request + i, 1);
        stage_settle(&stage);
    }
    stage_expect(&stage, fd, "\r\n\r\nhelloHTTP/1.1 200 OK\r\n");
    assert_int_equal(stage.handled, 2);
    close(fd);
}

static void head_is_get_without_its_body(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd,
              "HEAD /hello HTTP/1.1\r\n" HOST "\r\n"
              "GET /hello HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    stage_expect_end(&stage, fd);
    assert_int_equal(stage_count(&stage, "content-length: 5"), 2);
    assert_int_equal(stage_count(&stage, "hello"), 1);
    close(fd);
}

static void expect_continue_is_promised_when_the_length_is_fine(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd,
              "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
              "Expect: 100-continue\r\n\r\n");
    stage_expect(&stage, fd, "HTTP/1.1 100 Continue\r\n\r\n");
    stage_say(&stage, fd, "hello");
    stage_expect(&stage, fd, "\r\n\r\nhello");
    close(fd);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smuggling_forms_are_refused_and_nothing_follows),
        TEST(a_nul_in_a_header_is_refused),
        TEST(a_request_line_over_8_kib_is_414),
        TEST(headers_over_16_kib_are_431),
        TEST(more_than_100_headers_are_431),
        TEST(a_body_over_1_mib_is_413_before_it_is_read),
        TEST(a_chunked_body_over_1_mib_is_413),
        TEST(chunk_extensions_cannot_grow_without_bound),
        TEST(plain_requests_are_understood),
        TEST(bodies_are_understood),
        TEST(a_request_may_come_byte_by_byte),
        TEST(head_is_get_without_its_body),
        TEST(expect_continue_is_promised_when_the_length_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
