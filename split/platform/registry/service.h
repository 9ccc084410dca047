/*
 * service -- the registry: leases behind registry.Registry.
 *
 * Use:       registry_service for host_run(), registry_begin() as its begin,
 *            config_only_one() before it: the socket is RUN/registry.sock.
 * Rules:     Join, Renew, Drain and Leave are for the instance itself, as its
 *            service identity says, and for the supervisor, which stands in
 *            for those that sleep; SetSidecar and SetSplit for the
 *            supervisor; List and Watch for everybody who can reach the
 *            socket.
 *            It keeps nothing on disk: a new life starts empty and is filled
 *            within one renewal.
 * Ownership: the state is the runtime's.
 * Errors:    FORBIDDEN for somebody else's lease; else as lease.h says.
 * Blocking:  never.
 * Source:    Eureka's verbs, with leases that mean what they say.
 */
#ifndef SPLIT_PLATFORM_REGISTRY_SERVICE_H
#define SPLIT_PLATFORM_REGISTRY_SERVICE_H

#include "chassis/config.h"
#include "chassis/net.h"
#include "chassis/runtime.h"

enum {
    REGISTRY_WATCHERS = 256,
    REGISTRY_DRAINS = 64,       /* that wait until all have heard */
    REGISTRY_DRAIN_MS = 300,    /* below the host's patience for leaving */
    REGISTRY_SILENCE_MS = 3000, /* then the same view is sent again */
    REGISTRY_RENEW_PARTS = 3    /* two renewals may be lost */
};

extern const struct service registry_service;

enum error registry_begin(struct runtime *rt, struct loop *loop,
                          const struct config *config);

#endif
