/*
 * mesh_sidecars -- what can be asked of sidecars and told to them: counts,
 *                  allow-lists, retries, time-outs and routes
 *
 * Use:       by the command `mesh`, each for one of its words. `args` are all
 *            words of the command, the verb first.
 * Ownership: everything lives in the session's arena.
 * Errors:    USAGE for words that mean nothing; UNAVAILABLE with a sentence
 *            when no sidecar stands before the target; else what the sidecar
 *            or the registry refused.
 * Blocking:  until the answers or the time-outs.
 */
#ifndef TUTOR_MESH_SIDECARS_H
#define TUTOR_MESH_SIDECARS_H

#include "chassis/contracts/sidecar.pb-c.h"
#include "tutor/commands/args.h"
#include "tutor/process_call.h"

struct sidecar {
    const char *title; /* "payments-1" */
    struct address control;
};

struct sidecars {
    struct sidecar list[PROCESSES_MOST];
    size_t count;
};

/* None is no error for mesh_find(), and one for mesh_find_some(). */
enum error mesh_find(struct session *session, const char *target,
                     struct sidecars *out);
enum error mesh_find_some(struct session *session, const char *target,
                          struct sidecars *out);
enum error mesh_ask(struct session *session, const struct sidecar *sidecar,
                    const char *method, const ProtobufCMessage *in,
                    const ProtobufCMessage **out);
enum error mesh_get_policy(struct session *session,
                           const struct sidecar *sidecar, Sidecar__Policy *out);
/* "allow orders; attempts 3 on unavailable", or "-" */
const char *mesh_policy_text(struct session *session,
                             const Sidecar__Policy *policy);

/* ---- the words of `mesh` ---- */

enum error mesh_show(struct session *session, const struct args *args);
enum error mesh_policy(struct session *session, const struct args *args);
enum error mesh_allow(struct session *session, const struct args *args);
enum error mesh_route(struct session *session, const struct args *args);
enum error mesh_split(struct session *session, const struct args *args);

#endif
