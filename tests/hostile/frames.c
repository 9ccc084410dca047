/*
 * HTTP/2 frames that break the rules, and requests in good frames that no
 * HTTP/2 client may send.
 *
 * What holds: what breaks the connection is told by GOAWAY with a code that is
 * not NO_ERROR, or hung up on; what breaks one stream by RST_STREAM or a
 * refusal, and the connection goes on.
 */
#include <string.h>

#include "tests/hostile/h2.h"
#include "tests/hostile/suites.h"

/* ---- connections ---- */

static void is_ended(struct wire *wire, const char *name)
{
    struct h2_end end = h2_wait(wire, 0);

    if (end.goaway && end.code == 0)
        fail_msg("%s: GOAWAY says that nothing is wrong", name);
    if (end.goaway && !wire->closed) {
        struct h2_frame frame;

        wire_end(wire);
        while (h2_next(wire, &frame))
            ;
    }
}

static void garbage_behind_the_preface_ends_it(void **state)
{
    struct stage *stage = *state;
    char garbage[4096];

    for (int fill = 0; fill < 256; fill += 51) {
        struct wire wire;

        memset(garbage, fill, sizeof(garbage));
        wire_open(&wire, stage->door);
        wire_send(&wire, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
        wire_send(&wire, garbage, sizeof(garbage));
        wire_end(&wire);
        is_ended(&wire, "garbage");
        wire_close(&wire);
    }
}

/* A frame, as it stands on the wire. */
struct raw {
    const char *name;
    struct slice bytes;
};

#define FRAME(length, type, flags, stream) \
    "\x00\x00" length type flags "\x00\x00\x00" stream

static const struct raw connection_errors[] = {
    {"DATA on stream 0", SLICE(FRAME("\x01", "\x00", "\x01", "\x00") "x")},
    {"HEADERS on stream 0",
     SLICE(FRAME("\x01", "\x01", "\x05", "\x00") "\x82")},
    {"HEADERS on an even stream",
     SLICE(FRAME("\x01", "\x01", "\x05", "\x02") "\x82")},
    {"DATA on an idle stream",
     SLICE(FRAME("\x01", "\x00", "\x01", "\x09") "x")},
    {"RST_STREAM on an idle stream",
     SLICE(FRAME("\x04", "\x03", "\x00", "\x09") "\0\0\0\x08")},
    {"RST_STREAM of 3 bytes",
     SLICE(FRAME("\x03", "\x03", "\x00", "\x01") "\0\0\0")},
    {"SETTINGS on stream 1", SLICE(FRAME("\x00", "\x04", "\x00", "\x01"))},
    {"SETTINGS of 5 bytes",
     SLICE(FRAME("\x05", "\x04", "\x00", "\x00") "\0\1\0\0\0")},
    {"SETTINGS ACK with a payload",
     SLICE(FRAME("\x06", "\x04", "\x01", "\x00") "\0\1\0\0\0\0")},
    {"INITIAL_WINDOW_SIZE of 2^31",
     SLICE(FRAME("\x06", "\x04", "\x00", "\x00") "\0\4\x80\0\0\0")},
    {"MAX_FRAME_SIZE of 0",
     SLICE(FRAME("\x06", "\x04", "\x00", "\x00") "\0\5\0\0\0\0")},
    {"PING of 7 bytes", SLICE(FRAME("\x07", "\x06", "\x00", "\x00") "1234567")},
    {"PING on stream 1",
     SLICE(FRAME("\x08", "\x06", "\x00", "\x01") "12345678")},
    {"PUSH_PROMISE from a client",
     SLICE(FRAME("\x05", "\x05", "\x04", "\x01") "\0\0\0\2\x82")},
    {"WINDOW_UPDATE of 0", SLICE(FRAME("\x04", "\x08", "\x00", "\x00") "\0\0\0"
                                                                       "\0")},
    {"WINDOW_UPDATE over 2^31",
     SLICE(FRAME("\x04", "\x08", "\x00", "\x00") "\x7f\xff\xff\xff")},
    {"CONTINUATION of nothing",
     SLICE(FRAME("\x01", "\x09", "\x04", "\x01") "\x82")},
    {"HEADERS cut by a PING",
     SLICE(FRAME("\x01", "\x01", "\x01", "\x01") "\x82" FRAME(
         "\x08", "\x06", "\x00", "\x00") "12345678")},
    {"a header index of no table",
     SLICE(FRAME("\x02", "\x01", "\x05", "\x01") "\xff\x7f")},
    {"a header literal that is cut",
     SLICE(FRAME("\x03", "\x01", "\x05", "\x01") "\x00\x7f"
                                                 "a")},
    {"a number without end",
     SLICE(FRAME("\x08", "\x01", "\x05", "\x01") "\xff\xff\xff\xff\xff\xff"
                                                 "\xff\xff")},
    {"a table size over the limit",
     SLICE(FRAME("\x05", "\x01", "\x05", "\x01") "\x3f\xff\xff\xff\x0f")},
    {"HEADERS all padding",
     SLICE(FRAME("\x02", "\x01", "\x0d", "\x01") "\xff\x82")},
    {"a frame of 16 MiB", SLICE("\xff\xff\xff\x00\x00\x00\x00\x00\x01")},
    {"HEADERS of 16 MiB", SLICE("\xff\xff\xff\x01\x05\x00\x00\x00\x01")},
};

static void broken_frames_end_the_connection(void **state)
{
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(connection_errors); i++) {
        const struct raw *raw = &connection_errors[i];
        struct wire wire;

        h2_open(&wire, stage->door);
        wire_send(&wire, raw->bytes.data, raw->bytes.length);
        is_ended(&wire, raw->name);
        wire_close(&wire);
    }
}

/* Stream 1 behind stream 3: the connection may end or the frame be ignored,
 * but it is no request. */
static void a_stream_behind_its_follower_is_not_served(void **state)
{
    static const uint32_t ids[] = {3, 1};
    struct stage *stage = *state;
    struct buffer out, block;
    struct h2_frame frame = {0};
    struct wire wire;

    buffer_init(&out, 4096);
    buffer_init(&block, 1024);
    h2_get(&block, "/healthz");
    for (size_t i = 0; i < COUNT(ids); i++)
        h2_frame(&out, H2_HEADERS, H2_END_STREAM | H2_END_HEADERS, ids[i],
                 (struct slice){block.data, block.length});
    h2_frame(&out, H2_PING, 0, 0, SLICE("anybody?"));
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    wire_end(&wire);
    while (h2_next(&wire, &frame))
        assert_false(frame.type == H2_HEADERS && frame.stream == 1);
    wire_close(&wire);
    buffer_release(&out);
    buffer_release(&block);
}

/* ---- streams ---- */

struct pair {
    const char *why;
    struct slice name, value;
};

/* GET /healthz with one more header. */
static void one_more(struct buffer *block, const struct pair *pair)
{
    h2_get(block, "/healthz");
    h2_header(block, pair->name, pair->value);
}

static void no_answer_of_200(struct stage *stage, struct slice block,
                             const char *why)
{
    struct buffer out;
    struct h2_end end;
    struct wire wire;

    buffer_init(&out, 64 * 1024);
    h2_frame(&out, H2_HEADERS, H2_END_STREAM | H2_END_HEADERS, 1, block);
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    end = h2_wait(&wire, 1);
    if (end.answered && (end.status < 400 || end.status > 499))
        fail_msg("%s: it was answered as if nothing were wrong", why);
    if (end.goaway && end.code == 0)
        fail_msg("%s: GOAWAY says that nothing is wrong", why);
    wire_close(&wire);
    buffer_release(&out);
}

static const struct pair bad_headers[] = {
    {"upper case", SLICE("X-User"), SLICE("1")},
    {"a space in a name", SLICE("x y"), SLICE("1")},
    {"a colon in a name", SLICE("x:y"), SLICE("1")},
    {"no name", SLICE(""), SLICE("1")},
    {"CR in a value", SLICE("x"), SLICE("a\rb")},
    {"LF in a value", SLICE("x"), SLICE("a\nHost: b")},
    {"NUL in a value", SLICE("x"), SLICE("a\0b")},
    {"a NUL in a name", SLICE("x\0y"), SLICE("b")},
    {"Connection", SLICE("connection"), SLICE("close")},
    {"Transfer-Encoding", SLICE("transfer-encoding"), SLICE("chunked")},
    {"Upgrade", SLICE("upgrade"), SLICE("h2c")},
    {"TE: gzip", SLICE("te"), SLICE("gzip")},
    {":path behind a header", SLICE(":path"), SLICE("/readyz")},
    {":status", SLICE(":status"), SLICE("200")},
    {":unknown", SLICE(":unknown"), SLICE("1")},
    {"Content-Length without a body", SLICE("content-length"), SLICE("5")},
    {"Content-Length of no number", SLICE("content-length"), SLICE("+5")},
};

static void headers_that_no_client_may_send_are_refused(void **state)
{
    for (size_t i = 0; i < COUNT(bad_headers); i++) {
        struct buffer block;

        buffer_init(&block, 1024);
        one_more(&block, &bad_headers[i]);
        no_answer_of_200(*state, (struct slice){block.data, block.length},
                         bad_headers[i].why);
        buffer_release(&block);
    }
}

static void requests_without_their_parts_are_refused(void **state)
{
    no_answer_of_200(*state, SLICE("\x82\x86"), "no :path");
    no_answer_of_200(*state, SLICE("\x86\x84"), "no :method");
    no_answer_of_200(*state, SLICE("\x82\x84"), "no :scheme");
    no_answer_of_200(*state, SLICE("\x82\x86\x04\x00"), "an empty :path");
    no_answer_of_200(*state, SLICE("\x82\x82\x86\x84"), "two methods");
    no_answer_of_200(*state, SLICE("\x82\x86\x04\x01x"), "a :path like x");
    no_answer_of_200(*state, (struct slice){NULL, 0}, "no headers");
}

/* An order whose content-length and DATA differ. */
static void a_body_of_another_length_is_refused(void **state)
{
    static const struct slice said[] = {SLICE("54"), SLICE("56"), SLICE("0")};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(said); i++) {
        struct buffer out, block;
        struct h2_end end;
        struct wire wire;

        buffer_init(&out, 16 * 1024);
        buffer_init(&block, 8 * 1024);
        buffer_text(&block, "\x83\x86\x04\x0b/api/orders\x01\x04shop");
        h2_header(&block, SLICE("content-type"), SLICE("application/json"));
        h2_header(&block, SLICE("idempotency-key"), SLICE("h2-lengths"));
        h2_header(
            &block, SLICE("authorization"),
            slice_of(arena_format(&stage->arena, "Bearer %s", stage->token)));
        h2_header(&block, SLICE("content-length"), said[i]);
        h2_frame(&out, H2_HEADERS, H2_END_HEADERS, 1,
                 (struct slice){block.data, block.length});
        h2_frame(&out, H2_DATA, H2_END_STREAM, 1,
                 SLICE("{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\","
                       "\"quantity\":1}]}"));
        h2_open(&wire, stage->door);
        wire_send(&wire, out.data, out.length);
        end = h2_wait(&wire, 1);
        assert_true(end.reset || end.goaway || end.closed);
        wire_close(&wire);
        buffer_release(&out);
        buffer_release(&block);
    }
}

static const struct CMUnitTest tests[] = {
    ATTACK(garbage_behind_the_preface_ends_it),
    ATTACK(broken_frames_end_the_connection),
    ATTACK(a_stream_behind_its_follower_is_not_served),
    ATTACK(headers_that_no_client_may_send_are_refused),
    ATTACK(requests_without_their_parts_are_refused),
    ATTACK(a_body_of_another_length_is_refused),
};

const struct suite suite_frames = SUITE("HTTP/2 frames", tests);
