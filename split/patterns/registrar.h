/*
 * registrar -- a process keeps itself findable in the registry.
 *
 * Use:       host_options.membership = &registrar_membership, in main.c.
 * Rules:     joins when the listeners stand, renews every third of its lease,
 *            and says "draining" and then farewell before the listeners close.
 *            A registry that is not there is asked again, after 50 ms at first
 *            and then at most a renewal's time; one that forgot us (NOT_FOUND)
 *            is joined again. Fenced (CONFLICT of a Join): a newer life of this
 *            instance owns the name, so this one is silent for good.
 * Settings:  "registrar.lease-ms"; "registrar.ready" (0: alive, but wants no
 *            calls; what a readiness probe sets). Gauge "registrar".
 * Ownership: join() makes what release() frees.
 * Time:      milliseconds; the loop's clock is read here.
 * Errors:    none reach the service. They are logged, each state once.
 * Blocking:  never.
 * Source:    leases after Gray and Cheriton 1989; fencing after Chubby's
 *            sequencers (Burrows 2006); drain before stop as in Envoy.
 */
#ifndef SPLIT_PATTERNS_REGISTRAR_H
#define SPLIT_PATTERNS_REGISTRAR_H

#include "chassis/host.h"

extern const struct membership registrar_membership;

#endif
