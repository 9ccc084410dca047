/*
 * grpc_client_private -- what the files of the gRPC client share:
 * grpc_client.c (the channel: calls, back-off, delivery), grpc_client_link.c
 * (one connection: nghttp2 over a stream) and grpc_client_reply.c (what an
 * answer means).
 *
 * The life of a call: on its link's list while its stream is open; then on
 * the channel's list `finished` until `done` was told; then it is spare. A
 * cancelled call has no `done` and stays until its stream is closed, since
 * nghttp2 still points to it.
 */
#ifndef CHASSIS_GRPC_CLIENT_PRIVATE_H
#define CHASSIS_GRPC_CLIENT_PRIVATE_H

#include "chassis/grpc.h"
#include "chassis/grpc_private.h"
#include "chassis/limits.h"

struct grpc_link;

struct grpc_client_call {
    uint64_t id;
    grpc_done *done; /* NULL: cancelled, or told */
    void *arg;
    struct grpc_link *link; /* NULL: finished or spare */
    int32_t stream_id;
    struct grpc_client_call *next, *previous;
    struct grpc_client_call *bucket_next;

    char peer[LIMIT_NAME_BYTES]; /* for sentences; may be "" */
    char path[2 * LIMIT_NAME_BYTES + 2];
    struct buffer request; /* framed */
    size_t sent;

    struct buffer reply; /* framed */
    int http_status;     /* 0: no headers yet */
    int grpc_status;     /* -1: none came */
    bool too_large;
    bool refused; /* the peer has not looked at it */
    char slug[LIMIT_NAME_BYTES];
    char detail[ERROR_DETAIL_BYTES];
    char instance[GRPC_INSTANCE_BYTES];

    enum error error; /* once finished */
    struct slice message;
};

struct grpc_call_list {
    struct grpc_client_call *first, *last;
};
void grpc_call_append(struct grpc_call_list *list,
                      struct grpc_client_call *call);
void grpc_call_remove(struct grpc_call_list *list,
                      struct grpc_client_call *call);

/* ---- the answer (grpc_client_reply.c) ---- */

void grpc_call_take_header(struct grpc_client_call *call, struct slice name,
                           struct slice value);
/* Of a closed stream: OK with `message`, or an error with `detail`. */
enum error grpc_call_outcome(struct grpc_client_call *call,
                             uint32_t reset_code);

/* ---- the channel, as a link sees it ---- */

struct loop *grpc_channel_loop(const struct grpc_channel *channel);
const struct address *grpc_channel_address(const struct grpc_channel *channel);
/* For :authority. */
const char *grpc_channel_authority(const struct grpc_channel *channel);
/* The call left its link; error, detail and message are filled in. Whoever
 * began this ends with grpc_channel_deliver(). */
void grpc_channel_finish(struct grpc_channel *channel,
                         struct grpc_client_call *call);
/* Tells all that is finished. The caller touches no link afterwards. */
void grpc_channel_deliver(struct grpc_channel *channel);
/* The peer has spoken: it lives. */
void grpc_channel_settled(struct grpc_channel *channel);
/* The link is about to vanish; `settled` is false when the peer never spoke. */
void grpc_channel_forget(struct grpc_channel *channel, struct grpc_link *link,
                         bool settled);

/* ---- a link, as the channel sees it ---- */

/* Connects; what is submitted before waits in the session. */
enum error grpc_link_open(struct grpc_link **out, struct grpc_channel *channel);
/* False when this connection takes no new calls: open another. */
bool grpc_link_usable(const struct grpc_link *link);
enum error grpc_link_submit(struct grpc_link *link,
                            struct grpc_client_call *call,
                            const struct outgoing *outgoing);
/* RST_STREAM; the call comes back by grpc_channel_finish(). */
void grpc_link_cancel(struct grpc_link *link, struct grpc_client_call *call);
/* Its calls finish with UNAVAILABLE; then it is gone. */
void grpc_link_lose(struct grpc_link *link, const char *what_happened);

#endif
