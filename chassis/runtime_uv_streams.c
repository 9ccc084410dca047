/*
 * runtime_uv_streams -- opened streams and their channels.
 *
 * The idea: the outbound chooses a channel when a stream is opened; the stream
 * then stays on it, since what was sent there cannot be sent elsewhere. A list
 * remembers which: a service holds a handful of streams, not thousands.
 *
 * The invariant: a stream is on the list from its opening until its channel
 * has told its end or it was forgotten, so no freed channel is ever asked: one
 * that is freed tells all its streams first.
 */
#include "chassis/runtime_uv_streams.h"

#include <stdlib.h>

struct uv_stream {
    uint64_t id;
    struct grpc_channel *channel;
    struct uv_stream *next;
};

static struct uv_stream *find(const struct uv_streams *streams, uint64_t id)
{
    struct uv_stream *stream = streams->first;
    while (stream && stream->id != id)
        stream = stream->next;
    return stream;
}

static void drop(struct uv_streams *streams, uint64_t id)
{
    struct uv_stream **at = &streams->first;
    while (*at && (*at)->id != id)
        at = &(*at)->next;
    struct uv_stream *stream = *at;
    if (!stream)
        return;
    *at = stream->next;
    free(stream);
}

static void on_moved(void *arg, uint64_t id)
{
    struct uv_streams *streams = arg;
    runtime_stir_call(*streams->runtime, id);
}

static void on_end(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct uv_streams *streams = arg;
    drop(streams, id);
    runtime_answer(*streams->runtime, id, result->error, result->detail,
                   result->instance, (struct slice){0});
}

void uv_streams_open(struct uv_streams *streams, const struct outgoing *call)
{
    struct grpc_channel *channel =
        streams->outbound->stream_channel
            ? streams->outbound->stream_channel(streams->way, call->peer)
            : NULL;
    struct uv_stream *stream = channel ? calloc(1, sizeof *stream) : NULL;
    if (!stream) {
        runtime_answer(*streams->runtime, call->id, ERROR_UNAVAILABLE,
                       "there is no way to this peer for a stream", NULL,
                       (struct slice){0});
        return;
    }
    *stream = (struct uv_stream){call->id, channel, streams->first};
    streams->first = stream;
    grpc_open(channel, call, on_moved, on_end, streams);
}

void uv_streams_send(struct uv_streams *streams, uint64_t id,
                     struct slice message)
{
    struct uv_stream *stream = find(streams, id);
    if (stream)
        grpc_send(stream->channel, id, message);
}

void uv_streams_half_close(struct uv_streams *streams, uint64_t id)
{
    struct uv_stream *stream = find(streams, id);
    if (stream)
        grpc_half_close(stream->channel, id);
}

enum pulled uv_streams_pull(struct uv_streams *streams, uint64_t id,
                            struct slice *message)
{
    struct uv_stream *stream = find(streams, id);
    return stream && grpc_receive(stream->channel, id, message)
               ? PULLED_MESSAGE
               : PULLED_NOTHING;
}

size_t uv_streams_unsent(const struct uv_streams *streams, uint64_t id)
{
    const struct uv_stream *stream = find(streams, id);
    return stream ? grpc_unsent(stream->channel, id) : 0;
}

bool uv_streams_forget(struct uv_streams *streams, uint64_t id)
{
    struct uv_stream *stream = find(streams, id);
    if (!stream)
        return false;
    grpc_cancel(stream->channel, id);
    drop(streams, id);
    return true;
}

void uv_streams_release(struct uv_streams *streams)
{
    while (streams->first)
        drop(streams, streams->first->id);
}
