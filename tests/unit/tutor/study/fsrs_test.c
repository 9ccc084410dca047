/*
 * fsrs_test -- the published vectors, and what follows from them.
 */
#include "tutor/study/fsrs.h"

#include <math.h>

#include "tests/support/cmocka_all.h"

static void near(double is, double should, double by)
{
    if (!(fabs(is - should) <= by))
        fail_msg("%.8f is not %.8f", is, should);
}

static void the_first_answer(void **state)
{
    (void)state;
    static const struct fsrs_card cards[] = {{0.212, 6.4133},
                                             {1.2931, 5.11217071},
                                             {2.3065, 2.11810397},
                                             {8.2956, 1}};
    struct fsrs fsrs;
    fsrs_defaults(&fsrs);
    for (int grade = 1; grade <= 4; grade++) {
        struct fsrs_card card = fsrs_answer(&fsrs, (struct fsrs_card){0},
                                            (enum fsrs_grade)grade, 0);
        near(card.stability, cards[grade - 1].stability, 1e-8);
        near(card.difficulty, cards[grade - 1].difficulty, 1e-7);
    }
}

static struct fsrs_card six_answers(const struct fsrs *fsrs)
{
    static const int gaps[] = {0, 0, 1, 3, 8, 21};
    struct fsrs_card card = {0};
    for (int i = 0; i < 6; i++)
        card =
            fsrs_answer(fsrs, card, i == 0 ? FSRS_AGAIN : FSRS_GOOD, gaps[i]);
    return card;
}

static void six_answers_with_and_without_the_rule_of_one_day(void **state)
{
    (void)state;
    struct fsrs fsrs;
    fsrs_defaults(&fsrs);
    struct fsrs_card card = six_answers(&fsrs);
    near(card.stability, 53.62691, 5e-5);
    near(card.difficulty, 6.3574867, 5e-5);
    fsrs.same_day = false;
    near(six_answers(&fsrs).stability, 53.335106, 1e-4);
}

static void intervals_when_all_is_known(void **state)
{
    (void)state;
    static const struct {
        double retention;
        int count, days[6];
    } rows[] = {{0.90, 5, {2, 11, 46, 163, 497}},
                {0.92, 4, {2, 8, 28, 87}},
                {0.95, 6, {1, 3, 8, 19, 43, 89}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fsrs fsrs;
        struct fsrs_card card = {0};
        int days = 0;
        fsrs_defaults(&fsrs);
        fsrs.retention = rows[i].retention;
        for (int n = 0; n < rows[i].count; n++) {
            card = fsrs_answer(&fsrs, card, FSRS_GOOD, days);
            days = fsrs_interval(&fsrs, card);
            assert_int_equal(days, rows[i].days[n]);
        }
    }
}

static void recall_is_nine_tenths_at_the_stability(void **state)
{
    (void)state;
    struct fsrs fsrs;
    fsrs_defaults(&fsrs);
    near(fsrs_recall(&fsrs, (struct fsrs_card){20, 5}, 20), 0.9, 1e-9);
    near(fsrs_recall(&fsrs, (struct fsrs_card){20, 5}, 0), 1, 1e-9);
}

static void fuzz_leaves_short_intervals_alone(void **state)
{
    (void)state;
    assert_int_equal(fsrs_fuzz(2, 0.99), 2);
    assert_int_equal(fsrs_fuzz(7, 0), 5); /* 7 - 1.675 */
    assert_int_equal(fsrs_fuzz(20, 0.5), 20);
    assert_int_equal(fsrs_fuzz(20, 1), 23); /* 20 + 2.975 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_answer),
        cmocka_unit_test(six_answers_with_and_without_the_rule_of_one_day),
        cmocka_unit_test(intervals_when_all_is_known),
        cmocka_unit_test(recall_is_nine_tenths_at_the_stability),
        cmocka_unit_test(fuzz_leaves_short_intervals_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
