/*
 * field_mask_test -- what is asked for is what is printed.
 */
#include "chassis/field_mask.h"

#include <stdio.h>
#include <string.h>

#include "chassis/transcode.h"
#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum error read_mask(const char *text, const struct field_mask **out)
{
    return field_mask_read(&shop__order__descriptor, slice_of(text), &arena,
                           out);
}

/* An order of two lines, printed through that mask. */
static const char *printed(const char *text)
{
    static char line[1024];
    const struct field_mask *mask = NULL;
    struct buffer out;
    struct json_writer json;
    Shop__Order order = SHOP__ORDER__INIT;
    Shop__Line first = SHOP__LINE__INIT, second = first;
    Shop__Line *lines[] = {&first, &second};
    Shop__Payment payment = SHOP__PAYMENT__INIT;
    order.id = (char *)"01J";
    order.total = 500;
    first.sku = (char *)"MUG";
    second.sku = (char *)"PEN";
    order.lines = lines;
    order.n_lines = 2;
    payment.amount = 500;
    order.payment = &payment;
    assert_int_equal(read_mask(text, &mask), ERROR_OK);
    buffer_init(&out, sizeof line);
    json_begin(&json, &out);
    transcode_print_masked(&json, &order.base, mask);
    snprintf(line, sizeof line, "%.*s", (int)out.length, out.data);
    buffer_release(&out);
    return line;
}

static void only_what_was_asked_for_is_printed(void **state)
{
    (void)state;
    assert_string_equal(printed("total,id"), "{\"id\":\"01J\",\"total\":500}");
}

static void a_path_reaches_into_every_item_of_a_list(void **state)
{
    (void)state;
    assert_string_equal(printed("lines.sku"),
                        "{\"lines\":[{\"sku\":\"MUG\"},{\"sku\":\"PEN\"}]}");
    assert_string_equal(printed("payment.amount"),
                        "{\"payment\":{\"amount\":500}}");
}

static void a_message_that_is_named_is_whole(void **state)
{
    (void)state;
    char both[512];
    snprintf(both, sizeof both, "%s", printed("payment"));
    assert_non_null(strstr(both, "\"state\""));
    assert_string_equal(printed("payment.amount,payment"), both);
    assert_string_equal(printed("payment,payment.amount"), both);
}

static void two_paths_join_in_one_message(void **state)
{
    (void)state;
    assert_string_equal(printed("lines.quantity,lines.sku"),
                        "{\"lines\":[{\"sku\":\"MUG\",\"quantity\":0},"
                        "{\"sku\":\"PEN\",\"quantity\":0}]}");
}

static void a_name_that_is_not_there_is_refused_with_those_that_are(
    void **state)
{
    const struct field_mask *mask;
    (void)state;
    assert_int_equal(read_mask("id,colour", &mask), ERROR_MALFORMED);
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "\"colour\""));
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "total"));
    assert_int_equal(read_mask("lines.colour", &mask), ERROR_MALFORMED);
    assert_int_equal(read_mask("id.more", &mask), ERROR_MALFORMED);
}

static void odd_forms_are_refused(void **state)
{
    static const char *const odd[] = {"",    ",",      "id,,total", ".",
                                      ".id", "lines.", "lines..sku"};
    const struct field_mask *mask;
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (read_mask(odd[i], &mask) != ERROR_MALFORMED)
            fail_msg("\"%s\" was taken", odd[i]);
}

static void a_name_said_a_hundred_times_is_one_name(void **state)
{
    char text[400] = "id";
    const struct field_mask *mask;
    (void)state;
    for (int i = 0; i < 100; i++)
        memcpy(text + 2 + 3 * i, ",id", 4);
    assert_int_equal(read_mask(text, &mask), ERROR_OK); /* always the same */
    assert_int_equal(mask->count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_what_was_asked_for_is_printed),
        TEST(a_path_reaches_into_every_item_of_a_list),
        TEST(a_message_that_is_named_is_whole),
        TEST(two_paths_join_in_one_message),
        TEST(a_name_that_is_not_there_is_refused_with_those_that_are),
        TEST(odd_forms_are_refused),
        TEST(a_name_said_a_hundred_times_is_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
