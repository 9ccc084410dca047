/*
 * rows_patterns -- what the patterns between two services cost a caller.
 *
 * The whole client (bulkhead, balancer, breaker, budget and the copy for a
 * repeat) against a bare channel, to the same process in turns; then each
 * pattern's own decision alone, as a share of that bare hop; then the same hop
 * through a sidecar.
 */
#include "tests/bench/rows.h"

#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "domain/payments/payments.pb-c.h"
#include "split/patterns/balancer.h"
#include "split/patterns/breaker.h"
#include "split/patterns/bulkhead.h"
#include "split/patterns/client.h"
#include "split/patterns/rate_limit.h"
#include "split/patterns/retry_budget.h"
#include "tests/bench/floor.h"
#include "tests/bench/hop.h"
#include "tests/bench/table.h"

enum { CPU = 1, DECISIONS = 1000000 };

/* ---- one decision of each ---- */

static double each_ns(int64_t began_ns)
{
    return (double)(clock_monotonic_ns() - began_ns) / DECISIONS;
}

static double breaker_ns(void)
{
    static struct breaker breaker;
    breaker_init(&breaker, NULL, 0, 1);
    int64_t began = clock_monotonic_ns();
    for (int64_t i = 0; i < DECISIONS; i++) {
        struct breaker_ticket ticket;
        int64_t after;
        if (breaker_allow(&breaker, i / 100, &ticket, &after))
            (void)breaker_record(&breaker, i / 100, &ticket, BREAKER_SUCCESS,
                                 1);
    }
    return each_ns(began);
}

static double bulkhead_ns(void)
{
    static struct bulkhead bulkhead;
    bulkhead_init(&bulkhead, NULL, 0);
    int64_t began = clock_monotonic_ns();
    for (int64_t i = 0; i < DECISIONS; i++) {
        struct bulkhead_place place = {0};
        if (bulkhead_enter(&bulkhead, i / 100, &place) == BULKHEAD_ENTERED)
            bulkhead_leave(&bulkhead, i / 100, &place);
    }
    return each_ns(began);
}

static double balancer_ns(void)
{
    static struct balancer balancer;
    struct balancer_endpoint four[4];
    struct random random;
    random_seed(&random, 1);
    for (size_t i = 0; i < 4; i++)
        four[i] = (struct balancer_endpoint){
            .id = i + 1, .life = 1, .weight = 1, .health = BALANCER_READY};
    balancer_init(&balancer, 0);
    (void)balancer_update(&balancer, four, 4);
    int64_t began = clock_monotonic_ns();
    for (int64_t i = 0; i < DECISIONS; i++) {
        struct balancer_pick pick;
        if (!balancer_pick(&balancer, i / 100, random_next(&random), 0, &pick))
            (void)balancer_done(&balancer, i / 100, &pick, BALANCER_SUCCESS,
                                10);
    }
    return each_ns(began);
}

static double budget_ns(void)
{
    static struct retry_budget budget;
    retry_budget_init(&budget, 0);
    int64_t began = clock_monotonic_ns();
    for (int64_t i = 0; i < DECISIONS; i++) {
        retry_budget_call(&budget, i / 100);
        retry_budget_ended(&budget, false);
    }
    return each_ns(began);
}

static double rate_limit_ns(void)
{
    static struct rate_limit limit;
    static struct rate_limit_slot slots[1024];
    rate_limit_init(&limit, slots, 1024, 1, 0);
    limit.rules.rate = 1000000;
    limit.rules.burst = 1000000;
    int64_t began = clock_monotonic_ns();
    for (int64_t i = 0; i < DECISIONS; i++)
        (void)rate_limit_take(&limit, (uint64_t)(i % 100), i);
    return each_ns(began);
}

/* ---- one hop, through a sidecar ---- */

static void row_of_sidecar(struct rows *rows)
{
    struct samples bare = {.count = 0}, proxied = bare;
    struct hop straight, through;
    shops_mesh(&rows->shops, "payments", true);
    const struct shops_process *payments = shops_find(&rows->shops, "payments");
    hop_open(&straight, rows->shops.loop, payments->socket);
    hop_open(&through, rows->shops.loop, payments->sidecar);
    floor_pin(0, CPU);
    floor_pin(payments->pid, CPU);
    floor_pin(payments->sidecar_pid, CPU);
    hop_median_us(&straight, rows->hops / 10);
    hop_median_us(&through, rows->hops / 10);
    for (int i = 0; i < rows->rounds && !shops_interrupted(); i++) {
        samples_add(&bare, hop_median_us(&straight, rows->hops));
        samples_add(&proxied, hop_median_us(&through, rows->hops));
    }
    floor_pin(0, -1);
    floor_pin(payments->pid, -1);
    hop_close(&through);
    hop_close(&straight);
    shops_mesh(&rows->shops, "payments", false);
    if (!shops_interrupted())
        table_compare("7 gRPC hop through a sidecar, same cpu", &proxied, &bare,
                      "us", "");
}

static const struct {
    const char *what;
    double (*ns)(void);
} decisions[] = {
    {"  breaker: allow, record", breaker_ns},
    {"  bulkhead: enter, leave", bulkhead_ns},
    {"  balancer: pick of 4, done", balancer_ns},
    {"  retry budget: call, ended", budget_ns},
    {"  rate limit: take", rate_limit_ns},
};
enum { COUNT = sizeof decisions / sizeof *decisions };

void rows_patterns(struct rows *rows)
{
    struct samples bare = {.count = 0}, whole = bare, each[COUNT] = {bare};
    const struct shops_process *payments = shops_find(&rows->shops, "payments");
    struct hop straight, client;
    hop_open(&straight, rows->shops.loop, payments->socket);
    hop_open_by(&client, rows->shops.loop, payments->socket, &client_outbound);
    floor_pin(0, CPU);
    floor_pin(payments->pid, CPU);
    hop_median_us(&straight, rows->hops / 10);
    hop_median_us(&client, rows->hops / 10);
    for (int i = 0; i < rows->rounds && !shops_interrupted(); i++) {
        double hop = hop_median_us(&straight, rows->hops);
        samples_add(&bare, hop);
        samples_add(&whole, hop_median_us(&client, rows->hops));
        for (size_t d = 0; d < COUNT; d++)
            samples_add(&each[d], decisions[d].ns() / 1000);
    }
    floor_pin(0, -1);
    floor_pin(payments->pid, -1);
    hop_close(&client);
    hop_close(&straight);
    if (shops_interrupted())
        return;
    table_compare("7 gRPC hop with all patterns, same cpu", &whole, &bare, "us",
                  "");
    for (size_t d = 0; d < COUNT; d++)
        table_compare(decisions[d].what, &each[d], &bare, "us", "");
    row_of_sidecar(rows);
}
