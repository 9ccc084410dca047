/*
 * fault_form_test -- the line that the fields make is one that the command
 * reads, and means the same, for every kind that there is.
 */
#include "tutor/screens/fault_form.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/args.h"
#include "tutor/commands/fault_words.h"
#include "tutor/commands/text.h"

static struct live_view view;
static struct fault_form form;

static void add(const char *title)
{
    struct live_process *process = &view.processes[view.process_count++];
    snprintf(process->title, sizeof process->title, "%s", title);
    snprintf(process->state, sizeof process->state, "ready");
}

static int begin(void **state)
{
    (void)state;
    text_set_korean(false);
    view = (struct live_view){0};
    add("monolith");
    add("payments");
    add("payments-2");
    fault_form_init(&form);
    fault_form_targets(&form, &view);
    return 0;
}

static void goes_to(enum fault_field field)
{
    while ((int)form.form.selected > (int)field)
        assert_true(fault_form_move(&form, -1));
    while ((int)form.form.selected < (int)field)
        assert_true(fault_form_move(&form, 1));
    assert_int_equal(form.form.selected, field);
}

static void types(const char *digits)
{
    for (; *digits; digits++)
        assert_true(fault_form_type(&form, *digits));
}

static const char *line(void)
{
    static char out[FAULT_LINE_BYTES];
    fault_form_line(&form, out);
    return out;
}

/* What the command makes of the line. */
static enum error read_back(struct fault *out)
{
    static const struct option_spec specs[] = {
        {"direction", "WAY", COMPLETE_NOTHING}, {NULL, NULL, 0}};
    struct arena arena;
    struct args args;
    char *words[ARGS_WORDS];
    size_t count = 0;
    enum fault_kind kind;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    assert_int_equal(args_split(line(), &arena, words, ARGS_WORDS, &count), 0);
    assert_string_equal(words[0], "fault");
    assert_int_equal(args_parse(&args, specs, words + 1, count - 1), 0);
    assert_int_equal(fault_kind_named(args_word(&args, 1), &kind), 0);
    *out = fault_default(kind);
    enum error error = fault_words_read(&args, 2, out);
    const char *way = args_option(&args, "direction", 0);
    if (!error && way)
        assert_true(fault_words_direction(way, out));
    if (!error)
        error = fault_check(out);
    arena_release(&arena);
    return error;
}

static void every_kind_can_be_chosen_and_is_read_back(void **state)
{
    int seen = 0;
    (void)state;
    for (int family = 0; family < FAULT_FAMILY_COUNT; family++) {
        goes_to(FAULT_FIELD_FAMILY);
        fault_form_change(&form, family == 0 ? -FAULT_FAMILY_COUNT : 1);
        goes_to(FAULT_FIELD_KIND);
        for (int i = 0; i < form.fields[FAULT_FIELD_KIND].choice_count; i++) {
            struct fault fault;
            fault_form_change(&form, i == 0 ? -FAULT_KIND_COUNT : 1);
            assert_int_equal(read_back(&fault), ERROR_OK);
            assert_int_equal(fault.kind, fault_form_kind(&form));
            assert_int_equal(fault.duration_ms, FAULT_DEFAULT_MS);
            assert_int_equal(fault.percentage, FAULT_ALWAYS);
            for (int at = 0; at < FAULT_VALUES; at++)
                assert_int_equal(
                    fault.values[at],
                    fault_about[fault.kind].parameters[at].fallback);
            seen++;
        }
    }
    assert_int_equal(seen, FAULT_KIND_COUNT);
}

static void what_is_typed_is_what_is_run(void **state)
{
    struct fault fault;
    (void)state;
    goes_to(FAULT_FIELD_FAMILY);
    fault_form_change(&form, -FAULT_FAMILY_COUNT); /* connection, latency */
    goes_to(FAULT_FIELD_VALUE);
    types("350");
    goes_to((enum fault_field)(FAULT_FIELD_VALUE + 1));
    types("40");
    goes_to(FAULT_FIELD_PERCENT);
    types("5");
    goes_to(FAULT_FIELD_DIRECTION);
    fault_form_change(&form, 1);
    goes_to(FAULT_FIELD_DURATION);
    types("7");
    assert_string_equal(line(), "fault payments latency 350ms 40ms 5% "
                                "--direction to for 7s");
    assert_int_equal(read_back(&fault), ERROR_OK);
    assert_int_equal(fault.values[0], 350);
    assert_int_equal(fault.values[1], 40);
    assert_int_equal(fault.percentage, 500);
    assert_int_equal(fault.direction, FAULT_TO);
    assert_int_equal(fault.duration_ms, 7000);
    assert_true(fault_form_on_the_way(&form));
}

static void a_bad_value_is_left_to_the_command(void **state)
{
    struct fault fault;
    (void)state;
    goes_to(FAULT_FIELD_VALUE); /* of slow-sync */
    types("99999999");
    assert_int_equal(read_back(&fault), ERROR_USAGE);
    types("\b\b\b\b\b\b");
    assert_string_equal(line(), "fault payments slow-sync 99ms for 60s");
    assert_int_equal(read_back(&fault), ERROR_OK);
    types("-");
    assert_string_equal(line(), "fault payments slow-sync -99ms for 60s");
    for (int i = 0; i < 40; i++)
        types("9"); /* no overflow */
    assert_int_equal(read_back(&fault), ERROR_USAGE);
    goes_to(FAULT_FIELD_KIND);
    assert_false(fault_form_type(&form, '9'));
}

static void fields_that_do_not_apply_are_passed_over(void **state)
{
    (void)state;
    goes_to(FAULT_FIELD_FAMILY);
    fault_form_change(&form, 1); /* clock: offset */
    assert_true(form.fields[FAULT_FIELD_PERCENT].hidden);
    assert_true(form.fields[FAULT_FIELD_DIRECTION].hidden);
    assert_true(form.fields[FAULT_FIELD_SIDECAR].hidden);
    goes_to(FAULT_FIELD_VALUE);
    assert_true(fault_form_move(&form, 1));
    assert_int_equal(form.form.selected, FAULT_FIELD_DURATION);
    goes_to(FAULT_FIELD_LOAD);
    assert_false(fault_form_move(&form, 1));
    assert_int_equal(form.form.selected, FAULT_FIELD_LOAD);
}

static void the_target_stays_when_others_come_and_go(void **state)
{
    (void)state;
    assert_string_equal(fault_form_target(&form), "payments");
    fault_form_change(&form, 1);
    assert_string_equal(fault_form_target(&form), "payments-2");
    add("orders");
    fault_form_targets(&form, &view);
    assert_string_equal(fault_form_target(&form), "payments-2");
    view.process_count = 1;
    fault_form_targets(&form, &view);
    assert_string_equal(fault_form_target(&form), "monolith");
    view.process_count = 0;
    fault_form_targets(&form, &view);
    assert_string_equal(fault_form_target(&form), "");
    fault_form_change(&form, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_kind_can_be_chosen_and_is_read_back,
                               begin),
        cmocka_unit_test_setup(what_is_typed_is_what_is_run, begin),
        cmocka_unit_test_setup(a_bad_value_is_left_to_the_command, begin),
        cmocka_unit_test_setup(fields_that_do_not_apply_are_passed_over, begin),
        cmocka_unit_test_setup(the_target_stays_when_others_come_and_go, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
