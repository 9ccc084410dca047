/*
 * watch_test -- who follows hears each line once, and of each that is missing.
 *
 * The collector's service with real streams; what it collects the test puts
 * into its intake.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/message.h"
#include "split/platform/collector/service.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"

/* One stream, as its client sees it. */
struct ear {
    struct flow_bench *bench;
    uint64_t id;
    struct arena arena;
    const ProtobufCMessageDescriptor *type;
    uint64_t replies, lines, missed, lost, life, first, last, newest;
    uint64_t moments, processes;
    bool ordered; /* each line's number was above the one before */
    bool done;
    enum error error;
};

static struct flow_bench *bench;
static uint64_t sequence;

static int set_up(void **state)
{
    (void)state;
    bench = flow_bench_new(&collector_service, NULL);
    sequence = 0;
    return bench ? 0 : -1;
}

static int tear_down(void **state)
{
    *state = bench;
    return flow_bench_tear_down(state);
}

static struct collector *collector(void)
{
    return runtime_state(runtime_uv_runtime(bench->uv));
}

/* ---- what arrives ---- */

static void tell_lost(const char *service, int lines, uint64_t lost)
{
    struct runtime *rt = runtime_uv_runtime(bench->uv);
    Telemetry__Batch batch = TELEMETRY__BATCH__INIT;
    Telemetry__LogRecord line = TELEMETRY__LOG_RECORD__INIT;
    Telemetry__LogRecord *list[100];
    struct buffer packed;
    assert_true(lines <= 100);
    line.event_name = (char *)"it_happened";
    line.severity_number = 9;
    for (int i = 0; i < lines; i++)
        list[i] = &line;
    batch.service_name = (char *)service;
    batch.sequence = ++sequence;
    batch.lost_logs = lost;
    batch.logs = list;
    batch.n_logs = (size_t)lines;
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    assert_int_equal(message_pack(&batch.base, &packed), ERROR_OK);
    intake_take(&collector()->intake,
                (struct slice){packed.data, packed.length}, false,
                runtime_now_ms(rt), clock_true_wall_ns());
    buffer_release(&packed);
    collector_news(rt);
}

static void tell(const char *service, int lines)
{
    tell_lost(service, lines, 0);
}

/* ---- who listens ---- */

static void take_lines(struct ear *ear, Collector__LogLine *const *lines,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ear->ordered &= lines[i]->sequence > ear->last;
        ear->first = ear->first ? ear->first : lines[i]->sequence;
        ear->last = lines[i]->sequence;
        ear->lines++;
    }
}

static void take(struct ear *ear, const ProtobufCMessage *message)
{
    ear->replies++;
    if (ear->type == &collector__logs_reply__descriptor) {
        const Collector__LogsReply *reply = (const void *)message;
        take_lines(ear, reply->lines, reply->n_lines);
        ear->missed += reply->missed;
        ear->lost = reply->lost;
        ear->life = reply->life;
        ear->newest = reply->newest;
    } else {
        const Collector__Moment *moment = (const void *)message;
        take_lines(ear, moment->lines, moment->n_lines);
        ear->moments += moment->figures;
        ear->processes = moment->n_processes;
    }
}

static void on_moved(void *arg, uint64_t id)
{
    struct ear *ear = arg;
    struct slice bytes;
    while (grpc_receive(ear->bench->channel, id, &bytes)) {
        ProtobufCMessage *message = NULL;
        assert_int_equal(message_unpack(ear->type, bytes.data, bytes.length,
                                        &ear->arena, &message),
                         ERROR_OK);
        take(ear, message);
        arena_reset(&ear->arena);
    }
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct ear *ear = arg;
    (void)id;
    ear->done = true;
    ear->error = result->error;
}

static void listen_to(struct ear *ear, uint64_t id, const char *method,
                      const ProtobufCMessage *ask)
{
    const ProtobufCServiceDescriptor *contract =
        &collector__collector__descriptor;
    int at = message_method(contract, method);
    struct buffer packed;
    struct outgoing call = {
        .id = id, .contract = contract, .method = (unsigned)at};
    *ear = (struct ear){.bench = bench,
                        .id = id,
                        .type = contract->methods[at].output,
                        .ordered = true};
    arena_init(&ear->arena, LIMIT_ARENA_BYTES);
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    assert_int_equal(message_pack(ask, &packed), ERROR_OK);
    call.message =
        (struct slice){packed.data ? packed.data : "", packed.length};
    grpc_open(bench->channel, &call, on_moved, on_done, ear);
    grpc_half_close(bench->channel, id);
    buffer_release(&packed);
}

static void forget(struct ear *ear)
{
    grpc_cancel(bench->channel, ear->id);
    arena_release(&ear->arena);
}

static void until(const uint64_t *number, uint64_t least)
{
    while (*number < least) /* the bench has a time-out */
        loop_once(bench->loop, true);
}

/* ---- tail ---- */

static void a_tail_begins_with_what_comes_next(void **state)
{
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    tell("payments", 5);
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.replies, 1);
    assert_int_equal(ear.lines, 0);
    assert_int_equal(ear.newest, 5);
    tell("payments", 3);
    until(&ear.lines, 3);
    assert_int_equal(ear.first, 6);
    assert_true(ear.ordered);
    forget(&ear);
}

static void a_tail_goes_on_behind_the_line_of_its_life(void **state)
{
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    tell("payments", 5);
    ask.life = collector()->life;
    ask.after = 3;
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.lines, 2);
    assert_int_equal(ear.first, 4);
    assert_int_equal(ear.missed, 0);
    forget(&ear);
}

static void a_tail_of_another_life_gets_all_there_is(void **state)
{
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    tell("payments", 5);
    ask.life = collector()->life + 1;
    ask.after = 812;
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.lines, 5);
    assert_int_equal(ear.first, 1);
    assert_int_equal(ear.life, collector()->life);
    forget(&ear);
}

static void a_silent_tail_says_that_it_is_alive(void **state)
{
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.replies, 3);
    assert_int_equal(ear.lines, 0);
    forget(&ear);
}

static void only_what_fits_is_told(void **state)
{
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    ask.service = (char *)"orders";
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.replies, 1);
    tell("payments", 3);
    tell("orders", 1);
    tell("payments", 3);
    until(&ear.newest, 7);
    assert_int_equal(ear.lines, 1);
    assert_int_equal(ear.missed, 0);
    forget(&ear);
}

/* More than the store holds comes at once: told and missed are all of them. */
static void what_went_before_it_was_told_is_counted(void **state)
{
    enum { BATCHES = 500, LINES = 100 };
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.replies, 1);
    for (int i = 0; i < BATCHES; i++)
        tell("payments", LINES);
    until(&ear.missed, 1);
    until(&ear.newest, 2000 + ear.missed);
    assert_true(ear.missed >= BATCHES * LINES - LINES_MOST);
    assert_true(ear.ordered);
    assert_int_equal(ear.lines + ear.missed, ear.newest);
    forget(&ear);
}

static void what_the_senders_lost_is_told(void **state)
{
    Collector__LogsRequest ask = COLLECTOR__LOGS_REQUEST__INIT;
    struct ear ear;
    (void)state;
    tell_lost("payments", 1, 5);
    tell_lost("orders", 1, 2);
    listen_to(&ear, 1, "Tail", &ask.base);
    until(&ear.replies, 1);
    assert_int_equal(ear.lost, 7);
    tell_lost("orders", 1, UINT64_MAX); /* whatever a stranger says */
    until(&ear.lines, 1);
    assert_true(ear.lost == UINT64_MAX);
    forget(&ear);
}

/* ---- watch ---- */

static void a_watch_tells_figures_once_a_second(void **state)
{
    Collector__WatchRequest ask = COLLECTOR__WATCH_REQUEST__INIT;
    struct ear ear;
    (void)state;
    tell("payments", 5);
    listen_to(&ear, 1, "Watch", &ask.base);
    until(&ear.moments, 3);
    assert_int_equal(ear.lines, 5);
    assert_true(ear.ordered);
    forget(&ear);
}

static void a_watch_without_lines_gets_none(void **state)
{
    Collector__WatchRequest ask = COLLECTOR__WATCH_REQUEST__INIT;
    struct ear ear;
    (void)state;
    tell("payments", 5);
    ask.lines = -1;
    listen_to(&ear, 1, "Watch", &ask.base);
    until(&ear.moments, 2);
    assert_int_equal(ear.lines, 0);
    forget(&ear);
}

static void watchers_have_a_bound_and_leave_their_places(void **state)
{
    Collector__WatchRequest ask = COLLECTOR__WATCH_REQUEST__INIT;
    static struct ear ears[COLLECTOR_WATCHERS], more;
    (void)state;
    for (uint64_t i = 0; i < COLLECTOR_WATCHERS; i++) {
        listen_to(&ears[i], i + 1, "Watch", &ask.base);
        until(&ears[i].moments, 1);
    }
    listen_to(&more, COLLECTOR_WATCHERS + 1, "Watch", &ask.base);
    while (!more.done)
        loop_once(bench->loop, true);
    assert_int_equal(more.error, ERROR_OVERLOADED);
    arena_release(&more.arena);
    forget(&ears[3]);
    for (uint64_t id = 100; !more.moments; id++) { /* once it is noticed */
        listen_to(&more, id, "Watch", &ask.base);
        while (!more.done && !more.moments)
            loop_once(bench->loop, true);
        forget(&more);
    }
    for (size_t i = 0; i < COLLECTOR_WATCHERS; i++)
        if (i != 3)
            forget(&ears[i]);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(a_tail_begins_with_what_comes_next),
        ROW(a_tail_goes_on_behind_the_line_of_its_life),
        ROW(a_tail_of_another_life_gets_all_there_is),
        ROW(a_silent_tail_says_that_it_is_alive),
        ROW(only_what_fits_is_told),
        ROW(what_went_before_it_was_told_is_counted),
        ROW(what_the_senders_lost_is_told),
        ROW(a_watch_tells_figures_once_a_second),
        ROW(a_watch_without_lines_gets_none),
        ROW(watchers_have_a_bound_and_leave_their_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
