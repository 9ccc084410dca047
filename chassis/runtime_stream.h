/*
 * runtime_stream -- methods and calls with any number of messages.
 *
 * Use:       a method whose struct method names a struct streaming is called
 *            with a stream; runtime_open() opens one to a peer. Unary methods
 *            and runtime_call() know nothing of this.
 * The turn:  every handler here but closed() runs inside a turn, in a
 *            savepoint of its own where the method may write. What it sends
 *            leaves after the commit, in order, and before the stream's end.
 *            A handler that returns an error ends the stream with it, and only
 *            what that event sent and wrote is taken back.
 * Flow:      messages wait in the transport, whose window is opened again only
 *            as they are taken; a stream of ours whose output is full, or that
 *            is held, gets none. So a served stream that is written faster
 *            than it is read stops reading too; a stream that we opened goes
 *            on reading, or two ends could wait for each other for ever.
 * Ownership: `in` lives until the turn ends; what must live longer is copied,
 *            into rq->arena only if it is bounded. Messages to send are packed
 *            before the function returns.
 * Errors:    a deadline holds for the whole stream (DEADLINE); a peer that
 *            cancels or vanishes gives CANCELLED; bytes that are no message
 *            MALFORMED; in the simulator there are no streams (UNIMPLEMENTED).
 * Recovery:  as for requests and calls: served streams end with an error,
 *            opened ones are forgotten, and service.resume() opens them again.
 * Blocking:  never.
 * Source:    gRPC core concepts; the pull of Reactive Streams, by windows.
 */
#ifndef CHASSIS_RUNTIME_STREAM_H
#define CHASSIS_RUNTIME_STREAM_H

#include "chassis/runtime.h"

/* ---- streams that are served ---- */

/* What a streaming method does; any but `message` may be NULL. */
struct streaming {
    bool client; /* any number of messages come; else exactly one */
    bool server; /* any number may be sent; else exactly one, by
                    request_reply() */
    /* The stream is open: before its first message. */
    enum error (*opened)(struct request *rq);
    enum error (*message)(struct request *rq, const ProtobufCMessage *in);
    /* The peer sends no more. NULL: the stream ends here, with OK; which is
     * an error where a reply is owed. */
    enum error (*half_closed)(struct request *rq);
    /* There is room again, after request_can_send() was false. */
    enum error (*room)(struct request *rq);
    /* It is over, and rq->error says how; called once, after the commit, for
     * every stream that opened() succeeded for. Only to forget the request:
     * no database, no sending. */
    void (*closed)(struct request *rq);
};

/* Queues one message; it leaves after the commit. Nothing happens once the
 * stream has ended. OVERLOADED when LIMIT_STREAM_BYTES wait for the peer
 * already: send only while request_can_send(). TOO_LARGE. */
enum error request_send(struct request *rq, const ProtobufCMessage *out);
bool request_can_send(const struct request *rq);
/* Ends it well, behind what was sent. request_reply() is request_send() and
 * this; request_fail() ends it with an error. */
void request_finish(struct request *rq);
/* While held, no message is taken from the peer; its end still shows. */
void request_hold(struct request *rq, bool held);
/* The state is open: not ended, by whomever. */
bool request_is_open(const struct request *rq);

/* ---- streams to a peer ---- */

/* Any but `ended` may be NULL. An error is what an answer_handler's is. */
struct stream_handlers {
    enum error (*message)(struct runtime *rt, void *arg,
                          const ProtobufCMessage *in);
    enum error (*room)(struct runtime *rt, void *arg);
    /* Once, behind the last message: how the peer ended it (OK, no message),
     * or DEADLINE, UNAVAILABLE, ... Not after runtime_cancel(). */
    answer_handler *ended;
};

/* Opens a stream after this turn's commit. call->in, when not NULL, is the
 * first message; timeout_ms 0: no deadline. `stream` is never 0 and never used
 * again. Inside a turn only, as all of these. */
enum error runtime_open(struct runtime *rt, const struct call *call,
                        const struct stream_handlers *handlers, void *arg,
                        uint64_t *stream);
/* Each does nothing on a stream that has ended. */
enum error runtime_send(struct runtime *rt, uint64_t stream,
                        const ProtobufCMessage *message);
bool runtime_can_send(const struct runtime *rt, uint64_t stream);
void runtime_half_close(struct runtime *rt, uint64_t stream);
/* Nothing is told about it any more. */
void runtime_cancel(struct runtime *rt, uint64_t stream);

/* ---- for transports and drivers ---- */

enum pulled {
    PULLED_NOTHING, /* not yet: runtime_stir() follows */
    PULLED_MESSAGE,
    PULLED_END,   /* the peer half-closed; nothing follows */
    PULLED_BROKEN /* no message can be read any more */
};

/* A served stream's transport, in struct request. */
struct request_flow {
    /* Takes the next message out; it holds until the next pull. `error` is
     * set with PULLED_BROKEN only, and has its error_detail(). */
    enum pulled (*pull)(struct request *rq, struct slice *message,
                        enum error *error);
    /* Behind the commit: one packed message to send. */
    void (*push)(struct request *rq, struct slice message);
    /* Bytes that were pushed and have not left. */
    size_t (*unsent)(const struct request *rq);
};

/* Something came: a message or an end, or what is unsent has fallen to half of
 * LIMIT_STREAM_ROOM_BYTES. Any number of times; not after runtime_abandon(),
 * nor after `done`. */
void runtime_stir(struct request *rq);
/* Ends all served streams with UNAVAILABLE: the process drains. */
void runtime_end_streams(struct runtime *rt);
/* The same for an opened stream; unknown ids are ignored. Its end comes by
 * runtime_answer(), when all messages were pulled or no more can be. */
void runtime_stir_call(struct runtime *rt, uint64_t stream);

/* What a driver has for opened streams. */
struct runtime_streams {
    /* A packed message with call->message.data NULL: none yet. */
    void (*open)(void *driver, const struct outgoing *call);
    void (*send)(void *driver, uint64_t stream, struct slice message);
    void (*half_close)(void *driver, uint64_t stream);
    /* PULLED_END and PULLED_BROKEN are not used: the answer tells. */
    enum pulled (*pull)(void *driver, uint64_t stream, struct slice *message);
    size_t (*unsent)(void *driver, uint64_t stream); /* bytes */
    /* Cancelling is runtime_driver.forget(). */
};

#endif
