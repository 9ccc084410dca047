/*
 * world -- one run of the shop under the simulator, from seed to verdict.
 *
 * The order of a run: draw how bad this world is from the seed (calm worlds
 * find other bugs than stormy ones); let the clients order while messages are
 * lost, doubled and overtaken and services die; heal; let everything come to
 * rest; then ask the auditor and the clients whether what they know agrees.
 *
 * The invariant: a run reads nothing but its seed, so a seed that fails is the
 * whole bug report.
 */
#include "tests/sim/world.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "split/platform/gateway/service.h"
#include "split/services/customers/service.h"
#include "split/services/inventory/service.h"
#include "split/services/orders/service.h"
#include "split/services/payments/service.h"
#include "split/services/shipping/service.h"
#include "tests/sim/clients.h"
#include "tutor/lab/audit.h"

/* Twins look after each other for ever, so their rest has no early end. */
enum {
    STORM_MS = 12000,
    REST_MS = 400000,
    TWINS_REST_MS = 60000,
    SERVICES = 6
};

static const struct service *const services[SERVICES] = {
    &gateway_service,  &customers_service, &orders_service,
    &payments_service, &inventory_service, &shipping_service};

static const char *const twin_services[] = {"orders", "payments", "inventory"};

/* Each database as it is before the first order, to be cloned. */
static struct db *first_state[SERVICES];

void world_open(void)
{
    static const struct sim_faults none = {0};
    struct sim *sim = sim_new(1, &none);
    for (size_t i = 0; i < SERVICES; i++) {
        enum error error = sim_add(sim, services[i], NULL, NULL);
        assert(!error);
    }
    sim_heal(sim); /* starts all, without faults */
    for (size_t i = 0; i < SERVICES; i++) {
        struct db *db = sim_db(sim, services[i]->name);
        enum error error = db ? db_clone(&first_state[i], db) : ERROR_OK;
        assert(!error);
    }
    sim_free(sim);
}

void world_close(void)
{
    for (size_t i = 0; i < SERVICES; i++) {
        db_close(first_state[i]);
        first_state[i] = NULL;
    }
}

static struct sim_faults draw_faults(uint64_t seed, bool twins)
{
    struct random random;
    random_seed(&random, seed * 2 + 1);
    struct sim_faults faults = {
        .delay_min_ms = 0,
        .delay_max_ms = 1 + (int64_t)random_below(&random, 40),
        .lose_percent = (double)random_below(&random, 150) / 10,
        .duplicate_percent = (double)random_below(&random, 200) / 10,
        .reorder_percent = (double)random_below(&random, 200) / 10,
        .crash_percent = (double)random_below(&random, 60) / 10,
        .restart_min_ms = 5,
        .restart_max_ms = 10 + (int64_t)random_below(&random, 800)};
    if (!twins)
        return faults;
    faults.pause_percent = (double)random_below(&random, 20) / 10;
    faults.pause_max_ms = 10 + (int64_t)random_below(&random, 5000);
    faults.suspect_percent = (double)random_below(&random, 30) / 10;
    return faults;
}

/* The auditor of `cleave audit`, on copies of the books as they are now. */
static void audit(struct sim *sim, struct world_report *report)
{
    static const char *const books[] = {"payments", "inventory", "shipping",
                                        "customers"};
    const struct audit_options options = {.patience_ms = 0};
    struct audit_report audit = {.shape = SHAPE_SPLIT};
    struct db *db = NULL;
    enum error error = db_clone(&db, sim_db(sim, "orders"));
    for (size_t i = 0; i < 4 && !error; i++)
        error = db_attach_copy(db, books[i], sim_db(sim, books[i]));
    if (!error)
        error = audit_look(db, &options, &audit);
    assert(!error);
    for (size_t i = 0; i < audit.count; i++) {
        const struct audit_finding *finding = &audit.findings[i];
        if (!finding->broken)
            continue;
        report->broken++;
        buffer_format(&report->sentences,
                      "audit: %s broken %lld times: %s %s\n",
                      finding->rule->slug, (long long)finding->broken,
                      finding->offenders[0].id, finding->offenders[0].what);
    }
    db_close(db);
}

void world_run(uint64_t seed, int orders, bool twins, struct buffer *log,
               struct world_report *report)
{
    static struct clients clients;
    static const struct runtime_setting settings[] = {{"deadline-ms", 2000},
                                                      {NULL, 0}};
    struct sim_faults faults = draw_faults(seed, twins);
    struct sim *sim = sim_new(seed, &faults);
    *report = (struct world_report){.seed = seed};
    buffer_init(&report->sentences, 1 << 16);
    if (log)
        sim_log_to(sim, log);
    for (size_t i = 0; i < SERVICES; i++) {
        enum error error = sim_add(sim, services[i], settings, first_state[i]);
        assert(!error);
    }
    for (size_t i = 0; twins && i < 3; i++)
        sim_add_twin(sim, twin_services[i]);
    sim_start(sim);
    clients_start(&clients, sim, orders, report);
    sim_run(sim, STORM_MS);
    sim_heal(sim);
    sim_run(sim, STORM_MS + (twins ? TWINS_REST_MS : REST_MS));
    audit(sim, report);
    clients_check(&clients, sim_db(sim, "orders"));
    report->hash = sim_log_hash(sim);
    report->totals = sim_totals(sim);
    report->virtual_ms = sim_now_ms(sim);
    sim_free(sim);
}
