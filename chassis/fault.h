/*
 * fault -- which faults are active in one process, and whom they strike.
 *
 * Use:       faults_init() once. fault_add() and fault_heal() as people ask;
 *            fault_expire() now and then. Whoever carries faults out asks
 *            fault_find() or walks `list`, and for each event of his
 *            (connection, request, sync) fault_strikes().
 * Repeats:   fault_draw(fault, n) depends on the fault's seed and n only: the
 *            same seed strikes the same events again.
 * Units:     milliseconds of the monotonic clock, passed in; percentages in
 *            hundredths (10000 is every event).
 * Ownership: a plain value of the caller's; pointers into it hold until the
 *            next add, heal or expire.
 * Errors:    fault_add() explains in a sentence what cannot be: UNPROCESSABLE,
 *            UNIMPLEMENTED for a family this process cannot do, OVERLOADED
 *            when FAULT_ACTIVE are active. An expired fault strikes nobody
 *            even before fault_expire() takes it away.
 * Blocking:  never.
 * Source:    percentages in hundredths and max_active_faults as in Envoy;
 *            toxicity, direction and names as in toxiproxy; the seed as in
 *            TigerBeetle's simulator.
 */
#ifndef CHASSIS_FAULT_H
#define CHASSIS_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"
#include "chassis/fault_list.h"
#include "chassis/limits.h"

enum fault_family {
#define FAULT_ENUM(name, slug, en, ko) FAULT_FAMILY_##name,
    FAULT_FAMILIES(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_FAMILY_COUNT
};
/* Instead of families: those kinds that the supervisor does to others. */
#define FAULT_SUPERVISING (1U << 31)
/* Of several: FAULT_IN(CONNECTION) | FAULT_IN(REQUEST) */
#define FAULT_IN(name) (1U << FAULT_FAMILY_##name)

enum fault_kind {
#define FAULT_ENUM(name, slug, family, takes, with, en, ko) FAULT_##name,
    FAULT_LIST(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_KIND_COUNT
};

enum fault_direction {
    FAULT_BOTH,
    FAULT_TO,  /* towards the target: requests */
    FAULT_FROM /* away from it: answers */
};

enum {
    FAULT_ACTIVE = 16, /* at a time, in one process */
    FAULT_VALUES = 3,
    FAULT_ALWAYS = 10000,          /* hundredths of a percent */
    FAULT_DEFAULT_MS = 60 * 1000,  /* then it heals by itself */
    FAULT_LONGEST_MS = 3600 * 1000 /* no fault is forgotten for longer */
};

struct fault_parameter {
    const char *name, *unit; /* NULL: the kind has no more of them */
    int64_t least, most, fallback;
};

struct fault_about {
    const char *slug;
    enum fault_family family;
    unsigned takes; /* FAULT_DRAWN | ... */
    struct fault_parameter parameters[FAULT_VALUES];
    const char *english, *korean;
};
extern const struct fault_about fault_about[FAULT_KIND_COUNT];

struct fault {
    uint32_t id; /* 1, 2, ... in one process */
    enum fault_kind kind;
    int64_t values[FAULT_VALUES]; /* in the order of its parameters */
    int percentage;               /* hundredths: 0..FAULT_ALWAYS */
    enum fault_direction direction;
    int64_t duration_ms; /* 0 in fault_add(): FAULT_DEFAULT_MS */
    uint64_t seed;
    int64_t customer;              /* 0: all of them */
    char sku[LIMIT_NAME_BYTES];    /* "": all */
    char method[LIMIT_NAME_BYTES]; /* "Charge"; "": all */
    char caller[LIMIT_NAME_BYTES]; /* "orders"; "": all */
    char target[LIMIT_NAME_BYTES]; /* of FAULT_SUPERVISED: "payments-2" */
    int64_t since_ms, until_ms;    /* fault_add() sets them, and the id */
    int64_t frozen_ms;             /* of FAULT_FREEZE: the wall clock; 0: not
                                      looked at yet */
    uint64_t events;               /* seen by fault_strikes() */
    uint64_t struck;
};

struct faults {
    unsigned families; /* FAULT_IN(...) | ...: those it can do */
    uint32_t last_id;
    size_t count;
    struct fault list[FAULT_ACTIVE];
};

void faults_init(struct faults *faults, unsigned families);

/* A fault with its kind's fallbacks: every event, both ways, default time. */
struct fault fault_default(enum fault_kind kind);
/* The kind called "slow-sync", explained otherwise (NOT_FOUND). */
enum error fault_kind_named(const char *slug, enum fault_kind *out);
const char *fault_family_slug(enum fault_family family);
const char *fault_direction_slug(enum fault_direction direction);

/* Checks it against its kind alone: values, percentage, duration, aim. */
enum error fault_check(const struct fault *wanted);
/* Checks and adds; a copy with id and times in `out` (may be NULL). */
enum error fault_add(struct faults *faults, const struct fault *wanted,
                     int64_t now_ms, struct fault *out);
/* One by its id, or 0: all. NOT_FOUND, explained, for an id not active. */
enum error fault_heal(struct faults *faults, uint32_t id);
/* Takes those away whose time is over; how many they were. */
size_t fault_expire(struct faults *faults, int64_t now_ms);
/* When the next one is over; INT64_MAX: none is active. */
int64_t fault_next_ms(const struct faults *faults);

/* The oldest active one of that kind; NULL: none. */
struct fault *fault_find(struct faults *faults, enum fault_kind kind,
                         int64_t now_ms);
/* Does it strike its n-th event? The same seed and n: the same answer. */
bool fault_draw(const struct fault *fault, uint64_t n);
/* The same, for its next event, which it counts. */
bool fault_strikes(struct fault *fault);
/* A number that depends on seed, n and `what` only, evenly in [0, below); for
 * a jitter or the place of a corrupt byte. */
uint64_t fault_number(const struct fault *fault, uint64_t n, uint64_t what,
                      uint64_t below);
/* Does its aim (caller, method, customer, SKU) fit this call? What is not
 * known is passed as NULL or 0 and fits only a fault not aimed by it. */
bool fault_fits(const struct fault *fault, const char *caller,
                const char *method, int64_t customer, const char *sku);

#endif
