/*
 * client_private -- what the files of the client share.
 *
 * client.c           its life; calls come in, and are told
 * client_attempt.c   one call: its attempts, retries, hedges, time-outs
 * client_peer.c      one service: where its instances are, and its patterns
 * client_trace.c    what is told of each attempt
 * client_settings.c  the same patterns, shown and changed while they run
 *
 * The life of a call: fresh from the spares; WAITING in the bulkhead's queue;
 * RUNNING with attempts out or a retry due; ENDED by ourselves until it is
 * told; then spare again. A call that is forgotten becomes spare at once.
 */
#ifndef SPLIT_PATTERNS_CLIENT_PRIVATE_H
#define SPLIT_PATTERNS_CLIENT_PRIVATE_H

#include "chassis/outbound.h"
#include "split/patterns/balancer.h"
#include "split/patterns/breaker.h"
#include "split/patterns/bulkhead.h"
#include "split/patterns/client.h"
#include "split/patterns/deadline.h"
#include "split/patterns/discovery.h"
#include "split/patterns/hedge.h"
#include "split/patterns/retry.h"
#include "split/patterns/retry_budget.h"

enum {
    CLIENT_BUCKETS = 1024,
    CLIENT_SPARES = 256,   /* calls that are kept for the next ones */
    CLIENT_INSTANCES = 16, /* of one service */
    CLIENT_PEERS = 8
};

struct client;
struct client_call;

/* ---- one instance of a service, as long as somebody may call it ---- */

struct client_instance {
    uint64_t id;                  /* 0: free; the balancer's */
    char title[LIMIT_NAME_BYTES]; /* "payments-2" */
    struct grpc_channel *channel;
    int calls;   /* attempts out on that channel */
    bool listed; /* in the newest view */
};

/* ---- one service ---- */

struct client_peer {
    struct client *client;
    char name[LIMIT_NAME_BYTES];
    struct breaker breaker;
    struct bulkhead bulkhead;
    struct hedge hedge;
    struct retry retry;
    struct retry_budget budget;
    struct deadline deadline;
    struct balancer balancer;
    struct client_instance instances[CLIENT_INSTANCES];
    struct loop_timer *timer; /* the breaker's and the bulkhead's time */
    int64_t calls, attempts, failed_over; /* ever; the last: a further attempt
                                             went well */
};

/* ---- one call ---- */

struct client_attempt {
    struct client_call *call;
    uint64_t id; /* the channel's; 0: free */
    struct client_instance *instance;
    struct balancer_pick pick;
    struct breaker_ticket ticket;
    int64_t sent_ms, sent_us;
    struct trace trace; /* of this attempt's span */
    int64_t number;     /* 1, 2, ... of its call */
    int64_t expires_ms; /* its own time-out; INT64_MAX: none */
};

enum client_phase {
    CLIENT_SPARE,
    CLIENT_WAITING,
    CLIENT_RUNNING,
    CLIENT_ENDED
};

struct client_call {
    uint64_t id;
    struct client_peer *peer;
    enum client_phase phase;
    struct outgoing outgoing; /* its message and key are in `bytes` */
    struct buffer bytes;
    grpc_done *done;
    void *arg;
    int64_t deadline_ms;
    struct bulkhead_place place;
    struct hedge_call hedge;
    struct client_attempt attempts[HEDGE_ATTEMPTS_MAX];
    int64_t made;     /* attempts, in all */
    uint64_t tried;   /* the balancer's slots */
    int64_t retry_ms; /* when the next one is due; INT64_MAX: none */
    struct loop_timer *timer;
    bool timer_set;
    enum error error; /* the first failure, or ours; OK: none yet */
    char detail[ERROR_DETAIL_BYTES];
    struct client_call *bucket_next, *next;
};

struct client {
    struct outbound_options options;
    struct random random;
    struct discovery *discovery;
    struct client_peer *peers[CLIENT_PEERS];
    size_t peer_count;
    struct client_call *buckets[CLIENT_BUCKETS];
    struct client_call *spare, *ended_first, *ended_last;
    size_t spare_count, call_count;
    struct loop_timer *soon; /* tells what was ended inside send(); sweeps */
    uint64_t attempt_serial;
};

/* ---- client.c ---- */

int64_t client_now_ms(void);
/* The call has this outcome; `done` is told now, and the call is spare. Only
 * from an event of the loop, never from inside send(). */
void client_tell(struct client_call *call, const struct grpc_result *result);
/* The same with our own words, from anywhere: it is told soon. */
void client_end(struct client_call *call, enum error error, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

/* ---- client_attempt.c ---- */

/* The call may run now: its first attempt. */
void attempt_first(struct client_call *call);
/* Takes back whatever is out: nobody waits for it any more. */
void attempt_cancel_all(struct client_call *call, bool too_late);

/* ---- client_peer.c ---- */

/* NULL: no memory, or too many peers. */
struct client_peer *peer_find(struct client *client, const char *name);
void peer_free(struct client_peer *peer);
/* Takes over what discovery lists now. */
void peer_refresh(struct client_peer *peer);
/* Who takes the next attempt; UNAVAILABLE, explained, when nobody can. */
enum error peer_pick(struct client_peer *peer, uint64_t tried,
                     struct client_attempt *attempt);
/* Frees the instances that nobody lists and nobody waits for. Only from an
 * event of the loop that is no channel's. */
void peer_sweep(struct client_peer *peer);
/* An attempt of that instance has ended. */
void peer_release(struct client_peer *peer, struct client_instance *instance);
/* Starts those whose turn it is in the bulkhead's queue, and asks to be woken
 * when time alone will change something. */
void peer_look(struct client_peer *peer);

/* ---- client_trace.c ---- */

/* The span of the next attempt: the call's own for the first one. */
void client_trace_begin(struct client_attempt *attempt,
                        const struct outgoing *outgoing);
void client_trace_ended(const struct client_attempt *attempt, enum error error,
                        int64_t end_us);
/* It was ended by a pattern before it ever left. */
void client_trace_refused(const struct client_call *call);

/* ---- client_settings.c ---- */

extern const struct setting_source client_settings;
void client_breaker_moved(void *arg, const struct breaker_event *event);

#endif
