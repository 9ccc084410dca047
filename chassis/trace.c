/*
 * trace -- who caused this work: the W3C trace context.
 *
 * One order touches many processes. The first one draws a trace id; every hop
 * carries it on with a span id of its own and remembers the span that caused
 * it, so that a tree can be put together afterwards from what each one logged.
 *
 * The header comes from outside and is believed only as far as its grammar
 * goes: 00-<32 hex>-<16 hex>-<2 hex>, lower case, ids not all zero. A header
 * of a later version may be longer; the part known here is read. Anything else
 * starts a new trace, because a bad header is no reason to refuse an order.
 */
#include "chassis/trace.h"

#include <string.h>

enum { TRACE_CHARACTERS = TRACE_TEXT_BYTES - 1 };

static void draw(uint8_t *out, size_t bytes, struct random *random)
{
    for (size_t i = 0; i < bytes; i += 8) {
        uint64_t word = random_next(random);
        memcpy(out + i, &word, 8);
    }
    out[bytes - 1] |= 1; /* never all zero: that means "no id" */
}

static bool is_zero(const uint8_t *bytes, size_t count)
{
    uint8_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= bytes[i];
    return any == 0;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1; /* upper case is not in the grammar */
}

static bool read_hex(uint8_t *out, size_t bytes, const char *text)
{
    for (size_t i = 0; i < bytes; i++) {
        int high = hex_value(text[2 * i]);
        int low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static char *write_hex(char *out, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    return out;
}

/* Reads the header into trace_id, parent_id and flags. */
static bool read_header(struct trace *out, const char *header, size_t length)
{
    uint8_t version;
    uint8_t flags;
    if (length < TRACE_CHARACTERS || !read_hex(&version, 1, header) ||
        version == 0xFF)
        return false;
    if (length > TRACE_CHARACTERS &&
        (version == 0 || header[TRACE_CHARACTERS] != '-'))
        return false;
    if (header[2] != '-' || header[35] != '-' || header[52] != '-')
        return false;
    if (!read_hex(out->trace_id, sizeof out->trace_id, header + 3) ||
        !read_hex(out->parent_id, sizeof out->parent_id, header + 36) ||
        !read_hex(&flags, 1, header + 53))
        return false;
    out->flags = flags & 1; /* level 1 passes on no other */
    return !is_zero(out->trace_id, sizeof out->trace_id) &&
           !is_zero(out->parent_id, sizeof out->parent_id);
}

void trace_start(struct trace *out, struct random *random)
{
    *out = (struct trace){.flags = 1};
    draw(out->trace_id, sizeof out->trace_id, random);
    draw(out->span_id, sizeof out->span_id, random);
}

void trace_accept(struct trace *out, const char *header, size_t length,
                  struct random *random)
{
    struct trace read = {0};
    if (!read_header(&read, header, length)) {
        trace_start(out, random);
        return;
    }
    *out = read;
    draw(out->span_id, sizeof out->span_id, random);
}

void trace_child(struct trace *out, const struct trace *parent,
                 struct random *random)
{
    struct trace child = *parent; /* `out` may be `parent` */
    memcpy(child.parent_id, parent->span_id, sizeof child.parent_id);
    draw(child.span_id, sizeof child.span_id, random);
    *out = child;
}

bool trace_is_root(const struct trace *trace)
{
    return is_zero(trace->parent_id, sizeof trace->parent_id);
}

void trace_format(const struct trace *trace, char out[TRACE_TEXT_BYTES])
{
    char *at = out;
    *at++ = '0';
    *at++ = '0';
    *at++ = '-';
    at = write_hex(at, trace->trace_id, sizeof trace->trace_id);
    *at++ = '-';
    at = write_hex(at, trace->span_id, sizeof trace->span_id);
    *at++ = '-';
    at = write_hex(at, &trace->flags, 1);
    *at = '\0';
}

void trace_id_text(const struct trace *trace, char out[33])
{
    *write_hex(out, trace->trace_id, sizeof trace->trace_id) = '\0';
}

void trace_span_text(const struct trace *trace, char out[17])
{
    *write_hex(out, trace->span_id, sizeof trace->span_id) = '\0';
}
