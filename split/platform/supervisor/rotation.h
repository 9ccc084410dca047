/*
 * rotation -- what the registry says of our instances, and what we say to it.
 *
 * Use:       rotation_refresh() now and then while somebody cares;
 *            rotation_has() between. rotation_split() tells callers the shares
 *            of two versions, rotation_sidecar() where an instance's sidecar
 *            is; rotation_stand_in() speaks for those that are asleep.
 * Rules:     where no registry runs, whoever is ready is in rotation, since
 *            callers go straight to it.
 * Ownership: one of each a supervisor.
 * Errors:    what the registry does not take is tried again at the next call.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_ROTATION_H
#define SPLIT_PLATFORM_SUPERVISOR_ROTATION_H

#include "split/platform/supervisor/supervisor.h"

/* A registry runs and is ready. */
bool rotation_known(void);
void rotation_refresh(struct runtime *rt);
bool rotation_has(const struct child *child);

/* `weight` percent for `to`, the rest for `from`; negative: evenly again.
 * True once the registry has taken exactly that. */
bool rotation_split(struct runtime *rt, const struct plan_entry *entry,
                    const char *from, const char *to, int weight);

/* Keeps those that are asleep findable: their sockets are here. */
void rotation_stand_in(struct runtime *rt);

/* Where callers of that instance must go, "" for straight. True once the
 * registry has taken it. */
bool rotation_sidecar(struct runtime *rt, const struct child *child,
                      const char *address);

#endif
