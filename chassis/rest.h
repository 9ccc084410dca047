/*
 * rest -- a route table over a contract: HTTP and JSON on the outside,
 *         requests of a runtime on the inside.
 *
 * Use:       rest_handle() for each exchange that is not gRPC.
 * Rules:     the path is split at '/', each part percent-decoded once, and
 *            matched part by part ("{id}" takes one part). Query parameters
 *            fill fields of the message; unknown ones are refused; `fields`
 *            chooses members of the answer (chassis/field_mask.h). A body is
 *            allowed where the route says so and must be application/json.
 * Always:    GET /healthz (200 while the loop turns), GET /readyz (503 while
 *            draining), GET /metrics (Prometheus text), GET /api/openapi.json
 *            (from the same table), and POST /rpc/{contract}/{method} with
 *            the message as JSON, on Unix sockets only.
 * Errors:    RFC 9457 problem+json: type "/problems/SLUG", title (Korean when
 *            Accept-Language prefers it), status, detail, instance. The same
 *            request gives the same bytes: no time and no trace stand in it.
 * Ownership: the exchange is answered by rest_handle() or, later, by it.
 * Blocking:  never.
 * Source:    RFC 9457; the Idempotency-Key draft (quoted or bare key); the
 *            RateLimit header fields draft (RateLimit-Policy, RateLimit).
 */
#ifndef CHASSIS_REST_H
#define CHASSIS_REST_H

#include "chassis/http.h"
#include "chassis/runtime.h"
#include "chassis/token.h"

/* What a reply looks like over HTTP beyond its JSON. */
struct rest_shape {
    int status;         /* 200 unless set */
    char location[128]; /* "": no Location header */
};

struct route {
    const char *http_method;
    const char *path;  /* "/api/orders/{id}/cancel" */
    const char *rpc;   /* method of the face's contract */
    const char *scope; /* NULL: no token needed */
    bool has_body;
    bool needs_key; /* Idempotency-Key */
    void (*shape)(const ProtobufCMessage *reply, struct rest_shape *shape);
    const char *summary; /* for openapi.json */
};

struct route_table {
    const struct route *routes;
    size_t count;
    const char *title; /* for openapi.json */
};

/* What is left of a client's allowance, for the RateLimit headers. */
struct rest_quota {
    int64_t limit, window_s;    /* so many requests in so many seconds */
    int64_t remaining, reset_s; /* left, and until more are */
};

/* May this caller ask now? `who` is the token's subject, 0 for nobody in
 * particular; `rpc` is what is asked. False: RATE_LIMITED. Leaves
 * out->limit 0 where nothing is counted, and no header is sent. */
typedef bool rest_meter(struct runtime *rt, int64_t who, const char *rpc,
                        struct rest_quota *out);

struct rest {
    struct runtime *runtime;
    const struct route_table *table; /* NULL: only the "always" routes */
    const struct token_keys *keys;   /* NULL: no token is asked for */
    rest_meter *meter;               /* NULL: nobody is counted */
    const char *trusts;              /* host_options.trusts; of gRPC only */
    bool draining;
    bool not_ready; /* /readyz says so, and all is served nevertheless */
};

void rest_handle(struct rest *rest, struct exchange *exchange);
void rest_abandoned(struct exchange *exchange);

/* The route of a method, for the same rules by gRPC; NULL: it has none. */
const struct route *rest_route_of(const struct route_table *table,
                                  const char *rpc);

/* Answers with problem+json. */
void rest_problem(struct exchange *exchange, enum error error,
                  const char *detail, const char *instance);
/* The bytes alone, for servers that answer before an exchange exists. */
void rest_problem_body(struct buffer *out, enum error error, const char *detail,
                       const char *instance, bool korean);

#endif
