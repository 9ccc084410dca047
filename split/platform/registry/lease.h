/*
 * lease -- who is where, and for how much longer.
 *
 * Use:       lease_join() once a life, lease_renew() while it lasts,
 *            lease_drain() and lease_leave() at its end; lease_pass() by
 *            lease_next_ms() at the latest. The table's leases are sorted by
 *            service and instance.
 * Time:      the caller passes now_ms (monotonic). A lease holds until
 *            expires_ms and no longer: at that instant it is over. When more
 *            than LEASE_LEAP_MS passed between two looks at the table, it was
 *            the registry that slept, and all leases are longer by as much.
 * Rules:     of two lives of one instance the younger (born_us) has the name.
 *            Each join gets an epoch that no other had; with another epoch
 *            nobody renews, drains or ends this lease.
 * Ownership: a plain value of the caller's. Pointers into it hold until the
 *            next call.
 * Errors:    each explained: UNPROCESSABLE (a value), NOT_FOUND (no lease),
 *            CONFLICT (fenced), OVERLOADED (the table is full).
 * Blocking:  never.
 * Source:    Gray and Cheriton 1989; epochs as in Chubby (Burrows 2006).
 */
#ifndef SPLIT_PLATFORM_REGISTRY_LEASE_H
#define SPLIT_PLATFORM_REGISTRY_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"
#include "chassis/limits.h"

enum {
    LEASE_COUNT = 256,    /* instances, of all services */
    LEASE_SIDECARS = 256, /* one for each instance */
    LEASE_SHARES = 64,    /* versions that have a weight of their own */
    LEASE_ADDRESS_BYTES = LIMIT_SOCKET_PATH_BYTES + 64, /* with its "unix:" */
    LEASE_MS = 1500,       /* unless the instance asks for another */
    LEASE_LEAST_MS = 200,  /* a third of it is still a turn or two */
    LEASE_MOST_MS = 60000, /* longer, and nobody would see a death */
    LEASE_LOOK_MS = 100,   /* the table is looked at this often */
    LEASE_LEAP_MS = 400,   /* more than that: we were not running */
    LEASE_WEIGHT = 100,    /* of a version that has none of its own */
    LEASE_WEIGHT_MOST = 1000
};

/* X(NAME, its name in the contract) */
#define LEASE_STATE_LIST(X)   \
    X(UP, "up")               \
    X(NOT_READY, "not-ready") \
    X(DRAINING, "draining")

enum lease_state {
#define LEASE_STATE_ENUM(name, text) LEASE_##name,
    LEASE_STATE_LIST(LEASE_STATE_ENUM)
#undef LEASE_STATE_ENUM
        LEASE_STATES
};

struct lease {
    char service[LIMIT_NAME_BYTES];
    int instance;
    char version[LIMIT_NAME_BYTES];
    char address[LEASE_ADDRESS_BYTES];
    enum lease_state state;
    int64_t epoch, born_us;
    int64_t lease_ms, expires_ms;
};

struct lease_table {
    int64_t revision; /* rises whenever a view would look different */
    int64_t last_epoch;
    int64_t seen_ms; /* the last look */
    struct lease leases[LEASE_COUNT];
    size_t count;
    /* The rest is the module's own. */
    struct lease_sidecar {
        char service[LIMIT_NAME_BYTES];
        int instance;
        char address[LEASE_ADDRESS_BYTES];
    } sidecars[LEASE_SIDECARS];
    size_t sidecar_count;
    struct lease_share {
        char service[LIMIT_NAME_BYTES], version[LIMIT_NAME_BYTES];
        int weight;
    } shares[LEASE_SHARES];
    size_t share_count;
};

/* Epochs begin behind `epoch`: something that a former table never reached. */
void lease_init(struct lease_table *table, int64_t now_ms, int64_t epoch);

struct lease_claim {
    const char *service;
    int instance;
    const char *version, *address;
    int64_t lease_ms; /* 0: LEASE_MS */
    int64_t born_us;
};
enum error lease_join(struct lease_table *table, int64_t now_ms,
                      const struct lease_claim *claim,
                      const struct lease **out);

/* Of one life. */
struct lease_key {
    const char *service;
    int instance;
    int64_t epoch;
};
/* lease_ms 0: as before. Who drains goes on draining. */
enum error lease_renew(struct lease_table *table, int64_t now_ms,
                       const struct lease_key *key, bool ready,
                       int64_t lease_ms, const struct lease **out);
enum error lease_drain(struct lease_table *table, int64_t now_ms,
                       const struct lease_key *key);
enum error lease_leave(struct lease_table *table, int64_t now_ms,
                       const struct lease_key *key);

/* Takes out what is over. */
void lease_pass(struct lease_table *table, int64_t now_ms);
int64_t lease_next_ms(const struct lease_table *table);

/* "" takes it away. May be said before the instance joins. */
enum error lease_set_sidecar(struct lease_table *table, const char *service,
                             int instance, const char *address);
struct lease_weight {
    const char *version;
    int weight;
};
/* All weights of a service at once; versions that are not named get 0, and no
 * weights at all make all equal. */
enum error lease_set_split(struct lease_table *table, const char *service,
                           const struct lease_weight *weights, size_t count);

const char *lease_sidecar(const struct lease_table *table,
                          const struct lease *lease); /* "": none */
int lease_weight(const struct lease_table *table, const struct lease *lease);
const char *lease_state_name(enum lease_state state);

#endif
