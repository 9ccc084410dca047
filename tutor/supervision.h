/*
 * supervision -- the tutor's line to the process that keeps all others.
 *
 * Use:       supervision_start() before `up`; supervision_call() for each
 *            method of supervisor.Supervisor.
 * Ownership: replies live in the session's arena.
 * Errors:    UNAVAILABLE with a sentence when no supervisor runs; what the
 *            supervisor refused comes with its own sentence.
 * Blocking:  until the answer or the time-out of the call.
 */
#ifndef TUTOR_SUPERVISION_H
#define TUTOR_SUPERVISION_H

#include <stdint.h>

#include "chassis/contracts/supervisor.pb-c.h"
#include "tutor/session.h"

/* Long enough for the supervisor's own bounds: a child that must be killed
 * after 6 s, and a start that waits for it. */
enum {
    SUPERVISION_QUICK_MS = 5000,
    SUPERVISION_LONG_MS = 60000,
    SUPERVISION_START_MS = 5000
};

/* Starts a supervisor beside our own executable unless one answers, and waits
 * until it does. */
enum error supervision_start(struct session *session);
bool supervision_running(struct session *session);

enum error supervision_call(struct session *session, const char *method,
                            const ProtobufCMessage *in, int64_t timeout_ms,
                            const Supervisor__StatusReply **out);
enum error supervision_status(struct session *session,
                              const Supervisor__StatusReply **out);
/* True when a process of that shape runs. */
bool supervision_runs(const Supervisor__StatusReply *status, enum shape shape);
/* Its front door, or "". */
const char *supervision_url(const Supervisor__StatusReply *status,
                            enum shape shape);

#endif
