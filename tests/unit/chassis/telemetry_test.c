/*
 * telemetry_test -- what a process tells, to whoever listens or does not.
 *
 * The collector's end is a socket of the test's own, so it can be slow, full,
 * gone and back when the test wants it to be.
 */
#include "chassis/telemetry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/contracts/telemetry.pb-c.h"
#include "tests/support/cmocka_all.h"

enum { PATIENCE_MS = 10000, DATAGRAM_BYTES = 64 * 1024 };

struct bench {
    struct loop *loop;
    struct loop_timer *patience;
    struct config config;
    char path[LIMIT_PATH_BYTES];
    int fd;                               /* the collector's; -1: gone */
    uint64_t logs, spans, lost, sequence; /* of all that was read */
    char last[256];                       /* event or name of the last one */
};

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing came for ten seconds");
}

static void listen_there(struct bench *bench)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    unlink(bench->path);
    bench->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    snprintf(at.sun_path, sizeof at.sun_path, "%.100s", bench->path);
    assert_true(bench->fd >= 0);
    assert_int_equal(bind(bench->fd, (const struct sockaddr *)&at, sizeof at),
                     0);
}

static void leave(struct bench *bench)
{
    close(bench->fd);
    unlink(bench->path);
    bench->fd = -1;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    char *run = bench ? bench->config.places.run : NULL;
    if (!run)
        return -1;
    snprintf(run, sizeof bench->config.places.run, "/tmp/telemetry-XXXXXX");
    if (!mkdtemp(run) || loop_new(&bench->loop))
        return -1;
    snprintf(bench->path, sizeof bench->path, "%.60s/telemetry.sock", run);
    snprintf(bench->config.name, sizeof bench->config.name, "payments");
    snprintf(bench->config.version, sizeof bench->config.version, "1");
    bench->config.instance = 2;
    bench->patience = loop_timer_new(bench->loop, out_of_patience, bench);
    loop_timer_set(bench->patience, PATIENCE_MS);
    alarm(60); /* what must never wait would else wait for ever */
    listen_there(bench);
    telemetry_open(bench->loop, &bench->config);
    *state = bench;
    return telemetry_figures().connected ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    telemetry_close();
    if (bench->fd >= 0)
        leave(bench);
    loop_timer_free(bench->patience);
    loop_free(bench->loop);
    rmdir(bench->config.places.run);
    free(bench);
    return 0;
}

/* ---- the collector's end ---- */

static void take(struct bench *bench, const uint8_t *bytes, size_t length)
{
    Telemetry__Batch *batch = telemetry__batch__unpack(NULL, length, bytes);
    assert_non_null(batch);
    assert_string_equal(batch->service_name, "payments");
    assert_int_equal(batch->service_instance, 2);
    assert_int_equal(batch->pid, getpid());
    assert_int_equal(batch->sequence, bench->sequence + 1);
    bench->sequence = batch->sequence;
    bench->logs += batch->n_logs;
    bench->spans += batch->n_spans;
    bench->lost += batch->lost_logs;
    if (batch->n_logs > 0)
        snprintf(bench->last, sizeof bench->last, "%s",
                 batch->logs[batch->n_logs - 1]->event_name);
    if (batch->n_spans > 0)
        snprintf(bench->last, sizeof bench->last, "%s",
                 batch->spans[batch->n_spans - 1]->name);
    telemetry__batch__free_unpacked(batch, NULL);
}

static bool read_one(struct bench *bench)
{
    static uint8_t bytes[DATAGRAM_BYTES + 1];
    ssize_t got = bench->fd < 0 ? -1 : recv(bench->fd, bytes, sizeof bytes, 0);
    if (got <= 0)
        return false;
    assert_true(got <= DATAGRAM_BYTES);
    take(bench, bytes, (size_t)got);
    return true;
}

/* Serves the loop until so many records of both kinds were read. */
static void read_until(struct bench *bench, uint64_t records)
{
    while (bench->logs + bench->spans < records) {
        loop_once(bench->loop, true);
        while (read_one(bench))
            continue;
    }
}

static void say(const char *event)
{
    telemetry_log(LOG_INFO, event, NULL, NULL, 0);
}

/* ---- tests ---- */

static void a_record_leaves_by_itself(void **state)
{
    struct bench *bench = *state;
    const struct log_field fields[] = {LOG_TEXT("detail", "a sentence"),
                                       LOG_INT("port", 80)};
    telemetry_log(LOG_WARN, "it_happened", NULL, fields, 2);
    assert_false(read_one(bench)); /* others may go with it */
    read_until(bench, 1);
    assert_string_equal(bench->last, "it_happened");
    assert_int_equal(telemetry_figures().dropped, 0);
    assert_int_equal(telemetry_figures().batches, 1);
}

static void much_leaves_at_the_end_of_the_turn(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 1000; i++)
        say("it_happened_again_and_again");
    telemetry_turn();
    assert_true(read_one(bench));
    assert_int_equal(bench->logs, 1000);
}

/* Told = read + lost, by the sender's own count, whatever was in the way. */
static void a_full_socket_costs_records_and_no_time(void **state)
{
    enum { TOLD = 200000 };
    struct bench *bench = *state;
    for (int i = 0; i < TOLD; i++) {
        say("nobody_reads_this");
        telemetry_turn();
    }
    struct telemetry_figures figures = telemetry_figures();
    assert_true(figures.dropped > TOLD / 2);
    assert_true(figures.batches >= 1);
    assert_true(figures.connected); /* full is not gone */
    while (read_one(bench))
        continue;
    say("room_again");
    while (strcmp(bench->last, "room_again") != 0 ||
           bench->logs + bench->lost < TOLD) {
        loop_once(bench->loop, true);
        if (!read_one(bench))
            say("room_again");
    }
    uint64_t told = bench->logs + bench->lost;
    uint64_t more = told - TOLD; /* of the lines that asked for room */
    assert_int_equal(bench->lost, telemetry_figures().dropped);
    assert_true(more < 10000);
}

static void a_collector_that_is_gone_is_found_again(void **state)
{
    struct bench *bench = *state;
    say("before");
    read_until(bench, 1);
    leave(bench);
    say("at_its_death"); /* the sending fails */
    while (telemetry_figures().connected)
        loop_once(bench->loop, true);
    for (int i = 0; i < 10; i++)
        say("meanwhile");
    assert_int_equal(telemetry_figures().dropped, 11);
    listen_there(bench);
    while (!telemetry_figures().connected)
        loop_once(bench->loop, true);
    say("after");
    while (strcmp(bench->last, "after") != 0) {
        loop_once(bench->loop, true);
        while (read_one(bench))
            continue;
    }
    assert_int_equal(bench->lost, 11);
    assert_int_equal(bench->logs, 2);
}

/* The one socket of this process that is connected to that path. */
static int sender_of(const struct bench *bench)
{
    for (int fd = 3; fd < 256; fd++) {
        struct sockaddr_un peer = {0};
        socklen_t length = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 &&
            strcmp(peer.sun_path, bench->path) == 0)
            return fd;
    }
    return -1;
}

static void a_batch_that_the_kernel_will_never_take_is_dropped(void **state)
{
    struct bench *bench = *state;
    const int least = 1; /* the kernel makes 4608 of it */
    int fd = sender_of(bench);
    assert_true(fd >= 0);
    assert_int_equal(
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &least, sizeof least), 0);
    for (int i = 0; i < 1000; i++)
        say("too_much_for_one_datagram");
    telemetry_turn();
    assert_false(read_one(bench));
    assert_int_equal(telemetry_figures().dropped, 1000);
    assert_true(telemetry_figures().connected);
    say("small_enough");
    read_until(bench, 1);
    assert_int_equal(bench->lost, 1000);
}

static void only_what_is_sampled_or_failed_is_told(void **state)
{
    struct bench *bench = *state;
    struct telemetry_span span = {.kind = TELEMETRY_SERVER, .name = "quiet"};
    memset(span.trace.trace_id, 7, sizeof span.trace.trace_id);
    memset(span.trace.span_id, 8, sizeof span.trace.span_id);
    telemetry_span(&span);
    span.error = ERROR_UNAVAILABLE;
    span.name = "failed";
    telemetry_span(&span);
    span.error = ERROR_OK;
    span.trace.flags = 1;
    span.name = "sampled";
    telemetry_span(&span);
    read_until(bench, 2);
    assert_string_equal(bench->last, "sampled");
    assert_int_equal(bench->spans, 2);
}

static void traces_begin_no_faster_than_their_rate(void **state)
{
    struct trace trace = {.flags = 1};
    int sampled = 0;
    (void)state;
    for (int i = 0; i < 100000; i++) {
        trace.flags = 1;
        telemetry_begin(&trace);
        sampled += trace.flags & 1;
    }
    /* A second's worth is saved up, and the loop took less than ten. */
    assert_true(sampled >= 100 && sampled < 1100);
}

/* The bucket is full as the test begins, and a moment fills little of it. */
static void refused_ones_leave_a_half_of_it_to_others(void **state)
{
    struct trace trace = {.flags = 1};
    int refused = 0;
    (void)state;
    for (int i = 0; i < 60; i++) {
        trace.flags = 1;
        telemetry_begin_refused(&trace);
        refused += trace.flags & 1;
    }
    assert_true(refused >= 49 && refused < 60);
    for (int i = 0; i < 40; i++) {
        trace.flags = 1;
        telemetry_begin(&trace);
        assert_true(trace.flags & 1);
    }
}

/* A value that is cut in a character, or is none, costs itself only. */
static void texts_are_whole_characters(void **state)
{
    struct bench *bench = *state;
    char text[TELEMETRY_TEXT_BYTES + 2] = "";
    for (size_t i = 0; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "한", 4);
    const struct log_field fields[] = {LOG_TEXT("long", text),
                                       LOG_TEXT("bytes", "\xff\xfe")};
    telemetry_log(LOG_INFO, text, NULL, fields, 2);
    read_until(bench, 1);
    assert_true(strlen(bench->last) > 0);
    assert_int_equal(strlen(bench->last) % 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_record_leaves_by_itself, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(much_leaves_at_the_end_of_the_turn,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_socket_costs_records_and_no_time,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_collector_that_is_gone_is_found_again,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_batch_that_the_kernel_will_never_take_is_dropped, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(only_what_is_sampled_or_failed_is_told,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(traces_begin_no_faster_than_their_rate,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            refused_ones_leave_a_half_of_it_to_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_are_whole_characters, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
