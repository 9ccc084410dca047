/*
 * runtime_uv_streams -- the streams that a real runtime has opened, and the
 *                       channel that each is on.
 *
 * Use:       runtime_uv.c only: the driver's functions for opened streams.
 * Ownership: the outbound is asked for a channel once a stream. Its end is told
 *            once, to the runtime, unless it was forgotten before.
 * Errors:    no channel to the peer: UNAVAILABLE, later.
 * Blocking:  never.
 */
#ifndef CHASSIS_RUNTIME_UV_STREAMS_H
#define CHASSIS_RUNTIME_UV_STREAMS_H

#include "chassis/grpc.h"
#include "chassis/outbound.h"

struct uv_stream;

struct uv_streams {
    const struct outbound *outbound;
    void *way;                /* the outbound's state */
    struct runtime **runtime; /* NULL until it stands */
    struct uv_stream *first;
};

void uv_streams_open(struct uv_streams *streams, const struct outgoing *call);
void uv_streams_send(struct uv_streams *streams, uint64_t id,
                     struct slice message);
void uv_streams_half_close(struct uv_streams *streams, uint64_t id);
enum pulled uv_streams_pull(struct uv_streams *streams, uint64_t id,
                            struct slice *message);
size_t uv_streams_unsent(const struct uv_streams *streams, uint64_t id);
/* Cancels it; false when it is none of these. */
bool uv_streams_forget(struct uv_streams *streams, uint64_t id);
void uv_streams_release(struct uv_streams *streams);

#endif
