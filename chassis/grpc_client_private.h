/*
 * grpc_client_private -- what the files of the gRPC client share:
 * grpc_client.c (the channel: calls, back-off), grpc_client_deliver.c (what
 * its users are told), grpc_client_link.c
 * (one connection: nghttp2 over a stream), grpc_client_head.c (what a call
 * shows) and grpc_client_reply.c (what an answer means), grpc_client_stream.c
 * (calls with many messages).
 *
 * The life of a call: on its link's list while its stream is open; then on
 * the channel's list `finished` until `done` was told; then it is spare. A
 * cancelled call has no `done` and stays until its stream is closed, since
 * nghttp2 still points to it. A stream that is closed while messages of it
 * were not received waits, on no list, until they were.
 */
#ifndef CHASSIS_GRPC_CLIENT_PRIVATE_H
#define CHASSIS_GRPC_CLIENT_PRIVATE_H

#include <nghttp2/nghttp2.h>

#include "chassis/grpc.h"
#include "chassis/grpc_check.h"
#include "chassis/grpc_private.h"
#include "chassis/identity.h"
#include "chassis/limits.h"

struct grpc_link;

enum {
    GRPC_STREAM_WINDOW_BYTES = 2 * LIMIT_MESSAGE_BYTES,
    /* Of a stream: a message that is not whole, and a window more. */
    GRPC_STREAM_REPLY_BYTES =
        GRPC_STREAM_WINDOW_BYTES + LIMIT_MESSAGE_BYTES + GRPC_PREFIX_BYTES,
    /* LIMIT_STREAM_BYTES bounds the sender; this is for its mistakes. */
    GRPC_STREAM_REQUEST_BYTES = 2 * LIMIT_STREAM_BYTES
};

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
    size_t sent;           /* bytes, of all that it ever held */
    size_t dropped;        /* of those, no longer in `request` */

    struct buffer reply; /* framed */
    int http_status;     /* 0: no headers yet */
    int grpc_status;     /* -1: none came */
    bool too_large;
    bool pushed_back; /* the peer says when to come again: */
    int64_t pushback_ms;
    bool refused; /* the peer has not looked at it */
    char slug[LIMIT_NAME_BYTES];
    char detail[ERROR_DETAIL_BYTES];
    char instance[GRPC_INSTANCE_BYTES];

    /* chassis/grpc_check.h; `checked` false: the peer may be a stranger. */
    bool checked;
    char check[GRPC_CHECK_TEXT_BYTES]; /* that it shows */
    char shown[GRPC_CHECK_TEXT_BYTES]; /* that the answer shows; "": none */
    uint32_t told;                     /* by the answer's heads */
    uint32_t messages_sent, messages_received; /* of a stream */
    bool undone;  /* the peer says that it did nothing with it */
    bool changed; /* it arrived changed, or its answer did */

    enum error error; /* once finished */
    struct slice message;

    /* Of a stream (grpc_client_stream.c); `streams` false: zeroes. */
    bool streams;
    bool half_closed;  /* nothing more will be sent */
    bool closed;       /* over, but not all of it was received */
    bool has_moved;    /* on the channel's list of those */
    enum error broken; /* by us, with `detail`: nothing more is read */
    grpc_moved_handler *moved;
    struct grpc_client_call *next_moved;
    size_t taken; /* bytes at the front of `reply` that were received */
    size_t lent;  /* behind them, of the message that was given last */
    size_t owed;  /* bytes of `reply` that the peer's window lacks */
};

struct grpc_call_list {
    struct grpc_client_call *first, *last;
};
void grpc_call_append(struct grpc_call_list *list,
                      struct grpc_client_call *call);
void grpc_call_remove(struct grpc_call_list *list,
                      struct grpc_client_call *call);

/* ---- the channel (grpc_client.c, grpc_client_deliver.c) ---- */

enum {
    GRPC_BUCKETS = 256,
    GRPC_LINKS = 4 /* more than one only while old ones run out */
};

struct grpc_channel {
    struct loop *loop;
    struct address address;
    char authority[sizeof((struct address *)0)->host + 8];
    struct grpc_link
        *links[GRPC_LINKS]; /* NULL: free; the usable one is found */
    struct loop_timer *soon;
    struct grpc_call_list finished;
    struct grpc_client_call *moved; /* streams to be told */
    bool freeing;
    bool strangers; /* its peer checks nothing */
    struct grpc_client_call *buckets[GRPC_BUCKETS];
    struct grpc_client_call *spare;
    size_t spare_count, open_count;
    int64_t backoff_ms; /* 0: the last connection was good */
    int64_t retry_at_ms;
};

void grpc_channel_give_back(struct grpc_channel *channel,
                            struct grpc_client_call *call);

/* ---- the call's head (grpc_client_head.c) ---- */

enum { GRPC_HEAD_FIELDS = 13 };

struct grpc_head {
    nghttp2_nv entries[GRPC_HEAD_FIELDS]; /* point to these, and to the call */
    size_t count;
    uint32_t told;
    char timeout[GRPC_TIMEOUT_BYTES], trace[TRACE_TEXT_BYTES], customer[24];
};
/* Fills in call->check as well, over all that call->request holds. */
void grpc_head_fill(struct grpc_head *head, struct grpc_client_call *call,
                    const struct outgoing *outgoing, const char *authority,
                    const char *identity);

/* ---- the answer (grpc_client_reply.c) ---- */

void grpc_call_take_header(struct grpc_client_call *call, struct slice name,
                           struct slice value);
/* Of a closed stream: OK with `message`, or an error with `detail`. */
enum error grpc_call_outcome(struct grpc_client_call *call,
                             uint32_t reset_code);
/* Inside nghttp2's callback: closes our half of a stream that the server has
 * ended. */
void grpc_end_other_half(nghttp2_session *session, const nghttp2_frame *frame);

/* ---- streams (grpc_client_stream.c) ---- */

/* Received bytes; false when they cannot be kept. */
bool grpc_stream_data(struct grpc_client_call *call, const char *bytes,
                      size_t length);
/* Some of what waits to be sent; 0 when nothing does. */
size_t grpc_call_read(struct grpc_client_call *call, unsigned char *out,
                      size_t space);
/* A whole message, or one that breaks the stream, waits at the front. */
bool grpc_stream_waiting(const struct grpc_client_call *call);
/* Messages that came, whether they were received or wait. */
uint32_t grpc_stream_count(const struct grpc_client_call *call);

/* ---- the channel, as a link sees it ---- */

struct loop *grpc_channel_loop(const struct grpc_channel *channel);
const struct address *grpc_channel_address(const struct grpc_channel *channel);
/* For :authority. */
const char *grpc_channel_authority(const struct grpc_channel *channel);
/* The call left its link; error, detail and message are filled in. Whoever
 * began this ends with grpc_channel_deliver(). */
void grpc_channel_finish(struct grpc_channel *channel,
                         struct grpc_client_call *call);
/* The stream's user has something to receive, or room to send. */
void grpc_channel_moved(struct grpc_channel *channel,
                        struct grpc_client_call *call);
/* Of a stream that is closed, when its last message was received: finishes,
 * by a timer. */
void grpc_channel_finish_soon(struct grpc_channel *channel,
                              struct grpc_client_call *call);
struct grpc_client_call *grpc_channel_find(const struct grpc_channel *channel,
                                           uint64_t id);
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
struct grpc_channel *grpc_link_channel(const struct grpc_link *link);
/* There is more to send, or the end of it. */
void grpc_link_resume(struct grpc_link *link, struct grpc_client_call *call);
/* The peer may send as many bytes more on this stream. */
void grpc_link_open_window(struct grpc_link *link,
                           struct grpc_client_call *call, size_t bytes);
/* RST_STREAM; the call comes back by grpc_channel_finish(). */
void grpc_link_cancel(struct grpc_link *link, struct grpc_client_call *call);
/* Its calls finish with UNAVAILABLE; then it is gone. */
void grpc_link_lose(struct grpc_link *link, const char *what_happened);

#endif
