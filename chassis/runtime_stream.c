/*
 * runtime_stream -- served streams: many messages, one request.
 *
 * The problem: the turn's promises must hold for each message of a stream, and
 * a peer that sends or does not read must cost a bounded amount.
 *
 * The idea: messages are pulled. The transport says only that something moved;
 * the turn then takes one message after the other out of it, each an event
 * with its own savepoint, and stops taking when the stream's own output is
 * full: what is not taken stays in the transport, whose window stays shut.
 * What an event sends waits in a list of the turn, as calls do, and leaves
 * after the commit.
 *
 * The invariant: a stream is on `open` until it ends, so all that ends
 * requests (a failed commit, a recovery, a drain) ends streams as well; and
 * closed() is called once for each that was opened.
 *
 * Rejected: a handler that is pushed each message from the transport, outside
 * the turn. It would need a queue, and the queue a bound, and the bound a rule
 * of what to do with the rest.
 */
#include "chassis/runtime_stream.h"

#include <assert.h>
#include <string.h>

#include "chassis/limits.h"
#include "chassis/runtime_private.h"

enum {
    OPENED = 1,  /* closed() is owed */
    STIRRED = 2, /* on the list of those */
    WAITS = 4,   /* for room */
    HELD = 8,
    GOT_ONE = 16, /* a message came */
    PEER_ENDED = 32,
    SENT_ONE = 64
};

static const struct streaming *streaming_of(const struct request *rq)
{
    return rq->method->streaming;
}

bool request_is_open(const struct request *rq)
{
    return rq->state == REQUEST_OPEN; /* and not abandoned */
}

/* ---- the list of those that moved ---- */

void served_stir_again(struct request *rq)
{
    struct runtime *rt = rq->runtime;
    if (rq->stream & STIRRED)
        return;
    rq->stream |= STIRRED;
    rq->next_stirred = NULL;
    rq->previous_stirred = rt->stirred_last;
    if (rt->stirred_last)
        rt->stirred_last->next_stirred = rq;
    else
        rt->stirred_first = rq;
    rt->stirred_last = rq;
}

void served_unstir(struct request *rq)
{
    struct runtime *rt = rq->runtime;
    if (!(rq->stream & STIRRED))
        return;
    rq->stream &= ~(unsigned)STIRRED;
    if (rq->previous_stirred)
        rq->previous_stirred->next_stirred = rq->next_stirred;
    else
        rt->stirred_first = rq->next_stirred;
    if (rq->next_stirred)
        rq->next_stirred->previous_stirred = rq->previous_stirred;
    else
        rt->stirred_last = rq->previous_stirred;
}

void runtime_stir(struct request *rq)
{
    struct runtime *rt = rq->runtime;
    if (!(rq->stream & OPENED))
        return; /* it is looked at when it is opened */
    served_stir_again(rq);
    if (!rt->in_turn)
        runtime_ask_wake(rt);
}

/* ---- for handlers ---- */

bool request_can_send(const struct request *rq)
{
    struct request *own = (struct request *)(uintptr_t)rq;
    if (!request_is_open(rq))
        return false;
    bool room =
        rq->queued_bytes + rq->flow->unsent(rq) < LIMIT_STREAM_ROOM_BYTES;
    if (!room)
        own->stream |= WAITS;
    return room;
}

enum error request_send(struct request *rq, const ProtobufCMessage *out)
{
    struct runtime *rt = rq->runtime;
    assert(rt->in_turn && streaming_of(rq));
    if (!request_is_open(rq))
        return ERROR_OK;
    size_t size = protobuf_c_message_get_packed_size(out);
    if (size > LIMIT_MESSAGE_BYTES)
        return error_explain(ERROR_TOO_LARGE,
                             "the answer is larger than one message may be");
    struct sent *sent = NULL;
    char *bytes = NULL;
    if (rq->queued_bytes + rq->flow->unsent(rq) + size <= LIMIT_STREAM_BYTES) {
        sent = arena_alloc(&rt->turn_arena, sizeof *sent);
        bytes = arena_alloc(&rt->turn_arena, size + 1);
    }
    if (!sent || !bytes)
        return error_explain(ERROR_OVERLOADED,
                             "the peer does not read what was sent");
    protobuf_c_message_pack(out, (uint8_t *)bytes);
    *sent = (struct sent){.rq = rq, .message = {bytes, size}};
    if (rt->sent_last)
        rt->sent_last->next = sent;
    else
        rt->sent_first = sent;
    rt->sent_last = sent;
    rq->queued_bytes += size;
    rq->stream |= SENT_ONE;
    return ERROR_OK;
}

void request_finish(struct request *rq)
{
    if (!request_is_open(rq))
        return;
    /* Whoever sends exactly one message owes it by request_reply(). */
    assert(streaming_of(rq)->server || (rq->stream & SENT_ONE));
    request_end(rq, ERROR_OK, NULL);
}

void request_hold(struct request *rq, bool held)
{
    if (held) {
        rq->stream |= HELD;
        return;
    }
    rq->stream &= ~(unsigned)HELD;
    if (request_is_open(rq))
        runtime_stir(rq);
}

/* ---- events ---- */

static enum error deadline_passed(struct runtime *rt, void *arg)
{
    struct request *rq = arg;
    (void)rt;
    rq->deadline_timer = 0;
    if (request_is_open(rq))
        request_end(rq, ERROR_DEADLINE, "the stream's deadline has passed");
    return ERROR_OK;
}

enum error served_open(struct runtime *rt, struct request *rq)
{
    assert(rq->flow);
    if (rt->ends_streams) {
        request_end(rq, ERROR_UNAVAILABLE, "the service is stopping");
        return ERROR_OK;
    }
    enum error error =
        streaming_of(rq)->opened ? streaming_of(rq)->opened(rq) : ERROR_OK;
    if (error)
        return error;
    if (rq->deadline_ms != INT64_MAX)
        rq->deadline_timer = runtime_after(
            rt, rq->deadline_ms - runtime_now_ms(rt), deadline_passed, rq);
    rq->stream |= OPENED;
    runtime_stir(rq);
    return ERROR_OK;
}

bool served_next(struct request *rq, struct stream_step *step)
{
    *step = (struct stream_step){.event = STREAM_NOTHING};
    if (request_abandoned(rq)) {
        step->event = STREAM_ABANDONED;
        return true;
    }
    if (!request_is_open(rq))
        return false;
    unsigned waited = rq->stream & WAITS;
    rq->stream &= ~(unsigned)WAITS;
    bool room = request_can_send(rq);
    if (waited && room && streaming_of(rq)->room) {
        step->event = STREAM_ROOM;
        return true;
    }
    if (!room || (rq->stream & (HELD | PEER_ENDED)))
        return false;
    switch (rq->flow->pull(rq, &step->message, &step->error)) {
    case PULLED_MESSAGE:
        step->event = STREAM_MESSAGE;
        break;
    case PULLED_END:
        step->event = STREAM_HALF_CLOSED;
        break;
    case PULLED_BROKEN:
        step->event = STREAM_UNREADABLE;
        step->detail = arena_string(&rq->arena, error_detail(step->error));
        break;
    case PULLED_NOTHING:
        return false;
    }
    return true;
}

static enum error one_only(void)
{
    return error_explain(ERROR_MALFORMED,
                         "this method takes exactly one message");
}

static enum error take_message(struct request *rq, struct slice bytes)
{
    struct runtime *rt = rq->runtime;
    ProtobufCMessage *in = NULL;
    size_t method = (size_t)(rq->method - rq->face->methods);
    if (!streaming_of(rq)->client && (rq->stream & GOT_ONE))
        return one_only();
    rq->stream |= GOT_ONE;
    rt->flowed_bytes += bytes.length;
    enum error error =
        message_unpack(rq->face->contract->methods[method].input, bytes.data,
                       bytes.length, &rt->turn_arena, &in);
    return error ? error : streaming_of(rq)->message(rq, in);
}

static enum error half_closed(struct request *rq)
{
    rq->stream |= PEER_ENDED;
    if (!streaming_of(rq)->client && !(rq->stream & GOT_ONE))
        return one_only();
    if (streaming_of(rq)->half_closed)
        return streaming_of(rq)->half_closed(rq);
    request_finish(rq);
    return ERROR_OK;
}

enum error served_run(struct request *rq, const struct stream_step *step)
{
    switch (step->event) {
    case STREAM_ABANDONED:
        request_end(rq, ERROR_CANCELLED, NULL);
        return ERROR_OK;
    case STREAM_ROOM:
        return streaming_of(rq)->room(rq);
    case STREAM_MESSAGE:
        return take_message(rq, step->message);
    case STREAM_HALF_CLOSED:
        return half_closed(rq);
    case STREAM_UNREADABLE:
        return error_explain(step->error, "%s", step->detail);
    case STREAM_NOTHING:
        break;
    }
    return ERROR_OK;
}

/* ---- the end ---- */

void served_close(struct request *rq)
{
    served_unstir(rq);
    runtime_cancel_timer(rq->runtime, rq->deadline_timer);
    rq->deadline_timer = 0;
    if ((rq->stream & OPENED) && streaming_of(rq)->closed)
        streaming_of(rq)->closed(rq);
    rq->stream = 0;
}

void served_end_all(struct runtime *rt)
{
    struct request *rq = rt->open.first;
    rt->ended_streams = true;
    while (rq) {
        struct request *next = rq->next;
        if (streaming_of(rq))
            request_end(rq, ERROR_UNAVAILABLE, "the service is stopping");
        rq = next;
    }
}

void runtime_end_streams(struct runtime *rt)
{
    rt->ends_streams = true;
    if (!rt->in_turn)
        runtime_ask_wake(rt);
}

/* ---- what was sent ---- */

void served_push_all(struct runtime *rt)
{
    struct sent *sent = rt->sent_first;
    rt->sent_first = rt->sent_last = NULL;
    for (; sent; sent = sent->next) {
        struct request *rq = sent->rq;
        rq->queued_bytes -= sent->message.length;
        if (!request_abandoned(rq))
            rq->flow->push(rq, sent->message);
    }
}

/* Takes back what was sent behind `mark` (NULL: in all of this turn). */
void served_drop_since(struct runtime *rt, struct sent *mark)
{
    struct sent *sent = mark ? mark->next : rt->sent_first;
    for (; sent; sent = sent->next)
        sent->rq->queued_bytes -= sent->message.length;
    if (mark)
        mark->next = NULL;
    else
        rt->sent_first = NULL;
    rt->sent_last = mark;
}
