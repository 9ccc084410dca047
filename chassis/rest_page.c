/*
 * rest_page -- the body of an answer, and what every process says of itself.
 *
 * An answer is printed into one page, handed over, and the page is used again:
 * exchange_respond() has copied it before it returns. Answers are made one
 * after another on the one thread of the process, so one page is enough, and
 * an answer of usual size costs no malloc.
 *
 * Health, readiness, metrics and the description of the routes are the same in
 * every process, need no token and never enter the runtime: a process that
 * refuses all other work as too much still answers these.
 *
 * What holds: the page is empty and not failed whenever somebody begins to
 * fill it. While an answer leaves, the page is taken out of its place, since
 * the server may hand the next request over before exchange_respond() returns.
 */
#include "chassis/rest_private.h"

#include "chassis/limits.h"
#include "chassis/metrics.h"
#include "chassis/openapi.h"

/* ---- pages: bodies of answers ---- */

enum {
    PAGE_BYTES = LIMIT_WRITE_BYTES - LIMIT_HEADER_BLOCK_BYTES,
    PAGE_KEEP_BYTES = 64 * 1024
};

static struct buffer page = {.limit = PAGE_BYTES};

struct buffer *rest_page(void)
{
    return &page;
}

/* Back into its place, unless it is large or another one stands there. */
static void give_back(struct buffer *used)
{
    if (page.data || used->capacity > PAGE_KEEP_BYTES) {
        buffer_release(used);
        return;
    }
    page = *used;
    buffer_reset(&page);
}

void rest_respond_page(struct exchange *exchange,
                       struct http_response *response, const char *type)
{
    struct buffer full = page;
    buffer_init(&page, PAGE_BYTES);
    if (buffer_error(&full)) {
        rest_problem(exchange, ERROR_INTERNAL,
                     "the answer is larger than one answer may be", NULL);
    } else {
        http_response_header(response, "content-type", type);
        response->body = (struct slice){full.data, full.length};
        exchange_respond(exchange, response);
    }
    give_back(&full);
}

/* ---- what every process says about itself ---- */

static void say_health(struct rest *rest, struct exchange *exchange)
{
    struct http_response response = {.status = 200};
    (void)rest;
    buffer_text(&page, "{\"status\":\"ok\"}");
    rest_respond_page(exchange, &response, "application/json");
}

static void say_ready(struct rest *rest, struct exchange *exchange)
{
    bool ready = !rest->draining && !rest->not_ready;
    struct http_response response = {.status = ready ? 200 : 503};
    buffer_text(&page, ready ? "{\"ready\":true}" : "{\"ready\":false}");
    rest_respond_page(exchange, &response, "application/json");
}

static void say_metrics(struct rest *rest, struct exchange *exchange)
{
    struct http_response response = {.status = 200};
    metrics_print(rest->runtime, &page);
    rest_respond_page(exchange, &response, "text/plain; version=0.0.4");
}

static void say_openapi(struct rest *rest, struct exchange *exchange)
{
    struct http_response response = {.status = 200};
    if (!rest->table) {
        rest_problem(exchange, ERROR_NOT_FOUND,
                     "this process has no routes; ask a front door", NULL);
        return;
    }
    openapi_print(rest->table,
                  runtime_service(rest->runtime)->faces[0].contract, &page);
    rest_respond_page(exchange, &response, "application/json");
}

static const struct always {
    const char *path;
    void (*say)(struct rest *rest, struct exchange *exchange);
} always[] = {{"/healthz", say_health},
              {"/readyz", say_ready},
              {"/metrics", say_metrics},
              {"/api/openapi.json", say_openapi}};

static const struct always *find_always(const struct http_request *http)
{
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (slice_is(http->path, always[i].path))
            return &always[i];
    return NULL;
}

bool rest_answer_always(struct rest *rest, struct exchange *exchange)
{
    static const struct rest_refusal refusal = {
        .error = ERROR_METHOD_NOT_ALLOWED,
        .detail = "this path takes GET, HEAD",
        .allow = "GET, HEAD"};
    const struct always *what = find_always(&exchange->request);
    if (!what)
        return false;
    if (slice_is(exchange->request.method, "GET"))
        what->say(rest, exchange);
    else
        rest_refuse(exchange, &refusal);
    return true;
}
