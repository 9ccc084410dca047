/*
 * json_test -- what the writer prints.
 */
#include "chassis/json.h"

#include <math.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static struct buffer out;
static struct json_writer json;

static int begin(void **state)
{
    (void)state;
    buffer_init(&out, 4096);
    json_begin(&json, &out);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buffer_release(&out);
    return 0;
}

static void commas_stand_between_and_nowhere_else(void **state)
{
    (void)state;
    json_object_open(&json);
    json_key_int(&json, "a", 1);
    json_key(&json, "b");
    json_array_open(&json);
    json_array_close(&json);
    json_key(&json, "c");
    json_array_open(&json);
    json_object_open(&json);
    json_object_close(&json);
    json_text(&json, "x");
    json_null(&json);
    json_array_close(&json);
    json_key_bool(&json, "d", true);
    json_object_close(&json);
    assert_string_equal(out.data,
                        "{\"a\":1,\"b\":[],\"c\":[{},\"x\",null],\"d\":true}");
}

static void integers_are_exact_to_the_last_one(void **state)
{
    (void)state;
    json_array_open(&json);
    json_int(&json, INT64_MIN);
    json_int(&json, INT64_MAX);
    json_uint(&json, UINT64_MAX);
    json_int(&json, 0);
    json_int(&json, -1);
    json_array_close(&json);
    assert_string_equal(out.data, "[-9223372036854775808,9223372036854775807,"
                                  "18446744073709551615,0,-1]");
}

static void doubles_read_back_as_the_same_number(void **state)
{
    (void)state;
    json_array_open(&json);
    json_double(&json, 0.1);
    json_double(&json, 1.0 / 3);
    json_double(&json, 1e300);
    json_double(&json, NAN);
    json_double(&json, -INFINITY);
    json_array_close(&json);
    assert_string_equal(out.data, "[0.1,0.33333333333333331,1e+300,null,null]");
}

/* A terminal obeys C1 controls in UTF-8 as well, and reads a line backwards
 * where it is told to; the text stays the same for who reads JSON. */
static void what_a_terminal_obeys_is_escaped(void **state)
{
    (void)state;
    json_text(&json, "\xc2\x9b"
                     "2J \xe2\x80\xae \xe2\x80\x8b \xef\xbb\xbf "
                     "\xf3\xa0\x80\x81 머그 \xf0\x9f\x98\x80");
    assert_string_equal(out.data, "\"\\u009b2J \\u202e \\u200b \\ufeff "
                                  "\\udb40\\udc01 머그 \xf0\x9f\x98\x80\"");
}

static void texts_are_escaped(void **state)
{
    (void)state;
    json_text(&json, "\"\\/\b\f\n\r\t\x01\x1b\x7f");
    assert_string_equal(out.data, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001b"
                                  "\\u007f\"");
}

static void a_text_may_hold_a_nul(void **state)
{
    (void)state;
    json_text_n(&json, "a\0b", 3);
    assert_string_equal(out.data, "\"a\\u0000b\"");
}

static void no_text_is_an_empty_one(void **state)
{
    (void)state;
    json_array_open(&json);
    json_text(&json, NULL);
    json_text_n(&json, NULL, 0);
    json_array_close(&json);
    assert_string_equal(out.data, "[\"\",\"\"]");
}

static void bytes_that_are_not_utf_8_are_replaced(void **state)
{
    (void)state;
    json_text(&json, "\xea\xb0\x80"
                     "a\xff"
                     "b\xc0\x80");
    assert_string_equal(out.data, "\"\xea\xb0\x80"
                                  "a\xef\xbf\xbd"
                                  "b\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void utf_8_is_told_from_what_is_not(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "a",
                                       "\xc2\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {
        "\x80",         "\xc1\xbf",     "\xe0\x9f\xbf",     "\xed\xa0\x80",
        "\xef\xbf",     "\xf5\x80\x80", "\xf4\x90\x80\x80", "\xf0\x8f\xbf\xbf",
        "\xe2\x28\xa1", "\xc3"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(utf8_valid(bad[i], strlen(bad[i])));
}

#define WRITING(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WRITING(commas_stand_between_and_nowhere_else),
        WRITING(integers_are_exact_to_the_last_one),
        WRITING(doubles_read_back_as_the_same_number),
        WRITING(texts_are_escaped),
        WRITING(what_a_terminal_obeys_is_escaped),
        WRITING(a_text_may_hold_a_nul),
        WRITING(no_text_is_an_empty_one),
        WRITING(bytes_that_are_not_utf_8_are_replaced),
        WRITING(utf_8_is_told_from_what_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
