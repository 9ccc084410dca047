/*
 * reach -- no balancing, no retry: whoever probes an instance wants to hear
 * from that one, now.
 *
 * A place of the plan has one address for good, whichever process serves it,
 * so a channel is never closed: it connects anew when the next process stands.
 */
#include "split/platform/supervisor/reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/log.h"
#include "split/platform/supervisor/plan.h"

struct reach {
    struct outbound_options options;
    struct grpc_channel *channels[PLAN_SLOTS];
};

static enum error reach_open(void **self,
                             const struct outbound_options *options)
{
    struct reach *reach = calloc(1, sizeof *reach);
    if (!reach)
        return error_explain(ERROR_SYSTEM, "out of memory");
    reach->options = *options;
    *self = reach;
    return ERROR_OK;
}

static struct grpc_channel *channel_to(struct reach *reach, const char *label)
{
    struct address address;
    int instance = 0;
    const struct plan_entry *entry = plan_parse(label, &instance);
    if (!entry)
        return NULL;
    int number = instance ? instance : 1;
    size_t at = (size_t)(entry - plan) * PLAN_INSTANCES + (size_t)number - 1;
    if (!reach->channels[at] &&
        !places_socket(&reach->options.config->places, entry->name,
                       entry->single ? 0 : number, &address))
        reach->channels[at] = grpc_channel_new(reach->options.loop, &address);
    return reach->channels[at];
}

static void reach_send(void *self, const struct outgoing *call, grpc_done *done,
                       void *arg)
{
    struct grpc_channel *channel = channel_to(self, call->peer);
    if (channel)
        grpc_start(channel, call, done, arg);
    else /* the call's deadline answers */
        LOG(LOG_ERROR, "peer_not_known", &call->trace,
            LOG_TEXT("peer", call->peer));
}

static void reach_forget(void *self, uint64_t call_id)
{
    struct reach *reach = self;
    for (size_t i = 0; i < PLAN_SLOTS; i++)
        if (reach->channels[i])
            grpc_cancel(reach->channels[i], call_id);
}

static void reach_close(void *self)
{
    struct reach *reach = self;
    for (size_t i = 0; i < PLAN_SLOTS; i++)
        if (reach->channels[i])
            grpc_channel_free(reach->channels[i]);
    free(reach);
}

const struct outbound outbound_instances = {.open = reach_open,
                                            .send = reach_send,
                                            .forget = reach_forget,
                                            .close = reach_close};
