/*
 * health -- grpc.health.v1.Health, as every gRPC server is asked.
 *
 * Use:       host.c hangs health_face behind the service's own faces and calls
 *            health_weigh() whenever control_ready() may have changed.
 * Means:     SERVING where control_ready() is true; a name that this process
 *            does not serve is NOT_FOUND (Check) or SERVICE_UNKNOWN (Watch).
 *            "" is the process, and each contract has the process' health.
 * Ownership: watchers are requests; the list of them is one a process.
 * Errors:    NOT_FOUND.
 * Blocking:  never.
 * Source:    grpc/doc/health-checking.md.
 */
#ifndef CHASSIS_HEALTH_H
#define CHASSIS_HEALTH_H

#include "chassis/runtime.h"

extern const struct face health_face;

/* Tells those who watch, when the answer is no longer what they were told. */
void health_weigh(struct runtime *rt);

#endif
