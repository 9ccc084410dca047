/*
 * client -- calls come in, and are told.
 *
 * The problem: a call to another service may fail in ways that the caller's
 * own code should not have to know: the instance is gone, slow, or overrun, or
 * there is another one that would answer. Written into each handler, that
 * knowledge would be there seven times and seven times different.
 *
 * The idea: the runtime hands every outgoing call to one place, and the answer
 * comes back from there once, whatever happened on the way. The message is
 * copied, so that it can be sent again. Each pattern is a plain value that
 * decides (split/patterns/breaker.h and its like); here stand only the wires
 * between them.
 *
 * The invariant: a call is in its bucket from send() until it is told or
 * forgotten; `done` is called once, and never from inside send().
 */
#include "split/patterns/client_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/limits.h"
#include "chassis/setting.h"

enum { CALL_BYTES = LIMIT_MESSAGE_BYTES + 2 * LIMIT_NAME_BYTES + 256 };

int64_t client_now_ms(void)
{
    return clock_monotonic_ms();
}

/* ---- calls by their id ---- */

static struct client_call **bucket_of(struct client *client, uint64_t id)
{
    return &client->buckets[id % CLIENT_BUCKETS];
}

static struct client_call *find_call(struct client *client, uint64_t id)
{
    struct client_call *call = *bucket_of(client, id);
    while (call && call->id != id)
        call = call->bucket_next;
    return call;
}

static void leave_bucket(struct client *client, struct client_call *call)
{
    struct client_call **at = bucket_of(client, call->id);
    while (*at != call)
        at = &(*at)->bucket_next;
    *at = call->bucket_next;
    client->call_count--;
}

static void free_call(struct client_call *call)
{
    if (call->timer)
        loop_timer_free(call->timer);
    buffer_release(&call->bytes);
    free(call);
}

static void give_back(struct client *client, struct client_call *call)
{
    call->phase = CLIENT_SPARE;
    if (call->timer_set)
        loop_timer_stop(call->timer);
    call->timer_set = false;
    if (client->spare_count == CLIENT_SPARES) {
        free_call(call);
        return;
    }
    call->next = client->spare;
    client->spare = call;
    client->spare_count++;
}

static struct client_call *take_spare(struct client *client)
{
    struct client_call *call = client->spare;
    if (call) {
        client->spare = call->next;
        client->spare_count--;
        return call;
    }
    call = calloc(1, sizeof *call);
    if (call)
        buffer_init(&call->bytes, CALL_BYTES);
    return call;
}

/* ---- the copy that can be sent again ---- */

static bool copy_outgoing(struct client_call *call,
                          const struct outgoing *outgoing)
{
    size_t key = outgoing->key ? strlen(outgoing->key) + 1 : 0;
    buffer_reset(&call->bytes);
    buffer_append(&call->bytes, outgoing->message.data,
                  outgoing->message.length);
    buffer_append(&call->bytes, outgoing->key ? outgoing->key : "", key);
    if (buffer_error(&call->bytes))
        return false;
    call->outgoing = *outgoing;
    call->outgoing.peer = call->peer->name;
    call->outgoing.message.data = call->bytes.data;
    if (key)
        call->outgoing.key = call->bytes.data + outgoing->message.length;
    return true;
}

static struct client_call *new_call(struct client *client,
                                    struct client_peer *peer,
                                    const struct outgoing *outgoing,
                                    grpc_done *done, void *arg)
{
    struct client_call *call = take_spare(client);
    if (!call)
        return NULL;
    call->id = outgoing->id;
    call->peer = peer;
    call->phase = CLIENT_RUNNING;
    call->done = done;
    call->arg = arg;
    call->place = (struct bulkhead_place){0};
    call->made = 0;
    call->error = ERROR_OK;
    call->tried = 0;
    call->retry_ms = INT64_MAX;
    call->deadline_ms = deadline_at_ms(client_now_ms(), outgoing->timeout_ms);
    call->bucket_next = *bucket_of(client, call->id);
    *bucket_of(client, call->id) = call;
    client->call_count++;
    return call;
}

/* ---- the end of a call ---- */

/* Out of the bucket and the bulkhead; what waits there may go now. */
static void let_go(struct client_call *call)
{
    struct client_peer *peer = call->peer;
    struct client *client = peer->client;
    leave_bucket(client, call);
    if (call->place.standing == BULKHEAD_ENTERED ||
        call->place.standing == BULKHEAD_WAITING)
        bulkhead_leave(&peer->bulkhead, client_now_ms(), &call->place);
    give_back(client, call);
    peer_look(peer);
}

void client_tell(struct client_call *call, const struct grpc_result *result)
{
    if (call->made > 1 && !result->error)
        call->peer->failed_over++;
    call->done(call->arg, call->id, result);
    let_go(call);
}

void client_end(struct client_call *call, enum error error, const char *format,
                ...)
{
    struct client *client = call->peer->client;
    va_list list;
    va_start(list, format);
    vsnprintf(call->detail, sizeof call->detail, format, list);
    va_end(list);
    call->error = error;
    if (call->made == 0)
        client_trace_refused(call);
    call->phase = CLIENT_ENDED;
    call->next = NULL;
    if (client->ended_last)
        client->ended_last->next = call;
    else
        client->ended_first = call;
    client->ended_last = call;
    loop_timer_set(client->soon, 0);
}

static void unlink_ended(struct client *client, struct client_call *call)
{
    struct client_call **at = &client->ended_first;
    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
    client->ended_last = NULL;
    for (struct client_call *one = client->ended_first; one; one = one->next)
        client->ended_last = one;
}

static void look_soon(void *arg)
{
    struct client *client = arg;
    while (client->ended_first) {
        struct client_call *call = client->ended_first;
        client->ended_first = call->next;
        if (!call->next)
            client->ended_last = NULL;
        const struct grpc_result result = {.error = call->error,
                                           .detail = call->detail};
        client_tell(call, &result);
    }
    for (size_t i = 0; i < client->peer_count; i++)
        peer_sweep(client->peers[i]);
}

/* ---- the outbound ---- */

static void client_send(void *self, const struct outgoing *outgoing,
                        grpc_done *done, void *arg)
{
    struct client *client = self;
    struct client_peer *peer = peer_find(client, outgoing->peer);
    struct client_call *call =
        peer ? new_call(client, peer, outgoing, done, arg) : NULL;
    if (!call)
        return; /* no memory: the caller's deadline speaks for it */
    peer->calls++;
    if (!copy_outgoing(call, outgoing)) {
        client_end(call, ERROR_TOO_LARGE, "the message is too large");
        return;
    }
    switch (bulkhead_enter(&peer->bulkhead, client_now_ms(), &call->place)) {
    case BULKHEAD_ENTERED:
        attempt_first(call);
        break;
    case BULKHEAD_WAITING:
        call->phase = CLIENT_WAITING;
        peer_look(peer);
        break;
    default:
        client_end(call, ERROR_OVERLOADED,
                   "%lld calls to %s run already and its queue is full",
                   (long long)peer->bulkhead.figures.running, peer->name);
    }
}

static void client_forget(void *self, uint64_t id)
{
    struct client *client = self;
    struct client_call *call = find_call(client, id);
    if (!call)
        return;
    if (call->phase == CLIENT_ENDED)
        unlink_ended(client, call);
    attempt_cancel_all(call, client_now_ms() >= call->deadline_ms);
    let_go(call);
}

static void listed_anew(void *arg)
{
    struct client *client = arg;
    for (size_t i = 0; i < client->peer_count; i++)
        peer_refresh(client->peers[i]);
}

static enum error client_open(void **self,
                              const struct outbound_options *options)
{
    uint64_t seed;
    enum error error = random_secret(&seed, sizeof seed);
    struct client *client = error ? NULL : calloc(1, sizeof *client);
    if (error)
        return error;
    if (!client)
        return error_explain(ERROR_SYSTEM, "out of memory");
    client->options = *options;
    random_seed(&client->random, seed);
    client->soon = loop_timer_new(options->loop, look_soon, client);
    error = discovery_open(&client->discovery, options->loop, options->config,
                           listed_anew, client);
    if (error) {
        loop_timer_free(client->soon);
        free(client);
        return error;
    }
    setting_offer(&client_settings, client);
    for (const char *const *name = options->peers; name && *name; name++)
        peer_find(client, *name);
    *self = client;
    return ERROR_OK;
}

/* Whatever is still open is dropped without a word. */
static void client_close(void *self)
{
    struct client *client = self;
    setting_withdraw(client);
    for (size_t i = 0; i < CLIENT_BUCKETS; i++)
        while (client->buckets[i])
            client_forget(client, client->buckets[i]->id);
    discovery_close(client->discovery);
    for (size_t i = 0; i < client->peer_count; i++)
        peer_free(client->peers[i]);
    while (client->spare) {
        struct client_call *call = client->spare;
        client->spare = call->next;
        free_call(call);
    }
    loop_timer_free(client->soon);
    free(client);
}

/* A stream takes the balancer's choice and none of the rest: it is no call
 * that could be sent again elsewhere. When its instance leaves, its channel
 * does, and tells the stream; whoever opened it opens another. */
static struct grpc_channel *client_stream_channel(void *self, const char *name)
{
    struct client_attempt attempt = {0};
    struct client_peer *peer = peer_find(self, name);
    if (!peer || peer_pick(peer, 0, &attempt))
        return NULL;
    (void)balancer_done(&peer->balancer, client_now_ms(), &attempt.pick,
                        BALANCER_NEITHER, 0);
    return attempt.instance->channel;
}

const struct outbound client_outbound = {.open = client_open,
                                         .send = client_send,
                                         .forget = client_forget,
                                         .close = client_close,
                                         .stream_channel =
                                             client_stream_channel};
