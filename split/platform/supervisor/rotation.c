/*
 * rotation -- the supervisor as a client of the registry.
 *
 * The supervisor never says that an instance is there or ready: each process
 * does that itself, for only it knows. It asks, so that a deployment goes on
 * only when callers can have heard of the new instance, and it sets the shares
 * of versions, which no single process could.
 */
#include "split/platform/supervisor/rotation.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/registry.pb-c.h"
#include "chassis/log.h"
#include "split/platform/supervisor/fleet.h"

enum { ASK_MS = 1000, NO_WEIGHT = -1 };

/* The last split that was asked for, of each service. */
struct split {
    bool asked; /* an answer is due */
    bool used;  /* since the begin there was one */
    int weight; /* taken */
    int asking;
};

static struct {
    bool asked, known;
    bool has[PLAN_SLOTS];
    struct split splits[PLAN_COUNT];
} rotation;

bool rotation_known(void)
{
    int instance;
    const struct plan_entry *entry = plan_parse("registry", &instance);
    const struct child *child = fleet_next(entry, NULL);
    return child && child->state == CHILD_READY;
}

static bool in_view(const Registry__View *view, const struct child *child)
{
    for (size_t i = 0; i < view->n_instances; i++) {
        const Registry__Instance *one = view->instances[i];
        if (one->instance == child->instance &&
            strcmp(one->service, child->entry->name) == 0 &&
            strcmp(one->version, child->version) == 0)
            return strcmp(one->state, "up") == 0;
    }
    return false;
}

static enum error on_view(struct runtime *rt, void *arg,
                          const struct answer *answer)
{
    const Registry__View *view = (const Registry__View *)answer->message;
    const struct child *first = supervisor_get()->children;
    (void)rt, (void)arg;
    rotation.asked = false;
    if (!view)
        return ERROR_OK;
    rotation.known = true;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        rotation.has[child - first] = in_view(view, child);
    return ERROR_OK;
}

void rotation_refresh(struct runtime *rt)
{
    Registry__WatchRequest all = REGISTRY__WATCH_REQUEST__INIT;
    if (!rotation_known())
        rotation.known = false;
    if (rotation.asked || !rotation_known())
        return;
    struct call call = {.peer = "registry",
                        .contract = &registry__registry__descriptor,
                        .method = "List",
                        .in = &all.base,
                        .timeout_ms = ASK_MS,
                        .repeatable = true};
    rotation.asked = !runtime_call(rt, &call, on_view, NULL);
}

bool rotation_has(const struct child *child)
{
    if (!rotation_known())
        return true;
    return rotation.known && rotation.has[child - supervisor_get()->children];
}

/* ---- shares of versions ---- */

static enum error on_split(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    struct split *split = arg;
    (void)rt;
    split->asked = false;
    if (answer->error)
        LOG(LOG_WARN, "split_refused", NULL,
            LOG_TEXT("detail", answer->detail ? answer->detail : ""));
    else
        split->weight = split->asking;
    return ERROR_OK;
}

static void send_split(struct runtime *rt, struct split *split,
                       Registry__SplitRequest *request)
{
    struct call call = {.peer = "registry",
                        .contract = &registry__registry__descriptor,
                        .method = "SetSplit",
                        .in = &request->base,
                        .timeout_ms = ASK_MS,
                        .repeatable = true};
    split->asked = !runtime_call(rt, &call, on_split, split);
}

bool rotation_split(struct runtime *rt, const struct plan_entry *entry,
                    const char *from, const char *to, int weight)
{
    struct split *split = &rotation.splits[entry - plan];
    Registry__SplitRequest request = REGISTRY__SPLIT_REQUEST__INIT;
    Registry__VersionWeight weights[2] = {REGISTRY__VERSION_WEIGHT__INIT,
                                          REGISTRY__VERSION_WEIGHT__INIT};
    Registry__VersionWeight *list[2] = {&weights[0], &weights[1]};
    if (!split->used && weight < 0)
        return true;
    if (!split->used)
        split->weight = NO_WEIGHT;
    split->used = true;
    if (split->weight == weight && !split->asked)
        return true;
    if (split->asked)
        return false;
    request.service = (char *)entry->name;
    weights[0].version = (char *)from;
    weights[0].weight = 100 - weight;
    weights[1].version = (char *)to;
    weights[1].weight = weight;
    if (weight >= 0) {
        request.n_weights = 2;
        request.weights = list;
    }
    split->asking = weight;
    send_split(rt, split, &request);
    return false;
}
