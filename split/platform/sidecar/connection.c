/*
 * connection -- one caller's connection, from its first byte to its end.
 *
 * The first bytes tell the tongue: HTTP/2 opens with its preface, everything
 * else is passed on as bytes.
 *
 * The invariant: a connection is closed only from events of the loop, never
 * while nghttp2 is at work on it.
 */
#include <stdlib.h>
#include <string.h>

#include "split/platform/sidecar/harm.h"
#include "split/platform/sidecar/proxy_private.h"

static const char preface[PROXY_PREFACE_BYTES + 1] =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

void connection_learn(struct connection *connection, struct slice identity)
{
    struct proxy *proxy = connection->proxy;
    bool known = connection->caller_known;
    if (known && slice_is(identity, connection->shown))
        return;
    size_t length = identity.length < IDENTITY_TEXT_BYTES ? identity.length
                                                          : IDENTITY_TEXT_BYTES;
    if (length > 0)
        memcpy(connection->shown, identity.data, length);
    connection->shown[length] = '\0';
    connection->caller = (struct identity){.service = ""};
    connection->caller_false = identity_check(proxy->options.secret, identity,
                                              &connection->caller) != ERROR_OK;
    connection->caller_known = true;
    harm_rules(connection); /* some may be aimed at this caller */
    connection_apply(connection);
}

/* ---- bytes ---- */

static enum error decide_tongue(struct connection *connection)
{
    connection->decided = true;
    bool http2 = connection->opening_bytes == PROXY_PREFACE_BYTES &&
                 memcmp(connection->opening, preface, PROXY_PREFACE_BYTES) == 0;
    enum error error = http2 ? front_open(connection) : raw_open(connection);
    if (error)
        return error;
    if (http2)
        front_bytes(connection, connection->opening, connection->opening_bytes);
    else
        raw_from_caller(connection->raw, connection->opening,
                        connection->opening_bytes);
    return ERROR_OK;
}

/* Takes bytes until it is clear whether they are the preface. */
static size_t take_opening(struct connection *connection, const char *bytes,
                           size_t length)
{
    size_t taken = 0;
    bool alike = true;
    while (taken < length && alike &&
           connection->opening_bytes < PROXY_PREFACE_BYTES) {
        size_t at = connection->opening_bytes++;
        connection->opening[at] = bytes[taken++];
        alike = connection->opening[at] == preface[at];
    }
    if (alike && connection->opening_bytes < PROXY_PREFACE_BYTES)
        return taken;
    if (decide_tongue(connection))
        connection->over = true;
    return taken;
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct connection *connection = arg;
    size_t taken = 0;
    if (!connection->decided)
        taken = take_opening(connection, bytes, length);
    if (length > taken && connection->front)
        front_bytes(connection, bytes + taken, length - taken);
    else if (length > taken && connection->raw)
        raw_from_caller(connection->raw, bytes + taken, length - taken);
    if (connection->over)
        connection_close(connection);
    else
        connection_passed(connection, TO_CALLEE, length);
}

static void on_end(void *arg, enum error error)
{
    struct connection *connection = arg;
    if (!error && connection->raw) {
        raw_caller_ended(connection->raw);
        return;
    }
    connection->caller_gone = error != ERROR_OK;
    connection_close(connection);
}

static void on_drained(void *arg)
{
    struct connection *connection = arg;
    lane_drained(connection->lane);
}

static void on_flush(void *arg)
{
    struct connection *connection = arg;
    if (!connection->front)
        return;
    front_flush(connection);
    if (connection->over)
        connection_close(connection);
}

static void lane_moved(void *arg)
{
    struct connection *connection = arg;
    if (connection->raw)
        raw_room(connection->raw, TO_CALLER);
    else if (connection->front && nghttp2_session_want_write(connection->front))
        stream_touch(connection->stream);
}

static void lane_spent(void *arg)
{
    connection_close(arg);
}

/* ---- life ---- */

static void join(struct connection *connection)
{
    struct proxy *proxy = connection->proxy;
    connection->serial = proxy->serial++;
    connection->next = proxy->connections;
    if (connection->next)
        connection->next->previous = connection;
    proxy->connections = connection;
    proxy->connection_count++;
    proxy->counts.connections++;
}

static void leave(struct connection *connection)
{
    struct proxy *proxy = connection->proxy;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        proxy->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    proxy->connection_count--;
}

void connection_accept(struct proxy *proxy, struct stream *stream)
{
    static const struct stream_events events = {.on_bytes = on_bytes,
                                                .on_end = on_end,
                                                .on_drained = on_drained,
                                                .on_flush = on_flush};
    static const struct lane_events lane_events = {lane_moved, lane_spent};
    struct connection *connection = proxy->connection_count < PROXY_CONNECTIONS
                                        ? calloc(1, sizeof *connection)
                                        : NULL;
    if (!connection) {
        stream_close(stream);
        return;
    }
    connection->proxy = proxy;
    connection->stream = stream;
    connection->lane =
        lane_new(proxy->loop, stream, random_next(&proxy->random), &lane_events,
                 connection);
    if (!connection->lane) {
        free(connection);
        stream_close(stream);
        return;
    }
    connection->tick = loop_timer_new(proxy->loop, connection_tick, connection);
    join(connection);
    stream_start(stream, &events, connection);
    harm_rules(connection);
    connection_apply(connection);
}

struct lane *connection_lane(struct connection *connection,
                             struct stream *stream,
                             const struct lane_events *events, void *arg)
{
    struct proxy *proxy = connection->proxy;
    struct lane *lane =
        lane_new(proxy->loop, stream, random_next(&proxy->random), events, arg);
    if (lane)
        lane_set(lane, &connection->rules[TO_CALLEE]);
    return lane;
}

void connection_let_go(struct connection *connection, enum way way,
                       struct stream *stream, struct lane *lane)
{
    bool gone = way == TO_CALLER && connection->caller_gone;
    int64_t delay_ms = connection->close_delay_ms[way];
    if (!gone && (delay_ms > 0 || lane_length(lane) > 0)) {
        lane_finish(lane, &connection->proxy->finishing, delay_ms);
        return;
    }
    lane_free(lane);
    if (way == TO_CALLER && !gone)
        stream_finish(stream);
    else
        stream_close(stream);
}

void connection_close(struct connection *connection)
{
    struct proxy *proxy = connection->proxy;
    leave(connection);
    link_close_all(connection);
    raw_close(connection->raw);
    if (connection->front)
        front_close(connection);
    transit_free_all(connection);
    if (connection->stream)
        connection_let_go(connection, TO_CALLER, connection->stream,
                          connection->lane);
    else
        lane_free(connection->lane);
    loop_timer_free(connection->tick);
    free(connection);
    proxy_ended(proxy);
}

void connection_drain(struct connection *connection)
{
    if (!connection->front)
        return;
    nghttp2_submit_goaway(
        connection->front, NGHTTP2_FLAG_NONE,
        nghttp2_session_get_last_proc_stream_id(connection->front),
        NGHTTP2_NO_ERROR, NULL, 0);
    front_touch(connection);
}

bool connection_busy(const struct connection *connection)
{
    return connection->calls || connection->raw;
}
