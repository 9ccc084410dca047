/*
 * order_lines_test -- how a learner may write what is ordered.
 */
#include "tutor/commands/order_lines.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void expect_line(const char *word, const char *sku, int64_t quantity)
{
    struct order_line line;
    assert_int_equal(order_line_parse(word, &line), ERROR_OK);
    assert_string_equal(line.sku, sku);
    assert_int_equal(line.quantity, quantity);
}

static void four_signs_mean_times(void **state)
{
    (void)state;
    expect_line("MUG×2", "MUG", 2);
    expect_line("MUGx2", "MUG", 2);
    expect_line("MUG*12", "MUG", 12);
    expect_line("MUG:3", "MUG", 3);
}

static void a_sku_alone_means_one(void **state)
{
    (void)state;
    expect_line("MUG", "MUG", 1);
    expect_line("BOX2", "BOX2", 1);
    expect_line("FOX", "FOX", 1);
}

static void only_the_last_sign_counts(void **state)
{
    (void)state;
    expect_line("BOXx2", "BOX", 2);
    expect_line("A:B:2", "A:B", 2);
}

static void quantities_that_the_shop_refuses_are_sent(void **state)
{
    (void)state;
    expect_line("MUG×0", "MUG", 0);
    expect_line("MUG×1000", "MUG", 1000);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct order_line line = {.sku = "same"};
    char long_word[200];
    memset(long_word, 'A', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    assert_int_equal(order_line_parse("", &line), ERROR_USAGE);
    assert_int_equal(order_line_parse("×2", &line), ERROR_USAGE);
    assert_int_equal(order_line_parse("MUG×99999999999", &line), ERROR_USAGE);
    assert_int_equal(order_line_parse(long_word, &line), ERROR_USAGE);
    assert_string_equal(line.sku, "same");
}

static void the_body_is_json(void **state)
{
    (void)state;
    struct arena arena;
    struct order_line lines[] = {{"MUG", 2}, {"P\"N", 1}};
    arena_init(&arena, 1 << 16);
    assert_string_equal(order_body(&arena, 7, lines, 2),
                        "{\"customer_id\":7,\"lines\":[{\"sku\":\"MUG\","
                        "\"quantity\":2},{\"sku\":\"P\\\"N\","
                        "\"quantity\":1}]}");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_signs_mean_times),
        cmocka_unit_test(a_sku_alone_means_one),
        cmocka_unit_test(only_the_last_sign_counts),
        cmocka_unit_test(quantities_that_the_shop_refuses_are_sent),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(the_body_is_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
