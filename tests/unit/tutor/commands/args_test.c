/*
 * args_test -- words, options, numbers, rates and durations; and what is said
 * when they are wrong.
 */
#include "tutor/commands/args.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/text.h"

static const struct option_spec specs[] = {
    {"customer", "N", COMPLETE_NOTHING},
    {"line", "SKU×N", COMPLETE_LINE},
    {"allow-running", NULL, COMPLETE_NOTHING},
    {NULL, NULL, COMPLETE_NOTHING}};

static enum error parse(struct args *args, const char **words, size_t count)
{
    return args_parse(args, specs, (char *const *)words, count);
}

static int english(void **state)
{
    (void)state;
    text_set_korean(false);
    return 0;
}

static void options_may_stand_anywhere(void **state)
{
    (void)state;
    struct args args;
    const char *words[] = {"--customer",     "7",      "both",
                           "--line=MUG×2",   "--line", "PEN",
                           "--allow-running"};
    assert_int_equal(parse(&args, words, 7), ERROR_OK);
    assert_int_equal(args.count, 1);
    assert_string_equal(args_word(&args, 0), "both");
    assert_null(args_word(&args, 1));
    assert_string_equal(args_option(&args, "customer", 0), "7");
    assert_string_equal(args_option(&args, "line", 0), "MUG×2");
    assert_string_equal(args_option(&args, "line", 1), "PEN");
    assert_null(args_option(&args, "line", 2));
    assert_string_equal(args_option(&args, "allow-running", 0), "");
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    struct args args;
    const char *words[] = {"--", "--customer"};
    assert_int_equal(parse(&args, words, 2), ERROR_OK);
    assert_string_equal(args_word(&args, 0), "--customer");
}

static void a_near_option_is_named(void **state)
{
    (void)state;
    struct args args;
    const char *words[] = {"--custmer", "7"};
    assert_int_equal(parse(&args, words, 2), ERROR_USAGE);
    assert_non_null(strstr(error_detail(ERROR_USAGE), "--customer"));
}

static void an_option_without_its_value_is_refused(void **state)
{
    (void)state;
    struct args args;
    const char *words[] = {"both", "--customer"};
    assert_int_equal(parse(&args, words, 2), ERROR_USAGE);
    const char *flag[] = {"--allow-running=yes"};
    assert_int_equal(parse(&args, flag, 1), ERROR_USAGE);
}

static size_t split(const char *line, char **words, struct arena *arena)
{
    size_t count = 0;
    assert_int_equal(args_split(line, arena, words, ARGS_WORDS, &count),
                     ERROR_OK);
    return count;
}

static void quotes_keep_words_together(void **state)
{
    (void)state;
    struct arena arena;
    char *words[ARGS_WORDS];
    arena_init(&arena, 1 << 20);
    assert_int_equal(
        split(
            "  rpc payments.Wallet '{\"customer_id\": 7}' \"a \\\" b\" c\\ d ",
            words, &arena),
        5);
    assert_string_equal(words[1], "payments.Wallet");
    assert_string_equal(words[2], "{\"customer_id\": 7}");
    assert_string_equal(words[3], "a \" b");
    assert_string_equal(words[4], "c d");
    assert_int_equal(split("", words, &arena), 0);
    assert_int_equal(split("''", words, &arena), 1);
    arena_release(&arena);
}

static void an_open_quote_and_too_many_words_are_refused(void **state)
{
    (void)state;
    struct arena arena;
    char *words[2];
    size_t count = 99;
    arena_init(&arena, 1 << 20);
    assert_int_equal(args_split("get 'x", &arena, words, 2, &count),
                     ERROR_USAGE);
    assert_int_equal(args_split("a b c", &arena, words, 2, &count),
                     ERROR_USAGE);
    assert_int_equal(count, 99);
    arena_release(&arena);
}

static void numbers_are_strict(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "x",
                                        "7x",
                                        "0x7",
                                        "+7",
                                        " 7",
                                        "101",
                                        "-1",
                                        "0",
                                        "7.0",
                                        "99999999999999999999"};
    int64_t value = -5;
    assert_int_equal(args_number("7", "customer", 1, 100, &value), ERROR_OK);
    assert_int_equal(value, 7);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(args_number(wrong[i], "customer", 1, 100, &value),
                         ERROR_USAGE);
    assert_int_equal(value, 7);
}

static void rates_and_durations_have_units(void **state)
{
    (void)state;
    double rate = 0;
    int64_t ms = 0;
    assert_int_equal(args_rate("200/s", &rate), ERROR_OK);
    assert_true(rate == 200);
    assert_int_equal(args_rate("0.5", &rate), ERROR_OK);
    assert_true(rate == 0.5);
    assert_int_equal(args_duration("10s", &ms), ERROR_OK);
    assert_int_equal(ms, 10000);
    assert_int_equal(args_duration("500ms", &ms), ERROR_OK);
    assert_int_equal(ms, 500);
    assert_int_equal(args_duration("1.5m", &ms), ERROR_OK);
    assert_int_equal(ms, 90000);
    static const char *const wrong[] = {"10", "0s",   "-1s", "s",   "61m",
                                        "1h", "0x1s", "inf", "10s "};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(args_duration(wrong[i], &ms), ERROR_USAGE);
    assert_int_equal(args_rate("200/m", &rate), ERROR_USAGE);
    assert_int_equal(args_rate("0/s", &rate), ERROR_USAGE);
    assert_int_equal(args_rate("1e9/s", &rate), ERROR_USAGE);
    assert_int_equal(args_rate("nan", &rate), ERROR_USAGE);
}

static void a_distance_counts_letters_and_swaps(void **state)
{
    (void)state;
    assert_int_equal(suggest_distance("status", "status"), 0);
    assert_int_equal(suggest_distance("statsu", "status"), 1);
    assert_int_equal(suggest_distance("up", "upp"), 1);
    assert_int_equal(suggest_distance("", "kill"), 4);
    assert_int_equal(suggest_distance("adti", "audit"), 2);
    assert_int_equal(suggest_distance("order", "audit"), 4);
}

static void only_near_words_are_suggested(void **state)
{
    (void)state;
    struct suggest suggest;
    suggest_begin(&suggest, "cheese");
    suggest_try(&suggest, "crash");
    suggest_try(&suggest, "help");
    assert_null(suggest.best);
    suggest_begin(&suggest, "restrat");
    suggest_try(&suggest, "resume");
    suggest_try(&suggest, "restart");
    assert_string_equal(suggest.best, "restart");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_may_stand_anywhere),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(a_near_option_is_named),
        cmocka_unit_test(an_option_without_its_value_is_refused),
        cmocka_unit_test(quotes_keep_words_together),
        cmocka_unit_test(an_open_quote_and_too_many_words_are_refused),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(rates_and_durations_have_units),
        cmocka_unit_test(a_distance_counts_letters_and_swaps),
        cmocka_unit_test(only_near_words_are_suggested),
    };
    return cmocka_run_group_tests(tests, english, NULL);
}
