/*
 * outbound -- the way out of a process: what becomes of a call that a runtime
 *             sends.
 *
 * Use:       host_options.outbound; the runtime's driver hands every outgoing
 *            call to it. outbound_straight goes to the peer's first socket and
 *            that is all. split/patterns/client.h is the other one: discovery,
 *            balancer, breaker, bulkhead, retry and hedge stand there.
 * Ownership: open() makes what close() frees. A call is read before send()
 *            returns. After close() nobody is told anything.
 * Errors:    send() cannot fail: what goes wrong reaches `done`. `done` is
 *            called once for each call, later, never from inside send(), and
 *            not at all after forget().
 * Blocking:  never.
 * Source:    the "ambassador" of Burns and Oppenheimer 2016, as a library.
 */
#ifndef CHASSIS_OUTBOUND_H
#define CHASSIS_OUTBOUND_H

#include "chassis/config.h"
#include "chassis/grpc.h"

struct outbound_options {
    struct loop *loop;
    const struct config *config; /* lives longer than the outbound */
    const char *const *peers;    /* whom it will call; NULL ends, or NULL */
};

struct outbound {
    enum error (*open)(void **self, const struct outbound_options *options);
    void (*send)(void *self, const struct outgoing *call, grpc_done *done,
                 void *arg);
    void (*forget)(void *self, uint64_t call_id);
    void (*close)(void *self);
    /* The channel on which a stream to that peer is opened; NULL: there is
     * none now. May itself be NULL: no streams. A channel that is freed tells
     * its streams so. */
    struct grpc_channel *(*stream_channel)(void *self, const char *peer);
};

extern const struct outbound outbound_straight;

#endif
