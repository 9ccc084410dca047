/*
 * grpc_client_stream -- calls with any number of messages, as a client.
 *
 * The idea: a stream is a call whose two buffers are consumed from the front
 * while they are filled at the back. Received bytes wait until grpc_receive()
 * takes the message out; the peer's window is opened by as many as were taken,
 * and by all that wait while they are not a whole message: else one that is
 * larger than the window would never be whole.
 *
 * The invariant: `done` follows the last message. A stream that is closed
 * while messages wait is finished by the grpc_receive() that takes the last.
 *
 * Rejected: calling a handler for each message from inside nghttp2. Whoever
 * could not take it then would have to keep a copy, without a bound.
 */
#include "chassis/grpc_client_private.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    ROOM_LOW_BYTES = LIMIT_STREAM_ROOM_BYTES / 2,
    COMPACT_BYTES = 32 * 1024 /* dead bytes at a buffer's front */
};

/* ---- sending ---- */

static size_t unsent(const struct grpc_client_call *call)
{
    return call->request.length - (call->sent - call->dropped);
}

size_t grpc_call_read(struct grpc_client_call *call, unsigned char *out,
                      size_t space)
{
    size_t before = unsent(call);
    size_t count = before < space ? before : space;
    if (count == 0)
        return 0;
    memcpy(out, call->request.data + (call->sent - call->dropped), count);
    call->sent += count;
    size_t dead = call->sent - call->dropped;
    if (call->streams &&
        (dead == call->request.length ||
         (dead >= COMPACT_BYTES && dead >= call->request.length / 2))) {
        buffer_consume(&call->request, dead);
        call->dropped += dead;
    }
    if (before > ROOM_LOW_BYTES && unsent(call) <= ROOM_LOW_BYTES && call->link)
        grpc_channel_moved(grpc_link_channel(call->link), call);
    return count;
}

/* Of a stream that is not closed, else NULL. */
static struct grpc_client_call *open_stream(const struct grpc_channel *channel,
                                            uint64_t id)
{
    struct grpc_client_call *call = grpc_channel_find(channel, id);
    return call && call->streams && call->done && call->link ? call : NULL;
}

/* Nothing of it can be sent or received any more. */
static void break_off(struct grpc_client_call *call, enum error error)
{
    call->broken = error;
    snprintf(call->detail, sizeof call->detail, "%s", error_detail(error));
    if (call->link)
        grpc_link_cancel(call->link, call);
}

void grpc_send(struct grpc_channel *channel, uint64_t id, struct slice message)
{
    struct grpc_client_call *call = open_stream(channel, id);
    unsigned char prefix[GRPC_PREFIX_BYTES], seal[GRPC_CHECK_SEAL_BYTES];
    if (!call || call->half_closed || call->broken)
        return;
    size_t sealed = call->checked ? sizeof seal : 0;
    grpc_check_seal(slice_of(call->check), call->messages_sent++, message,
                    seal);
    grpc_prefix(prefix, message.length + sealed);
    buffer_append(&call->request, prefix, sizeof prefix);
    buffer_append(&call->request, message.data, message.length);
    buffer_append(&call->request, seal, sealed);
    if (message.length > LIMIT_MESSAGE_BYTES || buffer_error(&call->request))
        break_off(call, error_explain(ERROR_TOO_LARGE,
                                      "more waits to be sent than may"));
    else
        grpc_link_resume(call->link, call);
}

size_t grpc_unsent(const struct grpc_channel *channel, uint64_t id)
{
    const struct grpc_client_call *call = open_stream(channel, id);
    return call ? unsent(call) : 0;
}

void grpc_half_close(struct grpc_channel *channel, uint64_t id)
{
    struct grpc_client_call *call = open_stream(channel, id);
    if (!call || call->half_closed)
        return;
    call->half_closed = true;
    grpc_link_resume(call->link, call);
}

/* ---- receiving ---- */

static struct slice waiting(const struct grpc_client_call *call)
{
    size_t at = call->taken + call->lent;
    return (struct slice){call->reply.data + at, call->reply.length - at};
}

/* Bytes of one message as it travels. */
static size_t most(const struct grpc_client_call *call)
{
    return LIMIT_MESSAGE_BYTES + (call->checked ? GRPC_CHECK_SEAL_BYTES : 0);
}

bool grpc_stream_waiting(const struct grpc_client_call *call)
{
    struct slice message;
    size_t bytes;
    return !call->broken &&
           (grpc_next_frame(waiting(call), most(call), &message, &bytes) ||
            bytes > 0);
}

uint32_t grpc_stream_count(const struct grpc_client_call *call)
{
    struct slice rest = waiting(call), message;
    uint32_t count = call->messages_received;
    size_t bytes;
    while (!grpc_next_frame(rest, most(call), &message, &bytes) && bytes > 0) {
        rest.data += bytes;
        rest.length -= bytes;
        count++;
    }
    return count;
}

bool grpc_stream_data(struct grpc_client_call *call, const char *bytes,
                      size_t length)
{
    if (call->broken)
        return true; /* it is being cancelled */
    if (length > call->reply.limit - call->reply.length) {
        call->too_large = true; /* beyond its window: no honest peer */
        return false;
    }
    buffer_append(&call->reply, bytes, length);
    call->owed += length;
    grpc_channel_moved(grpc_link_channel(call->link), call);
    return true;
}

static void open_window(struct grpc_client_call *call, size_t bytes)
{
    call->owed -= bytes;
    if (call->link && bytes > 0)
        grpc_link_open_window(call->link, call, bytes);
}

/* The message that was given last is done with. */
static void drop_lent(struct grpc_client_call *call)
{
    call->taken += call->lent;
    call->lent = 0;
    size_t left = call->reply.length - call->taken;
    if (call->owed > left)
        open_window(call, call->owed - left);
    if (left == 0 || (call->taken >= COMPACT_BYTES &&
                      call->taken >= call->reply.length / 2)) {
        buffer_consume(&call->reply, call->taken);
        call->taken = 0;
    }
}

/* The one at the front, or the stream is broken off. */
static enum error next_message(struct grpc_client_call *call,
                               struct slice *message, size_t *bytes)
{
    enum error error =
        grpc_next_frame(waiting(call), most(call), message, bytes);
    call->messages_received += *bytes > 0;
    if (!error && *bytes > 0 && call->checked &&
        !grpc_check_unseal(slice_of(call->check), call->messages_received - 1,
                           message)) {
        *bytes = 0;
        call->changed = true;
        error = error_explain(ERROR_UNAVAILABLE,
                              "a message of the stream arrived changed");
    }
    if (error) { /* `error` of the call: if it is closed already */
        call->error = call->changed ? ERROR_UNAVAILABLE : ERROR_INTERNAL;
        break_off(call, error);
    }
    return error;
}

bool grpc_receive(struct grpc_channel *channel, uint64_t id,
                  struct slice *message)
{
    struct grpc_client_call *call = grpc_channel_find(channel, id);
    size_t bytes = 0;
    if (!call || !call->streams || !call->done || call->broken)
        return false;
    drop_lent(call);
    enum error error = next_message(call, message, &bytes);
    call->lent = bytes;
    if (bytes == 0 && !error)
        open_window(call, call->owed);
    if (call->closed && !grpc_stream_waiting(call)) {
        if (!call->error && waiting(call).length > 0)
            break_off(call, call->error = error_explain(
                                ERROR_INTERNAL, "the peer ended the stream "
                                                "inside a message"));
        grpc_channel_finish_soon(channel, call);
    }
    return bytes > 0;
}
