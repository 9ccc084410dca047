/*
 * fault_reach -- where the faults of a target are kept, and calls there.
 *
 * Use:       fault_places() for a target and the places wanted, fault_ask()
 *            for each. A service keeps those of itself, the sidecar before it
 *            those on the way to it, the supervisor those it does to it.
 * Ownership: everything lives in the session's arena.
 * Errors:    UNAVAILABLE with a sentence when nothing of the target runs; what
 *            a place refuses comes with its own sentence and its name.
 * Blocking:  until the answer or the time-out.
 */
#ifndef TUTOR_FAULT_REACH_H
#define TUTOR_FAULT_REACH_H

#include "chassis/contracts/fault.pb-c.h"
#include "tutor/process_call.h"

enum fault_where { FAULT_AT_SUPERVISOR, FAULT_AT_PROCESS, FAULT_AT_SIDECAR };

struct fault_place {
    enum fault_where where;
    const char *title;  /* "payments", "payments (sidecar)" */
    const char *target; /* "payments-1": one process, for the supervisor */
    const char *socket;
};

struct fault_places {
    struct fault_place list[2 * PROCESSES_MOST + 1];
    size_t count;
};

/* All that run: "" and "all" mean everything. The supervisor comes first: a
 * process that it has paused answers nobody. Sidecars only where there are. */
enum error fault_places(struct session *session, const char *target,
                        struct fault_places *out);
enum error fault_ask(struct session *session, const struct fault_place *place,
                     const char *method, const ProtobufCMessage *in,
                     const ProtobufCMessage **out);
/* "latency 100 ms, jitter 50 ms, 10 %, to, customer 7" */
const char *fault_text(struct session *session, const Faults__Fault *fault);

#endif
