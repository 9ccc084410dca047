/*
 * raw -- a connection that is no HTTP/2: bytes, both ways.
 *
 * HTTP/1.1 to a sidecar goes to the same instance as gRPC does, through the
 * same lanes, and is not looked into. So the connection faults strike it and
 * the request faults do not.
 *
 * Whoever cannot send on what it read stops reading. A caller that has ended
 * its side still waits for an answer, so the end is passed on as what it is,
 * half a close; the callee's end ends both.
 */
#include <stdlib.h>

#include "chassis/net_harm.h"
#include "split/platform/sidecar/proxy_private.h"

struct raw {
    struct connection *connection;
    struct stream *stream; /* to the callee */
    struct lane *lane;
    bool connected;
    bool caller_ended, ended; /* its end was seen, and passed on */
    bool choked[2];           /* the lane that way is full */
};

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct raw *raw = arg;
    struct connection *connection = raw->connection;
    connection_passed(connection, TO_CALLER, length);
    lane_write(connection->lane, bytes, length);
    if (lane_length(connection->lane) > PIPE_FULL) {
        raw->choked[TO_CALLER] = true;
        stream_pause(raw->stream);
    }
}

static void on_end(void *arg, enum error error)
{
    struct raw *raw = arg;
    (void)error;
    connection_close(raw->connection);
}

static void on_drained(void *arg)
{
    struct raw *raw = arg;
    lane_drained(raw->lane);
}

static void lane_moved(void *arg)
{
    raw_room(arg, TO_CALLEE);
}

static void lane_spent(void *arg)
{
    struct raw *raw = arg;
    connection_close(raw->connection);
}

static void on_connected(void *arg, enum error error)
{
    static const struct stream_events events = {
        .on_bytes = on_bytes, .on_end = on_end, .on_drained = on_drained};
    struct raw *raw = arg;
    if (error) {
        connection_close(raw->connection);
        return;
    }
    raw->connected = true;
    stream_start(raw->stream, &events, raw);
    connection_gate(raw->connection, raw->stream);
    raw_room(raw, TO_CALLEE);
}

enum error raw_open(struct connection *connection)
{
    static const struct lane_events events = {lane_moved, lane_spent};
    struct raw *raw = calloc(1, sizeof *raw);
    if (!raw)
        return error_explain(ERROR_SYSTEM, "out of memory");
    raw->connection = connection;
    struct proxy *proxy = connection->proxy;
    struct address to = proxy->options.upstream;
    struct balancer_pick pick;
    enum error error = ERROR_OK;
    if (proxy->options.vip) {
        error = vip_pick(proxy->options.vip, random_next(&proxy->random), 0,
                         &pick, &to);
        if (!error) /* bytes do not tell how it went */
            vip_done(proxy->options.vip, &pick, BALANCER_NEITHER, 0);
    }
    if (!error)
        error =
            stream_connect(&raw->stream, proxy->loop, &to, on_connected, raw);
    if (error) {
        free(raw);
        return error;
    }
    raw->lane = connection_lane(connection, raw->stream, &events, raw);
    if (!raw->lane) {
        stream_close(raw->stream);
        free(raw);
        return error_explain(ERROR_SYSTEM, "out of memory");
    }
    connection->raw = raw;
    return ERROR_OK;
}

void raw_from_caller(struct raw *raw, const char *bytes, size_t length)
{
    lane_write(raw->lane, bytes, length);
    if (lane_length(raw->lane) > PIPE_FULL) {
        raw->choked[TO_CALLEE] = true;
        stream_pause(raw->connection->stream);
    }
}

void raw_caller_ended(struct raw *raw)
{
    raw->caller_ended = true;
    raw_room(raw, TO_CALLEE);
}

bool raw_end_output(struct raw *raw)
{
    if (!raw->connected || lane_length(raw->lane) > 0)
        return false;
    if (!raw->ended)
        stream_end_output(raw->stream);
    raw->ended = true;
    return true;
}

void raw_room(struct raw *raw, enum way way)
{
    struct connection *connection = raw->connection;
    struct lane *lane = way == TO_CALLEE ? raw->lane : connection->lane;
    struct stream *source = way == TO_CALLEE ? connection->stream : raw->stream;
    if (raw->choked[way] && lane_length(lane) < PIPE_FULL / 2) {
        raw->choked[way] = false;
        if (!connection->paused[way])
            stream_resume(source);
    }
    if (way == TO_CALLEE && raw->caller_ended)
        raw_end_output(raw);
}

void raw_set(struct raw *raw)
{
    lane_set(raw->lane, &raw->connection->rules[TO_CALLEE]);
}

bool raw_harmed(const struct raw *raw)
{
    return lane_harmed(raw->lane);
}

void raw_read(struct raw *raw, bool on)
{
    if (!raw->connected)
        return;
    if (on && !raw->choked[TO_CALLER])
        stream_resume(raw->stream);
    else if (!on)
        stream_pause(raw->stream);
}

void raw_close(struct raw *raw)
{
    if (!raw)
        return;
    if (raw->connected) {
        connection_let_go(raw->connection, TO_CALLEE, raw->stream, raw->lane);
    } else {
        lane_free(raw->lane);
        stream_close(raw->stream);
    }
    free(raw);
}
