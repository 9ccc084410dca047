/*
 * grpc_check -- one running check over what counts, in the order it travels.
 *
 * The problem: HTTP/2 says that all bytes came, not that they are the same.
 * A changed byte may be one of an amount, of an idempotency key, or of the
 * table of headers that a connection keeps, and then every later call on it
 * means something else. And what a changed stream id makes of an answer is a
 * good answer to another call.
 *
 * The idea: both ends add the same fields, each with its lengths, so that no
 * byte can move from one to the next. The answer's check goes on from the text
 * that the call has shown, so it fits this call only. The check stands near
 * the front of a call's head and the identity at its end: a length that was
 * changed cannot swallow both of them and leave the call a stranger's.
 *
 * Of a stream nothing at its end can help those who act on each message, so
 * each carries its own, with its number: none can be left out. It is a
 * protobuf field of the highest number there is, which readers that do not
 * know it skip.
 */
#include "chassis/grpc_check.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/crc32c.h"
#include "chassis/identity.h"

/* ---- fields ---- */

/* What counts beside everything of ours. */
static const struct slice counted[] = {
    {":path", 5},          {":status", 7},
    {"grpc-status", 11},   {"grpc-message", 12},
    {"traceparent", 11},   {"idempotency-key", 15},
    {"authorization", 13}, {"grpc-retry-pushback-ms", 22},
};

static bool counts(struct slice name)
{
    static const struct slice ours = {"cleave-", 7};
    if (name.length > ours.length &&
        memcmp(name.data, ours.data, ours.length) == 0)
        return !slice_is(name, GRPC_CHECK_METADATA);
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (slice_equal(name, counted[i]))
            return true;
    return false;
}

static void write_number(uint32_t number, unsigned char out[4])
{
    for (int i = 3; i >= 0; i--, number >>= 8)
        out[i] = (unsigned char)number;
}

static uint32_t add_number(uint32_t check, uint32_t number)
{
    unsigned char bytes[4];
    write_number(number, bytes);
    return crc32c(check, bytes, sizeof bytes);
}

uint32_t grpc_check_tell(uint32_t told, struct slice name, struct slice value)
{
    if (!counts(name))
        return told;
    told = add_number(told, (uint32_t)(name.length << 24 ^ value.length));
    told = crc32c(told, name.data, name.length);
    return crc32c(told, value.data, value.length);
}

static void write_part(uint32_t check, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < GRPC_CHECK_PART_BYTES; i++, check <<= 4)
        out[i] = digits[check >> 28];
    out[GRPC_CHECK_PART_BYTES] = '\0';
}

/* ---- a call ---- */

void grpc_check_call(uint32_t told, struct slice body,
                     char out[GRPC_CHECK_TEXT_BYTES])
{
    write_part(told, out);
    if (body.data)
        write_part(crc32c(told, body.data, body.length),
                   out + GRPC_CHECK_PART_BYTES);
}

/* Without a check an identity gives away that there was one. */
static enum grpc_check_finding unchecked(struct slice identity)
{
    return identity.data ? GRPC_CHECK_CHANGED : GRPC_CHECK_STRANGER;
}

enum grpc_check_finding grpc_check_head(struct slice shown, uint32_t told,
                                        struct slice identity)
{
    char text[GRPC_CHECK_TEXT_BYTES];
    if (!shown.data)
        return unchecked(identity);
    write_part(told, text);
    return shown.length >= GRPC_CHECK_PART_BYTES &&
                   memcmp(shown.data, text, GRPC_CHECK_PART_BYTES) == 0
               ? GRPC_CHECK_FITS
               : GRPC_CHECK_CHANGED;
}

bool grpc_check_streams(struct slice shown)
{
    return shown.length == GRPC_CHECK_PART_BYTES;
}

enum grpc_check_finding grpc_check_request(const struct http_request *http)
{
    struct slice shown = http_header_get(http, GRPC_CHECK_METADATA);
    char text[GRPC_CHECK_TEXT_BYTES];
    uint32_t told = grpc_check_tell(0, SLICE(":path"), http->path);
    /* Metadata of ours is believed of local peers only, so strangers from afar
     * may show anything. */
    if (!shown.data)
        return http->local ? unchecked(http_header_get(http, IDENTITY_METADATA))
                           : GRPC_CHECK_STRANGER;
    for (size_t i = 0; i < http->header_count; i++)
        told = grpc_check_tell(told, http->headers[i].name,
                               http->headers[i].value);
    struct slice body = http->body;
    if (grpc_check_streams(shown))
        body.data = NULL;
    grpc_check_call(told, body, text);
    return slice_is(http->method, "POST") && http->query.length == 0 &&
                   slice_is(shown, text)
               ? GRPC_CHECK_FITS
               : GRPC_CHECK_CHANGED;
}

/* ---- its answer ---- */

void grpc_check_answer(struct slice shown, struct slice body, uint32_t messages,
                       uint32_t told, char out[GRPC_CHECK_TEXT_BYTES])
{
    uint32_t check = crc32c(0, shown.data, shown.length);
    if (grpc_check_streams(shown))
        check = add_number(check, messages);
    else
        check = crc32c(check, body.data, body.length);
    write_part(add_number(check, told), out);
}

void grpc_check_respond(struct slice shown, uint32_t messages,
                        struct http_response *response,
                        char text[GRPC_CHECK_TEXT_BYTES])
{
    char status[8];
    if (shown.length == 0)
        return;
    assert(response->trailer_count < HTTP_RESPONSE_HEADERS);
    snprintf(status, sizeof status, "%d", response->status);
    uint32_t told = grpc_check_tell(0, SLICE(":status"), slice_of(status));
    for (size_t i = 0; i < response->trailer_count; i++)
        told = grpc_check_tell(told, response->trailers[i].name,
                               response->trailers[i].value);
    grpc_check_answer(shown, response->body, messages, told, text);
    response->trailers[response->trailer_count++] =
        (struct http_header){SLICE(GRPC_CHECK_METADATA), slice_of(text)};
}

/* ---- the messages of a stream ---- */

/* Field 536870911, the highest, of four bytes. */
static const unsigned char field[] = {0xfd, 0xff, 0xff, 0xff, 0x0f};

void grpc_check_seal(struct slice shown, uint32_t number, struct slice message,
                     unsigned char out[GRPC_CHECK_SEAL_BYTES])
{
    uint32_t check = crc32c(0, shown.data, shown.length);
    check = crc32c(add_number(check, number), message.data, message.length);
    memcpy(out, field, sizeof field);
    write_number(check, out + sizeof field);
}

bool grpc_check_unseal(struct slice shown, uint32_t number,
                       struct slice *message)
{
    unsigned char seal[GRPC_CHECK_SEAL_BYTES];
    if (message->length < sizeof seal)
        return false;
    struct slice inner = {message->data, message->length - sizeof seal};
    grpc_check_seal(shown, number, inner, seal);
    if (memcmp(inner.data + inner.length, seal, sizeof seal) != 0)
        return false;
    *message = inner;
    return true;
}
