/*
 * service -- sidecar.Sidecar: what the proxy is told and what it has counted.
 *
 * At virtual addresses there is a proxy for each service; a policy is then set
 * for all of them, and their counts are added up.
 */
#include "split/platform/sidecar/service.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/sidecar.pb-c.h"
#include "chassis/log.h"
#include "split/platform/sidecar/proxies.h"
#include "split/platform/sidecar/proxy.h"

/* ---- policy ---- */

static enum error no_memory(void)
{
    return error_explain(ERROR_OVERLOADED, "no memory for the answer");
}

static enum error fill_policy(struct arena *arena, const struct policy *policy,
                              Sidecar__Policy *out)
{
    size_t errors = 0;
    char text[LIMIT_PATH_BYTES];
    sidecar__policy__init(out);
    out->timeout_ms = policy->timeout_ms;
    out->attempts = policy->attempts;
    out->allow = arena_alloc(arena, (POLICY_ALLOW + 1) * sizeof(char *));
    out->retry_on = arena_alloc(arena, ERROR_COUNT * sizeof(char *));
    out->routes = arena_alloc(arena, (POLICY_ROUTES + 1) * sizeof *out->routes);
    if (!out->allow || !out->retry_on || !out->routes)
        return no_memory();
    for (size_t i = 0; i < policy->allow_count; i++)
        out->allow[i] = arena_string(arena, policy->allow[i]);
    out->n_allow = policy->allow_count;
    for (int i = 0; i < ERROR_COUNT; i++)
        if (policy->retry_on[i])
            out->retry_on[errors++] = (char *)error_slug((enum error)i);
    out->n_retry_on = errors;
    for (size_t i = 0; i < policy->route_count; i++) {
        Sidecar__Route *route = arena_alloc(arena, sizeof *route);
        if (!route)
            return no_memory();
        sidecar__route__init(route);
        address_format(&policy->routes[i].address, text, sizeof text);
        route->address = arena_string(arena, text);
        route->weight = policy->routes[i].weight;
        out->routes[i] = route;
    }
    out->n_routes = policy->route_count;
    return ERROR_OK;
}

static enum error get_policy(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    Sidecar__Policy *out = arena_alloc(&rq->arena, sizeof *out);
    if (!out)
        return no_memory();
    enum error error =
        fill_policy(&rq->arena, proxy_policy(proxies_at(0)), out);
    if (!error)
        request_reply(rq, &out->base);
    return error;
}

static enum error take_callers(const Sidecar__Policy *wanted,
                               struct policy *out)
{
    if (wanted->n_allow > POLICY_ALLOW)
        return error_explain(ERROR_UNPROCESSABLE,
                             "at most %d callers can be allowed", POLICY_ALLOW);
    for (size_t i = 0; i < wanted->n_allow; i++) {
        size_t length = strlen(wanted->allow[i]);
        if (length == 0 || length >= LIMIT_NAME_BYTES)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "\"%.70s\" is no name of a service",
                                 wanted->allow[i]);
        memcpy(out->allow[i], wanted->allow[i], length + 1);
    }
    out->allow_count = wanted->n_allow;
    return ERROR_OK;
}

static enum error take_retry_on(const Sidecar__Policy *wanted,
                                struct policy *out)
{
    for (size_t i = 0; i < wanted->n_retry_on; i++) {
        int found = 0;
        for (int error = 1; error < ERROR_COUNT; error++)
            if (strcmp(error_slug((enum error)error), wanted->retry_on[i]) == 0)
                found = error;
        if (found == 0)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "\"%.60s\" is no error; retries are on "
                                 "unavailable, deadline-exceeded, ...",
                                 wanted->retry_on[i]);
        out->retry_on[found] = true;
    }
    if (out->attempts > 1 && wanted->n_retry_on == 0)
        out->retry_on[ERROR_UNAVAILABLE] = true;
    return ERROR_OK;
}

static enum error take_routes(const Sidecar__Policy *wanted, struct policy *out)
{
    if (wanted->n_routes > POLICY_ROUTES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "at most %d routes share the calls",
                             POLICY_ROUTES);
    for (size_t i = 0; i < wanted->n_routes; i++) {
        struct policy_route *route = &out->routes[i];
        enum error error =
            address_parse(&route->address, wanted->routes[i]->address);
        if (error)
            return error_explain(ERROR_UNPROCESSABLE, "%s",
                                 error_detail(error));
        route->weight = wanted->routes[i]->weight;
    }
    out->route_count = wanted->n_routes;
    return ERROR_OK;
}

static enum error set_policy(struct request *rq, const ProtobufCMessage *in)
{
    const Sidecar__Policy *wanted = (const Sidecar__Policy *)in;
    struct policy policy = {.timeout_ms = wanted->timeout_ms,
                            .attempts = wanted->attempts};
    enum error error = take_callers(wanted, &policy);
    if (!error)
        error = take_retry_on(wanted, &policy);
    if (!error)
        error = take_routes(wanted, &policy);
    if (!error)
        error = policy_check(&policy);
    if (error)
        return error;
    for (size_t i = 0; proxies_at(i); i++)
        proxy_set_policy(proxies_at(i), &policy);
    LOG(LOG_INFO, "policy_set", &rq->trace,
        LOG_INT("allowed", (int64_t)policy.allow_count),
        LOG_INT("attempts", policy.attempts),
        LOG_INT("routes", (int64_t)policy.route_count));
    return get_policy(rq, NULL);
}

/* ---- counts ---- */

static void add_counts(Sidecar__Counts *out, const struct counts *counts)
{
    out->connections += counts->connections;
    out->calls += counts->calls;
    out->failed += counts->failed;
    out->retried += counts->retried;
    out->faulted += counts->faulted;
}

static enum error add_caller(struct arena *arena, Sidecar__Counts *out,
                             const struct count_caller *counted)
{
    for (size_t i = 0; i < out->n_callers; i++)
        if (strcmp(out->callers[i]->caller, counted->name) == 0) {
            out->callers[i]->calls += counted->calls;
            out->callers[i]->refused += counted->refused;
            return ERROR_OK;
        }
    Sidecar__CallerCount *caller = arena_alloc(arena, sizeof *caller);
    if (!caller)
        return no_memory();
    sidecar__caller_count__init(caller);
    caller->caller = arena_string(arena, counted->name);
    caller->calls = counted->calls;
    caller->refused = counted->refused;
    if (!caller->caller)
        return no_memory();
    out->callers[out->n_callers++] = caller;
    return ERROR_OK;
}

static enum error count(struct request *rq, const ProtobufCMessage *in)
{
    static struct histogram added; /* large: not for the stack */
    Sidecar__Counts *out = arena_alloc(&rq->arena, sizeof *out);
    enum error error = ERROR_OK;
    (void)in;
    if (!out)
        return no_memory();
    sidecar__counts__init(out);
    out->callers = arena_alloc(&rq->arena, OPTIONS_ROUTES * PROXY_CALLERS *
                                               sizeof(Sidecar__CallerCount *));
    if (!out->callers)
        return no_memory();
    histogram_init(&added);
    for (size_t i = 0; proxies_at(i); i++) {
        const struct counts *counts = proxy_counts(proxies_at(i));
        add_counts(out, counts);
        histogram_add(&added, &counts->added_us);
        for (size_t c = 0; c < counts->caller_count && !error; c++)
            error = add_caller(&rq->arena, out, &counts->callers[c]);
    }
    if (error)
        return error;
    out->p50_us = histogram_quantile(&added, 0.50);
    out->p99_us = histogram_quantile(&added, 0.99);
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static const struct method methods[] = {{"GetPolicy", get_policy, ACCESS_READ},
                                        {"SetPolicy", set_policy, ACCESS_READ},
                                        {"Count", count, ACCESS_READ}};

static const struct face faces[] = {
    {.contract = &sidecar__sidecar__descriptor,
     .methods = methods,
     .method_count = sizeof methods / sizeof *methods}};

static const struct service service = {
    .name = "sidecar", .faces = faces, .face_count = 1, .close = proxies_end};

const struct host_options sidecar_host = {
    .service = &service,
    .membership = &proxies_membership,
    .begin = proxies_begin,
    .stop = proxies_stop,
    .fault_families = FAULT_IN(CONNECTION) | FAULT_IN(REQUEST)};
