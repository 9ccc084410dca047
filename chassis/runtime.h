/*
 * runtime -- all that a service may ask of the world.
 *
 * A service is a table of methods over a database. It never sees a socket, a
 * clock or a random device: it asks its runtime, and two of those exist. The
 * real one stands on libuv (chassis/runtime_uv.h); the simulated one runs a
 * whole system on one thread under virtual time (chassis/sim.h).
 *
 * The turn:  whatever became ready together (requests, answers, timers) runs
 *            inside ONE database transaction, each event in its own savepoint.
 *            A handler that returns an error is rolled back alone. Nothing
 *            leaves before the commit: replies and outgoing calls wait for it.
 *            That is the whole of durability.
 * Sharing:   where several processes share a database, a turn that may write
 *            holds the lock of writers from its first read on. A turn that does
 *            not get it is put off, and fails like a commit when that lasts.
 * Recovery:  when a commit fails, or an answer's or timer's handler returns an
 *            error, the runtime does in memory what a restart would do: open
 *            requests are failed, calls and timers forgotten, and after a
 *            short back-off service.resume() picks the work up again from the
 *            database. A runtime without a database only logs.
 * Use:       handlers call request_reply() or return an error; to answer
 *            later they return OK without a reply, keep the request, and
 *            reply from an answer or a timer.
 * Units:     milliseconds. runtime_now_ms() is monotonic, runtime_wall_ms()
 *            is for people and ids.
 * Ownership: a request and its arena live until its reply has left. Reply
 *            messages and all they point to live in rq->arena or are const.
 * Errors:    what a handler returns reaches the caller with error_detail().
 * Blocking:  never, but for the database.
 * Source:    group commit as in DeWitt 1984; reply-after-commit as in Helland,
 *            "Life beyond Distributed Transactions"; see docs/decisions/.
 */
#ifndef CHASSIS_RUNTIME_H
#define CHASSIS_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/db.h"
#include "chassis/error.h"
#include "chassis/exponential.h"
#include "chassis/id.h"
#include "chassis/message.h"
#include "chassis/token.h"
#include "chassis/trace.h"

struct runtime;
struct request;

/* ---- what a service is ---- */

typedef enum error request_handler(struct request *rq,
                                   const ProtobufCMessage *in);

enum access {
    ACCESS_READ, /* promises to write nothing: no savepoint is spent on it */
    ACCESS_WRITE,
    ACCESS_BESIDE /* touches no database: runs and answers at once, outside
                     any transaction, even while the database fails */
};

struct streaming;    /* chassis/runtime_stream.h */
struct request_flow; /* the same */

struct method {
    const char *name; /* as in the contract, "Charge" */
    request_handler *run;
    enum access access;
    const struct streaming *streaming; /* NULL: unary; else run is NULL */
};

/* One contract and the functions behind it, in the contract's order. */
struct face {
    const ProtobufCServiceDescriptor *contract;
    const struct method *methods;
    size_t method_count;
};

struct service {
    const char *name;           /* "payments" */
    const char *const *schemas; /* SQL scripts, NULL ends; NULL: no database */
    const struct face *faces;   /* the first is the service's own contract */
    size_t face_count;
    const char *const *crash_points; /* NULL ends; NULL: none of its own */
    bool shares; /* several processes of it may stand on one database */
    const struct subject *subject; /* NULL: nothing in particular */
    /* Makes the state (runtime_set_state) and the first rows; runs inside one
     * transaction of its own. Any of these may be NULL. */
    enum error (*open)(struct runtime *rt);
    /* Forgets all it remembered in memory (requests, timers and calls are
     * gone already) and picks unfinished work up from the database: after
     * open, and in a recovery. Runs inside a turn. */
    enum error (*resume)(struct runtime *rt);
    /* Runs first in each turn that may write, but for one that resumes. An
     * error fails the turn: this process may not write any more as it is. */
    enum error (*enter)(struct runtime *rt);
    /* Frees the state; requests still open are failed by the runtime. */
    void (*close)(struct runtime *rt);
};

/* ---- one request ---- */

struct request {
    struct runtime *runtime;
    const struct face *face;
    const struct method *method;
    struct arena arena;
    struct trace trace;
    struct caller caller;
    int64_t received_ms;
    int64_t received_us;
    int64_t deadline_ms;  /* monotonic; INT64_MAX: the caller set none */
    const char *key;      /* idempotency key, NULL: none; in the arena */
    const char *identity; /* what the calling process shows, to be asked about
                             with identity_check(); in the arena; NULL: none */
    bool korean;          /* the client prefers Korean sentences */
    const char *http_method; /* "POST"; const; NULL: it came by gRPC */
    const char *http_route;  /* "/api/orders/{id}" */
    int (*http_status)(const struct request *rq); /* of a good answer */
    const ProtobufCMessage *in;                   /* NULL: a stream */
    void *user; /* the service's own; a stream's state */

    /* The answer, for the transport that waits in `done`. */
    enum error error;
    const char *detail; /* in the arena; NULL: the error's title */
    const char
        *instance; /* RFC 9457: the thing the problem is about, or NULL */
    const ProtobufCMessage *out;

    void (*done)(struct request *rq); /* the transport's, called after commit */
    void *transport;
    const struct request_flow *flow; /* of a stream; else NULL */

    /* The runtime's own. */
    int state;
    struct request *next, *previous;
    struct request *next_stirred, *previous_stirred;
    uint64_t deadline_timer; /* of a stream */
    size_t queued_bytes;     /* sent in this turn */
    unsigned stream;         /* flags of runtime_stream.c */
};

/* Ends the request well. Exactly one reply or error a request. */
void request_reply(struct request *rq, const ProtobufCMessage *out);
/* Ends it with an error after the handler has returned OK without a reply.
 * The sentence is copied; NULL takes error_detail(error). */
void request_fail(struct request *rq, enum error error, const char *detail);
/* Names the thing an error is about ("/api/orders/01J..."); copied. */
void request_about(struct request *rq, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* True once the caller hung up; a reply then goes nowhere. */
bool request_abandoned(const struct request *rq);

/* ---- what a service asks ---- */

struct db *runtime_db(struct runtime *rt);
int64_t runtime_now_ms(struct runtime *rt);
int64_t runtime_wall_ms(struct runtime *rt);
uint64_t runtime_random(struct runtime *rt);
struct id runtime_id(struct runtime *rt);
const char *runtime_name(const struct runtime *rt);
/* Among the processes that share its database: the number of this one (no
 * other ever has it; 0 when it is alone), and whether another one's process has
 * ended or has been silent for long. */
bool runtime_shares(const struct runtime *rt);
int64_t runtime_life(const struct runtime *rt);
bool runtime_life_is_over(struct runtime *rt, int64_t life);
/* Arena of the turn: gone when the turn ends. */
struct arena *runtime_arena(struct runtime *rt);

void runtime_set_state(struct runtime *rt, void *state);
void *runtime_state(struct runtime *rt);
/* A named setting given at start ("deadline-ms"), else the fallback. */
int64_t runtime_setting(struct runtime *rt, const char *name, int64_t fallback);
/* What this process signs tokens with; NULL where it is no front door. */
const struct token_keys *runtime_keys(const struct runtime *rt);

typedef enum error timer_handler(struct runtime *rt, void *arg);
/* Runs once, in a turn, no earlier than delay_ms from now. 0 is never an id.
 * May be called from outside a turn too, to bring an event of the loop into
 * one. An error rolls its savepoint back and is logged. */
uint64_t runtime_after(struct runtime *rt, int64_t delay_ms,
                       timer_handler *handler, void *arg);
void runtime_cancel_timer(struct runtime *rt, uint64_t timer);

struct call {
    const char *peer; /* "payments" */
    const ProtobufCServiceDescriptor *contract;
    const char *method;         /* "Charge" */
    const ProtobufCMessage *in; /* packed before runtime_call() returns */
    int64_t timeout_ms;
    const struct trace *trace;   /* the cause; NULL starts a new trace */
    const struct caller *caller; /* passed on; NULL: the service itself */
    const char *key;             /* idempotency key; NULL: none */
    bool repeatable;     /* done twice it is as good as done once: a read, or
                            the message carries a key of its own */
    struct arena *arena; /* where the answer is unpacked; NULL: the turn's */
};

struct answer {
    enum error error; /* OK, or what the peer or the way to it said */
    const char *detail;
    const char *instance;
    const ProtobufCMessage *message; /* NULL unless OK */
};

/* An error rolls its savepoint back and is logged. */
typedef enum error answer_handler(struct runtime *rt, void *arg,
                                  const struct answer *answer);

/* Leaves after this turn's commit. `then` runs exactly once, in a later turn:
 * with the answer, or DEADLINE or UNAVAILABLE, whose outcome is unknown. It is
 * not run if this turn's commit fails or the runtime closes first. */
enum error runtime_call(struct runtime *rt, const struct call *call,
                        answer_handler *then, void *arg);

/* ---- for transports and drivers ---- */

/* A call on its way out, after the commit that allowed it. */
struct outgoing {
    uint64_t id;
    const char *peer;
    const ProtobufCServiceDescriptor *contract;
    unsigned method;
    struct slice message; /* packed */
    int64_t timeout_ms;
    struct trace trace; /* of this hop */
    struct caller caller;
    const char *key; /* or NULL */
    bool repeatable; /* the way out may send it again */
};

struct runtime_streams; /* chassis/runtime_stream.h */

/* What stands below a runtime. The runtime calls these; none may call back
 * into it before returning, but to say runtime_answer(). */
struct runtime_driver {
    int64_t (*now_ms)(void *driver);
    int64_t (*now_us)(void *driver); /* finer, for durations; NULL: now_ms */
    int64_t (*wall_ms)(void *driver);
    uint64_t (*random)(void *driver);
    /* Send this packed call; the answer comes by runtime_answer(). */
    void (*send)(void *driver, const struct outgoing *call);
    /* Nobody waits for it any more. */
    void (*forget)(void *driver, uint64_t call_id);
    /* runtime_turn() is wanted at at_ms (monotonic); INT64_MAX: not needed. */
    void (*wake)(void *driver, int64_t at_ms);
    /* The simulator's knife: true means "die here", and the turn stops as a
     * killed process would. NULL in the real world. */
    bool (*dies)(void *driver, const char *point);
    const struct runtime_streams *streams; /* NULL: none can be opened */
    /* A world that knows who lives in it; NULL: the kernel is asked. */
    int64_t (*life)(void *driver);
    bool (*life_is_over)(void *driver, int64_t life);
};

struct runtime_options {
    const struct service *service;
    const struct runtime_driver *driver;
    void *driver_arg;
    struct db
        *db; /* NULL where the service has no schema; stays the caller's */
    /* pairs of name and number, name NULL ends; may be NULL */
    const struct runtime_setting {
        const char *name;
        int64_t value;
    } * settings;
    /* What a front door signs tokens with; NULL: no front door. Read, never
     * copied: they live as long as the runtime. */
    const struct token_keys *keys;
};

/* Runs the schema, open() and the first resume(), committed. */
enum error runtime_new(struct runtime **out,
                       const struct runtime_options *options);
/* Fails open requests with UNAVAILABLE, calls close(), frees. After
 * runtime_drop() (a simulated crash) nobody is told anything. */
void runtime_free(struct runtime *rt);
void runtime_drop(struct runtime *rt);

/* A request with its arena, from a transport; NULL when LIMIT_REQUESTS are in
 * progress (answer ERROR_OVERLOADED). Fill it in, then submit. */
struct request *runtime_request(struct runtime *rt, const struct face *face,
                                unsigned method);
/* Queued for the next turn; `done` follows, in or after it. */
void runtime_submit(struct request *rq);
/* The transport gave up before submitting, or was told in `done`. */
void runtime_request_free(struct request *rq);
/* The peer hung up: `done` will not be called. */
void runtime_abandon(struct request *rq);

/* The answer to an outgoing call; late and doubled ones are dropped. */
void runtime_answer(struct runtime *rt, uint64_t call_id, enum error error,
                    const char *detail, const char *instance,
                    struct slice message);

/* Runs all that is queued and all timers that are due, as one transaction;
 * false when the driver let the process die in it. */
bool runtime_turn(struct runtime *rt);
/* Requests and calls in progress, but for streams that were opened: 0 means a
 * drained process may end. */
size_t runtime_busy(const struct runtime *rt);

const struct face *runtime_face(const struct runtime *rt, const char *contract);
const struct service *runtime_service(const struct runtime *rt);

/* Counters for /metrics: of one method of one face. */
struct runtime_count {
    uint64_t ok, refused, failed; /* failed: 5xx, refused: 4xx */
    uint64_t duration_us_sum;
    uint64_t duration_buckets[12]; /* upper bounds in runtime_bucket_us[] */
    uint32_t fine[EXPONENTIAL_BUCKETS]; /* the same, chassis/exponential.h */
};
extern const int64_t runtime_bucket_us[12]; /* the last is INT64_MAX */
const struct runtime_count *runtime_count(const struct runtime *rt, size_t face,
                                          size_t method);
struct runtime_totals {
    uint64_t turns, commits, events, calls, late_answers, failed_commits;
};
struct runtime_totals runtime_totals(const struct runtime *rt);

#endif
