/* report_html_test -- the page of results: whole, in two languages, and never
 * markup where a run says text. */
#include "tutor/commands/report_html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static struct arena arena;
static struct buffer page;
static struct report_html html;

static int setup(void **state)
{
    (void)state;
    setenv("CLEAVE_CONTENT", ".", 0);
    arena_init(&arena, 16 * 1024 * 1024);
    buffer_init(&page, 1024 * 1024);
    report_html_begin(&html, &page, &arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buffer_release(&page);
    arena_release(&arena);
    return 0;
}

static size_t count(const char *what)
{
    size_t found = 0;
    buffer_byte(&page, '\0');
    for (const char *at = page.data; (at = strstr(at, what)); at++)
        found++;
    page.length--;
    return found;
}

static struct run *a_run(void)
{
    struct run *run = arena_alloc(&arena, sizeof *run);
    assert_non_null(run);
    *run = (struct run){.experiment = "isolation",
                        .at_ms = 1700000000000,
                        .took_ms = 2000,
                        .step_ms = 250,
                        .complete = true,
                        .audit_clean = true,
                        .series_count = 1,
                        .mark_count = 1,
                        .measure_count = 1};
    run->series[0] = (struct run_series){
        .name = "split reads", .values = {90, 100, NAN, 95}, .count = 4};
    run->marks[0] = (struct run_mark){1000, "kill <payments>"};
    run->measures[0] = (struct run_measure){.name = "split.reads",
                                            .value = 99,
                                            .unit = "percent",
                                            .predicted = true,
                                            .prediction = 50,
                                            .confidence = 3};
    return run;
}

static void a_load_is_a_line_that_pauses_where_it_did(void **state)
{
    (void)state;
    report_html_run(&html, a_run());
    report_html_end(&html);
    assert_int_equal(count("<svg role=img"), 1);
    assert_int_equal(count("<polyline"), 2);
    assert_int_equal(count("class=mark"), 1);
    assert_int_equal(count("</html>"), 1);
}

static void a_run_without_loads_has_no_picture(void **state)
{
    (void)state;
    struct run *run = a_run();
    run->series_count = 0;
    report_html_run(&html, run);
    assert_int_equal(count("<svg role=img"), 0);
}

static void nothing_of_a_run_becomes_markup(void **state)
{
    (void)state;
    struct run *run = a_run();
    run->experiment = "../../<script>";
    run->measures[0].name = "a\"b<c>&";
    report_html_run(&html, run);
    assert_int_equal(count("<script>"), 0);
    assert_int_equal(count("kill &lt;payments&gt;"), 1);
    assert_int_equal(count("a&quot;b&lt;c&gt;&amp;"), 1);
}

static void both_languages_are_there(void **state)
{
    (void)state;
    report_html_run(&html, a_run());
    assert_int_equal(count("빗나감"), 1);
    assert_int_equal(count("not so"), 1);
    assert_true(count("lang=ko") == count("lang=en"));
    assert_true(html.found); /* run from the root of the tree */
    assert_int_equal(count("장애 격리"), 1);
    assert_int_equal(count("Fault isolation"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_load_is_a_line_that_pauses_where_it_did),
        TEST(a_run_without_loads_has_no_picture),
        TEST(nothing_of_a_run_becomes_markup), TEST(both_languages_are_there)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
