/*
 * bar_test -- the key bar names what a learner needs, and a click presses it.
 */
#include "tutor/screens/bar.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/table.h"

enum { COLUMNS_LEAST = 80 };

static const struct view_key own_keys[] = {
    {"PgUp PgDn", TEXT_BAR_SCROLL}, {"F7", TEXT_BAR_QUIZ}, {NULL, 0}};
static const struct view_class own = {.name = "own", .keys = own_keys};

static int cells(const struct keybar_key *key)
{
    return glyph_cells_of(key->key) + 1 + glyph_cells_of(key->text) + 2;
}

/* Help, the view's own, and how to leave, with the gaps between them. */
static void every_views_own_keys_fit_into_80_columns(void **state)
{
    struct bar bar;
    (void)state;
    for (int korean = 0; korean < 2; korean++) {
        text_set_korean(korean != 0);
        for (size_t i = 0; i < view_count; i++) {
            bar_collect(&bar, views[i].view, true);
            int sum = cells(&bar.keys[bar.count - 1]) - 2;
            for (int k = 0; k <= bar.own; k++)
                sum += cells(&bar.keys[k]);
            if (sum > COLUMNS_LEAST)
                fail_msg("the keys of \"%s\" take %d cells%s",
                         views[i].view->name, sum, korean ? " in Korean" : "");
        }
    }
    text_set_korean(false);
}

static void every_view_can_be_had_in_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < view_count; i++)
        if (!views[i].view->plain && !command_find(views[i].view->name))
            fail_msg("\"%s\" has no plain() and no command of its name",
                     views[i].view->name);
}

static void own_keys_stand_behind_help_and_leaving_is_last(void **state)
{
    struct bar bar;
    (void)state;
    bar_collect(&bar, &own, true);
    assert_string_equal(bar.keys[0].key, "F1");
    assert_string_equal(bar.keys[1].key, "PgUp PgDn");
    assert_string_equal(bar.keys[2].key, "F7");
    assert_string_equal(bar.keys[3].key, "F12");
    assert_string_equal(bar.keys[bar.count - 1].key, "F10");
    assert_int_equal(bar.own, 2);
}

static void no_key_stands_there_twice(void **state)
{
    struct bar bar;
    (void)state;
    for (size_t v = 0; v < view_count; v++) {
        bar_collect(&bar, views[v].view, true);
        for (int i = 0; i < bar.count; i++)
            for (int k = 0; k < i; k++)
                assert_string_not_equal(bar.keys[i].key, bar.keys[k].key);
    }
}

static void the_language_is_offered_only_where_it_can_be_shown(void **state)
{
    struct bar bar;
    (void)state;
    for (int hangul = 0; hangul < 2; hangul++) {
        int found = 0;
        bar_collect(&bar, &own, hangul != 0);
        for (int i = 0; i < bar.count; i++)
            found += strcmp(bar.keys[i].key, "F6") == 0;
        assert_int_equal(found, hangul);
    }
}

static enum keys_name pressed(const char *key, int cell)
{
    struct keys_event event = {0};
    return bar_key_event(key, cell, &event) ? event.name : KEYS_NONE;
}

static void a_click_means_the_word_under_it(void **state)
{
    (void)state;
    assert_int_equal(pressed("F7", 0), KEYS_F7);
    assert_int_equal(pressed("F7", 5), KEYS_F7); /* on what it does */
    assert_int_equal(pressed("PgUp PgDn", 1), KEYS_PAGE_UP);
    assert_int_equal(pressed("PgUp PgDn", 6), KEYS_PAGE_DOWN);
    assert_int_equal(pressed("PgUp PgDn", 11), KEYS_PAGE_DOWN);
    assert_int_equal(pressed("← →", 0), KEYS_LEFT);
    assert_int_equal(pressed("← →", 2), KEYS_RIGHT);
    assert_int_equal(pressed("←→", 0), KEYS_LEFT);
    assert_int_equal(pressed("←→", 1), KEYS_RIGHT);
    assert_int_equal(pressed("Esc", 2), KEYS_ESCAPE);
}

static void a_click_on_a_digit_types_it(void **state)
{
    struct keys_event event = {0};
    (void)state;
    assert_true(bar_key_event("1-4", 0, &event));
    assert_int_equal(event.character, '1');
    assert_true(bar_key_event("1-4", 2, &event));
    assert_int_equal(event.character, '4');
    assert_false(bar_key_event("1-4", 1, &event));
    assert_false(bar_key_event("1-4", 5, &event)); /* which one? */
    assert_true(bar_key_event("^C", 0, &event));
    assert_int_equal(event.name, KEYS_CONTROL);
    assert_int_equal(event.character, 'c');
    assert_false(bar_key_event("Space", 0, &event));
}

static void what_is_seen_is_what_is_pressed(void **state)
{
    struct bar bar;
    struct canvas canvas;
    struct keys_event event;
    (void)state;
    assert_int_equal(canvas_init(&canvas, 1, 80, GLYPHS_UNICODE), ERROR_OK);
    bar_collect(&bar, &own, true);
    struct area row = canvas_area(&canvas);
    keybar_draw(row, bar.keys, bar.count, NULL);
    assert_true(bar_press(&bar, row, 0, &event));
    assert_int_equal(event.name, KEYS_F1);
    assert_false(bar_press(&bar, row, 7, &event)); /* between two */
    assert_true(bar_press(&bar, row, 9, &event));
    assert_int_equal(event.name, KEYS_PAGE_UP);
    assert_true(bar_press(&bar, row, 14, &event));
    assert_int_equal(event.name, KEYS_PAGE_DOWN);
    canvas_release(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_views_own_keys_fit_into_80_columns),
        cmocka_unit_test(every_view_can_be_had_in_lines),
        cmocka_unit_test(own_keys_stand_behind_help_and_leaving_is_last),
        cmocka_unit_test(no_key_stands_there_twice),
        cmocka_unit_test(the_language_is_offered_only_where_it_can_be_shown),
        cmocka_unit_test(a_click_means_the_word_under_it),
        cmocka_unit_test(a_click_on_a_digit_types_it),
        cmocka_unit_test(what_is_seen_is_what_is_pressed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
