/*
 * rest_private -- the steps between an exchange and a request.
 *
 * rest.c          the order of the steps; answers
 * rest_route.c    paths, patterns, queries
 * rest_door.c     headers, tokens, keys
 * rest_page.c     bodies of answers; what every process says of itself
 * rest_problem.c  refusals
 */
#ifndef CHASSIS_REST_PRIVATE_H
#define CHASSIS_REST_PRIVATE_H

#include "chassis/rest.h"

/* ---- rest_route.c ---- */

enum {
    REST_PARTS = 8,       /* of a path; ours have four at most */
    REST_PARAMETERS = 16, /* of a query; no message of ours has more fields */
    REST_ALLOW_BYTES = 64
};

struct rest_path {
    struct slice parts[REST_PARTS]; /* decoded */
    size_t count;
};

/* Decoded parts are made in the arena, others point into `path`. NOT_FOUND
 * for shapes no route has, MALFORMED for what cannot or must not be decoded. */
enum error rest_path_read(struct slice path, struct arena *arena,
                          struct rest_path *out);
bool rest_path_matches(const char *pattern, const struct rest_path *path);
/* NOT_FOUND, or METHOD_NOT_ALLOWED and the methods that are in `allow`. */
enum error rest_find_route(const struct route_table *table,
                           const struct rest_path *path, struct slice method,
                           const struct route **out,
                           char allow[REST_ALLOW_BYTES]);
/* Is this field given by the path? */
bool rest_path_names(const char *pattern, const char *field);
enum error rest_fill_path(const char *pattern, const struct rest_path *path,
                          ProtobufCMessage *message, struct arena *arena);
/* What stands in the path may not stand in the query too. `fields` gets the
 * value of the parameter of that name, which is about the answer; it is left
 * alone when there is none. */
enum error rest_fill_query(const char *pattern, struct slice query,
                           ProtobufCMessage *message, struct arena *arena,
                           struct slice *fields);

/* ---- rest_door.c ---- */

enum rest_header {
    REST_CONTENT_TYPE,
    REST_AUTHORIZATION,
    REST_KEY,
    REST_TRACE,
    REST_LANGUAGE,
    REST_HEADER_COUNT
};

struct rest_headers {
    struct slice values[REST_HEADER_COUNT]; /* data NULL: not there */
};

/* MALFORMED when a header that has one value came twice; a doubled
 * traceparent is emptied instead, as its standard asks. */
enum error rest_read_headers(const struct http_request *http,
                             struct rest_headers *out);
bool rest_is_json(struct slice content_type);
bool rest_prefers_korean(struct slice accept_language);
/* Who stands there, and may they do what the route does? */
enum error rest_establish_caller(const struct rest *rest,
                                 const struct route *route,
                                 const struct rest_headers *headers,
                                 struct caller *out);
/* NULL when there is none and none is needed. */
enum error rest_take_key(struct slice header, bool needed, struct arena *arena,
                         const char **out);

/* ---- rest_page.c ---- */

/* Empty; filled by whoever answers, then given to rest_respond_page(). */
struct buffer *rest_page(void);
/* Answers with the page; `response` has the status and other headers. */
void rest_respond_page(struct exchange *exchange,
                       struct http_response *response, const char *type);
/* True: the path is one of every process, and was answered. */
bool rest_answer_always(struct rest *rest, struct exchange *exchange);

/* ---- rest_problem.c ---- */

struct rest_refusal {
    enum error error;
    const char *detail;   /* NULL: the error's title */
    const char *instance; /* NULL: about nothing in particular */
    const char *allow;    /* of METHOD_NOT_ALLOWED */
    const char *trace;    /* traceparent; NULL: no request was begun */
    const struct rest_quota *quota; /* NULL: nothing was counted */
};

/* RateLimit-Policy and RateLimit; the texts live until the response is sent. */
struct rest_quota_text {
    char policy[64], left[64];
};
void rest_quota_headers(const struct rest_quota *quota,
                        struct rest_quota_text *text,
                        struct http_response *response);

void rest_refuse(struct exchange *exchange, const struct rest_refusal *refusal);

#endif
