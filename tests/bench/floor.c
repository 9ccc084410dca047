/*
 * floor -- see floor.h.
 *
 * Both ends of the ping-pong run on whatever floor_pin() chose: pinned to one
 * processor the exchange costs two switches, and code can be compared; free,
 * it costs what waking another processor costs, which is the machine's affair.
 */
#include "tests/bench/floor.h"

#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/histogram.h"

enum { UP_BYTES = 191, DOWN_BYTES = 189, PAGE_BYTES = 4096 };

void floor_pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < 64; i++)
        if (cpu < 0 || i == cpu)
            CPU_SET(i, &set);
    sched_setaffinity(0, sizeof set, &set);
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
