/*
 * rotation -- what discovery lists, as a balancer takes it.
 *
 * Use:       rotation_take() whenever the list has changed; rotation_id() to
 *            find the endpoint behind a pick. Callers and the proxy behind a
 *            virtual address share it.
 * Rules:     with a sidecar before it, an instance is another place than
 *            without. Weights are those of versions: where all are 100,
 *            versions do not matter.
 * Ownership: plain values; the list is read, never kept.
 * Errors:    as balancer_update() and balancer_split() say.
 * Blocking:  never.
 */
#ifndef SPLIT_PATTERNS_ROTATION_H
#define SPLIT_PATTERNS_ROTATION_H

#include "split/patterns/balancer.h"
#include "split/patterns/discovery.h"

/* Never 0. */
uint64_t rotation_id(const struct discovery_endpoint *endpoint);
enum error rotation_take(struct balancer *balancer,
                         const struct discovery_endpoint *list, size_t count);

#endif
