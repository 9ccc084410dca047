/*
 * crew -- several processes of one service, and which of them owns what.
 *
 * Use:       crew_schema among the schemas; crew_board() first in resume();
 *            crew_check() as the service's enter(). What a process owns carries
 *            its epoch. `looked` is called in a turn every CREW_LOOK_MS:
 *            that is the place to take over what is owned by nobody aboard.
 * Promise:   at most one process aboard has an epoch, and at most one leads:
 *            the one with the lowest. A process whose row is gone (the others
 *            took it for dead) fails its next turn that would write, whatever
 *            that is, forgets all it had in memory and boards again as a new
 *            one.
 * Alone:     where the database is not shared all others are over, it leads
 *            from the start, and no timer is set.
 * Units:     milliseconds.
 * Ownership: hangs on the service's state.
 * Errors:    UNAVAILABLE from crew_check() when put ashore; the database's.
 * Blocking:  never, but for the database.
 * Source:    epochs as fencing tokens: Kleppmann, "How to do distributed
 *            locking", 2016; the oldest leads as in Garcia-Molina's elections.
 */
#ifndef SPLIT_PATTERNS_CREW_H
#define SPLIT_PATTERNS_CREW_H

#include "chassis/runtime.h"

enum { CREW_LOOK_MS = 100, CREW_MEMBERS = 64 };

extern const char crew_schema[];

struct crew {
    struct runtime *rt;
    int64_t epoch; /* 0: not aboard yet */
    bool leads;
    /* `gone`: somebody has been put ashore since it was called last. */
    enum error (*looked)(struct runtime *rt, bool gone);
    const char *crash_point; /* somebody is being put ashore */
};

void crew_init(struct crew *crew, struct runtime *rt,
               enum error (*looked)(struct runtime *rt, bool gone),
               const char *crash_point);
/* Comes aboard, or finds itself still there; puts the dead ashore. */
enum error crew_board(struct crew *crew);
/* In the transaction that is about to write. */
enum error crew_check(const struct crew *crew);

#endif
