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

#include <stdio.h>
#include <string.h>

#include "tests/bench/door.h"
#include "tests/bench/table.h"

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
    print(&told);
}
