/*
 * grpc -- the byte forms of gRPC: what stands in frames and headers.
 *
 * The idea: gRPC is HTTP/2 with three conventions. A message is framed by five
 * bytes (a compression flag and its length), a deadline travels as a relative
 * time with a unit, and an error's sentence is percent-encoded, since header
 * values are ASCII and sentences need not be. All of it is here, apart from
 * any connection, so that it can be tested byte by byte; grpc_server.c and
 * grpc_client.c are the two ends.
 */
#include "chassis/grpc_private.h"

#include <stdio.h>
#include <string.h>

#include "chassis/grpc.h"
#include "chassis/limits.h"

bool grpc_is(const struct http_request *request)
{
    static const char type[] = "application/grpc";
    struct slice value = http_header_get(request, "content-type");
    size_t length = sizeof type - 1;
    if (value.length < length || memcmp(value.data, type, length) != 0)
        return false;
    char next = value.length > length ? value.data[length] : '\0';
    return next == '\0' || next == '+' || next == ';';
}

/* ---- frames ---- */

void grpc_prefix(unsigned char out[GRPC_PREFIX_BYTES], size_t length)
{
    out[0] = 0; /* not compressed */
    out[1] = (unsigned char)(length >> 24);
    out[2] = (unsigned char)(length >> 16);
    out[3] = (unsigned char)(length >> 8);
    out[4] = (unsigned char)length;
}

static enum error read_prefix(const char *bytes, size_t most, size_t *out)
{
    const unsigned char *prefix = (const unsigned char *)bytes;
    size_t length = (size_t)prefix[1] << 24 | (size_t)prefix[2] << 16 |
                    (size_t)prefix[3] << 8 | prefix[4];
    if (prefix[0] == 1)
        return error_explain(ERROR_UNIMPLEMENTED,
                             "compressed messages are not understood; send "
                             "them as they are");
    if (prefix[0] != 0)
        return error_explain(ERROR_MALFORMED,
                             "a message's first byte must be 0, not %d",
                             prefix[0]);
    if (length > most)
        return error_explain(ERROR_TOO_LARGE,
                             "the message has %zu bytes; at most %d are taken",
                             length, LIMIT_MESSAGE_BYTES);
    *out = length;
    return ERROR_OK;
}

enum error grpc_next_frame(struct slice bytes, size_t most,
                           struct slice *message, size_t *frame_bytes)
{
    size_t length = 0;
    *frame_bytes = 0;
    if (bytes.length < GRPC_PREFIX_BYTES)
        return ERROR_OK;
    enum error error = read_prefix(bytes.data, most, &length);
    if (error || bytes.length - GRPC_PREFIX_BYTES < length)
        return error;
    *message = (struct slice){bytes.data + GRPC_PREFIX_BYTES, length};
    *frame_bytes = GRPC_PREFIX_BYTES + length;
    return ERROR_OK;
}

enum error grpc_unframe(struct slice body, struct slice *message)
{
    size_t length = 0;
    if (body.length < GRPC_PREFIX_BYTES)
        return error_explain(ERROR_MALFORMED,
                             "a unary call carries exactly one message; "
                             "%zu bytes are none",
                             body.length);
    enum error error = read_prefix(body.data, LIMIT_MESSAGE_BYTES, &length);
    if (error)
        return error;
    if (length != body.length - GRPC_PREFIX_BYTES)
        return error_explain(ERROR_MALFORMED,
                             "the message's length is given as %zu, but %zu "
                             "bytes follow",
                             length, body.length - GRPC_PREFIX_BYTES);
    *message = (struct slice){body.data + GRPC_PREFIX_BYTES, length};
    return ERROR_OK;
}

/* ---- time-outs ---- */

/* One unit as a fraction of milliseconds: times / divided. */
static const struct unit {
    char letter;
    int64_t times, divided;
} units[] = {{'m', 1, 1},       {'S', 1000, 1},  {'u', 1, 1000},
             {'n', 1, 1000000}, {'M', 60000, 1}, {'H', 3600000, 1}};

enum { UNIT_COUNT = sizeof units / sizeof units[0], TIMEOUT_DIGITS = 8 };

bool grpc_timeout_parse(struct slice text, int64_t *out_ms)
{
    if (text.length < 2 || text.length > TIMEOUT_DIGITS + 1)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < text.length - 1; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (text.data[i] - '0');
    }
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        const struct unit *unit = &units[i];
        if (unit->letter != text.data[text.length - 1])
            continue;
        *out_ms = (value * unit->times + unit->divided - 1) / unit->divided;
        return true;
    }
    return false;
}

void grpc_timeout_format(int64_t ms, char out[GRPC_TIMEOUT_BYTES])
{
    static const char letters[] = "mSMH"; /* from fine to coarse */
    static const int64_t sizes[] = {1, 1000, 60000, 3600000};
    const int64_t most = 99999999;
    int64_t value = ms > 0 ? ms : 0;
    size_t unit = 0;
    while (value > most && unit < 3)
        value = ms / sizes[++unit];
    if (value > most)
        value = most;
    snprintf(out, GRPC_TIMEOUT_BYTES, "%d%c", (int)value, letters[unit]);
}

/* ---- percent coding ---- */

static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte <= 0x7e && byte != '%';
}

void grpc_percent_encode(const char *text, char *out, size_t bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t at = 0;
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        size_t need = is_plain(byte) ? 1 : 3;
        if (at + need >= bytes)
            break;
        if (need == 1) {
            out[at++] = *text;
        } else {
            out[at++] = '%';
            out[at++] = digits[byte >> 4];
            out[at++] = digits[byte & 15];
        }
    }
    out[at] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that an escape at `text` stands for, or -1. */
static int escaped(const char *text, size_t length)
{
    if (length < 3 || text[0] != '%')
        return -1;
    int high = hex_digit(text[1]), low = hex_digit(text[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

void grpc_percent_decode(struct slice text, char *out, size_t bytes)
{
    size_t at = 0;
    for (size_t i = 0; i < text.length && at + 1 < bytes; i++) {
        int byte = escaped(text.data + i, text.length - i);
        if (byte >= 0)
            i += 2;
        else
            byte = (unsigned char)text.data[i];
        out[at++] = byte ? (char)byte : '?';
    }
    out[at] = '\0';
}
