/*
 * bench -- one table of ratios: what we cost beside the least it can cost.
 *
 * Use:   bench [--bin DIRECTORY] [--in DIRECTORY] [--quick] [--only N]
 *              [--build]
 *
 * Both shapes are started in a directory of their own, loaded, looked at and
 * taken down again, also after Ctrl-C. Figures of one row are measured in turns
 * within one run and compared there; a ratio may be kept, a figure by itself
 * is the machine's. No timing decides the exit status: it is 0 when all could
 * be measured.
 *
 * The order matters: memory is weighed behind the load, and the start of
 * `cleave up` finds the databases that the load has left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/floor.h"
#include "tests/bench/rows.h"
#include "tests/bench/table.h"

static const struct {
    int number;
    void (*measure)(struct rows *rows);
} all[] = {
    {1, rows_hop},      {2, rows_monolith}, {3, rows_split},
    {7, rows_patterns}, {4, rows_cost},     {8, rows_telemetry},
    {6, rows_weight},   {9, rows_tutor},    {5, rows_start},
};

static int usage(void)
{
    fprintf(
        stderr,
        "usage: bench [--bin DIRECTORY] [--in DIRECTORY] [--quick] "
        "[--only N] [--build]\n"
        "  --bin    where cleave and its programs are (build/bin)\n"
        "  --in     where the shops' files are (/tmp); /dev/shm has no disk "
        "to wait for\n"
        "  --quick  short rounds: a glance, not a measurement\n"
        "  --only   rows of that number, 1 to 9\n"
        "  --build  also build the project from nothing (row 6)\n");
    return 2;
}

int main(int argc, char **argv)
{
    static struct rows rows = {.rounds = 5, .round_ms = 1000, .hops = 10000};
    const char *bin = "build/bin";
    long only = 0;
    if (argc == 3 && strcmp(argv[1], "--empty") == 0)
        return floor_empty(argv[2]); /* a child of rows_start() */
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0) {
            rows.rounds = 3;
            rows.round_ms = 300;
            rows.hops = 2000;
        } else if (strcmp(argv[i], "--build") == 0) {
            rows.build = true;
        } else if (strcmp(argv[i], "--bin") == 0 && i + 1 < argc) {
            bin = argv[++i];
        } else if (strcmp(argv[i], "--in") == 0 && i + 1 < argc) {
            rows.shops.parent = argv[++i];
        } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
            only = strtol(argv[++i], NULL, 10);
        } else {
            return usage();
        }
    }
    if (only < 0 || only > 9)
        return usage();
    shops_open(&rows.shops, bin);
    printf("warm commit %.0f us, ping-pong %.1f us on two processors\n",
           floor_commit_us(rows.shops.home, 200), floor_ping_us(2000));
    table_head();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if ((!only || only == all[i].number) && !shops_interrupted())
            all[i].measure(&rows);
    shops_close();
    return shops_interrupted() ? 130 : 0;
}
