/*
 * moment -- what the faults do to a connection, and when.
 *
 * The faults that strike a connection are looked up again whenever they change
 * (connection_refresh()). What acts on bytes becomes rules of the lanes. The
 * rest are moments: of a reset, of a close, of reading on, of half a close;
 * one timer waits for the next of them.
 *
 * Healing: bytes that were only late arrive at once, readers read on. But a
 * stream from which bytes were lost or changed can never be right again: such
 * a connection is closed, so that its caller makes a new one instead of
 * waiting on a broken one for ever.
 */
#include "chassis/net_harm.h"
#include "split/platform/sidecar/harm.h"
#include "split/platform/sidecar/proxy_private.h"

enum { RESET_POLL_MS = 2, END_POLL_MS = 1 };

static int64_t now_ms(const struct connection *connection)
{
    return loop_now_ms(connection->proxy->loop);
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool end_is_due(const struct connection *connection, enum way way)
{
    return !connection->halved[way] && connection->end_after[way] >= 0 &&
           connection->passed[way] >= (uint64_t)connection->end_after[way];
}

static void set_tick(struct connection *connection)
{
    int64_t now = now_ms(connection);
    int64_t next = sooner(connection->reset_at_ms, connection->close_at_ms);
    for (int way = 0; way < 2; way++) {
        if (connection->paused[way])
            next = sooner(next, connection->resume_ms[way]);
        if (end_is_due(connection, way))
            next = sooner(next, now + END_POLL_MS);
    }
    if (connection->resetting)
        next = sooner(next, now + RESET_POLL_MS);
    if (next == INT64_MAX)
        loop_timer_stop(connection->tick);
    else
        loop_timer_set(connection->tick, next > now ? next - now : 0);
}

static void read_from(struct connection *connection, enum way way, bool on)
{
    connection->paused[way] = !on;
    if (way == TO_CALLER) {
        link_read_all(connection, on);
        if (connection->raw)
            raw_read(connection->raw, on);
    } else if (!on) {
        stream_pause(connection->stream);
    } else if (!connection->resetting) {
        stream_resume(connection->stream);
        if (connection->raw)
            raw_room(connection->raw, TO_CALLEE);
    }
}

/* One side of the connection ends; what would leave that way is dropped. */
static void end_half(struct connection *connection, enum way way)
{
    bool done = true;
    if (way == TO_CALLER) {
        done = stream_pending(connection->stream) == 0;
        if (done)
            stream_end_output(connection->stream);
    } else if (connection->raw) {
        done = raw_end_output(connection->raw);
    } else {
        done = link_end_output_all(connection);
    }
    if (!done)
        return;
    connection->halved[way] = true;
    connection->rules[way].swallow = true;
    if (way == TO_CALLER)
        lane_set(connection->lane, &connection->rules[way]);
    else if (connection->raw)
        raw_set(connection->raw);
    else
        link_set_all(connection);
}

/* Closes with something unread, which is what resets a Unix socket. */
static bool reset(struct connection *connection)
{
    if (!connection->resetting) {
        connection->resetting = true;
        connection->reset_at_ms = INT64_MAX;
        stream_pause(connection->stream);
    }
    if (stream_unread(connection->stream) == 0)
        return false;
    stream_reset(connection->stream);
    connection->stream = NULL;
    connection_close(connection);
    return true;
}

void connection_tick(void *arg)
{
    struct connection *connection = arg;
    int64_t now = now_ms(connection);
    if (connection->close_at_ms <= now) {
        connection_close(connection);
        return;
    }
    if ((connection->resetting || connection->reset_at_ms <= now) &&
        reset(connection))
        return;
    for (int way = 0; way < 2; way++) {
        if (connection->paused[way] && connection->resume_ms[way] <= now)
            read_from(connection, way, true);
        if (end_is_due(connection, way))
            end_half(connection, way);
    }
    set_tick(connection);
}

void connection_passed(struct connection *connection, enum way way,
                       size_t bytes)
{
    int64_t rate = connection->read_rate[way];
    connection->passed[way] += bytes;
    if (rate > 0) {
        connection->resume_ms[way] =
            now_ms(connection) + 1 + (int64_t)bytes * 1000 / rate;
        read_from(connection, way, false);
    }
    if (rate > 0 || end_is_due(connection, way))
        set_tick(connection);
}

void connection_gate(struct connection *connection, struct stream *stream)
{
    if (connection->paused[TO_CALLER])
        stream_pause(stream);
}

/* ---- faults ---- */

static bool is_harmed(const struct connection *connection)
{
    return lane_harmed(connection->lane) || link_harmed(connection) ||
           (connection->raw && raw_harmed(connection->raw)) ||
           connection->halved[0] || connection->halved[1];
}

static bool is_being_harmed(const struct connection *connection)
{
    bool harms = false;
    for (int way = 0; way < 2; way++)
        harms |= connection->rules[way].swallow ||
                 connection->rules[way].limited ||
                 connection->rules[way].corrupt > 0 ||
                 connection->end_after[way] >= 0;
    return harms;
}

void connection_apply(struct connection *connection)
{
    for (int way = 0; way < 2; way++) {
        if (connection->halved[way])
            connection->rules[way].swallow = true;
        if (connection->read_rate[way] == 0) {
            connection->resume_ms[way] = INT64_MAX;
            read_from(connection, way, false);
        } else if (connection->paused[way]) {
            connection->resume_ms[way] = now_ms(connection);
        }
    }
    lane_set(connection->lane, &connection->rules[TO_CALLER]);
    link_set_all(connection);
    if (connection->raw)
        raw_set(connection->raw);
    set_tick(connection);
}

void connection_refresh(struct connection *connection)
{
    bool was_resetting = connection->resetting;
    bool was_harmed = is_harmed(connection);
    harm_rules(connection);
    if (was_harmed && !is_being_harmed(connection)) {
        connection_close(connection);
        return;
    }
    if (was_resetting && connection->reset_at_ms == INT64_MAX) {
        connection->resetting = false;
        if (!connection->paused[TO_CALLEE])
            stream_resume(connection->stream);
    }
    for (struct transit *call = connection->calls, *next; call; call = next) {
        next = call->next;
        transit_heal(call);
    }
    connection_apply(connection);
}
