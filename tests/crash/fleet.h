/*
 * fleet -- careful customers over real sockets, for the kill campaign.
 *
 * Each member wants one order after another: it asks, and when the connection
 * breaks or the answer may be asked again, it asks again with the same key.
 * What it was told is kept and held against the database at the end.
 *
 * Use:       fleet_open() ("http://IP:PORT" or "unix:PATH"); fleet_run(true)
 * lets it order, fleet_run(false) lets every member finish what it has begun;
 * fleet_idle(). Units:     milliseconds. Ownership: the fleet owns its
 * connections; the ledger grows with the run. Errors:    a promise that was
 * broken is printed and counted in `broken`.
 */
#ifndef TESTS_CRASH_FLEET_H
#define TESTS_CRASH_FLEET_H

#include "chassis/db.h"
#include "chassis/net.h"
#include "chassis/random.h"

struct fleet;

struct fleet_counts {
    long asked, confirmed, pending, refused, cancelled, repeated;
    int broken;
};

struct fleet *fleet_open(struct loop *loop, const char *url, uint64_t seed,
                         int members);
/* One more front door of the same shop: a question that found no answer is
 * asked again at the next one, with the same key. */
void fleet_add_door(struct fleet *fleet, const char *url);
void fleet_free(struct fleet *fleet);
void fleet_run(struct fleet *fleet, bool run);
/* True when no member has an order in progress. */
bool fleet_idle(const struct fleet *fleet);
/* Holds all that was told against the orders table. */
void fleet_check(struct fleet *fleet, struct db *orders);
struct fleet_counts fleet_counts(const struct fleet *fleet);

#endif
