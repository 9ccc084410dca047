/*
 * Chunked bodies: the one way to write them, and the many ways not to. Each is
 * given at once and then byte by byte; both must end alike.
 */
#include <string.h>

#include "chassis/http_private.h"
#include "tests/support/cmocka_all.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum error in_pieces(struct slice body, size_t piece,
                            struct http1_chunks *chunks)
{
    enum error error = ERROR_OK;

    *chunks = (struct http1_chunks){0};
    for (size_t at = 0; at < body.length && !error; at += piece) {
        size_t left = body.length - at;

        error = http1_chunks_check(chunks, body.data + at,
                                   left < piece ? left : piece);
    }
    return error;
}

static void ends_as(struct slice body, enum error want)
{
    struct http1_chunks chunks;

    for (size_t piece = 1; piece <= body.length; piece++)
        if (in_pieces(body, piece, &chunks) != want)
            fail_msg("in pieces of %zu: %.*s", piece, (int)body.length,
                     body.data);
}

static void plain_chunks_pass(void **state)
{
    static const struct slice all[] = {
        SLICE("0\r\n\r\n"),
        SLICE("5\r\nhello\r\n0\r\n\r\n"),
        SLICE("0005\r\nhello\r\n00\r\n\r\n"),
        SLICE("1\r\n\n\r\n0\r\n\r\n"),
        SLICE("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"),
        SLICE("5;name=value\r\nhello\r\n0;last\r\n\r\n"),
        SLICE("0\r\nTrailer: value\r\nX:\r\n\r\n"),
        SLICE("0\r\n\r\nGET / HTTP/1.1\n\n"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        ends_as(all[i], ERROR_OK);
}

static void chunks_that_two_could_cut_differently_are_malformed(void **state)
{
    static const struct slice all[] = {
        SLICE("\r\n"),
        SLICE(" 5\r\n"),
        SLICE("5 \r\n"),
        SLICE("+5\r\n"),
        SLICE("0x5\r\n"),
        SLICE("5\n"),
        SLICE("5\r\r\n"),
        SLICE("5\rhello"),
        SLICE("00000000000000005\r\n"),
        SLICE("5;a\nhello"),
        SLICE("5;a\0b\r\n"),
        SLICE("5\r\nhello0\r\n"),
        SLICE("5\r\nhelloXX0\r\n"),
        SLICE("5\r\nhello\n0\r\n"),
        SLICE("5\r\nhello\r0\r\n"),
        SLICE("0\r\n\n"),
        SLICE("0\r\n\rX"),
        SLICE("0\r\nA : b\r\n\r\n"),
        SLICE("0\r\nA\r\n\r\n"),
        SLICE("0\r\n: b\r\n\r\n"),
        SLICE("0\r\nA: b\n\r\n"),
        SLICE("0\r\nA: b\rc\r\n\r\n"),
        SLICE("0\r\n A: b\r\n\r\n"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        ends_as(all[i], ERROR_MALFORMED);
}

static void a_size_over_the_bodys_limit_is_too_large(void **state)
{
    (void)state;
    ends_as(SLICE("100000\r\n"), ERROR_OK);
    ends_as(SLICE("100001\r\n"), ERROR_TOO_LARGE);
    ends_as(SLICE("ffffffffffffffff\r\n"), ERROR_TOO_LARGE);
    ends_as(SLICE("10000000000000000\r\n"), ERROR_TOO_LARGE);
}

static void the_name_of_a_header_is_a_token(void **state)
{
    static const struct slice bad[] = {
        SLICE("GET / HTTP/1.1\r\nA : b\r\n"),
        SLICE("GET / HTTP/1.1\r\nA b: c\r\n"),
        SLICE("GET / HTTP/1.1\r\nA\t: b\r\n"),
        SLICE("GET / HTTP/1.1\r\nA\r\n"),
        SLICE("GET / HTTP/1.1\r\nA\0: b\r\n"),
        SLICE("GET / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n"),
    };
    static const struct slice good =
        SLICE("GET / HTTP/1.1\r\nx!#$%&'*+-.^_`|~09AZ: b : c\r\n\r\n");
    struct http1_scan scan = {0};
    size_t end;

    (void)state;
    assert_int_equal(http1_scan(&scan, good.data, good.length, &end), ERROR_OK);
    assert_int_equal(end, good.length);
    for (size_t i = 0; i < COUNT(bad); i++) {
        scan = (struct http1_scan){0};
        assert_int_equal(http1_scan(&scan, bad[i].data, bad[i].length, &end),
                         ERROR_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_chunks_pass),
        cmocka_unit_test(chunks_that_two_could_cut_differently_are_malformed),
        cmocka_unit_test(a_size_over_the_bodys_limit_is_too_large),
        cmocka_unit_test(the_name_of_a_header_is_a_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
