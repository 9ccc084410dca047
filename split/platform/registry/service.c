/*
 * service -- the verbs of the registry.
 *
 * The order of a verb: may this process say so (its identity), then the table
 * (lease.c), then the answer; and if the table looks different now, everybody
 * who watches is told in the same turn.
 *
 * Time needs no verb: a timer looks at the table when the next lease ends, and
 * at least every LEASE_LOOK_MS, so that a look that comes much later means
 * that we ourselves were stopped.
 *
 * Nothing is written to disk. What the registry knows is worth one renewal:
 * the instances say it all again to a new life, and the callers go on with the
 * view they have. A file would only keep alive what has died meanwhile.
 */
#include "split/platform/registry/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/log.h"
#include "split/platform/registry/watch.h"

static struct registry *of(struct request *rq)
{
    return runtime_state(rq->runtime);
}

/* ---- who may say what ---- */

static enum error check_caller(struct request *rq, const char *service,
                               int instance)
{
    struct identity caller;
    const char *shown = rq->identity ? rq->identity : "";
    enum error error = identity_check(of(rq)->secret, slice_of(shown), &caller);
    if (error)
        return error;
    bool self =
        strcmp(caller.service, service) == 0 && caller.instance == instance;
    /* The supervisor speaks for those that are scaled to zero. */
    if (self ||
        (strcmp(caller.service, "supervisor") == 0 && caller.instance == 0))
        return ERROR_OK;
    if (!caller.service[0])
        return error_explain(ERROR_FORBIDDEN,
                             "a process without an identity cannot speak for "
                             "%.63s-%d; the supervisor gives one to each "
                             "process that it starts",
                             service, instance);
    return error_explain(ERROR_FORBIDDEN, "%s-%d cannot speak for %.63s-%d",
                         caller.service, caller.instance, service, instance);
}

/* Inside the run directory a socket's name says whose it is. */
static enum error check_address(struct request *rq,
                                const Registry__JoinRequest *in)
{
    struct address address, own;
    enum error error = address_parse(&address, in->address);
    if (error)
        return error_explain(ERROR_UNPROCESSABLE, "%s", error_detail(error));
    if (address.kind != ADDRESS_UNIX)
        return ERROR_OK;
    error = places_socket(&of(rq)->places, in->service, in->instance, &own);
    if (!error && strcmp(own.host, address.host) != 0)
        error = error_explain(
            ERROR_FORBIDDEN, "%.63s-%d listens on %.200s, not on %.107s",
            in->service, in->instance, own.host, address.host);
    return error;
}

/* ---- leases ---- */

/* The last thing that a verb does. What a handler sends is taken back when it
 * fails, so nobody is told anything then: the next look will. */
static enum error tell_if(struct request *rq, enum error error)
{
    if (!error)
        registry_tell(rq->runtime);
    return error;
}

static enum error answer_lease(struct request *rq, const struct lease *lease)
{
    Registry__LeaseReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    if (!reply)
        return ERROR_TOO_LARGE;
    registry__lease_reply__init(reply);
    reply->epoch = lease->epoch;
    reply->lease_ms = lease->lease_ms;
    reply->renew_ms = lease->lease_ms / REGISTRY_RENEW_PARTS;
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

static enum error join(struct request *rq, const ProtobufCMessage *message)
{
    const Registry__JoinRequest *in = (const Registry__JoinRequest *)message;
    const struct lease *lease;
    const struct lease_claim claim = {.service = in->service,
                                      .instance = in->instance,
                                      .version = in->version,
                                      .address = in->address,
                                      .lease_ms = in->lease_ms,
                                      .born_us = in->born_us};
    enum error error = check_caller(rq, in->service, in->instance);
    if (!error)
        error = check_address(rq, in);
    if (!error)
        error = lease_join(&of(rq)->table, runtime_now_ms(rq->runtime), &claim,
                           &lease);
    if (error)
        return error;
    LOG(LOG_INFO, "instance_joined", &rq->trace,
        LOG_TEXT("service", lease->service),
        LOG_INT("instance", lease->instance), LOG_INT("epoch", lease->epoch));
    return tell_if(rq, answer_lease(rq, lease));
}

static struct lease_key key_of(const Registry__LeaseRequest *in)
{
    return (struct lease_key){in->service, in->instance, in->epoch};
}

static enum error renew(struct request *rq, const ProtobufCMessage *message)
{
    const Registry__LeaseRequest *in = (const Registry__LeaseRequest *)message;
    const struct lease_key key = key_of(in);
    const struct lease *lease;
    enum error error = check_caller(rq, in->service, in->instance);
    if (!error)
        error = lease_renew(&of(rq)->table, runtime_now_ms(rq->runtime), &key,
                            !in->not_ready, in->lease_ms, &lease);
    return tell_if(rq, error ? error : answer_lease(rq, lease));
}

static enum error drain(struct request *rq, const ProtobufCMessage *message)
{
    const Registry__LeaseRequest *in = (const Registry__LeaseRequest *)message;
    const struct lease_key key = key_of(in);
    enum error error = check_caller(rq, in->service, in->instance);
    if (!error)
        error = lease_drain(&of(rq)->table, runtime_now_ms(rq->runtime), &key);
    if (error)
        return error;
    LOG(LOG_INFO, "instance_drained", &rq->trace,
        LOG_TEXT("service", in->service), LOG_INT("instance", in->instance));
    return tell_if(rq, registry_wait(rq, in->service));
}

static enum error answer_view(struct request *rq, const char *service)
{
    const Registry__View *view = registry_view(rq, service);
    if (!view)
        return ERROR_TOO_LARGE;
    request_reply(rq, &view->base);
    return ERROR_OK;
}

static enum error leave(struct request *rq, const ProtobufCMessage *message)
{
    const Registry__LeaseRequest *in = (const Registry__LeaseRequest *)message;
    const struct lease_key key = key_of(in);
    enum error error = check_caller(rq, in->service, in->instance);
    if (!error)
        error = lease_leave(&of(rq)->table, runtime_now_ms(rq->runtime), &key);
    if (error)
        return error;
    LOG(LOG_INFO, "instance_left", &rq->trace, LOG_TEXT("service", in->service),
        LOG_INT("instance", in->instance));
    return tell_if(rq, answer_view(rq, in->service));
}

static enum error list(struct request *rq, const ProtobufCMessage *message)
{
    const Registry__WatchRequest *in = (const Registry__WatchRequest *)message;
    lease_pass(&of(rq)->table, runtime_now_ms(rq->runtime));
    return answer_view(rq, in->service);
}

/* ---- the supervisor's ---- */

static enum error set_sidecar(struct request *rq,
                              const ProtobufCMessage *message)
{
    const Registry__SidecarRequest *in =
        (const Registry__SidecarRequest *)message;
    struct address address;
    enum error error = check_caller(rq, "supervisor", 0);
    if (!error && in->sidecar[0])
        error = address_parse(&address, in->sidecar);
    if (!error)
        error = lease_set_sidecar(&of(rq)->table, in->service, in->instance,
                                  in->sidecar);
    if (error)
        return error;
    return tell_if(rq, answer_view(rq, in->service));
}

static enum error set_split(struct request *rq, const ProtobufCMessage *message)
{
    const Registry__SplitRequest *in = (const Registry__SplitRequest *)message;
    struct lease_weight weights[LEASE_SHARES];
    /* People may say so themselves (`cleave mesh split`). */
    enum error error = check_caller(rq, "learner", 0);
    if (!error && in->n_weights > LEASE_SHARES)
        error = error_explain(ERROR_OVERLOADED, "a split has at most %d parts",
                              LEASE_SHARES);
    for (size_t i = 0; i < in->n_weights && !error; i++)
        weights[i] = (struct lease_weight){in->weights[i]->version,
                                           in->weights[i]->weight};
    if (!error)
        error = lease_set_split(&of(rq)->table, in->service, weights,
                                in->n_weights);
    if (error)
        return error;
    return tell_if(rq, answer_view(rq, in->service));
}

/* ---- time ---- */

static enum error look(struct runtime *rt, void *arg)
{
    struct registry *registry = arg;
    struct lease_table *table = &registry->table;
    int64_t now = runtime_now_ms(rt);
    size_t before = table->count;
    lease_pass(table, now);
    if (table->count < before)
        LOG(LOG_WARN, "lease_expired", NULL,
            LOG_INT("instances", (int64_t)(before - table->count)));
    registry_tell(rt);
    int64_t delay = lease_next_ms(table) - now;
    runtime_after(rt, delay > 0 ? delay : 0, look, registry);
    return ERROR_OK;
}

/* ---- life ---- */

static enum error open(struct runtime *rt)
{
    struct registry *registry = calloc(1, sizeof *registry);
    if (!registry)
        return error_explain(ERROR_SYSTEM, "out of memory");
    registry->life = runtime_wall_ms(rt);
    /* Epochs begin behind every epoch of a former life: no registry gives a
     * thousand a millisecond. */
    lease_init(&registry->table, runtime_now_ms(rt), registry->life * 1000);
    runtime_set_state(rt, registry);
    return ERROR_OK;
}

static enum error resume(struct runtime *rt)
{
    struct registry *registry = runtime_state(rt);
    memset(registry->watchers, 0, sizeof registry->watchers);
    memset(registry->drains, 0, sizeof registry->drains);
    runtime_after(rt, 0, look, registry);
    return ERROR_OK;
}

static void close_registry(struct runtime *rt)
{
    free(runtime_state(rt));
}

enum error registry_begin(struct runtime *rt, struct loop *loop,
                          const struct config *config)
{
    struct registry *registry = runtime_state(rt);
    (void)loop;
    registry->places = config->places;
    return places_secret(&config->places, registry->secret);
}

static const struct method methods[] = {
    {"Join", join, ACCESS_READ},
    {"Renew", renew, ACCESS_READ},
    {"Drain", drain, ACCESS_READ},
    {"Leave", leave, ACCESS_READ},
    {"List", list, ACCESS_READ},
    {"Watch", NULL, ACCESS_READ, &registry_watch},
    {"SetSidecar", set_sidecar, ACCESS_READ},
    {"SetSplit", set_split, ACCESS_READ},
};
static const struct face faces[] = {{&registry__registry__descriptor, methods,
                                     sizeof methods / sizeof *methods}};
const struct service registry_service = {.name = "registry",
                                         .faces = faces,
                                         .face_count = 1,
                                         .open = open,
                                         .resume = resume,
                                         .close = close_registry};
