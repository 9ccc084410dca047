/*
 * http_client -- an HTTP/1.1 client: one connection, one request at a time.
 *
 * Whoever wants many requests at once takes many clients; that keeps each a
 * plain sequence: connect if needed, send, read, tell.
 *
 * A kept-alive connection may be closed by the server at the very moment a
 * request is sent on it. Nothing of the answer has come then, and nobody can
 * know whether the request was read. For GET it does not matter, so it is sent
 * once more on a fresh connection; any other request is reported UNAVAILABLE,
 * its outcome unknown, and the caller decides.
 *
 * The answer goes through llhttp as it comes. Names and values may arrive in
 * pieces, so they are collected in one text and kept as offsets until the text
 * no longer moves.
 *
 * Invariant: `then` is NULL exactly when no request is under way. It is the
 * last thing called, for it may send again or free the client.
 *
 * Order of use: http_client_new, http_client_send and its answer, again and
 * again, http_client_free.
 */
#include "chassis/http.h"

#include <assert.h>
#include <llhttp.h>
#include <stdlib.h>
#include <string.h>

struct span {
    size_t start, length;
};

struct http_client {
    struct loop *loop;
    struct address address;
    struct stream *stream; /* NULL: not connected */
    struct loop_timer *timer;
    bool connected;
    bool used;   /* this connection has carried an answer */
    bool is_get; /* may be sent twice */
    bool is_head;
    bool began;   /* a byte of the answer came */
    bool refused; /* the answer broke a bound */
    bool complete;
    struct buffer request; /* kept until the answer begins */
    struct buffer text;    /* names and values of the answer's headers */
    struct buffer body;
    struct span names[LIMIT_HEADER_COUNT], values[LIMIT_HEADER_COUNT];
    struct http_header headers[LIMIT_HEADER_COUNT];
    size_t header_count;
    llhttp_t parser;
    http_reply_handler *then;
    void *arg;
};

/* ---- what llhttp calls ---- */

static int on_message_begin(llhttp_t *parser)
{
    struct http_client *client = parser->data;
    client->header_count = 0;
    buffer_reset(&client->text);
    buffer_reset(&client->body);
    return HPE_OK;
}

/* Appends to a span that is the last of the text. */
static int collect(struct http_client *client, struct span *span,
                   const char *at, size_t length)
{
    if (span->length == 0) {
        span->start = client->text.length;
    }
    span->length += length;
    buffer_append(&client->text, at, length);
    client->refused |= buffer_error(&client->text) != ERROR_OK;
    return client->refused ? HPE_USER : HPE_OK;
}

static int on_name(llhttp_t *parser, const char *at, size_t length)
{
    struct http_client *client = parser->data;
    if (client->header_count == LIMIT_HEADER_COUNT) {
        client->refused = true;
        return HPE_USER;
    }
    return collect(client, &client->names[client->header_count], at, length);
}

static int on_name_complete(llhttp_t *parser)
{
    struct http_client *client = parser->data;
    const struct span *name = &client->names[client->header_count];
    for (size_t i = 0; i < name->length; i++) {
        char *c = &client->text.data[name->start + i];
        if (*c >= 'A' && *c <= 'Z') {
            *c = (char)(*c | 0x20);
        }
    }
    client->values[client->header_count] = (struct span){0};
    return HPE_OK;
}

static int on_value(llhttp_t *parser, const char *at, size_t length)
{
    struct http_client *client = parser->data;
    return collect(client, &client->values[client->header_count], at, length);
}

static int on_value_complete(llhttp_t *parser)
{
    struct http_client *client = parser->data;
    client->header_count++;
    if (client->header_count < LIMIT_HEADER_COUNT) {
        client->names[client->header_count] = (struct span){0};
    }
    return HPE_OK;
}

/* 1 tells llhttp that no body follows. */
static int on_head(llhttp_t *parser)
{
    struct http_client *client = parser->data;
    return client->is_head ? 1 : 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t length)
{
    struct http_client *client = parser->data;
    buffer_append(&client->body, at, length);
    client->refused |= buffer_error(&client->body) != ERROR_OK;
    return client->refused ? HPE_USER : HPE_OK;
}

static int on_message(llhttp_t *parser)
{
    struct http_client *client = parser->data;
    if (parser->status_code / 100 == 1) {
        return HPE_OK; /* 100 Continue: the answer is still to come */
    }
    client->complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_message_begin = on_message_begin,
    .on_header_field = on_name,
    .on_header_field_complete = on_name_complete,
    .on_header_value = on_value,
    .on_header_value_complete = on_value_complete,
    .on_headers_complete = on_head,
    .on_body = on_body,
    .on_message_complete = on_message,
};

/* ---- telling ---- */

static void disconnect(struct http_client *client)
{
    if (client->stream != NULL) {
        stream_close(client->stream);
        client->stream = NULL;
    }
    client->connected = false;
    client->used = false;
}

static void tell(struct http_client *client, const struct http_reply *reply)
{
    http_reply_handler *then = client->then;
    loop_timer_stop(client->timer);
    client->then = NULL;
    then(client->arg, reply);
}

/* The sentence was kept by error_explain(). */
static void fail(struct http_client *client, enum error error)
{
    disconnect(client);
    tell(client, &(struct http_reply){.error = error});
}

static void tell_answer(struct http_client *client)
{
    const char *text = client->text.data;
    for (size_t i = 0; i < client->header_count; i++) {
        const struct span *name = &client->names[i];
        const struct span *value = &client->values[i];
        size_t length = value->length;
        while (length > 0 && text[value->start + length - 1] == ' ') {
            length--;
        }
        client->headers[i] = (struct http_header){
            {text + name->start, name->length}, {text + value->start, length}};
    }
    struct http_reply reply = {
        .status = client->parser.status_code,
        .headers = client->headers,
        .header_count = client->header_count,
        .body = {client->body.data, client->body.length}};
    if (llhttp_should_keep_alive(&client->parser)) {
        client->used = true;
    } else {
        disconnect(client);
    }
    tell(client, &reply);
}

/* ---- events ---- */

static void begin(struct http_client *client);

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct http_client *client = arg;
    if (client->then == NULL) {
        disconnect(client); /* nobody asked */
        return;
    }
    client->began = true;
    llhttp_errno_t result = llhttp_execute(&client->parser, bytes, length);
    if (client->complete) {
        tell_answer(client);
    } else if (client->refused) {
        fail(client, error_explain(ERROR_UNAVAILABLE,
                                   "the answer is larger than a client reads"));
    } else if (result != HPE_OK) {
        fail(client,
             error_explain(ERROR_UNAVAILABLE, "the answer is no HTTP/1.1: %s",
                           llhttp_get_error_reason(&client->parser)));
    }
}

static void on_end(void *arg, enum error error)
{
    struct http_client *client = arg;
    (void)error;
    if (client->then == NULL) {
        disconnect(client);
        return;
    }
    if (client->began) {
        llhttp_finish(&client->parser); /* a body may end with its stream */
        if (client->complete) {
            tell_answer(client);
            return;
        }
    }
    if (client->used && client->is_get && !client->began) {
        disconnect(client);
        begin(client);
        return;
    }
    fail(client, error_explain(ERROR_UNAVAILABLE,
                               "the connection was closed before the answer"));
}

static const struct stream_events client_events = {.on_bytes = on_bytes,
                                                   .on_end = on_end};

static void on_connected(void *arg, enum error error)
{
    struct http_client *client = arg;
    if (error != ERROR_OK) {
        fail(client, error);
        return;
    }
    client->connected = true;
    stream_start(client->stream, &client_events, client);
    stream_write(client->stream, client->request.data, client->request.length);
}

static void on_timeout(void *arg)
{
    struct http_client *client = arg;
    fail(client, error_explain(ERROR_DEADLINE, "no answer in time"));
}

/* ---- sending ---- */

static void begin(struct http_client *client)
{
    client->began = false;
    client->refused = false;
    client->complete = false;
    client->names[0] = (struct span){0};
    llhttp_init(&client->parser, HTTP_RESPONSE, &settings);
    client->parser.data = client;
    if (client->connected) {
        stream_write(client->stream, client->request.data,
                     client->request.length);
        return;
    }
    enum error error = stream_connect(&client->stream, client->loop,
                                      &client->address, on_connected, client);
    if (error != ERROR_OK) {
        loop_timer_set(client->timer, 0); /* told later, as promised */
    }
}

static void write_request(struct http_client *client, const char *method,
                          const char *target, const char *headers,
                          struct slice body)
{
    struct buffer *out = &client->request;
    buffer_reset(out);
    buffer_text(out, method);
    buffer_byte(out, ' ');
    buffer_text(out, target);
    buffer_text(out, " HTTP/1.1\r\nhost: localhost\r\n");
    buffer_text(out, headers);
    if (body.length > 0 || !client->is_get) {
        buffer_format(out, "content-length: %zu\r\n", body.length);
    }
    buffer_text(out, "\r\n");
    buffer_append(out, body.data, body.length);
}

void http_client_send(struct http_client *client, const char *method,
                      const char *target, const char *headers,
                      struct slice body, int64_t timeout_ms,
                      http_reply_handler *then, void *arg)
{
    assert(client->then == NULL && then != NULL);
    client->then = then;
    client->arg = arg;
    client->is_head = strcmp(method, "HEAD") == 0;
    client->is_get = client->is_head || strcmp(method, "GET") == 0;
    write_request(client, method, target, headers, body);
    loop_timer_set(client->timer, timeout_ms);
    begin(client);
}

struct http_client *http_client_new(struct loop *loop,
                                    const struct address *address)
{
    struct http_client *client = calloc(1, sizeof(*client));
    assert(client != NULL);
    client->loop = loop;
    client->address = *address;
    client->timer = loop_timer_new(loop, on_timeout, client);
    buffer_init(&client->request, LIMIT_WRITE_BYTES);
    buffer_init(&client->text, 4 * LIMIT_HEADER_BLOCK_BYTES);
    buffer_init(&client->body, LIMIT_REPLY_BYTES);
    return client;
}

void http_client_free(struct http_client *client)
{
    if (client == NULL) {
        return;
    }
    disconnect(client);
    loop_timer_free(client->timer);
    buffer_release(&client->request);
    buffer_release(&client->text);
    buffer_release(&client->body);
    free(client);
}

bool http_client_idle(const struct http_client *client)
{
    return client->then == NULL;
}
