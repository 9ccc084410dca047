/*
 * The loop and its streams: turns, timers, bytes, peers that are not there, and
 * the ways of closing. Listening has net_listen_test.c.
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "chassis/clock.h"
#include "chassis/limits.h"
#include "chassis/net.h"

enum { DEADLINE_MS = 20000, BIG_BYTES = 3 * 1024 * 1024 };

static struct loop *loop;
static char directory[64];
static struct address at; /* a Unix socket in it */

/* One end of a connection, as its events tell it. */
struct end {
    struct stream *stream;
    char text[64];
    size_t bytes;
    int ends, drained, connected, flushed;
    enum error error;
};

static struct end server, client;

static int open_all(void **state)
{
    (void)state;
    memset(&server, 0, sizeof(server));
    memset(&client, 0, sizeof(client));
    snprintf(directory, sizeof(directory), "/tmp/cleave-net-XXXXXX");
    assert_non_null(mkdtemp(directory));
    char path[96];
    snprintf(path, sizeof(path), "%s/socket", directory);
    assert_int_equal(address_unix(&at, path), ERROR_OK);
    assert_int_equal(loop_new(&loop), ERROR_OK);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    loop_free(loop);
    unlink(at.host);
    return rmdir(directory);
}

static void turn(void)
{
    loop_once(loop, false);
    poll(NULL, 0, 1); /* leaves the processor to others meanwhile */
}

/* Turns the loop until the condition holds. */
#define UNTIL(condition)                                                     \
    for (int64_t end_ = clock_monotonic_ms() + DEADLINE_MS; !(condition);) { \
        turn();                                                              \
        assert_true(clock_monotonic_ms() < end_);                            \
    }

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct end *end = arg;
    if (end->bytes + length < sizeof(end->text)) {
        memcpy(end->text + end->bytes, bytes, length);
    }
    end->bytes += length;
}

static void on_end(void *arg, enum error error)
{
    struct end *end = arg;
    end->ends++;
    end->error = error;
}

static void on_drained(void *arg)
{
    ((struct end *)arg)->drained++;
}

static void on_flush(void *arg)
{
    struct end *end = arg;
    end->flushed++;
    stream_write(end->stream, "flushed", 7);
}

static const struct stream_events events = {on_bytes, on_end, on_drained,
                                            on_flush};

static void on_accept(void *arg, struct stream *stream, bool local)
{
    (void)local;
    struct end *end = arg;
    end->stream = stream;
    stream_start(stream, &events, end);
}

static void on_connected(void *arg, enum error error)
{
    struct end *end = arg;
    end->connected++;
    end->error = error;
}

static struct listener *listen_on(const struct address *address)
{
    struct listener *listener;
    assert_int_equal(
        listener_open(&listener, loop, address, on_accept, &server), ERROR_OK);
    return listener;
}

static void connect_to(const struct address *address)
{
    assert_int_equal(
        stream_connect(&client.stream, loop, address, on_connected, &client),
        ERROR_OK);
    stream_start(client.stream, &events, &client);
    assert_int_equal(client.connected, 0);
    UNTIL(client.connected == 1);
}

static void join(const struct address *address)
{
    struct listener *listener = listen_on(address);
    struct address taken = listener_address(listener);
    connect_to(&taken);
    assert_int_equal(client.error, ERROR_OK);
    UNTIL(server.stream != NULL);
    listener_close(listener);
}

/* ---- bytes ---- */

static void bytes_pass_both_ways(const struct address *address)
{
    join(address);
    stream_write(client.stream, "pi", 2);
    stream_write(client.stream, "ng", 2);
    UNTIL(server.bytes == 4);
    assert_memory_equal(server.text, "ping", 4);
    stream_write(server.stream, "pong", 4);
    UNTIL(client.bytes == 4);
    assert_memory_equal(client.text, "pong", 4);
    assert_int_equal(client.drained, 1);
}

static void bytes_pass_over_a_unix_socket(void **state)
{
    (void)state;
    bytes_pass_both_ways(&at);
}

static void bytes_pass_over_tcp(void **state)
{
    (void)state;
    struct address tcp = {.kind = ADDRESS_TCP, .host = "127.0.0.1"};
    bytes_pass_both_ways(&tcp);
}

static void a_name_is_looked_up(void **state)
{
    (void)state;
    struct address tcp = {.kind = ADDRESS_TCP, .host = "127.0.0.1"};
    struct listener *listener = listen_on(&tcp);
    struct address name = {.kind = ADDRESS_DNS,
                           .host = "localhost",
                           .port = listener_address(listener).port};
    connect_to(&name); /* which may try ::1 first */
    assert_int_equal(client.error, ERROR_OK);
    UNTIL(server.stream != NULL);
}

static void closing_during_a_look_up_is_safe(void **state)
{
    (void)state;
    struct address name = {.kind = ADDRESS_DNS, .host = "localhost", .port = 1};
    assert_int_equal(
        stream_connect(&client.stream, loop, &name, on_connected, &client),
        ERROR_OK);
    stream_close(client.stream);
    loop_once(loop, false);
    assert_int_equal(client.connected, 0);
}

static void more_than_a_socket_holds_arrives_whole(void **state)
{
    (void)state;
    static char big[BIG_BYTES];
    join(&at);
    stream_write(server.stream, big, sizeof(big));
    assert_int_equal(stream_pending(server.stream), BIG_BYTES);
    UNTIL(server.drained == 1);
    assert_int_equal(stream_pending(server.stream), 0);
    UNTIL(client.bytes == BIG_BYTES);
}

static void a_peer_that_does_not_read_ends_its_stream(void **state)
{
    (void)state;
    static char big[BIG_BYTES];
    join(&at);
    stream_pause(client.stream);
    stream_write(server.stream, big, sizeof(big));
    loop_once(loop, false);
    assert_int_equal(server.ends, 0);
    stream_write(server.stream, big, sizeof(big));
    UNTIL(server.ends == 1);
    assert_int_equal(server.error, ERROR_TOO_LARGE);
}

static void touching_asks_for_the_last_word_of_a_turn(void **state)
{
    (void)state;
    join(&at);
    stream_touch(client.stream);
    stream_touch(client.stream);
    UNTIL(server.bytes == 7);
    assert_int_equal(client.flushed, 1);
}

/* ---- ends ---- */

static void a_peer_that_is_gone_and_one_that_is_silent_differ(void **state)
{
    (void)state;
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(stream_adopt(&server.stream, loop, pair[0]), ERROR_OK);
    stream_start(server.stream, &events, &server);
    shutdown(pair[1], SHUT_WR);
    UNTIL(server.ends == 1);
    assert_int_equal(server.error, ERROR_OK);
    stream_write(server.stream, "word", 4); /* it can still hear */
    loop_once(loop, false);
    char word[4];
    assert_int_equal(read(pair[1], word, 4), 4);
    close(pair[1]);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(stream_adopt(&client.stream, loop, pair[0]), ERROR_OK);
    stream_start(client.stream, &events, &client);
    close(pair[1]);
    UNTIL(client.ends == 1);
    assert_int_equal(client.error, ERROR_CANCELLED);
}

static void closing_sends_what_is_pending(void **state)
{
    (void)state;
    static char big[BIG_BYTES];
    join(&at);
    stream_write(server.stream, big, sizeof(big));
    stream_close(server.stream);
    UNTIL(client.ends == 1);
    assert_int_equal(client.bytes, BIG_BYTES);
}

static void finishing_lets_the_peer_read_before_a_reset(void **state)
{
    (void)state;
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(write(pair[1], "unread", 6), 6);
    assert_int_equal(stream_adopt(&server.stream, loop, pair[0]), ERROR_OK);
    stream_write(server.stream, "bye", 3);
    stream_finish(server.stream);
    loop_once(loop, false);
    loop_once(loop, false);
    char text[8];
    assert_int_equal(read(pair[1], text, 8), 3);
    assert_int_equal(read(pair[1], text, 8), 0); /* not ECONNRESET */
    assert_int_equal(write(pair[1], "more", 4), 4);
    close(pair[1]);
}

static void a_refused_connection_is_told_later(void **state)
{
    (void)state;
    connect_to(&at);
    assert_int_equal(client.error, ERROR_UNAVAILABLE);
    assert_non_null(strstr(error_detail(client.error), at.host));
    stream_close(client.stream);
    struct address bad = {.kind = ADDRESS_TCP, .host = "no address"};
    client.connected = 0;
    connect_to(&bad);
    assert_int_equal(client.error, ERROR_UNAVAILABLE);
}

/* ---- the loop ---- */

static int hooks_run, timer_runs;

static void count_hook(void *arg)
{
    ++*(int *)arg;
}

static void stop_hook(void *arg)
{
    (void)arg;
    loop_stop(loop);
}

static void hooks_run_before_and_after_sleep_until_removed(void **state)
{
    (void)state;
    hooks_run = 0;
    loop_each_turn(loop, count_hook, &hooks_run);
    loop_once(loop, false);
    assert_int_equal(hooks_run, 2);
    loop_remove_hook(loop, count_hook, &hooks_run);
    loop_once(loop, false);
    assert_int_equal(hooks_run, 2);
}

static void a_timer_fires_once_and_not_early(void **state)
{
    (void)state;
    timer_runs = 0;
    struct loop_timer *timer = loop_timer_new(loop, count_hook, &timer_runs);
    int64_t began = clock_monotonic_ms();
    loop_timer_set(timer, 30);
    UNTIL(timer_runs == 1);
    assert_true(clock_monotonic_ms() - began >= 30);
    loop_timer_set(timer, 0);
    loop_timer_stop(timer);
    loop_once(loop, false);
    assert_int_equal(timer_runs, 1);
    loop_timer_free(timer);
}

static void the_loop_runs_until_stopped_by_a_signal(void **state)
{
    (void)state;
    loop_on_signal(loop, stop_hook, NULL);
    assert_int_equal(kill(getpid(), SIGTERM), 0);
    loop_run(loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_pass_over_a_unix_socket),
        TEST(bytes_pass_over_tcp),
        TEST(a_name_is_looked_up),
        TEST(closing_during_a_look_up_is_safe),
        TEST(more_than_a_socket_holds_arrives_whole),
        TEST(a_peer_that_does_not_read_ends_its_stream),
        TEST(touching_asks_for_the_last_word_of_a_turn),
        TEST(a_peer_that_is_gone_and_one_that_is_silent_differ),
        TEST(closing_sends_what_is_pending),
        TEST(finishing_lets_the_peer_read_before_a_reset),
        TEST(a_refused_connection_is_told_later),
        TEST(hooks_run_before_and_after_sleep_until_removed),
        TEST(a_timer_fires_once_and_not_early),
        TEST(the_loop_runs_until_stopped_by_a_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
