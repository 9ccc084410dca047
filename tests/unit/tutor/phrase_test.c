/*
 * phrase_test -- what processes really say, said again in Korean.
 */
#include "tutor/phrase.h"

#include <string.h>

#include "split/platform/supervisor/judge.h"
#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    text_set_korean(false);
    arena_release(&arena);
    return 0;
}

static void is_korean(const char *sentence)
{
    const char *said = phrase_korean(&arena, sentence);
    for (const char *c = said; *c; c++)
        if ((unsigned char)*c >= 0xea && (unsigned char)*c <= 0xed)
            return; /* a syllable of Hangul */
    fail_msg("nobody says \"%s\" in Korean", sentence);
}

static void values_stand_where_korean_wants_them(void **state)
{
    (void)state;
    assert_string_equal(
        phrase_korean(&arena,
                      "50.0 % of 20 calls failed, 0.0 % of the old version's"),
        "호출 20건 중 50.0 % 실패, 이전 버전은 0.0 %");
    assert_string_equal(phrase_korean(&arena, "starting 2 of 3"),
                        "3개 중 2개째 시작");
}

static void every_verdict_of_the_judge_is_known(void **state)
{
    const struct judge_rules rules = {.minimum_calls = 10,
                                      .error_points = 5,
                                      .slower_times = 3,
                                      .slower_ms = 20};
    const struct judge_figures old = {100, 0, 1000, 5000};
    const struct judge_figures news[] = {{3, 0, 1000, 5000},
                                         {50, 50, 1000, 5000},
                                         {100, 0, 90000, 90000},
                                         {100, 0, 1000, 90000},
                                         {100, 0, 1000, 5000}};
    char why[200];
    (void)state;
    for (size_t i = 0; i < sizeof news / sizeof *news; i++) {
        (void)judge(&rules, &old, &news[i], why, sizeof why);
        is_korean(why);
    }
}

static void a_sentence_in_a_sentence_is_said_again_too(void **state)
{
    (void)state;
    assert_string_equal(
        phrase_korean(&arena, "the new version does not run: exit status 1"),
        "새 버전이 실행되지 않습니다: 종료 상태 1");
}

static void what_nobody_knows_stays_as_it_is(void **state)
{
    static const char *const strange[] = {"",
                                          "x",
                                          "{1}",
                                          "going back home",
                                          "starting  of 3",
                                          "exit status ",
                                          "% of the calls",
                                          "\x1b[2J"};
    (void)state;
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        assert_ptr_equal(phrase_korean(&arena, strange[i]), strange[i]);
}

static void english_readers_get_the_original(void **state)
{
    static const char going[] = "going back";
    (void)state;
    assert_ptr_equal(phrase(&arena, going), going);
    text_set_korean(true);
    assert_string_equal(phrase(&arena, going), "되돌리는 중");
}

static void a_full_arena_leaves_the_sentence(void **state)
{
    static const char going[] = "going back";
    struct arena small;
    (void)state;
    arena_init(&small, 1);
    assert_ptr_equal(phrase_korean(&small, going), going);
    arena_release(&small);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_stand_where_korean_wants_them),
        TEST(every_verdict_of_the_judge_is_known),
        TEST(a_sentence_in_a_sentence_is_said_again_too),
        TEST(what_nobody_knows_stays_as_it_is),
        TEST(english_readers_get_the_original),
        TEST(a_full_arena_leaves_the_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
