/*
 * lines_test -- a ring of lines: found by number, bounded by bytes and count.
 */
#include "split/platform/collector/lines.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static bool add_body(struct lines *lines, const char *body)
{
    Telemetry__Batch sender = TELEMETRY__BATCH__INIT;
    Telemetry__LogRecord record = TELEMETRY__LOG_RECORD__INIT;
    sender.service_name = (char *)"payments";
    record.event_name = (char *)"it_happened";
    record.severity_number = 9;
    record.body = (char *)body;
    return lines_add(lines, &sender, &record);
}

static void lines_are_walked_by_their_numbers(void **state)
{
    struct lines *lines = lines_new(LINES_BYTES);
    uint64_t at = 0;
    (void)state;
    assert_int_equal(lines_newest(lines), 0);
    assert_null(lines_after(lines, 0));
    for (int i = 0; i < 3; i++)
        assert_true(add_body(lines, ""));
    for (const struct line_kept *line; (line = lines_after(lines, at));)
        assert_int_equal(line->sequence, ++at);
    assert_int_equal(at, 3);
    assert_int_equal(lines_newest(lines), 3);
    assert_null(lines_after(lines, UINT64_MAX - 1));
    lines_free(lines);
}

static void the_oldest_go_when_the_bytes_are_used_up(void **state)
{
    enum { BYTES = 8 * 1024, MANY = 1000 };
    struct lines *lines = lines_new(BYTES);
    (void)state;
    for (int i = 0; i < MANY; i++) {
        assert_true(add_body(lines, "a sentence of some length"));
        assert_true(lines_bytes(lines) <= BYTES);
    }
    const struct line_kept *oldest = lines_after(lines, 0);
    assert_non_null(oldest);
    assert_true(oldest->sequence > 1); /* a reader sees that it missed some */
    assert_int_equal(lines_newest(lines), MANY);
    lines_free(lines);
}

static void the_ring_turns_over_in_order(void **state)
{
    enum { MANY = 3 * LINES_MOST + 7 };
    struct lines *lines = lines_new((size_t)1 << 30);
    uint64_t at = 0, found = 0;
    (void)state;
    for (int i = 0; i < MANY; i++)
        assert_true(add_body(lines, ""));
    for (const struct line_kept *line; (line = lines_after(lines, at));) {
        assert_true(line->sequence > at);
        at = line->sequence;
        found++;
    }
    assert_int_equal(found, LINES_MOST);
    assert_int_equal(at, MANY);
    lines_free(lines);
}

static void a_line_larger_than_the_store_stands_alone(void **state)
{
    struct lines *lines = lines_new(512);
    char body[2000];
    (void)state;
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    assert_true(add_body(lines, ""));
    assert_true(add_body(lines, body));
    assert_int_equal(lines_after(lines, 0)->sequence, 2);
    assert_true(add_body(lines, ""));
    assert_int_equal(lines_after(lines, 0)->sequence, 3);
    lines_free(lines);
}

static void what_is_impossible_gets_no_number(void **state)
{
    struct lines *lines = lines_new(LINES_BYTES);
    Telemetry__Batch sender = TELEMETRY__BATCH__INIT;
    Telemetry__LogRecord record = TELEMETRY__LOG_RECORD__INIT;
    uint8_t id[16] = {1};
    (void)state;
    sender.service_name = (char *)"payments";
    record.event_name = (char *)"";
    record.severity_number = 9;
    assert_false(lines_add(lines, &sender, &record));
    record.event_name = (char *)"it_happened";
    record.severity_number = 25;
    assert_false(lines_add(lines, &sender, &record));
    record.severity_number = 9;
    record.trace_id = (ProtobufCBinaryData){15, id};
    assert_false(lines_add(lines, &sender, &record));
    record.trace_id.len = 16;
    assert_true(lines_add(lines, &sender, &record));
    assert_int_equal(lines_newest(lines), 1);
    assert_memory_equal(lines_after(lines, 0)->trace_id, id, 16);
    lines_free(lines);
}

static void losses_add_up_and_never_wrap(void **state)
{
    struct lines *lines = lines_new(LINES_BYTES);
    (void)state;
    lines_lose(lines, 5);
    lines_lose(lines, 2);
    assert_int_equal(lines_lost(lines), 7);
    lines_lose(lines, UINT64_MAX - 3);
    assert_true(lines_lost(lines) == UINT64_MAX);
    lines_free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_walked_by_their_numbers),
        cmocka_unit_test(the_oldest_go_when_the_bytes_are_used_up),
        cmocka_unit_test(the_ring_turns_over_in_order),
        cmocka_unit_test(a_line_larger_than_the_store_stands_alone),
        cmocka_unit_test(what_is_impossible_gets_no_number),
        cmocka_unit_test(losses_add_up_and_never_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
