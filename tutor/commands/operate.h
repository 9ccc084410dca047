/*
 * operate -- what the commands share that change how a service is run.
 *
 * Use:       operate_service() on the word that names one; operate_row() for
 *            what the supervisor says of it.
 * Ownership: what is returned lives as long as the reply or for good.
 * Errors:    USAGE with the name that was probably meant.
 * Blocking:  never.
 */
#ifndef TUTOR_OPERATE_H
#define TUTOR_OPERATE_H

#include "tutor/supervision.h"

enum error operate_service(const char *word);
/* processes.c: a word that may name a process. */
enum error processes_target(const char *word);
/* status_notes.c: what the table of `status` has no column for. */
void operate_notes(struct session *session,
                   const Supervisor__StatusReply *status);
const Supervisor__ServiceStatus *operate_row(
    const Supervisor__StatusReply *reply, const char *service);
/* The whole reply, for programs. */
enum error operate_json(struct session *session,
                        const Supervisor__StatusReply *reply);

#endif
