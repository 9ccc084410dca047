/*
 * mesh -- sidecars on and off, and what they do.
 *
 * One word says what: on and off go to the supervisor, which answers when
 * every instance named has its sidecar and the registry sends callers to it,
 * or when none is left. All else is told to sidecars or to the registry
 * (mesh_sidecars.c, mesh_split.c). `mesh payments on` is understood too.
 */
#include "tutor/commands/mesh_sidecars.h"

#include <string.h>

#include "tutor/commands/operate.h"
#include "tutor/commands/table.h"

static enum error turn(struct session *session, const char *target, bool on)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__MeshRequest request = SUPERVISOR__MESH_REQUEST__INIT;
    enum error error = processes_target(target);
    if (error)
        return error;
    request.on = on;
    request.target = (char *)target;
    error = supervision_call(session, "Mesh", &request.base,
                             SUPERVISION_LONG_MS, &reply);
    if (error)
        return error;
    if (session->json)
        return operate_json(session, reply);
    if (on)
        say(&session->screen, MESH_ON, target, (long long)reply->took_ms);
    else
        say(&session->screen, MESH_OFF, target, (long long)reply->took_ms);
    return ERROR_OK;
}

static bool is_switch(const char *word)
{
    return word && (strcmp(word, "on") == 0 || strcmp(word, "off") == 0);
}

enum error command_mesh(struct session *session, const struct args *args)
{
    static const struct {
        const char *name;
        enum error (*run)(struct session *session, const struct args *args);
    } verbs[] = {{"show", mesh_show},
                 {"policy", mesh_policy},
                 {"allow", mesh_allow},
                 {"route", mesh_route},
                 {"split", mesh_split}};
    const char *verb = args_word(args, 0), *target = args_word(args, 1);
    if (!verb)
        return mesh_show(session, args);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i].name) == 0)
            return verbs[i].run(session, args);
    if (is_switch(verb))
        return turn(session, target ? target : "all", verb[1] == 'n');
    if (is_switch(target))
        return turn(session, verb, target[1] == 'n');
    return explain(ERROR_USAGE, MESH_VERB, verb);
}
