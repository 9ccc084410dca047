/*
 * outbound -- straight to the peer's first socket.
 *
 * One channel a peer, opened at the first call. No retry, no breaker: what the
 * channel says is the answer. Tools, the supervisor and tests need no more.
 */
#include "chassis/outbound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/limits.h"
#include "chassis/log.h"

struct peer {
    char name[LIMIT_NAME_BYTES];
    struct grpc_channel *channel;
};

struct straight {
    struct outbound_options options;
    struct peer peers[LIMIT_PEERS];
    size_t peer_count;
};

static enum error straight_open(void **self,
                                const struct outbound_options *options)
{
    struct straight *straight = calloc(1, sizeof *straight);
    if (!straight)
        return error_explain(ERROR_SYSTEM, "out of memory");
    straight->options = *options;
    *self = straight;
    return ERROR_OK;
}

static struct grpc_channel *open_peer(struct straight *straight,
                                      const char *name)
{
    struct address address;
    if (straight->peer_count == LIMIT_PEERS ||
        config_peer(straight->options.config, name, &address))
        return NULL;
    struct grpc_channel *channel =
        grpc_channel_new(straight->options.loop, &address);
    if (channel) {
        struct peer *peer = &straight->peers[straight->peer_count++];
        snprintf(peer->name, sizeof peer->name, "%s", name);
        peer->channel = channel;
    }
    return channel;
}

static struct grpc_channel *channel_to(struct straight *straight,
                                       const char *name)
{
    for (size_t i = 0; i < straight->peer_count; i++)
        if (strcmp(straight->peers[i].name, name) == 0)
            return straight->peers[i].channel;
    return open_peer(straight, name);
}

static void straight_send(void *self, const struct outgoing *call,
                          grpc_done *done, void *arg)
{
    struct grpc_channel *channel = channel_to(self, call->peer);
    if (channel)
        grpc_start(channel, call, done, arg);
    else /* the call's deadline answers the service */
        LOG(LOG_ERROR, "peer_not_known", &call->trace,
            LOG_TEXT("peer", call->peer));
}

static void straight_forget(void *self, uint64_t call_id)
{
    struct straight *straight = self;
    for (size_t i = 0; i < straight->peer_count; i++)
        grpc_cancel(straight->peers[i].channel, call_id);
}

static struct grpc_channel *straight_stream_channel(void *self,
                                                    const char *peer)
{
    return channel_to(self, peer);
}

static void straight_close(void *self)
{
    struct straight *straight = self;
    for (size_t i = 0; i < straight->peer_count; i++)
        grpc_channel_free(straight->peers[i].channel);
    free(straight);
}

const struct outbound outbound_straight = {.open = straight_open,
                                           .send = straight_send,
                                           .forget = straight_forget,
                                           .close = straight_close,
                                           .stream_channel =
                                               straight_stream_channel};
