/*
 * runtime_open -- streams to other services: opened after the commit, read
 * in turns.
 *
 * The idea: a stream is a call (runtime_call.c) whose slot lives until its end
 * comes as an answer; so deadlines, forgetting in a recovery, and answers that
 * come too late are what they are for calls. What the service does with it
 * (send, half-close, cancel) is queued in the turn's outbox in order, behind
 * the opening, and what a failed event did is taken back.
 *
 * The invariant: everything that was queued for a stream reaches the driver in
 * the order in which the service did it, and none of it before the commit.
 *
 * Reading goes on while the output is full, unlike in a served stream: if both
 * ends waited with reading until they were read, both would wait for ever.
 */
#include <assert.h>

#include "chassis/limits.h"
#include "chassis/runtime_private.h"

/* ---- the list of those that moved ---- */

void flow_stir(struct runtime *rt, struct pending *pending)
{
    if (pending->stirred)
        return;
    pending->stirred = true;
    pending->next_stirred = NULL;
    pending->previous_stirred = rt->stirred_call_last;
    if (rt->stirred_call_last)
        rt->stirred_call_last->next_stirred = pending;
    else
        rt->stirred_call_first = pending;
    rt->stirred_call_last = pending;
}

void flow_unstir(struct runtime *rt, struct pending *pending)
{
    if (!pending->stirred)
        return;
    pending->stirred = false;
    if (pending->previous_stirred)
        pending->previous_stirred->next_stirred = pending->next_stirred;
    else
        rt->stirred_call_first = pending->next_stirred;
    if (pending->next_stirred)
        pending->next_stirred->previous_stirred = pending->previous_stirred;
    else
        rt->stirred_call_last = pending->previous_stirred;
}

void runtime_stir_call(struct runtime *rt, uint64_t stream)
{
    struct pending *pending = call_find(rt, stream);
    if (!pending || !pending->stream)
        return;
    flow_stir(rt, pending);
    if (!rt->in_turn)
        runtime_ask_wake(rt);
}

/* ---- for services ---- */

enum error runtime_open(struct runtime *rt, const struct call *call,
                        const struct stream_handlers *handlers, void *arg,
                        uint64_t *stream)
{
    if (!rt->driver->streams)
        return error_explain(ERROR_UNIMPLEMENTED,
                             "no streams can be opened from here");
    assert(handlers->ended);
    struct pending *pending = call_begin(rt, call, OUTBOX_OPEN);
    if (!pending)
        return ERROR_OVERLOADED;
    pending->stream = handlers;
    pending->arg = arg;
    rt->open_streams++;
    *stream = pending->id;
    return ERROR_OK;
}

/* NULL: ended, cancelled, or no stream. */
static struct pending *find_stream(const struct runtime *rt, uint64_t id)
{
    struct pending *pending = call_find(rt, id);
    return pending && pending->stream && !pending->cancelled ? pending : NULL;
}

static size_t waiting(const struct runtime *rt, const struct pending *pending)
{
    size_t unsent =
        pending->sent ? rt->driver->streams->unsent(rt->driver_arg, pending->id)
                      : 0;
    return pending->queued_bytes + unsent;
}

enum error runtime_send(struct runtime *rt, uint64_t stream,
                        const ProtobufCMessage *message)
{
    struct pending *pending = find_stream(rt, stream);
    struct slice packed;
    assert(rt->in_turn);
    if (!pending || pending->half_closed)
        return ERROR_OK;
    assert(message->descriptor == pending->request_type);
    if (protobuf_c_message_get_packed_size(message) > LIMIT_MESSAGE_BYTES)
        return error_explain(ERROR_TOO_LARGE,
                             "the message is larger than one may be");
    struct outbox_entry *entry = NULL;
    if (waiting(rt, pending) < LIMIT_STREAM_BYTES &&
        call_pack(rt, message, &packed))
        entry = call_queue(rt, OUTBOX_SEND, stream);
    if (!entry)
        return error_explain(ERROR_OVERLOADED,
                             "the peer does not read what was sent");
    entry->call.message = packed;
    pending->queued_bytes += packed.length;
    return ERROR_OK;
}

bool runtime_can_send(const struct runtime *rt, uint64_t stream)
{
    struct pending *pending = find_stream(rt, stream);
    if (!pending || pending->half_closed)
        return false;
    bool room = waiting(rt, pending) < LIMIT_STREAM_ROOM_BYTES;
    pending->waits |= !room;
    return room;
}

void runtime_half_close(struct runtime *rt, uint64_t stream)
{
    struct pending *pending = find_stream(rt, stream);
    assert(rt->in_turn);
    if (!pending || pending->half_closed)
        return;
    pending->half_closed = call_queue(rt, OUTBOX_HALF_CLOSE, stream) != NULL;
}

void runtime_cancel(struct runtime *rt, uint64_t stream)
{
    struct pending *pending = find_stream(rt, stream);
    assert(rt->in_turn);
    if (!pending)
        return;
    pending->cancelled = call_queue(rt, OUTBOX_CANCEL, stream) != NULL;
}

/* ---- behind the commit ---- */

void flow_leave(struct runtime *rt, const struct outbox_entry *entry)
{
    const struct runtime_streams *streams = rt->driver->streams;
    struct pending *pending = call_find(rt, entry->call.id);
    switch (entry->kind) {
    case OUTBOX_OPEN:
        pending->sent = true;
        rt->totals.calls++;
        streams->open(rt->driver_arg, &entry->call);
        break;
    case OUTBOX_SEND:
        pending->queued_bytes -= entry->call.message.length;
        streams->send(rt->driver_arg, pending->id, entry->call.message);
        break;
    case OUTBOX_HALF_CLOSE:
        streams->half_close(rt->driver_arg, pending->id);
        break;
    case OUTBOX_CANCEL:
        rt->driver->forget(rt->driver_arg, pending->id);
        call_end(rt, pending);
        break;
    case OUTBOX_CALL:
        break;
    }
}

/* The event that queued it failed. */
void flow_take_back(struct runtime *rt, const struct outbox_entry *entry)
{
    struct pending *pending = call_find(rt, entry->call.id);
    switch (entry->kind) {
    case OUTBOX_SEND:
        pending->queued_bytes -= entry->call.message.length;
        flow_stir(rt, pending); /* there may be room again */
        break;
    case OUTBOX_HALF_CLOSE:
        pending->half_closed = false;
        break;
    case OUTBOX_CANCEL:
        pending->cancelled = false;
        flow_stir(rt, pending); /* it was not read meanwhile */
        break;
    case OUTBOX_CALL:
    case OUTBOX_OPEN:
        break;
    }
}

/* ---- events ---- */

bool flow_next(struct runtime *rt, struct pending *pending,
               struct stream_step *step)
{
    *step = (struct stream_step){.event = STREAM_NOTHING};
    if (!pending->sent || pending->cancelled)
        return false;
    if (pending->waits && pending->stream->room) {
        pending->waits = false;
        if (runtime_can_send(rt, pending->id)) {
            step->event = STREAM_ROOM;
            return true;
        }
    }
    if (rt->driver->streams->pull(rt->driver_arg, pending->id,
                                  &step->message) != PULLED_MESSAGE)
        return false;
    step->event = STREAM_MESSAGE;
    return true;
}

static enum error take_message(struct runtime *rt, struct pending *pending,
                               struct slice bytes)
{
    ProtobufCMessage *in = NULL;
    rt->flowed_bytes += bytes.length;
    if (message_unpack(pending->reply_type, bytes.data, bytes.length,
                       &rt->turn_arena, &in)) {
        rt->driver->forget(rt->driver_arg, pending->id);
        runtime_answer(rt, pending->id, ERROR_INTERNAL,
                       "the peer's message could not be read", NULL,
                       (struct slice){0});
        return ERROR_OK;
    }
    if (!pending->stream->message)
        return ERROR_OK;
    return pending->stream->message(rt, pending->arg, in);
}

enum error flow_run(struct runtime *rt, struct pending *pending,
                    const struct stream_step *step)
{
    if (step->event == STREAM_ROOM)
        return pending->stream->room(rt, pending->arg);
    return take_message(rt, pending, step->message);
}
