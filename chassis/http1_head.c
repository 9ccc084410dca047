/*
 * http1_head -- is this the head of one request, and of only one?
 *
 * Smuggling lives on disagreement: two programs read the same bytes and see
 * requests end at different places. So nothing here is forgiving. The scan
 * looks at line ends, before any parser does: every line ends in CRLF, no CR
 * or LF stands elsewhere, no line continues the one before it (obs-fold), and
 * each header's name is a token with its colon right behind. llhttp, which
 * reads the head afterwards, judges values. What it lets pass is judged last:
 * exactly one Host, one way of giving a length, a request line of three words.
 *
 * The scan also enforces the bounds while bytes still come, so that a head is
 * refused when it is too long and not when it has been stored. It goes on
 * where it stopped: a peer that sends byte by byte costs no more than one that
 * sends at once.
 *
 * Order of use: http1_scan until `end` is set, http1_check_line, then llhttp,
 * then http1_check_headers. RFC 9112, sections 2.2, 3, 3.2, 5.2, 6.1, 6.3.
 */
#include <string.h>

#include "chassis/http_private.h"

bool http1_is_token(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

/* "A : b" is one header to who overlooks the space and another to who does
 * not; llhttp overlooks it. */
static enum error check_name(const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    if (colon == line) {
        return error_explain(ERROR_MALFORMED, "a header has no name");
    }
    if (colon == NULL) {
        return error_explain(ERROR_MALFORMED,
                             "a header has no colon behind its name");
    }
    for (const char *at = line; at < colon; at++) {
        if (!http1_is_token((unsigned char)*at)) {
            return error_explain(ERROR_MALFORMED,
                                 "the name of a header holds a space or "
                                 "another character that no name may hold");
        }
    }
    return ERROR_OK;
}

static enum error check_new_line(const char *line, size_t length, bool is_first)
{
    if (memchr(line, '\r', length) != NULL) {
        return error_explain(
            ERROR_MALFORMED,
            "a CR stands alone in the head; lines end in CRLF");
    }
    if (!is_first && (line[0] == ' ' || line[0] == '\t')) {
        return error_explain(ERROR_MALFORMED,
                             "a header line begins with a space; folded "
                             "headers are not accepted");
    }
    return is_first ? ERROR_OK : check_name(line, length);
}

/* Bounds, for a head that has come `length` bytes far. */
static enum error check_size(const struct http1_scan *scan, size_t length)
{
    size_t line = scan->lines > 0 ? scan->first_line : length;
    if (line > LIMIT_REQUEST_LINE_BYTES) {
        return error_explain(ERROR_URI_TOO_LONG,
                             "the request line has more than %d bytes",
                             LIMIT_REQUEST_LINE_BYTES);
    }
    if (length - line > LIMIT_HEADER_BLOCK_BYTES) {
        return error_explain(ERROR_HEADERS_TOO_LARGE,
                             "the headers have more than %d bytes",
                             LIMIT_HEADER_BLOCK_BYTES);
    }
    if (scan->lines > LIMIT_HEADER_COUNT + 1) {
        return error_explain(ERROR_HEADERS_TOO_LARGE,
                             "there are more than %d headers",
                             LIMIT_HEADER_COUNT);
    }
    return ERROR_OK;
}

enum error http1_scan(struct http1_scan *scan, const char *bytes, size_t length,
                      size_t *end)
{
    *end = 0;
    while (scan->at < length) {
        const char *feed = memchr(bytes + scan->at, '\n', length - scan->at);
        if (feed == NULL) {
            scan->at = length;
            break;
        }
        scan->at = (size_t)(feed - bytes) + 1;
        if (feed == bytes || feed[-1] != '\r') {
            return error_explain(ERROR_MALFORMED,
                                 "a line ends in LF alone; lines end in CRLF");
        }
        const char *line = bytes + scan->line;
        size_t line_bytes = (size_t)(feed - 1 - line);
        scan->line = scan->at;
        if (line_bytes == 0) {
            *end = scan->at;
            break;
        }
        enum error error = check_new_line(line, line_bytes, scan->lines == 0);
        if (error != ERROR_OK) {
            return error;
        }
        if (scan->lines++ == 0) {
            scan->first_line = scan->at;
        }
    }
    return check_size(scan, *end != 0 ? *end : length);
}

enum error http1_check_line(struct slice line)
{
    const char *end = line.data + line.length;
    const char *first = memchr(line.data, ' ', line.length);
    const char *second =
        first == NULL ? NULL
                      : memchr(first + 1, ' ', (size_t)(end - first - 1));
    if (second == NULL || second == first + 1) {
        return error_explain(ERROR_MALFORMED,
                             "a request line is METHOD TARGET HTTP/1.1, apart "
                             "by one space each");
    }
    struct slice version = {second + 1, (size_t)(end - second - 1)};
    if (!slice_is(version, "HTTP/1.1") && !slice_is(version, "HTTP/1.0")) {
        return error_explain(ERROR_MALFORMED,
                             "the version must be HTTP/1.1 or HTTP/1.0");
    }
    return ERROR_OK;
}

/* A name or an address, and a port: RFC 3986, 3.2, without user names. */
static bool is_host(struct slice host)
{
    for (size_t i = 0; i < host.length; i++) {
        unsigned char c = (unsigned char)host.data[i];
        bool letter =
            (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!letter && (c == '\0' || strchr("-._~:[]%", c) == NULL)) {
            return false;
        }
    }
    return true;
}

static enum error check_host(const struct http_request *request, bool old)
{
    size_t hosts = http_header_count(request, "host");
    if (hosts > 1 || (hosts == 0 && !old)) {
        return error_explain(ERROR_MALFORMED,
                             "there must be exactly one Host header; there "
                             "are %zu",
                             hosts);
    }
    if (!is_host(request->authority)) {
        return error_explain(ERROR_MALFORMED, "the Host header is no host");
    }
    return ERROR_OK;
}

enum { LENGTH_DIGITS = 15 }; /* far over any limit, far under an overflow */

static enum error read_length(struct slice text, size_t *length)
{
    size_t value = 0;
    bool good = text.length > 0 && text.length <= LENGTH_DIGITS;
    for (size_t i = 0; good && i < text.length; i++) {
        good = text.data[i] >= '0' && text.data[i] <= '9';
        value = value * 10 + (size_t)(text.data[i] - '0');
    }
    if (!good) {
        return error_explain(ERROR_MALFORMED,
                             "Content-Length must be a number of digits only");
    }
    *length = value;
    return ERROR_OK;
}

static enum error check_encoding(const struct http_request *request, bool old)
{
    if (old) {
        return error_explain(ERROR_MALFORMED,
                             "HTTP/1.0 knows no Transfer-Encoding");
    }
    if (http_header_count(request, "content-length") > 0) {
        return error_explain(ERROR_MALFORMED,
                             "Content-Length and Transfer-Encoding contradict "
                             "each other; send one of them");
    }
    if (http_header_count(request, "transfer-encoding") > 1 ||
        !slice_is_nocase(http_header_get(request, "transfer-encoding"),
                         "chunked")) {
        return error_explain(ERROR_MALFORMED,
                             "the only Transfer-Encoding known here is "
                             "chunked, once");
    }
    return ERROR_OK;
}

enum error http1_check_headers(const struct http_request *request, bool old,
                               bool *has_length, size_t *length)
{
    enum error error = check_host(request, old);
    if (error != ERROR_OK) {
        return error;
    }
    size_t lengths = http_header_count(request, "content-length");
    *has_length = lengths > 0;
    if (http_header_count(request, "transfer-encoding") > 0) {
        return check_encoding(request, old);
    }
    if (lengths > 1) {
        return error_explain(ERROR_MALFORMED,
                             "there is more than one Content-Length");
    }
    return lengths == 0
               ? ERROR_OK
               : read_length(http_header_get(request, "content-length"),
                             length);
}
