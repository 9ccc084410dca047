/*
 * mesh -- sidecars on and off.
 *
 * The supervisor answers when every instance named has its sidecar and the
 * registry sends callers to it, or when none is left.
 */
#include <string.h>

#include "tutor/commands/operate.h"
#include "tutor/commands/table.h"

enum error command_mesh(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__MeshRequest request = SUPERVISOR__MESH_REQUEST__INIT;
    const char *target = args_word(args, 0), *word = args_word(args, 1);
    enum error error = processes_target(target);
    request.on = strcmp(word, "on") == 0;
    if (!error && !request.on && strcmp(word, "off") != 0)
        error = explain(ERROR_USAGE, MESH_WORD, word);
    if (error)
        return error;
    request.target = (char *)target;
    error = supervision_call(session, "Mesh", &request.base,
                             SUPERVISION_LONG_MS, &reply);
    if (error)
        return error;
    if (session->json)
        return operate_json(session, reply);
    if (request.on)
        say(&session->screen, MESH_ON, target, (long long)reply->took_ms);
    else
        say(&session->screen, MESH_OFF, target, (long long)reply->took_ms);
    return ERROR_OK;
}
