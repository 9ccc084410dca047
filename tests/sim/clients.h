/*
 * clients -- customers of the simulated shop: each wants one order, repeats
 *            with the same key until it has an answer, and some think twice
 *            and cancel.
 *
 * Use:       clients_start() before sim_run(); clients_check() after the shop
 *            has come to rest, against the orders database.
 * Promise:   what a client was told stays true: a key has one order, a
 *            confirmed order is never lost, a refused one never comes back.
 */
#ifndef TESTS_SIM_CLIENTS_H
#define TESTS_SIM_CLIENTS_H

#include "chassis/sim.h"
#include "tests/sim/world.h"

struct client {
    struct clients *all;
    int number;
    int customer_id;
    char sku[16];
    int quantity;
    bool wants_cancel;
    int attempts;
    int64_t asked; /* number of the request that is awaited */
    bool settled;  /* has its answer, or gave up */
    enum error refused;
    char order_id[32]; /* "" until told */
    bool confirmed, cancelled;
};

struct clients {
    struct sim *sim;
    struct world_report *report;
    int count;
    struct client list[WORLD_ORDERS_MAX];
};

void clients_start(struct clients *clients, struct sim *sim, int count,
                   struct world_report *report);
void clients_check(struct clients *clients, struct db *orders);

#endif
