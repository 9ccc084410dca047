/*
 * grpc_server -- an HTTP/2 exchange becomes a request of the runtime.
 *
 * The idea: every check is one function that says yes or an error: whether
 * it is what was sent (grpc_check.c), which method and who calls
 * (grpc_door.c), which key, which deadline, which message. Only a request that
 * passed all of them is submitted. An error is one HEADERS frame
 * (Trailers-Only) with our own slug beside gRPC's coarser status, so that a
 * peer of ours loses nothing.
 *
 * The invariant: an exchange is answered exactly once: here with an error, or
 * in answer() when the runtime is done, or in grpc_abandoned().
 */
#include "chassis/grpc.h"

#include <assert.h>
#include <stdio.h>

#include "chassis/grpc_check.h"
#include "chassis/grpc_private.h"
#include "chassis/identity.h"
#include "chassis/limits.h"
#include "chassis/log.h"
#include "chassis/telemetry.h"

/* ---- the request ---- */

static enum error take_key(struct request *rq, struct slice key)
{
    if (key.length == 0)
        return ERROR_OK;
    if (key.length > LIMIT_IDEMPOTENCY_KEY_BYTES)
        return error_explain(ERROR_MALFORMED,
                             "the idempotency key has %zu characters; at most "
                             "%d are taken",
                             key.length, LIMIT_IDEMPOTENCY_KEY_BYTES);
    for (size_t i = 0; i < key.length; i++)
        if (key.data[i] < 0x21 || key.data[i] > 0x7e)
            return error_explain(ERROR_MALFORMED,
                                 "the idempotency key may hold visible ASCII "
                                 "characters only");
    rq->key = arena_copy(&rq->arena, key.data, key.length);
    return rq->key ? ERROR_OK : ERROR_OVERLOADED;
}

static enum error take_deadline(struct request *rq, struct slice timeout)
{
    int64_t ms;
    if (!timeout.data)
        return ERROR_OK;
    if (!grpc_timeout_parse(timeout, &ms))
        return error_explain(ERROR_MALFORMED,
                             "grpc-timeout must be up to 8 digits and one of "
                             "H M S m u n");
    rq->deadline_ms = runtime_now_ms(rq->runtime) + ms;
    return ERROR_OK;
}

/* Kept as it came: who cares for it checks it. One that is longer than any can
 * be is kept long enough to fail. */
static void take_identity(struct request *rq, struct slice text)
{
    if (text.length > IDENTITY_TEXT_BYTES)
        text.length = IDENTITY_TEXT_BYTES;
    if (text.length > 0)
        rq->identity = arena_copy(&rq->arena, text.data, text.length);
}

/* Our work is a child of the caller's hop. */
static void take_trace(struct request *rq, struct slice header)
{
    struct random random;
    random_seed(&random, runtime_random(rq->runtime));
    trace_accept(&rq->trace, header.data, header.length, &random);
    if (trace_is_root(&rq->trace))
        telemetry_begin(&rq->trace);
}

static enum error take_message(struct request *rq,
                               const struct exchange *exchange)
{
    struct slice message;
    ProtobufCMessage *in = NULL;
    size_t method = (size_t)(rq->method - rq->face->methods);
    enum error error = grpc_unframe(exchange->request.body, &message);
    if (!error && grpc_check_streams(exchange->check) &&
        !grpc_check_unseal(exchange->check, 0, &message))
        error = error_explain(ERROR_UNAVAILABLE, "the message arrived changed");
    if (!error)
        error = message_unpack(rq->face->contract->methods[method].input,
                               message.data, message.length, &rq->arena, &in);
    rq->in = in;
    return error;
}

static enum error fill_request(struct request *rq,
                               const struct grpc_metadata *metadata,
                               const struct exchange *exchange)
{
    enum error error = take_key(rq, metadata->values[GRPC_META_KEY]);
    if (!error)
        error = take_deadline(rq, metadata->values[GRPC_META_TIMEOUT]);
    if (error)
        return error;
    take_trace(rq, metadata->values[GRPC_META_TRACE]);
    take_identity(rq, metadata->values[GRPC_META_IDENTITY]);
    if (!rq->method->streaming)
        return take_message(rq, exchange);
    rq->flow = &grpc_request_flow;
    return exchange->streaming
               ? ERROR_OK
               : error_explain(ERROR_UNIMPLEMENTED,
                               "streams are not served on this connection");
}

static enum error admit(const struct grpc_door *door,
                        const struct exchange *exchange, struct request **out)
{
    const struct http_request *http = &exchange->request;
    struct grpc_metadata metadata;
    struct grpc_target target;
    struct caller caller = {0};
    enum error error = grpc_find_target(door, http, &target);
    if (!error)
        error = grpc_read_metadata(http, &metadata);
    if (!error)
        error = grpc_establish_caller(door, http, &target, &metadata, &caller);
    if (error)
        return error;
    struct request *rq =
        runtime_request(door->runtime, target.face, target.method);
    if (!rq)
        return error_explain(ERROR_OVERLOADED,
                             "%d requests are in progress already",
                             LIMIT_REQUESTS);
    rq->caller = caller;
    error = fill_request(rq, &metadata, exchange);
    if (error)
        runtime_request_free(rq);
    else
        *out = rq;
    return error;
}

/* ---- the answer ---- */

static void add_trailer(struct http_response *response, const char *name,
                        const char *value)
{
    assert(response->trailer_count < HTTP_RESPONSE_HEADERS);
    response->trailers[response->trailer_count++] =
        (struct http_header){slice_of(name), slice_of(value)};
}

void grpc_begin_response(struct http_response *response)
{
    *response = (struct http_response){.status = 200};
    http_response_header(response, "content-type", "application/grpc");
}

static void respond(struct exchange *exchange, struct http_response *response)
{
    char check[GRPC_CHECK_TEXT_BYTES];
    grpc_check_respond(exchange->check, exchange->pushed, response, check);
    exchange_respond(exchange, response);
}

static void respond_error(struct exchange *exchange, enum error error,
                          const char *detail, const char *instance)
{
    struct http_response response;
    char status[4], message[GRPC_MESSAGE_BYTES], about[GRPC_INSTANCE_BYTES];
    grpc_begin_response(&response);
    snprintf(status, sizeof status, "%d", error_grpc(error));
    grpc_percent_encode(detail ? detail : error_title(error, false), message,
                        sizeof message);
    add_trailer(&response, "grpc-status", status);
    add_trailer(&response, "grpc-message", message);
    add_trailer(&response, "cleave-error", error_slug(error));
    if (error == ERROR_OVERLOADED)
        add_trailer(&response, "grpc-retry-pushback-ms", "100");
    if (instance) {
        grpc_percent_encode(instance, about, sizeof about);
        add_trailer(&response, "cleave-instance", about);
    }
    respond(exchange, &response);
}

/* Whatever it says now, nobody has said it. */
static void refuse_changed(struct exchange *exchange)
{
    struct http_response response;
    char status[4];
    grpc_begin_response(&response);
    snprintf(status, sizeof status, "%d", error_grpc(ERROR_UNAVAILABLE));
    add_trailer(&response, "grpc-status", status);
    add_trailer(&response, "grpc-message",
                "the call arrived changed, and nothing was done");
    add_trailer(&response, "cleave-error", error_slug(ERROR_UNAVAILABLE));
    add_trailer(&response, GRPC_CHECK_UNDONE, "changed");
    LOG(LOG_WARN, "changed_call_refused", NULL);
    respond(exchange, &response);
}

static void respond_message(struct exchange *exchange,
                            const ProtobufCMessage *out)
{
    struct http_response response;
    size_t size = protobuf_c_message_get_packed_size(out);
    unsigned char *body =
        size > LIMIT_MESSAGE_BYTES
            ? NULL
            : arena_alloc(&exchange->arena,
                          GRPC_PREFIX_BYTES + size + GRPC_CHECK_SEAL_BYTES);
    if (!body) {
        respond_error(exchange, ERROR_TOO_LARGE,
                      "the answer is larger than one message may be", NULL);
        return;
    }
    protobuf_c_message_pack(out, body + GRPC_PREFIX_BYTES);
    if (grpc_check_streams(exchange->check)) {
        struct slice message = {(const char *)body + GRPC_PREFIX_BYTES, size};
        grpc_check_seal(exchange->check, exchange->pushed++, message,
                        body + GRPC_PREFIX_BYTES + size);
        size += GRPC_CHECK_SEAL_BYTES;
    }
    grpc_prefix(body, size);
    grpc_begin_response(&response);
    response.body =
        (struct slice){(const char *)body, GRPC_PREFIX_BYTES + size};
    add_trailer(&response, "grpc-status", "0");
    respond(exchange, &response);
}

/* Of a stream, whose messages were sent before. */
static void respond_end(struct exchange *exchange)
{
    struct http_response response;
    grpc_begin_response(&response);
    add_trailer(&response, "grpc-status", "0");
    respond(exchange, &response);
}

static void answer(struct request *rq)
{
    struct exchange *exchange = rq->transport;
    exchange->user = NULL;
    if (rq->error)
        respond_error(exchange, rq->error, rq->detail, rq->instance);
    else if (rq->flow)
        respond_end(exchange);
    else
        respond_message(exchange, rq->out);
    runtime_request_free(rq);
}

void grpc_handle(const struct rest *rest, struct exchange *exchange)
{
    const struct grpc_door door = {rest->runtime, rest->keys, rest->table,
                                   rest->meter, rest->trusts};
    const struct http_request *http = &exchange->request;
    struct request *rq = NULL;
    exchange->user = NULL;
    if (!http->is_http2) {
        rest_problem(exchange, ERROR_UNSUPPORTED_MEDIA,
                     "gRPC needs HTTP/2; begin with its preface (h2c)", NULL);
        return;
    }
    exchange->check = http_header_get(http, GRPC_CHECK_METADATA);
    if (grpc_check_request(http) == GRPC_CHECK_CHANGED) {
        refuse_changed(exchange);
        return;
    }
    error_forget();
    enum error error =
        slice_is(http->method, "POST")
            ? admit(&door, exchange, &rq)
            : error_explain(ERROR_UNIMPLEMENTED, "gRPC calls are POST");
    if (error) {
        respond_error(exchange, error, error_detail(error), NULL);
        return;
    }
    assert(rq); /* admitted */
    exchange->user = rq;
    rq->transport = exchange;
    rq->done = answer;
    runtime_submit(rq);
}

void grpc_abandoned(struct exchange *exchange)
{
    struct http_response nobody_listens = {.status = 499};
    struct request *rq = exchange->user;
    if (rq) {
        rq->transport = NULL;
        runtime_abandon(rq);
    }
    exchange_respond(exchange, &nobody_listens);
}
