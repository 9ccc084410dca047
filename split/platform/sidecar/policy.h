/*
 * policy -- what a sidecar does to calls without a service's knowing.
 *
 * Use:       policy_check() once, when people set it; the other functions for
 *            each call.
 * Units:     milliseconds; weights count against their sum.
 * Ownership: a plain value.
 * Errors:    policy_check() explains what cannot be (UNPROCESSABLE).
 * Blocking:  never; chance is passed in.
 * Source:    Istio's AuthorizationPolicy, VirtualService retries and weights;
 *            the caps of gRPC A6.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_POLICY_H
#define SPLIT_PLATFORM_SIDECAR_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/address.h"
#include "chassis/error.h"
#include "chassis/limits.h"

enum {
    POLICY_ALLOW = 16,
    POLICY_ROUTES = 8,
    POLICY_ATTEMPTS = 5, /* as gRPC's cap */
    POLICY_WEIGHT = 1000,
    POLICY_TIMEOUT_MS = 600000
};

struct policy_route {
    struct address address;
    int weight;
};

struct policy {
    char allow[POLICY_ALLOW][LIMIT_NAME_BYTES];
    size_t allow_count; /* 0: everybody */
    int64_t timeout_ms; /* of one attempt; 0: the caller's deadline only */
    int attempts;       /* in all; 0 and 1: no retry */
    bool retry_on[ERROR_COUNT];
    struct policy_route routes[POLICY_ROUTES];
    size_t route_count; /* 0: the instance behind it */
};

enum error policy_check(const struct policy *policy);
/* `caller` "" is nobody: only an empty list lets nobody in. */
bool policy_allows(const struct policy *policy, const char *caller);
/* After `tries` attempts, the last of which ended so. */
bool policy_repeats(const struct policy *policy, int tries, enum error outcome);
/* NULL: no routes. */
const struct address *policy_route(const struct policy *policy,
                                   uint64_t chance);

#endif
