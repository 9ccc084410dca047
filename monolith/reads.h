/*
 * reads -- the questions that one database answers with one join.
 *
 * Use:       handlers of Shop.GetOrder, ListOrders, ListOrderEvents and
 *            GetUser.
 * Errors:    NOT_FOUND, FORBIDDEN (somebody else's order), UNPROCESSABLE.
 * Blocking:  on the database only.
 * Source:    read beside split/platform/gateway/compose.c, which asks three
 *            services for what one statement finds here.
 */
#ifndef MONOLITH_READS_H
#define MONOLITH_READS_H

#include "chassis/runtime.h"

request_handler reads_order;
request_handler reads_orders;
request_handler reads_order_events;
request_handler reads_user;

#endif
