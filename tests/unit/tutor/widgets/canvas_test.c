/*
 * canvas_test -- no half syllable, no cell too many, whatever is drawn.
 */
#include "tutor/widgets/canvas.h"

#include <locale.h>
#include <string.h>

#include "tests/support/canvas_stage.h"
#include "tests/support/cmocka_all.h"
#include "tutor/widgets/frame.h"

static void shows(const char *wanted)
{
    assert_string_equal(canvas_stage_all(), wanted);
}

static void overwriting_half_a_syllable_blanks_the_other(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 6, GLYPHS_UNICODE);
    area_put(area, 0, 0, ROLE_TEXT, "가나다");
    area_put(area, 0, 1, ROLE_TEXT, "x");
    shows(" x나다\n");
    area_put(area, 0, 4, ROLE_TEXT, "y");
    shows(" x나y \n");
    area_put(area, 0, 1, ROLE_TEXT, "라");
    shows(" 라 y \n");
}

static void a_syllable_that_does_not_fit_leaves_one_blank(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 5, GLYPHS_UNICODE);
    area_put(area, 0, 0, ROLE_TEXT, "가나다");
    shows("가나 \n");
    area_put(area, 0, -1, ROLE_TEXT, "라마");
    shows(" 마  \n");
}

static void an_area_keeps_its_neighbours(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 8, GLYPHS_UNICODE);
    area_put(area, 0, 0, ROLE_TEXT, "가나다라");
    struct area part = area_part(area, 0, 1, 1, 5);
    area_put(part, 0, 0, ROLE_TEXT, "abcdefghij");
    shows(" abcde라\n");
    area_put(part, 0, 4, ROLE_TEXT, "마"); /* no room for its right half */
    shows(" abcd 라\n");
}

static void an_ellipsis_keeps_the_width(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 6, GLYPHS_UNICODE);
    area_line(area, ALIGN_LEFT, ROLE_TEXT, "가나다라");
    shows("가나 …\n");
    area_line(area, ALIGN_LEFT, ROLE_TEXT, "a가나다라");
    shows("a가나…\n");
    area_line(area, ALIGN_LEFT, ROLE_TEXT, "가나다");
    shows("가나다\n");
    area_line(area, ALIGN_RIGHT, ROLE_TEXT, "가");
    shows("    가\n");
    area_line(area, ALIGN_CENTRE, ROLE_TEXT, "가");
    shows("  가  \n");
}

static void marks_share_a_cell_with_their_letter(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 4, GLYPHS_UNICODE);
    /* 한 in three jamo, e with an accent, a mark that stands alone */
    area_put(area, 0, 0, ROLE_TEXT,
             "\u1112\u1161\u11ab"
             "e\u0301");
    shows("\u1112\u1161\u11ab"
          "e\u0301 \n");
    assert_int_equal(canvas_at(area.canvas, 0, 0)->cells, 2);
    assert_int_equal(canvas_at(area.canvas, 0, 1)->cells, 0);
    area = canvas_stage(1, 3, GLYPHS_UNICODE);
    area_put(area, 0, 0, ROLE_TEXT, "\u0301x");
    shows(" \u0301x \n");
}

static void a_tower_of_marks_stays_in_its_cell(void **state)
{
    char text[256] = "a";
    (void)state;
    struct area area = canvas_stage(1, 3, GLYPHS_UNICODE);
    for (int i = 0; i < 100; i++)
        strncat(text, "\u0301", sizeof text - strlen(text) - 1);
    area_put(area, 0, 0, ROLE_TEXT, text);
    area_put(area, 0, 1, ROLE_TEXT, "b");
    assert_string_equal(canvas_at(area.canvas, 0, 1)->text, "b");
    assert_true(strlen(canvas_at(area.canvas, 0, 0)->text) < GLYPH_BYTES);
}

static void no_control_character_reaches_a_cell(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 24, GLYPHS_UNICODE);
    int end = area_put(area, 0, 0, ROLE_TEXT, "a\x1b[2J\n\u202e\xff!");
    shows("a\\x1b[2J\\x0a\\u{202e}\\xff\n");
    assert_int_equal(end, 25);
    assert_int_equal(glyph_cells_of("a\x1b[2J\n\u202e\xff!"), 25);
}

static void each_tier_keeps_widths_and_hangul(void **state)
{
    (void)state;
    for (int name = 0; name < GLYPH_COUNT; name++)
        for (int tier = 0; tier <= GLYPHS_ASCII; tier++)
            assert_int_equal(glyph_cells_of(glyph((enum glyph_tier)tier,
                                                  (enum glyph_name)name)),
                             1);
    struct area area = canvas_stage(1, 14, GLYPHS_ASCII);
    area_put(area, 0, 0, ROLE_TEXT, "─┼│→✓“가”…é※");
    shows("-+|>+\"가\"~é?  \n");
}

static void roles_are_dumped_by_letter(void **state)
{
    (void)state;
    struct area area = canvas_stage(1, 6, GLYPHS_UNICODE);
    area_put(area, 0, 0, ROLE_GOOD | STYLED_BOLD, "가");
    area_put(area, 0, 3, ROLE_BAD, "x");
    assert_string_equal(canvas_stage_roles(), "g_.b..\n");
    assert_int_equal(canvas_at(area.canvas, 0, 0)->style,
                     ROLE_GOOD | STYLED_BOLD);
}

static void a_frame_is_straight_whatever_its_title(void **state)
{
    const struct frame frame = {.title = "서킷 브레이커", .footer = "34%"};
    (void)state;
    frame_draw(canvas_stage(3, 22, GLYPHS_UNICODE), &frame);
    shows("┌─ 서킷 브레이커 ────┐\n"
          "│                    │\n"
          "└────────────── 34% ─┘\n");
}

static void a_popup_cuts_no_syllable(void **state)
{
    const struct frame frame = {.title = "함"};
    (void)state;
    struct area area = canvas_stage(5, 15, GLYPHS_ASCII);
    for (int row = 0; row < 5; row++)
        area_put(area, row, 0, ROLE_TEXT, "가나다라마바사x");
    struct area inside = popup_open(area, 3, 9, &frame);
    area_line(inside, ALIGN_LEFT, ROLE_TEXT, "네 개");
    shows("가나다라마바사x\n"
          "가 +- 함 --+사x\n"
          "가 | 네 개 |사x\n"
          "가 +-------+사x\n"
          "가나다라마바사x\n");
}

static void a_popup_is_bounded(void **state)
{
    const struct frame frame = {0};
    (void)state;
    struct area inside =
        popup_open(canvas_stage(24, 80, GLYPHS_UNICODE), 40, 150, &frame);
    assert_int_equal(inside.rows, POPUP_ROWS - 2);
    assert_int_equal(inside.columns, POPUP_COLUMNS - 4);
    inside = popup_open(canvas_stage(60, 200, GLYPHS_UNICODE), 60, 200, &frame);
    assert_int_equal(inside.rows, 60 * 2 / 3 - 2);
    assert_int_equal(inside.columns, 200 / 2 - 4);
    inside = popup_open(canvas_stage(1, 1, GLYPHS_UNICODE), 40, 150, &frame);
    assert_int_equal(inside.rows * inside.columns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overwriting_half_a_syllable_blanks_the_other),
        cmocka_unit_test(a_syllable_that_does_not_fit_leaves_one_blank),
        cmocka_unit_test(an_area_keeps_its_neighbours),
        cmocka_unit_test(an_ellipsis_keeps_the_width),
        cmocka_unit_test(marks_share_a_cell_with_their_letter),
        cmocka_unit_test(a_tower_of_marks_stays_in_its_cell),
        cmocka_unit_test(no_control_character_reaches_a_cell),
        cmocka_unit_test(each_tier_keeps_widths_and_hangul),
        cmocka_unit_test(roles_are_dumped_by_letter),
        cmocka_unit_test(a_frame_is_straight_whatever_its_title),
        cmocka_unit_test(a_popup_cuts_no_syllable),
        cmocka_unit_test(a_popup_is_bounded),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, canvas_stage_open, canvas_stage_close);
}
