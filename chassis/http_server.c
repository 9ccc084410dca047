/*
 * http_server -- listeners, connections, and the timers over all of them.
 *
 * A connection begins without a tongue. Its first bytes tell: the HTTP/2
 * preface is 24 fixed bytes that no HTTP/1.1 request can begin with, so the
 * bytes are compared as they come, and the first that differs decides.
 *
 * Timers: one sweep each HTTP_SWEEP_MS over all connections, instead of a
 * timer per connection that would be set twice a request. A peer may so be
 * given half a second more than its limit; nobody relies on the difference.
 *
 * Draining: listeners close first, then every tongue tells its peer, open
 * exchanges end, and each connection closes behind its last answer.
 *
 * Invariant: a connection is freed in http_settle() only, or with its server;
 * so a tongue may use it until it returns.
 *
 * Order of use: http_server_new, http_listen, http_server_drain,
 * http_server_free.
 */
#include "chassis/http.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/http_private.h"

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

void http_set_phase(struct http_connection *connection, enum http_phase phase)
{
    if (connection->phase != phase) {
        connection->phase = phase;
        connection->phase_ms = loop_now_ms(connection->server->loop);
    }
}

/* ---- the end of a connection ---- */

static void unlink_connection(struct http_connection *connection)
{
    struct http_server *server = connection->server;
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        server->connections = connection->next;
    }
    if (server->cursor == connection) {
        server->cursor = connection->next;
    }
    server->connection_count--;
    if (server->draining && server->connection_count == 0) {
        loop_timer_set(server->sweep, 0); /* tells that we are drained */
    }
}

static void close_connection(struct http_connection *connection)
{
    if (connection->rude) {
        stream_close(connection->stream);
    } else {
        stream_finish(connection->stream);
    }
    while (connection->first != NULL) {
        http_exchange_abandon((struct http_exchange *)connection->first);
    }
    if (connection->tongue != NULL) {
        connection->tongue->close(connection);
    }
    unlink_connection(connection);
    free(connection);
}

void http_settle(struct http_connection *connection)
{
    if (connection->over && !connection->busy) {
        connection->busy = true; /* abandoned handlers may answer meanwhile */
        close_connection(connection);
    }
}

static void give_up(struct http_connection *connection)
{
    connection->over = true;
    connection->rude = true;
    http_settle(connection);
}

/* ---- events of a connection ---- */

static const struct stream_events http2_events;

static bool choose(struct http_connection *connection,
                   const struct http_tongue *tongue)
{
    if (tongue->open(connection) != ERROR_OK) {
        connection->over = true;
        return false;
    }
    connection->tongue = tongue;
    if (tongue == &http2_tongue) {
        stream_start(connection->stream, &http2_events, connection);
    }
    return true;
}

/* Collects the opening until it is the preface or cannot be. */
static void sniff(struct http_connection *connection, const char *bytes,
                  size_t length)
{
    size_t *have = &connection->opening_bytes;
    size_t used = 0;
    while (used < length && *have < HTTP_PREFACE_BYTES &&
           bytes[used] == preface[*have]) {
        connection->opening[(*have)++] = bytes[used++];
    }
    bool is_preface = *have == HTTP_PREFACE_BYTES;
    if (!is_preface && used == length) {
        return; /* still either */
    }
    if (!choose(connection, is_preface ? &http2_tongue : &http1_tongue)) {
        return;
    }
    if (*have > used) { /* of earlier reads; rarely any */
        connection->tongue->bytes(connection, connection->opening,
                                  *have - used);
    }
    connection->tongue->bytes(connection, bytes, length);
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct http_connection *connection = arg;
    connection->busy = true;
    if (connection->tongue == NULL) {
        sniff(connection, bytes, length);
    } else {
        connection->tongue->bytes(connection, bytes, length);
    }
    connection->busy = false;
    http_settle(connection);
}

static void on_end(void *arg, enum error error)
{
    struct http_connection *connection = arg;
    if (error != ERROR_OK || connection->tongue == NULL) {
        give_up(connection);
        return;
    }
    connection->busy = true;
    connection->tongue->ended(connection);
    connection->busy = false;
    http_settle(connection);
}

static void on_flush(void *arg)
{
    struct http_connection *connection = arg;
    if (connection->tongue == NULL) {
        return;
    }
    connection->busy = true;
    connection->tongue->flush(connection);
    connection->busy = false;
    http_settle(connection);
}

static const struct stream_events first_events = {
    .on_bytes = on_bytes, .on_end = on_end, .on_flush = on_flush};

/* HTTP/2 holds back what would not have fitted, until there is room again. */
static const struct stream_events http2_events = {.on_bytes = on_bytes,
                                                  .on_end = on_end,
                                                  .on_drained = on_flush,
                                                  .on_flush = on_flush};

static void on_accept(void *arg, struct stream *stream, bool local)
{
    struct http_server *server = arg;
    struct http_connection *connection =
        server->connection_count < LIMIT_CONNECTIONS
            ? calloc(1, sizeof(*connection))
            : NULL;
    if (connection == NULL) {
        stream_close(stream);
        return;
    }
    connection->server = server;
    connection->stream = stream;
    connection->local = local;
    connection->phase = PHASE_HEAD;
    connection->phase_ms = loop_now_ms(server->loop);
    connection->next = server->connections;
    if (connection->next != NULL) {
        connection->next->previous = connection;
    }
    server->connections = connection;
    if (server->connection_count++ == 0) {
        loop_timer_set(server->sweep, HTTP_SWEEP_MS);
    }
    stream_start(stream, &first_events, connection);
}

/* ---- timers ---- */

static void sweep_connection(struct http_connection *connection, int64_t now_ms)
{
    if (connection->tongue == NULL) {
        if (now_ms - connection->phase_ms >= LIMIT_HEADER_MS) {
            give_up(connection);
        } else if (http_grace_over(connection->server, now_ms)) {
            connection->over = true;
            http_settle(connection);
        }
        return;
    }
    connection->busy = true;
    connection->tongue->sweep(connection, now_ms);
    connection->busy = false;
    http_settle(connection);
}

void http_server_sweep(struct http_server *server, int64_t now_ms)
{
    for (server->cursor = server->connections; server->cursor != NULL;) {
        struct http_connection *connection = server->cursor;
        server->cursor = connection->next;
        sweep_connection(connection, now_ms);
    }
}

static void on_sweep(void *arg)
{
    struct http_server *server = arg;
    http_server_sweep(server, loop_now_ms(server->loop));
    if (server->connection_count > 0) {
        loop_timer_set(server->sweep, HTTP_SWEEP_MS);
    } else if (server->draining && server->drained != NULL) {
        loop_hook *drained = server->drained;
        server->drained = NULL;
        drained(server->drained_arg);
    }
}

/* ---- the server ---- */

enum error http_server_new(struct http_server **out, struct loop *loop,
                           const struct http_handler *handler)
{
    struct http_server *server = calloc(1, sizeof(*server));
    if (server == NULL) {
        return error_explain(ERROR_SYSTEM, "no memory for a server");
    }
    server->loop = loop;
    server->handler = *handler;
    server->sweep = loop_timer_new(loop, on_sweep, server);
    *out = server;
    return ERROR_OK;
}

enum error http_listen_at(struct http_server *server,
                          const struct address *address, int fd,
                          struct address *taken)
{
    if (server->listener_count == LIMIT_LISTENERS) {
        return error_explain(ERROR_USAGE, "a server takes %d addresses at most",
                             LIMIT_LISTENERS);
    }
    struct listener *listener;
    enum error error = fd < 0 ? listener_open(&listener, server->loop, address,
                                              on_accept, server)
                              : listener_adopt(&listener, server->loop, address,
                                               fd, on_accept, server);
    if (error != ERROR_OK) {
        return error;
    }
    server->listeners[server->listener_count++] = listener;
    if (taken != NULL) {
        *taken = listener_address(listener);
    }
    return ERROR_OK;
}

enum error http_listen(struct http_server *server,
                       const struct address *address, struct address *taken)
{
    return http_listen_at(server, address, -1, taken);
}

static void close_listeners(struct http_server *server)
{
    while (server->listener_count > 0) {
        listener_close(server->listeners[--server->listener_count]);
    }
}

static void drain_connection(struct http_connection *connection)
{
    if (connection->tongue == NULL) {
        return; /* its first bytes may be on their way */
    }
    connection->busy = true;
    connection->tongue->drain(connection);
    connection->busy = false;
    http_settle(connection);
}

bool http_grace_over(const struct http_server *server, int64_t now_ms)
{
    return server->draining && now_ms - server->drain_ms >= LIMIT_GRACE_MS;
}

void http_server_drain(struct http_server *server, loop_hook *drained,
                       void *arg)
{
    server->draining = true;
    server->drain_ms = loop_now_ms(server->loop);
    server->drained = drained;
    server->drained_arg = arg;
    close_listeners(server);
    for (server->cursor = server->connections; server->cursor != NULL;) {
        struct http_connection *connection = server->cursor;
        server->cursor = connection->next;
        drain_connection(connection);
    }
    loop_timer_set(server->sweep,
                   server->connection_count == 0 ? 0 : LIMIT_GRACE_MS + 1);
}

void http_server_free(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    close_listeners(server);
    while (server->connections != NULL) {
        /* give_up() takes the connection off the list. NOLINTNEXTLINE */
        assert(!server->connections->busy); /* not from inside a handler */
        give_up(server->connections);
    }
    http_exchange_orphan_all(server);
    http_pool_free(server);
    loop_timer_free(server->sweep);
    free(server);
}

size_t http_server_connections(const struct http_server *server)
{
    return server->connection_count;
}
