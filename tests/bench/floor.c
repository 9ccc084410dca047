/*
 * floor -- see floor.h.
 *
 * Both ends of the ping-pong run on whatever floor_pin() chose: pinned to one
 * processor the exchange costs two switches, and code can be compared; free,
 * it costs what waking another processor costs, which is the machine's affair.
 *
 * An empty program is this one: it opens a socket, says so on the pipe it
 * inherited, as a service says on its lifeline that it is ready, and answers
 * one byte. So the floor of a start is exec, a socket and a round of talk.
 */
#include "tests/bench/floor.h"

#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/histogram.h"

enum {
    UP_BYTES = 191,
    DOWN_BYTES = 189,
    PAGE_BYTES = 4096,
    EMPTY_MAX = 16,
    EMPTY_FD = 3
};

void floor_pin(pid_t pid, int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < 64; i++)
        if (cpu < 0 || i == cpu)
            CPU_SET(i, &set);
    sched_setaffinity(pid, sizeof set, &set);
}

static int exchange(int fd, size_t out, size_t in)
{
    char bytes[256] = {0};
    if (out && write(fd, bytes, out) != (ssize_t)out)
        return 0;
    size_t got = 0;
    while (got < in) {
        ssize_t n = read(fd, bytes, in - got);
        if (n <= 0)
            return 0;
        got += (size_t)n;
    }
    return 1;
}

static void echo(int fd)
{
    while (exchange(fd, 0, UP_BYTES))
        if (!exchange(fd, DOWN_BYTES, 0))
            break;
    _exit(0);
}

double floor_ping_us(int rounds)
{
    static struct histogram histogram;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return 0;
    pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        echo(pair[1]);
    }
    close(pair[1]);
    histogram_init(&histogram);
    for (int i = 0; i < rounds; i++) {
        int64_t start = clock_monotonic_ns();
        if (!exchange(pair[0], UP_BYTES, DOWN_BYTES))
            break;
        histogram_record(&histogram, (clock_monotonic_ns() - start) / 10);
    }
    close(pair[0]);
    waitpid(pid, NULL, 0);
    return (double)histogram_quantile(&histogram, 0.5) / 100;
}

double floor_commit_us(const char *directory, int rounds)
{
    static struct histogram histogram;
    static char page[PAGE_BYTES];
    char path[256];
    snprintf(path, sizeof path, "%s/floor.page", directory);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return 0;
    histogram_init(&histogram);
    for (int i = 0; i < rounds + 8; i++) {
        memset(page, i, sizeof page);
        int64_t start = clock_monotonic_ns();
        if (pwrite(fd, page, sizeof page, 0) != PAGE_BYTES || fdatasync(fd))
            break;
        if (i >= 8) /* the first ones make the blocks */
            histogram_record(&histogram, (clock_monotonic_ns() - start) / 10);
    }
    close(fd);
    unlink(path);
    return (double)histogram_quantile(&histogram, 0.5) / 100;
}

/* ---- empty programs ---- */

static void empty_address(struct sockaddr_un *out, const char *path)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(out->sun_path, sizeof out->sun_path, "%s", path);
}

int floor_empty(const char *socket_path)
{
    struct sockaddr_un address;
    char byte = 1;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    empty_address(&address, socket_path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) ||
        listen(fd, 1) || write(EMPTY_FD, &byte, 1) != 1)
        return 1;
    int peer = accept(fd, NULL, NULL);
    if (peer < 0 || write(peer, &byte, 1) != 1)
        return 1;
    return read(EMPTY_FD, &byte, 1) == 0 ? 0 : 1; /* until the parent lets go */
}

struct empty {
    pid_t pid;
    int line;
    char path[128];
};

static void start_empty(struct empty *empty)
{
    static char program[] = "/proc/self/exe", option[] = "--empty";
    int pair[2];
    empty->pid = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return;
    empty->line = pair[0];
    empty->pid = fork();
    if (empty->pid == 0) {
        char *argv[] = {program, option, empty->path, NULL};
        if (pair[1] == EMPTY_FD)
            fcntl(EMPTY_FD, F_SETFD, 0);
        else
            dup2(pair[1], EMPTY_FD);
        execv(program, argv);
        _exit(127);
    }
    close(pair[1]);
}

static int hear_empty(struct empty *empty)
{
    struct sockaddr_un address;
    char byte;
    if (empty->pid < 0 || read(empty->line, &byte, 1) != 1)
        return 0;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    empty_address(&address, empty->path);
    int heard = fd >= 0 &&
                !connect(fd, (struct sockaddr *)&address, sizeof address) &&
                read(fd, &byte, 1) == 1;
    close(fd);
    return heard;
}

double floor_start_ms(const char *directory, int count)
{
    struct empty all[EMPTY_MAX];
    int heard = 0;
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < count && i < EMPTY_MAX; i++) {
        snprintf(all[i].path, sizeof all[i].path, "%s/empty-%d", directory, i);
        start_empty(&all[i]);
    }
    for (int i = 0; i < count && i < EMPTY_MAX; i++)
        heard += hear_empty(&all[i]);
    int64_t took = clock_monotonic_ns() - start;
    for (int i = 0; i < count && i < EMPTY_MAX; i++) {
        if (all[i].pid < 0)
            continue;
        close(all[i].line);
        waitpid(all[i].pid, NULL, 0);
        unlink(all[i].path);
    }
    return heard == count ? (double)took / 1e6 : 0;
}
