/*
 * process_call -- who is ready is the supervisor's word; the rest goes
 * straight to the process, past the gateway and past every proxy.
 *
 * A command that looks inside a process, or changes it, must reach that very
 * process: an address that somebody balances would answer for another one.
 */
#include "tutor/process_call.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/grpc_call.h"
#include "tutor/commands/text.h"
#include "tutor/supervision.h"

bool process_matches(const Supervisor__Process *process, const char *target)
{
    size_t length = strlen(process->name);
    if (target[0] == '\0' || strcmp(target, "all") == 0)
        return true;
    if (strncmp(target, process->name, length) != 0)
        return false;
    if (target[length] == '\0')
        return true;
    return target[length] == '-' &&
           strtol(target + length + 1, NULL, 10) == process->instance;
}

enum error process_each(struct session *session, const char *target,
                        struct process_list *out)
{
    const Supervisor__StatusReply *status = NULL;
    enum error error = supervision_status(session, &status);
    if (error)
        return error;
    out->count = 0;
    for (size_t i = 0; i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        if (strcmp(process->state, "ready") == 0 && process->socket[0] &&
            process_matches(process, target) && out->count < PROCESSES_MOST)
            out->processes[out->count++] = process;
    }
    if (out->count == 0)
        return explain(ERROR_UNAVAILABLE, NO_READY_PROCESS, target);
    return ERROR_OK;
}

const char *process_title(struct session *session,
                          const Supervisor__Process *process)
{
    if (process->instance <= 1)
        return process->name;
    const char *title = arena_format(&session->arena, "%s-%d", process->name,
                                     process->instance);
    return title ? title : process->name;
}

enum error process_call(struct session *session,
                        const Supervisor__Process *process,
                        const ProtobufCServiceDescriptor *contract,
                        const char *method, const ProtobufCMessage *in,
                        const ProtobufCMessage **out)
{
    struct address address;
    struct answer answer = {0};
    enum error error = address_unix(&address, process->socket);
    if (error)
        return error;
    const struct grpc_call call = {.address = &address,
                                   .contract = contract,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = PROCESS_CALL_MS};
    error = grpc_call_once(session->loop, &call, &session->arena, &answer);
    if (error)
        return error_explain(error, "%s: %s", process_title(session, process),
                             answer.detail ? answer.detail
                                           : error_title(error, false));
    *out = answer.message;
    return ERROR_OK;
}
