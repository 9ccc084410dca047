/*
 * service -- the front door of the split: shop.Shop, answered by asking others.
 *
 * Use:       host_run() with routes = &shop_routes, or a simulator.
 * Contract:  shop.Shop, the same that the monolith serves.
 * State:     none: no database, nothing to pick up after a crash.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_SERVICE_H
#define SPLIT_PLATFORM_GATEWAY_SERVICE_H

#include "chassis/runtime.h"

extern const struct service gateway_service;

#endif
