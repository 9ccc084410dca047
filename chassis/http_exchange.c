/*
 * http_exchange -- one request and its answer, whichever tongue it came in.
 *
 * An exchange is made when the first byte of a request is understood, filled
 * by a tongue, handed to the handler when it is complete, and freed when it
 * was answered. Between the last two the peer may hang up: the exchange is
 * then an orphan. It belongs to no connection any more, but the handler still
 * holds its pointer, so it lives until the handler answers into the void.
 *
 * Invariant: `complete and not answered` means the handler holds it; in every
 * other state only the tongue does and may free it.
 *
 * Exchanges are used again: the arena keeps a chunk and the body its memory,
 * so that a request of usual size costs no malloc.
 *
 * Order of use: http_exchange_new, http_set_*, http_body_append,
 * http_exchange_hand_over, exchange_respond (or http_refuse).
 */
#include "chassis/http.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/grpc_check.h"
#include "chassis/http_private.h"
#include "chassis/rest.h"
#include "chassis/rest_private.h"

static struct http_exchange *private_of(struct exchange *exchange)
{
    return (struct http_exchange *)exchange;
}

/* ---- making and freeing ---- */

static struct http_exchange *take(struct http_server *server)
{
    struct exchange *pooled = server->pool;
    if (pooled != NULL) {
        server->pool = pooled->next;
        server->pool_count--;
        return private_of(pooled);
    }
    struct http_exchange *fresh = calloc(1, sizeof(*fresh));
    if (fresh != NULL) {
        arena_init(&fresh->shown.arena, LIMIT_ARENA_BYTES);
        buffer_init(&fresh->body, HTTP_STREAM_BODY_BYTES);
        buffer_init(&fresh->answer, LIMIT_WRITE_BYTES);
    }
    return fresh;
}

static void destroy(struct http_exchange *exchange)
{
    arena_release(&exchange->shown.arena);
    buffer_release(&exchange->body);
    buffer_release(&exchange->answer);
    free(exchange);
}

/* Zeroes, but for the memory worth keeping. */
static void clear(struct http_exchange *exchange)
{
    struct arena arena = exchange->shown.arena;
    struct buffer body = exchange->body;
    struct buffer answer = exchange->answer;
    *exchange = (struct http_exchange){
        .shown.arena = arena, .body = body, .answer = answer};
}

static void give_back(struct http_server *server,
                      struct http_exchange *exchange)
{
    struct exchange *shown = &exchange->shown;
    size_t held = shown->arena.used_bytes + exchange->body.capacity +
                  exchange->answer.capacity;
    if (server == NULL || server->pool_count >= HTTP_POOL ||
        held > HTTP_POOL_BYTES) {
        destroy(exchange);
        return;
    }
    arena_reset(&shown->arena);
    buffer_reset(&exchange->body);
    buffer_reset(&exchange->answer);
    clear(exchange);
    shown->next = server->pool;
    server->pool = shown;
    server->pool_count++;
}

void http_pool_free(struct http_server *server)
{
    while (server->pool != NULL) {
        struct exchange *next = server->pool->next;
        destroy(private_of(server->pool));
        server->pool = next;
    }
    server->pool_count = 0;
}

struct http_exchange *http_exchange_new(struct http_connection *connection)
{
    struct http_exchange *exchange = take(connection->server);
    if (exchange == NULL) {
        return NULL;
    }
    struct exchange *shown = &exchange->shown;
    exchange->server = connection->server;
    exchange->since_ms = loop_now_ms(connection->server->loop);
    shown->connection = connection;
    shown->request.local = connection->local;
    shown->next = NULL;
    shown->previous = connection->last;
    if (connection->last != NULL) {
        connection->last->next = shown;
    } else {
        connection->first = shown;
    }
    connection->last = shown;
    connection->exchange_count++;
    return exchange;
}

/* Leaves the list of its connection or of the orphans. */
static void unlink_exchange(struct exchange *shown)
{
    struct http_connection *connection = shown->connection;
    if (shown->next != NULL) {
        shown->next->previous = shown->previous;
    } else if (connection != NULL) {
        connection->last = shown->previous;
    }
    if (shown->previous != NULL) {
        shown->previous->next = shown->next;
    } else if (connection != NULL) {
        connection->first = shown->next;
    } else if (private_of(shown)->server != NULL) {
        private_of(shown)->server->orphans = shown->next;
    }
    if (connection != NULL) {
        connection->exchange_count--;
    }
    shown->connection = NULL;
    shown->next = NULL;
    shown->previous = NULL;
}

void http_exchange_free(struct http_exchange *exchange)
{
    struct http_server *server = exchange->server;
    unlink_exchange(&exchange->shown);
    if (server != NULL) {
        server->body_bytes -= exchange->body.length;
        server->answer_bytes -= exchange->answer_kept;
    }
    give_back(server, exchange);
}

void http_exchange_abandon(struct http_exchange *exchange)
{
    if (!exchange->complete || exchange->answered) {
        http_exchange_free(exchange);
        return;
    }
    struct http_server *server = exchange->server;
    struct exchange *shown = &exchange->shown;
    unlink_exchange(shown);
    shown->gone = true;
    shown->next = server->orphans;
    if (shown->next != NULL) {
        shown->next->previous = shown;
    }
    server->orphans = shown;
    if (server->handler.abandoned != NULL) {
        server->handler.abandoned(server->handler.arg, shown);
    }
}

/* The server is going; its handler may keep exchanges longer. */
void http_exchange_orphan_all(struct http_server *server)
{
    for (struct exchange *shown = server->orphans; shown != NULL;) {
        struct exchange *next = shown->next;
        private_of(shown)->server = NULL;
        shown->next = NULL;
        shown->previous = NULL;
        shown = next;
    }
    server->orphans = NULL;
}

/* ---- filling ---- */

enum error http_body_append(struct http_exchange *exchange, const char *bytes,
                            size_t length)
{
    struct http_server *server = exchange->server;
    size_t room =
        (exchange->is_grpc ? LIMIT_MESSAGE_BYTES + HTTP_GRPC_PREFIX_BYTES
                           : LIMIT_BODY_BYTES) -
        exchange->body.length;
    if (exchange->shown.streaming) {
        room = HTTP_STREAM_BODY_BYTES - exchange->body.length;
    }
    if (length > room) {
        return error_explain(ERROR_TOO_LARGE, "the body has more than %d bytes",
                             LIMIT_BODY_BYTES);
    }
    if (length > LIMIT_BODIES_BYTES - server->body_bytes) {
        return error_explain(ERROR_OVERLOADED,
                             "too many bodies are being read; try again");
    }
    if (length == 0) {
        return ERROR_OK;
    }
    size_t before = exchange->body.length;
    buffer_append(&exchange->body, bytes, length);
    server->body_bytes += exchange->body.length - before;
    return buffer_error(&exchange->body);
}

void http_set_method(struct http_exchange *exchange, struct slice method)
{
    exchange->is_head = slice_is(method, "HEAD");
    exchange->shown.request.method = exchange->is_head ? SLICE("GET") : method;
}

/* "http://host/path" names us as a proxy would; the host is dropped for the
 * Host header's sake, which must be there anyway. */
static struct slice without_origin(struct slice target)
{
    if (target.length == 0 || target.data[0] == '/') {
        return target;
    }
    const char *host = memmem(target.data, target.length, "://", 3);
    if (host == NULL) {
        return target;
    }
    const char *end = target.data + target.length;
    const char *path = memchr(host + 3, '/', (size_t)(end - host - 3));
    return path == NULL ? SLICE("/")
                        : (struct slice){path, (size_t)(end - path)};
}

enum error http_set_target(struct http_request *request, struct slice target)
{
    if (target.length > LIMIT_REQUEST_LINE_BYTES) {
        return error_explain(ERROR_URI_TOO_LONG,
                             "the target has more than %d bytes",
                             LIMIT_REQUEST_LINE_BYTES);
    }
    struct slice rest = without_origin(target);
    bool all = slice_is(rest, "*") && slice_is(request->method, "OPTIONS");
    if (!all && (rest.length == 0 || rest.data[0] != '/')) {
        return error_explain(ERROR_MALFORMED,
                             "the target must be a path that begins with /");
    }
    if (memchr(rest.data, '#', rest.length) != NULL) {
        return error_explain(ERROR_MALFORMED,
                             "the target has a fragment; leave # and what "
                             "follows out");
    }
    const char *mark = memchr(rest.data, '?', rest.length);
    size_t path_bytes = mark == NULL ? rest.length : (size_t)(mark - rest.data);
    request->path = (struct slice){rest.data, path_bytes};
    request->query =
        mark == NULL ? (struct slice){rest.data + rest.length, 0}
                     : (struct slice){mark + 1, rest.length - path_bytes - 1};
    return ERROR_OK;
}

void http_exchange_hand_over(struct http_exchange *exchange)
{
    const struct http_handler *handler = &exchange->server->handler;
    struct exchange *shown = &exchange->shown;
    shown->request.body =
        (struct slice){exchange->body.data, exchange->body.length};
    exchange->complete = true;
    handler->handle(handler->arg, shown);
}

/* ---- reading, for handlers ---- */

struct slice http_header_get(const struct http_request *request,
                             const char *name)
{
    struct slice wanted = slice_of(name);
    for (size_t i = 0; i < request->header_count; i++) {
        if (slice_equal(request->headers[i].name, wanted)) {
            return request->headers[i].value;
        }
    }
    return (struct slice){NULL, 0};
}

size_t http_header_count(const struct http_request *request, const char *name)
{
    struct slice wanted = slice_of(name);
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        count += slice_equal(request->headers[i].name, wanted);
    }
    return count;
}

/* ---- answering ---- */

void http_response_header(struct http_response *response, const char *name,
                          const char *value)
{
    assert(response->header_count < HTTP_RESPONSE_HEADERS);
    /* A line break here would let a value invent headers. */
    assert(strpbrk(value, "\r\n") == NULL);
    response->headers[response->header_count++] =
        (struct http_header){slice_of(name), slice_of(value)};
}

void exchange_respond(struct exchange *shown,
                      const struct http_response *response)
{
    struct http_exchange *exchange = private_of(shown);
    if (shown->gone) {
        http_exchange_free(exchange);
        return;
    }
    struct http_connection *connection = shown->connection;
    assert(!exchange->answered);
    connection->tongue->respond(connection, exchange, response);
    http_settle(connection);
}

static void refuse_grpc(struct http_exchange *exchange, enum error error,
                        const char *detail)
{
    char status[8], check[GRPC_CHECK_TEXT_BYTES];
    snprintf(status, sizeof(status), "%d", error_grpc(error));
    struct http_response response = {.status = 200, .trailer_count = 3};
    http_response_header(&response, "content-type", "application/grpc");
    response.trailers[0] =
        (struct http_header){SLICE("grpc-status"), slice_of(status)};
    response.trailers[1] =
        (struct http_header){SLICE("grpc-message"), slice_of(detail)};
    response.trailers[2] = (struct http_header){SLICE("cleave-error"),
                                                slice_of(error_slug(error))};
    grpc_check_respond(
        http_header_get(&exchange->shown.request, GRPC_CHECK_METADATA), 0,
        &response, check);
    exchange_respond(&exchange->shown, &response);
}

void http_refuse(struct http_exchange *exchange, enum error error,
                 const char *detail)
{
    if (exchange->is_grpc) {
        refuse_grpc(exchange, error, detail);
        return;
    }
    struct buffer body;
    buffer_init(&body, LIMIT_REQUEST_LINE_BYTES);
    rest_problem_body(&body, error, detail, NULL,
                      rest_prefers_korean(http_header_get(
                          &exchange->shown.request, "accept-language")));
    struct http_response response = {.status = error_http(error),
                                     .body = {body.data, body.length}};
    http_response_header(&response, "content-type", "application/problem+json");
    exchange_respond(&exchange->shown, &response);
    buffer_release(&body);
}
