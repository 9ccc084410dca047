/*
 * watch -- who watches the stock, and what they were told.
 *
 * The problem: a watcher must hear of a change only when it is committed, must
 * hear of the last one in any case, and must not make us remember a queue of
 * changes because it reads slowly.
 *
 * The idea: nothing is queued. Each watcher remembers the level that it was
 * told last, of each SKU. A change only sets a timer of 0 ms; it runs in a
 * later turn, behind the commit, reads the levels that are true now and sends
 * those that differ. A watcher without room is passed over, and compared again
 * when there is room: it then gets the newest level, and those in between were
 * never kept anywhere.
 *
 * Another process may have changed the same database, so as long as anybody
 * watches the levels are compared twice a second as well.
 *
 * The invariant: after a change and its commit, every watcher of that SKU is
 * told, waits for room, or is gone.
 */
#include "split/services/inventory/watch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "domain/inventory/inventory.h"
#include "domain/inventory/inventory.pb-c.h"

enum { COMPARE_MS = 500 };

struct watched {
    struct stock_level told;
    bool due; /* `told` is not what it was told */
};

struct watcher {
    struct request *rq;
    struct watched skus[INVENTORY_PRODUCTS];
    size_t count;
    struct watcher *next, *previous;
};

struct watch {
    struct watcher *first;
    uint64_t timer; /* 0: nobody watches */
    bool soon;      /* the timer is one of 0 ms */
};

static struct watch *watch_of(struct runtime *rt)
{
    return runtime_state(rt);
}

/* ---- telling ---- */

static enum error tell(struct request *rq, const struct stock_level *level)
{
    Inventory__StockLevel out = INVENTORY__STOCK_LEVEL__INIT;

    out.sku = (char *)level->sku;
    out.available = level->available;
    out.reserved = level->reserved;
    out.shipped = level->shipped;
    return request_send(rq, &out.base);
}

static bool same(const struct stock_level *a, const struct stock_level *b)
{
    return a->available == b->available && a->reserved == b->reserved &&
           a->shipped == b->shipped;
}

/* Sends what differs, while there is room; room() goes on. */
static enum error compare(struct watcher *watcher)
{
    struct db *db = runtime_db(watcher->rq->runtime);
    enum error error = ERROR_OK;

    for (size_t i = 0; i < watcher->count && !error; i++) {
        struct watched *watched = &watcher->skus[i];
        struct stock_level now;

        if (!request_can_send(watcher->rq))
            return ERROR_OK;
        error = inventory_level(db, watched->told.sku, &now);
        if (error || (!watched->due && same(&now, &watched->told)))
            continue;
        error = tell(watcher->rq, &now);
        watched->told = now;
        watched->due = false;
    }
    return error;
}

static enum error compare_all(struct runtime *rt, void *arg);

static void set_timer(struct runtime *rt, struct watch *watch, bool soon)
{
    runtime_cancel_timer(rt, watch->timer);
    watch->timer = runtime_after(rt, soon ? 0 : COMPARE_MS, compare_all, watch);
    watch->soon = soon;
}

static enum error compare_all(struct runtime *rt, void *arg)
{
    struct watch *watch = arg;
    struct watcher *watcher = watch->first;
    enum error error = ERROR_OK;

    watch->timer = 0;
    if (watcher)
        set_timer(rt, watch, false);
    for (; watcher && !error; watcher = watcher->next)
        error = compare(watcher);
    return error;
}

void watch_changed(struct runtime *rt)
{
    struct watch *watch = watch_of(rt);

    if (watch->first && !watch->soon)
        set_timer(rt, watch, true);
}

/* ---- a stream ---- */

static enum error opened(struct request *rq)
{
    struct watch *watch = watch_of(rq->runtime);
    struct watcher *watcher = arena_alloc(&rq->arena, sizeof(*watcher));

    if (!watcher)
        return error_explain(ERROR_OVERLOADED, "no memory for a watcher");
    *watcher = (struct watcher){.rq = rq, .next = watch->first};
    if (watch->first)
        watch->first->previous = watcher;
    else
        set_timer(rq->runtime, watch, false);
    watch->first = watcher;
    rq->user = watcher;
    return ERROR_OK;
}

static void closed(struct request *rq)
{
    struct watch *watch = watch_of(rq->runtime);
    struct watcher *watcher = rq->user;

    if (watcher->previous)
        watcher->previous->next = watcher->next;
    else
        watch->first = watcher->next;
    if (watcher->next)
        watcher->next->previous = watcher->previous;
    if (!watch->first) {
        runtime_cancel_timer(rq->runtime, watch->timer);
        watch->timer = 0;
        watch->soon = false;
    }
}

static struct watched *find(struct watcher *watcher, const char *sku)
{
    for (size_t i = 0; i < watcher->count; i++)
        if (strcmp(watcher->skus[i].told.sku, sku) == 0)
            return &watcher->skus[i];
    return NULL;
}

static enum error add(struct watcher *watcher, const char *sku)
{
    struct watched *watched = find(watcher, sku);
    struct stock_level level;
    enum error error =
        inventory_level(runtime_db(watcher->rq->runtime), sku, &level);

    if (error)
        return error;
    if (!watched) {
        assert(watcher->count < INVENTORY_PRODUCTS); /* all are different */
        watched = &watcher->skus[watcher->count++];
    }
    *watched = (struct watched){.told = level, .due = true};
    return ERROR_OK;
}

static void drop(struct watcher *watcher, const char *sku)
{
    struct watched *watched = find(watcher, sku);

    if (watched)
        *watched = watcher->skus[--watcher->count];
}

static enum error message(struct request *rq, const ProtobufCMessage *in)
{
    const Inventory__WatchRequest *asked = (const Inventory__WatchRequest *)in;
    struct watcher *watcher = rq->user;
    enum error error = ERROR_OK;

    for (size_t i = 0; i < asked->n_unwatch; i++)
        drop(watcher, asked->unwatch[i]);
    for (size_t i = 0; i < asked->n_watch && !error; i++)
        error = add(watcher, asked->watch[i]);
    return error ? error : compare(watcher);
}

static enum error room(struct request *rq)
{
    return compare(rq->user);
}

const struct streaming watch_streaming = {.client = true,
                                          .server = true,
                                          .opened = opened,
                                          .message = message,
                                          .room = room,
                                          .closed = closed};

/* ---- the service's ---- */

enum error watch_open(struct runtime *rt)
{
    struct watch *watch = calloc(1, sizeof(*watch));

    if (!watch)
        return error_explain(ERROR_SYSTEM, "out of memory");
    runtime_set_state(rt, watch);
    return ERROR_OK;
}

/* All streams were closed, so nobody watches any more; timers are gone. */
enum error watch_resume(struct runtime *rt)
{
    struct watch *watch = watch_of(rt);

    *watch = (struct watch){.first = watch->first};
    return ERROR_OK;
}

void watch_close(struct runtime *rt)
{
    free(watch_of(rt));
}
