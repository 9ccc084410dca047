/*
 * http_exchange_stream -- exchanges whose body is read while it comes.
 *
 * The problem: a handler that reads slower than its peer sends must not make
 * us keep what it has not read, and one that answers faster than its peer
 * reads must learn of it.
 *
 * The idea: received bytes wait in the exchange's body, and the peer's window
 * is opened by as many as leave it. Two buffers are consumed from the front;
 * what is dead there is moved away only when it is most of the buffer, so that
 * many small messages do not cost a move each. A handler that needs more bytes
 * before it can consume any says so (exchange_want): else a message larger
 * than the window would never be whole.
 *
 * Invariant: owed <= unconsumed bytes, so at most a window more than the
 * handler asked for waits here.
 */
#include <assert.h>

#include "chassis/http_private.h"

static struct http_exchange *private_of(const struct exchange *shown)
{
    return (struct http_exchange *)(uintptr_t)shown;
}

void http_exchange_moved(struct http_exchange *exchange)
{
    const struct http_handler *handler = &exchange->server->handler;
    if (!exchange->answered) {
        handler->moved(handler->arg, &exchange->shown);
    }
}

/* ---- reading ---- */

struct slice exchange_body(const struct exchange *shown, bool *ended)
{
    const struct http_exchange *exchange = private_of(shown);
    *ended = exchange->peer_ended;
    return (struct slice){exchange->body.data + exchange->body_taken,
                          exchange->body.length - exchange->body_taken};
}

static void open_window(struct http_exchange *exchange, size_t bytes)
{
    struct http_connection *connection = exchange->shown.connection;
    exchange->owed -= bytes;
    if (connection != NULL && bytes > 0 && !exchange->peer_ended) {
        connection->tongue->open_window(connection, exchange, bytes);
    }
}

static void compact(struct http_exchange *exchange)
{
    size_t dead = exchange->body_taken;
    bool empty = dead == exchange->body.length;
    if (dead == 0 || (!empty && (dead < HTTP_COMPACT_BYTES ||
                                 dead < exchange->body.length / 2))) {
        return;
    }
    buffer_consume(&exchange->body, dead);
    exchange->body_taken = 0;
    if (exchange->server != NULL) {
        exchange->server->body_bytes -= dead;
    }
}

void exchange_consume(struct exchange *shown, size_t length)
{
    struct http_exchange *exchange = private_of(shown);
    exchange->body_taken += length;
    assert(exchange->body_taken <= exchange->body.length);
    size_t left = exchange->body.length - exchange->body_taken;
    if (exchange->owed > left) {
        open_window(exchange, exchange->owed - left);
    }
    compact(exchange);
}

void exchange_want(struct exchange *shown)
{
    struct http_exchange *exchange = private_of(shown);
    open_window(exchange, exchange->owed);
}

/* ---- writing ---- */

void exchange_begin(struct exchange *shown,
                    const struct http_response *response)
{
    struct http_exchange *exchange = private_of(shown);
    struct http_connection *connection = shown->connection;
    assert(shown->streaming && !exchange->begun && !exchange->answered);
    exchange->begun = true;
    if (!shown->gone) {
        connection->tongue->begin(connection, exchange, response);
    }
}

bool exchange_has_begun(const struct exchange *shown)
{
    return private_of(shown)->begun;
}

void exchange_write(struct exchange *shown, const void *bytes, size_t length)
{
    struct http_exchange *exchange = private_of(shown);
    struct http_connection *connection = shown->connection;
    assert(exchange->begun && !exchange->answered);
    if (!shown->gone) {
        connection->tongue->write(connection, exchange, bytes, length);
    }
}

size_t exchange_unsent(const struct exchange *shown)
{
    const struct http_exchange *exchange = private_of(shown);
    return exchange->answer.length - exchange->answer_sent;
}
