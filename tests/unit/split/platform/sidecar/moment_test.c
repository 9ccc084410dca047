/*
 * moment_test -- each connection fault does what it says, on real sockets, and
 * leaves nothing behind when it is healed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/identity.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/side_bench.h"

/* ---- a caller without a library ---- */

static int dial(struct side_bench *bench)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    size_t length = strlen(bench->front.host);
    assert_true(length < sizeof to.sun_path);
    memcpy(to.sun_path, bench->front.host, length);
    if (connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
        int why = errno;
        close(fd);
        return -why;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void say(int fd, const char *text)
{
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/* The next bytes, or 0 at the end, or -errno; the loop turns meanwhile. */
static ssize_t hear(struct side_bench *bench, int fd, char *out, size_t space)
{
    for (;;) {
        ssize_t got = read(fd, out, space);
        if (got >= 0)
            return got;
        if (errno != EAGAIN)
            return -errno;
        side_pass(bench, 1);
    }
}

static const char get[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/* ---- what passes without looking ---- */

static void http1_passes_as_bytes(void **state)
{
    struct side_bench *bench = *state;
    char text[4096];
    int fd = dial(bench);
    say(fd, get);
    ssize_t got = hear(bench, fd, text, sizeof text - 1);
    assert_true(got > 0);
    text[got] = '\0';
    assert_non_null(strstr(text, "HTTP/1.1 415"));
    say(fd, get); /* kept alive */
    assert_true(hear(bench, fd, text, sizeof text) > 0);
    close(fd);
    side_pass(bench, 20);
    assert_int_equal(proxy_connections(bench->proxy), 0);
    assert_int_equal(http_server_connections(bench->pay->server), 0);
}

static void half_a_close_by_an_http1_caller_still_gets_its_answer(void **state)
{
    struct side_bench *bench = *state;
    char text[4096];
    int fd = dial(bench);
    say(fd, get);
    shutdown(fd, SHUT_WR);
    assert_true(hear(bench, fd, text, sizeof text) > 0);
    assert_int_equal(hear(bench, fd, text, sizeof text), 0);
    close(fd);
}

static void half_a_preface_waits_for_its_rest(void **state)
{
    struct side_bench *bench = *state;
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    char text[256];
    int fd = dial(bench);
    for (size_t i = 0; i < sizeof preface - 1; i++) {
        assert_int_equal(write(fd, preface + i, 1), 1);
        side_pass(bench, 1);
    }
    assert_true(hear(bench, fd, text, sizeof text) > 9);
    assert_int_equal(text[3], 4); /* SETTINGS */
    close(fd);
}

/* ---- each kind ---- */

/* Of some calls; a machine that has other things to do delays any of them, but
 * hastens none. */
static int64_t quickest_of(struct side_bench *bench, int calls)
{
    int64_t quickest = INT64_MAX;
    for (int i = 0; i < calls; i++) {
        int64_t took = side_ok(bench, "ok", i);
        quickest = took < quickest ? took : quickest;
    }
    return quickest;
}

static void latency_is_paid_each_way(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_LATENCY);
    side_ok(bench, "ok", 1);
    fault.values[0] = 60;
    side_fault(bench, &fault);
    assert_in_range(quickest_of(bench, 5), 119, 400);
    side_heal(bench);
    fault.direction = FAULT_FROM;
    side_fault(bench, &fault);
    assert_in_range(quickest_of(bench, 10), 59, 118);
}

static void pipelined_calls_are_late_once(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answers[20];
    memset(answers, 0, sizeof answers);
    side_ok(bench, "ok", 1);
    side_harm(bench, FAULT_LATENCY, 60);
    int64_t since = clock_monotonic_ms();
    for (int i = 0; i < 20; i++) {
        pay_start(bench->channel, bench->next_id++, "ok", i, &answers[i]);
        side_pass(bench, 1);
    }
    for (int i = 0; i < 20; i++) {
        pay_wait(bench->pay, &answers[i]);
        assert_int_equal(answers[i].error, ERROR_OK);
        pay_answer_clear(&answers[i]);
    }
    assert_in_range(clock_monotonic_ms() - since, 119, 2000);
}

static void bandwidth_makes_a_large_answer_slow(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_BANDWIDTH);
    struct pay_answer answer;
    fault.values[0] = 100; /* KiB/s */
    fault.direction = FAULT_FROM;
    side_ok(bench, "ok", 1);
    side_fault(bench, &fault);
    int64_t since = clock_monotonic_ms();
    side_call(bench, "big", 50 * 1024, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    assert_in_range(clock_monotonic_ms() - since, 440, 20000);
    pay_answer_clear(&answer);
}

static void a_slicer_of_one_byte_writes_single_bytes(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_SLICER);
    char text[4096];
    ssize_t got, length = 0;
    fault.values[2] = 2000; /* us between two, so that none is read with it */
    fault.direction = FAULT_FROM;
    side_fault(bench, &fault);
    int fd = dial(bench);
    say(fd, get);
    while (length < 30) {
        got = hear(bench, fd, text + length, sizeof text - (size_t)length);
        assert_in_range(got, 1, 3); /* a late tick sends what is due */
        length += got;
    }
    assert_memory_equal(text, "HTTP/1.1 415", 12);
    close(fd);
}

/* The kernel's buffer for single bytes is small: hundreds of them fill it, so
 * this goes through many partial writes. */
static void large_messages_pass_in_single_bytes(void **state)
{
    enum { BYTES = 100 * 1024 };
    struct side_bench *bench = *state;
    char *order_id = malloc(BYTES + 1);
    memset(order_id, 'o', BYTES);
    order_id[BYTES] = '\0';
    side_harm(bench, FAULT_SLICER, 1);
    side_ok(bench, order_id, 7);
    side_ok(bench, "ok", 8);
    free(order_id);
}

static void bytes_vanish_and_then_the_connection_is_closed(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_ok(bench, "ok", 1);
    side_harm(bench, FAULT_TIMEOUT, 0);
    assert_false(side_call_within(bench, "ok", 150, &answer));
    assert_int_equal(bench->pay->ran, 1);
    side_heal(bench);
    side_pass(bench, 5);
    side_ok(bench, "ok", 2);
    side_harm(bench, FAULT_TIMEOUT, 80);
    int64_t since = clock_monotonic_ms();
    side_call(bench, "ok", 1, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    assert_in_range(clock_monotonic_ms() - since, 75, 20000);
    pay_answer_clear(&answer);
}

static void an_answer_that_vanishes_was_worked_for(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_TIMEOUT);
    struct pay_answer answer;
    fault.direction = FAULT_FROM;
    side_ok(bench, "ok", 1);
    side_fault(bench, &fault);
    assert_false(side_call_within(bench, "ok", 100, &answer));
    assert_int_equal(bench->pay->ran, 2);
}

static void down_refuses_and_keeps_its_file(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_ok(bench, "ok", 1);
    side_harm(bench, FAULT_DOWN, 0);
    assert_int_equal(proxy_connections(bench->proxy), 0);
    assert_int_equal(dial(bench), -ECONNREFUSED);
    assert_int_equal(access(bench->front.host, F_OK), 0);
    side_call(bench, "ok", 1, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
}

static void down_with_unlink_leaves_no_file(void **state)
{
    struct side_bench *bench = *state;
    side_harm(bench, FAULT_DOWN, 1);
    assert_int_equal(dial(bench), -ENOENT);
    side_heal(bench);
    int fd = dial(bench);
    assert_true(fd >= 0);
    close(fd);
    side_ok(bench, "ok", 1);
}

static void reset_is_econnreset_on_a_unix_socket(void **state)
{
    struct side_bench *bench = *state;
    char text[64];
    side_harm(bench, FAULT_RESET, 0);
    int fd = dial(bench);
    side_pass(bench, 10);
    say(fd, get);
    assert_int_equal(hear(bench, fd, text, sizeof text), -ECONNRESET);
    close(fd);
}

static void reset_waits_its_time_and_spares_a_silent_connection(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_harm(bench, FAULT_RESET, 150);
    side_ok(bench, "ok", 1);
    side_pass(bench, 170);
    side_call(bench, "ok", 1, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
    side_heal(bench);
    side_harm(bench, FAULT_RESET, 0);
    side_pass(bench, 10);
    side_heal(bench); /* nothing came meanwhile: nothing was done */
    side_ok(bench, "ok", 1);
}

static void the_end_of_a_connection_is_passed_on_late(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer held = {0};
    struct fault fault = fault_default(FAULT_SLOW_CLOSE);
    fault.values[0] = 120;
    fault.direction = FAULT_FROM;
    side_fault(bench, &fault);
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench->pay);
    int64_t since = clock_monotonic_ms();
    pay_bench_stop(bench->pay);
    pay_wait(bench->pay, &held);
    assert_int_equal(held.error, ERROR_UNAVAILABLE);
    assert_in_range(clock_monotonic_ms() - since, 115, 20000);
    pay_answer_clear(&held);
    pay_bench_serve(bench->pay);
}

static void a_caller_s_end_is_passed_on_late_or_when_healed(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer held = {0};
    side_harm(bench, FAULT_SLOW_CLOSE, 60000);
    pay_start(bench->channel, 1, "hold", 0, &held);
    pay_wait_held(bench->pay);
    grpc_channel_free(bench->channel);
    side_pass(bench, 50);
    assert_false(request_abandoned(bench->pay->held));
    side_heal(bench);
    while (!request_abandoned(bench->pay->held))
        loop_once(bench->pay->loop, true);
    bench->channel = grpc_channel_new(bench->pay->loop, &bench->front);
    pay_answer_clear(&held);
}

static void a_limit_cuts_an_answer_off(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_LIMIT_DATA);
    char text[4096];
    ssize_t got, length = 0;
    fault.values[0] = 40;
    fault.direction = FAULT_FROM;
    side_fault(bench, &fault);
    int fd = dial(bench);
    say(fd, get);
    while ((got = hear(bench, fd, text, sizeof text)) > 0)
        length += got;
    assert_int_equal(got, 0);
    assert_int_equal(length, 40);
    close(fd);
}

static void a_limit_of_nothing_closes_at_once(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer;
    side_harm(bench, FAULT_LIMIT_DATA, 0);
    side_call(bench, "ok", 1, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
}

static void corrupt_bytes_break_calls_but_nothing_else(void **state)
{
    struct side_bench *bench = *state;
    int broken = 0;
    struct fault fault = fault_default(FAULT_CORRUPT);
    fault.seed = 3;
    side_fault(bench, &fault);
    for (int i = 0; i < 20; i++) {
        struct pay_answer answer;
        bool done = side_call_within(bench, "ok", 100, &answer);
        broken += !done || answer.error;
        pay_answer_clear(&answer);
    }
    assert_true(broken > 10);
}

static void half_a_close_ends_one_direction(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_HALF_CLOSE);
    char text[64];
    fault.direction = FAULT_FROM;
    side_fault(bench, &fault);
    int fd = dial(bench);
    assert_int_equal(hear(bench, fd, text, sizeof text), 0);
    say(fd, get); /* may still be written: EPIPE would be a whole close */
    side_pass(bench, 20);
    say(fd, get);
    assert_int_equal(hear(bench, fd, text, sizeof text), 0);
    close(fd);
}

static void half_a_close_of_requests_ends_the_calls(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_HALF_CLOSE);
    struct pay_answer answer;
    side_ok(bench, "ok", 1);
    fault.direction = FAULT_TO;
    side_fault(bench, &fault);
    side_pass(bench, 5);
    side_call(bench, "ok", 1, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
}

/* A channel of a process that shows this identity. */
static struct grpc_channel *channel_of(struct side_bench *bench,
                                       const char *service)
{
    char text[IDENTITY_TEXT_BYTES];
    identity_make(bench->secret, service, 1, text);
    setenv(IDENTITY_VARIABLE, text, 1);
    struct grpc_channel *channel =
        grpc_channel_new(bench->pay->loop, &bench->front);
    struct pay_answer answer = {0};
    pay_start(channel, 1, "ok", 1, &answer); /* the link reads it now */
    pay_wait(bench->pay, &answer);
    unsetenv(IDENTITY_VARIABLE);
    pay_answer_clear(&answer);
    return channel;
}

static void a_partition_takes_one_caller_from_the_others(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_PARTITION);
    struct pay_answer answer = {0};
    struct grpc_channel *orders = channel_of(bench, "orders");
    struct grpc_channel *shipping = channel_of(bench, "shipping");
    snprintf(fault.caller, sizeof fault.caller, "orders");
    side_fault(bench, &fault);
    pay_start(orders, 2, "ok", 1, &answer);
    side_pass(bench, 60);
    assert_false(answer.done);
    side_ok(bench, "ok", 1); /* nobody in particular */
    struct pay_answer other = {0};
    pay_start(shipping, 2, "ok", 1, &other);
    pay_wait(bench->pay, &other);
    assert_int_equal(other.error, ERROR_OK);
    side_heal(bench);
    pay_wait(bench->pay, &answer); /* let go, not stuck */
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
    pay_start(orders, 3, "ok", 1, &answer);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    pay_answer_clear(&answer);
    pay_answer_clear(&other);
    grpc_channel_free(orders);
    grpc_channel_free(shipping);
}

static void a_partition_that_is_there_first_meets_its_caller_too(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_PARTITION);
    struct pay_answer answer = {0};
    char text[IDENTITY_TEXT_BYTES];
    snprintf(fault.caller, sizeof fault.caller, "orders");
    fault.direction = FAULT_TO;
    side_fault(bench, &fault);
    identity_make(bench->secret, "orders", 1, text);
    setenv(IDENTITY_VARIABLE, text, 1);
    pay_start(bench->channel, 1, "ok", 1, &answer);
    unsetenv(IDENTITY_VARIABLE);
    side_pass(bench, 60);
    assert_false(answer.done);
    assert_int_equal(bench->pay->ran, 0);
    side_heal(bench);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
}

static void a_clog_lets_all_go_together(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_CLOG);
    struct pay_answer answers[5];
    memset(answers, 0, sizeof answers);
    side_ok(bench, "ok", 1);
    fault.values[0] = 150;
    fault.direction = FAULT_FROM;
    side_fault(bench, &fault);
    for (int i = 0; i < 5; i++) {
        pay_start(bench->channel, bench->next_id++, "ok", i, &answers[i]);
        side_pass(bench, 10);
        assert_false(answers[i].done);
    }
    pay_wait(bench->pay, &answers[0]);
    side_pass(bench, 10);
    for (int i = 0; i < 5; i++) {
        assert_true(answers[i].done);
        assert_int_equal(answers[i].error, ERROR_OK);
        pay_answer_clear(&answers[i]);
    }
}

static void a_reader_that_does_not_read_fills_the_buffers(void **state)
{
    struct side_bench *bench = *state;
    static char bytes[4096];
    ssize_t sent, all = 0;
    side_harm(bench, FAULT_SLOW_READER, 0);
    int fd = dial(bench);
    side_pass(bench, 10);
    memset(bytes, 'x', sizeof bytes);
    while ((sent = write(fd, bytes, sizeof bytes)) > 0) {
        all += sent;
        side_pass(bench, 1);
        assert_true(all < 1024 * 1024);
    }
    assert_int_equal(errno, EAGAIN);
    assert_true(all > 64 * 1024);
    close(fd);
}

static void a_call_that_was_not_read_is_answered_after_healing(void **state)
{
    struct side_bench *bench = *state;
    struct pay_answer answer = {0};
    side_ok(bench, "ok", 1);
    side_harm(bench, FAULT_SLOW_READER, 0);
    pay_start(bench->channel, bench->next_id++, "ok", 5, &answer);
    side_pass(bench, 60);
    assert_false(answer.done);
    side_heal(bench);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_OK);
    assert_int_equal(answer.amount, 5);
    pay_answer_clear(&answer);
}

static void a_slow_reader_reads_at_its_rate(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_SLOW_READER);
    enum { BYTES = 60 * 1024 };
    char *order_id = malloc(BYTES + 1);
    memset(order_id, 'o', BYTES);
    order_id[BYTES] = '\0';
    side_ok(bench, "ok", 1);
    fault.values[0] = 100;
    fault.direction = FAULT_TO;
    side_fault(bench, &fault);
    /* Each read is followed by a pause as long as it should have taken, so
     * the last pause is felt by the call behind it. */
    int64_t took = side_ok(bench, order_id, 1);
    assert_in_range(took + side_ok(bench, "ok", 1), 550, 2500);
    free(order_id);
}

/* ---- percentages and seeds ---- */

static void a_percentage_is_one_of_connections(void **state)
{
    enum { TRIES = 200 };
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_LIMIT_DATA);
    bool closed[2][TRIES];
    fault.values[0] = 0;
    fault.percentage = 3000;
    fault.seed = 99;
    for (int round = 0; round < 2; round++) {
        int count = 0;
        side_pass(bench, 10); /* until no old connection is left to draw */
        side_fault(bench, &fault);
        for (int i = 0; i < TRIES; i++) {
            char text[4096];
            int fd = dial(bench);
            say(fd, get);
            closed[round][i] = hear(bench, fd, text, sizeof text) <= 0;
            count += closed[round][i];
            close(fd);
        }
        assert_in_range(count, 35, 85); /* 60, five standard deviations */
        assert_memory_equal(closed[round], closed[0], sizeof closed[0]);
        side_heal(bench);
    }
}

/* ---- healing ---- */

static const struct {
    enum fault_kind kind;
    int64_t values[FAULT_VALUES];
} every_kind[] = {{FAULT_LATENCY, {300, 100}},
                  {FAULT_BANDWIDTH, {1}},
                  {FAULT_SLICER, {1, 0, 3000}},
                  {FAULT_TIMEOUT, {0}},
                  {FAULT_TIMEOUT, {30}},
                  {FAULT_DOWN, {0}},
                  {FAULT_DOWN, {1}},
                  {FAULT_RESET, {0}},
                  {FAULT_SLOW_CLOSE, {5000}},
                  {FAULT_LIMIT_DATA, {60}},
                  {FAULT_CORRUPT, {3}},
                  {FAULT_HALF_CLOSE, {0}},
                  {FAULT_HALF_CLOSE, {200}},
                  {FAULT_PARTITION, {0}},
                  {FAULT_CLOG, {400}},
                  {FAULT_SLOW_READER, {0}},
                  {FAULT_SLOW_READER, {1}}};

static int64_t slowest_of(struct side_bench *bench, int calls)
{
    int64_t slowest = 0;
    for (int i = 0; i < calls; i++) {
        int64_t took = side_ok(bench, "ok", i);
        slowest = took > slowest ? took : slowest;
    }
    return slowest;
}

/* A channel whose connection came to nothing fails its calls until its own
 * back-off ends, which is 50 ms at most. */
static void wait_for_back_off(struct side_bench *bench, const char *slug)
{
    int64_t since = clock_monotonic_ms();
    enum error error;
    do {
        struct pay_answer answer;
        side_call(bench, "ok", 1, &answer);
        error = answer.error;
        pay_answer_clear(&answer);
        if (error && clock_monotonic_ms() - since > 20000)
            fail_msg("%s: still broken after healing", slug);
        side_pass(bench, 5);
    } while (error);
}

static void after_healing_all_is_as_before(void **state)
{
    struct side_bench *bench = *state;
    static const enum fault_direction ways[] = {FAULT_BOTH, FAULT_TO,
                                                FAULT_FROM};
    int64_t before = slowest_of(bench, 50);
    for (size_t i = 0; i < sizeof every_kind / sizeof *every_kind; i++)
        for (size_t way = 0; way < 3; way++) {
            struct fault fault = fault_default(every_kind[i].kind);
            struct pay_answer answer;
            if (!(fault_about[fault.kind].takes & FAULT_DIRECTED) && way > 0)
                continue;
            memcpy(fault.values, every_kind[i].values, sizeof fault.values);
            fault.direction = ways[way];
            side_fault(bench, &fault);
            for (int call = 0; call < 2; call++) {
                side_call_within(bench, "ok", 25, &answer);
                pay_answer_clear(&answer);
            }
            side_heal(bench);
            side_pass(bench, 5); /* what was closed is noticed */
            wait_for_back_off(bench, fault_about[fault.kind].slug);
            int64_t after = slowest_of(bench, 10);
            if (after > 5 * before + 20)
                fail_msg("%s: %d ms after, %d ms before",
                         fault_about[fault.kind].slug, (int)after, (int)before);
            side_pass(bench, 20);
            assert_int_equal(proxy_connections(bench->proxy), 1);
            assert_int_equal(http_server_connections(bench->pay->server), 1);
        }
}

static void what_a_fault_holds_is_let_go_when_its_time_is_over(void **state)
{
    struct side_bench *bench = *state;
    struct fault fault = fault_default(FAULT_PARTITION);
    struct pay_answer answer = {0};
    fault.duration_ms = 50;
    side_ok(bench, "ok", 1);
    side_fault(bench, &fault);
    pay_start(bench->channel, bench->next_id++, "ok", 1, &answer);
    side_pass(bench, 60);
    assert_false(answer.done);
    assert_int_equal(
        fault_expire(&bench->faults, loop_now_ms(bench->pay->loop)), 1);
    proxy_faults_changed(bench->proxy);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_answer_clear(&answer);
    side_ok(bench, "ok", 1);
}

static void a_healed_fault_lets_another_one_stand(void **state)
{
    struct side_bench *bench = *state;
    side_ok(bench, "ok", 1);
    struct fault *hole = side_harm(bench, FAULT_PARTITION, 0);
    uint32_t id = hole->id;
    struct pay_answer answer;
    side_harm(bench, FAULT_LATENCY, 50);
    assert_false(side_call_within(bench, "ok", 40, &answer));
    assert_int_equal(fault_heal(&bench->faults, id), ERROR_OK);
    proxy_faults_changed(bench->proxy);
    side_pass(bench, 120);
    assert_in_range(side_ok(bench, "ok", 1), 99, 600);
}

int main(void)
{
#define WITH_BENCH(test)                                     \
    cmocka_unit_test_setup_teardown(test, side_bench_set_up, \
                                    side_bench_tear_down)
    const struct CMUnitTest tests[] = {
        WITH_BENCH(http1_passes_as_bytes),
        WITH_BENCH(half_a_close_by_an_http1_caller_still_gets_its_answer),
        WITH_BENCH(half_a_preface_waits_for_its_rest),
        WITH_BENCH(latency_is_paid_each_way),
        WITH_BENCH(pipelined_calls_are_late_once),
        WITH_BENCH(bandwidth_makes_a_large_answer_slow),
        WITH_BENCH(a_slicer_of_one_byte_writes_single_bytes),
        WITH_BENCH(large_messages_pass_in_single_bytes),
        WITH_BENCH(bytes_vanish_and_then_the_connection_is_closed),
        WITH_BENCH(an_answer_that_vanishes_was_worked_for),
        WITH_BENCH(down_refuses_and_keeps_its_file),
        WITH_BENCH(down_with_unlink_leaves_no_file),
        WITH_BENCH(reset_is_econnreset_on_a_unix_socket),
        WITH_BENCH(reset_waits_its_time_and_spares_a_silent_connection),
        WITH_BENCH(the_end_of_a_connection_is_passed_on_late),
        WITH_BENCH(a_caller_s_end_is_passed_on_late_or_when_healed),
        WITH_BENCH(a_limit_cuts_an_answer_off),
        WITH_BENCH(a_limit_of_nothing_closes_at_once),
        WITH_BENCH(corrupt_bytes_break_calls_but_nothing_else),
        WITH_BENCH(half_a_close_ends_one_direction),
        WITH_BENCH(half_a_close_of_requests_ends_the_calls),
        WITH_BENCH(a_partition_takes_one_caller_from_the_others),
        WITH_BENCH(a_partition_that_is_there_first_meets_its_caller_too),
        WITH_BENCH(a_clog_lets_all_go_together),
        WITH_BENCH(a_reader_that_does_not_read_fills_the_buffers),
        WITH_BENCH(a_call_that_was_not_read_is_answered_after_healing),
        WITH_BENCH(a_slow_reader_reads_at_its_rate),
        WITH_BENCH(a_percentage_is_one_of_connections),
        WITH_BENCH(after_healing_all_is_as_before),
        WITH_BENCH(what_a_fault_holds_is_let_go_when_its_time_is_over),
        WITH_BENCH(a_healed_fault_lets_another_one_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
