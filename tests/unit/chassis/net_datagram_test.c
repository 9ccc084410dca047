/*
 * net_datagram_test -- datagrams come whole, in order, from anybody.
 */
#include "chassis/net_datagram.h"

#include <errno.h>
#include <fcntl.h>
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
    struct datagrams *datagrams;
    int sender; /* -1: none */
    int taken, cut;
    size_t length; /* of the last one */
    char first;    /* byte of it */
};

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing came for ten seconds");
}

static void on_taken(void *arg, struct slice bytes, bool cut)
{
    struct bench *bench = arg;
    bench->taken++;
    bench->cut += cut;
    bench->length = bytes.length;
    bench->first = bytes.length > 0 ? bytes.data[0] : '\0';
}

static enum error open_there(struct bench *bench, struct datagrams **out)
{
    return datagrams_open(out, bench->loop, &bench->address, on_taken, bench);
}

static int set_up(void **state)
{
    char path[96];
    struct bench *bench = calloc(1, sizeof *bench);
    if (!bench)
        return -1;
    bench->sender = -1;
    snprintf(bench->directory, sizeof bench->directory, "/tmp/datagram-XXXXXX");
    if (!mkdtemp(bench->directory) || loop_new(&bench->loop))
        return -1;
    bench->patience = loop_timer_new(bench->loop, out_of_patience, bench);
    loop_timer_set(bench->patience, 10000);
    snprintf(path, sizeof path, "%s/t.sock", bench->directory);
    *state = bench;
    return address_unix(&bench->address, path);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    if (bench->datagrams)
        datagrams_close(bench->datagrams);
    if (bench->sender >= 0)
        close(bench->sender);
    loop_timer_free(bench->patience);
    loop_free(bench->loop);
    rmdir(bench->directory);
    free(bench);
    return 0;
}

static int make_sender(struct bench *bench)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path, sizeof to.sun_path, "%.100s", bench->address.host);
    bench->sender =
        socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(bench->sender >= 0);
    return connect(bench->sender, (const struct sockaddr *)&to, sizeof to);
}

static void open_both(struct bench *bench)
{
    assert_int_equal(open_there(bench, &bench->datagrams), ERROR_OK);
    assert_int_equal(make_sender(bench), 0);
}

static void until(struct bench *bench, int taken)
{
    while (bench->taken < taken)
        loop_once(bench->loop, true);
}

static void they_come_whole_and_in_order(void **state)
{
    struct bench *bench = *state;
    open_both(bench);
    for (int i = 0; i < 1000; i++) {
        char bytes[2] = {(char)('a' + i % 26), '\0'};
        while (send(bench->sender, bytes, (size_t)(1 + i % 2), 0) < 0) {
            assert_int_equal(errno, EAGAIN);
            loop_once(bench->loop, true);
        }
        until(bench, i > 5 ? i - 5 : 0);
    }
    until(bench, 1000);
    assert_int_equal(bench->first, 'a' + 999 % 26);
    assert_int_equal(bench->length, 2);
    assert_int_equal(bench->cut, 0);
}

static void an_empty_one_is_one(void **state)
{
    struct bench *bench = *state;
    open_both(bench);
    assert_int_equal(send(bench->sender, "", 0, 0), 0);
    until(bench, 1);
    assert_int_equal(bench->length, 0);
}

static void the_largest_is_whole_and_a_larger_one_is_cut(void **state)
{
    struct bench *bench = *state;
    static char bytes[DATAGRAM_BYTES + 1000];
    open_both(bench);
    assert_int_equal(send(bench->sender, bytes, DATAGRAM_BYTES, 0),
                     DATAGRAM_BYTES);
    until(bench, 1);
    assert_int_equal(bench->length, DATAGRAM_BYTES);
    assert_int_equal(bench->cut, 0);
    assert_int_equal(send(bench->sender, bytes, sizeof bytes, 0),
                     (ssize_t)sizeof bytes);
    until(bench, 2);
    assert_int_equal(bench->length, DATAGRAM_BYTES);
    assert_int_equal(bench->cut, 1);
}

static void a_file_that_nobody_serves_is_taken_over(void **state)
{
    struct bench *bench = *state;
    int fd = open(bench->address.host, O_CREAT | O_CLOEXEC | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
    open_both(bench);
    assert_int_equal(send(bench->sender, "x", 1, 0), 1);
    until(bench, 1);
}

static void nobody_is_pushed_off_his_socket(void **state)
{
    struct bench *bench = *state;
    struct datagrams *second = NULL;
    open_both(bench);
    enum error error = open_there(bench, &second);
    if (second) /* or the loop would wait for it */
        datagrams_close(second);
    assert_int_equal(error, ERROR_CONFLICT);
    assert_int_equal(send(bench->sender, "x", 1, 0), 1);
    until(bench, 1);
}

static void its_file_goes_with_it(void **state)
{
    struct bench *bench = *state;
    struct stat facts;
    open_both(bench);
    datagrams_close(bench->datagrams);
    bench->datagrams = NULL;
    assert_int_equal(stat(bench->address.host, &facts), -1);
    loop_once(bench->loop, false);
    assert_int_equal(send(bench->sender, "x", 1, 0), -1);
    assert_int_equal(errno, ECONNREFUSED);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(they_come_whole_and_in_order),
        ROW(an_empty_one_is_one),
        ROW(the_largest_is_whole_and_a_larger_one_is_cut),
        ROW(a_file_that_nobody_serves_is_taken_over),
        ROW(nobody_is_pushed_off_his_socket),
        ROW(its_file_goes_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
