/*
 * checkout -- from a basket to a confirmed order, and back, in one transaction.
 *
 * Use:       the handlers of Shop.PlaceOrder and Shop.CancelOrder.
 * Errors:    DECLINED, OUT_OF_STOCK and UNDELIVERABLE leave a REJECTED order
 *            behind and name it; every other error leaves nothing.
 * Blocking:  on the database only.
 * Source:    read beside split/services/orders/checkout.c, where a saga stands
 *            in the place of the transaction.
 */
#ifndef MONOLITH_CHECKOUT_H
#define MONOLITH_CHECKOUT_H

#include "chassis/runtime.h"

extern const char *const checkout_crash_points[];

request_handler checkout_place_order;
request_handler checkout_cancel_order;

#endif
