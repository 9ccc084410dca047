/*
 * json_read_test -- what is read, what is refused, and that nothing explodes.
 */
#include "chassis/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/limits.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* The bytes stand in memory of their exact size: ASan sees one too many. */
static enum error parse_bytes(const char *bytes, size_t length,
                              const struct json **out)
{
    char *exact = malloc(length ? length : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    enum error error = json_parse(exact, length, &arena, out);
    free(exact);
    return error;
}

static const struct json *parsed(const char *text)
{
    const struct json *json = NULL;
    enum error error = parse_bytes(text, strlen(text), &json);
    if (error)
        fail_msg("%s: %s", text, error_detail(error));
    return json;
}

static void is_refused(const char *text, const char *because)
{
    const struct json *json = NULL;
    enum error error = parse_bytes(text, strlen(text), &json);
    if (error != ERROR_MALFORMED)
        fail_msg("\"%s\" gave %s", text, error_slug(error));
    assert_null(json);
    if (!strstr(error_detail(error), because))
        fail_msg("\"%s\": %s", text, error_detail(error));
}

static void a_tree_has_all_its_kinds(void **state)
{
    (void)state;
    const struct json *json = parsed(
        " {\"a\":[1,\"x\",null,true,false,{}],\t\"b\":{\"c\":-2.5}}\r\n");
    assert_int_equal(json->kind, JSON_OBJECT);
    assert_int_equal(json->count, 2);
    const struct json *a = json_member(json, "a");
    assert_int_equal(a->kind, JSON_ARRAY);
    assert_int_equal(a->count, 6);
    const struct json *at = a->first;
    assert_int_equal(at->integer, 1);
    assert_null(at->key);
    at = at->next;
    assert_string_equal(at->text, "x");
    at = at->next;
    assert_int_equal(at->kind, JSON_NULL);
    at = at->next;
    assert_true(at->kind == JSON_BOOL && at->boolean);
    at = at->next;
    assert_true(at->kind == JSON_BOOL && !at->boolean);
    assert_int_equal(at->next->kind, JSON_OBJECT);
    assert_null(at->next->next);
    const struct json *c = json_member(json_member(json, "b"), "c");
    assert_false(c->is_integer);
    assert_true(c->number == -2.5);
    assert_null(json_member(json, "z"));
    assert_null(json_member(a, "a"));
    assert_null(json_member(NULL, "a"));
}

static void a_single_value_is_json_too(void **state)
{
    (void)state;
    assert_int_equal(parsed("null")->kind, JSON_NULL);
    assert_int_equal(parsed(" 7 ")->integer, 7);
    assert_string_equal(parsed("\"\"")->text, "");
}

static void is_whole(const char *text, int64_t wanted)
{
    const struct json *json = parsed(text);
    if (!json->is_integer || json->integer != wanted)
        fail_msg("%s was not read as whole", text);
}

static void whole_numbers_are_exact(void **state)
{
    (void)state;
    is_whole("9223372036854775807", INT64_MAX);
    is_whole("-9223372036854775808", INT64_MIN);
    is_whole("9007199254740993", 9007199254740993);
    is_whole("9007199254740993.0", 9007199254740993);
    is_whole("-0", 0);
    is_whole("0", 0);
    is_whole("0.000e99", 0);
    is_whole("1.0", 1);
    is_whole("1.50e1", 15);
    is_whole("1e3", 1000);
    is_whole("1E+18", 1000000000000000000);
    is_whole("1200e-2", 12);
}

static void what_is_not_whole_says_so(void **state)
{
    (void)state;
    static const char *const texts[] = {"1.5",
                                        "0.1",
                                        "1e-1",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "1e19",
                                        "1e-400",
                                        "1.0000000000000000000000001",
                                        "1e300"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct json *json = parsed(texts[i]);
        assert_int_equal(json->kind, JSON_NUMBER);
        if (json->is_integer)
            fail_msg("%s was taken for a whole number", texts[i]);
    }
}

static void each_number_keeps_its_own_digits(void **state)
{
    (void)state;
    const struct json *json =
        parsed("{\"1\":10,\"a\\\"2\":\"3 -4\",\"5\":[9007199254740993,-6]}");
    assert_int_equal(json_member(json, "1")->integer, 10);
    const struct json *five = json_member(json, "5");
    assert_true(five->first->integer == 9007199254740993);
    assert_int_equal(five->first->next->integer, -6);
}

static void numbers_out_of_the_grammar_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "01",  "-01",      "+1",        ".5",    "1.",  "1.e1",
        "1e",  "1e+",      "-",         "--1",   "0x1", "1_0",
        "NaN", "Infinity", "-Infinity", "1e1.5", "00"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        is_refused(texts[i], "at byte");
    is_refused("1e400", "too large");
    is_refused("-1e400", "too large");
    is_refused("[1,1e99999999999999999999]", "too large");
    is_refused("0.00000000000000000000000000000000000000000000000000000000000"
               "001",
               "63 characters");
}

static void texts_are_unescaped(void **state)
{
    (void)state;
    const struct json *json =
        parsed("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uac00\\uD83D\\uDE00\"");
    assert_string_equal(json->text, "\"\\/\b\f\n\r\tA\xea\xb0\x80"
                                    "\xf0\x9f\x98\x80");
    assert_int_equal(json->text_length, strlen(json->text));
}

static void texts_that_could_be_misread_are_refused(void **state)
{
    (void)state;
    is_refused("\"\\u0000\"", "\\u0000");
    is_refused("\"\\ud800\"", "surrogate");
    is_refused("\"\\udc00\"", "surrogate");
    is_refused("\"\\ud800\\u0041\"", "surrogate");
    is_refused("\"\\ud800x\"", "surrogate");
    is_refused("\"\\u12g4\"", "hexadecimal");
    is_refused("\"\\u12", "hexadecimal");
    is_refused("\"\\x41\"", "escape");
    is_refused("\"\\", "ends inside");
    is_refused("\"abc", "ends inside");
    is_refused("\"a\tb\"", "control");
    is_refused("\"a\nb\"", "control");
    is_refused("\"\xff\"", "UTF-8");
    is_refused("\"\xed\xa0\x80\"", "UTF-8");
    is_refused("\"\xea\xb0", "UTF-8");
    is_refused("'a'", "value");
}

static void lists_out_of_the_grammar_are_refused(void **state)
{
    (void)state;
    is_refused("", "ends where");
    is_refused("   ", "ends where");
    is_refused("[1,]", "value");
    is_refused("[,1]", "value");
    is_refused("[1 2]", "comma");
    is_refused("[1", "comma");
    is_refused("{\"a\":1,}", "key");
    is_refused("{a:1}", "key");
    is_refused("{\"a\" 1}", "colon");
    is_refused("{\"a\":}", "value");
    is_refused("{\"a\":1", "comma");
    is_refused("[1}", "comma");
    is_refused("1 2", "nothing may follow");
    is_refused("{} x", "nothing may follow");
    is_refused("\xef\xbb\xbf{}", "value");
    is_refused("tru", "words");
    is_refused("nul1", "words");
    is_refused("[1,/* */2]", "value");
    is_refused("\v1", "value");
}

static void a_nul_byte_is_no_end(void **state)
{
    (void)state;
    const struct json *json = NULL;
    assert_int_equal(parse_bytes("{}\0", 3, &json), ERROR_MALFORMED);
    assert_int_equal(parse_bytes("\"a\0b\"", 5, &json), ERROR_MALFORMED);
    assert_int_equal(parse_bytes("\0", 1, &json), ERROR_MALFORMED);
}

static void a_key_twice_is_refused(void **state)
{
    (void)state;
    is_refused("{\"a\":1,\"b\":2,\"a\":3}", "key \"a\" twice");
    is_refused("{\"a\":1,\"\\u0061\":3}", "twice");
    is_refused("[{\"x\":{\"\":1,\"\":2}}]", "twice");
    parsed("{\"a\":{\"a\":1},\"A\":2}");
}

static void members_and_depth_are_bounded(void **state)
{
    (void)state;
    char text[8192];
    size_t at = 0;
    text[at++] = '{';
    for (int i = 0; i < LIMIT_JSON_MEMBERS; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s\"k%d\":0",
                               i ? "," : "", i);
    snprintf(text + at, sizeof text - at, "}");
    assert_int_equal(parsed(text)->count, LIMIT_JSON_MEMBERS);
    snprintf(text + at, sizeof text - at, ",\"one more\":0}");
    is_refused(text, "256 members");

    memset(text, '[', LIMIT_JSON_DEPTH);
    memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
    text[2 * LIMIT_JSON_DEPTH] = '\0';
    parsed(text);
    memset(text, '[', LIMIT_JSON_DEPTH + 1);
    is_refused(text, "deeper than 32");
}

static void a_hundred_thousand_brackets_are_one_refusal(void **state)
{
    (void)state;
    enum { BRACKETS = 100000 };
    char *text = malloc(BRACKETS);
    const struct json *json = NULL;
    assert_non_null(text);
    memset(text, '[', BRACKETS);
    assert_int_equal(parse_bytes(text, BRACKETS, &json), ERROR_MALFORMED);
    free(text);
}

static void more_values_than_memory_are_refused(void **state)
{
    (void)state;
    enum { VALUES = 500000 };
    char *text = malloc(2 * VALUES + 1);
    const struct json *json = NULL;
    assert_non_null(text);
    for (size_t i = 0; i < VALUES; i++)
        memcpy(text + 2 * i, i ? ",0" : "[0", 2);
    text[2 * VALUES] = ']';
    assert_int_equal(parse_bytes(text, 2 * VALUES + 1, &json), ERROR_TOO_LARGE);
    assert_null(json);
    free(text);
}

static void any_damage_is_refused_or_read_without_harm(void **state)
{
    (void)state;
    static const char good[] = "{\"a\":[1,-2.5e3,\"\\u00e9\\n\xea\xb0\x80\"],"
                               "\"b\":{\"c\":null,\"d\":true},\"e\":0}";
    struct random random;
    random_seed(&random, 20);
    for (int round = 0; round < 20000; round++) {
        char text[sizeof good];
        const struct json *json = NULL;
        memcpy(text, good, sizeof good);
        size_t length = random_below(&random, sizeof good);
        for (int i = 0; i < 2; i++)
            text[random_below(&random, sizeof good - 1)] =
                (char)random_next(&random);
        parse_bytes(text, length, &json);
        arena_reset(&arena);
    }
}

#define READING(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READING(a_tree_has_all_its_kinds),
        READING(a_single_value_is_json_too),
        READING(whole_numbers_are_exact),
        READING(what_is_not_whole_says_so),
        READING(each_number_keeps_its_own_digits),
        READING(numbers_out_of_the_grammar_are_refused),
        READING(texts_are_unescaped),
        READING(texts_that_could_be_misread_are_refused),
        READING(lists_out_of_the_grammar_are_refused),
        READING(a_nul_byte_is_no_end),
        READING(a_key_twice_is_refused),
        READING(members_and_depth_are_bounded),
        READING(a_hundred_thousand_brackets_are_one_refusal),
        READING(more_values_than_memory_are_refused),
        READING(any_damage_is_refused_or_read_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
