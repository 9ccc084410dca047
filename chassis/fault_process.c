/*
 * fault_process -- a process that burns time, holds memory, has no more
 * descriptors, or says that it is not ready.
 *
 * One timer does what takes time: it burns the share of each slice, and it
 * fills the memory piece by piece, so that neither stops the loop for longer
 * than a slice.
 *
 * Descriptors: a limit below those that are open would be no limit as a
 * process meets one. So the limit stands just above the highest that is open,
 * plus the spare ones, and every gap below is held with a copy of one
 * descriptor. What is closed from then on may be opened again, as in a process
 * that has really reached its limit.
 *
 * What is healed is given back at once: memory is mapped for this and nothing
 * else, and the old limit is kept.
 */
#include "chassis/fault_process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/log.h"

enum {
    GAPS = 4096,    /* descriptors held at a time */
    PIECE = 4 << 20 /* bytes of memory that are filled in one slice */
};

static struct {
    struct faults *faults;
    struct loop_timer *timer;
    char *memory; /* NULL: none is held */
    size_t bytes, filled;
    bool limited;
    struct rlimit before;
    int gaps[GAPS];
    int gap_count;
} process;

static struct fault *find(enum fault_kind kind)
{
    return fault_find(process.faults, kind, clock_monotonic_ms());
}

bool fault_process_ready(void)
{
    return !process.faults || !find(FAULT_NOT_READY);
}

/* ---- cpu and memory ---- */

static void burn(int64_t ms)
{
    int64_t until = clock_monotonic_ns() + ms * 1000000;
    while (clock_monotonic_ns() < until)
        continue;
}

static void fill_piece(void)
{
    size_t left = process.bytes - process.filled;
    size_t piece = left < PIECE ? left : PIECE;
    memset(process.memory + process.filled, 0x5a, piece);
    process.filled += piece;
}

static void each_slice(void *arg)
{
    (void)arg;
    const struct fault *cpu = find(FAULT_CPU);
    int64_t busy_ms = cpu ? cpu->values[0] * FAULT_SLICE_MS / 100 : 0;
    bool filling = process.filled < process.bytes;
    if (filling)
        fill_piece();
    if (cpu)
        burn(busy_ms > 0 ? busy_ms : 1);
    if (cpu || filling)
        loop_timer_set(process.timer, cpu ? FAULT_SLICE_MS - busy_ms : 1);
}

static void give_memory_back(void)
{
    if (process.memory)
        munmap(process.memory, process.bytes);
    process.memory = NULL;
    process.bytes = process.filled = 0;
}

static void hold_memory(int64_t mebibytes)
{
    size_t bytes = (size_t)mebibytes << 20;
    if (process.memory && process.bytes == bytes)
        return;
    give_memory_back();
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        LOG(LOG_WARN, "fault_not_done", NULL, LOG_TEXT("kind", "memory"),
            LOG_TEXT("detail", strerror(errno)));
        return;
    }
    process.memory = memory;
    process.bytes = bytes;
}

/* ---- descriptors ---- */

static int highest_open(int most)
{
    for (int fd = most - 1; fd > 0; fd--)
        if (fcntl(fd, F_GETFD) >= 0)
            return fd;
    return 0;
}

static void limit_files(int64_t spare)
{
    if (process.limited || getrlimit(RLIMIT_NOFILE, &process.before) != 0)
        return;
    rlim_t old = process.before.rlim_cur;
    int highest = highest_open(old < 65536 ? (int)old : 65536);
    while (process.gap_count < GAPS) {
        int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
        if (fd > highest)
            close(fd);
        if (fd < 0 || fd > highest)
            break;
        process.gaps[process.gap_count++] = fd;
    }
    struct rlimit now = process.before;
    rlim_t wanted = (rlim_t)highest + 1 + (rlim_t)spare;
    now.rlim_cur = wanted < old ? wanted : old;
    process.limited = setrlimit(RLIMIT_NOFILE, &now) == 0;
}

static void lift_limit(void)
{
    if (process.limited)
        setrlimit(RLIMIT_NOFILE, &process.before);
    process.limited = false;
    while (process.gap_count > 0)
        close(process.gaps[--process.gap_count]);
}

/* ---- all of them ---- */

void fault_process_changed(void *unused)
{
    (void)unused;
    const struct fault *memory = find(FAULT_MEMORY);
    const struct fault *files = find(FAULT_FD_LIMIT);
    if (memory)
        hold_memory(memory->values[0]);
    else
        give_memory_back();
    if (files)
        limit_files(files->values[0]);
    else
        lift_limit();
    if (find(FAULT_CPU) || process.filled < process.bytes)
        loop_timer_set(process.timer, 0);
}

void fault_process_begin(struct loop *loop, struct faults *faults)
{
    assert(!process.timer);
    process.timer = loop_timer_new(loop, each_slice, NULL);
    process.faults = faults;
}

void fault_process_end(void)
{
    if (!process.timer)
        return;
    give_memory_back();
    lift_limit();
    loop_timer_free(process.timer);
    process.timer = NULL;
    process.faults = NULL;
}
