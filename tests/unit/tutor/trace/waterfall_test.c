/*
 * waterfall_test -- rows with bars, in both tiers and at any width.
 */
#include "tutor/trace/waterfall.h"

#include <locale.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

enum { SPANS = 4, DUMP_BYTES = 1024 * 1024 };

static struct {
    struct arena arena;
    struct buffer text;
    struct canvas canvas;
    Collector__TraceSummary summary;
    Collector__TraceReply reply;
    Collector__SpanOf of[SPANS], *list[SPANS];
    Telemetry__Span spans[SPANS];
    Telemetry__Attribute error, *errors[1];
    uint8_t ids[SPANS][8], parents[SPANS][8];
    struct trace_tree tree;
    struct waterfall fall;
} f;

static void add(int parent, const char *process, Telemetry__Kind kind,
                uint64_t from_us, uint64_t to_us)
{
    size_t i = f.reply.n_spans++;
    Telemetry__Span *span = &f.spans[i];
    collector__span_of__init(&f.of[i]);
    telemetry__span__init(span);
    memset(f.ids[i], (int)i + 1, 8);
    memset(f.parents[i], parent, 8);
    span->span_id = (ProtobufCBinaryData){8, f.ids[i]};
    if (parent)
        span->parent_span_id = (ProtobufCBinaryData){8, f.parents[i]};
    span->start_time_unix_nano = from_us * 1000;
    span->end_time_unix_nano = to_us * 1000;
    span->name = (char *)"p.P/Charge";
    span->kind = kind;
    f.of[i].service_name = (char *)process;
    f.of[i].span = span;
    f.list[i] = &f.of[i];
}

/* A call that its server refuses, and a commit that fails. */
static int begin(void **state)
{
    (void)state;
    memset(&f, 0, sizeof f);
    arena_init(&f.arena, 1 << 20);
    buffer_init(&f.text, DUMP_BYTES);
    collector__trace_summary__init(&f.summary);
    collector__trace_reply__init(&f.reply);
    f.summary.duration_us = 8000;
    f.reply.summary = &f.summary;
    f.reply.spans = f.list;
    add(0, "gateway", TELEMETRY__KIND__SERVER, 0, 8000);
    add(1, "gateway", TELEMETRY__KIND__CLIENT, 2000, 6000);
    add(2, "orders", TELEMETRY__KIND__SERVER, 3000, 5000);
    add(3, "orders", TELEMETRY__KIND__INTERNAL, 4000, 5000);
    telemetry__attribute__init(&f.error);
    f.error.key = (char *)"error.type";
    f.error.text = (char *)"declined";
    f.errors[0] = &f.error;
    f.spans[2].attributes = f.errors;
    f.spans[2].n_attributes = 1;
    f.spans[3].status = TELEMETRY__STATUS__ERROR;
    assert_int_equal(trace_tree_read(&f.tree, &f.arena, &f.reply), 0);
    f.fall = (struct waterfall){.tree = &f.tree, .selected = 1};
    return canvas_init(&f.canvas, 1, 1, GLYPHS_UNICODE);
}

static int end(void **state)
{
    (void)state;
    canvas_release(&f.canvas);
    buffer_release(&f.text);
    arena_release(&f.arena);
    return 0;
}

static void shows(int rows, int columns, enum glyph_tier tier,
                  const char *wanted)
{
    f.canvas.tier = tier;
    assert_int_equal(canvas_resize(&f.canvas, rows, columns), 0);
    waterfall_draw(canvas_area(&f.canvas), &f.fall);
    buffer_reset(&f.text);
    canvas_text_trimmed(&f.canvas, &f.text);
    buffer_byte(&f.text, '\0');
    assert_string_equal(f.text.data, wanted);
}

static void a_bar_is_full_where_it_works(void **state)
{
    (void)state;
    shows(
        5, 68, GLYPHS_UNICODE,
        "                              0          8.00                     ms\n"
        "  ▾ gateway Charge            ████░░░░░░░████                   8.00\n"
        "▸  ▾ gateway > Charge            ███░░░██                       4.00\n"
        "    ▾ orders Charge                ██░░       ! declined        2.00\n"
        "       orders Charge                 ▒▒       ✗ failed          "
        "1.00\n");
}

static void signs_need_no_colour_and_no_unicode(void **state)
{
    (void)state;
    shows(
        5, 68, GLYPHS_ASCII,
        "                              0          8.00                     ms\n"
        "  v gateway Charge            ####.......####                   8.00\n"
        ">  v gateway > Charge            ###...##                       4.00\n"
        "    v orders Charge                ##..       ! declined        2.00\n"
        "       orders Charge                 %%       x failed          "
        "1.00\n");
}

static void without_room_the_bars_leave_first(void **state)
{
    (void)state;
    shows(5, 40, GLYPHS_ASCII,
          "                                      ms\n"
          "  v gateway Charge                  8.00\n"
          ">  v gateway > Charge               4.00\n"
          "    v orders Charge            !    2.00\n"
          "       orders Charge           x    1.00\n");
}

static void what_is_chosen_is_brought_into_view(void **state)
{
    (void)state;
    f.fall.selected = 3;
    shows(2, 40, GLYPHS_ASCII,
          "                                    ms\n"
          ">      orders Charge         x    1.00\n");
}

static void any_size_will_do(void **state)
{
    (void)state;
    for (int columns = 1; columns < 230; columns++)
        for (int rows = 1; rows < 8; rows++)
            for (int selected = TRACE_TREE_NONE; selected < 4; selected++) {
                f.fall.selected = selected;
                assert_int_equal(canvas_resize(&f.canvas, rows, columns), 0);
                waterfall_draw(canvas_area(&f.canvas), &f.fall);
            }
}

static void a_trace_without_a_length_has_bars(void **state)
{
    (void)state;
    f.tree.length_us = 0;
    assert_int_equal(canvas_resize(&f.canvas, 5, 68), 0);
    waterfall_draw(canvas_area(&f.canvas), &f.fall);
    canvas_text(&f.canvas, &f.text);
    buffer_byte(&f.text, '\0');
    assert_non_null(strstr(f.text.data, "█"));
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        T(a_bar_is_full_where_it_works),
        T(signs_need_no_colour_and_no_unicode),
        T(without_room_the_bars_leave_first),
        T(what_is_chosen_is_brought_into_view),
        T(any_size_will_do),
        T(a_trace_without_a_length_has_bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
