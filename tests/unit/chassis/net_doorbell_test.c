/*
 * net_doorbell_test -- callers of a socket that nobody serves yet.
 */
#include "chassis/net_doorbell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

struct bench {
    struct loop *loop;
    struct loop_timer *patience;
    char directory[64];
    struct address address;
    struct doorbell *doorbell;
    int rings;
    int accepted;
    struct stream *stream;
};

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing happened for ten seconds");
}

static void on_ring(void *arg)
{
    ((struct bench *)arg)->rings++;
}

static void on_accept(void *arg, struct stream *stream, bool local)
{
    struct bench *bench = arg;
    assert_true(local);
    bench->accepted++;
    stream_close(stream);
}

static int set_up(void **state)
{
    char path[96];
    struct bench *bench = calloc(1, sizeof *bench);
    snprintf(bench->directory, sizeof bench->directory, "/tmp/doorbell-XXXXXX");
    if (!bench || !mkdtemp(bench->directory) || loop_new(&bench->loop))
        return -1;
    bench->patience = loop_timer_new(bench->loop, out_of_patience, bench);
    loop_timer_set(bench->patience, 10000);
    snprintf(path, sizeof path, "%s/s.sock", bench->directory);
    if (address_unix(&bench->address, path))
        return -1;
    *state = bench;
    return doorbell_open(&bench->doorbell, bench->loop, &bench->address,
                         on_ring, bench);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    if (bench->doorbell)
        doorbell_close(bench->doorbell);
    loop_timer_free(bench->patience);
    loop_free(bench->loop);
    int kept = rmdir(bench->directory);
    free(bench);
    return kept;
}

/* A caller as any other program: connects and waits. */
static int call(const struct bench *bench)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    memcpy(to.sun_path, bench->address.host, strlen(bench->address.host));
    int failed = connect(fd, (const struct sockaddr *)&to, sizeof to);
    if (failed)
        close(fd);
    return failed ? -1 : fd;
}

static void a_caller_is_not_refused_and_rings_once(void **state)
{
    struct bench *bench = *state;
    doorbell_listen(bench->doorbell);
    int one = call(bench), two = call(bench);
    assert_true(one >= 0 && two >= 0);
    while (bench->rings == 0)
        loop_once(bench->loop, true);
    for (int i = 0; i < 5; i++)
        loop_once(bench->loop, false);
    assert_int_equal(bench->rings, 1);
    close(one);
    close(two);
}

static void the_one_who_inherits_it_gets_the_waiting_callers(void **state)
{
    struct bench *bench = *state;
    struct listener *listener = NULL;
    int one = call(bench), two = call(bench);
    assert_true(one >= 0 && two >= 0);
    int fd = dup(doorbell_fd(bench->doorbell));
    assert_int_equal(listener_adopt(&listener, bench->loop, &bench->address, fd,
                                    on_accept, bench),
                     ERROR_OK);
    while (bench->accepted < 2)
        loop_once(bench->loop, true);
    /* It ends; its socket's file stays, and later callers ring again. */
    listener_close(listener);
    loop_once(bench->loop, false);
    doorbell_listen(bench->doorbell);
    int three = call(bench);
    assert_true(three >= 0);
    while (bench->rings == 0)
        loop_once(bench->loop, true);
    close(one);
    close(two);
    close(three);
}

static void when_it_is_closed_callers_are_refused(void **state)
{
    struct bench *bench = *state;
    doorbell_close(bench->doorbell);
    bench->doorbell = NULL;
    loop_once(bench->loop, false);
    assert_int_equal(call(bench), -1);
    assert_int_equal(access(bench->address.host, F_OK), -1);
}

static void a_socket_that_lives_is_not_taken(void **state)
{
    struct bench *bench = *state;
    struct doorbell *second = NULL;
    assert_int_equal(
        doorbell_open(&second, bench->loop, &bench->address, on_ring, bench),
        ERROR_SYSTEM);
    assert_null(second);
    int one = call(bench);
    assert_true(one >= 0);
    close(one);
}

static void only_its_owner_may_connect(void **state)
{
    struct bench *bench = *state;
    struct stat facts;
    assert_int_equal(stat(bench->address.host, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_caller_is_not_refused_and_rings_once,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_one_who_inherits_it_gets_the_waiting_callers, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(when_it_is_closed_callers_are_refused,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_socket_that_lives_is_not_taken,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_its_owner_may_connect, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
