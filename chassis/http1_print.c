/*
 * http1_print -- a response as bytes of HTTP/1.1.
 *
 * The answer is built straight into the output of its stream, piece by piece,
 * without a buffer between. What the handler did not say is decided here: the
 * length (an answer is never chunked, its whole body is known), and whether
 * the connection stays.
 *
 * Invariant: exactly content-length bytes follow the head, and none where the
 * protocol forbids a body (HEAD, 204, 304), so the next answer on the same
 * connection begins where the peer expects it.
 */
#include "chassis/http_private.h"

static const struct status_line {
    int status;
    struct slice line;
} status_lines[] = {
#define LINE(status, reason)                                      \
    {                                                             \
        status,                                                   \
        {                                                         \
            "HTTP/1.1 " #status " " reason "\r\n",                \
                sizeof("HTTP/1.1 " #status " " reason "\r\n") - 1 \
        }                                                         \
    }
    LINE(200, "OK"),
    LINE(201, "Created"),
    LINE(202, "Accepted"),
    LINE(204, "No Content"),
    LINE(304, "Not Modified"),
    LINE(400, "Bad Request"),
    LINE(401, "Unauthorized"),
    LINE(402, "Payment Required"),
    LINE(403, "Forbidden"),
    LINE(404, "Not Found"),
    LINE(405, "Method Not Allowed"),
    LINE(408, "Request Timeout"),
    LINE(409, "Conflict"),
    LINE(413, "Content Too Large"),
    LINE(414, "URI Too Long"),
    LINE(415, "Unsupported Media Type"),
    LINE(422, "Unprocessable Content"),
    LINE(429, "Too Many Requests"),
    LINE(431, "Request Header Fields Too Large"),
    LINE(499, "Client Closed Request"),
    LINE(500, "Internal Server Error"),
    LINE(501, "Not Implemented"),
    LINE(503, "Service Unavailable"),
    LINE(504, "Gateway Timeout"),
    LINE(507, "Insufficient Storage"),
#undef LINE
};

static void print_status(struct buffer *out, int status)
{
    for (size_t i = 0; i < sizeof(status_lines) / sizeof(*status_lines); i++) {
        if (status_lines[i].status == status) {
            struct slice line = status_lines[i].line;
            buffer_append(out, line.data, line.length);
            return;
        }
    }
    buffer_format(out, "HTTP/1.1 %d \r\n", status);
}

static void print_header(struct buffer *out, const struct http_header *header)
{
    buffer_append(out, header->name.data, header->name.length);
    buffer_append(out, ": ", 2);
    buffer_append(out, header->value.data, header->value.length);
    buffer_append(out, "\r\n", 2);
}

static void print_length(struct buffer *out, size_t length)
{
    char digits[24];
    char *at = digits + sizeof(digits);
    *--at = '\n';
    *--at = '\r';
    do {
        *--at = (char)('0' + length % 10);
        length /= 10;
    } while (length > 0);
    buffer_append(out, "content-length: ", 16);
    buffer_append(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void print_connection(struct buffer *out,
                             const struct http_exchange *exchange)
{
    if (exchange->last) {
        buffer_append(out, "connection: close\r\n", 19);
    } else if (exchange->old) {
        buffer_append(out, "connection: keep-alive\r\n", 24);
    }
}

void http1_print(struct buffer *out, const struct http_exchange *exchange,
                 const struct http_response *response)
{
    bool may_have_body = response->status != 204 && response->status != 304;
    print_status(out, response->status);
    for (size_t i = 0; i < response->header_count; i++) {
        print_header(out, &response->headers[i]);
    }
    if (may_have_body) {
        print_length(out, response->body.length);
    }
    print_connection(out, exchange);
    buffer_append(out, "\r\n", 2);
    if (may_have_body && !exchange->is_head) {
        buffer_append(out, response->body.data, response->body.length);
    }
}
