/*
 * service -- inventory, as a process of its own over a database of its own.
 *
 * Use:       host_run() from main.c, or sim_add() in a simulation.
 * Contract:  domain/inventory/inventory.proto, and events.Events for the relay
 * of orders. State:     all of it in the database; in memory only who watches
 * the stock (watch.h).
 */
#ifndef SPLIT_SERVICES_INVENTORY_SERVICE_H
#define SPLIT_SERVICES_INVENTORY_SERVICE_H

#include "chassis/runtime.h"

extern const struct service inventory_service;

#endif
