/*
 * rows_life -- how long everything takes to come up, what it weighs, and how
 *              long the project takes to build.
 *
 * A start is measured as a user feels it: from the command to its end, which
 * comes when every process has said that it is ready. The databases are kept,
 * with all orders of the rows before.
 */
#include "tests/bench/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tests/bench/floor.h"
#include "tests/bench/table.h"

void rows_start(struct rows *rows)
{
    struct samples ours = {.count = 0}, empties = ours;
    /* As many as `up` starts: its own command, the supervisor, the shop. */
    int count = (int)rows->shops.process_count + 1;
    for (int i = 0; i < 5 && !shops_interrupted(); i++) {
        shops_down(&rows->shops);
        samples_add(&empties, floor_start_ms(rows->shops.home, count));
        int64_t start = clock_monotonic_ns();
        shops_up(&rows->shops);
        samples_add(&ours, (double)(clock_monotonic_ns() - start) / 1e6);
    }
    shops_look(&rows->shops);
    if (!shops_interrupted())
        table_compare("5 cleave up both, databases kept", &ours, &empties, "ms",
                      "<= 4, then <= 1.5");
}

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *walk)
{
    (void)facts, (void)kind, (void)walk;
    return remove(path);
}

/* make in the directory that the bench was started in. */
static void build(void)
{
    static const char what[] = "6 clean build, make -j2 all";
    char directory[] = "/tmp/cleave-build-XXXXXX", option[64];
    int status = 0;
    if (!mkdtemp(directory))
        return;
    snprintf(option, sizeof option, "BUILD=%s", directory);
    int64_t start = clock_monotonic_ns();
    pid_t pid = fork();
    if (pid == 0) {
        unsetenv("MAKEFLAGS"); /* of the make that may have started us */
        unsetenv("MAKELEVEL");
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        execlp("make", "make", "-j2", option, "all", (char *)NULL);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    const struct table_row row = {
        .what = status == 0 ? what : "6 clean build: make failed",
        .ours = status == 0 ? (double)(clock_monotonic_ns() - start) / 1e9 : 0,
        .unit = "s",
        .goal = "<= 30 s"};
    table_row(&row);
    nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void rows_weight(struct rows *rows)
{
    static const char *const names[] = {"6 memory (PSS), monolith",
                                        "6 memory (PSS), split, all six",
                                        "6 memory (PSS), all processes"};
    for (int i = 0; i <= SHAPE_COUNT; i++) {
        double kb = (double)shops_memory_kb(&rows->shops, (enum shape)i);
        const struct table_row row = {
            .what = names[i],
            .ours = kb / 1024,
            .unit = "MB",
            .goal = i == SHAPE_COUNT ? "<= 40, then <= 15" : ""};
        table_row(&row);
    }
    if (rows->build && !shops_interrupted())
        build();
}
