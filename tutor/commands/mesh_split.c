/*
 * mesh_split -- shares of a service's calls by version.
 *
 * Callers pick the instance that they call, so the shares are told to the
 * registry, whose view every caller watches. A version may be written as the
 * people of a mesh do, v2, where the instances say 2.
 */
#include <stdlib.h>
#include <string.h>

#include "chassis/contracts/registry.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/identity.h"
#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/commands/mesh_sidecars.h"
#include "tutor/commands/operate.h"
#include "tutor/commands/text.h"
#include "tutor/process_call.h"
#include "tutor/supervision.h"

enum { VERSIONS_MOST = 8, WEIGHT_MOST = 1000 };

/* The version as its instances write it; NULL: nobody runs it. */
static const char *known_version(const Supervisor__StatusReply *status,
                                 const char *service, const char *version)
{
    for (int strip = 0; strip < 2; strip++)
        for (size_t i = 0; i < status->n_processes; i++) {
            const Supervisor__Process *process = status->processes[i];
            const char *wanted = version + (strip && version[0] == 'v');
            if (strcmp(process->name, service) == 0 && process->pid &&
                strcmp(process->version, wanted) == 0)
                return process->version;
        }
    return NULL;
}

static enum error read_share(struct session *session,
                             const Supervisor__StatusReply *status,
                             const char *service, const char *word,
                             Registry__VersionWeight *out)
{
    const char *equals = strrchr(word, '=');
    int64_t weight = 0;
    registry__version_weight__init(out);
    if (!equals || equals == word ||
        args_number(equals + 1, word, 0, WEIGHT_MOST, &weight))
        return explain(ERROR_USAGE, MESH_WEIGHT, word, "VERSION");
    const char *name =
        arena_copy(&session->arena, word, (size_t)(equals - word));
    const char *version = name ? known_version(status, service, name) : NULL;
    if (!version)
        return explain(ERROR_USAGE, MESH_NO_VERSION, service,
                       name ? name : word);
    out->version = (char *)version;
    out->weight = (int32_t)weight;
    return ERROR_OK;
}

/* The registry takes shares from the supervisor and from the learner, whom the
 * shop's secret, readable by its owner alone, tells from everybody else. */
static enum error show_identity(struct session *session)
{
    unsigned char secret[PLACES_SECRET_BYTES];
    char identity[IDENTITY_TEXT_BYTES];
    enum error error = places_secret(&session->places, secret);
    if (error)
        return error;
    identity_make(secret, "learner", 0, identity);
    return setenv(IDENTITY_VARIABLE, identity, 1) == 0
               ? ERROR_OK
               : error_explain(ERROR_SYSTEM, "no memory for the environment");
}

static enum error tell_registry(struct session *session,
                                const Registry__SplitRequest *request)
{
    struct address address;
    struct answer answer;
    enum error error = places_socket(&session->places, "registry", 0, &address);
    if (!error)
        error = show_identity(session);
    if (error)
        return error;
    const struct grpc_call call = {.address = &address,
                                   .contract = &registry__registry__descriptor,
                                   .method = "SetSplit",
                                   .in = &request->base,
                                   .timeout_ms = PROCESS_CALL_MS};
    error = grpc_call_once(session->loop, &call, &session->arena, &answer);
    if (error || !session->json)
        return error;
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    transcode_print(&json, answer.message);
    screen_json(&session->screen, &out);
    buffer_release(&out);
    return ERROR_OK;
}

static void print_shares(struct session *session,
                         const Registry__SplitRequest *request)
{
    struct buffer text;
    if (request->n_weights == 0) {
        say(&session->screen, MESH_SPLIT_OFF, request->service);
        return;
    }
    buffer_init(&text, LIMIT_BODY_BYTES);
    for (size_t i = 0; i < request->n_weights; i++)
        buffer_format(&text, "%s%s=%d", i ? " " : "",
                      request->weights[i]->version,
                      request->weights[i]->weight);
    say(&session->screen, MESH_SPLIT, request->service,
        text.data ? text.data : "");
    buffer_release(&text);
}

enum error mesh_split(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *status = NULL;
    Registry__SplitRequest request = REGISTRY__SPLIT_REQUEST__INIT;
    Registry__VersionWeight weights[VERSIONS_MOST], *list[VERSIONS_MOST];
    const char *service = args_word(args, 1);
    if (!service || !args_word(args, 2) || args->count > 2 + VERSIONS_MOST)
        return explain(ERROR_USAGE, MESH_MORE_WORDS,
                       "split payments v1=90 v2=10");
    enum error error = operate_service(service);
    if (!error)
        error = supervision_status(session, &status);
    request.service = (char *)service;
    request.weights = list;
    bool none = strcmp(args_word(args, 2), "none") == 0;
    for (size_t i = 2; !error && !none && i < args->count; i++) {
        error = read_share(session, status, service, args_word(args, i),
                           &weights[request.n_weights]);
        list[request.n_weights] = &weights[request.n_weights];
        request.n_weights++;
    }
    if (!error)
        error = tell_registry(session, &request);
    if (!error && !session->json)
        print_shares(session, &request);
    return error;
}
