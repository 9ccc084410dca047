/*
 * fault_process_test -- what cpu, memory, fd-limit and not-ready do to a
 * process, and that all of it is given back.
 */
#include "chassis/fault_process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/metrics.h"
#include "tests/support/cmocka_all.h"

struct bench {
    struct loop *loop;
    struct faults faults;
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_int_equal(loop_new(&bench->loop), ERROR_OK);
    faults_init(&bench->faults, FAULT_IN(PROCESS));
    fault_process_begin(bench->loop, &bench->faults);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    fault_process_end();
    loop_free(bench->loop);
    free(bench);
    return 0;
}

static void inject(struct bench *bench, enum fault_kind kind, int64_t value)
{
    struct fault wanted = fault_default(kind);
    wanted.values[0] = value;
    assert_int_equal(
        fault_add(&bench->faults, &wanted, clock_monotonic_ms(), NULL),
        ERROR_OK);
    fault_process_changed(NULL);
}

static void heal(struct bench *bench)
{
    assert_int_equal(fault_heal(&bench->faults, 0), ERROR_OK);
    fault_process_changed(NULL);
}

static int64_t cpu_ms(void)
{
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

static void memory_is_held_and_given_back(void **state)
{
    struct bench *bench = *state;
    int64_t before = metrics_resident_bytes();
    int64_t deadline = clock_monotonic_ms() + 30000;
    inject(bench, FAULT_MEMORY, 64);
    while (metrics_resident_bytes() - before < 60 << 20) {
        loop_once(bench->loop, true);
        assert_true(clock_monotonic_ms() < deadline);
    }
    heal(bench);
    assert_true(metrics_resident_bytes() - before < 8 << 20);
}

static void cpu_is_burnt_in_slices_and_no_more_after_healing(void **state)
{
    struct bench *bench = *state;
    int64_t used = cpu_ms(), start = clock_monotonic_ms();
    inject(bench, FAULT_CPU, 50);
    for (int slices = 0; slices < 20; slices++)
        loop_once(bench->loop, true);
    used = cpu_ms() - used;
    assert_true(clock_monotonic_ms() - start >= 19 * FAULT_SLICE_MS);
    assert_true(used > 20); /* 200 on a machine of its own */
    heal(bench);
    loop_once(bench->loop, false); /* the last slice, which burns nothing */
    used = cpu_ms();
    for (int i = 0; i < 20; i++)
        loop_once(bench->loop, false);
    assert_true(cpu_ms() - used < 10);
}

static int open_null(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void the_spare_descriptors_can_be_opened_and_no_more(void **state)
{
    struct bench *bench = *state;
    int gap = open_null(), high = open_null(), spare[3];
    struct rlimit before, after;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    close(gap); /* a hole below what is open */
    inject(bench, FAULT_FD_LIMIT, 3);
    for (int i = 0; i < 3; i++)
        assert_true((spare[i] = open_null()) >= 0);
    assert_int_equal(open_null(), -1);
    assert_int_equal(errno, EMFILE);
    close(spare[0]); /* what is closed may be opened again */
    assert_true((spare[0] = open_null()) >= 0);
    heal(bench);
    int one_more = open_null();
    assert_true(one_more >= 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
    assert_true(after.rlim_cur == before.rlim_cur);
    close(one_more);
    close(high);
    for (int i = 0; i < 3; i++)
        close(spare[i]);
}

/* ---- a server without descriptors ---- */

static int arrived;

static void on_accept(void *arg, struct stream *stream, bool local)
{
    (void)arg, (void)local;
    arrived++;
    stream_close(stream);
}

static int connect_to(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (void *)&to, sizeof to) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void a_server_without_descriptors_neither_spins_nor_dies(void **state)
{
    struct bench *bench = *state;
    struct address address;
    struct listener *listener = NULL;
    char path[64];
    snprintf(path, sizeof path, "/tmp/cleave-fd-%d.sock", (int)getpid());
    assert_int_equal(address_unix(&address, path), ERROR_OK);
    assert_int_equal(
        listener_open(&listener, bench->loop, &address, on_accept, NULL),
        ERROR_OK);
    inject(bench, FAULT_FD_LIMIT, 1);
    int client = connect_to(path); /* takes the last descriptor */
    assert_true(client >= 0);
    for (int i = 0; i < 10; i++)
        loop_once(bench->loop, false);
    int64_t used = cpu_ms(), until = clock_monotonic_ms() + 200;
    struct loop_timer *end = loop_timer_new(bench->loop, fault_process_changed,
                                            NULL); /* wakes the loop, only */
    loop_timer_set(end, 200);
    while (clock_monotonic_ms() < until)
        loop_once(bench->loop, true);
    assert_true(cpu_ms() - used < 100);
    assert_int_equal(arrived, 0);
    heal(bench);
    close(client);
    client = connect_to(path);
    assert_true(client >= 0);
    while (!arrived)
        loop_once(bench->loop, true);
    close(client);
    loop_timer_free(end);
    listener_close(listener);
}

static void not_ready_is_only_said(void **state)
{
    struct bench *bench = *state;
    assert_true(fault_process_ready());
    inject(bench, FAULT_NOT_READY, 0);
    assert_false(fault_process_ready());
    heal(bench);
    assert_true(fault_process_ready());
}

#define WITH_BENCH(test) \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(memory_is_held_and_given_back),
        WITH_BENCH(cpu_is_burnt_in_slices_and_no_more_after_healing),
        WITH_BENCH(the_spare_descriptors_can_be_opened_and_no_more),
        WITH_BENCH(a_server_without_descriptors_neither_spins_nor_dies),
        WITH_BENCH(not_ready_is_only_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
