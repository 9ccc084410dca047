/*
 * http1_read -- bytes of HTTP/1.1 become requests; the home of llhttp.
 *
 * The head of a request is first found whole (http1_head.c), copied into the
 * request's arena and only then given to llhttp, in one piece. So each name
 * and value is one slice of that copy, and nothing has to be glued together.
 * The body goes through llhttp as it comes, for the chunks' sake; where they
 * end is checked before (http1_chunks.c).
 *
 * A request that breaks a rule becomes an exchange as well, answered by the
 * server itself, `last` on its connection; nothing behind it is read.
 *
 * Invariant: `reading` is NULL between requests; when it is not, it is the
 * last exchange of the connection and the handler has not seen it.
 *
 * Order of use: http1_read with whatever came; see http1.c.
 */
#include <string.h>

#include "chassis/http1_private.h"

enum {
    /* Chunk sizes, extensions and trailers: 8 bytes for each of the body's
     * allow chunks of one byte. */
    FRAMING_BYTES = LIMIT_HEADER_BLOCK_BYTES,
    FRAMING_SHARE = 8
};

/* ---- what llhttp calls ---- */

static int on_url(llhttp_t *parser, const char *at, size_t length)
{
    struct http1 *h = parser->data;
    struct http_exchange *exchange = h->reading;
    enum error error =
        http_set_target(&exchange->shown.request, (struct slice){at, length});
    h->refusal = error;
    return error == ERROR_OK ? HPE_OK : HPE_USER;
}

static int on_name(llhttp_t *parser, const char *at, size_t length)
{
    struct http1 *h = parser->data;
    struct http_request *request = &h->reading->shown.request;
    if (request->header_count == h->header_room) {
        return HPE_OK; /* a trailer: checked by llhttp, then dropped */
    }
    /* The slice lies in our own copy of the head, so it may be changed. */
    char *name = (char *)at;
    for (size_t i = 0; i < length; i++) {
        if (name[i] >= 'A' && name[i] <= 'Z') {
            name[i] = (char)(name[i] | 0x20);
        }
    }
    h->reading->headers[request->header_count] =
        (struct http_header){{at, length}, {at + length, 0}};
    return HPE_OK;
}

static int on_value(llhttp_t *parser, const char *at, size_t length)
{
    struct http1 *h = parser->data;
    size_t count = h->reading->shown.request.header_count;
    if (count < h->header_room) {
        while (length > 0 &&
               (at[length - 1] == ' ' || at[length - 1] == '\t')) {
            length--;
        }
        h->reading->headers[count].value = (struct slice){at, length};
    }
    return HPE_OK;
}

static int on_value_complete(llhttp_t *parser)
{
    struct http1 *h = parser->data;
    if (h->reading->shown.request.header_count < h->header_room) {
        h->reading->shown.request.header_count++;
    }
    return HPE_OK;
}

static enum error check_head(struct http_exchange *exchange)
{
    struct http_request *request = &exchange->shown.request;
    request->authority = http_header_get(request, "host");
    bool has_length = false;
    size_t length = 0;
    enum error error =
        http1_check_headers(request, exchange->old, &has_length, &length);
    if (error == ERROR_OK && has_length && length > LIMIT_BODY_BYTES) {
        return error_explain(ERROR_TOO_LARGE,
                             "the body has %zu bytes; %d are accepted", length,
                             LIMIT_BODY_BYTES);
    }
    return error;
}

static int on_head(llhttp_t *parser)
{
    struct http1 *h = parser->data;
    struct http_exchange *exchange = h->reading;
    /* What llhttp finds in a body's trailers is no header of the request. */
    h->header_room = exchange->shown.request.header_count;
    exchange->old = parser->http_minor == 0;
    exchange->last = llhttp_should_keep_alive(parser) == 0;
    h->refusal = check_head(exchange);
    h->chunked =
        http_header_get(&exchange->shown.request, "transfer-encoding").data !=
        NULL;
    return h->refusal == ERROR_OK ? HPE_OK : HPE_USER;
}

static int on_body(llhttp_t *parser, const char *at, size_t length)
{
    struct http1 *h = parser->data;
    h->refusal = http_body_append(h->reading, at, length);
    return h->refusal == ERROR_OK ? HPE_OK : HPE_USER;
}

/* Pausing here is what finds the end: llhttp would read on. */
static int on_message(llhttp_t *parser)
{
    struct http1 *h = parser->data;
    h->finished = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_header_value_complete = on_value_complete,
    .on_headers_complete = on_head,
    .on_body = on_body,
    .on_message_complete = on_message,
};

/* ---- reading ---- */

void http1_refuse(struct http1 *h, enum error error, const char *detail)
{
    struct http_exchange *exchange = h->reading;
    if (exchange == NULL) {
        exchange = http_exchange_new(h->connection);
    }
    h->reading = NULL;
    h->stopped = true;
    if (exchange == NULL) {
        h->connection->over = true;
        return;
    }
    exchange->last = true;
    exchange->complete = true;
    http_refuse(exchange, error, detail);
}

static void refuse_parsed(struct http1 *h)
{
    if (h->refusal != ERROR_OK) {
        http1_refuse(h, h->refusal, error_detail(h->refusal));
        return;
    }
    const char *reason = llhttp_get_error_reason(&h->parser);
    http1_refuse(h, ERROR_MALFORMED,
                 reason != NULL ? reason : "the request cannot be read");
}

static void finish_request(struct http1 *h)
{
    struct http_exchange *exchange = h->reading;
    h->reading = NULL;
    if (exchange->last) {
        h->stopped = true; /* the peer said that nothing follows */
    }
    http_set_phase(h->connection, PHASE_BUSY);
    http_exchange_hand_over(exchange);
}

/* The peer waits for a word before it sends its body. */
static void promise(struct http1 *h)
{
    struct http_exchange *exchange = h->reading;
    struct slice expect = http_header_get(&exchange->shown.request, "expect");
    if (exchange->old || !slice_is_nocase(expect, "100-continue")) {
        return;
    }
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (h->connection->first == &exchange->shown) {
        stream_write(h->connection->stream, line, sizeof(line) - 1);
    } else {
        exchange->owes_continue = true;
    }
}

/* A new exchange with a copy of the head; false when memory is out. */
static bool begin_request(struct http1 *h, const char *bytes, size_t length,
                          char **copy)
{
    struct http_exchange *exchange = http_exchange_new(h->connection);
    h->reading = exchange;
    if (exchange == NULL) {
        return false;
    }
    size_t headers = h->scan.lines > 1 ? h->scan.lines - 1 : 0;
    *copy = arena_copy(&exchange->shown.arena, bytes, length);
    exchange->headers = arena_alloc(&exchange->shown.arena,
                                    (headers + 1) * sizeof(struct http_header));
    exchange->shown.request.headers = exchange->headers;
    h->header_room = headers;
    h->framed = 0;
    h->chunks = (struct http1_chunks){0};
    h->chunked = false;
    h->refusal = ERROR_OK;
    h->finished = false;
    return *copy != NULL && exchange->headers != NULL;
}

static void parse_head(struct http1 *h, const char *bytes, size_t length)
{
    char *head;
    struct slice line = {bytes, h->scan.first_line - 2};
    enum error error = http1_check_line(line);
    if (error != ERROR_OK) {
        http1_refuse(h, error, error_detail(error));
        return;
    }
    if (!begin_request(h, bytes, length, &head)) {
        h->connection->over = true;
        return;
    }
    size_t method = (size_t)((const char *)memchr(head, ' ', length) - head);
    http_set_method(h->reading, (struct slice){head, method});
    llhttp_init(&h->parser, HTTP_REQUEST, &settings);
    h->parser.data = h;
    llhttp_errno_t result = llhttp_execute(&h->parser, head, length);
    if (h->finished) {
        finish_request(h);
    } else if (result != HPE_OK) {
        refuse_parsed(h);
    } else {
        http_set_phase(h->connection, PHASE_BODY);
        promise(h);
    }
}

/* Each of these takes bytes and says how many it used; 0: more are needed. */

static size_t read_head(struct http1 *h, const char *bytes, size_t length)
{
    if (h->scan.at == 0 && bytes[0] == '\r') {
        /* An empty line before a request is overlooked (RFC 9112, 2.2). */
        if (length == 1) {
            return 0;
        }
        if (bytes[1] == '\n') {
            return 2;
        }
    }
    size_t end;
    enum error error = http1_scan(&h->scan, bytes, length, &end);
    if (error != ERROR_OK) {
        http1_refuse(h, error, error_detail(error));
        return length;
    }
    if (end > 0) {
        parse_head(h, bytes, end);
        h->scan = (struct http1_scan){0};
    }
    return end;
}

static size_t read_body(struct http1 *h, const char *bytes, size_t length)
{
    enum error error =
        h->chunked ? http1_chunks_check(&h->chunks, bytes, length) : ERROR_OK;
    if (error != ERROR_OK) {
        http1_refuse(h, error, error_detail(error));
        return length;
    }
    llhttp_errno_t result = llhttp_execute(&h->parser, bytes, length);
    if (h->finished) {
        size_t used = (size_t)(llhttp_get_error_pos(&h->parser) - bytes);
        finish_request(h);
        return used;
    }
    if (result != HPE_OK) {
        refuse_parsed(h);
        return length;
    }
    h->framed += length;
    size_t body = h->reading->body.length;
    if (h->framed > body + body * FRAMING_SHARE + FRAMING_BYTES) {
        http1_refuse(h, ERROR_MALFORMED,
                     "the body is more framing than content");
    }
    return length;
}

bool http1_may_read(const struct http1 *h)
{
    return h->reading != NULL ||
           h->connection->exchange_count < LIMIT_PIPELINED;
}

/* Returns the bytes that need not be kept. */
size_t http1_read(struct http1 *h, const char *bytes, size_t length)
{
    size_t used = 0;
    while (used < length && !h->stopped && !h->connection->over &&
           http1_may_read(h)) {
        size_t step = h->reading != NULL
                          ? read_body(h, bytes + used, length - used)
                          : read_head(h, bytes + used, length - used);
        if (step == 0) {
            break;
        }
        used += step;
    }
    return h->stopped ? length : used;
}
