/*
 * The server around its requests: order of answers, peers that hang up, that
 * dawdle or do not read, limits over time, and draining.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "chassis/http_private.h"
#include "tests/support/http_stage.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: shop\r\n\r\n"

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

/* What the timers would see that many milliseconds from now. */
static void let_pass(int64_t ms)
{
    stage_settle(&stage);
    http_server_sweep(stage.server, loop_now_ms(stage.loop) + ms);
}

static size_t connections(void)
{
    stage_settle(&stage);
    return http_server_connections(stage.server);
}

/* ---- order ---- */

static void answers_leave_in_the_order_of_the_requests(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, GET("/later") GET("/later") GET("/hello"));
    stage_until(&stage, &stage.handled, 3);
    stage_answer(&stage, 1, "second");
    stage_answer(&stage, 0, "first");
    stage_expect(&stage, fd, "hello");
    const char *first = strstr(stage.text, "first");
    const char *second = strstr(stage.text, "second");
    assert_non_null(first);
    assert_true(second > first && strstr(stage.text, "hello") > second);
    close(fd);
}

static void a_request_for_close_behind_others_closes_last(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd,
              GET("/later") "GET /hello HTTP/1.1\r\nHost: shop\r\n"
                            "Connection: close\r\n\r\n" GET("/never"));
    stage_until(&stage, &stage.handled, 2);
    stage_answer(&stage, 0, "first");
    stage_expect_end(&stage, fd);
    assert_int_equal(stage_count(&stage, "HTTP/1.1 200"), 2);
    assert_int_equal(stage.handled, 2);
    close(fd);
}

static void an_error_waits_for_the_answers_before_it(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, GET("/later") "nonsense\r\n\r\n" GET("/never"));
    stage_until(&stage, &stage.handled, 1);
    stage_answer(&stage, 0, "first");
    stage_expect_end(&stage, fd);
    assert_true(strstr(stage.text, "first") <
                strstr(stage.text, "HTTP/1.1 400"));
    assert_int_equal(stage.handled, 1);
    close(fd);
}

static void pipelining_stops_at_its_limit_and_goes_on(void **state)
{
    (void)state;
    enum { REQUESTS = 3 * LIMIT_PIPELINED };
    int fd = stage_dial(&stage);
    for (int i = 0; i < REQUESTS; i++) {
        stage_say(&stage, fd, GET("/later"));
    }
    stage_until(&stage, &stage.handled, LIMIT_PIPELINED);
    stage_settle(&stage);
    assert_int_equal(stage.handled, LIMIT_PIPELINED);
    for (size_t i = 0; i < REQUESTS; i++) {
        stage_until(&stage, &stage.later_count, i + 1);
        stage_answer(&stage, i, i + 1 < REQUESTS ? "x" : "the last");
    }
    stage_expect(&stage, fd, "the last");
    close(fd);
}

/* ---- peers that go ---- */

static void a_peer_that_hangs_up_abandons_its_requests(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, GET("/later") GET("/later"));
    stage_until(&stage, &stage.handled, 2);
    close(fd);
    stage_until(&stage, &stage.abandoned, 2);
    assert_int_equal(connections(), 0);
    stage_answer(&stage, 1, "into the void");
    stage_answer(&stage, 0, "into the void");
}

static void a_peer_that_ends_its_side_is_still_answered(void **state)
{
    (void)state;
    int (*const dials[])(struct stage *) = {stage_dial, stage_dial_tcp};
    for (size_t i = 0; i < 2; i++) {
        int fd = dials[i](&stage);
        stage_say(&stage, fd, GET("/later"));
        shutdown(fd, SHUT_WR);
        stage_until(&stage, &stage.handled, i + 1);
        stage_settle(&stage);
        stage_answer(&stage, i, "still here");
        stage_expect_end(&stage, fd);
        assert_non_null(strstr(stage.text, "still here"));
        close(fd);
    }
    assert_int_equal(stage.abandoned, 0);
}

static void half_a_request_and_an_end_leave_nothing(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd,
              "POST /echo HTTP/1.1\r\nHost: shop\r\n"
              "Content-Length: 5\r\n\r\nhe");
    stage_settle(&stage);
    shutdown(fd, SHUT_WR);
    stage_expect_end(&stage, fd);
    assert_int_equal(stage.text_bytes, 0);
    assert_int_equal(stage.handled + connections(), 0);
    close(fd);
}

static void a_server_may_be_freed_before_its_requests_are_answered(void **state)
{
    (void)state; /* close_stage answers the rest after freeing the server */
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, GET("/later") GET("/later"));
    stage_until(&stage, &stage.handled, 2);
    stage_answer(&stage, 1, "early, and kept");
    close(fd);
}

/* ---- peers that dawdle ---- */

static void slow_headers_get_408(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, "GET /hello HTTP/1.1\r\nHo");
    let_pass(LIMIT_HEADER_MS - 1000);
    stage_say(&stage, fd, "st: "); /* one more byte does not help */
    let_pass(LIMIT_HEADER_MS);
    stage_expect_end(&stage, fd);
    assert_memory_equal(stage.text, "HTTP/1.1 408 ", 13);
    close(fd);
}

static void a_slow_body_gets_408(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd,
              "POST /echo HTTP/1.1\r\nHost: shop\r\n"
              "Content-Length: 5\r\n\r\nhe");
    let_pass(LIMIT_BODY_MS - 1000);
    assert_int_equal(connections(), 1);
    let_pass(LIMIT_BODY_MS);
    stage_expect_end(&stage, fd);
    assert_memory_equal(stage.text, "HTTP/1.1 408 ", 13);
    close(fd);
}

static void silence_is_ended_without_a_word(void **state)
{
    (void)state;
    int fresh = stage_dial(&stage);
    int idle = stage_dial(&stage);
    stage_say(&stage, idle, GET("/hello"));
    stage_expect(&stage, idle, "hello");
    let_pass(LIMIT_HEADER_MS);
    stage_expect_end(&stage, fresh);
    assert_int_equal(stage.text_bytes, 0);
    assert_int_equal(connections(), 1);
    let_pass(LIMIT_IDLE_MS);
    stage_expect_end(&stage, idle);
    assert_int_equal(stage.text_bytes, 0);
    close(fresh);
    close(idle);
}

static void work_in_progress_has_no_timer(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, GET("/later"));
    stage_until(&stage, &stage.handled, 1);
    let_pass(10 * LIMIT_IDLE_MS);
    stage_answer(&stage, 0, "done at last");
    stage_expect(&stage, fd, "done at last");
    close(fd);
}

static void a_peer_that_does_not_read_is_closed(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    for (int i = 0; i < 16; i++) {
        stage_say(&stage, fd, GET("/big?1000000"));
        stage_settle(&stage);
    }
    assert_int_equal(connections(), 0);
    close(fd);
}

static void a_big_answer_arrives_whole(void **state)
{
    (void)state;
    int fd = stage_dial_tcp(&stage);
    stage_say(&stage, fd,
              "GET /big?200000 HTTP/1.1\r\nHost: shop\r\n"
              "Connection: close\r\n\r\n");
    stage_expect_end(&stage, fd);
    const char *body = strstr(stage.text, "\r\n\r\n");
    assert_non_null(body);
    assert_int_equal(strlen(body + 4), 200000);
    close(fd);
}

/* ---- draining ---- */

static void on_drained(void *arg)
{
    ++*(size_t *)arg;
}

static void draining_ends_open_requests_and_idle_connections(void **state)
{
    (void)state;
    size_t drained = 0;
    int idle = stage_dial(&stage), busy = stage_dial(&stage);
    stage_say(&stage, idle, GET("/hello"));
    stage_expect(&stage, idle, "hello");
    stage_say(&stage, busy, GET("/later") GET("/later"));
    stage_until(&stage, &stage.later_count, 2);
    http_server_drain(stage.server, on_drained, &drained);
    stage_expect_end(&stage, idle);
    assert_int_equal(access(stage.local.host, F_OK), -1);
    assert_int_equal(drained, 0);
    stage_answer(&stage, 0, "first");
    stage_answer(&stage, 1, "second");
    stage_expect_end(&stage, busy);
    assert_int_equal(stage_count(&stage, "HTTP/1.1 200"), 2);
    assert_int_equal(stage_count(&stage, "connection: close"), 1);
    stage_until(&stage, &drained, 1);
    close(idle);
    close(busy);
}

static void a_request_that_was_on_its_way_to_an_idle_connection_is_answered(
    void **state)
{
    (void)state;
    size_t drained = 0;
    int idle = stage_dial(&stage), fresh = stage_dial(&stage);
    stage_say(&stage, idle, GET("/hello"));
    stage_expect(&stage, idle, "hello");
    http_server_drain(stage.server, on_drained, &drained);
    stage_say(&stage, idle, GET("/hello"));
    stage_expect_end(&stage, idle);
    assert_int_equal(stage_count(&stage, "HTTP/1.1 200"), 1);
    assert_int_equal(stage_count(&stage, "connection: close"), 1);
    stage_say(&stage, fresh, GET("/hello"));
    stage_expect_end(&stage, fresh);
    assert_int_equal(stage_count(&stage, "HTTP/1.1 200"), 1);
    stage_until(&stage, &drained, 1);
    close(idle);
    close(fresh);
}

static void draining_an_empty_server_is_told_later(void **state)
{
    (void)state;
    size_t drained = 0;
    http_server_drain(stage.server, on_drained, &drained);
    assert_int_equal(drained, 0);
    stage_until(&stage, &drained, 1);
    stage_settle(&stage);
    assert_int_equal(drained, 1);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(answers_leave_in_the_order_of_the_requests),
        TEST(a_request_for_close_behind_others_closes_last),
        TEST(an_error_waits_for_the_answers_before_it),
        TEST(pipelining_stops_at_its_limit_and_goes_on),
        TEST(a_peer_that_hangs_up_abandons_its_requests),
        TEST(a_peer_that_ends_its_side_is_still_answered),
        TEST(half_a_request_and_an_end_leave_nothing),
        TEST(a_server_may_be_freed_before_its_requests_are_answered),
        TEST(slow_headers_get_408),
        TEST(a_slow_body_gets_408),
        TEST(silence_is_ended_without_a_word),
        TEST(work_in_progress_has_no_timer),
        TEST(a_peer_that_does_not_read_is_closed),
        TEST(a_big_answer_arrives_whole),
        TEST(draining_ends_open_requests_and_idle_connections),
        TEST(a_request_that_was_on_its_way_to_an_idle_connection_is_answered),
        TEST(draining_an_empty_server_is_told_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
