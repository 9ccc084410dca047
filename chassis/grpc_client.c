/*
 * grpc_client -- a channel: calls to one address, over whatever connection
 * there is.
 *
 * The problem: a caller wants one promise: `done` once, never from inside
 * grpc_start(), whether the peer answers, refuses, vanishes or never was.
 *
 * The idea: a call is on a link (a connection) until it has an outcome, then
 * on the list `finished`; grpc_channel_deliver() empties that list when
 * nghttp2 has returned, or by a timer of 0 ms for what failed at once. A link
 * that says GOAWAY keeps its calls, and the next call opens a new one. After a
 * refused connection calls fail without trying, for 10 ms, then 20, up to 50:
 * a dead peer costs its callers nothing and is found again soon.
 *
 * The invariant: a call is in its bucket from grpc_start() until it is spare.
 *
 * Order of use: grpc_channel_new(), grpc_start() ..., grpc_channel_free().
 */
#include "chassis/grpc_client_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"

enum {
    SPARES_KEPT = 128, /* as many as one connection runs at a time */
    SPARE_BYTES = 4 * LIMIT_MESSAGE_BYTES, /* only streams grow beyond */
    BACKOFF_FIRST_MS = 10,
    BACKOFF_LAST_MS = 50
};

static struct grpc_client_call **bucket_of(struct grpc_channel *channel,
                                           uint64_t id)
{
    return &channel->buckets[id % GRPC_BUCKETS];
}

struct grpc_client_call *grpc_channel_find(const struct grpc_channel *channel,
                                           uint64_t id)
{
    struct grpc_client_call *call = channel->buckets[id % GRPC_BUCKETS];
    while (call && call->id != id)
        call = call->bucket_next;
    return call;
}

/* ---- calls begin and end ---- */

static struct grpc_client_call *take_spare(struct grpc_channel *channel)
{
    struct grpc_client_call *call = channel->spare;
    if (call) {
        channel->spare = call->next;
        channel->spare_count--;
        return call;
    }
    call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    buffer_init(&call->request, GRPC_STREAM_REQUEST_BYTES);
    buffer_init(&call->reply, GRPC_STREAM_REPLY_BYTES);
    return call;
}

static void free_call(struct grpc_client_call *call)
{
    buffer_release(&call->request);
    buffer_release(&call->reply);
    free(call);
}

void grpc_channel_give_back(struct grpc_channel *channel,
                            struct grpc_client_call *call)
{
    struct grpc_client_call **at = bucket_of(channel, call->id);
    while (*at != call)
        at = &(*at)->bucket_next;
    *at = call->bucket_next;
    channel->open_count--;
    if (channel->spare_count == SPARES_KEPT ||
        call->request.capacity + call->reply.capacity > SPARE_BYTES) {
        free_call(call);
        return;
    }
    call->next = channel->spare;
    channel->spare = call;
    channel->spare_count++;
}

static struct grpc_client_call *begin_call(struct grpc_channel *channel,
                                           const struct outgoing *outgoing,
                                           grpc_done *done, void *arg)
{
    struct grpc_client_call *call = take_spare(channel);
    unsigned char prefix[GRPC_PREFIX_BYTES];
    if (!call)
        return NULL;
    call->id = outgoing->id;
    call->done = done;
    call->arg = arg;
    call->link = NULL;
    call->sent = call->dropped = 0;
    call->streams = call->half_closed = call->closed = call->has_moved = false;
    call->broken = ERROR_OK;
    call->moved = NULL;
    call->taken = call->lent = call->owed = 0;
    call->http_status = 0;
    call->grpc_status = -1;
    call->too_large = call->refused = call->pushed_back = false;
    call->slug[0] = call->detail[0] = call->instance[0] = '\0';
    call->message = (struct slice){0};
    call->checked = !channel->strangers;
    call->check[0] = call->shown[0] = '\0';
    call->told = call->messages_sent = call->messages_received = 0;
    call->undone = call->changed = false;
    snprintf(call->peer, sizeof call->peer, "%s",
             outgoing->peer ? outgoing->peer : "");
    snprintf(call->path, sizeof call->path, "/%s/%s", outgoing->contract->name,
             outgoing->contract->methods[outgoing->method].name);
    buffer_reset(&call->reply);
    buffer_reset(&call->request);
    grpc_prefix(prefix, outgoing->message.length);
    buffer_append(&call->request, prefix, sizeof prefix);
    buffer_append(&call->request, outgoing->message.data,
                  outgoing->message.length);
    call->bucket_next = *bucket_of(channel, call->id);
    *bucket_of(channel, call->id) = call;
    channel->open_count++;
    return call;
}

static void deliver_soon(void *arg)
{
    grpc_channel_deliver(arg);
}

static void fail(struct grpc_channel *channel, struct grpc_client_call *call,
                 enum error error, const char *detail)
{
    call->error = error;
    snprintf(call->detail, sizeof call->detail, "%s", detail);
    grpc_channel_finish(channel, call);
    loop_timer_set(channel->soon, 0);
}

/* ---- connections ---- */

struct loop *grpc_channel_loop(const struct grpc_channel *channel)
{
    return channel->loop;
}

const struct address *grpc_channel_address(const struct grpc_channel *channel)
{
    return &channel->address;
}

const char *grpc_channel_authority(const struct grpc_channel *channel)
{
    return channel->authority;
}

void grpc_channel_settled(struct grpc_channel *channel)
{
    channel->backoff_ms = 0;
}

static void back_off(struct grpc_channel *channel)
{
    int64_t next = channel->backoff_ms * 2;
    if (next < BACKOFF_FIRST_MS)
        next = BACKOFF_FIRST_MS;
    if (next > BACKOFF_LAST_MS)
        next = BACKOFF_LAST_MS;
    channel->backoff_ms = next;
    channel->retry_at_ms = clock_monotonic_ms() + next;
}

void grpc_channel_forget(struct grpc_channel *channel, struct grpc_link *link,
                         bool settled)
{
    for (size_t i = 0; i < GRPC_LINKS; i++)
        if (channel->links[i] == link)
            channel->links[i] = NULL;
    if (!settled)
        back_off(channel);
}

/* A place for a new link: a peer that says GOAWAY again and again, and never
 * ends its old calls, loses the oldest of them. */
static struct grpc_link **free_place(struct grpc_channel *channel)
{
    for (size_t i = 0; i < GRPC_LINKS; i++)
        if (!channel->links[i])
            return &channel->links[i];
    grpc_link_lose(channel->links[0], "was given up for a new one");
    loop_timer_set(channel->soon, 0);
    return &channel->links[0];
}

static enum error usable_link(struct grpc_channel *channel,
                              struct grpc_link **out)
{
    for (size_t i = 0; i < GRPC_LINKS; i++)
        if (channel->links[i] && grpc_link_usable(channel->links[i])) {
            *out = channel->links[i];
            return ERROR_OK;
        }
    if (channel->backoff_ms && clock_monotonic_ms() < channel->retry_at_ms)
        return error_explain(ERROR_UNAVAILABLE, "back-off");
    struct grpc_link **place = free_place(channel);
    enum error error = grpc_link_open(place, channel);
    if (error) {
        back_off(channel);
        return error;
    }
    *out = *place;
    return ERROR_OK;
}

static void fail_unreachable(struct grpc_channel *channel,
                             struct grpc_client_call *call)
{
    char address[LIMIT_PATH_BYTES], detail[ERROR_DETAIL_BYTES];
    address_format(&channel->address, address, sizeof address);
    snprintf(detail, sizeof detail, "%s at %.200s does not answer",
             call->peer[0] ? call->peer : "the peer", address);
    fail(channel, call, ERROR_UNAVAILABLE, detail);
}

/* ---- for users ---- */

static void fill_authority(struct grpc_channel *channel)
{
    if (channel->address.kind == ADDRESS_UNIX)
        snprintf(channel->authority, sizeof channel->authority, "localhost");
    else
        snprintf(channel->authority, sizeof channel->authority, "%s:%u",
                 channel->address.host, (unsigned)channel->address.port);
}

struct grpc_channel *grpc_channel_new(struct loop *loop,
                                      const struct address *address)
{
    struct grpc_channel *channel = calloc(1, sizeof *channel);
    if (!channel)
        return NULL;
    channel->loop = loop;
    channel->address = *address;
    channel->soon = loop_timer_new(loop, deliver_soon, channel);
    if (!channel->soon) {
        free(channel);
        return NULL;
    }
    fill_authority(channel);
    return channel;
}

/* Streams whose last messages nobody will receive any more. */
static void finish_closed(struct grpc_channel *channel)
{
    for (size_t i = 0; i < GRPC_BUCKETS; i++) {
        struct grpc_client_call *call = channel->buckets[i];
        for (; call; call = call->bucket_next)
            if (call->closed)
                grpc_channel_finish_soon(channel, call);
    }
}

void grpc_channel_free(struct grpc_channel *channel)
{
    if (!channel)
        return;
    channel->freeing = true;
    for (size_t i = 0; i < GRPC_LINKS; i++)
        if (channel->links[i])
            grpc_link_lose(channel->links[i], "was closed by us");
    finish_closed(channel);
    grpc_channel_deliver(channel);
    while (channel->spare) {
        struct grpc_client_call *call = channel->spare;
        channel->spare = call->next;
        free_call(call);
    }
    loop_timer_free(channel->soon);
    free(channel);
}

static void start(struct grpc_channel *channel, struct grpc_client_call *call,
                  const struct outgoing *outgoing)
{
    struct grpc_link *link = NULL;
    if (channel->open_count > LIMIT_CALLS)
        fail(channel, call, ERROR_OVERLOADED,
             "too many calls to this peer wait for answers");
    else if (outgoing->message.length > LIMIT_MESSAGE_BYTES)
        fail(channel, call, ERROR_TOO_LARGE, "the message is too large");
    else if (usable_link(channel, &link) ||
             grpc_link_submit(link, call, outgoing))
        fail_unreachable(channel, call);
}

void grpc_start(struct grpc_channel *channel, const struct outgoing *outgoing,
                grpc_done *done, void *arg)
{
    assert(!grpc_channel_find(channel, outgoing->id));
    struct grpc_client_call *call = begin_call(channel, outgoing, done, arg);
    if (!call)
        return; /* out of memory: the caller's deadline will speak */
    start(channel, call, outgoing);
}

void grpc_open(struct grpc_channel *channel, const struct outgoing *outgoing,
               grpc_moved_handler *moved, grpc_done *done, void *arg)
{
    assert(!grpc_channel_find(channel, outgoing->id));
    struct grpc_client_call *call = begin_call(channel, outgoing, done, arg);
    if (!call)
        return;
    call->streams = true;
    call->moved = moved;
    buffer_reset(&call->request);
    start(channel, call, outgoing);
    if (outgoing->message.data)
        grpc_send(channel, call->id, outgoing->message);
}

void grpc_channel_expect_strangers(struct grpc_channel *channel)
{
    channel->strangers = true;
}

void grpc_cancel(struct grpc_channel *channel, uint64_t id)
{
    struct grpc_client_call *call = grpc_channel_find(channel, id);
    if (!call)
        return;
    call->done = NULL;
    call->moved = NULL;
    if (call->closed)
        grpc_channel_finish_soon(channel, call);
    else if (call->link)
        grpc_link_cancel(call->link, call);
}
