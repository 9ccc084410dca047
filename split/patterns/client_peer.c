/*
 * client_peer -- one service, as this caller knows it.
 *
 * The problem: instances come and go while calls to them are under way, and a
 * channel may not be freed before its last call has come back.
 *
 * The idea: what discovery lists is taken over whole, again and again; an
 * instance that is listed no more gets no new call, keeps its channel for the
 * calls that are out, and is freed behind the last of them.
 *
 * The invariant: an instance that is listed, or has calls out, has its channel.
 */
#include "split/patterns/client_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "split/patterns/rotation.h"

/* ---- instances ---- */

static struct client_instance *instance_of(struct client_peer *peer,
                                           uint64_t id)
{
    for (size_t i = 0; i < CLIENT_INSTANCES; i++)
        if (peer->instances[i].id == id)
            return &peer->instances[i];
    return NULL;
}

void peer_sweep(struct client_peer *peer)
{
    for (size_t i = 0; i < CLIENT_INSTANCES; i++) {
        struct client_instance *instance = &peer->instances[i];
        if (!instance->id || instance->listed || instance->calls > 0)
            continue;
        grpc_channel_free(instance->channel);
        *instance = (struct client_instance){0};
    }
}

/* The instance behind a listed place; NULL: no room, or no memory. */
static struct client_instance *take(struct client_peer *peer, uint64_t id,
                                    const struct address *address)
{
    struct client_instance *instance = instance_of(peer, id);
    if (!instance)
        instance = instance_of(peer, 0);
    if (!instance)
        return NULL;
    if (!instance->channel)
        instance->channel =
            grpc_channel_new(peer->client->options.loop, address);
    if (!instance->channel)
        return NULL;
    instance->id = id;
    instance->listed = true;
    return instance;
}

void peer_refresh(struct client_peer *peer)
{
    struct discovery_endpoint list[CLIENT_INSTANCES];
    size_t taken = 0;
    size_t count = discovery_list(peer->client->discovery, peer->name, list,
                                  CLIENT_INSTANCES);
    for (size_t i = 0; i < CLIENT_INSTANCES; i++)
        peer->instances[i].listed = false;
    for (size_t i = 0; i < count; i++) {
        struct client_instance *instance =
            take(peer, rotation_id(&list[i]), &list[i].address);
        if (!instance)
            continue; /* no memory for a way to it */
        snprintf(instance->title, sizeof instance->title, "%.50s-%d",
                 peer->name, list[i].instance);
        list[taken++] = list[i];
    }
    loop_timer_set(peer->client->soon, 0);
    (void)rotation_take(&peer->balancer, list, taken);
}

enum error peer_pick(struct client_peer *peer, uint64_t tried,
                     struct client_attempt *attempt)
{
    enum error error = balancer_pick(&peer->balancer, client_now_ms(),
                                     random_next(&peer->client->random), tried,
                                     &attempt->pick);
    if (error)
        return error_explain(error, "no instance of %s takes calls",
                             peer->name);
    attempt->instance = instance_of(peer, attempt->pick.id);
    if (attempt->instance)
        return ERROR_OK;
    (void)balancer_done(&peer->balancer, client_now_ms(), &attempt->pick,
                        BALANCER_NEITHER, 0);
    return error_explain(ERROR_UNAVAILABLE, "no way to an instance of %s",
                         peer->name);
}

void peer_release(struct client_peer *peer, struct client_instance *instance)
{
    instance->calls--;
    /* Not here: the channel may be in the middle of telling us. */
    if (!instance->listed && instance->calls == 0)
        loop_timer_set(peer->client->soon, 0);
}

/* ---- time ---- */

void peer_look(struct client_peer *peer)
{
    struct bulkhead_place *place;
    int64_t now = client_now_ms();
    while ((place = bulkhead_next(&peer->bulkhead, now)) != NULL) {
        struct client_call *call =
            (struct client_call *)((char *)place -
                                   offsetof(struct client_call, place));
        if (place->standing == BULKHEAD_ENTERED)
            attempt_first(call);
        else
            client_end(call, ERROR_OVERLOADED,
                       "waited too long for its turn to call %s", peer->name);
    }
    int64_t at = breaker_wake_ms(&peer->breaker);
    int64_t waiting = bulkhead_wake_ms(&peer->bulkhead);
    if (waiting < at)
        at = waiting;
    if (at != INT64_MAX)
        loop_timer_set(peer->timer, at > now ? at - now : 1);
}

static void on_timer(void *arg)
{
    struct client_peer *peer = arg;
    breaker_tick(&peer->breaker, client_now_ms());
    peer_look(peer);
}

/* ---- life ---- */

static struct client_peer *open_peer(struct client *client, const char *name)
{
    struct client_peer *peer = calloc(1, sizeof *peer);
    int64_t now = client_now_ms();
    if (!peer)
        return NULL;
    peer->client = client;
    snprintf(peer->name, sizeof peer->name, "%s", name);
    peer->timer = loop_timer_new(client->options.loop, on_timer, peer);
    if (!peer->timer) {
        free(peer);
        return NULL;
    }
    breaker_init(&peer->breaker, NULL, now, random_next(&client->random));
    breaker_observe(&peer->breaker, client_breaker_moved, peer);
    bulkhead_init(&peer->bulkhead, NULL, now);
    hedge_init(&peer->hedge, NULL);
    retry_budget_init(&peer->budget, now);
    balancer_init(&peer->balancer, now);
    parameter_defaults(retry_parameters, RETRY_PARAMETERS, &peer->retry);
    parameter_defaults(deadline_parameters, DEADLINE_PARAMETERS,
                       &peer->deadline);
    peer_refresh(peer);
    return peer;
}

struct client_peer *peer_find(struct client *client, const char *name)
{
    for (size_t i = 0; i < client->peer_count; i++)
        if (strcmp(client->peers[i]->name, name) == 0)
            return client->peers[i];
    if (client->peer_count == CLIENT_PEERS)
        return NULL;
    struct client_peer *peer = open_peer(client, name);
    if (peer)
        client->peers[client->peer_count++] = peer;
    return peer;
}

void peer_free(struct client_peer *peer)
{
    for (size_t i = 0; i < CLIENT_INSTANCES; i++)
        if (peer->instances[i].channel)
            grpc_channel_free(peer->instances[i].channel);
    loop_timer_free(peer->timer);
    free(peer);
}
