/*
 * net_watch -- a descriptor that others read, watched by the loop.
 */
#include "chassis/net_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

struct bench {
    struct loop *loop;
    struct loop_watch *watch;
    int pipe[2];
    int calls;
    char last;
    bool ended;
};

static void on_ready(void *arg)
{
    struct bench *bench = arg;
    ssize_t got = read(bench->pipe[0], &bench->last, 1);
    bench->calls++;
    bench->ended = got == 0;
}

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){0};
    *state = &bench;
    return loop_new(&bench.loop) || pipe(bench.pipe) ||
           loop_watch_open(&bench.watch, bench.loop, bench.pipe[0], on_ready,
                           &bench);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    loop_watch_close(bench->watch);
    loop_free(bench->loop);
    close(bench->pipe[0]);
    if (bench->pipe[1] >= 0)
        close(bench->pipe[1]);
    return 0;
}

static void each_turn_with_bytes_calls(void **state)
{
    struct bench *bench = *state;
    loop_once(bench->loop, false);
    assert_int_equal(bench->calls, 0);
    assert_int_equal(write(bench->pipe[1], "ab", 2), 2);
    while (bench->calls < 2)
        loop_once(bench->loop, true);
    assert_int_equal(bench->last, 'b');
}

static void hang_up_calls(void **state)
{
    struct bench *bench = *state;
    close(bench->pipe[1]);
    bench->pipe[1] = -1;
    while (bench->calls < 1)
        loop_once(bench->loop, true);
    assert_true(bench->ended);
}

static void flags_of_the_descriptor_stay(void **state)
{
    struct bench *bench = *state;
    assert_false(fcntl(bench->pipe[0], F_GETFL) & O_NONBLOCK);
}

static void what_cannot_be_watched_is_refused(void **state)
{
    struct bench *bench = *state;
    struct loop_watch *watch = NULL;
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(loop_watch_open(&watch, bench->loop, fd, on_ready, bench),
                     ERROR_SYSTEM);
    assert_null(watch);
    close(fd);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(each_turn_with_bytes_calls),
        TEST(hang_up_calls),
        TEST(flags_of_the_descriptor_stay),
        TEST(what_cannot_be_watched_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
