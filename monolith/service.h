/*
 * service -- the whole shop as one service over one database.
 *
 * Use:       host_run() with routes = &shop_routes; tests give it to a runtime.
 * Contract:  shop.Shop, the same that the gateway of the split serves.
 */
#ifndef MONOLITH_SERVICE_H
#define MONOLITH_SERVICE_H

#include "chassis/runtime.h"

extern const struct service monolith_service;

#endif
