/*
 * balancer -- which of a service's endpoints takes the next call.
 *
 * Use:       balancer_update() with what discovery knows, whenever that
 *            changes; balancer_pick() before an attempt and balancer_done()
 *            after it, once for each pick. A retry passes the endpoints that
 *            were tried (BALANCER_TRIED(pick.slot), or'ed): they are avoided
 *            while there is another.
 * Time:      the caller passes now_ms (monotonic) and `chance`, a fresh random
 *            word; latency in microseconds.
 * Rules:     draining endpoints get nothing, unhealthy ones nothing while one
 *            is ready. Ejected ones get nothing, unless so few of the ready
 *            are left that those would be trampled (panic_percent; 0: never).
 *            Who turns from unhealthy to ready is no longer ejected.
 *            An endpoint that stays keeps its figures; one that comes back as
 *            another process (`life`) starts anew, and results of its former
 *            life are dropped.
 * Ownership: a plain value of the caller's. `rules` may be changed at any time
 *            by parameter_set().
 * Errors:    ERROR_UNAVAILABLE from balancer_pick() when nobody may be asked;
 *            ERROR_OVERLOADED from balancer_update() with too many endpoints,
 *            and nothing is changed then.
 * Blocking:  never. One balancer belongs to one loop.
 * Source:    smooth weighted round robin as in nginx; two choices after
 *            Mitzenmacher 2001; panic threshold and outlier ejection of Envoy.
 */
#ifndef SPLIT_PATTERNS_BALANCER_H
#define SPLIT_PATTERNS_BALANCER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "split/patterns/outlier.h"
#include "split/patterns/parameter.h"

enum {
    BALANCER_ENDPOINTS = 64, /* of one service; the bits of a mask */
    BALANCER_SHARES = 8      /* versions side by side */
};

/* X(NAME, its name) */
#define BALANCER_POLICY_LIST(X)               \
    X(TWO_CHOICES, "two-choices")             \
    X(LEAST_OUTSTANDING, "least-outstanding") \
    X(ROUND_ROBIN, "round-robin")             \
    X(WEIGHTED, "weighted")                   \
    X(RANDOM, "random")

enum balancer_policy {
#define BALANCER_POLICY_ENUM(name, text) BALANCER_##name,
    BALANCER_POLICY_LIST(BALANCER_POLICY_ENUM)
#undef BALANCER_POLICY_ENUM
        BALANCER_POLICY_COUNT
};

struct balancer_rules {
    int64_t policy; /* enum balancer_policy */
    int64_t panic_percent;
    struct outlier_rules outlier;
};

enum { BALANCER_PARAMETERS = 11 };
extern const struct parameter balancer_parameters[BALANCER_PARAMETERS];

enum balancer_health {
    BALANCER_READY,
    BALANCER_UNHEALTHY, /* gets calls only when nobody is ready */
    BALANCER_DRAINING   /* gets none */
};

/* What discovery says of one endpoint. */
struct balancer_endpoint {
    uint64_t id;     /* the same as long as it is the same place */
    uint64_t life;   /* changes when another process stands there */
    int64_t weight;  /* 0: gets nothing; 1 where it does not matter */
    int64_t version; /* for balancer_share() */
    enum balancer_health health;
};

/* How much of the traffic goes to all endpoints of one version together. */
struct balancer_share {
    int64_t version;
    int64_t weight;
    int64_t turn; /* the module's own */
};

struct balancer {
    struct balancer_rules rules;
    /* The rest is the module's own. */
    struct balancer_slot {
        struct balancer_endpoint endpoint;
        bool taken;
        uint32_t generation;
        int64_t outstanding;
        int64_t turn;       /* smooth weighted round robin */
        int64_t latency_us; /* moving average */
        int64_t picked, failed;
        struct outlier outlier;
    } slots[BALANCER_ENDPOINTS];
    struct balancer_share shares[BALANCER_SHARES];
    size_t share_count;
    int64_t sweep_ms; /* when the next interval ends */
};

struct balancer_pick {
    uint64_t id; /* of the endpoint */
    unsigned slot;
    uint32_t generation, episode;
    bool panic; /* picked though it may be bad */
    bool again; /* all were tried already */
};

#define BALANCER_TRIED(slot) (UINT64_C(1) << (slot))

enum balancer_outcome {
    BALANCER_SUCCESS, /* any answer, a business error too */
    BALANCER_FAILURE, /* no answer, or one that blames the peer */
    BALANCER_NEITHER  /* cancelled, or refused by ourselves */
};

enum balancer_change {
    BALANCER_SAME,
    BALANCER_EJECTED, /* this result put the endpoint out */
    BALANCER_KEPT     /* it would have, but for the cap */
};

/* Sets the rules to their defaults; no endpoints. */
void balancer_init(struct balancer *balancer, int64_t now_ms);

/* The whole list; ids are unique in it. */
enum error balancer_update(struct balancer *balancer,
                           const struct balancer_endpoint *list, size_t count);

/* The traffic split by version: each gets weight / sum of the weights, and a
 * version that is not named nothing. count 0: versions do not matter. What
 * has no endpoint to take it falls to the other versions. */
enum error balancer_split(struct balancer *balancer,
                          const struct balancer_share *shares, size_t count);

enum error balancer_pick(struct balancer *balancer, int64_t now_ms,
                         uint64_t chance, uint64_t tried,
                         struct balancer_pick *out);

enum balancer_change balancer_done(struct balancer *balancer, int64_t now_ms,
                                   const struct balancer_pick *pick,
                                   enum balancer_outcome outcome,
                                   int64_t latency_us);

struct balancer_figures {
    struct balancer_endpoint endpoint;
    int64_t outstanding, picked, failed, latency_us;
    int64_t ejections;
    int64_t back_in_ms; /* 0: not ejected */
};

/* The index-th endpoint; false behind the last one. */
bool balancer_at(struct balancer *balancer, int64_t now_ms, size_t index,
                 struct balancer_figures *out);
const char *balancer_policy_name(enum balancer_policy policy);

#endif
