/*
 * lab_facts -- formulas worked out from a run that was made by hand.
 */
#include "tests/support/cmocka_all.h"

#include <string.h>

#include "chassis/limits.h"
#include "tutor/lab/lab_facts.h"

/* Ten requests, one each 100 ms; those from 300 to 500 are lost. */
static struct lab_sample samples[10];
static struct lab_facts facts;
static struct arena arena;

static int set_up(void **state)
{
    static const char json[] =
        "{\"n\":3,\"list\":[{\"name\":\"a\",\"v\":1,\"s\":\"x\"},"
        "{\"name\":\"a\",\"v\":2,\"s\":\"y\"},{\"name\":\"b\",\"v\":4}],"
        "\"split\":{\"word\":\"open\"}}";
    const struct json *root = NULL;
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    memset(&facts, 0, sizeof facts);
    for (int i = 0; i < 10; i++)
        samples[i] = (struct lab_sample){.due_us = i * 100000,
                                         .took_us = 1000u * (unsigned)(i + 1),
                                         .status = i >= 3 && i <= 5 ? 0 : 200};
    facts.on = SHAPES_SPLIT;
    facts.loads[facts.load_count++] = (struct lab_samples){.load = "reads",
                                                           .shape = SHAPE_SPLIT,
                                                           .to_ms = 1000,
                                                           .samples = samples,
                                                           .count = 10};
    assert_int_equal(json_parse(json, strlen(json), &arena, &root), ERROR_OK);
    facts.answers[facts.answer_count++] = (struct lab_answer){.name = "a",
                                                              .done = true,
                                                              .status = 1,
                                                              .from_ms = 300,
                                                              .to_ms = 450,
                                                              .json = root};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct lab_value value_of(const char *text)
{
    struct lab_expression *expression = NULL;
    enum error error = lab_expression_parse(text, &arena, &expression);
    if (error)
        fail_msg("%s: %s", text, error_detail(error));
    return lab_evaluate(&facts, expression, SHAPE_SPLIT, &arena);
}

static void figures_come_out_of_samples_and_answers(void **state)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"ok% of reads", 70},
        {"ok of reads in 300ms..600ms", 0},
        {"bad of split.reads", 3},
        {"lost% of reads in a..a.end", 100},
        {"all of reads in a - 100ms..a.end+150ms", 4},
        {"http 200 of reads", 7},
        {"max of reads", 10},
        {"rate of reads in 0s..500ms", 6},
        {"time until first ok of reads after a", 307},
        {"time until last bad of reads after a", 200},
        {"exit of a", 1},
        {"took of a", 150},
        {"a.n + 2 * 3 - (4 - 1)", 6},
        {"count of a.list", 1},
        {"count of a.list.*", 3},
        {"sum of a.list.*.v", 7},
        {"sum of a.list[name=a].v", 3},
        {"a.list[name=a][s=y].v", 2},
        {"a.list[2].v", 4},
        {"count of a.list[name~\"z\"]", 0},
        {"-a.n / 2", -1.5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct lab_value value = value_of(rows[i].text);
        if (!value.known || value.number < rows[i].value - 0.2 ||
            value.number > rows[i].value + 0.2)
            fail_msg("%s is %g (%s), not %g", rows[i].text, value.number,
                     value.why ? value.why : "", rows[i].value);
    }
}

static void conditions_hold_or_do_not(void **state)
{
    static const struct {
        const char *text;
        bool holds;
    } rows[] = {
        {"a.SHAPE.word == \"open\"", true},
        {"a.split.word has \"pe\"", true},
        {"a.split.word != \"open\"", false},
        {"a.n == 3.2 ± 10%", true},
        {"a.n == 3.2", false},
        {"a.n > 2 and a.n < 3", false},
        {"a.nothing >= 0", false},
        {"1 / 0 == 1", false},
        {"a.split.word > 1", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct lab_expression *condition = NULL;
        assert_int_equal(lab_condition_parse(rows[i].text, &arena, &condition),
                         ERROR_OK);
        struct lab_value value =
            lab_evaluate(&facts, condition, SHAPE_SPLIT, &arena);
        if ((value.known && value.truth) != rows[i].holds)
            fail_msg("%s", rows[i].text);
    }
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    assert_non_null(strstr(value_of("a.nothing").why, "a.nothing"));
    assert_non_null(value_of("p99 of reads in 5s..6s").why);
    assert_non_null(value_of("p99 of other").why);
}

static void add_figure(const char *name, enum shape shape, double value,
                       bool known)
{
    facts.figures[facts.figure_count++] = (struct lab_figure){
        .name = name,
        .shaped = true,
        .shape = shape,
        .value = {.known = known, .number = value, .why = "it is missing"}};
}

static void a_family_of_measures_is_counted_by_its_values(void **state)
{
    (void)state;
    add_figure("state-1", SHAPE_SPLIT, 7, true);
    add_figure("state-2", SHAPE_SPLIT, 8, true);
    add_figure("state-3", SHAPE_SPLIT, 7, true);
    add_figure("state-3", SHAPE_MONOLITH, 9, true);
    add_figure("statement", SHAPE_SPLIT, 10, true);
    assert_true(value_of("distinct of state").number == 2);
    assert_true(value_of("distinct of monolith.state").number == 1);
    assert_non_null(value_of("distinct of others").why);
    add_figure("state-4", SHAPE_SPLIT, 7, false);
    assert_string_equal(value_of("distinct of state").why, "it is missing");
    facts.figure_count = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_come_out_of_samples_and_answers),
        cmocka_unit_test(conditions_hold_or_do_not),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(a_family_of_measures_is_counted_by_its_values),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
