/*
 * migrate -- one step of a migration, under load, with nobody refused.
 *
 * Use:       migrate_step() with +1 or -1; migrate_settle() makes true what
 *            the ledger says, after whatever was interrupted.
 * Rules:     requests are held at the gateway while tables change hands;
 *            sagas and events end first; a step that cannot be made leaves all
 *            as it was.
 * Ownership: everything lives in the session's arena.
 * Errors:    explained: a shape that is not up, work that does not end, a copy
 *            that does not equal the original.
 * Blocking:  until it is done; about a second.
 */
#ifndef TUTOR_MIGRATE_H
#define TUTOR_MIGRATE_H

#include "tutor/lab/mover.h"
#include "tutor/session.h"

enum { MIGRATE_SAME_PORT = -1 }; /* the usual one, or the one it had */

struct migrate_report {
    int gateway_port; /* asked for, when the facade is put up */
    int from, to;
    struct mover_report moved;
    int64_t held_ms; /* how long new requests had to wait */
    int64_t took_ms;
};

enum error migrate_step(struct session *session, int direction,
                        struct migrate_report *report);
/* Processes and gateway as the stage wants them. */
enum error migrate_settle(struct session *session, int stage);

#endif
