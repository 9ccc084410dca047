/*
 * rows_telemetry -- what it costs the shop that it tells what it does.
 *
 * Four ways of the same load in turns: nobody listens (the collector is
 * killed); figures and lines, and no trace; the usual bound on traces; and no
 * bound, where every order is a trace of some thirty spans. What is compared is
 * processor time an order, for the disk decides how many orders a second there
 * are. A run turns each round the other way around, so that what drifts does
 * not favour one of them.
 */
#include "tests/bench/rows.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "chassis/telemetry.h"
#include "tests/bench/door.h"
#include "tests/bench/table.h"

enum { BURSTS = 500, BURST = 100 }; /* spans; over 16 KiB */
enum { CLIENTS = 32, NO_BOUND = 1000000, USUAL_RATE = 100 }; /* a second */

enum way { OFF, NONE_TRACED, USUAL, ALL, WAYS };

static const int64_t rates[WAYS] = {USUAL_RATE, 0, USUAL_RATE, NO_BOUND};

struct told {
    struct samples cpu_us[WAYS], per_s[WAYS], collector_us[WAYS];
};

static char tokens[DOOR_CLIENTS][DOOR_TOKEN_BYTES];

static int64_t cpu_of_senders(const struct rows *rows)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rows->shops.process_count; i++) {
        const struct shops_process *one = &rows->shops.processes[i];
        if (strcmp(one->shape, "split") == 0 && one->pid &&
            strcmp(one->name, "collector") != 0)
            sum += shops_cpu_us_of(one);
    }
    return sum;
}

static void go(struct rows *rows, enum way way)
{
    shops_collector(&rows->shops, way != OFF);
    shops_set(&rows->shops, "gateway", "telemetry.traces-rate", rates[way]);
}

static int64_t cpu_of_collector(const struct rows *rows, enum way way)
{
    return way == OFF ? 0
                      : shops_cpu_us_of(shops_find(&rows->shops, "collector"));
}

static void measure(struct rows *rows, enum way way, struct told *told)
{
    struct door_result result;
    go(rows, way);
    int64_t senders = cpu_of_senders(rows);
    int64_t collector = cpu_of_collector(rows, way);
    door_orders(rows->shops.ports[SHAPE_SPLIT], CLIENTS, rows->round_ms, tokens,
                &result);
    if (result.confirmed == 0)
        return;
    senders = cpu_of_senders(rows) - senders;
    collector = cpu_of_collector(rows, way) - collector;
    double orders = (double)result.confirmed;
    samples_add(&told->cpu_us[way], (double)senders / orders);
    samples_add(&told->collector_us[way], (double)collector / orders);
    samples_add(&told->per_s[way], result.per_s);
}

static void print(const struct told *told)
{
    struct samples both = told->cpu_us[USUAL];
    for (int i = 0; i < both.count; i++)
        both.values[i] += told->collector_us[USUAL].values[i];
    table_compare("8 processor an order, telemetry against none",
                  &told->cpu_us[USUAL], &told->cpu_us[OFF], "us", "<= 1.03");
    table_compare("8   with the collector's own", &both, &told->cpu_us[OFF],
                  "us", "");
    table_compare("8   no order traced", &told->cpu_us[NONE_TRACED],
                  &told->cpu_us[OFF], "us", "");
    table_compare("8   every order traced", &told->cpu_us[ALL],
                  &told->cpu_us[OFF], "us", "");
    table_compare("8 orders a second, telemetry against none",
                  &told->per_s[USUAL], &told->per_s[OFF], "/s", "");
}

/* ---- one span ---- */

/* As an attempt of orders tells it. */
static void tell_span(struct trace *trace)
{
    struct telemetry_span span = {.kind = TELEMETRY_CLIENT,
                                  .name = "payments.Payments/Charge",
                                  .start_us = telemetry_now_us()};
    telemetry_child(&span.trace, trace);
    telemetry_note(&span, LOG_TEXT("rpc.system", "grpc"));
    telemetry_note(&span, LOG_TEXT("rpc.service", "payments.Payments"));
    telemetry_note(&span, LOG_TEXT("rpc.method", "Charge"));
    telemetry_note(&span, LOG_TEXT("peer.service", "payments"));
    telemetry_note(&span, LOG_TEXT("cleave.breaker.state", "closed"));
    telemetry_note(&span, LOG_TEXT("server.instance.id", "payments-1"));
    telemetry_note(&span, LOG_INT("rpc.grpc.status_code", 0));
    span.end_us = telemetry_now_us();
    telemetry_span(&span);
}

static double cpu_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* A burst is a datagram; the collector takes it while we wait for nothing. */
static double span_us(struct rows *rows)
{
    static struct config config = {.name = "bench", .version = "1"};
    struct trace trace;
    struct random random;
    config.places = rows->shops.places;
    random_seed(&random, 1);
    trace_start(&trace, &random);
    telemetry_open(rows->shops.loop, &config);
    double used = 0;
    for (int burst = 0; burst < BURSTS; burst++) {
        double began = cpu_now_us();
        for (int i = 0; i < BURST; i++)
            tell_span(&trace);
        telemetry_turn();
        used += cpu_now_us() - began;
        poll(NULL, 0, 1);
    }
    uint64_t told = telemetry_figures().records;
    telemetry_close();
    return told < BURSTS * BURST / 2 ? 0 : used / (BURSTS * BURST);
}

void rows_telemetry(struct rows *rows)
{
    static struct told told;
    for (int i = 0; i < CLIENTS && !shops_interrupted(); i++)
        door_token(rows->shops.ports[SHAPE_SPLIT], door_customer(i), tokens[i]);
    for (int i = 0; i < 4 * rows->rounds && !shops_interrupted(); i++)
        for (int way = 0; way < WAYS && !shops_interrupted(); way++)
            measure(rows, (enum way)(i % 2 ? WAYS - 1 - way : way), &told);
    if (shops_interrupted())
        return;
    go(rows, USUAL);
    const struct table_row row = {.what = "8 processor a span told",
                                  .ours = span_us(rows),
                                  .unit = "us",
                                  .goal = ""};
    table_row(&row);
    print(&told);
}
