/*
 * runtime_test -- the turn: one commit, nothing told before it, one event's
 * failure its own, and what a failed commit takes back.
 */
#include "chassis/runtime.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/events.pb-c.h"
#include "chassis/contracts/fault.pb-c.h"
#include "tests/support/cmocka_all.h"

/* ---- a driver that a test turns by hand ---- */

struct manual {
    int64_t now_ms;
    uint64_t chance;
    uint64_t sent_id;
    int sent, forgotten;
    int64_t wake_ms;
};

static int64_t manual_now(void *driver)
{
    return ((struct manual *)driver)->now_ms;
}

static uint64_t manual_random(void *driver)
{
    return ((struct manual *)driver)->chance++;
}

static void manual_send(void *driver, const struct outgoing *call)
{
    struct manual *manual = driver;
    manual->sent++;
    manual->sent_id = call->id;
}

static void manual_forget(void *driver, uint64_t id)
{
    (void)id;
    ((struct manual *)driver)->forgotten++;
}

static void manual_wake(void *driver, int64_t at_ms)
{
    ((struct manual *)driver)->wake_ms = at_ms;
}

static const struct runtime_driver manual_driver = {.now_ms = manual_now,
                                                    .wall_ms = manual_now,
                                                    .random = manual_random,
                                                    .send = manual_send,
                                                    .forget = manual_forget,
                                                    .wake = manual_wake};

/* ---- a service whose one method does what the source field says ---- */

struct book {
    struct request *held;
    int resumed;
    int answers;
    enum error last;
};

static Events__DeliverReply fine = EVENTS__DELIVER_REPLY__INIT;

static enum error write_row(struct runtime *rt, const char *word)
{
    return db_exec(runtime_db(rt), "INSERT INTO t VALUES (?1)",
                   VALUES(TEXT(word)));
}

static enum error on_answer(struct runtime *rt, void *arg,
                            const struct answer *answer)
{
    struct book *book = runtime_state(rt);
    (void)arg;
    book->answers++;
    book->last = answer->error;
    if (book->held) {
        request_reply(book->held, &fine.base);
        book->held = NULL;
    }
    return write_row(rt, "answered");
}

static enum error ask_peer(struct request *rq)
{
    struct book *book = runtime_state(rq->runtime);
    struct call call = {.peer = "peer",
                        .contract = &control__control__descriptor,
                        .method = "ArmCrash",
                        .timeout_ms = 100,
                        .trace = &rq->trace};
    Control__CrashRequest crash = CONTROL__CRASH_REQUEST__INIT;
    call.in = &crash.base;
    book->held = rq;
    return runtime_call(rq->runtime, &call, on_answer, NULL);
}

static enum error deliver(struct request *rq, const ProtobufCMessage *in)
{
    const Events__DeliverRequest *request = (const Events__DeliverRequest *)in;
    if (strcmp(request->source, "ask") == 0)
        return ask_peer(rq);
    enum error error = write_row(rq->runtime, request->source);
    if (error)
        return error;
    if (strcmp(request->source, "bad") == 0)
        return error_explain(ERROR_DECLINED, "because it is bad");
    if (strcmp(request->source, "kept") == 0) {
        request_fail(rq, ERROR_DECLINED, "kept all the same");
        return ERROR_OK;
    }
    request_reply(rq, &fine.base);
    return ERROR_OK;
}

static enum error resume(struct runtime *rt)
{
    struct book *book = runtime_state(rt);
    book->resumed++;
    book->held = NULL;
    return ERROR_OK;
}

static const struct method methods[] = {{"Deliver", deliver, ACCESS_WRITE}};

static enum error answer_beside(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    request_reply(rq, &fine.base);
    return ERROR_OK;
}

static enum error refuse_beside(struct request *rq, const ProtobufCMessage *in)
{
    (void)rq, (void)in;
    return error_explain(ERROR_DECLINED, "not even beside");
}

static const struct method beside[] = {{"Inject", answer_beside, ACCESS_BESIDE},
                                       {"Heal", refuse_beside, ACCESS_BESIDE},
                                       {"List", answer_beside, ACCESS_BESIDE}};
static const struct face faces[] = {{&events__events__descriptor, methods, 1},
                                    {&faults__faults__descriptor, beside, 3}};
static const struct service echo = {
    .name = "echo", .faces = faces, .face_count = 2, .resume = resume};

/* ---- the bench ---- */

struct bench {
    struct manual manual;
    struct book book;
    struct db *db;
    struct runtime *rt;
    int told;
    enum error errors[8];
    char details[8][128];
};

static struct bench bench;

static void done(struct request *rq)
{
    int *slot = rq->transport;
    bench.told++;
    bench.errors[*slot] = rq->error;
    snprintf(bench.details[*slot], 128, "%s", rq->detail ? rq->detail : "");
    runtime_request_free(rq);
}

static int set_up(void **state)
{
    (void)state;
    memset(&bench, 0, sizeof bench);
    static const char tables[] =
        "CREATE TABLE IF NOT EXISTS t (word TEXT PRIMARY KEY) STRICT;"
        "CREATE TABLE IF NOT EXISTS debts (word TEXT REFERENCES t (word)"
        " DEFERRABLE INITIALLY DEFERRED);";
    assert_int_equal(db_open(&bench.db, "", DB_MEMORY), 0);
    assert_int_equal(db_script(bench.db, tables), 0);
    struct runtime_options options = {.service = &echo,
                                      .driver = &manual_driver,
                                      .driver_arg = &bench.manual,
                                      .db = bench.db};
    assert_int_equal(runtime_new(&bench.rt, &options), 0);
    runtime_set_state(bench.rt, &bench.book);
    assert_true(runtime_turn(bench.rt));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    runtime_free(bench.rt);
    db_close(bench.db);
    return 0;
}

static int slots[8] = {0, 1, 2, 3, 4, 5, 6, 7};

static void submit_beside(int slot, unsigned method)
{
    static const Faults__ListRequest nothing = FAULTS__LIST_REQUEST__INIT;
    struct request *rq = runtime_request(
        bench.rt, runtime_face(bench.rt, "faults.Faults"), method);
    assert_non_null(rq);
    rq->in = &nothing.base;
    rq->done = done;
    rq->transport = &slots[slot];
    runtime_submit(rq);
}

static struct request *submit(int slot, const char *word)
{
    struct request *rq =
        runtime_request(bench.rt, runtime_face(bench.rt, "events.Events"), 0);
    assert_non_null(rq);
    Events__DeliverRequest *in = arena_alloc(&rq->arena, sizeof *in);
    events__deliver_request__init(in);
    in->source = arena_string(&rq->arena, word);
    rq->in = &in->base;
    rq->done = done;
    rq->transport = &slots[slot];
    runtime_submit(rq);
    return rq;
}

static int64_t count(const char *sql)
{
    int64_t n = -1;
    assert_int_equal(db_get_int(bench.db, sql, NO_VALUES, &n), 0);
    return n;
}

static const char all_rows[] = "SELECT count(*) FROM t";

/* ---- tests ---- */

static void requests_of_one_turn_share_one_commit(void **state)
{
    (void)state;
    submit(0, "a");
    submit(1, "b");
    submit(2, "c");
    assert_int_equal(bench.told, 0);
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.told, 3);
    assert_int_equal(runtime_totals(bench.rt).commits, 1);
    assert_int_equal(count(all_rows), 3);
}

static void a_failed_request_takes_back_only_itself(void **state)
{
    (void)state;
    submit(0, "a");
    submit(1, "bad");
    submit(2, "c");
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.errors[0], ERROR_OK);
    assert_int_equal(bench.errors[1], ERROR_DECLINED);
    assert_string_equal(bench.details[1], "because it is bad");
    assert_int_equal(bench.errors[2], ERROR_OK);
    assert_int_equal(count(all_rows), 2);
}

static void a_refusal_may_keep_what_it_wrote(void **state)
{
    (void)state;
    submit(0, "kept");
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.errors[0], ERROR_DECLINED);
    assert_int_equal(count(all_rows), 1);
}

static void nothing_is_sent_before_the_commit(void **state)
{
    (void)state;
    submit(0, "ask");
    assert_int_equal(bench.manual.sent, 0);
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.manual.sent, 1);
    assert_int_equal(bench.told, 0);
    runtime_answer(bench.rt, bench.manual.sent_id, ERROR_OK, NULL, NULL,
                   SLICE(""));
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.told, 1);
    assert_int_equal(bench.book.last, ERROR_OK);
}

static void a_doubled_answer_is_dropped(void **state)
{
    (void)state;
    submit(0, "ask");
    assert_true(runtime_turn(bench.rt));
    uint64_t id = bench.manual.sent_id;
    runtime_answer(bench.rt, id, ERROR_OK, NULL, NULL, SLICE(""));
    runtime_answer(bench.rt, id, ERROR_OK, NULL, NULL, SLICE(""));
    assert_true(runtime_turn(bench.rt));
    runtime_answer(bench.rt, id, ERROR_OK, NULL, NULL, SLICE(""));
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.book.answers, 1);
    assert_int_equal(runtime_totals(bench.rt).late_answers, 2);
}

static void silence_becomes_a_deadline(void **state)
{
    (void)state;
    submit(0, "ask");
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.manual.wake_ms, 100);
    bench.manual.now_ms = 100;
    assert_true(runtime_turn(bench.rt));
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.book.answers, 1);
    assert_int_equal(bench.book.last, ERROR_DEADLINE);
    assert_int_equal(bench.manual.forgotten, 1);
}

static void a_passed_deadline_starts_no_work(void **state)
{
    (void)state;
    bench.manual.now_ms = 50;
    submit(0, "a")->deadline_ms = 50;
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.errors[0], ERROR_DEADLINE);
    assert_int_equal(count(all_rows), 0);
}

static void an_abandoned_request_is_not_told(void **state)
{
    (void)state;
    runtime_abandon(submit(0, "a"));
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.told, 0);
    assert_int_equal(runtime_busy(bench.rt), 0);
}

/* A deferred foreign key makes COMMIT itself fail. */
static void a_failed_commit_tells_only_errors_and_resumes(void **state)
{
    (void)state;
    submit(0, "ask");
    assert_true(runtime_turn(bench.rt)); /* held, and a call is out */
    int resumed = bench.book.resumed;
    submit(1, "a");
    submit(2, "ask");
    assert_int_equal(db_script(bench.db, "PRAGMA foreign_keys = ON"), 0);
    assert_int_equal(db_script(bench.db,
                               "CREATE TRIGGER trap AFTER INSERT ON t BEGIN"
                               " INSERT INTO debts VALUES ('nobody'); END"),
                     0);
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.told, 3);
    assert_int_not_equal(bench.errors[0], ERROR_OK);
    assert_int_equal(bench.errors[1], ERROR_CONFLICT); /* what it was */
    assert_int_not_equal(bench.errors[2], ERROR_OK);
    assert_int_equal(bench.manual.sent, 1); /* the second never left */
    assert_int_equal(count(all_rows), 0);
    bench.manual.now_ms += 1000;
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.book.resumed, resumed + 1);
    assert_int_equal(runtime_busy(bench.rt), 0);
}

static void what_stands_beside_the_turn_does_not_fail_with_it(void **state)
{
    (void)state;
    assert_int_equal(db_script(bench.db, "PRAGMA foreign_keys = ON"), 0);
    assert_int_equal(db_script(bench.db,
                               "CREATE TRIGGER trap AFTER INSERT ON t BEGIN"
                               " INSERT INTO debts VALUES ('nobody'); END"),
                     0);
    submit(0, "a");
    submit_beside(1, 0);
    submit_beside(2, 1);
    assert_true(runtime_turn(bench.rt));
    assert_int_not_equal(bench.errors[0], ERROR_OK);
    assert_int_equal(bench.errors[1], ERROR_OK);
    assert_int_equal(bench.errors[2], ERROR_DECLINED);
    assert_string_equal(bench.details[2], "not even beside");
    submit_beside(3, 2); /* the recovery is still being waited for */
    assert_true(runtime_turn(bench.rt));
    assert_int_equal(bench.told, 4);
    assert_int_equal(bench.errors[3], ERROR_OK);
}

int main(void)
{
#define TURN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TURN_TEST(requests_of_one_turn_share_one_commit),
        TURN_TEST(a_failed_request_takes_back_only_itself),
        TURN_TEST(a_refusal_may_keep_what_it_wrote),
        TURN_TEST(nothing_is_sent_before_the_commit),
        TURN_TEST(a_doubled_answer_is_dropped),
        TURN_TEST(silence_becomes_a_deadline),
        TURN_TEST(a_passed_deadline_starts_no_work),
        TURN_TEST(an_abandoned_request_is_not_told),
        TURN_TEST(a_failed_commit_tells_only_errors_and_resumes),
        TURN_TEST(what_stands_beside_the_turn_does_not_fail_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
