/*
 * compose -- replies that no single service can give.
 *
 * Use:       handlers of Shop.GetOrder and Shop.GetUser.
 * Errors:    the part that gives the reply its meaning (the order, the
 *            customer) must answer; the others may be missing and are then
 *            named in `unavailable`.
 * Blocking:  never.
 * Source:    read beside monolith/reads.c, where each is one statement.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_COMPOSE_H
#define SPLIT_PLATFORM_GATEWAY_COMPOSE_H

#include "chassis/runtime.h"

request_handler compose_order;
request_handler compose_user;

#endif
