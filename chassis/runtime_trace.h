/*
 * runtime_trace -- what a runtime tells about the work that it has done.
 *
 * Use:       by the runtime only, where a request ends and a turn commits.
 * Ownership: nothing is kept behind a turn.
 * Errors:    cannot fail; see chassis/telemetry.h.
 * Blocking:  never.
 * Source:    OpenTelemetry's semantic conventions for HTTP, RPC and databases.
 */
#ifndef CHASSIS_RUNTIME_TRACE_H
#define CHASSIS_RUNTIME_TRACE_H

#include "chassis/runtime.h"

/* Contracts of the platform itself: status, health, leases, collecting. They
 * are asked all the time and say nothing about the shop. */
bool runtime_housekeeping(const char *contract);

/* The span of a served request, when its outcome is known. */
void request_trace(const struct request *rq, int64_t end_us);

/* The span of a request that was refused before it was one: it had no valid
 * token, or came too often. It has no length. */
void refused_trace(const struct trace *trace, const char *http_method,
                   const char *http_route, enum error error,
                   const char *detail);

/* The event that ran now has written something, on behalf of `cause`: what
 * the turn's commit does is told there as well. */
void commit_note(struct runtime *rt, const struct trace *cause);
/* The commit (or what failed it) took from start_us until now. */
void commit_trace(struct runtime *rt, enum error error, int64_t start_us);

#endif
