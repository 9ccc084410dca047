/*
 * child -- one process of the plan: its state, and how it changes.
 *
 * Use:       child_start(), child_stop(), child_signal(); every change calls
 *            `changed`, where the supervisor looks what is now possible.
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
    X(FAILED, "failed")     /* gave up */

enum child_state {
#define CHILD_ENUM(name, text) CHILD_##name,
    CHILD_STATES(CHILD_ENUM)
#undef CHILD_ENUM
};

struct child {
    const struct plan_entry *entry;
    struct loop *loop;
    const struct places *places;
    const char *programs; /* directory of the executables */
    void (*changed)(void *arg);
    void *arg;

    enum child_state state;
    struct process *process;
    struct loop_timer *timer; /* restart after a back-off; SIGKILL at last */
    struct backoff backoff;
    bool restart;        /* start again once it is gone */
    bool death_expected; /* a crash point is armed */
    int port;            /* asked for; 0: any. The taken one afterwards */
    char url[64];        /* front doors, once ready */
    char why[256];       /* of FAILED */
    char last_exit[64];  /* "killed by signal 9" */
    int restarts;
    int64_t spawned_ms, ready_ms, restart_at_ms;
    int64_t first_try_ms; /* of this start, over its retries */
};

const char *child_state_name(enum child_state state);
bool child_is_up(const struct child *child);   /* a process exists */
bool child_is_down(const struct child *child); /* and none will come */

void child_init(struct child *child, const struct plan_entry *entry);
void child_start(struct child *child);
/* SIGTERM, and SIGKILL when that is not heard. */
void child_stop(struct child *child);
/* Stops it if it runs and starts it again. */
void child_restart(struct child *child);
/* "kill", "term", "pause" or "resume". */
enum error child_signal(struct child *child, const char *signal);

#endif
