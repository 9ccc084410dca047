/*
 * grpc_server_stream -- a served stream between its exchange and the runtime.
 *
 * The idea: the exchange keeps the bytes, the runtime pulls messages. Between
 * them stands only the framing: the frame at the front is given out and stays
 * there until the next pull, when it is consumed and the peer may send as many
 * bytes again. A frame that is not whole opens the window by all that waits,
 * for it may be larger than the window.
 *
 * The invariant: what the runtime holds of an exchange is valid until the next
 * pull, because nothing else consumes.
 *
 * The headers of the answer leave with the first message, so that a stream
 * that is refused is still one frame (Trailers-Only).
 */
#include <string.h>

#include "chassis/grpc.h"
#include "chassis/grpc_check.h"
#include "chassis/grpc_private.h"

static enum pulled pull(struct request *rq, struct slice *message,
                        enum error *error)
{
    struct exchange *exchange = rq->transport;
    size_t bytes = 0;
    bool ended;
    exchange_consume(exchange, exchange->lent);
    exchange->lent = 0;
    struct slice body = exchange_body(exchange, &ended);
    size_t most = LIMIT_MESSAGE_BYTES;
    if (exchange->check.length > 0)
        most += GRPC_CHECK_SEAL_BYTES;
    *error = grpc_next_frame(body, most, message, &bytes);
    if (!*error && bytes == 0 && ended && body.length > 0)
        *error =
            error_explain(ERROR_MALFORMED, "the stream ended inside a message");
    if (*error)
        return PULLED_BROKEN;
    exchange->lent = bytes;
    if (bytes > 0 && exchange->check.length > 0 &&
        !grpc_check_unseal(exchange->check, exchange->pulled++, message)) {
        *error = error_explain(ERROR_UNAVAILABLE,
                               "a message of the stream arrived changed");
        return PULLED_BROKEN;
    }
    if (bytes > 0)
        return PULLED_MESSAGE;
    if (ended)
        return PULLED_END;
    exchange_want(exchange);
    return PULLED_NOTHING;
}

static void push(struct request *rq, struct slice message)
{
    struct exchange *exchange = rq->transport;
    struct http_response response;
    unsigned char prefix[GRPC_PREFIX_BYTES], seal[GRPC_CHECK_SEAL_BYTES];
    size_t sealed = exchange->check.length > 0 ? sizeof seal : 0;
    if (!exchange_has_begun(exchange)) {
        grpc_begin_response(&response);
        exchange_begin(exchange, &response);
    }
    grpc_prefix(prefix, message.length + sealed);
    grpc_check_seal(exchange->check, exchange->pushed++, message, seal);
    exchange_write(exchange, prefix, sizeof prefix);
    exchange_write(exchange, message.data, message.length);
    exchange_write(exchange, seal, sealed);
}

static size_t unsent(const struct request *rq)
{
    return exchange_unsent(rq->transport);
}

const struct request_flow grpc_request_flow = {
    .pull = pull, .push = push, .unsent = unsent};

bool grpc_opens_stream(const struct runtime *rt,
                       const struct http_request *request)
{
    struct grpc_door door = {.runtime = (struct runtime *)(uintptr_t)rt};
    struct grpc_target target;
    return slice_is(request->method, "POST") && grpc_is(request) &&
           grpc_find_target(&door, request, &target) == ERROR_OK &&
           target.face->methods[target.method].streaming != NULL;
}

void grpc_moved(struct exchange *exchange)
{
    if (exchange->user)
        runtime_stir(exchange->user);
}
