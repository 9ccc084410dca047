/*
 * supervisor -- the children together, and the commands that wait for them.
 *
 * Use:       supervisor_begin() once the runtime stands; the service's handlers
 *            then ask for work and end their requests through operations.
 * Ownership: one supervisor a process; it owns its children until they ended.
 * Errors:    supervisor_begin(): another supervisor serves this run directory.
 * Blocking:  never.
 * Source:    desired state against what runs, as Kubernetes' controllers and
 *            Erlang's supervisors do it.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_SUPERVISOR_H
#define SPLIT_PLATFORM_SUPERVISOR_SUPERVISOR_H

#include "chassis/runtime.h"
#include "split/platform/supervisor/child.h"

enum operation_kind { OPERATION_NONE, OPERATION_UP, OPERATION_DOWN };

enum { OPERATIONS = 32 };

/* A request that is answered when its children are where it wants them. */
struct operation {
    enum operation_kind kind;
    struct request *rq;
    bool wanted[PLAN_COUNT];
    int64_t started_ms;
    bool ends_all; /* the supervisor stops after the answer */
};

struct supervisor {
    struct runtime *rt;
    struct loop *loop;
    struct places places;
    char programs[LIMIT_PATH_BYTES];
    int lock_fd;
    struct child children[PLAN_COUNT];
    struct operation operations[OPERATIONS];
    uint64_t look_timer; /* a look is due in the next turn */
    bool stopping;
};

/* The arguments of the process with its one socket, RUN/supervisor.sock, which
 * has no instance number: there is only one supervisor. NULL ends; static. */
char **supervisor_arguments(int argc, char **argv);
enum error supervisor_begin(struct runtime *rt, struct loop *loop,
                            const struct config *config);
/* On SIGTERM: all children first, then the host. */
void supervisor_stop(void);
struct supervisor *supervisor_get(void);
/* Takes a request that ends when its children are ready or down. */
enum error supervisor_wait(struct request *rq, enum operation_kind kind,
                           const bool wanted[PLAN_COUNT], bool ends_all);
/* NULL, explained, where `target` names no process. */
struct child *supervisor_child(const char *target);

/* report.c: fills the reply and sends it, with the children's own facts. */
enum error report_status(struct request *rq, int64_t took_ms,
                         const char *message);

#endif
