/*
 * mesh_sidecars -- what can be asked of sidecars and told to them: counts,
 *                  allow-lists, retries, time-outs and routes.
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

#include "tutor/commands/args.h"
#include "tutor/session.h"

enum error mesh_show(struct session *session, const struct args *args);
enum error mesh_policy(struct session *session, const struct args *args);
enum error mesh_allow(struct session *session, const struct args *args);
enum error mesh_route(struct session *session, const struct args *args);
enum error mesh_split(struct session *session, const struct args *args);

#endif
