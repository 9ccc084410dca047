/*
 * door -- looks at the content type, and hands the request on.
 *
 * Both faces serve the same handlers of the same runtime under the same rules
 * (struct rest has them), so nothing is decided here but who reads the bytes.
 */
#include "chassis/door.h"

#include "chassis/grpc.h"

static void handle(void *arg, struct exchange *exchange)
{
    struct rest *rest = arg;
    if (!rest->runtime)
        rest_problem(exchange, ERROR_UNAVAILABLE, "the service has stopped",
                     NULL);
    else if (grpc_is(&exchange->request))
        grpc_handle(rest, exchange);
    else
        rest_handle(rest, exchange);
}

static void abandoned(void *arg, struct exchange *exchange)
{
    (void)arg;
    if (grpc_is(&exchange->request))
        grpc_abandoned(exchange);
    else
        rest_abandoned(exchange);
}

static bool streams(void *arg, const struct http_request *request)
{
    const struct rest *rest = arg;
    return rest->runtime && grpc_opens_stream(rest->runtime, request);
}

static void moved(void *arg, struct exchange *exchange)
{
    (void)arg;
    grpc_moved(exchange);
}

struct http_handler door_handler(struct rest *rest)
{
    return (struct http_handler){handle, abandoned, rest, streams, moved};
}
