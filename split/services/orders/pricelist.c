/*
 * pricelist -- a read-only copy of what another service owns.
 *
 * The problem: an order needs prices, prices belong to inventory, and asking
 * for them at each order would add a hop to every order and make inventory's
 * death the death of ordering.
 *
 * The idea: prices change rarely, so orders keeps a copy and says how old it
 * may be. While inventory is down, orders are still taken; they wait at the
 * step that really needs it.
 *
 * The price of it: for up to a minute an order may be placed at the price of
 * a minute ago. The order keeps that price in its lines, so nothing disagrees.
 */
#include "split/services/orders/pricelist.h"

#include <stdio.h>
#include <string.h>

#include "domain/inventory/inventory.pb-c.h"

enum { ASK_MS = 1000 };

void pricelist_init(struct pricelist *list, struct runtime *rt,
                    enum error (*ready)(struct request *rq))
{
    memset(list, 0, sizeof *list);
    list->rt = rt;
    list->ready = ready;
}

void pricelist_forget(struct pricelist *list)
{
    list->asking = false;
    list->parked_count = 0;
}

static const struct price *find(const struct pricelist *list, const char *sku)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].sku, sku) == 0)
            return &list->items[i];
    return NULL;
}

/* ---- asking ---- */

static void take(struct pricelist *list, const Shop__ListProductsReply *reply)
{
    list->count = 0;
    for (size_t i = 0; i < reply->n_products; i++) {
        const Shop__Product *product = reply->products[i];
        if (list->count == PRICELIST_ITEMS ||
            strlen(product->sku) >= ORDER_SKU_BYTES)
            continue;
        struct price *price = &list->items[list->count++];
        snprintf(price->sku, sizeof price->sku, "%s", product->sku);
        price->won = product->price;
    }
    list->known = true;
    list->heard_ms = runtime_now_ms(list->rt);
}

/* One parked request, in a savepoint of its own: what it wrote must not stay
 * when it fails, and must not go when another one does. */
static enum error serve(struct pricelist *list, struct request *rq)
{
    struct db *db = runtime_db(list->rt);
    enum error error = db_savepoint(db);
    if (error)
        return error;
    error_forget();
    enum error refused = list->ready(rq);
    if (!refused)
        return db_release(db);
    char detail[ERROR_DETAIL_BYTES];
    snprintf(detail, sizeof detail, "%s", error_detail(refused));
    error = db_rollback_to(db);
    if (!error)
        request_fail(rq, refused, detail);
    return error;
}

static enum error on_prices(struct runtime *rt, void *arg,
                            const struct answer *answer)
{
    struct pricelist *list = arg;
    struct request *waiting[PRICELIST_PARKED];
    size_t count = list->parked_count;
    enum error error = ERROR_OK;
    (void)rt;
    memcpy(waiting, list->parked, count * sizeof *waiting);
    list->parked_count = 0;
    list->asking = false;
    if (answer->message)
        take(list, (const Shop__ListProductsReply *)answer->message);
    list->serving = true;
    for (size_t i = 0; i < count && !error; i++)
        error = serve(list, waiting[i]);
    list->serving = false;
    return error;
}

static enum error ask(struct pricelist *list)
{
    static const Shop__ListProductsRequest all =
        SHOP__LIST_PRODUCTS_REQUEST__INIT;
    struct call call = {.peer = "inventory",
                        .contract = &inventory__inventory__descriptor,
                        .method = "ListProducts",
                        .in = &all.base,
                        .repeatable = true,
                        .timeout_ms = ASK_MS};
    enum error error = runtime_call(list->rt, &call, on_prices, list);
    list->asking = !error;
    list->asked_ms = runtime_now_ms(list->rt);
    return error;
}

/* ---- filling ---- */

static enum error park(struct pricelist *list, struct request *rq, bool *parked)
{
    if (list->parked_count == PRICELIST_PARKED)
        return error_explain(ERROR_OVERLOADED,
                             "%d orders wait for the price list already",
                             PRICELIST_PARKED);
    enum error error = list->asking ? ERROR_OK : ask(list);
    if (error)
        return error;
    list->parked[list->parked_count++] = rq;
    *parked = true;
    return ERROR_OK;
}

static enum error fill_known(const struct pricelist *list, struct order *order)
{
    for (size_t i = 0; i < order->line_count; i++) {
        const struct price *price = find(list, order->lines[i].sku);
        if (!price)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "lines[%zu].sku: there is no product \"%s\"",
                                 i, order->lines[i].sku);
        order->lines[i].unit_price_won = price->won;
    }
    return order_price(order);
}

/* TOUR: price-copy */
enum error pricelist_fill(struct pricelist *list, struct order *order,
                          struct request *rq, bool *parked)
{
    int64_t now = runtime_now_ms(list->rt);
    bool may_ask =
        !list->serving &&
        (!list->asked_ms || now - list->asked_ms > PRICELIST_AGAIN_MS);
    *parked = false;
    if (!list->known && (may_ask || list->asking))
        return park(list, rq, parked);
    if (!list->known)
        return error_explain(ERROR_UNAVAILABLE,
                             "the price list cannot be had: inventory does "
                             "not answer; try again");
    if (now - list->heard_ms > PRICELIST_OLD_MS && !list->asking && may_ask)
        (void)ask(list); /* no room: the old list serves until there is */
    enum error error = fill_known(list, order);
    if (error == ERROR_UNPROCESSABLE && (may_ask || list->asking))
        return park(list, rq, parked);
    return error;
}
