/*
 * placement -- whose database a process uses while a shop is being split up.
 *
 * Use:       placement_find() before a process is started or routed to. The
 *            ledger is kept in the database that everything moves out of, so
 *            that a move of tables and the note about it are one transaction;
 *            placement_schema makes it.
 * Rules:     no ledger, or none for that service: everything is as usual.
 * Ownership: plain values.
 * Errors:    STORAGE when the database is there and cannot be read.
 * Blocking:  reads a file.
 * Source:    the "strangler fig application" of Fowler 2004; the ledger is the
 *            migration table of schema tools, for places instead of schemas.
 */
#ifndef CHASSIS_PLACEMENT_H
#define CHASSIS_PLACEMENT_H

#include <stdbool.h>

#include "chassis/db.h"
#include "chassis/limits.h"
#include "chassis/places.h"

/* The database that holds the ledger, by its name in the state directory. */
#define PLACEMENT_LEDGER "monolith"

enum { PLACEMENT_NO_STAGE = -1 };

extern const char placement_schema[];

struct placement {
    bool known;                      /* the ledger speaks of this service */
    char database[LIMIT_NAME_BYTES]; /* "monolith": STATE/monolith.db */
    bool shared;                     /* with other services */
    bool runs;                       /* it has something to do now */
    bool door;                       /* takes strangers, where it has a door */
};

/* PLACEMENT_NO_STAGE where no migration has begun. */
enum error placement_stage(const struct places *places, int *out);
enum error placement_find(const struct places *places, const char *service,
                          struct placement *out);

#endif
