/*
 * child -- one process of a service: its state, and how it changes.
 *
 * Use:       child_init() once for each place; child_claim() gives the place
 *            to an instance, child_start(), child_stop() and child_signal()
 *            act on it; every change calls `changed`, where the supervisor
 *            looks what is now possible.
 * States:    see enum child_state and docs/decisions/0011-killed-stays-killed.
 * Ownership: children belong to the supervisor and live as long as it does.
 * Errors:    child_start() that fails leaves the state "failed" and the reason
 *            in `why`; so does a process that ends before it was ready.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_CHILD_H
#define SPLIT_PLATFORM_SUPERVISOR_CHILD_H

#include <stdint.h>

#include "chassis/config.h"
#include "chassis/net.h"
#include "chassis/net_doorbell.h"
#include "chassis/placement.h"
#include "chassis/process.h"
#include "split/platform/supervisor/backoff.h"
#include "split/platform/supervisor/plan.h"

#define CHILD_STATES(X)                                            \
    X(STOPPED, "stopped")   /* never started, or ended as asked */ \
    X(STARTING, "starting") /* runs, not ready yet */              \
    X(READY, "ready")                                              \
    X(PAUSED, "paused")                                            \
    X(STOPPING, "stopping") /* was asked to end */                 \
    X(KILLED, "killed")     /* by command: stays down */           \
    X(CRASHED, "crashed")   /* starts again after the back-off */  \
    X(FAILED, "failed")     /* gave up */                          \
    X(ASLEEP, "asleep")     /* none runs; the first caller wakes it */

enum child_state {
#define CHILD_ENUM(name, text) CHILD_##name,
    CHILD_STATES(CHILD_ENUM)
#undef CHILD_ENUM
};

/* What the probes know of it; see probe.h. */
struct child_health {
    bool asked;        /* an answer is due */
    bool not_ready;    /* it lives and says: send me nothing */
    int failures;      /* in a row */
    int64_t asked_ms;  /* the last time */
    int64_t served;    /* requests in all, when last asked */
    int64_t served_ms; /* when that number last changed */
};

typedef enum error child_front(void *arg, const struct plan_entry *entry,
                               struct address *address, int *fd);

struct child {
    const struct plan_entry *entry;
    int instance;                 /* 1, 2, ... */
    char label[LIMIT_NAME_BYTES]; /* "payments", "payments-2" */
    struct loop *loop;
    const struct places *places;
    const char *programs; /* directory of the executables */
    void (*changed)(void *arg);
    void *arg;
    /* Gives the socket of a front door, opened if it is not: its descriptor
     * and in `address` where it is. NULL: the process makes its own. */
    child_front *front;
    void *front_arg;

    bool used;                      /* the place belongs to an instance */
    bool retiring;                  /* give the place back once it is down */
    char version[LIMIT_NAME_BYTES]; /* "1" */
    char handicap[128];             /* what makes this version a bad one */
    struct placement placement;     /* of its last start */

    enum child_state state;
    struct process *process;
    struct loop_timer *timer; /* restart after a back-off; SIGKILL at last */
    struct backoff backoff;
    struct child_health health;
    struct doorbell *doorbell; /* of one that may sleep: its socket, kept */
    bool sleepy;               /* once it is down it sleeps instead */
    bool meshed;               /* a sidecar is to stand before it */
    bool restart;              /* start again once it is gone */
    bool death_expected;       /* a crash point is armed */
    int port;                  /* asked for; 0: any. The taken one afterwards */
    char url[64];              /* front doors, once ready */
    char why[256];      /* of FAILED; of a crash, when the probes did it */
    char last_exit[64]; /* "killed by signal 9" */
    int restarts;
    int64_t spawned_ms, ready_ms, restart_at_ms;
    int64_t first_try_ms; /* of this start, over its retries */
    int64_t slept_us;     /* when it fell asleep, on the clock of the leases */
    int64_t woken_ms;     /* of the last cold start: the knock; 0: none */
};

const char *child_state_name(enum child_state state);
bool child_is_up(const struct child *child);   /* a process exists */
bool child_is_down(const struct child *child); /* and none will come */

/* Its own socket: "RUN/payments-2.sock". */
enum error child_socket(const struct child *child, struct address *out);

void child_init(struct child *child, const struct plan_entry *entry,
                int instance);
/* The place is an instance's from now on, with nothing remembered. */
void child_claim(struct child *child, const char *version);
void child_release(struct child *child);
void child_start(struct child *child);
/* SIGTERM, and SIGKILL when that is not heard. */
void child_stop(struct child *child);
/* Stops it if it runs and starts it again. */
void child_restart(struct child *child);
/* The probes have given it up: killed as a crash, so that it comes back. */
void child_give_up(struct child *child, const char *why);
/* Stops it; from then on its socket is kept here, and the first caller starts
 * it again. Where that cannot be it is just stopped. */
void child_tire(struct child *child);
/* "kill", "term", "pause", "resume", or "heal": its faults. */
enum error child_signal(struct child *child, const char *signal);

/* child_spawn.c: its program with all its arguments, and its log. */
/* A program that floods its output must not fill the disk: what is over 64 MiB
 * is dropped, with a line in our own log. */
void child_trim_log(const struct child *child);
enum error child_spawn(struct child *child, const struct process_options *of);
/* A process beside it, which shows the same identity. */
enum error child_process(const struct child *child, struct process **out,
                         const struct process_options *of);

#endif
