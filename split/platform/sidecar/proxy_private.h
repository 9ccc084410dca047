/*
 * proxy_private -- what the files of the proxy share: the insides of a
 * connection, a call and an attempt.
 *
 *   proxy.c       the listener, all connections, faults that come and go
 *   connection.c  one caller's connection: which tongue, its bytes, its end
 *   moment.c      what the faults do to it, and when
 *   raw.c         HTTP/1.1 and anything else: bytes, both ways
 *   front.c       HTTP/2 towards the caller   link.c  towards the callee
 *   admit.c       a new call: let in, looked at   harm.c  drawn for by faults
 *   transit.c     its request: sent, sent again
 *   attempt.c     ... as a stream of a link
 *   answer.c      its answer: held back, passed on, lost, made up
 *   span.c        what is told of it
 *
 * The caller's connection has one front; calls that it carries go out over
 * links, one for each address that a route or the upstream names. So a call is
 * a stream at the front, and an attempt is a stream of a link. Bytes that
 * leave a front or a link go through its lane, where the connection faults
 * are. Nothing is read faster than it leaves: HTTP/2's windows are opened
 * again only by what has been passed on.
 *
 * A call is freed when its stream at the front and all its attempts are
 * closed. Callbacks of nghttp2 may submit frames to any session, but close
 * none: that waits until nghttp2 has returned.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_PROXY_PRIVATE_H
#define SPLIT_PLATFORM_SIDECAR_PROXY_PRIVATE_H

#include <nghttp2/nghttp2.h>

#include "chassis/http2_calm.h"
#include "chassis/address.h"
#include "chassis/fault.h"
#include "chassis/identity.h"
#include "chassis/net.h"
#include "split/platform/sidecar/head.h"
#include "split/platform/sidecar/lane.h"
#include "split/platform/sidecar/proxy.h"

enum {
    PROXY_PREFACE_BYTES = 24,
    PROXY_STREAM_WINDOW = 256 * 1024, /* of one call, each way */
    PROXY_WINDOW = 4 * 1024 * 1024,   /* of one connection, each way */
    PROXY_AHEAD = 128 * 1024,         /* unsent bytes: make no more */
    PROXY_KEEP = 64 * 1024, /* a longer request is sent once, as Linkerd's */
    PROXY_TRIES = 3 /* of a call that nobody has seen, at a virtual address */
};

struct attempt {
    struct transit *call;
    struct link *link; /* NULL: closed */
    int32_t stream_id;
    struct balancer_pick pick; /* at a virtual address */
    bool picked;               /* ... and its outcome is not told yet */
    int64_t picked_us;
    uint64_t sent;   /* of the request */
    bool deferred;   /* the request's next bytes have not come */
    bool cancelled;  /* RST_STREAM is on its way */
    bool discarded;  /* nobody wants its answer */
    int64_t head_us; /* when its head came */
    bool headers_in, headers_only, ended;
    bool refused;    /* the callee has not seen it */
    uint32_t code;   /* HTTP/2's, once closed */
    int grpc_status; /* -1: none came */
    struct head head, trailers;
    struct buffer body; /* not yet taken by the front */
    struct attempt *next;
};

struct transit {
    struct connection *connection;
    int32_t stream_id;
    bool front_closed;
    struct head head;
    struct identity caller;
    bool head_in, is_grpc;
    bool decided;                  /* what the faults do to it */
    char method[LIMIT_NAME_BYTES]; /* "Charge" */
    int64_t received_ms, received_us;
    int64_t added_us;   /* by us: to the request; -1: not sent yet */
    int64_t timeout_ms; /* grpc-timeout; 0: none */
    int64_t ended_us;   /* when the answer was whole; 0: not yet */
    bool failed;        /* the answer */
    enum error made_up; /* the answer is the sidecar's own */
    uint64_t struck;    /* by faults of these kinds, a bit each */

    struct buffer request; /* what is kept of it */
    uint64_t request_base; /* bytes in front of `request` */
    uint64_t request_consumed;
    bool request_ended;

    bool begun;     /* attempts were made */
    bool answering; /* headers of the answer are out */
    bool answered;  /* nothing more will be said */
    bool deferred;  /* the answer's next bytes have not come */
    bool held;      /* the answer waits for its delay */
    bool delayed;   /* ... and has been given one */
    bool lost;      /* the answer is kept back for ever */
    bool faulted;
    int tries;
    uint64_t tried;              /* slots of the balancer */
    struct attempt *attempts;    /* newest first */
    struct attempt *main;        /* whose answer is wanted; NULL: none yet */
    struct loop_timer *wait;     /* before it begins, or before its answer */
    struct loop_timer *patience; /* of one attempt */
    struct loop_timer *pace;     /* of a throttled answer */
    struct transit_harm {        /* what the faults drew for it */
        int64_t before_ms, after_ms;
        int64_t bytes_per_s;
        int copies;
        bool lose;
        int lose_status;
        int abort_status; /* 0: none */
        uint32_t lose_id; /* the fault's: healed, it lets the call go */
    } harm;
    int64_t pace_us; /* when the answer's bucket was empty */

    struct transit *next, *previous;
};

struct link {
    struct connection *connection;
    struct address address;
    struct stream *stream;
    nghttp2_session *session;
    struct lane *lane;
    bool connected, leaving;
    struct loop_timer *late; /* its end is passed on later; NULL: not yet */
    struct link *next;
};

enum way { TO_CALLEE, TO_CALLER };

struct raw;

/* What one fault drew for one connection. */
struct verdict {
    uint32_t id;
    bool hit;
    int64_t met_ms; /* when the connection met it */
};

struct connection {
    struct proxy *proxy;
    struct stream *stream;
    struct lane *lane; /* to the caller */
    uint64_t serial;
    char opening[PROXY_PREFACE_BYTES];
    size_t opening_bytes;
    bool decided; /* which tongue */
    nghttp2_session *front;
    struct http2_calm calm; /* of the caller */
    struct raw *raw;
    struct link *links;
    struct transit *calls;
    bool over;        /* close when nghttp2 has returned */
    bool caller_gone; /* nothing can be said to it any more */

    char shown[IDENTITY_TEXT_BYTES + 1]; /* the last identity text */
    struct identity caller;
    bool caller_known, caller_false;

    /* What the faults say, by enum way; harm.c fills it in. */
    struct verdict verdicts[FAULT_ACTIVE];
    size_t verdict_count;
    struct pipe_rules rules[2];
    int64_t read_rate[2]; /* bytes/s of slow readers; -1: none, 0: stopped */
    int64_t close_delay_ms[2];
    int64_t end_after[2];             /* bytes, then half a close; -1: none */
    int64_t reset_at_ms, close_at_ms; /* INT64_MAX: never */

    uint64_t passed[2]; /* bytes, by way */
    bool halved[2];
    bool paused[2]; /* a slow reader does not read */
    int64_t resume_ms[2];
    bool resetting;          /* waits for a byte that it leaves unread */
    struct loop_timer *tick; /* the next of all these moments */

    struct connection *next, *previous;
};

struct proxy {
    struct proxy_options options;
    struct loop *loop;
    struct faults *faults;
    struct listener *listener; /* NULL: down */
    struct connection *connections;
    size_t connection_count;
    size_t fault_count; /* when they changed last */
    struct lane_list finishing;
    struct policy policy;
    struct counts counts;
    struct random random;
    uint64_t serial;
    bool draining;
    loop_hook *drained; /* NULL: told, or nobody asks */
    void *drained_arg;
    struct loop_timer *soon; /* tells `drained` from the loop itself */
};

/* ---- proxy.c ---- */

/* A call or a connection has ended: a drain may have waited for it. */
void proxy_ended(struct proxy *proxy);
struct count_caller *proxy_count_caller(struct proxy *proxy, const char *name);

/* ---- connection.c ---- */

void connection_accept(struct proxy *proxy, struct stream *stream);
/* Faults came or went; may close it. */
void connection_refresh(struct connection *connection);
/* Both sides, at once or as its faults delay it; frees it. */
void connection_close(struct connection *connection);
void connection_drain(struct connection *connection);
bool connection_busy(const struct connection *connection);
/* The lane of a new stream to the callee, with the rules of now. */
struct lane *connection_lane(struct connection *connection,
                             struct stream *stream,
                             const struct lane_events *events, void *arg);
/* Bytes came from one side: slow readers wait, half closers count. */
void connection_passed(struct connection *connection, enum way way,
                       size_t bytes);
/* A stream to the callee has been started: it reads, or not. */
void connection_gate(struct connection *connection, struct stream *stream);
/* From a call's head: who calls. */
void connection_learn(struct connection *connection, struct slice identity);
/* A link or a raw stream to the callee takes leave of its stream. */
void connection_let_go(struct connection *connection, enum way way,
                       struct stream *stream, struct lane *lane);

/* ---- moment.c ---- */

/* Its rules, to its lanes and its timer. */
void connection_apply(struct connection *connection);
void connection_tick(void *arg);

/* ---- raw.c ---- */

enum error raw_open(struct connection *connection);
void raw_from_caller(struct raw *raw, const char *bytes, size_t length);
void raw_caller_ended(struct raw *raw);
void raw_room(struct raw *raw, enum way way);
void raw_set(struct raw *raw);
bool raw_harmed(const struct raw *raw);
/* Reads on from the callee, or stops. */
void raw_read(struct raw *raw, bool on);
/* Ends the output to the callee, once nothing is pending; true when done. */
bool raw_end_output(struct raw *raw);
/* The stream is left to its lane where it still has something to say. */
void raw_close(struct raw *raw);

/* ---- front.c ---- */

enum error front_open(struct connection *connection);
void front_bytes(struct connection *connection, const char *bytes,
                 size_t length);
void front_flush(struct connection *connection);
void front_close(struct connection *connection);
void front_touch(struct connection *connection);

/* ---- link.c ---- */

/* The open one to that address, or a new one. NULL: no memory. */
struct link *link_to(struct connection *connection,
                     const struct address *address);
const nghttp2_session_callbacks *link_callbacks(void);
enum error link_submit(struct link *link, struct attempt *attempt,
                       const nghttp2_nv *fields, size_t count);
void link_cancel(struct attempt *attempt);
void link_touch(struct link *link);
void link_resume_request(struct attempt *attempt);
/* The front has taken so many bytes of the answer. */
void link_consume(struct attempt *attempt, size_t bytes);
void link_set_all(struct connection *connection);
void link_read_all(struct connection *connection, bool on);
bool link_end_output_all(struct connection *connection);
void link_close_all(struct connection *connection);
bool link_harmed(const struct connection *connection);

/* ---- transit.c ---- */

struct transit *transit_new(struct connection *connection, int32_t stream_id);
/* The whole head came. */
void transit_head_in(struct transit *call);
void transit_request_bytes(struct transit *call, const char *bytes,
                           size_t length);
void transit_request_ended(struct transit *call);
/* The front's stream is closed. */
void transit_front_closed(struct transit *call, uint32_t code);
void transit_free_all(struct connection *connection);
/* Something of an attempt's request left: 0 .. `space` bytes of it. */
size_t transit_request_read(struct attempt *attempt, uint8_t *out, size_t space,
                            bool *ended);
/* More of its request came. */
void transit_resume(struct transit *call);
/* Tries once more where the policy allows it. */
bool transit_try_again(struct transit *call, enum error outcome, bool unsent);
/* Tells the balancer, once. */
void transit_settle(struct attempt *attempt, enum balancer_outcome outcome);
/* Faults were healed: what they hold is let go. */
void transit_heal(struct transit *call);
enum error transit_begin(struct transit *call);

/* ---- span.c ---- */

/* Its span, once, when it is over. */
void transit_tell(const struct transit *call);

/* ---- answer.c ---- */

void answer_head_in(struct attempt *attempt);
void answer_bytes(struct attempt *attempt, const char *bytes, size_t length);
void answer_ended(struct attempt *attempt);
/* Its stream is closed, or its link is lost (`sentence`). */
void answer_closed(struct attempt *attempt, uint32_t code,
                   const char *sentence);
/* What is there is passed on, as far as nothing holds it. */
void answer_pass(struct transit *call);
/* The sidecar's own answer. */
void answer_error(struct transit *call, enum error error, const char *sentence);
void answer_status(struct transit *call, int grpc_status, const char *slug,
                   const char *sentence);
void answer_http(struct transit *call, int http_status, const char *sentence);
/* Its head arrived changed: as good as unsent. */
void answer_undone(struct transit *call);
void answer_reset(struct transit *call, uint32_t code);
void answer_release(struct transit *call);

#endif
