/*
 * mesh_sidecars -- one policy a sidecar, read, changed and written whole.
 *
 * A target may be several instances, and each has a sidecar with a policy of
 * its own. So a change is made to each: its policy is asked for, the words of
 * the learner are put into it, and it is set. What a sidecar answers is what
 * it does from then on, and that is printed.
 *
 * Shares by version are not a sidecar's: callers pick the instance, so
 * `mesh split` tells the registry, whose view every caller watches.
 */
#include "tutor/commands/mesh_sidecars.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "chassis/contracts/registry.pb-c.h"
#include "chassis/contracts/sidecar.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/commands/text.h"
#include "tutor/grid.h"
#include "tutor/process_call.h"
#include "tutor/supervision.h"

enum { WORDS_MOST = 16, WEIGHT_MOST = 1000, ATTEMPTS_MOST = 5 };

struct sidecar {
    const char *title; /* "payments-1" */
    struct address control;
};

struct sidecars {
    struct sidecar list[PROCESSES_MOST];
    size_t count;
};

/* ---- reaching them ---- */

static enum error find(struct session *session, const char *target,
                       struct sidecars *out)
{
    const Supervisor__StatusReply *status = NULL;
    enum error error = supervision_status(session, &status);
    out->count = 0;
    for (size_t i = 0; !error && i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        struct sidecar *sidecar = &out->list[out->count];
        if (!process_matches(process, target) || out->count == PROCESSES_MOST)
            continue;
        sidecar->title = arena_format(&session->arena, "%s-%d", process->name,
                                      process->instance);
        const char *path = arena_format(
            &session->arena, "%s/%s.sidecar-control.sock",
            session->places.run, sidecar->title ? sidecar->title : "");
        if (path && access(path, F_OK) == 0 &&
            address_unix(&sidecar->control, path) == ERROR_OK)
            out->count++;
    }
    return error;
}

static enum error find_some(struct session *session, const char *target,
                            struct sidecars *out)
{
    enum error error = find(session, target, out);
    if (!error && out->count == 0)
        error = explain(ERROR_UNAVAILABLE, MESH_NONE, target);
    return error;
}

static enum error ask(struct session *session, const char *title,
                      const struct grpc_call *call,
                      const ProtobufCMessage **out)
{
    struct answer answer;
    enum error error =
        grpc_call_once(session->loop, call, &session->arena, &answer);
    if (error)
        return error_explain(error, "%s: %s", title,
                             answer.detail ? answer.detail
                                           : error_title(error, false));
    *out = answer.message;
    return ERROR_OK;
}

static enum error ask_sidecar(struct session *session,
                              const struct sidecar *sidecar,
                              const char *method, const ProtobufCMessage *in,
                              const ProtobufCMessage **out)
{
    const struct grpc_call call = {.address = &sidecar->control,
                                   .contract = &sidecar__sidecar__descriptor,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = PROCESS_CALL_MS};
    return ask(session, sidecar->title, &call, out);
}

static enum error get_policy(struct session *session,
                             const struct sidecar *sidecar,
                             Sidecar__Policy *out)
{
    static const Sidecar__Nothing nothing = SIDECAR__NOTHING__INIT;
    const ProtobufCMessage *message = NULL;
    enum error error =
        ask_sidecar(session, sidecar, "GetPolicy", &nothing.base, &message);
    if (!error)
        *out = *(const Sidecar__Policy *)message;
    return error;
}

/* ---- show ---- */

static const char *policy_text(struct session *session,
                               const Sidecar__Policy *policy)
{
    struct buffer out;
    buffer_init(&out, LIMIT_BODY_BYTES);
    for (size_t i = 0; i < policy->n_allow; i++)
        buffer_format(&out, "%s%s", i ? "," : "allow ", policy->allow[i]);
    if (policy->attempts > 1) {
        buffer_format(&out, "%sattempts %d on ", out.length ? "; " : "",
                      policy->attempts);
        for (size_t i = 0; i < policy->n_retry_on; i++)
            buffer_format(&out, "%s%s", i ? "," : "", policy->retry_on[i]);
    }
    if (policy->timeout_ms > 0)
        buffer_format(&out, "%stimeout %" PRId64 " ms", out.length ? "; " : "",
                      policy->timeout_ms);
    for (size_t i = 0; i < policy->n_routes; i++)
        buffer_format(&out, "%s%s=%d", i ? " " : out.length ? "; " : "",
                      policy->routes[i]->address, policy->routes[i]->weight);
    const char *text = out.length ? arena_string(&session->arena, out.data)
                                  : "-";
    buffer_release(&out);
    return text ? text : "-";
}

static void heading(struct grid *grid)
{
    grid_cell(grid, "%s", text(TEXT_MESH_INSTANCE));
    grid_cell(grid, "%s", text(TEXT_MESH_CALLS));
    grid_cell(grid, "%s", text(TEXT_MESH_FAILED));
    grid_cell(grid, "%s", text(TEXT_MESH_RETRIED));
    grid_cell(grid, "%s", text(TEXT_MESH_FAULTED));
    grid_cell(grid, "%s", text(TEXT_MESH_ADDED));
    grid_cell(grid, "%s", text(TEXT_MESH_POLICY));
}

static void row(struct session *session, struct grid *grid,
                const struct sidecar *sidecar, const Sidecar__Counts *counts,
                const Sidecar__Policy *policy)
{
    grid_cell(grid, "%s", sidecar->title);
    grid_cell(grid, "%" PRId64, counts->calls);
    grid_cell(grid, "%" PRId64, counts->failed);
    grid_cell(grid, "%" PRId64, counts->retried);
    grid_cell(grid, "%" PRId64, counts->faulted);
    grid_cell(grid, "%" PRId64 "/%" PRId64 " us", counts->p50_us,
              counts->p99_us);
    grid_cell(grid, "%s", policy_text(session, policy));
}

static void caller_rows(struct grid *grid, const struct sidecar *sidecar,
                        const Sidecar__Counts *counts)
{
    for (size_t i = 0; i < counts->n_callers; i++) {
        const Sidecar__CallerCount *caller = counts->callers[i];
        if (grid->count + 4 > GRID_CELLS)
            return;
        grid_cell(grid, "%s", sidecar->title);
        grid_cell(grid, "%s",
                  caller->caller[0] ? caller->caller : text(TEXT_MESH_NOBODY));
        grid_cell(grid, "%" PRId64, caller->calls);
        grid_cell(grid, "%" PRId64, caller->refused);
    }
}

static void json_row(struct json_writer *json, const struct sidecar *sidecar,
                     const Sidecar__Counts *counts,
                     const Sidecar__Policy *policy)
{
    json_object_open(json);
    json_key_text(json, "instance", sidecar->title);
    json_key(json, "counts");
    transcode_print(json, &counts->base);
    json_key(json, "policy");
    transcode_print(json, &policy->base);
    json_object_close(json);
}

static enum error show_all(struct session *session,
                           const struct sidecars *sidecars,
                           struct json_writer *json)
{
    static const Sidecar__Nothing nothing = SIDECAR__NOTHING__INIT;
    struct grid grid, callers;
    grid_init(&grid, &session->arena, "lrrrrrl");
    grid_init(&callers, &session->arena, "llrr");
    heading(&grid);
    grid_cell(&callers, "%s", text(TEXT_MESH_INSTANCE));
    grid_cell(&callers, "%s", text(TEXT_MESH_CALLER));
    grid_cell(&callers, "%s", text(TEXT_MESH_CALLS));
    grid_cell(&callers, "%s", text(TEXT_MESH_REFUSED));
    for (size_t i = 0; i < sidecars->count; i++) {
        const struct sidecar *sidecar = &sidecars->list[i];
        const ProtobufCMessage *counts = NULL;
        Sidecar__Policy policy;
        enum error error =
            ask_sidecar(session, sidecar, "Count", &nothing.base, &counts);
        if (!error)
            error = get_policy(session, sidecar, &policy);
        if (error)
            return error;
        if (json)
            json_row(json, sidecar, (const Sidecar__Counts *)counts, &policy);
        row(session, &grid, sidecar, (const Sidecar__Counts *)counts, &policy);
        caller_rows(&callers, sidecar, (const Sidecar__Counts *)counts);
    }
    if (json)
        return ERROR_OK;
    grid_print(&grid, &session->screen);
    if (callers.count > 4) {
        screen_print(&session->screen, "\n");
        grid_print(&callers, &session->screen);
    }
    return ERROR_OK;
}

enum error mesh_show(struct session *session, const struct args *args)
{
    const char *target = args_word(args, 1);
    struct sidecars sidecars;
    struct buffer out;
    struct json_writer json;
    enum error error = find(session, target ? target : "all", &sidecars);
    if (error)
        return error;
    if (sidecars.count == 0 && !session->json) {
        say(&session->screen, MESH_EMPTY);
        return ERROR_OK;
    }
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    error = show_all(session, &sidecars, session->json ? &json : NULL);
    json_array_close(&json);
    if (!error && session->json)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return error;
}

/* ---- changing ---- */

/* Puts the words from the third on into a policy. */
typedef enum error change(struct session *session, const struct args *args,
                          Sidecar__Policy *policy);

static enum error change_all(struct session *session, const struct args *args,
                             change *put, const char *usage)
{
    const char *target = args_word(args, 1);
    struct sidecars sidecars;
    if (!target || !args_word(args, 2))
        return explain(ERROR_USAGE, MESH_MORE_WORDS, usage);
    enum error error = find_some(session, target, &sidecars);
    for (size_t i = 0; !error && i < sidecars.count; i++) {
        const struct sidecar *sidecar = &sidecars.list[i];
        const ProtobufCMessage *set = NULL;
        Sidecar__Policy policy;
        error = get_policy(session, sidecar, &policy);
        if (!error)
            error = put(session, args, &policy);
        if (!error)
            error = ask_sidecar(session, sidecar, "SetPolicy", &policy.base,
                                &set);
        if (!error && !session->json)
            say(&session->screen, MESH_SET, sidecar->title,
                policy_text(session, (const Sidecar__Policy *)set));
    }
    if (!error && session->json) {
        const struct args show = {.words = {"show", target}, .count = 2};
        error = mesh_show(session, &show);
    }
    return error;
}

/* "unavailable,deadline-exceeded" */
static enum error put_retry_on(struct session *session, const char *value,
                               Sidecar__Policy *policy)
{
    char **list = arena_alloc(&session->arena, WORDS_MOST * sizeof *list);
    char *text = arena_string(&session->arena, value), *rest = NULL;
    policy->n_retry_on = 0;
    policy->retry_on = list;
    if (!list || !text)
        return ERROR_OVERLOADED;
    for (char *word = strtok_r(text, ",", &rest);
         word && policy->n_retry_on < WORDS_MOST;
         word = strtok_r(NULL, ",", &rest))
        list[policy->n_retry_on++] = word;
    return ERROR_OK;
}

static enum error put_pair(struct session *session, const char *word,
                           Sidecar__Policy *policy)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : 0;
    int64_t number = 0;
    enum error error = ERROR_OK;
    if (length == 8 && memcmp(word, "attempts", 8) == 0) {
        error = args_number(equals + 1, "attempts", 1, ATTEMPTS_MOST, &number);
        policy->attempts = (int32_t)number;
    } else if (length == 7 && memcmp(word, "timeout", 7) == 0) {
        error = strcmp(equals + 1, "0") == 0
                    ? ERROR_OK
                    : args_duration(equals + 1, &number);
        policy->timeout_ms = number;
    } else if (length == 8 && memcmp(word, "retry-on", 8) == 0) {
        error = put_retry_on(session, equals + 1, policy);
    } else {
        error = explain(ERROR_USAGE, MESH_PAIR, word);
    }
    return error;
}

static enum error put_policy(struct session *session, const struct args *args,
                             Sidecar__Policy *policy)
{
    enum error error = ERROR_OK;
    if (strcmp(args_word(args, 2), "none") == 0) {
        policy->attempts = 0;
        policy->timeout_ms = 0;
        policy->n_retry_on = 0;
        return ERROR_OK;
    }
    for (size_t i = 2; !error && i < args->count; i++)
        error = put_pair(session, args_word(args, i), policy);
    return error;
}

enum error mesh_policy(struct session *session, const struct args *args)
{
    return change_all(session, args, put_policy,
                      "policy TARGET attempts=3 timeout=500ms");
}

static enum error put_allow(struct session *session, const struct args *args,
                            Sidecar__Policy *policy)
{
    policy->allow =
        arena_alloc(&session->arena, (args->count + 1) * sizeof(char *));
    policy->n_allow = 0;
    if (!policy->allow)
        return ERROR_OVERLOADED;
    if (strcmp(args_word(args, 2), "all") == 0)
        return ERROR_OK;
    for (size_t i = 2; i < args->count; i++)
        policy->allow[policy->n_allow++] = (char *)args_word(args, i);
    return ERROR_OK;
}

enum error mesh_allow(struct session *session, const struct args *args)
{
    return change_all(session, args, put_allow, "allow TARGET CALLER...");
}

/* "payments-2=10": what stands before the sign, and the weight. */
static enum error read_weight(struct session *session, const char *word,
                              const char *what, const char **name,
                              int32_t *weight)
{
    const char *equals = strrchr(word, '=');
    int64_t number = 0;
    if (!equals || equals == word ||
        args_number(equals + 1, word, 0, WEIGHT_MOST, &number))
        return explain(ERROR_USAGE, MESH_WEIGHT, word, what);
    *name = arena_copy(&session->arena, word, (size_t)(equals - word));
    *weight = (int32_t)number;
    return *name ? ERROR_OK : ERROR_OVERLOADED;
}

static enum error put_route(struct session *session, const char *word,
                            Sidecar__Route *out)
{
    const Supervisor__StatusReply *status = NULL;
    const char *name = NULL;
    sidecar__route__init(out);
    enum error error =
        read_weight(session, word, "INSTANCE", &name, &out->weight);
    if (!error)
        error = supervision_status(session, &status);
    for (size_t i = 0; !error && i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        const char *title = arena_format(&session->arena, "%s-%d",
                                         process->name, process->instance);
        if (title && strcmp(title, name) == 0 && process->pid)
            out->address = arena_format(&session->arena, "unix:%s",
                                        process->socket);
    }
    if (!error && (!out->address || !out->address[0]))
        error = explain(ERROR_USAGE, MESH_NO_INSTANCE, name);
    return error;
}

static enum error put_routes(struct session *session, const struct args *args,
                             Sidecar__Policy *policy)
{
    size_t count = args->count - 2;
    Sidecar__Route *routes =
        arena_alloc(&session->arena, count * sizeof *routes);
    policy->routes = arena_alloc(&session->arena, count * sizeof(void *));
    policy->n_routes = 0;
    if (!routes || !policy->routes)
        return ERROR_OVERLOADED;
    if (strcmp(args_word(args, 2), "none") == 0)
        return ERROR_OK;
    for (size_t i = 0; i < count; i++) {
        enum error error =
            put_route(session, args_word(args, i + 2), &routes[i]);
        if (error)
            return error;
        policy->routes[policy->n_routes++] = &routes[i];
    }
    return ERROR_OK;
}

enum error mesh_route(struct session *session, const struct args *args)
{
    return change_all(session, args, put_routes,
                      "route payments-1 payments-1=90 payments-2=10");
}
