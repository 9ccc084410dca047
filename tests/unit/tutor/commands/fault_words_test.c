/*
 * fault_words_test -- values with and without units and names, percentages,
 * durations, and what is said of the wrong ones.
 */
#include "tutor/commands/fault_words.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/complete.h"
#include "tutor/commands/text.h"

/* Words with spaces between them, read for that kind. */
static enum error read_words(const char *kind_name, const char *line,
                             struct fault *out)
{
    static char copy[256];
    struct args args = {0};
    enum fault_kind kind;
    char *rest = NULL;
    assert_int_equal(fault_kind_named(kind_name, &kind), ERROR_OK);
    *out = fault_default(kind);
    strcpy(copy, line);
    for (char *word = strtok_r(copy, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        args.words[args.count++] = word;
    error_forget();
    return fault_words_read(&args, 0, out);
}

static void values_stand_in_their_order_or_by_name(void **state)
{
    (void)state;
    struct fault fault;
    assert_int_equal(read_words("latency", "300ms ±50ms", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], 300);
    assert_int_equal(fault.values[1], 50);
    assert_int_equal(read_words("latency", "jitter=20 2s", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], 2000);
    assert_int_equal(fault.values[1], 20);
    assert_int_equal(read_words("slicer", "", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], 1); /* the fallback */
}

static void units_are_those_of_the_parameter(void **state)
{
    (void)state;
    struct fault fault;
    assert_int_equal(read_words("offset", "-1h", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], -3600000);
    assert_int_equal(read_words("full", "20KiB", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], 20480);
    assert_int_equal(read_words("memory", "64MiB", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], 64);
    assert_int_equal(read_words("full", "20ms", &fault), ERROR_USAGE);
    assert_int_equal(read_words("slow-sync", "0x20", &fault), ERROR_USAGE);
    assert_int_equal(read_words("slow-sync", "nan", &fault), ERROR_USAGE);
    assert_int_equal(read_words("slow-sync", "1.5ms", &fault), ERROR_USAGE);
}

static void a_percentage_stands_anywhere_and_a_share_is_a_value(void **state)
{
    (void)state;
    struct fault fault;
    assert_int_equal(read_words("abort", "10% 503", &fault), ERROR_OK);
    assert_int_equal(fault.percentage, 1000);
    assert_int_equal(fault.values[0], 503);
    assert_int_equal(read_words("abort", "0.5%", &fault), ERROR_OK);
    assert_int_equal(fault.percentage, 50);
    assert_int_equal(read_words("abort", "0%", &fault), ERROR_USAGE);
    assert_int_equal(read_words("abort", "101%", &fault), ERROR_USAGE);
    assert_int_equal(read_words("cpu", "30%", &fault), ERROR_OK);
    assert_int_equal(fault.values[0], 30);
    assert_int_equal(fault.percentage, FAULT_ALWAYS);
}

static void for_takes_a_duration(void **state)
{
    (void)state;
    struct fault fault;
    assert_int_equal(read_words("freeze", "for 2m", &fault), ERROR_OK);
    assert_int_equal(fault.duration_ms, 120000);
    assert_int_equal(read_words("freeze", "for", &fault), ERROR_USAGE);
    assert_int_equal(read_words("freeze", "for ever", &fault), ERROR_USAGE);
}

static void a_refusal_shows_how_it_is_written(void **state)
{
    (void)state;
    struct fault fault;
    text_set_korean(false);
    assert_int_equal(read_words("freeze", "20", &fault), ERROR_USAGE);
    assert_non_null(strstr(error_detail(ERROR_USAGE), "one value too many"));
    assert_int_equal(read_words("latency", "speed=3", &fault), ERROR_USAGE);
    assert_non_null(
        strstr(error_detail(ERROR_USAGE), "latency [latency] [jitter]"));
    assert_int_equal(read_words("slow-sync", "200h", &fault), ERROR_USAGE);
    assert_non_null(strstr(error_detail(ERROR_USAGE), "from 1 to 10000 ms"));
    text_set_korean(true);
    assert_int_equal(read_words("slow-sync", "200h", &fault), ERROR_USAGE);
    assert_non_null(strstr(error_detail(ERROR_USAGE), "1부터 10000 ms까지"));
    text_set_korean(false);
}

/* ---- completion ---- */

static char seen[4096];

static void see(void *arg, const char *candidate)
{
    (void)arg;
    size_t length = strlen(seen);
    snprintf(seen + length, sizeof seen - length, "[%s]", candidate);
}

static const char *completed(const char *const *words, size_t count,
                             const char *beginning)
{
    static struct session session;
    seen[0] = '\0';
    complete_words(&session, words, count, beginning, see, NULL);
    return seen;
}

static void kinds_and_their_values_are_completed(void **state)
{
    (void)state;
    const char *words[] = {"fault", "payments", "latency", "--direction"};
    assert_string_equal(completed(words, 2, "slow-"),
                        "[slow-close][slow-reader][slow-sync]");
    assert_string_equal(completed(words, 3, ""), "[for][latency=][jitter=]");
    assert_string_equal(completed(words, 4, ""), "[to][from][both]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_in_their_order_or_by_name),
        cmocka_unit_test(units_are_those_of_the_parameter),
        cmocka_unit_test(a_percentage_stands_anywhere_and_a_share_is_a_value),
        cmocka_unit_test(for_takes_a_duration),
        cmocka_unit_test(a_refusal_shows_how_it_is_written),
        cmocka_unit_test(kinds_and_their_values_are_completed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
