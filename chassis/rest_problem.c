/*
 * rest_problem -- refusals that a program can read and a person can act on.
 *
 * RFC 9457 in one place: `type` names the kind of problem and is what programs
 * compare, `title` says the kind in the reader's language, `detail` says what
 * was wrong this time. 409 stands for four different things here; `type` tells
 * them apart.
 *
 * What holds: the same refusal gives the same bytes. Neither the time nor the
 * trace stands in the body, since a request that is repeated with its key must
 * hear the same again; the trace goes into a header.
 */
#include "chassis/rest_private.h"

#include <inttypes.h>
#include <stdio.h>

#include "chassis/json.h"
#include "chassis/limits.h"

/* The rest of a problem is short; the sentence has ERROR_DETAIL_BYTES, which
 * may grow sixfold when it is escaped. */
enum { PROBLEM_BYTES = 16 * 1024 };

void rest_problem_body(struct buffer *out, enum error error, const char *detail,
                       const char *instance, bool korean)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json);
    json_key(&json, "type");
    buffer_text(out, "\"/problems/");
    buffer_text(out, error_slug(error));
    buffer_byte(out, '"');
    json.need_comma = true;
    json_key_text(&json, "title", error_title(error, korean));
    json_key_int(&json, "status", error_http(error));
    json_key_text(&json, "detail",
                  detail && *detail ? detail : error_title(error, korean));
    if (instance)
        json_key_text(&json, "instance", instance);
    json_object_close(&json);
}

void rest_quota_headers(const struct rest_quota *quota,
                        struct rest_quota_text *text,
                        struct http_response *response)
{
    if (!quota || quota->limit == 0)
        return;
    snprintf(text->policy, sizeof text->policy,
             "\"default\";q=%" PRId64 ";w=%" PRId64, quota->limit,
             quota->window_s);
    snprintf(text->left, sizeof text->left,
             "\"default\";r=%" PRId64 ";t=%" PRId64, quota->remaining,
             quota->reset_s);
    http_response_header(response, "ratelimit-policy", text->policy);
    http_response_header(response, "ratelimit", text->left);
}

/* Told to come back soon: what is only busy, not what is wrong. */
static bool wants_retry(enum error error)
{
    return error_http(error) == 503 || error == ERROR_KEY_IN_FLIGHT ||
           error == ERROR_RATE_LIMITED;
}

void rest_refuse(struct exchange *exchange, const struct rest_refusal *refusal)
{
    enum error error = refusal->error;
    struct buffer body;
    struct rest_quota_text quota;
    char after[24] = "1";
    struct http_response response = {.status = error_http(error)};
    struct slice languages =
        http_header_get(&exchange->request, "accept-language");
    http_response_header(&response, "content-type", "application/problem+json");
    if (error == ERROR_UNAUTHENTICATED)
        http_response_header(&response, "www-authenticate", "Bearer");
    if (error == ERROR_RATE_LIMITED && refusal->quota)
        snprintf(after, sizeof after, "%" PRId64, refusal->quota->reset_s);
    if (wants_retry(error))
        http_response_header(&response, "retry-after", after);
    if (refusal->allow)
        http_response_header(&response, "allow", refusal->allow);
    if (refusal->trace)
        http_response_header(&response, "traceparent", refusal->trace);
    rest_quota_headers(refusal->quota, &quota, &response);
    buffer_init(&body, PROBLEM_BYTES);
    rest_problem_body(&body, error, refusal->detail, refusal->instance,
                      rest_prefers_korean(languages));
    response.body = (struct slice){body.data, body.length};
    exchange_respond(exchange, &response);
    buffer_release(&body);
}

void rest_problem(struct exchange *exchange, enum error error,
                  const char *detail, const char *instance)
{
    const struct rest_refusal refusal = {
        .error = error, .detail = detail, .instance = instance};
    rest_refuse(exchange, &refusal);
}
