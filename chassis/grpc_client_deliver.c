/*
 * grpc_client_deliver -- telling the users of a channel what became of their
 * calls.
 *
 * The problem: nghttp2 must not be entered again from its own callbacks, and
 * users answer what they are told with new calls.
 *
 * The idea: callbacks only put a call on a list: of streams that moved, or of
 * calls that are finished. When nghttp2 has returned, the lists are emptied
 * here, movements first, so that a stream's last message is seen before its
 * end.
 *
 * The invariant: a call that is finished is on no link, and is told once.
 */
#include "chassis/grpc_client_private.h"

/* ---- lists ---- */

void grpc_call_append(struct grpc_call_list *list,
                      struct grpc_client_call *call)
{
    call->next = NULL;
    call->previous = list->last;
    if (list->last)
        list->last->next = call;
    else
        list->first = call;
    list->last = call;
}

void grpc_call_remove(struct grpc_call_list *list,
                      struct grpc_client_call *call)
{
    if (call->previous)
        call->previous->next = call->next;
    else
        list->first = call->next;
    if (call->next)
        call->next->previous = call->previous;
    else
        list->last = call->previous;
    call->next = call->previous = NULL;
}

/* ---- what is told ---- */

void grpc_channel_finish(struct grpc_channel *channel,
                         struct grpc_client_call *call)
{
    grpc_call_append(&channel->finished, call);
}

void grpc_channel_finish_soon(struct grpc_channel *channel,
                              struct grpc_client_call *call)
{
    call->closed = false;
    grpc_channel_finish(channel, call);
    loop_timer_set(channel->soon, 0);
}

void grpc_channel_moved(struct grpc_channel *channel,
                        struct grpc_client_call *call)
{
    if (call->has_moved || !call->moved)
        return;
    call->has_moved = true;
    call->next_moved = channel->moved;
    channel->moved = call;
}

static void tell_moved(struct grpc_channel *channel)
{
    while (channel->moved) {
        struct grpc_client_call *call = channel->moved;
        channel->moved = call->next_moved;
        call->has_moved = false;
        if (call->moved && !channel->freeing)
            call->moved(call->arg, call->id);
    }
}

static void tell_finished(struct grpc_channel *channel)
{
    struct grpc_client_call *call = channel->finished.first;
    grpc_call_remove(&channel->finished, call);
    grpc_done *done = call->done;
    call->done = NULL;
    call->moved = NULL;
    const struct grpc_result result = {
        .error = call->error,
        .detail = call->detail[0] ? call->detail : NULL,
        .instance = call->instance[0] ? call->instance : NULL,
        .message = call->message,
        .unsent = call->error && (call->sent == 0 || call->refused),
        .pushed_back = call->pushed_back,
        .pushback_ms = call->pushback_ms};
    if (done)
        done(call->arg, call->id, &result);
    grpc_channel_give_back(channel, call);
}

void grpc_channel_deliver(struct grpc_channel *channel)
{
    do {
        tell_moved(channel); /* its messages before its end */
        if (channel->finished.first)
            tell_finished(channel);
    } while (channel->moved || channel->finished.first);
    loop_timer_stop(channel->soon);
}
