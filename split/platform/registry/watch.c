/*
 * watch -- whole views to all who watch, and who has heard them.
 *
 * The problem: an instance that wants to stop has to know when nobody will
 * send it a new call any more. Waiting "long enough" is either too long or not
 * enough.
 *
 * The idea: each watcher acknowledges the views that it has acted on. A Drain
 * is answered when every watcher of that service has acknowledged a view in
 * which the instance drains; a watcher that hangs costs REGISTRY_DRAIN_MS.
 *
 * A view is always the whole truth. So one that is skipped (a slow reader is
 * told nothing until it has room) loses nothing, and there is nothing to
 * repair after a reconnect. The same view is sent again after some silence, so
 * that a watcher can tell a calm registry from one that is gone.
 */
#include "split/platform/registry/watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct registry *of(struct request *rq)
{
    return runtime_state(rq->runtime);
}

/* ---- views ---- */

static bool shows(const char *wanted, const struct lease *lease)
{
    return !wanted[0] || strcmp(wanted, lease->service) == 0;
}

static void fill(struct arena *arena, const struct lease_table *table,
                 const struct lease *lease, Registry__Instance *out)
{
    registry__instance__init(out);
    out->service = arena_string(arena, lease->service);
    out->instance = lease->instance;
    out->version = arena_string(arena, lease->version);
    out->address = arena_string(arena, lease->address);
    out->sidecar = arena_string(arena, lease_sidecar(table, lease));
    out->state = (char *)lease_state_name(lease->state);
    out->epoch = lease->epoch;
    out->lease_ms = lease->lease_ms;
    out->expires_in_ms = lease->expires_ms - table->seen_ms;
    out->weight = lease_weight(table, lease);
    out->born_us = lease->born_us;
}

static Registry__View *make_view(struct arena *arena,
                                 const struct registry *registry,
                                 const char *service)
{
    const struct lease_table *table = &registry->table;
    Registry__View *view = arena_alloc(arena, sizeof *view);
    Registry__Instance *rows =
        arena_alloc(arena, (table->count + 1) * sizeof *rows);
    Registry__Instance **list =
        arena_alloc(arena, (table->count + 1) * sizeof *list);
    if (!view || !rows || !list)
        return NULL;
    registry__view__init(view);
    view->revision = table->revision;
    view->life = registry->life;
    view->instances = list;
    for (size_t i = 0; i < table->count; i++) {
        if (!shows(service, &table->leases[i]))
            continue;
        list[view->n_instances] = &rows[view->n_instances];
        fill(arena, table, &table->leases[i], &rows[view->n_instances++]);
    }
    return view;
}

const Registry__View *registry_view(struct request *rq, const char *service)
{
    return make_view(&rq->arena, of(rq), service);
}

/* ---- drains ---- */

static bool all_have_heard(const struct registry *registry,
                           const struct registry_drain *drain)
{
    for (size_t i = 0; i < REGISTRY_WATCHERS; i++) {
        const struct registry_watcher *watcher = &registry->watchers[i];
        bool concerned = watcher->rq && watcher->asked &&
                         (!watcher->service[0] ||
                          strcmp(watcher->service, drain->service) == 0);
        if (concerned && watcher->heard < drain->revision)
            return false;
    }
    return true;
}

static void answer_drain(struct runtime *rt, struct registry_drain *drain)
{
    struct request *rq = drain->rq;
    const Registry__View *view = registry_view(rq, drain->service);
    runtime_cancel_timer(rt, drain->timer);
    drain->rq = NULL;
    if (view)
        request_reply(rq, &view->base);
    else
        request_fail(rq, ERROR_TOO_LARGE, NULL);
}

static void look_at_drains(struct runtime *rt)
{
    struct registry *registry = runtime_state(rt);
    for (size_t i = 0; i < REGISTRY_DRAINS; i++)
        if (registry->drains[i].rq &&
            all_have_heard(registry, &registry->drains[i]))
            answer_drain(rt, &registry->drains[i]);
}

/* Somebody who watches hangs: the instance has waited long enough. */
static enum error waited(struct runtime *rt, void *arg)
{
    answer_drain(rt, arg);
    return ERROR_OK;
}

enum error registry_wait(struct request *rq, const char *service)
{
    struct registry *registry = of(rq);
    for (size_t i = 0; i < REGISTRY_DRAINS; i++) {
        struct registry_drain *drain = &registry->drains[i];
        if (drain->rq)
            continue;
        drain->rq = rq;
        drain->revision = registry->table.revision;
        snprintf(drain->service, sizeof drain->service, "%s", service);
        drain->timer =
            runtime_after(rq->runtime, REGISTRY_DRAIN_MS, waited, drain);
        return ERROR_OK;
    }
    return error_explain(ERROR_OVERLOADED, "%d instances drain already",
                         REGISTRY_DRAINS);
}

/* ---- the stream ---- */

static void tell(struct runtime *rt, struct registry_watcher *watcher)
{
    const struct registry *registry = runtime_state(rt);
    int64_t now = runtime_now_ms(rt);
    bool nothing_new = watcher->told == registry->table.revision &&
                       now - watcher->told_ms < REGISTRY_SILENCE_MS;
    if (!watcher->asked || nothing_new || !request_can_send(watcher->rq))
        return;
    const Registry__View *view =
        make_view(runtime_arena(rt), registry, watcher->service);
    if (view && !request_send(watcher->rq, &view->base)) {
        watcher->told = registry->table.revision;
        watcher->told_ms = now;
    }
}

void registry_tell(struct runtime *rt)
{
    struct registry *registry = runtime_state(rt);
    for (size_t i = 0; i < REGISTRY_WATCHERS; i++)
        if (registry->watchers[i].rq)
            tell(rt, &registry->watchers[i]);
    look_at_drains(rt);
}

static enum error opened(struct request *rq)
{
    struct registry *registry = of(rq);
    for (size_t i = 0; i < REGISTRY_WATCHERS; i++) {
        if (registry->watchers[i].rq)
            continue;
        registry->watchers[i] = (struct registry_watcher){.rq = rq};
        rq->user = &registry->watchers[i];
        return ERROR_OK;
    }
    return error_explain(ERROR_OVERLOADED, "%d callers watch already",
                         REGISTRY_WATCHERS);
}

static enum error message(struct request *rq, const ProtobufCMessage *in)
{
    const Registry__WatchRequest *asked = (const Registry__WatchRequest *)in;
    struct registry_watcher *watcher = rq->user;
    if (!watcher->asked) {
        if (strlen(asked->service) >= sizeof watcher->service)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "no service has so long a name");
        snprintf(watcher->service, sizeof watcher->service, "%s",
                 asked->service);
        watcher->asked = true;
    }
    if (asked->life == of(rq)->life && asked->after > watcher->heard)
        watcher->heard = asked->after;
    tell(rq->runtime, watcher);
    look_at_drains(rq->runtime);
    return ERROR_OK;
}

static enum error room(struct request *rq)
{
    tell(rq->runtime, rq->user);
    return ERROR_OK;
}

static enum error nobody_left_to_hear(struct runtime *rt, void *arg)
{
    (void)arg;
    look_at_drains(rt);
    return ERROR_OK;
}

/* Outside a turn: who waited for this watcher is answered in the next one. */
static void closed(struct request *rq)
{
    struct registry_watcher *watcher = rq->user;
    *watcher = (struct registry_watcher){0};
    runtime_after(rq->runtime, 0, nobody_left_to_hear, NULL);
}

const struct streaming registry_watch = {.client = true,
                                         .server = true,
                                         .opened = opened,
                                         .message = message,
                                         .room = room,
                                         .closed = closed};
