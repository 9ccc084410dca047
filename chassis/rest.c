/*
 * rest -- an exchange becomes a request of the runtime, and its answer JSON.
 *
 * The order of the questions is the order of the statuses, from what costs
 * nothing to what costs most: is there such a path (404), does it take that
 * method (405), can the body be read at all (415), who asks (401), may they
 * (403), not too often (429), is there room (503), can it be repeated (400),
 * and what does it say (400, 422). Only a request that passed them all is
 * submitted.
 *
 * The message lives in the request's arena and not in the exchange's: when the
 * peer hangs up the exchange goes, but work that has begun is finished.
 *
 * The invariant: an exchange is answered exactly once: here, in answer() when
 * the runtime is done, or in rest_abandoned().
 *
 * Order of use: rest_handle(), then answer() or rest_abandoned().
 */
#include "chassis/rest.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "chassis/message.h"
#include "chassis/random.h"
#include "chassis/rest_private.h"
#include "chassis/runtime_trace.h"
#include "chassis/telemetry.h"
#include "chassis/trace.h"
#include "chassis/transcode.h"

/* What is found out about one exchange on its way to a request. */
struct visit {
    struct rest *rest;
    const struct http_request *http;
    struct rest_headers headers;
    struct rest_path path;
    const struct face *face;
    unsigned method;
    const struct route *route; /* NULL: by /rpc/ */
    char allow[REST_ALLOW_BYTES];
    struct rest_quota quota;
    const struct field_mask *mask; /* NULL: all of the answer */
};

/* What is kept until the answer. */
struct waiting {
    struct exchange *exchange;
    const struct route *route;
    struct rest_quota quota;
    const struct field_mask *mask;
};

/* ---- what is called ---- */

static void copy_part(char out[LIMIT_NAME_BYTES], struct slice part)
{
    snprintf(out, LIMIT_NAME_BYTES, "%.*s", (int)part.length, part.data);
}

/* "/rpc/payments.Payments/Charge": whoever reaches the Unix socket has been
 * let in by the run directory's permissions, and is the machine's owner. */
static enum error find_rpc(struct visit *visit)
{
    char contract[LIMIT_NAME_BYTES], name[LIMIT_NAME_BYTES];
    copy_part(contract, visit->path.parts[1]);
    copy_part(name, visit->path.parts[2]);
    visit->face = runtime_face(visit->rest->runtime, contract);
    int method = visit->face ? message_method(visit->face->contract, name) : -1;
    if (method < 0)
        return error_explain(ERROR_NOT_FOUND,
                             "there is no method %s of %s here", name,
                             contract);
    visit->method = (unsigned)method;
    if (slice_is(visit->http->method, "POST"))
        return ERROR_OK;
    snprintf(visit->allow, sizeof visit->allow, "POST");
    return error_explain(ERROR_METHOD_NOT_ALLOWED, "this path takes POST");
}

static enum error find_route(struct visit *visit)
{
    const struct route_table *table = visit->rest->table;
    if (!table)
        return error_explain(ERROR_NOT_FOUND, "there is nothing at this path");
    enum error error = rest_find_route(table, &visit->path, visit->http->method,
                                       &visit->route, visit->allow);
    if (error)
        return error;
    visit->face = &runtime_service(visit->rest->runtime)->faces[0];
    int method = message_method(visit->face->contract, visit->route->rpc);
    assert(method >= 0); /* the table is ours */
    visit->method = (unsigned)method;
    return ERROR_OK;
}

static enum error find_target(struct visit *visit, struct arena *arena)
{
    enum error error = rest_path_read(visit->http->path, arena, &visit->path);
    if (error)
        return error;
    bool is_rpc = visit->path.count == 3 && visit->http->local &&
                  slice_is(visit->path.parts[0], "rpc");
    return is_rpc ? find_rpc(visit) : find_route(visit);
}

/* ---- what it says ---- */

static bool takes_body(const struct visit *visit)
{
    return !visit->route || visit->route->has_body;
}

static enum error check_type(const struct visit *visit)
{
    struct slice type = visit->headers.values[REST_CONTENT_TYPE];
    if (visit->http->body.length == 0 || !takes_body(visit) ||
        rest_is_json(type))
        return ERROR_OK;
    return error_explain(ERROR_UNSUPPORTED_MEDIA,
                         "send the body as Content-Type: application/json");
}

/* A field has one source: the path, or the body. */
static enum error check_members(const struct visit *visit,
                                const struct json *tree)
{
    const struct json *member = tree->first;
    if (!visit->route)
        return ERROR_OK;
    for (; member; member = member->next)
        if (rest_path_names(visit->route->path, member->key))
            return error_explain(
                ERROR_MALFORMED,
                "%s stands in the path; leave it out of the body", member->key);
    return ERROR_OK;
}

static enum error read_body(const struct visit *visit,
                            const ProtobufCMessageDescriptor *type,
                            struct arena *arena, ProtobufCMessage **out)
{
    const struct json *tree;
    struct slice body = visit->http->body;
    if (body.length == 0)
        return error_explain(ERROR_MALFORMED,
                             "a JSON body is needed; send {} when there is "
                             "nothing to say");
    if (visit->http->query.length > 0)
        return error_explain(ERROR_MALFORMED,
                             "this path takes no query; put it into the body");
    enum error error = json_parse(body.data, body.length, arena, &tree);
    if (!error)
        error = transcode_read(type, tree, arena, out);
    return error ? error : check_members(visit, tree);
}

static enum error read_query(struct visit *visit,
                             const ProtobufCMessageDescriptor *type,
                             struct arena *arena, ProtobufCMessage **out)
{
    if (visit->http->body.length > 0)
        return error_explain(ERROR_MALFORMED,
                             "this path takes no body; leave it out");
    ProtobufCMessage *message = transcode_new(type, arena);
    if (!message)
        return error_explain(ERROR_OVERLOADED, "no memory for the request");
    *out = message;
    struct slice fields = {0};
    enum error error = rest_fill_query(visit->route->path, visit->http->query,
                                       message, arena, &fields);
    if (!error && fields.data)
        error = field_mask_read(
            visit->face->contract->methods[visit->method].output, fields, arena,
            &visit->mask);
    return error;
}

static enum error read_message(struct visit *visit, struct request *rq)
{
    ProtobufCMessage *in = NULL;
    const ProtobufCMessageDescriptor *type =
        visit->face->contract->methods[visit->method].input;
    enum error error = takes_body(visit)
                           ? read_body(visit, type, &rq->arena, &in)
                           : read_query(visit, type, &rq->arena, &in);
    if (!error && visit->route)
        error =
            rest_fill_path(visit->route->path, &visit->path, in, &rq->arena);
    rq->in = in;
    return error;
}

/* ---- admission ---- */

/* The client's span, when it sent one, is the parent of ours; whether it is
 * recorded is for us to say at a front door. */
static void take_trace(const struct visit *visit, struct trace *out,
                       void (*begin)(struct trace *trace))
{
    struct random random;
    struct slice header = visit->headers.values[REST_TRACE];
    random_seed(&random, runtime_random(visit->rest->runtime));
    trace_accept(out, header.data, header.length, &random);
    if (visit->rest->keys || trace_is_root(out))
        begin(out);
}

/* 201 and 202 say more than that it went well. */
static int good_status(const struct request *rq)
{
    const struct waiting *waiting = rq->transport;
    struct rest_shape shape = {.status = 200};
    if (waiting->route->shape)
        waiting->route->shape(rq->out, &shape);
    return shape.status;
}

static enum error fill_request(struct visit *visit, struct request *rq)
{
    const struct slice *headers = visit->headers.values;
    bool needs_key = visit->route && visit->route->needs_key;
    enum error error =
        rest_take_key(headers[REST_KEY], needs_key, &rq->arena, &rq->key);
    if (error)
        return error;
    take_trace(visit, &rq->trace, telemetry_begin);
    if (visit->route) {
        rq->http_method = visit->route->http_method;
        rq->http_route = visit->route->path;
        rq->http_status = good_status;
    }
    rq->korean = rest_prefers_korean(headers[REST_LANGUAGE]);
    return read_message(visit, rq);
}

/* Before there is a request: a refused one costs next to nothing. */
static enum error take_quota(struct visit *visit, const struct caller *caller)
{
    const struct rest *rest = visit->rest;
    if (!rest->meter || !visit->route ||
        rest->meter(rest->runtime, caller->subject, visit->route->rpc,
                    &visit->quota))
        return ERROR_OK;
    return error_explain(ERROR_RATE_LIMITED,
                         "this client may send %lld requests in %lld s; wait "
                         "for the seconds in Retry-After",
                         (long long)visit->quota.limit,
                         (long long)visit->quota.window_s);
}

/* TOUR: order-of-questions */
static enum error admit(struct visit *visit, struct arena *arena,
                        struct request **out)
{
    struct caller caller = {0};
    enum error error = find_target(visit, arena);
    if (!error)
        error = rest_read_headers(visit->http, &visit->headers);
    if (!error)
        error = check_type(visit);
    if (!error && visit->route)
        error = rest_establish_caller(visit->rest, visit->route,
                                      &visit->headers, &caller);
    if (!error)
        error = take_quota(visit, &caller);
    if (error)
        return error;
    struct request *rq =
        runtime_request(visit->rest->runtime, visit->face, visit->method);
    if (!rq)
        return error_explain(ERROR_OVERLOADED,
                             "%d requests are in progress already",
                             LIMIT_REQUESTS);
    rq->caller = caller;
    error = fill_request(visit, rq);
    if (error)
        runtime_request_free(rq);
    else
        *out = rq;
    return error;
}

/* ---- the answer ---- */

static void respond_message(const struct waiting *waiting,
                            const ProtobufCMessage *out, const char *trace)
{
    struct json_writer json;
    struct rest_shape shape = {.status = 200};
    struct http_response response = {0};
    struct rest_quota_text quota;
    if (waiting->route && waiting->route->shape)
        waiting->route->shape(out, &shape);
    response.status = shape.status;
    if (shape.location[0])
        http_response_header(&response, "location", shape.location);
    http_response_header(&response, "traceparent", trace);
    rest_quota_headers(&waiting->quota, &quota, &response);
    json_begin(&json, rest_page());
    transcode_print_masked(&json, out, waiting->mask);
    rest_respond_page(waiting->exchange, &response, "application/json");
}

static void answer(struct request *rq)
{
    const struct waiting *waiting = rq->transport;
    char trace[TRACE_TEXT_BYTES];
    waiting->exchange->user = NULL;
    trace_format(&rq->trace, trace);
    if (rq->error) {
        const struct rest_refusal refusal = {.error = rq->error,
                                             .detail = rq->detail,
                                             .instance = rq->instance,
                                             .trace = trace,
                                             .quota = &waiting->quota};
        rest_refuse(waiting->exchange, &refusal);
    } else {
        respond_message(waiting, rq->out, trace);
    }
    runtime_request_free(rq);
}

static enum error submit(struct request *rq, struct exchange *exchange,
                         const struct visit *visit)
{
    assert(rq);
    struct waiting *waiting = arena_alloc(&rq->arena, sizeof *waiting);
    if (!waiting) {
        runtime_request_free(rq);
        return error_explain(ERROR_OVERLOADED, "no memory for the request");
    }
    *waiting =
        (struct waiting){exchange, visit->route, visit->quota, visit->mask};
    exchange->user = rq;
    rq->transport = waiting;
    rq->done = answer;
    runtime_submit(rq);
    return ERROR_OK;
}

/* It became no request, but it is a part of the caller's trace. */
static void refuse(struct visit *visit, struct exchange *exchange,
                   enum error error)
{
    struct trace trace;
    char text[TRACE_TEXT_BYTES];
    const struct rest_refusal refusal = {.error = error,
                                         .detail = error_detail(error),
                                         .allow = visit->allow[0] ? visit->allow
                                                                  : NULL,
                                         .trace = visit->route ? text : NULL,
                                         .quota = &visit->quota};
    if (visit->route) {
        take_trace(visit, &trace, telemetry_begin_refused);
        trace_format(&trace, text);
        refused_trace(&trace, visit->route->http_method, visit->route->path,
                      error, refusal.detail);
    }
    rest_refuse(exchange, &refusal);
}

void rest_handle(struct rest *rest, struct exchange *exchange)
{
    struct visit visit = {.rest = rest, .http = &exchange->request};
    struct request *rq = NULL;
    exchange->user = NULL;
    error_forget();
    if (rest_answer_always(rest, exchange))
        return;
    enum error error = admit(&visit, &exchange->arena, &rq);
    if (!error)
        error = submit(rq, exchange, &visit);
    if (error)
        refuse(&visit, exchange, error);
}

void rest_abandoned(struct exchange *exchange)
{
    struct http_response nobody_listens = {.status = 499};
    if (exchange->user)
        runtime_abandon(exchange->user);
    exchange_respond(exchange, &nobody_listens);
}
