/*
 * widgets_test -- what the widgets look like, cell by cell.
 */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "tests/support/canvas_stage.h"
#include "tests/support/cmocka_all.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/form.h"
#include "tutor/widgets/highlight.h"
#include "tutor/widgets/keybar.h"
#include "tutor/widgets/list.h"
#include "tutor/widgets/markdown.h"
#include "tutor/widgets/plot.h"
#include "tutor/widgets/sheet.h"

static void shows(const char *wanted)
{
    assert_string_equal(canvas_stage_text(), wanted);
}

static void roles_are(const char *wanted)
{
    assert_string_equal(canvas_stage_roles(), wanted);
}

/* ---- charts ---- */

static void a_sparkline_shows_the_newest_values(void **state)
{
    const double values[] = {100, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    (void)state;
    chart_spark(canvas_stage(1, 9, GLYPHS_UNICODE), ROLE_GOOD, values, 10, 0);
    shows("▁▁▂▃▄▅▆▇█\n");
    chart_spark(canvas_stage(1, 9, GLYPHS_CONSOLE), ROLE_GOOD, values, 10, 0);
    shows("__..--==#\n");
    const double gaps[] = {8, NAN, 4};
    chart_spark(canvas_stage(1, 5, GLYPHS_UNICODE), ROLE_GOOD, gaps, 3, 8);
    shows("  █ ▄\n");
}

static void bars_share_one_scale(void **state)
{
    const struct chart_bar bars[] = {{"재고", 10, "10 ms", ROLE_SERIES_1},
                                     {"orders", 5, "5 ms", ROLE_SERIES_2},
                                     {"메일", 0.01, "0 ms", ROLE_BAD},
                                     {"없음", 0, "", ROLE_BAD}};
    (void)state;
    chart_bars(canvas_stage(4, 24, GLYPHS_UNICODE), bars, 4, 0);
    shows("재고   ███████████ 10 ms\n"
          "orders █████▌       5 ms\n"
          "메일   ▌            0 ms\n"
          "없음\n");
    chart_bars(canvas_stage(4, 14, GLYPHS_ASCII), bars, 4, 0);
    shows("재고   #######\n"
          "orders ###=\n"
          "메일   =\n"
          "없음\n");
}

static void progress_says_what_it_knows(void **state)
{
    (void)state;
    chart_progress(canvas_stage(1, 20, GLYPHS_UNICODE), 0.5, "50%  2초");
    shows("██████░░░░░ 50%  2초\n");
    chart_progress(canvas_stage(1, 20, GLYPHS_UNICODE), -1, "기다리는 중");
    shows("기다리는 중\n");
    chart_progress(canvas_stage(1, 8, GLYPHS_UNICODE), 0.5, "50%  2초");
    shows("50%  2초\n");
}

static void a_span_is_never_nothing(void **state)
{
    (void)state;
    chart_span(canvas_stage(1, 10, GLYPHS_ASCII), ROLE_GOOD, 50, 50.1, 100);
    shows("     #\n");
    chart_span(canvas_stage(1, 10, GLYPHS_ASCII), ROLE_GOOD, 100, 100, 100);
    shows("         #\n");
}

static void a_plot_has_axes_and_its_cause_below(void **state)
{
    const double calm[] = {10, 10, 10, 10, 10, 10, 10, 10};
    const double split[] = {10, 10, 80, 80, 80, NAN, 10, 10};
    const struct plot_series series[] = {{"모놀리스", calm, 8, ROLE_SERIES_1},
                                         {"split", split, 8, ROLE_SERIES_2}};
    const struct plot_mark marks[] = {{2, "주입"}};
    const struct plot plot = {.series = series,
                              .series_count = 2,
                              .marks = marks,
                              .mark_count = 1,
                              .x_to = 8,
                              .x_unit = "s",
                              .y_unit = "ms"};
    (void)state;
    plot_draw(canvas_stage(9, 24, GLYPHS_ASCII), &plot);
    shows("# 모놀리스  * split\n"
          "100 ms+    |\n"
          "      |     ******\n"
          "      |    ||\n"
          "      |     |\n"
          "     0+*****--------****\n"
          "       -----------------\n"
          "       0             8 s\n"
          "           ^ 주입\n");
}

/* ---- tables, lists, forms, keys ---- */

static const char *const rows[][3] = {
    {"gateway", "CLOSED", "3"}, {"결제", "OPEN", "48"}, {"mail", "DOWN", "-"}};

static const char *row_cell(void *context, int row, int column, unsigned *style)
{
    (void)context;
    if (row == 2)
        *style = ROLE_BAD;
    return rows[row][column];
}

static void a_sheet_shrinks_then_drops(void **state)
{
    const struct sheet_column columns[] = {{"서비스", ALIGN_LEFT, 0, 0},
                                           {"차단기", ALIGN_LEFT, 6, 1},
                                           {"큐", ALIGN_RIGHT, 2, 0}};
    struct sheet sheet = {columns, 3, 3, row_cell, NULL, 1};
    (void)state;
    sheet_draw(canvas_stage(4, 24, GLYPHS_UNICODE), &sheet, NULL);
    shows("  서비스   차단기  큐\n"
          "  gateway  CLOSED   3\n"
          "▸ 결제     OPEN    48\n"
          "  mail     DOWN     -\n");
    sheet.selected = SHEET_NO_ROW;
    sheet_draw(canvas_stage(4, 17, GLYPHS_UNICODE), &sheet, NULL);
    shows("서비…  차단기  큐\n"
          "gate…  CLOSED   3\n"
          "결제   OPEN    48\n"
          "mail   DOWN     -\n");
    sheet_draw(canvas_stage(4, 11, GLYPHS_UNICODE), &sheet, NULL);
    shows("서 …  큐\n"
          "gat…   3\n"
          "결제  48\n"
          "mail   -\n");
    roles_are("h_hh..h_...\n"
              "...........\n"
              "._._.......\n"
              "bbbb..bb...\n");
}

static void a_sheet_scrolls_to_its_row(void **state)
{
    const struct sheet_column columns[] = {{"s", ALIGN_LEFT, 0, 0}};
    struct scroll scroll = {0};
    struct sheet sheet = {columns, 1, 3, row_cell, NULL, 2};
    (void)state;
    sheet_draw(canvas_stage(3, 12, GLYPHS_UNICODE), &sheet, &scroll);
    shows("  s\n"
          "  결제     │\n"
          "▸ mail     █\n");
    assert_int_equal(scroll.first, 1);
}

static const char *row_item(void *context, int index, unsigned *style)
{
    return row_cell(context, index, 0, style);
}

static void a_list_keeps_its_selection_legal(void **state)
{
    struct list list = {.count = 3, .item = row_item};
    (void)state;
    list_move(&list, 99);
    assert_int_equal(list.selected, 2);
    list_draw(canvas_stage(2, 12, GLYPHS_UNICODE), &list);
    shows("  결제     │\n"
          "▸ mail     █\n");
    list.count = 1;
    list_draw(canvas_stage(2, 12, GLYPHS_UNICODE), &list);
    shows("▸ gateway\n\n");
    list.count = 0;
    list_move(&list, -1);
    assert_int_equal(list.selected, 0);
}

static void a_form_shows_choices_and_bounds(void **state)
{
    const char *kinds[] = {"지연", "오류율", "프로세스 종료"};
    struct form_field fields[] = {
        {.kind = FORM_CHOICE,
         .label = "종류",
         .choices = kinds,
         .choice_count = 3,
         .chosen = 1},
        {.kind = FORM_NUMBER,
         .label = "값",
         .number = 95,
         .most = 100,
         .step = 10,
         .unit = "%"},
        {.kind = FORM_TEXT, .label = "숨김", .hidden = true},
        {.kind = FORM_TEXT, .label = "대상", .text = "payments"}};
    struct form form = {fields, 4, 0};
    (void)state;
    assert_int_equal(form_draw(canvas_stage(4, 32, GLYPHS_UNICODE), &form), 4);
    shows("▸ 종류  ( ) 지연  (•) 오류율\n"
          "        ( ) 프로세스 종료\n"
          "  값    95 %\n"
          "  대상  payments\n");
    form_move(&form, 1);
    form_change(&form, 1);
    assert_int_equal(fields[1].number, 100);
    form_change(&form, -1000000000);
    assert_int_equal(fields[1].number, 0);
    form_move(&form, 1);
    assert_int_equal(form.selected, 3); /* not the hidden one */
    form_move(&form, 1);
    form_change(&form, 9);
    assert_int_equal(fields[0].chosen, 2);
}

static void a_key_bar_never_hides_the_way_out(void **state)
{
    const struct keybar_key keys[] = {
        {"F1", "도움"}, {"F2", "수업"}, {"F5", "퀴즈"}, {"F10", "끝"}};
    (void)state;
    struct area area = canvas_stage(1, 40, GLYPHS_UNICODE);
    keybar_draw(area, keys, 4, "2/5");
    shows("F1 도움  F2 수업  F5 퀴즈  F10 끝    2/5\n");
    assert_int_equal(keybar_at(area, keys, 4, 0), 0);
    assert_int_equal(keybar_at(area, keys, 4, 8), -1);
    assert_int_equal(keybar_at(area, keys, 4, 28), 3);
    area = canvas_stage(1, 24, GLYPHS_UNICODE);
    keybar_draw(area, keys, 4, "2/5");
    shows("F1 도움  F2 수업  F10 끝\n");
    assert_int_equal(keybar_at(area, keys, 4, 18), 3);
    area = canvas_stage(1, 15, GLYPHS_UNICODE);
    keybar_draw(area, keys, 4, "2/5");
    shows("F1 도움  F10 끝\n");
}

/* ---- pages ---- */

static void links_and_headings_are_found(void **state)
{
    struct markdown *markdown = NULL;
    struct page page;
    (void)state;
    assert_int_equal(
        markdown_new(&markdown,
                     slice_of("# 1. 나눈 것, The Split!\n\n"
                              "[a](b.c) and `lab run x`\n\n"
                              "```cleave\nup both\n# remark\n```\n")),
        ERROR_OK);
    page_init(&page, 20);
    assert_int_equal(markdown_layout(markdown, &page, 20), ERROR_OK);
    assert_int_equal(page_find(&page, "#1-나눈-것-the-split"), 0);
    assert_int_equal(page_find(&page, "nothing"), -1);
    assert_int_equal(page.link_count, 3);
    assert_string_equal(page.links[0].target, "b.c");
    assert_int_equal(page.links[0].kind, PAGE_LINK_PLACE);
    assert_string_equal(page.links[1].target, "lab run x");
    assert_int_equal(page.links[1].kind, PAGE_LINK_COMMAND);
    assert_string_equal(page.links[2].target, "up both");
    struct area area = canvas_stage(2, 20, GLYPHS_UNICODE);
    page_draw(&page, area, page.links[0].row, 0);
    roles_are("L.....ccccccccc.....\n"
              "....................\n");
    page_release(&page);
    markdown_free(markdown);
}

static void scrolling_stops_at_the_ends(void **state)
{
    struct scroll scroll = {0};
    (void)state;
    scroll_resize(&scroll, 10, 25);
    scroll_by(&scroll, -3);
    assert_int_equal(scroll.first, 0);
    assert_int_equal(scroll_percent(&scroll), 40);
    scroll_by(&scroll, 99);
    assert_int_equal(scroll.first, 15);
    assert_int_equal(scroll_percent(&scroll), 100);
    scroll_show(&scroll, 3);
    assert_int_equal(scroll.first, 3);
    scroll_show(&scroll, 13);
    assert_int_equal(scroll.first, 4);
    scroll_resize(&scroll, 10, 5);
    assert_int_equal(scroll.first, 0);
    assert_false(scroll_needed(&scroll));
}

/* ---- code ---- */

/* The line's roles by letter, one a byte, for `line` in that language. */
static void coloured(struct highlight *highlight, const char *line,
                     const char *wanted)
{
    struct highlight_span spans[64];
    struct area area = canvas_stage(1, (int)strlen(line), GLYPHS_UNICODE);
    int count = highlight_line(highlight, slice_of(line), spans, 64);
    int column = 0;
    for (int i = 0; i < count; i++)
        column = area_put_slice(area, 0, column, spans[i].role, spans[i].text);
    const char *roles = canvas_stage_roles(); /* one row, and its end */
    assert_int_equal(strlen(roles), strlen(wanted) + 1);
    assert_memory_equal(roles, wanted, strlen(wanted));
}

static void code_is_coloured_by_language(void **state)
{
    struct highlight highlight;
    (void)state;
    highlight_start(&highlight, SLICE("c"));
    coloured(&highlight, "return \"a\\\"b\" + 12; // x",
             "kkkkkkcqqqqqqcccnnccoooo");
    coloured(&highlight, "/* begins", "ooooooooo");
    coloured(&highlight, "ends */ if", "ooooooockk");
    highlight_start(&highlight, SLICE("sh"));
    coloured(&highlight, "if $# a#b # c", "kkccccccccooo");
    highlight_start(&highlight, SLICE("cleave"));
    coloured(&highlight, "kill payments --hard", "kkkkcccccccccckkkkkk");
    highlight_start(&highlight, SLICE("json"));
    coloured(&highlight, "{\"a\": true}", "cqqqcckkkkc");
    highlight_start(&highlight, SLICE("sql"));
    coloured(&highlight, "select 'x' -- y", "kkkkkkcqqqcoooo");
    highlight_start(&highlight, SLICE("http"));
    coloured(&highlight, "GET /a HTTP/1.1", "kkkcccccccccnnn");
    coloured(&highlight, "Host: b", "kkkkccc");
    highlight_start(&highlight, SLICE("unheard-of"));
    coloured(&highlight, "return 1", "cccccccc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sparkline_shows_the_newest_values),
        cmocka_unit_test(bars_share_one_scale),
        cmocka_unit_test(progress_says_what_it_knows),
        cmocka_unit_test(a_span_is_never_nothing),
        cmocka_unit_test(a_plot_has_axes_and_its_cause_below),
        cmocka_unit_test(a_sheet_shrinks_then_drops),
        cmocka_unit_test(a_sheet_scrolls_to_its_row),
        cmocka_unit_test(a_list_keeps_its_selection_legal),
        cmocka_unit_test(a_form_shows_choices_and_bounds),
        cmocka_unit_test(a_key_bar_never_hides_the_way_out),
        cmocka_unit_test(links_and_headings_are_found),
        cmocka_unit_test(scrolling_stops_at_the_ends),
        cmocka_unit_test(code_is_coloured_by_language),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, canvas_stage_open, canvas_stage_close);
}
