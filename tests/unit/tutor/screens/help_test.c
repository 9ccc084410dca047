/*
 * help_test -- a row is found by what a learner may know of it.
 */
#include "tutor/screens/help.h"

#include "tests/support/cmocka_all.h"

static void a_row_is_found_by_its_name_or_sentence(void **state)
{
    (void)state;
    assert_true(help_matches("", "status", TEXT_HELP_STATUS));
    assert_true(help_matches("stat", "status", TEXT_HELP_STATUS));
    assert_true(help_matches("ATU", "status", TEXT_HELP_STATUS));
    assert_true(help_matches("F1", "F10", TEXT_BAR_LEAVE));
    assert_true(help_matches("leave", "F10", TEXT_BAR_LEAVE));
    assert_false(help_matches("zzz", "status", TEXT_HELP_STATUS));
}

static void either_language_finds_it_in_either_language(void **state)
{
    (void)state;
    for (int korean = 0; korean < 2; korean++) {
        text_set_korean(korean != 0);
        assert_true(help_matches("끝", "F10", TEXT_BAR_LEAVE));
        assert_true(help_matches("Leave", "F10", TEXT_BAR_LEAVE));
        assert_false(help_matches("끝말잇기", "F10", TEXT_BAR_LEAVE));
    }
    text_set_korean(false);
}

static void several_words_must_all_be_found(void **state)
{
    (void)state;
    assert_true(help_matches("stop down", "down", TEXT_HELP_DOWN));
    assert_true(help_matches("down stop", "down", TEXT_HELP_DOWN));
    assert_false(help_matches("down zzz", "down", TEXT_HELP_DOWN));
    assert_true(help_matches("/down ", "down", TEXT_HELP_DOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_found_by_its_name_or_sentence),
        cmocka_unit_test(either_language_finds_it_in_either_language),
        cmocka_unit_test(several_words_must_all_be_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
