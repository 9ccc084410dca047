/*
 * rows_orders -- durable orders a second, and what each of them costs.
 *
 * Ours is the whole way: a client over TCP, HTTP/1.1, JSON, token, rules,
 * commit, and in the split the saga between five services. The peer is the
 * same statements without sockets (bare.h), as many orders a commit as there
 * are clients; it has the processor to itself, ours shares two with the
 * clients.
 */
#include "tests/bench/rows.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bare.h"
#include "tests/bench/door.h"
#include "tests/bench/hop.h"
#include "tests/bench/table.h"

enum { SIZES = 3, COST_CLIENTS = 32, WARM_MS = 200, STRACE_HOPS = 500 };

static const int sizes[SIZES] = {1, 8, DOOR_CLIENTS};

/* ---- clients ---- */

static char tokens[SHAPE_COUNT][DOOR_CLIENTS][DOOR_TOKEN_BYTES];

static void get_tokens(const struct rows *rows, enum shape shape)
{
    for (int i = 0; i < DOOR_CLIENTS && !shops_interrupted(); i++)
        if (!tokens[shape][i][0])
            door_token(rows->shops.ports[shape], door_customer(i),
                       tokens[shape][i]);
}

static struct door_result run(const struct rows *rows, enum shape shape,
                              int clients, int64_t ms)
{
    struct door_result result;
    door_orders(rows->shops.ports[shape], clients, ms, tokens[shape], &result);
    if (result.other > 0)
        fprintf(stderr, "bench: %s: %ld orders were not answered by 201\n",
                shape_name(shape), result.other);
    return result;
}

/* ---- orders a second ---- */

/* Figures of each round, by number of clients; `others` are the monolith's in
 * the rounds of the split. */
struct race {
    enum shape shape;
    struct samples ours[SIZES], bare[SIZES], others[SIZES], p50[SIZES];
};

static void race(struct rows *rows, struct race *race, bool beside_monolith)
{
    struct bare *bare = bare_open(rows->shops.home, race->shape);
    get_tokens(rows, race->shape);
    if (beside_monolith)
        get_tokens(rows, SHAPE_MONOLITH);
    bare_orders(bare, DOOR_CLIENTS, WARM_MS);
    run(rows, race->shape, DOOR_CLIENTS, WARM_MS);
    for (int i = 0; i < rows->rounds * SIZES && !shops_interrupted(); i++) {
        int at = i % SIZES;
        samples_add(&race->bare[at],
                    bare_orders(bare, sizes[at], rows->round_ms));
        struct door_result result =
            run(rows, race->shape, sizes[at], rows->round_ms);
        samples_add(&race->ours[at], result.per_s);
        samples_add(&race->p50[at], result.p50_us);
        if (beside_monolith && sizes[at] == DOOR_CLIENTS)
            samples_add(
                &race->others[at],
                run(rows, SHAPE_MONOLITH, sizes[at], rows->round_ms).per_s);
    }
    bare_close(bare);
}

static void print_race(const struct race *race, int number)
{
    char what[80];
    for (int i = 0; i < SIZES; i++) {
        snprintf(what, sizeof what, "%d %s, %d client%s (p50 %.0f us)", number,
                 shape_name(race->shape), sizes[i], sizes[i] > 1 ? "s" : "",
                 samples_median(&race->p50[i]));
        table_compare(what, &race->ours[i], &race->bare[i], "/s",
                      sizes[i] == 64 ? ">= 0.6, then >= 0.9" : "");
    }
}

void rows_monolith(struct rows *rows)
{
    static struct race monolith = {.shape = SHAPE_MONOLITH};
    race(rows, &monolith, false);
    if (!shops_interrupted())
        print_race(&monolith, 2);
}

void rows_split(struct rows *rows)
{
    static struct race split = {.shape = SHAPE_SPLIT};
    race(rows, &split, true);
    if (shops_interrupted())
        return;
    print_race(&split, 3);
    table_compare("3 split against monolith, 64 clients",
                  &split.ours[SIZES - 1], &split.others[SIZES - 1], "/s",
                  ">= 0.25, then >= 0.5 (at 32)");
}

/* ---- what an order costs ---- */

struct cost {
    struct samples orders_a_commit, cpu_us;
};

static void measure_cost(struct rows *rows, enum shape shape, struct cost *cost)
{
    const char *writer = shape == SHAPE_MONOLITH ? "monolith" : "orders";
    int64_t commits = shops_commits(&rows->shops, writer);
    int64_t cpu = shops_cpu_us(&rows->shops, shape);
    struct door_result result = run(rows, shape, COST_CLIENTS, rows->round_ms);
    if (result.confirmed == 0)
        return;
    cpu = shops_cpu_us(&rows->shops, shape) - cpu;
    commits = shops_commits(&rows->shops, writer) - commits;
    samples_add(&cost->orders_a_commit,
                (double)result.confirmed / (double)commits);
    samples_add(&cost->cpu_us, (double)cpu / (double)result.confirmed);
}

static void one(const char *what, double figure, const char *unit,
                const char *goal)
{
    const struct table_row row = {
        .what = what, .ours = figure, .unit = unit, .goal = goal};
    table_row(&row);
}

/* ---- system calls ---- */

/* strace counts the calls of that process; 0 when it is not to be had. */
static pid_t start_strace(pid_t target, const char *report)
{
    char number[16], path[64], line[128];
    int tracer = 0;
    snprintf(number, sizeof number, "%d", (int)target);
    snprintf(path, sizeof path, "/proc/%d/status", (int)target);
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(nothing, STDERR_FILENO);
        execlp("strace", "strace", "-c", "-p", number, "-o", report,
               (char *)NULL);
        _exit(127);
    }
    while (!tracer && waitpid(pid, NULL, WNOHANG) == 0) {
        FILE *file = fopen(path, "re");
        while (file && fgets(line, sizeof line, file))
            sscanf(line, "TracerPid: %d", &tracer);
        if (file)
            fclose(file);
        poll(NULL, 0, 5);
    }
    return tracer ? pid : 0;
}

static long read_total(const char *report)
{
    char line[256];
    long calls = 0;
    FILE *file = fopen(report, "re");
    while (file && fgets(line, sizeof line, file))
        if (strstr(line, " total"))
            sscanf(line, "%*f %*f %*d %ld", &calls);
    if (file)
        fclose(file);
    return calls;
}

static void count_system_calls(struct rows *rows)
{
    char report[128];
    struct hop hop;
    const struct shops_process *payments = shops_find(&rows->shops, "payments");
    snprintf(report, sizeof report, "%s/strace.txt", rows->shops.home);
    hop_open(&hop, rows->shops.loop, payments->socket);
    hop_call(&hop);
    pid_t pid = start_strace(payments->pid, report);
    for (int i = 0; pid && i < STRACE_HOPS; i++)
        hop_call(&hop);
    hop_close(&hop);
    if (!pid) {
        one("4 system calls a hop: strace is not here", 0, "", "<= 5, then 3");
        return;
    }
    kill(pid, SIGINT);
    waitpid(pid, NULL, 0);
    one("4 system calls a gRPC hop, who answers",
        (double)read_total(report) / STRACE_HOPS, "", "<= 5, then 3");
}

void rows_cost(struct rows *rows)
{
    struct cost monolith = {.cpu_us = {.count = 0}}, split = monolith;
    get_tokens(rows, SHAPE_MONOLITH);
    get_tokens(rows, SHAPE_SPLIT);
    for (int i = 0; i < rows->rounds && !shops_interrupted(); i++) {
        measure_cost(rows, SHAPE_MONOLITH, &monolith);
        measure_cost(rows, SHAPE_SPLIT, &split);
    }
    if (shops_interrupted())
        return;
    one("4 orders a commit, monolith, 32 clients",
        samples_median(&monolith.orders_a_commit), "", ">= 8, then >= 24");
    one("4 orders a commit of orders, split, 32",
        samples_median(&split.orders_a_commit), "", "");
    one("4 processor an order, monolith", samples_median(&monolith.cpu_us),
        "us", "<= 50");
    one("4 processor an order, split, all six", samples_median(&split.cpu_us),
        "us", "<= 250");
    count_system_calls(rows);
}
