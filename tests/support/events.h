/*
 * events -- a test in the place of an outbox relay.
 *
 * Use:       events_deliver() sends one event of the source "orders" to a
 *            service on a stand, and runs a turn.
 * Ownership: the reply belongs to the stand.
 */
#ifndef TESTS_SUPPORT_EVENTS_H
#define TESTS_SUPPORT_EVENTS_H

#include "domain/orders/orders.pb-c.h"
#include "tests/support/stand.h"

const struct stand_reply *events_deliver(struct stand *stand, int64_t sequence,
                                         const char *type,
                                         const Orders__OrderSettled *order);

#endif
