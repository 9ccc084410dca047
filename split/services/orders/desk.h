/*
 * desk -- what one instance of the orders service keeps in memory.
 *
 * Use:       desk_of() in every handler. All of it can be made anew from the
 *            database; resume() does.
 * Ownership: hangs on runtime_state(), made in open(), freed in close().
 */
#ifndef SPLIT_SERVICES_ORDERS_DESK_H
#define SPLIT_SERVICES_ORDERS_DESK_H

#include "split/patterns/crew.h"
#include "split/patterns/outbox.h"
#include "split/patterns/saga.h"
#include "split/services/orders/pricelist.h"

struct desk {
    struct runtime *rt;
    struct crew crew;
    struct sagas sagas;
    struct outbox outbox;
    struct pricelist prices;
};

static inline struct desk *desk_of(struct runtime *rt)
{
    return runtime_state(rt);
}

#endif
