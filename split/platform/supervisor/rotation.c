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

enum {
    ASK_MS = 1000,
    NO_WEIGHT = -1,
    STAND_IN_LEASE_MS = 5000,
    STAND_IN_AGAIN_MS = 1000
};

/* The last split that was asked for, of each service. */
struct split {
    bool asked; /* an answer is due */
    bool used;  /* since the begin there was one */
    int weight; /* taken */
    int asking;
};

/* The lease of one that is asleep, held in its name. */
struct stand_in {
    int64_t slept_us; /* of which sleep */
    int64_t asked_ms;
};

/* The sidecar that the registry was told of. */
struct sidecar {
    bool asked;
    char told[LIMIT_SOCKET_PATH_BYTES + 8];
    char asking[LIMIT_SOCKET_PATH_BYTES + 8];
};

static struct {
    int64_t life; /* of the registry: when its process was started */
    bool asked, known;
    bool has[PLAN_SLOTS];
    struct split splits[PLAN_COUNT];
    struct stand_in stand_ins[PLAN_COUNT];
    struct sidecar sidecars[PLAN_SLOTS];
} rotation;

/* What a registry was told, the next one does not know. */
static void forget_all(void)
{
    rotation.known = false;
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        rotation.splits[i].weight = NO_WEIGHT;
        rotation.stand_ins[i].asked_ms = 0;
    }
    for (size_t i = 0; i < PLAN_SLOTS; i++)
        rotation.sidecars[i].told[0] = '\0';
}

bool rotation_known(void)
{
    int instance;
    const struct plan_entry *entry = plan_parse("registry", &instance);
    const struct child *child = fleet_next(entry, NULL);
    if (child && child->spawned_ms != rotation.life) {
        rotation.life = child->spawned_ms;
        forget_all();
    }
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
    if (split->asked || !rotation_known())
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

/* ---- those who cannot speak for themselves ---- */

/* A lease that was refused is asked for again at the next time. */
static enum error on_joined(struct runtime *rt, void *arg,
                            const struct answer *answer)
{
    (void)rt, (void)arg, (void)answer;
    return ERROR_OK;
}

static void join_for(struct runtime *rt, const struct child *child)
{
    char text[LIMIT_SOCKET_PATH_BYTES + 8];
    struct address socket;
    Registry__JoinRequest request = REGISTRY__JOIN_REQUEST__INIT;
    if (child_socket(child, &socket))
        return;
    address_format(&socket, text, sizeof text);
    request.service = (char *)child->entry->name;
    request.instance = child->instance;
    request.version = (char *)child->version;
    request.address = text;
    request.lease_ms = STAND_IN_LEASE_MS;
    request.born_us = child->slept_us;
    struct call call = {.peer = "registry",
                        .contract = &registry__registry__descriptor,
                        .method = "Join",
                        .in = &request.base,
                        .timeout_ms = ASK_MS,
                        .repeatable = true};
    (void)runtime_call(rt, &call, on_joined, NULL);
}

void rotation_stand_in(struct runtime *rt)
{
    int64_t now = runtime_now_ms(rt);
    if (!rotation_known())
        return;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        struct stand_in *own = &rotation.stand_ins[child->entry - plan];
        if (child->state != CHILD_ASLEEP ||
            (own->slept_us == child->slept_us &&
             now - own->asked_ms < STAND_IN_AGAIN_MS))
            continue;
        *own = (struct stand_in){child->slept_us, now};
        join_for(rt, child);
    }
}

/* ---- sidecars ---- */

static enum error on_sidecar(struct runtime *rt, void *arg,
                             const struct answer *answer)
{
    struct sidecar *sidecar = arg;
    (void)rt;
    sidecar->asked = false;
    if (!answer->error)
        snprintf(sidecar->told, sizeof sidecar->told, "%s", sidecar->asking);
    return ERROR_OK;
}

bool rotation_sidecar(struct runtime *rt, const struct child *child,
                      const char *address)
{
    struct sidecar *sidecar =
        &rotation.sidecars[child - supervisor_get()->children];
    Registry__SidecarRequest request = REGISTRY__SIDECAR_REQUEST__INIT;
    if (!rotation_known())
        return !*address;
    if (!sidecar->asked && strcmp(sidecar->told, address) == 0)
        return true;
    if (sidecar->asked)
        return false;
    snprintf(sidecar->asking, sizeof sidecar->asking, "%s", address);
    request.service = (char *)child->entry->name;
    request.instance = child->instance;
    request.sidecar = sidecar->asking;
    struct call call = {.peer = "registry",
                        .contract = &registry__registry__descriptor,
                        .method = "SetSidecar",
                        .in = &request.base,
                        .timeout_ms = ASK_MS,
                        .repeatable = true};
    sidecar->asked = !runtime_call(rt, &call, on_sidecar, sidecar);
    return false;
}
