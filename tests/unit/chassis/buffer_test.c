/*
 * buffer_test -- growing, the limit, and slices.
 */
#include "chassis/buffer.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void appended_bytes_stand_one_behind_the_other(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 100);
    buffer_text(&buffer, "one");
    buffer_byte(&buffer, '-');
    buffer_format(&buffer, "%d", 2);
    buffer_append(&buffer, "\0x", 2);
    buffer_text(&buffer, NULL);
    assert_int_equal(buffer.length, 7);
    assert_memory_equal(buffer.data, "one-2\0x", 8);
    assert_int_equal(buffer_error(&buffer), ERROR_OK);
    buffer_release(&buffer);
}

static void the_limit_is_reached_and_not_passed(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 3);
    buffer_text(&buffer, "abc");
    assert_int_equal(buffer_error(&buffer), ERROR_OK);
    buffer_byte(&buffer, 'd');
    assert_int_equal(buffer_error(&buffer), ERROR_TOO_LARGE);
    assert_string_equal(buffer.data, "abc");
    buffer_release(&buffer);
}

static void a_failure_stays_until_the_buffer_is_emptied(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 4);
    buffer_text(&buffer, "too long");
    buffer_text(&buffer, "ab");
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer_error(&buffer), ERROR_TOO_LARGE);
    buffer_reset(&buffer);
    buffer_text(&buffer, "ab");
    assert_int_equal(buffer_error(&buffer), ERROR_OK);
    assert_string_equal(buffer.data, "ab");
    buffer_release(&buffer);
}

static void a_formatted_text_of_any_length_fits_as_a_whole(void **state)
{
    (void)state;
    struct buffer buffer;
    for (int length = 250; length < 262; length++) {
        buffer_init(&buffer, 4096);
        buffer_format(&buffer, "%*d", length, 7);
        assert_int_equal(buffer.length, length);
        assert_int_equal(buffer.data[length - 1], '7');
        assert_int_equal(buffer.data[length], '\0');
        buffer_release(&buffer);
    }
    buffer_init(&buffer, 300);
    buffer_format(&buffer, "%301d", 7);
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer_error(&buffer), ERROR_TOO_LARGE);
    buffer_release(&buffer);
}

static void consumed_bytes_leave_at_the_front(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 100);
    buffer_consume(&buffer, 0);
    buffer_text(&buffer, "abcdef");
    buffer_consume(&buffer, 2);
    assert_string_equal(buffer.data, "cdef");
    buffer_consume(&buffer, 4);
    assert_string_equal(buffer.data, "");
    buffer_release(&buffer);
}

static void a_cut_takes_the_end_and_the_failure_back(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 6);
    buffer_text(&buffer, "line\n");
    buffer_text(&buffer, "next\n");
    buffer_cut(&buffer, 5);
    assert_int_equal(buffer_error(&buffer), ERROR_OK);
    assert_string_equal(buffer.data, "line\n");
    buffer_release(&buffer);
}

static void many_small_appends_keep_every_byte(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 100000);
    for (int i = 0; i < 100000; i++)
        buffer_byte(&buffer, (char)('a' + i % 26));
    assert_int_equal(buffer_error(&buffer), ERROR_OK);
    for (int i = 0; i < 100000; i++)
        if (buffer.data[i] != (char)('a' + i % 26))
            fail_msg("byte %d differs", i);
    buffer_release(&buffer);
}

static void slices_are_equal_by_bytes(void **state)
{
    (void)state;
    assert_true(slice_equal(SLICE("a\0b"), (struct slice){"a\0b", 3}));
    assert_false(slice_equal(SLICE("a\0b"), SLICE("a\0c")));
    assert_true(slice_is(SLICE("path"), "path"));
    assert_false(slice_is(SLICE("path"), "pat"));
    assert_true(slice_is_nocase(SLICE("Content-TYPE"), "content-type"));
    assert_false(slice_is_nocase(SLICE("a["), "a{"));
    assert_int_equal(slice_of(NULL).length, 0);
    assert_true(slice_is((struct slice){NULL, 0}, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_bytes_stand_one_behind_the_other),
        cmocka_unit_test(the_limit_is_reached_and_not_passed),
        cmocka_unit_test(a_failure_stays_until_the_buffer_is_emptied),
        cmocka_unit_test(a_formatted_text_of_any_length_fits_as_a_whole),
        cmocka_unit_test(consumed_bytes_leave_at_the_front),
        cmocka_unit_test(a_cut_takes_the_end_and_the_failure_back),
        cmocka_unit_test(many_small_appends_keep_every_byte),
        cmocka_unit_test(slices_are_equal_by_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
