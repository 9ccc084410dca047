/*
 * intake_test -- whatever arrives, it is taken or counted, and memory has a
 * bound. SEED sets the chance of the random ones.
 */
#include "split/platform/collector/intake.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1 /* its allocator tells no figures */
#else
#define UNDER_ASAN 0
#endif

enum {
    NOW_MS = 1000000,
    DATAGRAM_BYTES = 64 * 1024,
    MANY = 100000,
    MIB = 1024 * 1024
};
static const int64_t now_ns = (int64_t)1800000000 * 1000000000;

struct bench {
    struct intake intake;
    struct random random;
    uint8_t bytes[DATAGRAM_BYTES];
    uint64_t sequence;
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    const char *seed = getenv("SEED");
    if (!bench || intake_init(&bench->intake))
        return -1;
    random_seed(&bench->random, seed ? strtoull(seed, NULL, 10) : 1);
    printf("seed %s\n", seed ? seed : "1");
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    intake_release(&bench->intake);
    free(bench);
    return 0;
}

static void take(struct bench *bench, size_t length)
{
    intake_take(&bench->intake,
                (struct slice){(const char *)bench->bytes, length}, false,
                NOW_MS, now_ns);
}

/* Counted once each, and in one way. */
static void assert_all_counted(const struct bench *bench, uint64_t datagrams)
{
    assert_int_equal(bench->intake.figures.datagrams, datagrams);
    assert_true(spans_figures(bench->intake.spans).bytes <= SPANS_BYTES);
    assert_true(lines_bytes(bench->intake.lines) <= LINES_BYTES);
}

/* ---- a batch that is right ---- */

struct whole {
    Telemetry__Batch batch;
    Telemetry__Span span, *spans[1];
    Telemetry__LogRecord line, *lines[1];
    Telemetry__MethodCount count, *counts[1];
    Telemetry__Sample sample;
    uint64_t buckets[2];
    uint8_t trace[16], id[8];
};

static void make(struct bench *bench, struct whole *whole)
{
    memset(whole, 0, sizeof *whole);
    telemetry__batch__init(&whole->batch);
    telemetry__span__init(&whole->span);
    telemetry__log_record__init(&whole->line);
    telemetry__sample__init(&whole->sample);
    telemetry__method_count__init(&whole->count);
    for (size_t i = 0; i < sizeof whole->trace; i++)
        whole->trace[i] = (uint8_t)random_next(&bench->random);
    for (size_t i = 0; i < sizeof whole->id; i++)
        whole->id[i] = (uint8_t)random_next(&bench->random);
    whole->batch.service_name = (char *)"payments";
    whole->batch.service_instance = 1;
    whole->batch.pid = 7;
    whole->batch.sequence = ++bench->sequence;
    whole->span.trace_id = (ProtobufCBinaryData){16, whole->trace};
    whole->span.span_id = (ProtobufCBinaryData){8, whole->id};
    whole->span.name = (char *)"payments.Payments/Charge";
    whole->span.start_time_unix_nano = (uint64_t)now_ns - 1000;
    whole->span.end_time_unix_nano = (uint64_t)now_ns;
    whole->line.event_name = (char *)"it_happened";
    whole->line.severity_number = 9;
    whole->count.method = whole->span.name;
    whole->count.ok = bench->sequence;
    whole->count.bucket_counts = whole->buckets;
    whole->count.n_bucket_counts = 2;
    whole->spans[0] = &whole->span;
    whole->lines[0] = &whole->line;
    whole->counts[0] = &whole->count;
    whole->batch.spans = whole->spans;
    whole->batch.logs = whole->lines;
    whole->batch.n_spans = whole->batch.n_logs = 1;
    whole->sample.methods = whole->counts;
    whole->sample.n_methods = 1;
    whole->batch.sample = &whole->sample;
}

static size_t pack(struct bench *bench, const struct whole *whole)
{
    size_t bytes = telemetry__batch__get_packed_size(&whole->batch);
    assert_true(bytes <= sizeof bench->bytes);
    return telemetry__batch__pack(&whole->batch, bench->bytes);
}

/* ---- tests ---- */

static void a_whole_batch_is_taken_whole(void **state)
{
    struct bench *bench = *state;
    struct whole whole;
    make(bench, &whole);
    take(bench, pack(bench, &whole));
    const struct intake_figures *figures = &bench->intake.figures;
    assert_int_equal(figures->spans, 1);
    assert_int_equal(figures->lines, 1);
    assert_int_equal(figures->samples, 1);
    assert_int_equal(figures->garbage + figures->refused, 0);
}

static void a_bad_record_costs_itself_only(void **state)
{
    struct bench *bench = *state;
    struct whole whole;
    make(bench, &whole);
    whole.span.trace_id.len = 15;
    whole.count.bucket_offset = EXPONENTIAL_BUCKETS; /* and two buckets */
    take(bench, pack(bench, &whole));
    const struct intake_figures *figures = &bench->intake.figures;
    assert_int_equal(figures->refused, 2);
    assert_int_equal(figures->lines, 1);
    assert_int_equal(figures->garbage, 0);
}

static void who_has_no_name_is_not_heard(void **state)
{
    struct bench *bench = *state;
    struct whole whole;
    char name[LIMIT_NAME_BYTES + 1];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    make(bench, &whole);
    whole.batch.service_name = (char *)"";
    take(bench, pack(bench, &whole));
    whole.batch.service_name = name;
    take(bench, pack(bench, &whole));
    whole.batch.service_name = (char *)"\xff\xfe";
    take(bench, pack(bench, &whole));
    whole.batch.service_name = (char *)"payments";
    whole.batch.sequence = 0;
    take(bench, pack(bench, &whole));
    assert_int_equal(bench->intake.figures.garbage, 4);
    assert_int_equal(bench->intake.figures.lines, 0);
}

static void what_was_cut_is_taken_up_to_no_record(void **state)
{
    struct bench *bench = *state;
    struct whole whole;
    make(bench, &whole);
    size_t length = pack(bench, &whole);
    for (size_t cut = 0; cut < length; cut++)
        take(bench, cut);
    assert_all_counted(bench, length);
    intake_take(&bench->intake,
                (struct slice){(const char *)bench->bytes, length}, true,
                NOW_MS, now_ns); /* it was longer than the room for it */
    assert_true(bench->intake.figures.garbage > length / 2);
}

static void random_bytes_are_garbage(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < MANY; i++) {
        size_t length = random_below(&bench->random, 300);
        for (size_t at = 0; at < length; at++)
            bench->bytes[at] = (uint8_t)random_next(&bench->random);
        take(bench, length);
    }
    assert_all_counted(bench, MANY);
    assert_true(bench->intake.figures.garbage > MANY / 2);
}

/* Nearer to the truth than chance comes: one to four bytes are wrong. */
static void batches_with_wrong_bytes_harm_nothing(void **state)
{
    struct bench *bench = *state;
    struct whole whole;
    for (int i = 0; i < MANY; i++) {
        make(bench, &whole);
        size_t length = pack(bench, &whole);
        uint64_t wrong = 1 + random_below(&bench->random, 4);
        while (wrong-- > 0)
            bench->bytes[random_below(&bench->random, length)] =
                (uint8_t)random_next(&bench->random);
        take(bench, length);
    }
    assert_all_counted(bench, MANY);
    assert_true(bench->intake.figures.spans > MANY / 10);
    assert_true(bench->intake.figures.garbage > 0);
}

static void the_largest_datagram_unpacks_or_is_garbage(void **state)
{
    struct bench *bench = *state;
    for (size_t at = 0; at + 1 < sizeof bench->bytes; at += 2) {
        bench->bytes[at] = 7 << 3 | 2; /* a span of no bytes: 32,768 of them */
        bench->bytes[at + 1] = 0;
    }
    take(bench, sizeof bench->bytes);
    assert_int_equal(bench->intake.figures.garbage, 1);
    assert_int_equal(bench->intake.figures.spans, 0);
}

static size_t heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void flood(struct bench *bench, int round)
{
    struct whole whole;
    char name[LIMIT_NAME_BYTES], method[64], text[3000];
    make(bench, &whole);
    memset(text, 'x', sizeof text - 1);
    text[round % (int)sizeof text] = '\0';
    text[sizeof text - 1] = '\0';
    snprintf(name, sizeof name, "service-%d", round % 500);
    snprintf(method, sizeof method, "m%d", round);
    whole.batch.service_name = name;
    whole.line.body = text;
    whole.count.method = method;
    take(bench, pack(bench, &whole));
}

static void a_flood_fills_the_stores_and_nothing_else(void **state)
{
    struct bench *bench = *state;
    size_t before = UNDER_ASAN ? 0 : heap_bytes(), most = 0;
    for (int i = 0; i < MANY; i++) {
        flood(bench, i);
        size_t now = UNDER_ASAN || i % 1000 ? 0 : heap_bytes();
        most = now > most ? now : most;
    }
    assert_all_counted(bench, MANY);
    assert_true(spans_figures(bench->intake.spans).evicted > 0);
    assert_true(bench->intake.series.process_count == SERIES_PROCESSES);
    if (UNDER_ASAN)
        return;
    printf("the heap grew by %zu KiB at most\n", (most - before) / 1024);
    /* Spans and lines are 8 MiB by their own count, series under 6. */
    assert_true(most - before < (size_t)16 * MIB);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(a_whole_batch_is_taken_whole),
        ROW(a_bad_record_costs_itself_only),
        ROW(who_has_no_name_is_not_heard),
        ROW(what_was_cut_is_taken_up_to_no_record),
        ROW(random_bytes_are_garbage),
        ROW(batches_with_wrong_bytes_harm_nothing),
        ROW(the_largest_datagram_unpacks_or_is_garbage),
        ROW(a_flood_fills_the_stores_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
