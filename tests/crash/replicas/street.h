/*
 * street -- a split shop whose services have several processes each, started
 *           by hand, without a supervisor.
 *
 * Use:       street_open(); street_kill(), street_pause(), street_replace()
 *            one random replica; street_calm() brings all of them back;
 *            street_close().
 * Ownership: the directory is made with mkdtemp and removed; only processes
 *            that it started are signalled.
 * Errors:    what should not happen ends the program with a sentence; a process
 *            that ends unasked is counted as broken.
 * Blocking:  runs the loop, so that a fleet goes on meanwhile.
 */
#ifndef TESTS_CRASH_REPLICAS_STREET_H
#define TESTS_CRASH_REPLICAS_STREET_H

#include "chassis/net.h"
#include "chassis/places.h"
#include "chassis/process.h"
#include "chassis/random.h"

enum { STREET_COLUMNS = 3, STREET_HOUSES = 4 * STREET_COLUMNS + 2 };

struct street;

struct house { /* one process */
    struct street *street;
    const char *service;
    int number; /* instance */
    struct process *process;
    bool ready, may_end;      /* it was asked to, or killed */
    struct loop_timer *timer; /* starts it again, or lets it go on */
    bool paused;
    int64_t down_ms; /* how long it stays away when it has ended */
};

struct street_counts {
    int kills, pauses, replacements, points, broken;
    long ashore, taken_over, relays; /* as the logs tell */
};

struct street {
    char home[64];
    const char *bin;
    struct places places;
    struct loop *loop;
    int columns;
    int house_count;
    struct house houses[STREET_HOUSES];
    char doors[STREET_COLUMNS][LIMIT_PATH_BYTES + 8];
    struct street_counts counts;
    bool closing;
};

void street_open(struct street *street, const char *bin, int columns);
struct street_counts street_close(struct street *street);
/* The address of a column's gateway. */
const char *street_door(const struct street *street, int column);
void street_wait(struct street *street, int64_t ms);
void street_kill(struct street *street, struct random *random);
void street_pause(struct street *street, struct random *random);
void street_replace(struct street *street, struct random *random);
/* Kills the first process of orders; the second dies at that line of taking
 * over from it. Both come back. */
void street_crash(struct street *street, const char *point);
/* Everything runs and is ready again. */
void street_calm(struct street *street);

#endif
