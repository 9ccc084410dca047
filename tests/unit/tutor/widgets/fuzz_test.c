/*
 * fuzz_test -- random widgets with random texts in random areas.
 *
 * Use:  fuzz_test [SEED]; the seed is printed, and the same one draws the
 *       same. What must hold after every draw: each row is exactly as wide as
 *       the canvas, the dump is UTF-8, and nothing outside the area changed.
 */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/form.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/keybar.h"
#include "tutor/widgets/list.h"
#include "tutor/widgets/markdown.h"
#include "tutor/widgets/particle.h"
#include "tutor/widgets/plot.h"
#include "tutor/widgets/sheet.h"
#include "tutor/widgets/wrap.h"

enum {
    DRAWS = 10000,
    DOCUMENTS = 1500,
    TEXTS = 16,
    PIECES = 24,
    TEXT_BYTES = PIECES * 16,
    VALUES = 64,
    SIDE = 60,
    DUMP_BYTES = 4 * 1024 * 1024
};

static struct random dice;
static uint64_t seed;
static char texts[TEXTS][TEXT_BYTES];
static double values[VALUES];

/* What is likely to go wrong, and what lessons are made of. */
static const char *const pieces[] = {"가",
                                     "나다",
                                     "서킷 브레이커",
                                     " ",
                                     " ",
                                     "  ",
                                     "a",
                                     "word",
                                     "HALF-OPEN",
                                     "─",
                                     "●",
                                     "→",
                                     "…",
                                     "█",
                                     "é",
                                     "e\u0301",
                                     "\u0301",
                                     "\u1112\u1161\u11ab",
                                     "\u200b",
                                     "\u202e",
                                     "\x1b[2J",
                                     "\t",
                                     "\n",
                                     "\n",
                                     "\n\n",
                                     "\r",
                                     "\xff",
                                     "\xed\xa0\x80",
                                     "\xf4\x90\x80\x80",
                                     "\xe2\x82",
                                     "漢字",
                                     "🟢",
                                     "⚠\ufe0f",
                                     "**",
                                     "*",
                                     "`",
                                     "```",
                                     "\n```c\n",
                                     "| a | b |\n|--|:-:|\n| ",
                                     " | ",
                                     "\n- ",
                                     "\n  - ",
                                     "\n1. ",
                                     "\n> ",
                                     "\n# ",
                                     "[x](y)",
                                     "<!-- ",
                                     "-->",
                                     "<b>",
                                     "&amp;",
                                     "\\|",
                                     "\\",
                                     "~~",
                                     "_",
                                     "{을/를}",
                                     "- [x] ",
                                     "\n---\n",
                                     "/* ",
                                     "*/",
                                     "\"",
                                     "'",
                                     "# ",
                                     "--",
                                     "0x1",
                                     "123",
                                     "|",
                                     "://",
                                     "http://a.b",
                                     "\\*",
                                     "(",
                                     ")",
                                     "“",
                                     "”",
                                     "%s%n",
                                     "\x7f",
                                     "\xc2\x9b",
                                     "\U0010ffff"};

static int below(int most)
{
    return (int)random_below(&dice, (uint64_t)most);
}

static void new_text(char *text)
{
    *text = '\0';
    for (int i = below(PIECES); i > 0; i--)
        strncat(text, pieces[below(sizeof pieces / sizeof *pieces)],
                TEXT_BYTES - strlen(text) - 1);
}

static const char *any(void)
{
    return texts[below(TEXTS)];
}

static void new_material(void)
{
    new_text(texts[below(TEXTS)]);
    values[below(VALUES)] = below(8) == 0   ? NAN
                            : below(8) == 0 ? -1
                            : below(8) == 0 ? INFINITY
                                            : below(1000) / 7.0;
}

/* ---- the widgets ---- */

static void draw_text(struct area area)
{
    area_put(area, below(6) - 1, below(30) - 10, ROLE_GOOD, any());
    area_line(area, (enum align)below(3), ROLE_BAD, any());
    wrap_put(area, below(4), ROLE_TEXT, any());
}

static void draw_frame(struct area area)
{
    struct frame frame = {any(), any(), below(2) != 0};
    frame_draw(area, &frame);
    popup_open(area, below(30), below(90), &frame);
}

static void draw_charts(struct area area)
{
    struct chart_bar bars[4];
    for (int i = 0; i < 4; i++)
        bars[i] = (struct chart_bar){any(), values[below(VALUES)], any(),
                                     ROLE_SERIES_1};
    double top = below(2) ? 0 : values[below(VALUES)];
    chart_bars(area, bars, below(5), top);
    chart_spark(area_take_top(&area, 1), ROLE_GOOD, values, below(VALUES), top);
    chart_span(area_take_top(&area, 1), ROLE_BAD, values[0], values[1], top);
    chart_progress(area_take_top(&area, 1), values[2] / 100, any());
}

static void draw_plot(struct area area)
{
    struct plot_series series[] = {{any(), values, below(VALUES), ROLE_GOOD},
                                   {any(), values, below(VALUES), ROLE_BAD}};
    struct plot_mark marks[] = {{below(20), any()},
                                {values[0], any()},
                                {below(20), any()},
                                {below(20), any()}};
    struct plot plot = {series,
                        below(3),
                        marks,
                        below(5),
                        0,
                        below(20),
                        below(2) ? 0 : values[1],
                        any(),
                        any()};
    plot_draw(area, &plot);
}

static const char *any_cell(void *context, int row, int column, unsigned *style)
{
    (void)context;
    *style = (unsigned)(row + column) % ROLE_COUNT;
    return texts[(row * 3 + column) % TEXTS];
}

static void draw_sheet(struct area area)
{
    struct sheet_column columns[] = {{any(), ALIGN_LEFT, 0, 0},
                                     {any(), ALIGN_RIGHT, 6, 0},
                                     {any(), ALIGN_CENTRE, 0, 2},
                                     {any(), ALIGN_LEFT, 0, 1}};
    struct scroll scroll = {.first = below(50)};
    int rows = below(40);
    struct sheet sheet = {columns,  1 + below(4), rows,
                          any_cell, NULL,         below(rows + 2) - 1};
    sheet_draw(area, &sheet, below(2) ? &scroll : NULL);
}

static const char *any_item(void *context, int index, unsigned *style)
{
    return any_cell(context, index, 0, style);
}

static void draw_list(struct area area)
{
    struct list list = {.count = below(40), .item = any_item};
    list_move(&list, below(100) - 30);
    list_draw(area, &list);
}

static void draw_form(struct area area)
{
    const char *choices[] = {any(), any(), any()};
    struct form_field fields[] = {{.kind = FORM_CHOICE,
                                   .label = any(),
                                   .choices = choices,
                                   .choice_count = below(4)},
                                  {.kind = FORM_NUMBER,
                                   .label = any(),
                                   .number = below(100),
                                   .most = 100,
                                   .step = below(9),
                                   .unit = any()},
                                  {.kind = FORM_TEXT,
                                   .label = any(),
                                   .text = any(),
                                   .hidden = below(2) != 0}};
    struct form form = {.fields = fields, .field_count = 3};
    form_move(&form, below(5) - 2);
    form_change(&form, below(200) - 100);
    form_draw(area, &form);
}

static void draw_keybar(struct area area)
{
    struct keybar_key keys[6];
    for (int i = 0; i < 6; i++)
        keys[i] = (struct keybar_key){any(), any()};
    int count = below(7);
    keybar_draw(area, keys, count, below(2) ? any() : NULL);
    int at = keybar_at(area, keys, count, below(SIDE));
    assert_in_range(at + 1, 0, count);
}

static void draw_page(struct area area)
{
    struct page page;
    page_init(&page, 1 + below(SIDE));
    for (int i = below(6); i > 0; i--) {
        page_add(&page, ROLE_CODE, PAGE_NO_LINK, slice_of(any()));
        page_paragraph(&page, ROLE_TEXT, any());
    }
    page_draw(&page, area, below(10) - 2, below(3));
    page_release(&page);
}

static void (*const draws[])(struct area area) = {
    draw_text, draw_frame, draw_charts, draw_plot,   draw_sheet,
    draw_list, draw_form,  draw_page,   draw_keybar,
};

/* ---- what must hold ---- */

static void rows_are_exact(const struct canvas *canvas)
{
    struct buffer out;
    buffer_init(&out, DUMP_BYTES);
    canvas_text(canvas, &out);
    assert_int_equal(buffer_error(&out), ERROR_OK);
    assert_true(utf8_valid(out.data, out.length));
    const char *line = out.data;
    for (int row = 0; row < canvas->rows; row++) {
        size_t length = strcspn(line, "\n");
        assert_int_equal(glyph_cells(line, length), canvas->columns);
        for (size_t i = 0; i < length; i++)
            assert_true((unsigned char)line[i] >= ' ' && line[i] != 0x7F);
        line += length + 1;
    }
    buffer_release(&out);
    for (int row = 0; row < canvas->rows; row++)
        for (int column = 0; column < canvas->columns; column++) {
            const struct cell *cell = canvas_at(canvas, row, column);
            bool half = cell->cells == 0;
            assert_true(cell_role(cell) < ROLE_COUNT);
            assert_int_equal(
                half,
                column > 0 && canvas_at(canvas, row, column - 1)->cells == 2);
        }
}

/* Only a syllable across the border may have lost a half. */
static void nothing_outside_changed(const struct canvas *before,
                                    const struct canvas *after,
                                    struct area area)
{
    for (int row = 0; row < before->rows; row++)
        for (int column = 0; column < before->columns; column++) {
            const struct cell *old = canvas_at(before, row, column);
            const struct cell *new = canvas_at(after, row, column);
            bool inside = row >= area.row && row < area.row + area.rows &&
                          column >= area.column &&
                          column < area.column + area.columns;
            if (!inside && old->cells == 1)
                assert_string_equal(old->text, new->text);
        }
}

static void copy_cells(struct canvas *to, const struct canvas *from)
{
    assert_int_equal(canvas_resize(to, from->rows, from->columns), ERROR_OK);
    memcpy(to->cells, from->cells,
           (size_t)from->rows * (size_t)from->columns * sizeof *from->cells);
}

static void draw_many(int count)
{
    struct canvas canvas = {0}, before = {0};
    for (int i = 0; i < count; i++) {
        new_material();
        if (i % 50 == 0)
            assert_int_equal(
                canvas_resize(&canvas, 1 + below(SIDE), 1 + below(SIDE * 2)),
                ERROR_OK);
        canvas.tier = (enum glyph_tier)below(3);
        copy_cells(&before, &canvas);
        struct area area = area_part(canvas_area(&canvas), below(SIDE) - 5,
                                     below(SIDE) - 5, below(SIDE), below(SIDE));
        draws[below(sizeof draws / sizeof *draws)](area);
        nothing_outside_changed(&before, &canvas, area);
        if (i % 10 == 0)
            rows_are_exact(&canvas);
    }
    canvas_release(&canvas);
    canvas_release(&before);
}

static void random_draws_keep_every_row_exact(void **state)
{
    (void)state;
    draw_many(DRAWS);
}

static void so_they_do_without_a_utf8_locale(void **state)
{
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C"));
    draw_many(DRAWS / 10);
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

static void random_documents_fit_any_width(void **state)
{
    struct page page;
    struct buffer source;
    (void)state;
    page_init(&page, 1);
    buffer_init(&source, DUMP_BYTES);
    for (int i = 0; i < DOCUMENTS; i++) {
        struct markdown *markdown = NULL;
        buffer_reset(&source);
        for (int n = below(6); n >= 0; n--) {
            new_material();
            buffer_text(&source, any());
        }
        struct slice text = {source.data ? source.data : "", source.length};
        bool valid = utf8_valid(text.data, text.length);
        enum error error = markdown_new(&markdown, text);
        assert_int_equal(error, valid ? ERROR_OK : ERROR_MALFORMED);
        int columns = 1 + below(SIDE);
        if (markdown)
            assert_int_equal(markdown_layout(markdown, &page, columns),
                             ERROR_OK);
        for (int row = 0; markdown && row < page.row_count; row++)
            assert_true(page.rows[row].cells <= columns);
        markdown_free(markdown);
    }
    buffer_release(&source);
    page_release(&page);
}

static void random_texts_have_particles(void **state)
{
    struct buffer out;
    (void)state;
    buffer_init(&out, DUMP_BYTES);
    for (int i = 0; i < DRAWS; i++) {
        new_material();
        const char *text = any();
        buffer_reset(&out);
        particle_resolve(&out, text, strlen(text));
        assert_null(out.data ? strstr(out.data, "{을/를}") : NULL);
    }
    buffer_release(&out);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_draws_keep_every_row_exact),
        cmocka_unit_test(so_they_do_without_a_utf8_locale),
        cmocka_unit_test(random_documents_fit_any_width),
        cmocka_unit_test(random_texts_have_particles),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    seed = count > 1 ? strtoull(words[1], NULL, 10)
                     : (uint64_t)clock_monotonic_ns();
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    random_seed(&dice, seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
