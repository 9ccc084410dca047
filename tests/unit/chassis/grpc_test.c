/*
 * grpc_test -- the byte forms of gRPC: frames, time-outs, percent coding.
 */
#include "chassis/grpc_private.h"

#include <string.h>

#include "chassis/grpc.h"
#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"

/* ---- frames ---- */

static enum error unframe(const char *bytes, size_t length,
                          struct slice *message)
{
    return grpc_unframe((struct slice){bytes, length}, message);
}

static void a_framed_message_is_found_again(void **state)
{
    char body[GRPC_PREFIX_BYTES + 3];
    struct slice message;
    (void)state;
    grpc_prefix((unsigned char *)body, 3);
    memcpy(body + GRPC_PREFIX_BYTES, "abc", 3);
    assert_int_equal(unframe(body, sizeof body, &message), ERROR_OK);
    assert_int_equal(message.length, 3);
    assert_memory_equal(message.data, "abc", 3);
}

static void an_empty_message_is_a_message(void **state)
{
    struct slice message;
    (void)state;
    assert_int_equal(unframe("\0\0\0\0\0", 5, &message), ERROR_OK);
    assert_int_equal(message.length, 0);
}

static void a_compressed_message_is_unimplemented(void **state)
{
    struct slice message;
    (void)state;
    assert_int_equal(unframe("\1\0\0\0\1x", 6, &message), ERROR_UNIMPLEMENTED);
    assert_int_equal(unframe("\2\0\0\0\1x", 6, &message), ERROR_MALFORMED);
}

static void a_message_over_the_limit_is_too_large_whatever_follows(void **state)
{
    unsigned char body[GRPC_PREFIX_BYTES];
    struct slice message;
    (void)state;
    grpc_prefix(body, LIMIT_MESSAGE_BYTES + 1);
    assert_int_equal(unframe((char *)body, sizeof body, &message),
                     ERROR_TOO_LARGE);
    memset(body + 1, 0xff, 4);
    assert_int_equal(unframe((char *)body, sizeof body, &message),
                     ERROR_TOO_LARGE);
}

static void a_body_is_exactly_one_message(void **state)
{
    struct slice message;
    (void)state;
    assert_int_equal(unframe("", 0, &message), ERROR_MALFORMED);
    assert_int_equal(unframe("\0\0\0\0", 4, &message), ERROR_MALFORMED);
    assert_int_equal(unframe("\0\0\0\0\2x", 6, &message), ERROR_MALFORMED);
    assert_int_equal(unframe("\0\0\0\0\1x\0\0\0\0\0", 11, &message),
                     ERROR_MALFORMED);
}

/* ---- time-outs ---- */

static void time_outs_are_read_in_all_units(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {{"1H", 3600000},
                 {"2M", 120000},
                 {"5S", 5000},
                 {"20m", 20},
                 {"1500u", 2},
                 {"1n", 1},
                 {"0m", 0},
                 {"99999999m", 99999999},
                 {"99999999H", 99999999LL * 3600000}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms = -1;
        assert_true(grpc_timeout_parse(slice_of(cases[i].text), &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void other_time_outs_are_refused(void **state)
{
    static const char *const cases[] = {
        "", "S", "5", "5s", "-1S", "+1", "1.5", "5 ", "123456789m", "0x1S"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms = -1;
        assert_false(grpc_timeout_parse(slice_of(cases[i]), &ms));
        assert_int_equal(ms, -1);
    }
}

static void a_printed_time_out_is_read_back(void **state)
{
    static const int64_t exact[] = {0, 1, 999, 1000, 99999999};
    char text[GRPC_TIMEOUT_BYTES];
    int64_t ms;
    (void)state;
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        grpc_timeout_format(exact[i], text);
        assert_true(grpc_timeout_parse(slice_of(text), &ms));
        assert_int_equal(ms, exact[i]);
    }
    grpc_timeout_format(100000000, text);
    assert_string_equal(text, "100000S");
    grpc_timeout_format(INT64_MAX, text);
    assert_string_equal(text, "99999999H");
    grpc_timeout_format(-5, text);
    assert_string_equal(text, "0m");
}

/* ---- percent coding ---- */

static void any_sentence_survives_percent_coding(void **state)
{
    static const char *const cases[] = {"",          "plain",   "100 % sure",
                                        "잔액 부족", "a\nb\tc", "%41"};
    char coded[GRPC_MESSAGE_BYTES], text[ERROR_DETAIL_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        grpc_percent_encode(cases[i], coded, sizeof coded);
        for (const char *c = coded; *c; c++)
            assert_true(*c >= 0x20 && *c <= 0x7e);
        grpc_percent_decode(slice_of(coded), text, sizeof text);
        assert_string_equal(text, cases[i]);
    }
}

static void coding_never_cuts_inside_an_escape(void **state)
{
    char coded[6];
    (void)state;
    grpc_percent_encode("ab\n\n", coded, sizeof coded);
    assert_string_equal(coded, "ab%0A");
    grpc_percent_encode("abc\n\n", coded, sizeof coded);
    assert_string_equal(coded, "abc");
}

static void broken_escapes_stay_and_a_nul_is_shown(void **state)
{
    char text[32];
    (void)state;
    grpc_percent_decode(SLICE("50% off %2 %zz %"), text, sizeof text);
    assert_string_equal(text, "50% off %2 %zz %");
    grpc_percent_decode(SLICE("a%00b"), text, sizeof text);
    assert_string_equal(text, "a?b");
    grpc_percent_decode(SLICE("abcdef"), text, 4);
    assert_string_equal(text, "abc");
}

/* ---- which requests are gRPC ---- */

static bool is_grpc(const char *content_type)
{
    const struct http_header header = {SLICE("content-type"),
                                       slice_of(content_type)};
    const struct http_request request = {.headers = &header, .header_count = 1};
    return grpc_is(&request);
}

static void the_content_type_says_what_is_grpc(void **state)
{
    const struct http_request bare = {0};
    (void)state;
    assert_true(is_grpc("application/grpc"));
    assert_true(is_grpc("application/grpc+proto"));
    assert_true(is_grpc("application/grpc;charset=utf-8"));
    assert_false(is_grpc("application/grpc-web"));
    assert_false(is_grpc("application/json"));
    assert_false(is_grpc("application/gr"));
    assert_false(grpc_is(&bare));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_framed_message_is_found_again),
        cmocka_unit_test(an_empty_message_is_a_message),
        cmocka_unit_test(a_compressed_message_is_unimplemented),
        cmocka_unit_test(
            a_message_over_the_limit_is_too_large_whatever_follows),
        cmocka_unit_test(a_body_is_exactly_one_message),
        cmocka_unit_test(time_outs_are_read_in_all_units),
        cmocka_unit_test(other_time_outs_are_refused),
        cmocka_unit_test(a_printed_time_out_is_read_back),
        cmocka_unit_test(any_sentence_survives_percent_coding),
        cmocka_unit_test(coding_never_cuts_inside_an_escape),
        cmocka_unit_test(broken_escapes_stay_and_a_nul_is_shown),
        cmocka_unit_test(the_content_type_says_what_is_grpc)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
