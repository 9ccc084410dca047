/*
 * service -- orders: places them, and sees them through by a saga.
 *
 * Use:       host_run(), or a simulator.
 * Contract:  domain/orders/orders.proto.
 */
#ifndef SPLIT_SERVICES_ORDERS_SERVICE_H
#define SPLIT_SERVICES_ORDERS_SERVICE_H

#include "chassis/runtime.h"

extern const struct service orders_service;

#endif
