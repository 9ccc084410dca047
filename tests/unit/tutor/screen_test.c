/*
 * screen_test -- widths of Korean, tables, texts beside each other, figures,
 * and that nothing from outside reaches the terminal as it came.
 */
#include "tutor/screen.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/beside.h"
#include "tutor/figures.h"
#include "tutor/grid.h"
#include "tutor/pretty.h"
#include "tutor/width.h"

/* A screen that writes into memory. */
struct page {
    struct screen screen;
    char *text;
    size_t length;
};

static void open_page(struct page *page)
{
    memset(page, 0, sizeof *page);
    page->screen.file = open_memstream(&page->text, &page->length);
    page->screen.columns = SCREEN_COLUMNS;
    assert_non_null(page->screen.file);
}

static void close_page(struct page *page)
{
    fclose(page->screen.file);
    free(page->text);
}

static void read_page(struct page *page, const char *expected)
{
    screen_flush(&page->screen);
    assert_string_equal(page->text, expected);
}

static int utf8(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

static void a_particle_follows_the_value_before_it(void **state)
{
    struct page page;
    (void)state;
    open_page(&page);
    screen_print(&page.screen, "%s{을/를} %d{으로/로}\n", "gateway", 3);
    read_page(&page, "gateway를 3으로\n");
    close_page(&page);
}

static void a_syllable_is_two_cells_wide(void **state)
{
    (void)state;
    assert_int_equal(width_of("abc"), 3);
    assert_int_equal(width_of("머그잔"), 6);
    assert_int_equal(width_of("MUG×2"), 5);
    assert_int_equal(width_of("e\xcc\x81"), 1); /* a combining accent */
    assert_int_equal(width_of("\xff"), 1);
    assert_int_equal(width_of(""), 0);
}

static void a_syllable_is_never_cut_in_half(void **state)
{
    (void)state;
    const char *text = "머그잔";
    assert_int_equal(width_fit(text, strlen(text), 5), 6); /* two of them */
    assert_int_equal(width_fit(text, strlen(text), 6), 9);
    assert_int_equal(width_fit(text, strlen(text), 1), 0);
}

static void a_pipe_is_as_wide_as_the_panel_that_shows_it(void **state)
{
    struct screen screen;
    FILE *file = tmpfile();
    (void)state;
    assert_non_null(file);
    unsetenv("CLEAVE_COLUMNS");
    screen_init(&screen, file);
    assert_int_equal(screen.columns, 80);
    setenv("CLEAVE_COLUMNS", "78", 1);
    screen_init(&screen, file);
    assert_int_equal(screen.columns, 78);
    setenv("CLEAVE_COLUMNS", "5", 1);
    screen_init(&screen, file);
    assert_int_equal(screen.columns, 60);
    setenv("CLEAVE_COLUMNS", "500", 1);
    screen_init(&screen, file);
    assert_int_equal(screen.columns, 120);
    setenv("CLEAVE_COLUMNS", "wide", 1);
    screen_init(&screen, file);
    assert_int_equal(screen.columns, 80);
    unsetenv("CLEAVE_COLUMNS");
    fclose(file);
}

static void columns_stay_straight_with_korean(void **state)
{
    (void)state;
    struct page page;
    struct arena arena;
    struct grid grid;
    open_page(&page);
    arena_init(&arena, 1 << 16);
    grid_init(&grid, &arena, "lr");
    grid_cell(&grid, "이름");
    grid_cell(&grid, "n");
    grid_cell(&grid, "Mug");
    grid_cell(&grid, "%d", 100);
    grid_print(&grid, &page.screen);
    read_page(&page, "이름    n\nMug   100\n");
    arena_release(&arena);
    close_page(&page);
}

static void two_texts_stand_side_by_side(void **state)
{
    (void)state;
    struct page page;
    open_page(&page);
    page.screen.columns = 23; /* ten cells a side */
    beside_print(&page.screen,
                 (struct beside[]){{"left", "가나\nb"}, {"right", "1\n2\n3"}},
                 2);
    read_page(&page, "left         right\n"
                     "가나       | 1\n"
                     "b          | 2\n"
                     "           | 3\n");
    close_page(&page);
}

static void a_wide_line_goes_on_below(void **state)
{
    (void)state;
    struct page page;
    open_page(&page);
    page.screen.columns = 23;
    beside_print(&page.screen,
                 (struct beside[]){{"l", "0123456789abc\nx"}, {"r", "y\nz\nw"}},
                 2);
    read_page(&page, "l            r\n"
                     "0123456789 | y\n"
                     "  abc      | z\n"
                     "x          | w\n");
    close_page(&page);
}

static void texts_that_would_break_too_often_stand_below(void **state)
{
    (void)state;
    struct page page;
    open_page(&page);
    page.screen.columns = 23;
    beside_print(
        &page.screen,
        (struct beside[]){
            {"l", "0123456789abcdefghij0123456789abcdefghij0123456789"},
            {"r", "y"}},
        2);
    read_page(&page, "l\n0123456789abcdefghij012\n  3456789abcdefghij0123\n  "
                     "456789\n\nr\ny\n");
    close_page(&page);
}

static void escape_sequences_do_not_pass(void **state)
{
    (void)state;
    struct page page;
    open_page(&page);
    screen_print(&page.screen, "%s\n", "a\033]0;title\007b");
    screen_flush(&page.screen);
    assert_null(strchr(page.text, '\033'));
    assert_null(strchr(page.text, '\007'));
    assert_non_null(strstr(page.text, "title"));
    close_page(&page);
}

static void figures_are_grouped_and_short(void **state)
{
    (void)state;
    char out[FIGURES_BYTES];
    assert_string_equal(figures_won(out, 0), "0");
    assert_string_equal(figures_won(out, 999), "999");
    assert_string_equal(figures_won(out, 1000), "1,000");
    assert_string_equal(figures_won(out, -1234567), "-1,234,567");
    assert_string_equal(figures_won(out, INT64_MIN),
                        "-9,223,372,036,854,775,808");
    assert_string_equal(figures_ms(out, 1234), "1.23");
    assert_string_equal(figures_ms(out, 12345), "12.3");
    assert_string_equal(figures_ms(out, 2000000), "2000");
}

static void pretty(const char *json, const char *expected)
{
    struct buffer out;
    struct arena arena;
    buffer_init(&out, 1 << 16);
    arena_init(&arena, 1 << 20);
    pretty_json(&out, slice_of(json), &arena);
    assert_string_equal(out.data, expected);
    buffer_release(&out);
    arena_release(&arena);
}

static void short_values_stay_on_one_line(void **state)
{
    (void)state;
    pretty("{ \"a\" : [1, 2], \"b\":null }", "{\"a\":[1,2],\"b\":null}");
    pretty("[]", "[]");
    pretty("no json", "no json");
}

static void long_values_have_a_member_a_line(void **state)
{
    (void)state;
    pretty("{\"id\":\"0123456789012345678901234567890123456789\","
           "\"lines\":[{\"sku\":\"MUG\",\"quantity\":2}]}",
           "{\n  \"id\": \"0123456789012345678901234567890123456789\",\n"
           "  \"lines\": [{\"sku\":\"MUG\",\"quantity\":2}]\n}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_syllable_is_two_cells_wide),
        cmocka_unit_test(a_particle_follows_the_value_before_it),
        cmocka_unit_test(a_syllable_is_never_cut_in_half),
        cmocka_unit_test(a_pipe_is_as_wide_as_the_panel_that_shows_it),
        cmocka_unit_test(columns_stay_straight_with_korean),
        cmocka_unit_test(two_texts_stand_side_by_side),
        cmocka_unit_test(a_wide_line_goes_on_below),
        cmocka_unit_test(texts_that_would_break_too_often_stand_below),
        cmocka_unit_test(escape_sequences_do_not_pass),
        cmocka_unit_test(figures_are_grouped_and_short),
        cmocka_unit_test(short_values_stay_on_one_line),
        cmocka_unit_test(long_values_have_a_member_a_line),
    };
    return cmocka_run_group_tests(tests, utf8, NULL);
}
