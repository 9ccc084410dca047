/*
 * service -- policy and counts of the proxy, and its life inside a host.
 *
 * The proxy stands before the control socket does, so that a supervisor which
 * sees the ready line may send callers here at once. It ends in the reverse
 * order: callers are told to go (GOAWAY), open calls end, and only then does
 * the host drain.
 */
#include "split/platform/sidecar/service.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/sidecar.pb-c.h"
#include "chassis/fault_service.h"
#include "chassis/log.h"
#include "split/platform/sidecar/proxy.h"

enum { DRAIN_MS = 5000, ADDED_TOP_US = 99 };

static struct {
    const struct options *options;
    unsigned char secret[PLACES_SECRET_BYTES];
    struct proxy *proxy;
    struct loop_timer *patience;
} own;

void sidecar_configure(const struct options *options)
{
    own.options = options;
}

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
    enum error error = fill_policy(&rq->arena, proxy_policy(own.proxy), out);
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
    proxy_set_policy(own.proxy, &policy);
    LOG(LOG_INFO, "policy_set", &rq->trace,
        LOG_INT("allowed", (int64_t)policy.allow_count),
        LOG_INT("attempts", policy.attempts),
        LOG_INT("routes", (int64_t)policy.route_count));
    return get_policy(rq, NULL);
}

/* ---- counts ---- */

static enum error count(struct request *rq, const ProtobufCMessage *in)
{
    const struct counts *counts = proxy_counts(own.proxy);
    Sidecar__Counts *out = arena_alloc(&rq->arena, sizeof *out);
    (void)in;
    if (!out)
        return no_memory();
    sidecar__counts__init(out);
    out->connections = counts->connections;
    out->calls = counts->calls;
    out->failed = counts->failed;
    out->retried = counts->retried;
    out->faulted = counts->faulted;
    out->p50_us = histogram_quantile(&counts->added_us, 0.50);
    out->p99_us = histogram_quantile(&counts->added_us, 0.99);
    out->callers =
        arena_alloc(&rq->arena, (PROXY_CALLERS + 1) * sizeof *out->callers);
    if (!out->callers)
        return no_memory();
    for (size_t i = 0; i < counts->caller_count; i++) {
        Sidecar__CallerCount *caller = arena_alloc(&rq->arena, sizeof *caller);
        if (!caller)
            return no_memory();
        sidecar__caller_count__init(caller);
        caller->caller = arena_string(&rq->arena, counts->callers[i].name);
        caller->calls = counts->callers[i].calls;
        caller->refused = counts->callers[i].refused;
        out->callers[i] = caller;
    }
    out->n_callers = counts->caller_count;
    request_reply(rq, &out->base);
    return ERROR_OK;
}

/* ---- the process ---- */

static void faults_changed(void *arg)
{
    (void)arg;
    if (own.proxy)
        proxy_faults_changed(own.proxy);
}

static enum error begin(struct runtime *rt, struct loop *loop,
                        const struct config *config)
{
    enum error error = places_secret(&config->places, own.secret);
    const struct proxy_options options = {.name = own.options->name,
                                          .listen = own.options->listen,
                                          .upstream = own.options->upstream,
                                          .secret = own.secret,
                                          .faults = fault_service_table(),
                                          .seed = runtime_random(rt)};
    if (!error)
        error = proxy_new(&own.proxy, loop, &options);
    if (!error)
        fault_service_watch(faults_changed, NULL);
    return error;
}

static void end(struct runtime *rt)
{
    (void)rt;
    if (own.patience)
        loop_timer_free(own.patience);
    own.patience = NULL;
    proxy_free(own.proxy);
    own.proxy = NULL;
}

/* ---- leaving ---- */

static struct loop *member_loop;
static loop_hook *told_left;
static void *told_arg;

static void *join(struct loop *loop, const struct config *config,
                  const struct address *own_address)
{
    (void)config, (void)own_address;
    member_loop = loop;
    return &member_loop;
}

static void left(void *arg)
{
    loop_hook *hook = told_left;
    (void)arg;
    told_left = NULL;
    if (hook)
        hook(told_arg);
}

static void leave(void *self, loop_hook *hook, void *arg)
{
    (void)self;
    told_left = hook;
    told_arg = arg;
    proxy_drain(own.proxy, left, NULL);
}

static void release(void *self)
{
    (void)self;
    told_left = NULL;
}

/* The host waits a short while for a membership to leave; a signal gives the
 * open calls all the time that they need. */
static void drained(void *arg)
{
    (void)arg;
    loop_timer_stop(own.patience);
    host_stop();
}

static void stop(void)
{
    if (own.patience) {
        host_stop(); /* asked again: at once */
        return;
    }
    own.patience = loop_timer_new(member_loop, drained, NULL);
    loop_timer_set(own.patience, DRAIN_MS);
    proxy_drain(own.proxy, drained, NULL);
}

static const struct membership membership = {join, leave, release};

static const struct method methods[] = {{"GetPolicy", get_policy, ACCESS_READ},
                                        {"SetPolicy", set_policy, ACCESS_READ},
                                        {"Count", count, ACCESS_READ}};

static const struct face faces[] = {
    {.contract = &sidecar__sidecar__descriptor,
     .methods = methods,
     .method_count = sizeof methods / sizeof *methods}};

static const struct service service = {
    .name = "sidecar", .faces = faces, .face_count = 1, .close = end};

const struct host_options sidecar_host = {
    .service = &service,
    .membership = &membership,
    .begin = begin,
    .stop = stop,
    .fault_families = FAULT_IN(CONNECTION) | FAULT_IN(REQUEST)};
