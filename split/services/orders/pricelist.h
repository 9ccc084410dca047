/*
 * pricelist -- the catalogue's prices, as orders last heard them.
 *
 * Use:       pricelist_fill() when an order is placed; when it says that it
 *            must ask first, the request is parked and `ready` is called for
 *            it later, in a turn.
 * Units:     won; monotonic milliseconds.
 * Rules:     the list is asked for at the first need, again when it is older
 *            than PRICELIST_OLD_MS (an old one is used meanwhile) and when an
 *            SKU is unknown to it, but not more than once a second. A request
 *            waits for one answer at most: what that does not know, or that
 *            none came, is then told.
 * Ownership: hangs on the service's state.
 * Errors:    UNPROCESSABLE names an unknown SKU; UNAVAILABLE while inventory
 *            has never answered; OVERLOADED when too many requests wait.
 * Source:    reference data replicated to its reader ("Data on the Outside
 *            versus Data on the Inside", Helland 2005).
 */
#ifndef SPLIT_SERVICES_ORDERS_PRICELIST_H
#define SPLIT_SERVICES_ORDERS_PRICELIST_H

#include "chassis/runtime.h"
#include "domain/orders/orders.h"

enum {
    PRICELIST_ITEMS = 512,
    PRICELIST_PARKED = 1024,
    PRICELIST_OLD_MS = 60000,
    PRICELIST_AGAIN_MS = 1000
};

struct pricelist {
    struct runtime *rt;
    /* For each parked request, once there is an answer. */
    enum error (*ready)(struct request *rq);
    bool asking;
    bool serving; /* those who waited: they have had their asking */
    bool known;
    int64_t asked_ms, heard_ms;
    size_t count;
    struct price {
        char sku[ORDER_SKU_BYTES];
        int64_t won;
    } items[PRICELIST_ITEMS];
    size_t parked_count;
    struct request *parked[PRICELIST_PARKED];
};

void pricelist_init(struct pricelist *list, struct runtime *rt,
                    enum error (*ready)(struct request *rq));
/* Forgets who waits and whether anybody was asked. */
void pricelist_forget(struct pricelist *list);
/* Fills in the unit prices, or sets *parked and keeps the request. */
enum error pricelist_fill(struct pricelist *list, struct order *order,
                          struct request *rq, bool *parked);

#endif
