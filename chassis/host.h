/*
 * host -- a service as a process: database, runtime, server, signals.
 *
 * Use:       main() reads its config and calls host_run().
 * Lifeline:  --lifeline FD names one end of a socket pair whose other end the
 *            supervisor holds. When all listeners stand, one line of JSON is
 *            written to it ({"ready":true,"pid":..,"listen":[..]}); when it
 *            reads end of file, the supervisor is gone and the process drains
 *            and ends. So nothing outlives its supervisor.
 * Drain:     SIGTERM, SIGINT or a lost lifeline: /readyz says 503, the process
 *            leaves the registry and waits until it is out of rotation (at most
 *            LEAVE_MS), listeners close, open requests end (at most 5 s), the
 *            database is closed.
 * Control:   every process also serves control.Control on its Unix socket:
 *            crash points, status, log level.
 * Errors:    anything that keeps it from starting is one sentence on stderr
 *            and in the log; the exit status is 1 (2 for wrong arguments).
 */
#ifndef CHASSIS_HOST_H
#define CHASSIS_HOST_H

#include "chassis/config.h"
#include "chassis/outbound.h"
#include "chassis/rest.h"
#include "chassis/runtime.h"

/* How a process becomes findable, and stops being so before it stops serving.
 * join() is called when all listeners stand; it cannot fail: a registry that
 * is not there is asked again later. leave() is called at the begin of the
 * drain, while everything still serves; when nobody will send new calls any
 * more (or it is no use waiting) it calls `left` once, and only then do the
 * listeners close. release() frees. */
struct membership {
    void *(*join)(struct loop *loop, const struct config *config,
                  const struct address *own);
    void (*leave)(void *self, loop_hook *left, void *arg);
    void (*release)(void *self);
};

struct host_options {
    const struct service *service;
    const struct route_table *routes; /* NULL: an inner service */
    bool front_door;                  /* tokens are asked for */
    rest_meter *meter;                /* of a front door; may be NULL */
    /* The service whose word about its callers a front door believes in place
     * of a token, from a local process with that identity; NULL: nobody's. */
    const char *trusts;
    const struct outbound *outbound;     /* NULL: outbound_straight */
    const char *const *peers;            /* whom it calls; NULL ends */
    const struct membership *membership; /* NULL: not in any registry */
    /* FAULT_IN(...) | ..., as a sidecar can do others than a service; 0: those
     * of process and clock, and of the disk where there is a database. */
    unsigned fault_families;
    bool silent; /* tells the collector nothing: it is the collector */
    /* For a process that keeps more than a database, as the supervisor keeps
     * children; both may be NULL. begin() is called when the runtime stands
     * and before anybody can connect. stop() is called instead of the drain on
     * the first signal; it calls host_stop() when it is done. */
    enum error (*begin)(struct runtime *rt, struct loop *loop,
                        const struct config *config);
    void (*stop)(void);
};

/* Returns the exit status. */
int host_run(const struct host_options *options, int argc, char **argv);
/* Begins the drain of the running host, as a signal does. */
void host_stop(void);

#endif
