/*
 * health -- one bit, for whoever asks and whoever wants to be told.
 *
 * Readiness is decided elsewhere, outside of any turn: by the host, a drain or
 * a fault. Whoever changes it lets it be compared with what the watchers were
 * told; a difference asks for a turn, and in that they are told.
 *
 * A drain makes it false before the streams end: a watcher hears NOT_SERVING
 * and then the end of its stream, never the end alone.
 */
#include "chassis/health.h"

#include "chassis/contracts/health.pb-c.h"
#include "chassis/control.h"
#include "chassis/limits.h"
#include "chassis/runtime_stream.h"

typedef Grpc__Health__V1__HealthCheckRequest question;
typedef Grpc__Health__V1__HealthCheckResponse answer;
typedef Grpc__Health__V1__HealthListResponse answers;
typedef Grpc__Health__V1__HealthListResponse__StatusesEntry entry;

enum {
    SERVING = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING,
    NOT_SERVING =
        GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING,
    NO_SERVICE =
        GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVICE_UNKNOWN
};

struct watcher {
    struct request *rq;
    bool known; /* its question was for something that is served */
    struct watcher *next, *previous;
};

static struct {
    struct watcher *first;
    bool told;   /* what the watchers heard last */
    bool coming; /* a turn was asked for */
} watch;

static int status(void)
{
    return control_ready() ? SERVING : NOT_SERVING;
}

static bool serves(const struct runtime *rt, const char *name)
{
    return name[0] == '\0' || runtime_face(rt, name) != NULL;
}

static answer *new_answer(struct request *rq)
{
    answer *out = arena_alloc(&rq->arena, sizeof *out);
    if (out) {
        grpc__health__v1__health_check_response__init(out);
        out->status = (int)status();
    }
    return out;
}

/* ---- asked ---- */

static enum error check(struct request *rq, const ProtobufCMessage *in)
{
    const question *asked = (const question *)in;
    if (!serves(rq->runtime, asked->service))
        return error_explain(ERROR_NOT_FOUND, "%.*s is not served here",
                             LIMIT_NAME_BYTES, asked->service);
    answer *out = new_answer(rq);
    if (!out)
        return ERROR_OVERLOADED;
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static entry *new_entry(struct request *rq, const char *name)
{
    entry *out = arena_alloc(&rq->arena, sizeof *out);
    if (!out)
        return NULL;
    grpc__health__v1__health_list_response__statuses_entry__init(out);
    out->key = (char *)name;
    out->value = new_answer(rq);
    return out->value ? out : NULL;
}

static enum error list(struct request *rq, const ProtobufCMessage *in)
{
    const struct service *service = runtime_service(rq->runtime);
    size_t count = service->face_count + 1;
    answers *out = arena_alloc(&rq->arena, sizeof *out);
    entry **entries = arena_alloc(&rq->arena, count * sizeof(entry *));
    (void)in;
    if (!out || !entries)
        return ERROR_OVERLOADED;
    grpc__health__v1__health_list_response__init(out);
    out->statuses = entries;
    for (out->n_statuses = 0; out->n_statuses < count; out->n_statuses++) {
        size_t face = out->n_statuses - 1; /* the first is the process */
        entries[out->n_statuses] = new_entry(
            rq, out->n_statuses ? service->faces[face].contract->name : "");
        if (!entries[out->n_statuses])
            return ERROR_OVERLOADED;
    }
    request_reply(rq, &out->base);
    return ERROR_OK;
}

/* ---- told ---- */

static enum error tell(const struct watcher *watcher)
{
    answer out = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
    out.status = watcher->known ? status() : NO_SERVICE;
    return request_send(watcher->rq, &out.base);
}

static enum error tell_all(struct runtime *rt, void *arg)
{
    enum error error = ERROR_OK;
    (void)rt, (void)arg;
    watch.coming = false;
    watch.told = control_ready();
    for (const struct watcher *w = watch.first; w && !error; w = w->next)
        if (w->known)
            error = tell(w);
    return error;
}

void health_weigh(struct runtime *rt)
{
    if (!watch.first || watch.coming || watch.told == control_ready())
        return;
    watch.coming = true;
    runtime_after(rt, 0, tell_all, NULL);
}

static enum error began(struct request *rq, const ProtobufCMessage *in)
{
    struct watcher *watcher = arena_alloc(&rq->arena, sizeof *watcher);
    if (!watcher)
        return ERROR_OVERLOADED;
    *watcher = (struct watcher){
        .rq = rq,
        .known = serves(rq->runtime, ((const question *)in)->service)};
    if (!watch.first) {
        watch.told = control_ready();
        watch.coming = false;
    }
    watcher->next = watch.first;
    if (watch.first)
        watch.first->previous = watcher;
    watch.first = watcher;
    rq->user = watcher;
    return tell(watcher);
}

/* A watcher asks once and then listens; that it sends no more is no end. */
static enum error goes_on(struct request *rq)
{
    (void)rq;
    return ERROR_OK;
}

static void closed(struct request *rq)
{
    struct watcher *watcher = rq->user;
    if (!watcher)
        return;
    if (watcher->previous)
        watcher->previous->next = watcher->next;
    else
        watch.first = watcher->next;
    if (watcher->next)
        watcher->next->previous = watcher->previous;
}

static const struct streaming watching = {
    .server = true, .message = began, .half_closed = goes_on, .closed = closed};

static const struct method methods[] = {
    {"Check", check, ACCESS_READ},
    {"List", list, ACCESS_READ},
    {"Watch", .access = ACCESS_READ, .streaming = &watching}};

const struct face health_face = {&grpc__health__v1__health__descriptor, methods,
                                 3};
