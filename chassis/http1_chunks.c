/*
 * http1_chunks -- does a chunked body say plainly where it ends?
 *
 * Like the head (http1_head.c), a chunked body is judged here before a parser
 * of other people's sees it: llhttp overlooks bytes where a CRLF must stand,
 * and takes any number for a size. Two programs that overlook different bytes
 * see the next request begin at different places.
 *
 * What holds: each size is hexadecimal digits and no more than the body may
 * be, each line and each chunk ends in CRLF, extensions and trailers hold no
 * CR, LF or other control, and a trailer's name is a token. Bytes behind the
 * end are not looked at: they are the next request.
 *
 * Order of use: zeroes, then http1_chunks_check with whatever came, until it
 * is `done`. RFC 9112, section 7.1.
 */
#include <string.h>

#include "chassis/http_private.h"

enum {
    SIZE, /* zeroes mean this */
    EXTENSION,
    SIZE_FEED,
    DATA,
    DATA_RETURN,
    DATA_FEED,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_FEED,
    LAST_FEED,
    DONE
};

enum { SIZE_DIGITS = 16 }; /* leading zeroes are allowed, but not for ever */

static enum error no_line_end(void)
{
    return error_explain(ERROR_MALFORMED,
                         "a chunk and its size must each end in CRLF");
}

static int hex_of(unsigned char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum error read_size(struct http1_chunks *chunks, unsigned char c)
{
    int digit = hex_of(c);
    if (digit >= 0 && chunks->digits < SIZE_DIGITS) {
        chunks->digits++;
        chunks->left = chunks->left * 16 + (size_t)digit;
        if (chunks->left > LIMIT_BODY_BYTES) {
            return error_explain(ERROR_TOO_LARGE,
                                 "a chunk has more than the %d bytes that a "
                                 "body may have",
                                 LIMIT_BODY_BYTES);
        }
        return ERROR_OK;
    }
    if (chunks->digits == 0 || (c != ';' && c != '\r')) {
        return error_explain(ERROR_MALFORMED,
                             "a chunk's size must be %d hexadecimal digits at "
                             "most and nothing else",
                             SIZE_DIGITS);
    }
    chunks->state = c == ';' ? EXTENSION : SIZE_FEED;
    return ERROR_OK;
}

/* An extension or the value of a trailer: up to CR, without controls. */
static enum error read_text(struct http1_chunks *chunks, unsigned char c,
                            unsigned next)
{
    if (c == '\r') {
        chunks->state = next;
    } else if ((c < ' ' && c != '\t') || c == 0x7f) {
        return error_explain(ERROR_MALFORMED,
                             "a chunk extension or a trailer holds a control "
                             "character");
    }
    return ERROR_OK;
}

static enum error read_name(struct http1_chunks *chunks, unsigned char c)
{
    if (chunks->state == TRAILER && c == '\r') {
        chunks->state = LAST_FEED;
        return ERROR_OK;
    }
    if (chunks->state == TRAILER_NAME && c == ':') {
        chunks->state = TRAILER_VALUE;
        return ERROR_OK;
    }
    chunks->state = TRAILER_NAME;
    return http1_is_token(c)
               ? ERROR_OK
               : error_explain(ERROR_MALFORMED,
                               "the name of a trailer is no header name");
}

static enum error must_be(struct http1_chunks *chunks, unsigned char c,
                          unsigned char want, unsigned next)
{
    chunks->state = next;
    return c == want ? ERROR_OK : no_line_end();
}

static enum error step(struct http1_chunks *chunks, unsigned char c)
{
    switch (chunks->state) {
    case SIZE:
        return read_size(chunks, c);
    case EXTENSION:
        return read_text(chunks, c, SIZE_FEED);
    case SIZE_FEED:
        return must_be(chunks, c, '\n', chunks->left > 0 ? DATA : TRAILER);
    case DATA_RETURN:
        return must_be(chunks, c, '\r', DATA_FEED);
    case DATA_FEED:
        chunks->digits = 0;
        return must_be(chunks, c, '\n', SIZE);
    case TRAILER:
    case TRAILER_NAME:
        return read_name(chunks, c);
    case TRAILER_VALUE:
        return read_text(chunks, c, TRAILER_FEED);
    case TRAILER_FEED:
        return must_be(chunks, c, '\n', TRAILER);
    default: /* LAST_FEED */
        return must_be(chunks, c, '\n', DONE);
    }
}

enum error http1_chunks_check(struct http1_chunks *chunks, const char *bytes,
                              size_t length)
{
    enum error error = ERROR_OK;
    for (size_t at = 0; at < length && chunks->state != DONE && !error;) {
        if (chunks->state == DATA) {
            size_t here =
                length - at < chunks->left ? length - at : chunks->left;
            at += here;
            chunks->left -= here;
            chunks->state = chunks->left > 0 ? DATA : DATA_RETURN;
        } else {
            error = step(chunks, (unsigned char)bytes[at++]);
        }
    }
    return error;
}
