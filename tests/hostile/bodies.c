/*
 * Bodies whose end is in doubt: the ground that request smuggling stands on.
 *
 * The attack: a request that two programs cut at different places. Each of
 * these carries a body that would be an accepted order. So an attack that is
 * answered wrongly shows as an order in the books.
 *
 * What holds: one Content-Length of digits, or one Transfer-Encoding that is
 * exactly "chunked", in HTTP/1.1; all else is 400 and closed. A body over
 * 1 MiB is 413, told before it was read.
 */
#include <string.h>

#include "tests/hostile/suites.h"

static const char good[] =
    "{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}]}";
static const char chunked_good[] =
    "37\r\n"
    "{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}]}"
    "\r\n0\r\n\r\n";

/* An order with those framing lines and that payload. */
static struct slice framed(struct stage *stage, struct slice lines,
                           struct slice payload)
{
    struct slice head =
        stage_request(stage, "POST", "/api/orders",
                      "Content-Type: application/json\r\n", (struct slice){0});
    size_t kept = head.length - 2; /* without the blank line */
    char *all =
        arena_alloc(&stage->arena, kept + lines.length + payload.length + 2);

    memcpy(all, head.data, kept);
    memcpy(all + kept, lines.data, lines.length);
    memcpy(all + kept + lines.length, "\r\n", 2);
    memcpy(all + kept + lines.length + 2, payload.data, payload.length);
    return (struct slice){all, kept + lines.length + payload.length + 2};
}

static void lengths_that_are_no_number_are_refused(void **state)
{
    static const char *const all[] = {"+55",
                                      "-1",
                                      "-55",
                                      "0x37",
                                      "5_5",
                                      "",
                                      " ",
                                      "55,55",
                                      "5,6",
                                      "55, 55",
                                      "55 55",
                                      "55;",
                                      "55.0",
                                      "5e1",
                                      "9223372036854775808",
                                      "18446744073709551671",
                                      "000000000000000000000000000055",
                                      "999999999999999999999999999999",
                                      "\xef\xbc\x95",
                                      "55\t6",
                                      "\v55",
                                      "abc"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++)
        stage_refuses_for_good(
            stage,
            framed(stage,
                   slice_of(arena_format(&stage->arena,
                                         "Content-Length: %s\r\n", all[i])),
                   slice_of(good)),
            400, "");
}

static void two_lengths_are_refused(void **state)
{
    static const char *const all[] = {
        "Content-Length: 55\r\nContent-Length: 55\r\n",
        "Content-Length: 55\r\nContent-Length: 57\r\n",
        "Content-Length: 0\r\nContent-Length: 55\r\n",
        "Content-Length: 55\r\ncontent-length: 0\r\n"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++)
        stage_refuses_for_good(
            stage, framed(stage, slice_of(all[i]), slice_of(good)), 400, "");
}

static void a_length_beside_an_encoding_is_refused(void **state)
{
    static const char *const all[] = {
        "Content-Length: 55\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 55\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: identity\r\nContent-Length: 55\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++)
        stage_refuses_for_good(
            stage, framed(stage, slice_of(all[i]), slice_of(chunked_good)), 400,
            "");
}

static void encodings_but_chunked_are_refused(void **state)
{
    static const struct slice all[] = {
        SLICE("Transfer-Encoding: identity\r\n"),
        SLICE("Transfer-Encoding: gzip\r\n"),
        SLICE("Transfer-Encoding: gzip, chunked\r\n"),
        SLICE("Transfer-Encoding: chunked, gzip\r\n"),
        SLICE("Transfer-Encoding: chunked, identity\r\n"),
        SLICE("Transfer-Encoding: chunked, chunked\r\n"),
        SLICE("Transfer-Encoding: ,chunked\r\n"),
        SLICE("Transfer-Encoding: chunked,\r\n"),
        SLICE("Transfer-Encoding: xchunked\r\n"),
        SLICE("Transfer-Encoding: chunkedx\r\n"),
        SLICE("Transfer-Encoding: \"chunked\"\r\n"),
        SLICE("Transfer-Encoding: 'chunked'\r\n"),
        SLICE("Transfer-Encoding: chunked;q=1\r\n"),
        SLICE("Transfer-Encoding:\r\n"),
        SLICE("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        SLICE("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
        SLICE("Transfer-Encoding : chunked\r\n"),
        SLICE("Transfer-Encoding\t: chunked\r\n"),
        SLICE("Transfer-Encoding\v: chunked\r\n"),
        SLICE("Transfer\xa0-Encoding: chunked\r\n"),
        SLICE(" Transfer-Encoding: chunked\r\n"),
        SLICE("A: b\r\n Transfer-Encoding: chunked\r\n"),
        SLICE("Transfer-Encoding: \vchunked\r\n"),
        SLICE("Transfer-Encoding: chunked\v\r\n"),
        SLICE("Transfer-Encoding: chunked\x0c\r\n"),
        SLICE("Transfer-Encoding: \xa0"
              "chunked\r\n"),
        SLICE("Transfer-Encoding: chunked\0\r\n"),
        SLICE("Transfer-Encoding: \0chunked\r\n"),
        SLICE("Transfer-Encoding: chun\0ked\r\n"),
        SLICE("Transfer-Encoding: ch\xc5\xabnked\r\n"),
        SLICE("Transfer-Encoding: chun\rked\r\n"),
        SLICE("Transfer-Encoding:\r\n chunked\r\n"),
        SLICE("Transfer-Encoding: chunked\r\n , identity\r\n"),
        SLICE("A: b\rTransfer-Encoding: chunked\r\n"),
        SLICE("A: b\nTransfer-Encoding: chunked\r\n"),
        SLICE("Transfer_Encoding : chunked\r\n"),
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++)
        stage_refuses_for_good(
            stage, framed(stage, all[i], slice_of(chunked_good)), 400, "");
}

static void an_encoding_in_http_1_0_is_refused(void **state)
{
    stage_refuses_for_good(
        *state,
        SLICE("POST /api/orders HTTP/1.0\r\nHost: a\r\n"
              "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
              "0\r\n\r\n"),
        400, "1.0");
}

/* A size of 16 digits f is a number, only too large a one. */
static bool huge(struct slice payload)
{
    return payload.data[0] == 'f' || memcmp(payload.data, "100", 3) == 0;
}

static void chunks_of_no_size_are_refused(void **state)
{
    static const struct slice all[] = {
        SLICE("0x37\r\n"),
        SLICE("+37\r\n"),
        SLICE("-37\r\n"),
        SLICE("\r\n"),
        SLICE(";ext\r\n"),
        SLICE("00000000000000037\r\nx"),
        SLICE("g\r\n"),
        SLICE("3 7\r\n"),
        SLICE("37\n"),
        SLICE("37\r\r\n"),
        SLICE("37\0\r\n"),
        SLICE("ffffffffffffffff\r\n"),
        SLICE("10000000000000000\r\n"),
        SLICE("1\r\n{X"),
        SLICE("1\r\n{\n1\r\n"),
        SLICE("1\r\n{2\r\n"),
        SLICE("1\r\n{\r\n\r\n"),
        SLICE("0\r\nA : b\r\n\r\n"),
        SLICE("0\r\nA\r\n\r\n"),
        SLICE("0\r\n\n"),
        SLICE("37;a\0b\r\n"),
        SLICE("37;a\nb\r\n"),
        SLICE(" 37\r\n"),
        SLICE("37 \r\n"),
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++)
        stage_refuses_for_good(
            stage,
            framed(stage, SLICE("Transfer-Encoding: chunked\r\n"), all[i]),
            huge(all[i]) ? 413 : 400, "");
}

/* ---- too much ---- */

enum { TEN_MEGABYTES = 10 * 1024 * 1024 };

static void ten_megabytes_of_length_are_too_large(void **state)
{
    struct stage *stage = *state;
    char *body = arena_alloc(&stage->arena, TEN_MEGABYTES);

    memset(body, ' ', TEN_MEGABYTES);
    stage_refuses_for_good(
        stage, stage_order(stage, (struct slice){body, TEN_MEGABYTES}), 413,
        "1048576");
}

/* Ten times 1 MiB in chunks of 4 KiB. */
static void ten_megabytes_of_chunks_are_too_large(void **state)
{
    enum { PIECE = 4096 + 8, PIECES = TEN_MEGABYTES / 4096 };
    struct stage *stage = *state;
    char *body = arena_alloc(&stage->arena, PIECE * PIECES + 5);

    memset(body, ' ', PIECE * PIECES);
    for (char *at = body; at < body + PIECE * PIECES; at += PIECE) {
        memcpy(at, "1000\r\n", 6);
        memcpy(at + PIECE - 2, "\r\n", 2);
    }
    memcpy(body + PIECE * PIECES, "0\r\n\r\n", 5);
    stage_refuses_for_good(stage,
                           framed(stage,
                                  SLICE("Transfer-Encoding: chunked\r\n"),
                                  (struct slice){body, PIECE * PIECES + 5}),
                           413, "1048576");
}

static void a_chunk_extension_of_a_megabyte_is_refused(void **state)
{
    enum { BYTES = 1024 * 1024 };
    struct stage *stage = *state;
    char *body = arena_alloc(&stage->arena, BYTES);

    memset(body, 'e', BYTES);
    memcpy(body, "37;", 3);
    stage_refuses_for_good(stage,
                           framed(stage,
                                  SLICE("Transfer-Encoding: chunked\r\n"),
                                  (struct slice){body, BYTES}),
                           400, "");
}

static void trailers_of_a_megabyte_are_refused(void **state)
{
    enum { BYTES = 1024 * 1024 };
    struct stage *stage = *state;
    char *body = arena_alloc(&stage->arena, BYTES);

    memset(body, 'e', BYTES);
    memcpy(body, "0\r\nA: ", 6);
    stage_refuses_for_good(stage,
                           framed(stage,
                                  SLICE("Transfer-Encoding: chunked\r\n"),
                                  (struct slice){body, BYTES}),
                           400, "");
}

static const struct CMUnitTest tests[] = {
    ATTACK(lengths_that_are_no_number_are_refused),
    ATTACK(two_lengths_are_refused),
    ATTACK(a_length_beside_an_encoding_is_refused),
    ATTACK(encodings_but_chunked_are_refused),
    ATTACK(an_encoding_in_http_1_0_is_refused),
    ATTACK(chunks_of_no_size_are_refused),
    ATTACK(ten_megabytes_of_length_are_too_large),
    ATTACK(ten_megabytes_of_chunks_are_too_large),
    ATTACK(a_chunk_extension_of_a_megabyte_is_refused),
    ATTACK(trailers_of_a_megabyte_are_refused),
};

const struct suite suite_bodies = SUITE("bodies", tests);
