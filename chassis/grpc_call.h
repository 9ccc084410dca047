/*
 * grpc_call -- one call and its answer, for front ends that may wait.
 *
 * Use:       grpc_call_once() from the command line or a test; services use
 *            runtime_call().
 * Ownership: everything in `out` lives in the caller's arena.
 * Errors:    what the peer said; UNAVAILABLE when nobody answers at the
 *            address, with a sentence that names it; DEADLINE after timeout_ms.
 *            The sentence is in out->detail and in error_detail() as well.
 * Blocking:  runs the loop until the answer or the deadline; its other events
 *            are served meanwhile. Not from inside one of the loop's events.
 */
#ifndef CHASSIS_GRPC_CALL_H
#define CHASSIS_GRPC_CALL_H

#include "chassis/grpc.h"

struct grpc_call {
    const struct address *address;
    const ProtobufCServiceDescriptor *contract;
    const char *method; /* "Status"; must be in the contract */
    const ProtobufCMessage *in;
    int64_t timeout_ms;
    const struct trace *trace; /* NULL: a new trace */
    const char *key;           /* idempotency key; NULL: none */
    bool stranger; /* the peer may be no process of ours: no check is asked */
};

/* Returns out->error. `out` is filled in either way. */
enum error grpc_call_once(struct loop *loop, const struct grpc_call *call,
                          struct arena *arena, struct answer *out);

#endif
