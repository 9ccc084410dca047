/*
 * mesh_sidecars -- finding sidecars, asking them, and a table of what they say.
 *
 * A sidecar is known by its control socket in the run directory, which only
 * the shop's owner can reach. One that has ended has taken its file with it.
 */
#include "tutor/commands/mesh_sidecars.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "chassis/grpc_call.h"
#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/commands/text.h"
#include "tutor/grid.h"
#include "tutor/process_call.h"
#include "tutor/supervision.h"

/* ---- reaching them ---- */

enum error mesh_find(struct session *session, const char *target,
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
            &session->arena, "%s/%s.sidecar-control.sock", session->places.run,
            sidecar->title ? sidecar->title : "");
        if (path && access(path, F_OK) == 0 &&
            address_unix(&sidecar->control, path) == ERROR_OK)
            out->count++;
    }
    return error;
}

enum error mesh_find_some(struct session *session, const char *target,
                          struct sidecars *out)
{
    enum error error = mesh_find(session, target, out);
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

enum error mesh_ask(struct session *session, const struct sidecar *sidecar,
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

enum error mesh_get_policy(struct session *session,
                           const struct sidecar *sidecar, Sidecar__Policy *out)
{
    static const Sidecar__Nothing nothing = SIDECAR__NOTHING__INIT;
    const ProtobufCMessage *message = NULL;
    enum error error =
        mesh_ask(session, sidecar, "GetPolicy", &nothing.base, &message);
    assert(error || message);
    if (!error)
        *out = *(const Sidecar__Policy *)message;
    return error;
}

/* ---- show ---- */

const char *mesh_policy_text(struct session *session,
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
        buffer_format(&out, "%s%s=%d",
                      i            ? " "
                      : out.length ? "; "
                                   : "",
                      policy->routes[i]->address, policy->routes[i]->weight);
    const char *text =
        out.length ? arena_string(&session->arena, out.data) : "-";
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
    assert(counts && policy);
    grid_cell(grid, "%s", sidecar->title);
    grid_cell(grid, "%" PRId64, counts->calls);
    grid_cell(grid, "%" PRId64, counts->failed);
    grid_cell(grid, "%" PRId64, counts->retried);
    grid_cell(grid, "%" PRId64, counts->faulted);
    grid_cell(grid, "%" PRId64 "/%" PRId64 " us", counts->p50_us,
              counts->p99_us);
    grid_cell(grid, "%s", mesh_policy_text(session, policy));
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
            mesh_ask(session, sidecar, "Count", &nothing.base, &counts);
        if (!error)
            error = mesh_get_policy(session, sidecar, &policy);
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
    enum error error = mesh_find(session, target ? target : "all", &sidecars);
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
