/*
 * supervisor -- the services together, and the commands that wait for them.
 *
 * Use:       supervisor_begin() once the runtime stands; the service's handlers
 *            then ask for work and end their requests through operations.
 * Ownership: one supervisor a process; it owns its children until they ended.
 *            A place for each instance that may ever be stands in `children`
 *            (by service, then by number); `used` says which are.
 * Errors:    supervisor_begin(): another supervisor serves this run directory.
 * Blocking:  never.
 * Source:    desired state against what runs, as Kubernetes' controllers and
 *            Erlang's supervisors do it.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_SUPERVISOR_H
#define SPLIT_PLATFORM_SUPERVISOR_SUPERVISOR_H

#include "chassis/runtime.h"
#include "split/platform/supervisor/child.h"
#include "split/platform/supervisor/reconcile.h"

struct Supervisor__StatusReply;

enum operation_kind {
    OPERATION_NONE,
    OPERATION_UP,
    OPERATION_DOWN,
    OPERATION_SETTLE, /* nothing of it comes or goes any more */
    OPERATION_MESH    /* sidecars are as they are wanted */
};

enum { OPERATIONS = 32 };

/* Some of the places. */
struct selection {
    bool chosen[PLAN_SLOTS];
};

/* A request that is answered when its children are where it wants them. */
struct operation {
    enum operation_kind kind;
    struct request *rq;
    struct selection wanted;
    int64_t started_ms;
    bool ends_all; /* the supervisor stops after the answer */
};

/* What is wanted of a service. */
struct desired {
    bool running;  /* false: as many as there are, but none runs */
    int port;      /* of a front door; 0: any free one */
    bool left_out; /* at this stage of a migration it has nothing to do */
    int replicas[RECONCILE_VERSIONS];
    char version[RECONCILE_VERSIONS][LIMIT_NAME_BYTES];
    char handicap[RECONCILE_VERSIONS][128];
    bool meshed;     /* new instances get a sidecar */
    bool on_demand;  /* scaled to zero: the first caller starts one */
    int64_t idle_ms; /* and it sleeps again after as long without a call */
};

struct supervisor {
    struct runtime *rt;
    struct loop *loop;
    struct places places;
    char programs[LIMIT_PATH_BYTES];
    int lock_fd;
    struct desired desired[PLAN_COUNT];
    struct child children[PLAN_SLOTS];
    struct operation operations[OPERATIONS];
    uint64_t look_timer; /* a look is due in the next turn */
    bool stopping;
};

enum error supervisor_begin(struct runtime *rt, struct loop *loop,
                            const struct config *config);
/* On SIGTERM: all children first, then the host. */
void supervisor_stop(void);
struct supervisor *supervisor_get(void);
/* Takes a request that ends when its children are ready or down. */
enum error supervisor_wait(struct request *rq, enum operation_kind kind,
                           const struct selection *wanted, bool ends_all);
/* Something changed: look at everything in the next turn. */
void supervisor_look_soon(void *arg);

/* report.c: fills the reply and sends it, with the children's own facts. */
enum error report_status(struct request *rq, int64_t took_ms,
                         const char *message);
/* The same from our own facts, without asking anybody; NULL: no memory. */
const struct Supervisor__StatusReply *report_now(struct runtime *rt,
                                                 struct arena *arena);

#endif
