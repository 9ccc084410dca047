/*
 * mesh -- a sidecar beside each instance that is to have one.
 *
 * Use:       mesh_want() as people ask; mesh_look() now and then starts, stops
 *            and announces. mesh_of() for reports.
 * Rules:     a sidecar is started when its instance is ready, callers are sent
 *            to it when it stands, and they are sent back before it ends. It
 *            ends when its instance has none of its own life left; one that
 *            dies by itself is started again after a moment, and callers are
 *            not sent past it meanwhile.
 * Ownership: the processes are ours, and hold our lifeline.
 * Errors:    logged; tried again.
 * Blocking:  never.
 * Source:    the sidecar of Burns and Oppenheimer 2016; its order of start and
 *            end as Kubernetes' sidecar containers have it since 1.29.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_MESH_H
#define SPLIT_PLATFORM_SUPERVISOR_MESH_H

#include "split/platform/supervisor/supervisor.h"

void mesh_want(struct child *child, bool on);
void mesh_look(struct runtime *rt);
/* It stands and callers know (or that it does not, and none runs). */
bool mesh_settled(const struct child *child);
/* Its sidecar's process lives; of any instance's. */
bool mesh_stands(const struct child *child);
bool mesh_runs(void);
/* Pid, or 0; `path` (LIMIT_PATH_BYTES) is its socket when callers use it. */
int mesh_of(const struct child *child, char *path);
/* cleave-sidecar lies beside us. */
bool mesh_possible(void);

#endif
