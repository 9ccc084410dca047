/*
 * trace_tree_test -- spans become a tree with times, and folds hide rows.
 */
#include "tutor/trace/trace_tree.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

enum { MOST = 8 };

/* Spans with ids of one repeated byte; parent 0: none. */
struct fixture {
    struct arena arena;
    Collector__TraceSummary summary;
    Collector__TraceReply reply;
    Collector__SpanOf of[MOST], *list[MOST];
    Telemetry__Span spans[MOST];
    Telemetry__Attribute attributes[MOST], *attribute_list[MOST];
    uint8_t ids[MOST][8], parents[MOST][8];
    struct trace_tree tree;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    arena_init(&f->arena, 1 << 20);
    collector__trace_summary__init(&f->summary);
    collector__trace_reply__init(&f->reply);
    f->summary.start_time_unix_nano = 1000000000;
    f->summary.duration_us = 100;
    f->reply.summary = &f->summary;
    f->reply.spans = f->list;
}

static Telemetry__Span *add(struct fixture *f, int id, int parent, int from_us,
                            int to_us)
{
    size_t i = f->reply.n_spans++;
    Telemetry__Span *span = &f->spans[i];
    collector__span_of__init(&f->of[i]);
    telemetry__span__init(span);
    memset(f->ids[i], id, 8);
    memset(f->parents[i], parent, 8);
    span->span_id = (ProtobufCBinaryData){8, f->ids[i]};
    if (parent)
        span->parent_span_id = (ProtobufCBinaryData){8, f->parents[i]};
    span->start_time_unix_nano = 1000000000 + (uint64_t)from_us * 1000;
    span->end_time_unix_nano = 1000000000 + (uint64_t)to_us * 1000;
    span->name = (char *)"payments.Payments/Charge";
    f->of[i].service_name = (char *)"payments";
    f->of[i].service_instance = id;
    f->of[i].span = span;
    f->list[i] = &f->of[i];
    return span;
}

static void note(struct fixture *f, Telemetry__Span *span, const char *key,
                 const char *word)
{
    size_t i = (size_t)(span - f->spans);
    telemetry__attribute__init(&f->attributes[i]);
    f->attributes[i].key = (char *)key;
    f->attributes[i].text = (char *)word;
    f->attribute_list[i] = &f->attributes[i];
    span->attributes = &f->attribute_list[i];
    span->n_attributes = 1;
}

static void read_tree(struct fixture *f)
{
    assert_int_equal(trace_tree_read(&f->tree, &f->arena, &f->reply), 0);
}

/* 1 > (2 > 3), 4 */
static void family(struct fixture *f)
{
    begin(f);
    add(f, 1, 0, 0, 100);
    add(f, 2, 1, 10, 40);
    add(f, 3, 2, 20, 30);
    add(f, 4, 1, 50, 90);
    read_tree(f);
}

static void children_know_their_depth_and_their_end(void **state)
{
    struct fixture f;
    (void)state;
    family(&f);
    static const int depths[] = {0, 1, 2, 1}, ends[] = {4, 3, 3, 4};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(f.tree.spans[i].depth, depths[i]);
        assert_int_equal(f.tree.spans[i].end, ends[i]);
    }
    assert_int_equal(f.tree.spans[3].start_us, 50);
    assert_string_equal(f.tree.spans[2].process, "payments-3");
    assert_string_equal(f.tree.spans[2].label, "Charge");
    assert_false(f.tree.open);
    arena_release(&f.arena);
}

static void a_span_waits_while_a_child_runs(void **state)
{
    struct fixture f;
    (void)state;
    family(&f);
    assert_false(trace_tree_waits(&f.tree, 0, 5));
    assert_true(trace_tree_waits(&f.tree, 0, 15));
    assert_false(trace_tree_waits(&f.tree, 0, 45));
    assert_true(trace_tree_waits(&f.tree, 0, 60));
    assert_false(trace_tree_waits(&f.tree, 2, 25));
    arena_release(&f.arena);
}

static void a_fold_hides_what_is_below(void **state)
{
    struct fixture f;
    (void)state;
    family(&f);
    assert_int_equal(trace_tree_rows(&f.tree), 4);
    f.tree.spans[1].folded = true;
    assert_int_equal(trace_tree_rows(&f.tree), 3);
    assert_int_equal(trace_tree_at(&f.tree, 2), 3);
    assert_int_equal(trace_tree_row(&f.tree, 3), 2);
    assert_int_equal(trace_tree_row(&f.tree, 2), 1);
    assert_int_equal(trace_tree_at(&f.tree, 99), 3);
    arena_release(&f.arena);
}

static void folds_survive_a_tree_that_grew(void **state)
{
    struct fixture f, later;
    (void)state;
    family(&f);
    f.tree.spans[1].folded = true;
    begin(&later);
    add(&later, 9, 0, 0, 1);
    add(&later, 1, 9, 0, 100);
    add(&later, 2, 1, 10, 40);
    add(&later, 3, 2, 20, 30);
    read_tree(&later);
    trace_tree_keep_folds(&later.tree, &f.tree);
    assert_true(later.tree.spans[2].folded);
    assert_int_equal(trace_tree_rows(&later.tree), 3);
    arena_release(&f.arena);
    arena_release(&later.arena);
}

static void a_lost_parent_keeps_the_trace_open(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    add(&f, 1, 0, 0, 100);
    add(&f, 2, 7, 10, 40);
    read_tree(&f);
    assert_true(f.tree.open);
    assert_int_equal(f.tree.lost, 1);
    assert_true(f.tree.spans[1].lost_parent);
    assert_int_equal(f.tree.spans[1].depth, 0);
    arena_release(&f.arena);
}

static void without_a_root_it_is_open(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    read_tree(&f);
    assert_true(f.tree.open);
    assert_int_equal(trace_tree_rows(&f.tree), 0);
    arena_release(&f.arena);
}

static void a_saga_is_open_until_its_last_step(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    add(&f, 1, 0, 0, 100);
    note(&f, add(&f, 2, 1, 10, 20), "cleave.saga.state", "running");
    read_tree(&f);
    assert_true(f.tree.open);
    note(&f, add(&f, 3, 1, 20, 30), "cleave.saga.state", "done");
    read_tree(&f);
    assert_false(f.tree.open);
    arena_release(&f.arena);
}

static void an_error_is_a_word(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    add(&f, 1, 0, 0, 100);
    note(&f, add(&f, 2, 1, 10, 20), "error.type", "declined");
    add(&f, 3, 1, 20, 30)->status = TELEMETRY__STATUS__ERROR;
    read_tree(&f);
    assert_null(f.tree.spans[0].error);
    assert_string_equal(f.tree.spans[1].error, "declined");
    assert_false(f.tree.spans[1].failed);
    assert_string_equal(f.tree.spans[2].error, "failed");
    assert_true(f.tree.spans[2].failed);
    arena_release(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_know_their_depth_and_their_end),
        cmocka_unit_test(a_span_waits_while_a_child_runs),
        cmocka_unit_test(a_fold_hides_what_is_below),
        cmocka_unit_test(folds_survive_a_tree_that_grew),
        cmocka_unit_test(a_lost_parent_keeps_the_trace_open),
        cmocka_unit_test(without_a_root_it_is_open),
        cmocka_unit_test(a_saga_is_open_until_its_last_step),
        cmocka_unit_test(an_error_is_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
