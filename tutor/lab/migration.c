/*
 * migration -- what a stage means, in one place.
 *
 * The problem: supervisor, gateway, mover and auditor must agree at each
 * moment on who runs where, and a step back must undo exactly its step.
 *
 * The idea: a stage is a number, and everything else is a function of it. A
 * step changes the number by one; what is to be done is the difference between
 * two values of these functions, so forwards and back need no lists of their
 * own.
 *
 * The invariant: from the shadow stage on a database has several users only
 * while their tables are disjoint or the writes of all but one have stopped.
 */
#include "tutor/lab/migration.h"

#include <stdio.h>
#include <string.h>

const char *const migration_services[MIGRATION_SERVICES] = {
    "monolith", "orders", "payments", "inventory", "shipping", "customers"};

static const char *const names[STAGE_COUNT] = {
    [STAGE_FACADE] = "facade",       [STAGE_SHADOW] = "shadow",
    [STAGE_SEAMS] = "seams",         [STAGE_PAYMENTS] = "payments",
    [STAGE_INVENTORY] = "inventory", [STAGE_SHIPPING] = "shipping",
    [STAGE_ORDERS] = "orders"};

const char *migration_stage_name(int stage)
{
    return stage > STAGE_NONE && stage < STAGE_COUNT ? names[stage] : "none";
}

const char *migration_moves(int stage)
{
    if (stage == STAGE_SEAMS)
        return "customers";
    return stage >= STAGE_PAYMENTS && stage < STAGE_COUNT ? names[stage] : NULL;
}

const char *migration_saga_book(int stage)
{
    if (stage < STAGE_SHADOW)
        return NULL;
    return stage < STAGE_ORDERS ? "monolith" : "orders";
}

/* The stage from which on the service has a database of its own. */
static int own_from(const char *service)
{
    for (int stage = STAGE_SEAMS; stage < STAGE_COUNT; stage++)
        if (strcmp(migration_moves(stage), service) == 0)
            return stage;
    return STAGE_COUNT;
}

struct placement migration_place(int stage, const char *service)
{
    bool monolith = strcmp(service, "monolith") == 0;
    bool customers = strcmp(service, "customers") == 0;
    bool own = stage >= own_from(service);
    struct placement place = {
        .known = stage != STAGE_NONE, .runs = true, .door = true};
    if (stage == STAGE_NONE)
        own = true;
    if (monolith) {
        /* Its schema would come back empty once tables have left. */
        place.runs = stage < STAGE_PAYMENTS;
        place.shared = stage != STAGE_NONE;
        place.door = stage < STAGE_SEAMS; /* what it writes sends no events */
    } else if (stage != STAGE_NONE) {
        place.runs = stage >= (customers ? STAGE_SEAMS : STAGE_SHADOW);
        place.shared = !own && !customers;
    }
    snprintf(place.database, sizeof place.database, "%s",
             monolith || place.shared ? PLACEMENT_LEDGER : service);
    return place;
}
