/*
 * http1 -- the HTTP/1.1 tongue of the server: order, answers, timers.
 *
 * Pipelining: a peer may send many requests without waiting. Each becomes an
 * exchange at once, the handler may answer them in any order, and answers
 * leave in the order of the requests: one that is not first yet waits in its
 * exchange. At LIMIT_PIPELINED the stream is paused, and what was read but not
 * understood waits in `input` until an answer makes room.
 *
 * Half-closed peers (printf ... | nc) are served: they sent all they had to
 * say and still read. The connection closes behind the last answer.
 *
 * Invariant: answers leave in the order of requests, and behind a `last` one
 * nothing leaves and nothing is read.
 *
 * Order of use: through http1_tongue, by http_server.c alone.
 */
#include <stdlib.h>
#include <string.h>

#include "chassis/http1_private.h"

enum {
    /* What one read may leave behind an unfinished head. */
    INPUT_BYTES =
        LIMIT_REQUEST_LINE_BYTES + LIMIT_HEADER_BLOCK_BYTES + 128 * 1024,
};

/* What the connection now waits for, and whether it reads on. */
static void take_stock(struct http1 *h)
{
    struct http_connection *connection = h->connection;
    bool full = !h->stopped && !http1_may_read(h);
    if (full != h->paused) {
        h->paused = full;
        if (full) {
            stream_pause(connection->stream);
        } else if (!h->ended) {
            stream_resume(connection->stream);
        }
    }
    if (h->reading != NULL) {
        http_set_phase(connection, PHASE_BODY);
    } else if (h->input.length > 0 && !full && !h->stopped) {
        http_set_phase(connection, PHASE_HEAD);
    } else {
        http_set_phase(connection, connection->exchange_count > 0 ? PHASE_BUSY
                                                                  : PHASE_IDLE);
    }
    bool ending = h->ended || (connection->server->draining &&
                               connection->phase == PHASE_IDLE);
    if (ending && connection->exchange_count == 0) {
        connection->over = true;
    }
}

static void http1_bytes(struct http_connection *connection, const char *bytes,
                        size_t length)
{
    struct http1 *h = connection->state;
    if (h->stopped) {
        return;
    }
    if (h->input.length > 0) {
        buffer_append(&h->input, bytes, length);
        size_t used = http1_read(h, h->input.data, h->input.length);
        buffer_consume(&h->input, used);
    } else {
        size_t used = http1_read(h, bytes, length);
        buffer_append(&h->input, bytes + used, length - used);
    }
    if (buffer_error(&h->input) != ERROR_OK) {
        connection->over = true; /* memory is out */
    }
    take_stock(h);
}

/* ---- writing ---- */

/* The first exchange has its answer on the way. */
static void retire_first(struct http1 *h)
{
    struct http_connection *connection = h->connection;
    struct http_exchange *done = (struct http_exchange *)connection->first;
    if (done->last) {
        h->stopped = true;
        connection->over = true;
    }
    done->answered = true;
    http_exchange_free(done);
}

/* Those that were answered early and are now at the front. */
static void send_waiting(struct http1 *h)
{
    struct http_connection *connection = h->connection;
    while (connection->first != NULL && !connection->over) {
        struct http_exchange *next = (struct http_exchange *)connection->first;
        if (next->owes_continue) {
            next->owes_continue = false;
            stream_write(connection->stream, "HTTP/1.1 100 Continue\r\n\r\n",
                         25);
        }
        if (!next->answered) {
            return;
        }
        stream_write(connection->stream, next->answer.data,
                     next->answer.length);
        retire_first(h);
    }
}

static void http1_respond(struct http_connection *connection,
                          struct http_exchange *exchange,
                          const struct http_response *response)
{
    struct http1 *h = connection->state;
    exchange->last |=
        connection->server->draining && connection->last == &exchange->shown;
    if (connection->first != &exchange->shown) {
        http1_print(&exchange->answer, exchange, response);
        exchange->answered = true;
        if (buffer_error(&exchange->answer) != ERROR_OK) {
            connection->over = true; /* half an answer must not leave */
            connection->rude = true;
        }
        return;
    }
    http1_print(stream_buffer(connection->stream), exchange, response);
    retire_first(h);
    send_waiting(h);
    if (connection->busy) {
        return; /* whoever runs now takes stock when it is done */
    }
    if (h->paused) {
        stream_touch(connection->stream); /* there is room to read on */
    } else {
        take_stock(h);
    }
}

static void http1_flush(struct http_connection *connection)
{
    struct http1 *h = connection->state;
    if (h->input.length > 0 && !h->stopped) {
        size_t used = http1_read(h, h->input.data, h->input.length);
        buffer_consume(&h->input, used);
    }
    take_stock(h);
}

/* ---- the rest of the table ---- */

static enum error http1_open(struct http_connection *connection)
{
    struct http1 *h = calloc(1, sizeof(*h));
    if (h == NULL) {
        return error_explain(ERROR_SYSTEM, "no memory for a connection");
    }
    h->connection = connection;
    buffer_init(&h->input, INPUT_BYTES);
    connection->state = h;
    return ERROR_OK;
}

static void http1_close(struct http_connection *connection)
{
    struct http1 *h = connection->state;
    buffer_release(&h->input);
    free(h);
}

static void http1_ended(struct http_connection *connection)
{
    struct http1 *h = connection->state;
    h->ended = true;
    if (h->reading != NULL) { /* it will never be whole */
        http_exchange_free(h->reading);
        h->reading = NULL;
    }
    h->stopped = h->stopped || !h->paused;
    take_stock(h);
}

static void http1_sweep(struct http_connection *connection, int64_t now_ms)
{
    struct http1 *h = connection->state;
    int64_t age_ms = now_ms - connection->phase_ms;
    switch (connection->phase) {
    case PHASE_HEAD:
        if (age_ms >= LIMIT_HEADER_MS) {
            http1_refuse(h, ERROR_TIMED_OUT_READING,
                         "the headers did not come within 5 seconds");
        }
        break;
    case PHASE_BODY:
        if (age_ms >= LIMIT_BODY_MS) {
            http1_refuse(h, ERROR_TIMED_OUT_READING,
                         "the body did not come within 30 seconds");
        }
        break;
    case PHASE_IDLE:
        connection->over = connection->over || age_ms >= LIMIT_IDLE_MS ||
                           http_grace_over(connection->server, now_ms);
        break;
    case PHASE_BUSY:
        break;
    }
    take_stock(h);
}

/* The next answer closes it, and the sweep when none is asked for: on an idle
 * connection a request may be on its way already, and would be lost. */
static void http1_drain(struct http_connection *connection)
{
    (void)connection;
}

const struct http_tongue http1_tongue = {
    .open = http1_open,
    .bytes = http1_bytes,
    .ended = http1_ended,
    .respond = http1_respond,
    .flush = http1_flush,
    .sweep = http1_sweep,
    .drain = http1_drain,
    .close = http1_close,
};
