/*
 * spans_test -- what is kept, what is refused, and that memory has a bound.
 */
#include "split/platform/collector/spans.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

enum { SECOND = 1000000000 };
static const int64_t now = (int64_t)1800000000 * SECOND;

static Telemetry__Batch sender(const char *name)
{
    Telemetry__Batch batch = TELEMETRY__BATCH__INIT;
    batch.service_name = (char *)name;
    batch.service_instance = 1;
    return batch;
}

struct one {
    uint8_t trace[16], id[8], parent[8];
    Telemetry__Span span;
};

static void make(struct one *one, unsigned trace, unsigned id, unsigned parent)
{
    memset(one, 0, sizeof *one);
    memcpy(one->trace + 8, &trace, sizeof trace);
    memcpy(one->id, &id, sizeof id);
    memcpy(one->parent, &parent, sizeof parent);
    telemetry__span__init(&one->span);
    one->span.trace_id = (ProtobufCBinaryData){16, one->trace};
    one->span.span_id = (ProtobufCBinaryData){8, one->id};
    if (parent)
        one->span.parent_span_id = (ProtobufCBinaryData){8, one->parent};
    one->span.name = (char *)(parent ? "child" : "root");
    one->span.start_time_unix_nano = (uint64_t)now - 1000;
    one->span.end_time_unix_nano = (uint64_t)now;
}

static enum span_verdict add(struct spans *spans, struct one *one)
{
    Telemetry__Batch from = sender("orders");
    return spans_add(spans, now, &from, &one->span);
}

static void children_may_come_before_their_parents(void **state)
{
    struct spans *spans = spans_new(SPANS_BYTES);
    struct one one;
    (void)state;
    make(&one, 1, 2, 1);
    assert_int_equal(add(spans, &one), SPAN_KEPT);
    make(&one, 1, 1, 0);
    one.span.start_time_unix_nano -= 10;
    assert_int_equal(add(spans, &one), SPAN_KEPT);
    const struct trace_kept *trace = spans_find(spans, "last");
    assert_non_null(trace);
    assert_int_equal(trace->span_count, 2);
    assert_string_equal(trace->name, "root");
    assert_memory_equal(trace->spans->id, one.id, 8); /* by start */
    spans_free(spans);
}

static void what_is_impossible_is_refused(void **state)
{
    struct spans *spans = spans_new(SPANS_BYTES);
    struct one one;
    (void)state;
    make(&one, 1, 1, 0);
    one.span.trace_id.len = 15;
    assert_int_equal(add(spans, &one), SPAN_REFUSED);
    make(&one, 0, 1, 0); /* all zero means: no id */
    assert_int_equal(add(spans, &one), SPAN_REFUSED);
    make(&one, 1, 1, 0);
    one.span.end_time_unix_nano = one.span.start_time_unix_nano - 1;
    assert_int_equal(add(spans, &one), SPAN_REFUSED);
    make(&one, 1, 1, 0);
    one.span.name = (char *)"";
    assert_int_equal(add(spans, &one), SPAN_REFUSED);
    assert_null(spans_newest(spans));
    spans_free(spans);
}

static void doubles_the_past_and_the_future_are_told_apart(void **state)
{
    struct spans *spans = spans_new(SPANS_BYTES);
    struct one one;
    (void)state;
    make(&one, 1, 1, 0);
    assert_int_equal(add(spans, &one), SPAN_KEPT);
    assert_int_equal(add(spans, &one), SPAN_DUPLICATE);
    make(&one, 2, 1, 0);
    one.span.end_time_unix_nano += (uint64_t)(SPANS_EARLY_S + 1) * SECOND;
    assert_int_equal(add(spans, &one), SPAN_EARLY);
    make(&one, 2, 1, 0);
    one.span.end_time_unix_nano -= (uint64_t)(SPANS_LATE_S + 1) * SECOND;
    one.span.start_time_unix_nano = one.span.end_time_unix_nano;
    assert_int_equal(add(spans, &one), SPAN_LATE);
    spans_free(spans);
}

static void a_flood_makes_the_oldest_traces_go_whole(void **state)
{
    enum { BYTES = 64 * 1024, TRACES = 2000 };
    struct spans *spans = spans_new(BYTES);
    struct one one;
    (void)state;
    for (unsigned trace = 1; trace <= TRACES; trace++)
        for (unsigned id = 1; id <= 3; id++) {
            make(&one, trace, id, id - 1);
            assert_int_equal(add(spans, &one), SPAN_KEPT);
            assert_true(spans_figures(spans).bytes <= BYTES);
        }
    assert_true(spans_figures(spans).evicted > 0);
    assert_int_equal(spans_newest(spans)->span_count, 3);
    make(&one, 1, 1, 0);
    assert_null(spans_by_id(spans, one.trace));
    spans_free(spans);
}

static void one_trace_cannot_grow_without_end(void **state)
{
    struct spans *spans = spans_new(SPANS_BYTES);
    struct one one;
    (void)state;
    for (unsigned id = 1; id <= SPANS_OF_TRACE; id++) {
        make(&one, 1, id, 0);
        assert_int_equal(add(spans, &one), SPAN_KEPT);
    }
    make(&one, 1, SPANS_OF_TRACE + 1, 0);
    assert_int_equal(add(spans, &one), SPAN_REFUSED);
    spans_free(spans);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_may_come_before_their_parents),
        cmocka_unit_test(what_is_impossible_is_refused),
        cmocka_unit_test(doubles_the_past_and_the_future_are_told_apart),
        cmocka_unit_test(a_flood_makes_the_oldest_traces_go_whole),
        cmocka_unit_test(one_trace_cannot_grow_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
