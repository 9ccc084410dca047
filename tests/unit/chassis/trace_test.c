/*
 * trace_test -- the header's grammar, and what each hop keeps.
 */
#include "chassis/trace.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

#define TRACE_ID "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN_ID "00f067aa0ba902b7"

static struct random chance;

static bool is_accepted(const char *header)
{
    struct trace trace;
    char id[33];
    trace_accept(&trace, header, strlen(header), &chance);
    trace_id_text(&trace, id);
    return strcmp(id, TRACE_ID) == 0;
}

static void a_good_header_goes_on_under_its_id(void **state)
{
    (void)state;
    struct trace trace;
    char text[33];
    const char *header = "00-" TRACE_ID "-" SPAN_ID "-01";
    trace_accept(&trace, header, strlen(header), &chance);
    trace_id_text(&trace, text);
    assert_string_equal(text, TRACE_ID);
    assert_int_equal(trace.flags, 1);
    assert_memory_equal(trace.parent_id, "\x00\xf0\x67\xaa\x0b\xa9\x02\xb7", 8);
    assert_memory_not_equal(trace.span_id, trace.parent_id, 8);
}

static void a_later_version_may_be_longer(void **state)
{
    (void)state;
    assert_true(is_accepted("cc-" TRACE_ID "-" SPAN_ID "-01"));
    assert_true(is_accepted("cc-" TRACE_ID "-" SPAN_ID "-01-what-comes"));
    assert_false(is_accepted("cc-" TRACE_ID "-" SPAN_ID "-01.what"));
    assert_false(is_accepted("00-" TRACE_ID "-" SPAN_ID "-01-what"));
}

static void nonsense_starts_a_new_trace(void **state)
{
    (void)state;
    assert_false(is_accepted(""));
    assert_false(is_accepted("ff-" TRACE_ID "-" SPAN_ID "-01"));
    assert_false(is_accepted("00-" TRACE_ID "-" SPAN_ID "-0"));
    assert_false(is_accepted("00_" TRACE_ID "-" SPAN_ID "-01"));
    assert_false(is_accepted("00-" TRACE_ID "-0000000000000000-01"));
    assert_false(
        is_accepted("00-4BF92F3577B34DA6A3CE929D0E0E4736-" SPAN_ID "-01"));
    assert_false(is_accepted("00-" TRACE_ID "-" SPAN_ID "-0g"));

    struct trace trace;
    const char *zero = "00-00000000000000000000000000000000-" SPAN_ID "-01";
    trace_accept(&trace, zero, strlen(zero), &chance);
    assert_memory_not_equal(trace.trace_id, ((uint8_t[16]){0}), 16);
    assert_memory_equal(trace.parent_id, ((uint8_t[8]){0}), 8);
    trace_accept(&trace, NULL, 0, &chance);
    assert_memory_not_equal(trace.trace_id, ((uint8_t[16]){0}), 16);
}

static void only_the_known_flag_goes_on(void **state)
{
    (void)state;
    struct trace trace;
    const char *header = "00-" TRACE_ID "-" SPAN_ID "-fe";
    trace_accept(&trace, header, strlen(header), &chance);
    assert_int_equal(trace.flags, 0);
}

static void a_child_names_its_parent(void **state)
{
    (void)state;
    struct trace parent, child;
    trace_start(&parent, &chance);
    trace_child(&child, &parent, &chance);
    assert_memory_equal(child.trace_id, parent.trace_id, 16);
    assert_memory_equal(child.parent_id, parent.span_id, 8);
    assert_memory_not_equal(child.span_id, parent.span_id, 8);
    struct trace same = parent;
    trace_child(&same, &same, &chance);
    assert_memory_equal(same.parent_id, parent.span_id, 8);
}

static void what_is_printed_can_be_accepted(void **state)
{
    (void)state;
    struct trace trace, again;
    char text[TRACE_TEXT_BYTES];
    char span[17];
    trace_start(&trace, &chance);
    trace_format(&trace, text);
    assert_int_equal(strlen(text), 55);
    trace_accept(&again, text, strlen(text), &chance);
    assert_memory_equal(again.trace_id, trace.trace_id, 16);
    assert_memory_equal(again.parent_id, trace.span_id, 8);
    trace_span_text(&trace, span);
    assert_memory_equal(text + 36, span, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_header_goes_on_under_its_id),
        cmocka_unit_test(a_later_version_may_be_longer),
        cmocka_unit_test(nonsense_starts_a_new_trace),
        cmocka_unit_test(only_the_known_flag_goes_on),
        cmocka_unit_test(a_child_names_its_parent),
        cmocka_unit_test(what_is_printed_can_be_accepted),
    };
    random_seed(&chance, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
