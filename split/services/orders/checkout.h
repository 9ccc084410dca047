/*
 * checkout -- an order on its way through the saga, and who waits for it.
 *
 * Use:       checkout_begin() when an order is placed, checkout_cancel() when
 *            one is taken back; both answer the request, now or later.
 * Ownership: a checkout belongs to its saga and is freed with it.
 * Errors:    as the domain's and the engine's.
 * Blocking:  never, but for the database.
 * Source:    read beside monolith/checkout.c: what is one transaction there is
 *            a table of steps and compensations here.
 */
#ifndef SPLIT_SERVICES_ORDERS_CHECKOUT_H
#define SPLIT_SERVICES_ORDERS_CHECKOUT_H

#include "chassis/runtime.h"
#include "domain/orders/idempotency.h"
#include "domain/orders/orders.h"
#include "split/patterns/outbox.h"
#include "split/patterns/saga.h"

struct desk; /* the service's state, see desk.h */

extern const struct saga_plan checkout_plan;

/* `order` is drafted and priced; its id, placed_by and placed_key are set. */
enum error checkout_begin(struct desk *desk, struct order *order,
                          struct request *rq);
enum error checkout_cancel(struct desk *desk, struct order *order,
                           struct request *rq);

#endif
