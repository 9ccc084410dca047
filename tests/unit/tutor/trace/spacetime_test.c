/*
 * spacetime_test -- which rows a trace has, and what they look like.
 */
#include "tutor/trace/spacetime.h"

#include <locale.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

enum { MOST = 16, NOTES = 4, DUMP_BYTES = 1024 * 1024 };

/* Spans with ids of one repeated byte; parent 0: none. */
static struct {
    struct arena arena;
    struct buffer text;
    Collector__TraceSummary summary;
    Collector__TraceReply reply;
    Collector__SpanOf of[MOST], *list[MOST];
    Telemetry__Span spans[MOST];
    Telemetry__Attribute notes[MOST][NOTES], *note_list[MOST][NOTES];
    uint8_t ids[MOST][8], parents[MOST][8];
    struct trace_tree tree;
    struct spacetime diagram;
} f;

static int begin(void **state)
{
    (void)state;
    memset(&f, 0, sizeof f);
    text_set_korean(false);
    arena_init(&f.arena, 16 << 20);
    buffer_init(&f.text, DUMP_BYTES);
    collector__trace_summary__init(&f.summary);
    collector__trace_reply__init(&f.reply);
    f.summary.start_time_unix_nano = 1000000000;
    f.reply.summary = &f.summary;
    f.reply.spans = f.list;
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&f.arena);
    buffer_release(&f.text);
    return 0;
}

struct one {
    int id, parent;
    const char *process;
    Telemetry__Kind kind;
    const char *name;
    int from_us, to_us;
};

static Telemetry__Span *add(struct one one)
{
    size_t i = f.reply.n_spans++;
    Telemetry__Span *span = &f.spans[i];
    collector__span_of__init(&f.of[i]);
    telemetry__span__init(span);
    memset(f.ids[i], one.id, 8);
    memset(f.parents[i], one.parent, 8);
    span->span_id = (ProtobufCBinaryData){8, f.ids[i]};
    if (one.parent)
        span->parent_span_id = (ProtobufCBinaryData){8, f.parents[i]};
    span->start_time_unix_nano = 1000000000 + (uint64_t)one.from_us * 1000;
    span->end_time_unix_nano = 1000000000 + (uint64_t)one.to_us * 1000;
    span->name = (char *)one.name;
    span->kind = one.kind;
    span->attributes = f.note_list[i];
    f.of[i].service_name = (char *)one.process;
    f.of[i].service_instance = 1;
    f.of[i].pid = 100;
    f.of[i].span = span;
    f.list[i] = &f.of[i];
    if (one.to_us > f.summary.duration_us)
        f.summary.duration_us = one.to_us;
    return span;
}

static void note(Telemetry__Span *span, const char *key, const char *word)
{
    size_t i = (size_t)(span - f.spans), at = span->n_attributes++;
    telemetry__attribute__init(&f.notes[i][at]);
    f.notes[i][at].key = (char *)key;
    f.notes[i][at].text = (char *)word;
    f.note_list[i][at] = &f.notes[i][at];
}

static void read_all(bool commits)
{
    assert_int_equal(trace_tree_read(&f.tree, &f.arena, &f.reply), 0);
    assert_int_equal(spacetime_read(&f.diagram, &f.arena, &f.tree, commits), 0);
}

static void shows(int columns, enum glyph_tier tier, const char *wanted)
{
    buffer_reset(&f.text);
    assert_int_equal(spacetime_text(&f.diagram, columns, tier, &f.text), 0);
    buffer_byte(&f.text, '\0');
    assert_string_equal(f.text.data, wanted);
}

#define SERVER TELEMETRY__KIND__SERVER
#define CLIENT TELEMETRY__KIND__CLIENT
#define INTERNAL TELEMETRY__KIND__INTERNAL

static void a_call(void)
{
    add((struct one){1, 0, "gateway", SERVER, "POST /o", 0, 900});
    add((struct one){2, 1, "gateway", CLIENT, "orders.Orders/Place", 100, 800});
    add((struct one){3, 2, "orders", SERVER, "orders.Orders/Place", 200, 700});
    note(add((struct one){4, 3, "orders", INTERNAL, "COMMIT", 400, 600}),
         "db.operation.name", "COMMIT");
}

static void a_call_is_two_arrows(void **state)
{
    (void)state;
    a_call();
    read_all(false);
    shows(60, GLYPHS_UNICODE,
          "   +ms      gateway      orders\n"
          "   0.00   ────→│            │       POST /o\n"
          "   0.20        ├───────────→│       orders.Orders/Place\n"
          "   0.70        │←───────────┤       ok 0.50 ms\n"
          "   0.90  ←─────┤            │       ok 0.90 ms\n");
}

static void in_every_tier(void **state)
{
    (void)state;
    a_call();
    read_all(true);
    shows(60, GLYPHS_ASCII,
          "   +ms      gateway      orders\n"
          "   0.00   ---->|            |       POST /o\n"
          "   0.20        +----------->|       orders.Orders/Place\n"
          "   0.60        |            #       commit\n"
          "   0.70        |<-----------+       ok 0.50 ms\n"
          "   0.90  <-----+            |       ok 0.90 ms\n");
}

static void one_line_shows_its_commits(void **state)
{
    (void)state;
    add((struct one){1, 0, "monolith", SERVER, "POST /o", 0, 900});
    note(add((struct one){2, 1, "monolith", INTERNAL, "COMMIT", 400, 800}),
         "db.operation.name", "COMMIT");
    read_all(false);
    assert_int_equal(f.diagram.line_count, 1);
    assert_int_equal(f.diagram.row_count, 3);
    assert_int_equal(f.diagram.rows[1].kind, SPACETIME_COMMIT);
}

static void calls_that_nobody_serves_are_counted(void **state)
{
    (void)state;
    add((struct one){1, 0, "orders", SERVER, "Place", 0, 900});
    for (int i = 0; i < 3; i++) {
        Telemetry__Span *span = add((struct one){2 + i, 1, "orders", CLIENT,
                                                 "p.P/Charge", 10 * i, 20 * i});
        span->status = TELEMETRY__STATUS__ERROR;
        note(span, "error.type", "unavailable");
        note(span, "peer.service", "payments");
    }
    read_all(false);
    assert_int_equal(f.diagram.line_count, 2);
    assert_string_equal(f.diagram.lines[1], "payments");
    assert_int_equal(f.diagram.rows[1].kind, SPACETIME_LOST);
    assert_int_equal(f.diagram.rows[1].count, 3);
    assert_int_equal(f.diagram.rows[1].to, 1);
}

static void who_never_told_is_a_question_mark(void **state)
{
    (void)state;
    add((struct one){1, 0, "gateway", SERVER, "POST /o", 0, 900});
    add((struct one){2, 9, "payments", SERVER, "Charge", 100, 200});
    read_all(false);
    assert_int_equal(f.diagram.rows[1].from, SPACETIME_UNKNOWN);
    assert_int_equal(f.diagram.rows[2].to, SPACETIME_UNKNOWN);
}

static void an_event_is_one_arrow_and_its_call_none(void **state)
{
    (void)state;
    add((struct one){1, 0, "orders", SERVER, "Place", 0, 100});
    add((struct one){2, 1, "orders", TELEMETRY__KIND__PRODUCER,
                     "send OrderConfirmed", 200, 400});
    note(add((struct one){3, 2, "orders", CLIENT, "events.Events/Deliver", 210,
                          390}),
         "rpc.service", "events.Events");
    note(add((struct one){4, 3, "customers", SERVER, "events.Events/Deliver",
                          250, 350}),
         "rpc.service", "events.Events");
    add((struct one){5, 2, "customers", TELEMETRY__KIND__CONSUMER,
                     "process OrderConfirmed", 260, 300});
    read_all(false);
    assert_int_equal(f.diagram.row_count, 3);
    assert_int_equal(f.diagram.rows[2].kind, SPACETIME_MESSAGE);
    assert_string_equal(f.diagram.rows[2].label, "OrderConfirmed");
    assert_int_equal(f.diagram.rows[2].to, 1);
}

static void a_sidecar_stands_between(void **state)
{
    (void)state;
    add((struct one){1, 0, "orders", SERVER, "Place", 0, 900});
    add((struct one){2, 1, "orders", CLIENT, "p.P/Charge", 100, 800});
    add((struct one){3, 2, "payments-sidecar", SERVER, "p.P/Charge", 200, 700});
    add((struct one){4, 2, "payments", SERVER, "p.P/Charge", 300, 600});
    read_all(false);
    const struct spacetime_row *rows = f.diagram.rows;
    assert_int_equal(f.diagram.line_count, 3);
    assert_int_equal(rows[1].to, 1);
    assert_int_equal(rows[2].from, 1);
    assert_int_equal(rows[2].to, 2);
    assert_int_equal(rows[3].from, 2);
    assert_int_equal(rows[3].to, 1);
}

static void a_step_tells_where_the_saga_stands(void **state)
{
    (void)state;
    add((struct one){1, 0, "orders", SERVER, "Place", 0, 100});
    Telemetry__Span *step =
        add((struct one){2, 1, "orders", INTERNAL, "undo pay", 10, 50});
    note(step, "cleave.saga.step", "pay");
    note(step, "cleave.saga.action", "compensate");
    note(step, "cleave.saga.state", "undone");
    add((struct one){3, 2, "orders", CLIENT, "p.P/Refund", 20, 40});
    read_all(false);
    const struct spacetime_row *rows = f.diagram.rows;
    assert_int_equal(rows[1].kind, SPACETIME_REQUEST);
    assert_true(rows[1].undo);
    assert_int_equal(rows[3].kind, SPACETIME_STEP);
    assert_string_equal(rows[3].label, "saga: pay undone [undone]");
}

static void another_process_of_a_name_is_a_crash(void **state)
{
    (void)state;
    add((struct one){1, 0, "orders", SERVER, "Place", 0, 100});
    add((struct one){2, 1, "orders", SERVER, "Get", 200, 300});
    add((struct one){3, 1, "orders", SERVER, "Get", 200, 300});
    f.of[1].pid = f.of[2].pid = 200;
    read_all(false);
    int crashes = 0;
    for (int i = 0; i < f.diagram.row_count; i++)
        crashes += f.diagram.rows[i].kind == SPACETIME_CRASH;
    assert_int_equal(crashes, 1);
}

static void a_long_silence_is_a_row(void **state)
{
    (void)state;
    add((struct one){1, 0, "gateway", SERVER, "POST /o", 0, 2000000});
    read_all(false);
    assert_int_equal(f.diagram.rows[1].kind, SPACETIME_SILENCE);
    assert_string_equal(f.diagram.rows[1].label, "2000 ms pass");
}

static void any_width_will_do(void **state)
{
    static const enum glyph_tier tiers[] = {GLYPHS_UNICODE, GLYPHS_CONSOLE,
                                            GLYPHS_ASCII};
    (void)state;
    a_call();
    for (int i = 0; i < 8; i++)
        add((struct one){10 + i, 1, i % 2 ? "a-long-name-of-one" : "b", CLIENT,
                         "x.X/Y", 100 * i, 100 * i + 50});
    read_all(true);
    for (int columns = 1; columns < 230; columns++)
        for (int i = 0; i < 3; i++) {
            buffer_reset(&f.text);
            assert_int_equal(
                spacetime_text(&f.diagram, columns, tiers[i], &f.text), 0);
            for (size_t k = 0; i == 2 && k < f.text.length; k++)
                assert_true((unsigned char)f.text.data[k] < 0x80);
        }
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    read_all(false);
    assert_int_equal(f.diagram.row_count, 0);
    shows(80, GLYPHS_ASCII, "   +ms\n");
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        T(a_call_is_two_arrows),
        T(in_every_tier),
        T(one_line_shows_its_commits),
        T(calls_that_nobody_serves_are_counted),
        T(who_never_told_is_a_question_mark),
        T(an_event_is_one_arrow_and_its_call_none),
        T(a_sidecar_stands_between),
        T(a_step_tells_where_the_saga_stands),
        T(another_process_of_a_name_is_a_crash),
        T(a_long_silence_is_a_row),
        T(any_width_will_do),
        T(nothing_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
