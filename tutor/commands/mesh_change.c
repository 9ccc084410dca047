/*
 * mesh_change -- one policy a sidecar, read, changed and written whole.
 *
 * A target may be several instances, and each has a sidecar with a policy of
 * its own. So a change is made to each: its policy is asked for, the words of
 * the learner are put into it, and it is set. What a sidecar answers is what
 * it does from then on, and that is printed.
 */
#include "tutor/commands/mesh_sidecars.h"

#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/supervision.h"

enum { WORDS_MOST = 16, WEIGHT_MOST = 1000, ATTEMPTS_MOST = 5 };

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
    enum error error = mesh_find_some(session, target, &sidecars);
    for (size_t i = 0; !error && i < sidecars.count; i++) {
        const struct sidecar *sidecar = &sidecars.list[i];
        const ProtobufCMessage *set = NULL;
        Sidecar__Policy policy;
        error = mesh_get_policy(session, sidecar, &policy);
        if (!error)
            error = put(session, args, &policy);
        if (!error)
            error = mesh_ask(session, sidecar, "SetPolicy", &policy.base, &set);
        if (!error && !session->json)
            say(&session->screen, MESH_SET, sidecar->title,
                mesh_policy_text(session, (const Sidecar__Policy *)set));
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
        if (title && name && strcmp(title, name) == 0 && process->pid)
            out->address =
                arena_format(&session->arena, "unix:%s", process->socket);
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
