/*
 * migration -- the stages in which a monolith becomes services, as a table.
 *
 * Use:       migration_place() says where a service's rows are at a stage and
 *            whether it runs; migration_moves() whose tables change hands in
 *            the step that leads to a stage.
 * Stages:    facade    the gateway stands before the monolith and passes on
 *            shadow    the services run on the monolith's database, are asked
 *                      what it was asked, and the answers are compared
 *            seams     the services answer writes; the monolith still answers
 *                      reads, and is compared
 *            payments, inventory, shipping, orders: each owns its data
 * Ownership: const tables, plain values.
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    Fowler, "StranglerFigApplication"; the shared database as a stage
 *            on the way as in Newman, "Monolith to Microservices", chapter 4.
 */
#ifndef TUTOR_MIGRATION_H
#define TUTOR_MIGRATION_H

#include <stddef.h>

#include "chassis/placement.h"

enum migration_stage {
    STAGE_NONE = PLACEMENT_NO_STAGE,
    STAGE_FACADE,
    STAGE_SHADOW,
    STAGE_SEAMS,
    STAGE_PAYMENTS,
    STAGE_INVENTORY,
    STAGE_SHIPPING,
    STAGE_ORDERS,
    STAGE_COUNT
};

enum { MIGRATION_SERVICES = 6 };
/* "monolith", "orders", "payments", ...; all that a stage says anything of. */
extern const char *const migration_services[MIGRATION_SERVICES];

/* "facade"; "none" before the first. */
const char *migration_stage_name(int stage);
/* known is false at STAGE_NONE. */
struct placement migration_place(int stage, const char *service);
/* The service that gets its own database with this stage; NULL: none does. */
const char *migration_moves(int stage);
/* The service whose database keeps sagas and outbox: "monolith" or "orders";
 * NULL where there are none yet. */
const char *migration_saga_book(int stage);

#endif
