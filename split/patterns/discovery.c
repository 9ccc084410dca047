/*
 * discovery -- one watch on the registry, and a list for whoever calls.
 *
 * The problem: a caller must know where to send a call without asking anybody
 * for each call, and must go on when the one who knows is gone.
 *
 * The idea: the registry pushes whole views over one stream; the newest is
 * kept here, and a call reads it from memory. Each view is acknowledged after
 * `changed` has returned, so the registry can tell a draining instance when
 * all callers have turned away from it.
 *
 * Why the view is kept when the registry is gone: the registry is not what is
 * called. Its silence says nothing about the instances; and the caller has a
 * better witness, the calls themselves, whose failures the breaker and the
 * outlier detection see at once. Ending the leases by our own clock would
 * empty all views of all callers together, one lease after the registry died:
 * the registry would be a single point of failure that takes exactly 1.5
 * seconds to work. (docs/decisions says more.)
 *
 * Order of use: discovery_open(), discovery_list() ..., discovery_close().
 */
#include "split/patterns/discovery.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/log.h"
#include "chassis/message.h"
#include "split/patterns/discovery_private.h"

enum {
    BACKOFF_FIRST_MS = 50,
    BACKOFF_LAST_MS = 500, /* a renewal's time: who is back is found as soon */
    VIEW_BYTES = 4 * LIMIT_MESSAGE_BYTES
};

/* ---- where things are ---- */

enum error discovery_registry(const struct config *config, struct address *out)
{
    for (size_t i = 0; i < config->peer_count; i++)
        if (strcmp(config->peers[i].name, "registry") == 0) {
            *out = config->peers[i].address;
            return ERROR_OK;
        }
    return places_socket(&config->places, "registry", 0, out);
}

enum error discovery_virtual(const struct config *config, const char *service,
                             struct address *out)
{
    char path[LIMIT_PATH_BYTES + LIMIT_NAME_BYTES + 16];
    snprintf(path, sizeof path, "%s/%s.vip.sock", config->places.run, service);
    return address_unix(out, path);
}

/* ---- the watch ---- */

static void try_later(struct discovery *discovery)
{
    int64_t wait = discovery->backoff_ms * 2;
    if (wait < BACKOFF_FIRST_MS)
        wait = BACKOFF_FIRST_MS;
    if (wait > BACKOFF_LAST_MS)
        wait = BACKOFF_LAST_MS;
    discovery->backoff_ms = wait;
    /* Not all callers at once: between half and all of it. */
    wait = wait / 2 +
           (int64_t)random_below(&discovery->random, (uint64_t)wait / 2 + 1);
    discovery->retry_ms = clock_monotonic_ms() + wait;
    loop_timer_set(discovery->timer, wait);
}

/* The timer of a watch: silence, or somebody's grace is over. */
static void look_later(struct discovery *discovery)
{
    int64_t at = discovery->heard_ms + discovery->silence_ms;
    int64_t next = discovery_view_next_ms(&discovery->view);
    if (discovery->talking && next < at)
        at = next;
    int64_t wait = at - clock_monotonic_ms();
    loop_timer_set(discovery->timer, wait > 0 ? wait : 0);
}

void discovery_look(struct discovery *discovery)
{
    if (discovery->watch)
        look_later(discovery);
}

static struct slice pack_ask(struct discovery *discovery)
{
    Registry__WatchRequest ask = REGISTRY__WATCH_REQUEST__INIT;
    if (discovery->view.known && discovery->talking) {
        ask.after = discovery->view.revision;
        ask.life = discovery->view.life;
    }
    buffer_reset(&discovery->packed);
    enum error error = message_pack(&ask.base, &discovery->packed);
    assert(!error); /* some bytes */
    return (struct slice){discovery->packed.data, discovery->packed.length};
}

static void take(struct discovery *discovery, const Registry__View *news)
{
    bool first = !discovery->talking;
    discovery->heard_ms = discovery->view_ms = clock_monotonic_ms();
    discovery->backoff_ms = 0;
    discovery->talking = true;
    if (first && discovery->view.known && discovery->view.life != news->life)
        setting_happened("discovery",
                         "the registry is a new one; what the former knew "
                         "stays for one lease");
    if (discovery_view_take(&discovery->view, discovery->heard_ms, news,
                            first) ||
        first)
        discovery->changed(discovery->arg);
}

static void on_moved(void *arg, uint64_t id)
{
    struct discovery *discovery = arg;
    struct slice bytes;
    ProtobufCMessage *news;
    while (discovery->watch == id &&
           grpc_receive(discovery->channel, id, &bytes)) {
        arena_reset(&discovery->arena);
        if (message_unpack(&registry__view__descriptor, bytes.data,
                           bytes.length, &discovery->arena, &news))
            continue; /* as good as silence, and silence ends the watch */
        take(discovery, (const Registry__View *)news);
        grpc_send(discovery->channel, id, pack_ask(discovery));
    }
    if (discovery->watch == id)
        look_later(discovery);
}

static void watch_is_over(struct discovery *discovery, const char *why)
{
    if (discovery->talking) {
        setting_happened("discovery",
                         "the registry is out of reach (%.120s); "
                         "the last view stays",
                         why);
        discovery->changed(discovery->arg);
    }
    discovery->talking = false;
    discovery->watch = 0;
    try_later(discovery);
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct discovery *discovery = arg;
    if (discovery->watch == id)
        watch_is_over(discovery, result->detail
                                     ? result->detail
                                     : error_title(result->error, false));
}

static void watch(struct discovery *discovery)
{
    struct outgoing call = {.id = ++discovery->serial,
                            .peer = "registry",
                            .contract = &registry__registry__descriptor,
                            .method = (unsigned)message_method(
                                &registry__registry__descriptor, "Watch"),
                            .message = pack_ask(discovery)};
    discovery->watch = call.id;
    discovery->heard_ms = clock_monotonic_ms(); /* its patience starts */
    look_later(discovery);
    grpc_open(discovery->channel, &call, on_moved, on_done, discovery);
}

static void on_timer(void *arg)
{
    struct discovery *discovery = arg;
    int64_t now = clock_monotonic_ms();
    if (!discovery->watch) {
        watch(discovery);
        return;
    }
    if (now - discovery->heard_ms >= discovery->silence_ms) {
        grpc_cancel(discovery->channel, discovery->watch);
        watch_is_over(discovery, "it says nothing");
        return;
    }
    if (discovery->talking && discovery_view_pass(&discovery->view, now))
        discovery->changed(discovery->arg);
    look_later(discovery);
}

/* ---- life ---- */

enum error discovery_open(struct discovery **out, struct loop *loop,
                          const struct config *config,
                          discovery_changed *changed, void *arg)
{
    struct address address;
    uint64_t seed;
    enum error error = discovery_registry(config, &address);
    if (!error)
        error = random_secret(&seed, sizeof seed);
    if (error)
        return error;
    struct discovery *discovery = calloc(1, sizeof *discovery);
    if (!discovery)
        return error_explain(ERROR_SYSTEM, "out of memory");
    discovery->loop = loop;
    discovery->config = config;
    discovery->silence_ms = DISCOVERY_SILENCE_MS;
    discovery->changed = changed;
    discovery->arg = arg;
    discovery->channel = grpc_channel_new(loop, &address);
    discovery->timer = loop_timer_new(loop, on_timer, discovery);
    if (!discovery->channel || !discovery->timer) {
        discovery_close(discovery);
        return error_explain(ERROR_SYSTEM, "out of memory");
    }
    random_seed(&discovery->random, seed);
    arena_init(&discovery->arena, VIEW_BYTES);
    buffer_init(&discovery->packed, LIMIT_MESSAGE_BYTES);
    setting_offer(&discovery_settings, discovery);
    loop_timer_set(discovery->timer, 0);
    *out = discovery;
    return ERROR_OK;
}

void discovery_close(struct discovery *discovery)
{
    if (!discovery)
        return;
    setting_withdraw(discovery);
    discovery->watch = 0; /* its end is of no interest any more */
    grpc_channel_free(discovery->channel);
    if (discovery->timer)
        loop_timer_free(discovery->timer);
    arena_release(&discovery->arena);
    buffer_release(&discovery->packed);
    free(discovery);
}

/* ---- lists ---- */

static const struct discovery_use *use_of(const struct discovery *discovery,
                                          const char *service)
{
    for (size_t i = 0; i < discovery->use_count; i++)
        if (strcmp(discovery->uses[i].name, service) == 0)
            return &discovery->uses[i];
    return NULL;
}

static void note_use(struct discovery *discovery, const char *service)
{
    if (use_of(discovery, service) ||
        discovery->use_count == DISCOVERY_SERVICES)
        return;
    struct discovery_use *use = &discovery->uses[discovery->use_count++];
    snprintf(use->name, sizeof use->name, "%s", service);
    use->mode = -1;
}

/* Somebody has said on the command line where it is. */
static bool was_told(const struct config *config, const char *service)
{
    for (size_t i = 0; i < config->peer_count; i++)
        if (strcmp(config->peers[i].name, service) == 0)
            return true;
    return false;
}

enum discovery_source discovery_source(const struct discovery *discovery,
                                       const char *service)
{
    const struct discovery_use *use = use_of(discovery, service);
    int64_t mode = use && use->mode >= 0 ? use->mode : discovery->mode;
    if (was_told(discovery->config, service))
        return DISCOVERY_STATIC;
    if (mode == DISCOVERY_SERVER_SIDE && !discovery->always_choose)
        return DISCOVERY_VIRTUAL;
    if (!discovery_view_has_seen(&discovery->view, service))
        return DISCOVERY_STATIC;
    return discovery->talking ? DISCOVERY_VIEW : DISCOVERY_STALE;
}

void discovery_always_choose(struct discovery *discovery)
{
    setting_withdraw(discovery);
    discovery->always_choose = true;
}

/* TOUR: discovery-list */
size_t discovery_list(struct discovery *discovery, const char *service,
                      struct discovery_endpoint *out, size_t most)
{
    struct discovery_endpoint only = {.weight = 100};
    enum error error;
    note_use(discovery, service);
    switch (discovery_source(discovery, service)) {
    case DISCOVERY_STATIC:
        only.instance = 1;
        error = config_peer(discovery->config, service, &only.address);
        break;
    case DISCOVERY_VIRTUAL:
        error = discovery_virtual(discovery->config, service, &only.address);
        break;
    default:
        return discovery_view_list(&discovery->view, service, out, most);
    }
    if (error || most == 0)
        return 0;
    out[0] = only;
    return 1;
}
