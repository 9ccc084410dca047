/*
 * quiz_answer_test -- what is typed is judged by what it means.
 */
#include "tutor/study/quiz_answer.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1024 * 1024);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct question many = {.id = "08-many",
                                     .kind = QUESTION_MANY,
                                     .options = {{.text = "a", .right = true},
                                                 {.text = "b"},
                                                 {.text = "c", .right = true}},
                                     .option_count = 3};
static const struct question steps = {
    .id = "08-order", .kind = QUESTION_ORDER, .option_count = 3};
static const struct question gaps = {
    .id = "08-gap",
    .kind = QUESTION_GAP,
    .gaps = {{{"half-open", "\xeb\xb0\x98\xec\x97\xb4\xeb\xa6\xbc"}, 2},
             {{"closed"}, 1}},
    .gap_count = 2};
static const struct question number = {.id = "08-number",
                                       .kind = QUESTION_NUMBER,
                                       .number = 1000,
                                       .tolerance = 10,
                                       .tolerance_percent = true};

/* -1: no answer; else whether it is right. */
static int judged(const struct question *question, const char *line)
{
    static const int plain[QUESTION_OPTIONS] = {2, 0, 1};
    struct answer answer;
    if (quiz_answer_read(question, plain, line, &arena, &answer) != ERROR_OK)
        return -1;
    return quiz_answer_right(question, &answer, 0);
}

static void choices_are_those_that_are_shown(void **state)
{
    (void)state;
    assert_int_equal(judged(&many, "1 2"), 1); /* c and a */
    assert_int_equal(judged(&many, "21"), 1);
    assert_int_equal(judged(&many, "1"), 0);
    assert_int_equal(judged(&many, "123"), 0);
    assert_int_equal(judged(&many, "4"), -1);
    assert_int_equal(judged(&many, "1 1"), -1);
    assert_int_equal(judged(&many, ""), -1);
}

static void steps_count_in_their_order(void **state)
{
    (void)state;
    assert_int_equal(judged(&steps, "2 3 1"), 1);
    assert_int_equal(judged(&steps, "1 2 3"), 0);
    assert_int_equal(judged(&steps, "2 3"), -1);
}

static void words_count_and_not_their_spelling(void **state)
{
    (void)state;
    assert_int_equal(judged(&gaps, "Half open | CLOSED"), 1);
    assert_int_equal(judged(&gaps, "\xeb\xb0\x98\xec\x97\xb4\xeb\xa6\xbc, "
                                   "closed"),
                     1);
    /* the same syllables as jamo (NFD) */
    assert_int_equal(judged(&gaps, "\xe1\x84\x87\xe1\x85\xa1\xe1\x86\xab"
                                   "\xe1\x84\x8b\xe1\x85\xa7\xe1\x86\xaf"
                                   "\xe1\x84\x85\xe1\x85\xb5\xe1\x86\xb7"
                                   ", CLOSED"),
                     1);
    assert_int_equal(judged(&gaps, "\xff, CLOSED"), 0);
    assert_int_equal(judged(&gaps, "closed | half-open"), 0);
    assert_int_equal(judged(&gaps, "closed"), -1);
    assert_int_equal(judged(&gaps, "a|b|c"), -1);
    assert_int_equal(judged(&gaps, " | b"), -1);
}

static void a_number_has_its_tolerance(void **state)
{
    (void)state;
    assert_int_equal(judged(&number, "1,100 ms"), 1);
    assert_int_equal(judged(&number, "900"), 1);
    assert_int_equal(judged(&number, "899"), 0);
    assert_int_equal(judged(&number, "many"), -1);
    assert_int_equal(judged(&number, "nan"), -1);
}

static void shuffles_repeat_and_never_give_the_order_away(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 500; seed++) {
        int one[QUESTION_OPTIONS], two[QUESTION_OPTIONS];
        quiz_shuffle(&steps, seed, one);
        quiz_shuffle(&steps, seed, two);
        assert_memory_equal(one, two, 3 * sizeof *one);
        assert_false(one[0] == 0 && one[1] == 1);
        assert_int_equal(one[0] + one[1] + one[2], 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choices_are_those_that_are_shown),
        cmocka_unit_test(steps_count_in_their_order),
        cmocka_unit_test(words_count_and_not_their_spelling),
        cmocka_unit_test(a_number_has_its_tolerance),
        cmocka_unit_test(shuffles_repeat_and_never_give_the_order_away),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
