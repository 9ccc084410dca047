/*
 * route -- who answers a method of the front door: the services, or a monolith
 *          that stands behind this gateway while it is being split up.
 *
 * Use:       every method of the face runs route_request(); route_open() once.
 *            route_begin() as host_options.begin takes the stage of a running
 *            migration from its ledger (chassis/placement.h).
 * Settings:  "route.stage" puts all ways at once, "route.GetOrder" and its
 *            like one; 0 services, 1 monolith, 2 shadow: the monolith answers
 *            and the services are asked the same, to compare. "route.hold"
 *            keeps new requests waiting for so many ms at most: the moment in
 *            which tables change hands.
 * Gauges:    "route" (requests held, calls that are out), "route.GetOrder".
 * Errors:    as the one who was asked says.
 * Blocking:  never; a request that is held waits without a thread.
 * Source:    Fowler's strangler fig; "shadow traffic" of mesh proxies.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_ROUTE_H
#define SPLIT_PLATFORM_GATEWAY_ROUTE_H

#include "chassis/host.h"
#include "chassis/runtime.h"

enum { ROUTE_METHODS = 10 };

enum way { WAY_SERVICES, WAY_MONOLITH, WAY_SHADOW };

/* `services` are the handlers that ask the services, in the contract's order;
 * they live as long as the runtime. */
void route_open(struct runtime *rt, request_handler *const *services);
void route_close(struct runtime *rt);
enum error route_begin(struct runtime *rt, struct loop *loop,
                       const struct config *config);
request_handler route_request;

/* The table of stages, for who wants to know: of no stage, the services. */
enum way route_of_stage(int stage, const char *method);

#endif
