/*
 * quota -- how many requests one client may send through the gateway.
 *
 * Use:       host_options.meter = quota_take; quota_open() once, before it.
 * Rules:     one bucket for each token's subject; who has no token shares one
 *            bucket for each kind of request with all others without one, so
 *            that a flood of strangers at the catalogue locks nobody out of
 *            logging in. What a client says about itself in headers
 *            (X-Forwarded-For and the like) is not looked at.
 * Settings:  "rate-limit.clients.rate" and its like; rate 0, the default,
 *            counts nobody. chassis/setting.h changes them live.
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    split/patterns/rate_limit.h; the RateLimit header fields draft.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_QUOTA_H
#define SPLIT_PLATFORM_GATEWAY_QUOTA_H

#include "chassis/rest.h"

void quota_open(uint64_t seed, int64_t now_ms);
rest_meter quota_take;

#endif
