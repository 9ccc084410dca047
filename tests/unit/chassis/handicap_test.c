/*
 * handicap_test -- a version that is bad on purpose, as bad as it was told.
 */
#include "chassis/handicap.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void words_become_numbers(void **state)
{
    struct handicap handicap = {0};
    (void)state;
    assert_int_equal(
        handicap_parse(&handicap, "slow-ms=20,fail-percent=30,die-after-ms=5"),
        ERROR_OK);
    assert_int_equal(handicap.slow_ms, 20);
    assert_int_equal(handicap.fail_percent, 30);
    assert_int_equal(handicap.die_after_ms, 5);
}

static void no_words_mean_a_sound_version(void **state)
{
    static const struct method methods[] = {{.name = "Charge"}};
    const struct face face = {.methods = methods, .method_count = 1};
    struct handicap handicap = {.slow_ms = 7};
    (void)state;
    assert_int_equal(handicap_parse(&handicap, ""), ERROR_OK);
    assert_int_equal(handicap.slow_ms, 0);
    assert_ptr_equal(handicap_face(&handicap, &face).methods, methods);
}

static void other_words_are_refused_and_change_nothing(void **state)
{
    static const char *const words[] = {"slow",
                                        "slow-ms=",
                                        "slow-ms=-1",
                                        "slow-ms=1x",
                                        "slow-ms=10001",
                                        "fail-percent=101",
                                        "slow-ms=1;fail-percent=2",
                                        "slow-ms=1,,fail-percent=2",
                                        "slow-ms=99999999999999999999"};
    struct handicap handicap = {.slow_ms = 7};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(handicap_parse(&handicap, words[i]), ERROR_USAGE);
        assert_non_null(strstr(error_detail(ERROR_USAGE), "fail-percent"));
    }
    assert_int_equal(handicap.slow_ms, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_numbers),
        cmocka_unit_test(no_words_mean_a_sound_version),
        cmocka_unit_test(other_words_are_refused_and_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
