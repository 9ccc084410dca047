/*
 * layout_test -- two views share a screen where both can be read.
 */
#include "tutor/screens/layout.h"

#include "tests/support/cmocka_all.h"

static void the_size_chooses(void **state)
{
    (void)state;
    assert_int_equal(layout_choose(24, 79), LAYOUT_ALONE);
    assert_int_equal(layout_choose(19, 120), LAYOUT_ALONE);
    assert_int_equal(layout_choose(20, 80), LAYOUT_BELOW);
    assert_int_equal(layout_choose(24, 131), LAYOUT_BELOW);
    assert_int_equal(layout_choose(24, 132), LAYOUT_RIGHT);
    assert_int_equal(layout_choose(0, 0), LAYOUT_ALONE);
}

static void nothing_is_lost_and_nothing_shared(void **state)
{
    (void)state;
    struct canvas canvas;
    assert_int_equal(canvas_init(&canvas, 38, 140, GLYPHS_UNICODE), ERROR_OK);
    struct area left = canvas_area(&canvas);
    struct area right = layout_split(&left, LAYOUT_RIGHT);
    assert_int_equal(left.columns + right.columns, 140);
    assert_int_equal(right.column, left.columns);
    assert_true(left.columns >= 78 && right.columns >= 52);
    struct area upper = canvas_area(&canvas);
    struct area lower = layout_split(&upper, LAYOUT_BELOW);
    assert_int_equal(upper.rows + lower.rows, 38);
    assert_int_equal(lower.row, upper.rows);
    struct area all = canvas_area(&canvas);
    struct area none = layout_split(&all, LAYOUT_ALONE);
    assert_int_equal(none.rows, 0);
    assert_int_equal(all.rows, 38);
    canvas_release(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_chooses),
        cmocka_unit_test(nothing_is_lost_and_nothing_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
