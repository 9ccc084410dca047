/*
 * What can be done to a Unix socket and cannot be done to a port.
 *
 * What holds, at every socket of the run directory: nobody but its owner may
 * connect; a descriptor that is sent along is not kept; connections that say
 * nothing, by the thousand, cost whoever comes behind them nothing; another
 * kind of socket does not fit.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/hostile/suites.h"

static const char health[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

static const char *path_of(const struct door *door)
{
    return ((const struct sockaddr_un *)&door->address)->sun_path;
}

static void is_served(const struct door *door)
{
    struct answer answer;
    struct wire wire;

    wire_open(&wire, door);
    assert_true(wire_send(&wire, health, sizeof(health) - 1));
    assert_true(wire_answer(&wire, &answer));
    assert_int_equal(answer.status, 200);
    wire_close(&wire);
}

static void nobody_but_its_owner_has_a_right_to_it(void **state)
{
    const struct stage *stage = *state;
    const char *path = path_of(stage->door);
    const char *slash = strrchr(path, '/');
    char directory[256];
    struct stat found;

    assert_int_equal(lstat(path, &found), 0);
    assert_true(S_ISSOCK(found.st_mode));
    assert_int_equal(found.st_uid, geteuid());
    assert_int_equal(found.st_mode & 077, 0);
    snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
    assert_int_equal(lstat(directory, &found), 0);
    assert_true(S_ISDIR(found.st_mode));
    assert_int_equal(found.st_mode & 077, 0);
}

/* Exit status of the child: what connect() said. */
static void another_user_may_not_connect(void **state)
{
    const struct stage *stage = *state;
    const struct door *door = stage->door;
    pid_t child;
    int status = 0;

    if (geteuid() != 0)
        skip();
    child = fork();
    if (child == 0) {
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd < 0 || setgid(65534) != 0 || setuid(65534) != 0)
            _exit(255);
        if (connect(fd, (const struct sockaddr *)&door->address,
                    door->address_bytes) == 0)
            _exit(0);
        _exit(errno);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EACCES);
}

static void only_streams_fit(void **state)
{
    static const int kinds[] = {SOCK_DGRAM, SOCK_SEQPACKET};
    const struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        int fd = socket(AF_UNIX, kinds[i] | SOCK_CLOEXEC, 0);

        assert_true(fd >= 0);
        assert_int_equal(connect(fd,
                                 (const struct sockaddr *)&stage->door->address,
                                 stage->door->address_bytes),
                         -1);
        assert_int_equal(errno, EPROTOTYPE);
        close(fd);
    }
}

/* ---- descriptors ---- */

static void send_with(int to, const char *bytes, size_t length, int fd,
                      size_t times)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(64 * sizeof(int))];
    } control = {.bytes = ""};
    struct iovec io = {.iov_base = (void *)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &io,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = CMSG_SPACE(times * sizeof(int))};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(times * sizeof(int));
    for (size_t i = 0; i < times; i++)
        memcpy(CMSG_DATA(head) + i * sizeof(int), &fd, sizeof(int));
    assert_int_equal(sendmsg(to, &message, MSG_NOSIGNAL), length);
}

/* The end of a pipe is sent. While the connection is open and served, the
 * other end must say that nobody holds it any more. */
static void a_descriptor_that_is_sent_is_not_kept(void **state)
{
    const struct stage *stage = *state;

    for (int round = 0; round < 4; round++) {
        struct pollfd waiting;
        struct answer answer;
        struct wire wire;
        int ends[2];
        size_t split = round % 2 ? 1 : sizeof(health) - 1;

        assert_int_equal(pipe(ends), 0);
        wire_open(&wire, stage->door);
        send_with(wire.fd, health, split, ends[1], round < 2 ? 1 : 64);
        close(ends[1]);
        wire_send(&wire, health + split, sizeof(health) - 1 - split);
        assert_true(wire_answer(&wire, &answer));
        assert_int_equal(answer.status, 200);
        waiting = (struct pollfd){.fd = ends[0], .events = POLLIN};
        assert_int_equal(poll(&waiting, 1, WIRE_PATIENCE_MS), 1);
        assert_true(waiting.revents & POLLHUP);
        close(ends[0]);
        wire_close(&wire);
    }
}

/* ---- many, and little ---- */

/* Waits a moment; what else is there to do while a queue is full. */
static void pause_ms(int milliseconds)
{
    (void)poll(NULL, 0, milliseconds);
}

static int connect_idle(const struct door *door)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)&door->address,
                           door->address_bytes) != 0) {
        int failure = errno;

        close(fd);
        errno = failure;
        return -1;
    }
    return fd;
}

/* As many as the system gives us, at most ten thousand. What the process has
 * no room for waits in the queue or is refused. */
static void come_and_go(const struct door *door)
{
    enum { MOST = 10000, QUEUE_MS = 10, PATIENCE = 100 };
    static int idle[MOST];
    size_t count = 0;

    for (int waits = 0; count < MOST && waits < PATIENCE;) {
        int fd = connect_idle(door);

        if (fd >= 0) {
            idle[count++] = fd;
        } else if (errno == EAGAIN) {
            pause_ms(QUEUE_MS);
            waits++;
        } else {
            break;
        }
    }
    assert_true(count > 500);
    for (size_t i = 0; i < count; i++)
        close(idle[i]);
    is_served(door);
}

/* Twice: a process may keep what a crowd has cost it once, and no more. */
static void ten_thousand_idle_connections_are_survived(void **state)
{
    struct stage *stage = *state;
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    come_and_go(stage->door);
    stage_forgives(stage);
    come_and_go(stage->door);
}

static void messages_that_are_not_whole_are_dropped(void **state)
{
    static const char *const parts[] = {"",
                                        "G",
                                        "GET /healthz HTTP/1.1\r\nHost:",
                                        "PRI * HTTP/2.0\r\n",
                                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                        "\x16\x03\x01\x02",
                                        "\r\n\r\n\r\n"};
    const struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(parts); i++)
        for (int round = 0; round < 20; round++) {
            struct wire wire;

            wire_open(&wire, stage->door);
            send(wire.fd, "", 0, MSG_NOSIGNAL);
            wire_send(&wire, parts[i], strlen(parts[i]));
            wire_close(&wire);
        }
    is_served(stage->door);
}

static const struct CMUnitTest tests[] = {
    ATTACK(nobody_but_its_owner_has_a_right_to_it),
    ATTACK(another_user_may_not_connect),
    ATTACK(only_streams_fit),
    ATTACK(a_descriptor_that_is_sent_is_not_kept),
    ATTACK(messages_that_are_not_whole_are_dropped),
    ATTACK(ten_thousand_idle_connections_are_survived),
};

const struct suite suite_sockets = SUITE("sockets", tests);
