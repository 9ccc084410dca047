/*
 * front_test -- callers that speak nonsense, and instances that do.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/side_bench.h"

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static uint64_t seed(void)
{
    const char *text = getenv("SEED");
    uint64_t number = text ? strtoull(text, NULL, 10) : 1;
    printf("seed %llu\n", (unsigned long long)number);
    return number;
}

static int dial(struct side_bench *bench)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    size_t length = strlen(bench->front.host);
    assert_true(fd >= 0 && length < sizeof to.sun_path);
    memcpy(to.sun_path, bench->front.host, length);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

/* A frame whose length is true and whose rest is chance. */
static size_t random_frame(struct random *random, unsigned char *out)
{
    size_t length = random_below(random, 60);
    out[0] = out[1] = 0;
    out[2] = (unsigned char)length;
    out[3] = (unsigned char)random_below(random, 11);
    out[4] = (unsigned char)random_below(random, 64);
    out[5] = out[6] = out[7] = 0;
    out[8] = (unsigned char)random_below(random, 6);
    for (size_t i = 0; i < length; i++)
        out[9 + i] = (unsigned char)random_next(random);
    return 9 + length;
}

static void nonsense_from_a_caller_harms_nobody_else(void **state)
{
    struct side_bench *bench = *state;
    struct random random;
    random_seed(&random, seed());
    for (int round = 0; round < 300; round++) {
        unsigned char bytes[2048];
        size_t length = sizeof preface - 1;
        int fd = dial(bench);
        memcpy(bytes, preface, length);
        if (round % 3 == 0) /* no preface: bytes for the instance */
            length = 0;
        for (int frame = 0; frame < 20; frame++)
            length += random_frame(&random, bytes + length);
        ssize_t sent = write(fd, bytes, length);
        assert_true(sent > 0);
        for (int turn = 0; turn < 3; turn++)
            loop_once(bench->pay->loop, false);
        close(fd);
        if (round % 10 == 0)
            side_ok(bench, "ok", round);
    }
    side_pass(bench, 50);
    assert_int_equal(proxy_connections(bench->proxy), 1);
}

/* ---- an instance that speaks nonsense ---- */

struct fool {
    struct random random;
    int accepted;
};

static void answer_nonsense(void *arg, const char *bytes, size_t length)
{
    (void)arg, (void)bytes, (void)length;
}

static void go(void *arg, enum error error)
{
    (void)error;
    stream_close(arg);
}

static void accepted(void *arg, struct stream *stream, bool local)
{
    static const struct stream_events events = {.on_bytes = answer_nonsense,
                                                .on_end = go};
    static const unsigned char settings[9] = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    struct fool *fool = arg;
    unsigned char bytes[2048];
    size_t length = 0;
    (void)local;
    fool->accepted++;
    stream_start(stream, &events, stream);
    stream_write(stream, settings, sizeof settings);
    for (int frame = 0; frame < 20; frame++)
        length += random_frame(&fool->random, bytes + length);
    stream_write(stream, bytes, length);
}

static void nonsense_from_an_instance_is_an_error_of_its_calls(void **state)
{
    struct side_bench *bench = *state;
    struct fool fool = {.accepted = 0};
    struct listener *listener;
    random_seed(&fool.random, seed());
    pay_bench_stop(bench->pay);
    assert_int_equal(listener_open(&listener, bench->pay->loop,
                                   &bench->pay->local, accepted, &fool),
                     ERROR_OK);
    for (int round = 0; round < 200; round++) {
        struct pay_answer answer;
        if (side_call_within(bench, "ok", 5, &answer))
            assert_int_not_equal(answer.error, ERROR_OK);
        pay_answer_clear(&answer);
    }
    assert_true(fool.accepted > 20);
    listener_close(listener);
    side_pass(bench, 5);
    pay_bench_serve(bench->pay);
    grpc_channel_free(bench->channel);
    bench->channel = grpc_channel_new(bench->pay->loop, &bench->front);
    side_ok(bench, "ok", 1);
}

/* ---- who may connect ---- */

static void the_socket_is_its_owner_s_alone(void **state)
{
    struct side_bench *bench = *state;
    struct stat facts;
    assert_int_equal(stat(bench->front.host, &facts), 0);
    assert_int_equal(facts.st_mode & 077, 0);
}

int main(void)
{
#define WITH_BENCH(test)                                     \
    cmocka_unit_test_setup_teardown(test, side_bench_set_up, \
                                    side_bench_tear_down)
    const struct CMUnitTest tests[] = {
        WITH_BENCH(nonsense_from_a_caller_harms_nobody_else),
        WITH_BENCH(nonsense_from_an_instance_is_an_error_of_its_calls),
        WITH_BENCH(the_socket_is_its_owner_s_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
