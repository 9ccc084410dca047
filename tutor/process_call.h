/*
 * process_call -- one call to a running process, at its own socket.
 *
 * Use:       process_each() for all ready processes that match a target, then
 *            process_call() for each. Targets are as in the commands:
 *            "payments" is every instance of it, "payments-2" one, "all" and
 *            "" are all of them.
 * Ownership: lists and answers live in the session's arena.
 * Errors:    UNAVAILABLE with a sentence when nothing runs or no process of
 *            that name is ready; else what the process said.
 * Blocking:  until the answer or the time-out.
 */
#ifndef TUTOR_PROCESS_CALL_H
#define TUTOR_PROCESS_CALL_H

#include "chassis/contracts/supervisor.pb-c.h"
#include "chassis/runtime.h"
#include "tutor/session.h"

enum { PROCESS_CALL_MS = 2000, PROCESSES_MOST = 64 };

struct process_list {
    const Supervisor__Process *processes[PROCESSES_MOST];
    size_t count;
};

/* "payments", "payments-2"; "" and "all" mean every process. */
bool process_matches(const Supervisor__Process *process, const char *target);
/* Those that answer: ready ones. */
enum error process_each(struct session *session, const char *target,
                        struct process_list *out);
/* "payments" or, of any but the first, "payments-2". */
const char *process_title(struct session *session,
                          const Supervisor__Process *process);
enum error process_call(struct session *session,
                        const Supervisor__Process *process,
                        const ProtobufCServiceDescriptor *contract,
                        const char *method, const ProtobufCMessage *in,
                        const ProtobufCMessage **out);

#endif
