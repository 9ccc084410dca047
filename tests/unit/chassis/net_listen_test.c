/*
 * Listening: where nobody is, where somebody was, and where somebody still is.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "chassis/limits.h"
#include "chassis/net.h"

static struct loop *loop;
static char directory[64];
static struct address at; /* a Unix socket in it */

static int open_all(void **state)
{
    (void)state;
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

static void on_accept(void *arg, struct stream *stream, bool local)
{
    (void)arg;
    (void)local;
    stream_close(stream);
}

static struct listener *listen_on(const struct address *address)
{
    struct listener *listener;
    assert_int_equal(listener_open(&listener, loop, address, on_accept, NULL),
                     ERROR_OK);
    return listener;
}

static void refuses_to_listen(const struct address *address, const char *why)
{
    struct listener *listener;
    enum error error = listener_open(&listener, loop, address, on_accept, NULL);
    assert_int_not_equal(error, ERROR_OK);
    if (strstr(error_detail(error), why) == NULL) {
        fail_msg("wanted %s, got %s", why, error_detail(error));
    }
}

static void leave_stale_socket(void)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    memcpy(to.sun_path, at.host, strlen(at.host));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    close(fd);
}

static void a_socket_nobody_answers_is_taken_over(void **state)
{
    (void)state;
    leave_stale_socket();
    listener_close(listen_on(&at));
    assert_int_equal(access(at.host, F_OK), -1); /* closed, so removed */
}

static void a_socket_somebody_answers_is_not(void **state)
{
    (void)state;
    listen_on(&at);
    refuses_to_listen(&at, "another process is serving");
    assert_int_equal(access(at.host, F_OK), 0);
}

static void a_file_in_the_way_is_not_removed(void **state)
{
    (void)state;
    close(open(at.host, O_CREAT | O_WRONLY, 0600));
    refuses_to_listen(&at, "is not a socket");
    assert_int_equal(access(at.host, F_OK), 0);
}

static void only_the_owner_may_use_a_socket(void **state)
{
    (void)state;
    listen_on(&at);
    struct stat facts;
    assert_int_equal(stat(at.host, &facts), 0);
    assert_int_equal(facts.st_mode & 077, 0);
}

static void what_cannot_be_taken_is_explained(void **state)
{
    (void)state;
    struct address tcp = {.kind = ADDRESS_TCP, .host = "127.0.0.1"};
    struct address taken = listener_address(listen_on(&tcp));
    assert_int_not_equal(taken.port, 0);
    refuses_to_listen(&taken, "in use");
    struct address nowhere = {.kind = ADDRESS_UNIX,
                              .host = "/tmp/cleave-no-such/directory/socket"};
    refuses_to_listen(&nowhere, "directory must exist");
    struct address length = {.kind = ADDRESS_UNIX};
    memset(length.host, 'a', LIMIT_SOCKET_PATH_BYTES + 1);
    refuses_to_listen(&length, "shorter");
    struct address name = {.kind = ADDRESS_DNS, .host = "localhost"};
    refuses_to_listen(&name, "tcp:ADDRESS:PORT");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_socket_nobody_answers_is_taken_over),
        TEST(a_socket_somebody_answers_is_not),
        TEST(a_file_in_the_way_is_not_removed),
        TEST(only_the_owner_may_use_a_socket),
        TEST(what_cannot_be_taken_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
