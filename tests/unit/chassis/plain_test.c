/*
 * plain_test -- nothing that a terminal would obey comes through.
 */
#include "chassis/plain.h"

#include <string.h>

#include "chassis/json.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

static void is_shown_as(const char *bytes, size_t length, const char *wanted)
{
    struct buffer out;
    buffer_init(&out, 4096);
    plain_text(&out, bytes, length);
    assert_string_equal(out.data ? out.data : "", wanted);
    buffer_release(&out);
}

#define SHOWN(literal, wanted) \
    is_shown_as((literal), sizeof(literal) - 1, (wanted))

static void readable_text_stays_as_it_is(void **state)
{
    (void)state;
    SHOWN("", "");
    SHOWN("a mug, 9900 won \\ ~", "a mug, 9900 won \\ ~");
    SHOWN("머그컵 é \xf0\x9f\x98\x80", "머그컵 é \xf0\x9f\x98\x80");
}

static void control_characters_are_written_out(void **state)
{
    (void)state;
    SHOWN("\x1b[2J", "\\x1b[2J");
    SHOWN("a\0b\tc\nd\re\x7f", "a\\x00b\\x09c\\x0ad\\x0de\\x7f");
    SHOWN("\xc2\x9b"
          "2J",
          "\\u{009b}2J");
}

static void marks_that_turn_or_hide_text_are_written_out(void **state)
{
    (void)state;
    SHOWN("a\xe2\x80\xae"
          "b",
          "a\\u{202e}b");
    SHOWN("\xe2\x81\xa6", "\\u{2066}");
    SHOWN("\xe2\x80\x8b", "\\u{200b}");
    SHOWN("\xef\xbb\xbf", "\\u{feff}");
    SHOWN("\xd8\x9c", "\\u{061c}");
    SHOWN("\xf3\xa0\x80\x81", "\\u{e0001}");
}

static void bytes_that_are_not_utf_8_are_written_out(void **state)
{
    (void)state;
    SHOWN("\xff", "\\xff");
    SHOWN("\xc0\x9b", "\\xc0\\x9b");
    SHOWN("\xea\xb0", "\\xea\\xb0");
    SHOWN("\x9b"
          "2J",
          "\\x9b2J");
}

static void whatever_goes_in_no_control_comes_out(void **state)
{
    (void)state;
    struct random random;
    struct buffer out;
    random_seed(&random, 3);
    buffer_init(&out, 4096);
    for (int round = 0; round < 5000; round++) {
        char bytes[32];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)random_next(&random);
        buffer_reset(&out);
        plain_text(&out, bytes, sizeof bytes);
        assert_true(utf8_valid(out.data, out.length));
        for (size_t i = 0; i < out.length; i++)
            assert_true((unsigned char)out.data[i] >= 0x20);
        assert_null(strchr(out.data, 0x7f));
    }
    buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readable_text_stays_as_it_is),
        cmocka_unit_test(control_characters_are_written_out),
        cmocka_unit_test(marks_that_turn_or_hide_text_are_written_out),
        cmocka_unit_test(bytes_that_are_not_utf_8_are_written_out),
        cmocka_unit_test(whatever_goes_in_no_control_comes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
