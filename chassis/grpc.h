/*
 * grpc -- calls and streams over HTTP/2, both ends.
 *
 * Use:       the server side turns an exchange whose content-type begins with
 *            application/grpc into a request of a runtime; the client side is
 *            one multiplexed connection to one address.
 * Metadata:  grpc-timeout, traceparent, idempotency-key, cleave-customer and
 *            cleave-scope (the caller; accepted from peers inside the run
 *            directory only), authorization at a front door, cleave-identity
 *            (the calling process; chassis/identity.h), cleave-check (whether
 *            all of this came as it was sent; chassis/grpc_check.h); trailers
 *            grpc-status, grpc-message, cleave-error (the slug of our error),
 *            cleave-instance, where we are overloaded
 *            grpc-retry-pushback-ms, cleave-check and cleave-undone.
 * Ownership: slices given to `done` hold until it returns.
 * Errors:    `done` gets UNAVAILABLE when the connection fails, DEADLINE from
 *            the peer's status; our own deadline is the runtime's timer. An
 *            answer that does not fit its check is UNAVAILABLE: what became
 *            of the call is unknown. So are calls that arrived changed, and
 *            they are as good as unsent.
 * Blocking:  never.
 * Source:    grpc/doc/PROTOCOL-HTTP2.md.
 * Streaming: which methods stream, their struct method says; descriptors of
 *            protobuf-c do not. A stream's messages wait here, unread, and
 *            the peer's window opens again as they are taken.
 */
#ifndef CHASSIS_GRPC_H
#define CHASSIS_GRPC_H

#include "chassis/http.h"
#include "chassis/rest.h"
#include "chassis/runtime_stream.h"
#include "chassis/token.h"

/* ---- server ---- */

bool grpc_is(const struct http_request *request);
/* `door` is that of the REST face: its keys NULL are those of an inner service,
 * which believes the caller metadata of a local peer; else it is a front door,
 * which believes only a token, and offers what its table has a route for, under
 * the same scope, the same need for a key and the same meter. Any face but the
 * service's first is answered on Unix sockets only there, and so is "control.*"
 * everywhere. */
void grpc_handle(const struct rest *door, struct exchange *exchange);
/* For struct http_handler: does this request open a stream? */
bool grpc_opens_stream(const struct runtime *rt,
                       const struct http_request *request);
/* More of its body came, or its end, or there is room for output. */
void grpc_moved(struct exchange *exchange);
/* The peer hung up. */
void grpc_abandoned(struct exchange *exchange);

/* ---- client ---- */

struct grpc_channel;
struct grpc_channel *grpc_channel_new(struct loop *loop,
                                      const struct address *address);
void grpc_channel_free(struct grpc_channel *channel); /* pending: UNAVAILABLE */
/* Before the first call: the peer is no server of ours, so it is shown neither
 * a check nor an identity, and its answers are believed as they come. */
void grpc_channel_expect_strangers(struct grpc_channel *channel);

struct grpc_result {
    enum error error;
    const char *detail;   /* NULL when there was none */
    const char *instance; /* NULL when there was none */
    struct slice message;
    bool unsent;      /* an error, and no server has seen the call, or it says
                         that it did nothing: any call may be sent again */
    bool pushed_back; /* grpc-retry-pushback-ms came with the error: */
    int64_t pushback_ms; /* negative: do not come again */
};
typedef void grpc_done(void *arg, uint64_t id,
                       const struct grpc_result *result);

/* Queues a call; it leaves at the end of the turn. Connects when needed.
 * After a refused connection calls fail soon until a short back-off ends.
 * `done` is called once, never from inside grpc_start(); it must not free the
 * channel. `call` is read before grpc_start() returns; its `peer` may be NULL.
 */
void grpc_start(struct grpc_channel *channel, const struct outgoing *call,
                grpc_done *done, void *arg);
/* RST_STREAM CANCEL; `done` is not called. For streams as well. */
void grpc_cancel(struct grpc_channel *channel, uint64_t id);

/* ---- client streams: the same, with any number of messages ---- */

/* Something can be taken by grpc_receive(), or there is room for more; never
 * called from inside one of these functions. It may call all of them. */
typedef void grpc_moved_handler(void *arg, uint64_t id);

/* As grpc_start(); call->message is sent first when its data is not NULL, and
 * timeout_ms 0 means no deadline. `done` is called once, with no message, when
 * all that came was received or can no longer be (a lost connection, a channel
 * that is freed). Our deadline is the caller's timer, and grpc_cancel(). */
void grpc_open(struct grpc_channel *channel, const struct outgoing *call,
               grpc_moved_handler *moved, grpc_done *done, void *arg);
/* Queues one packed message. Bounded by the caller: no more while
 * grpc_unsent() is above what it may hold. Unknown ids are ignored. */
void grpc_send(struct grpc_channel *channel, uint64_t id, struct slice message);
size_t grpc_unsent(const struct grpc_channel *channel, uint64_t id);
void grpc_half_close(struct grpc_channel *channel, uint64_t id);
/* Takes the next message out; it holds until the next call of this. False:
 * none is whole yet. Opens the peer's window. */
bool grpc_receive(struct grpc_channel *channel, uint64_t id,
                  struct slice *message);

#endif
