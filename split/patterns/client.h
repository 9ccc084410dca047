/*
 * client -- every call to another service, with all that may go wrong in mind.
 *
 * A caller keeps one peer for each service that it calls. A call passes, in
 * this order: bulkhead (is there room?), balancer (which instance?), breaker
 * (does calling make sense?), the attempt itself with its own time-out; and
 * when that fails, retry (is it safe, is there time, is there budget?). A
 * hedge may send a second attempt beside the first.
 *
 * Use:       host_options.outbound = &client_outbound, in main.c.
 * Settings:  "breaker.PEER.x", "bulkhead.PEER.x", "retry.PEER.x", ...; see
 *            chassis/setting.h. Gauges and transitions stand beside them.
 * Ownership: owns its channels, its copies of calls and its timers.
 * Errors:    the last attempt's, or UNAVAILABLE from an open breaker and
 *            OVERLOADED from a full bulkhead, each with a sentence.
 * Blocking:  never.
 * Source:    Nygard, "Release It!"; the order of the decorators as in
 *            resilience4j (Retry outside of CircuitBreaker), see
 *            docs/en/lessons of resilience.
 */
#ifndef SPLIT_PATTERNS_CLIENT_H
#define SPLIT_PATTERNS_CLIENT_H

#include "chassis/outbound.h"

extern const struct outbound client_outbound;

#endif
