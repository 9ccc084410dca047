/*
 * The outbox between a made-up service and two subscribers: in order, in
 * batches, at least once, and neither subscriber waits for the other.
 */
#include "split/patterns/outbox.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

static struct stand stand;
static struct outbox outbox;

/* ---- a service that puts what it is told ---- */

static const char *const subscribers[] = {"near", "far", NULL};

static enum error put_all(struct request *rq, const ProtobufCMessage *in)
{
    const Events__DeliverRequest *told = (const Events__DeliverRequest *)in;
    Events__DeliverReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    enum error error = ERROR_OK;

    for (size_t i = 0; i < told->n_events && !error; i++) {
        Orders__OrderSettled payload = ORDERS__ORDER_SETTLED__INIT;

        payload.order_id = told->events[i]->key;
        error = outbox_put(&outbox, told->events[i]->type, told->events[i]->key,
                           &payload.base, &rq->trace);
    }
    if (!error && strcmp(told->source, "fail") == 0)
        return error_explain(ERROR_CONFLICT, "as asked");
    events__deliver_reply__init(reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

static enum error open_outbox(struct runtime *rt)
{
    outbox_init(&outbox, rt, subscribers, "relay.before-mark");
    return ERROR_OK;
}

static enum error resume_outbox(struct runtime *rt)
{
    (void)rt;
    return outbox_resume(&outbox);
}

static const struct method methods[] = {{"Deliver", put_all, ACCESS_WRITE}};
static const struct face faces[] = {{&events__events__descriptor, methods, 1}};
static const char *const schemas[] = {outbox_schema, NULL};
static const struct service teller = {.name = "teller",
                                      .schemas = schemas,
                                      .faces = faces,
                                      .face_count = 1,
                                      .open = open_outbox,
                                      .resume = resume_outbox};

static int open_stand(void **state)
{
    (void)state;
    stand_new(&stand, &teller, NULL, 1);
    return 0;
}

static int close_stand(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

static void tell(const char *source, int first, int count)
{
    enum { MOST = 200 };
    static Events__Event events[MOST];
    static Events__Event *list[MOST];
    static char keys[MOST][16];
    Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

    assert_true(count <= MOST);
    for (int i = 0; i < count; i++) {
        events__event__init(&events[i]);
        snprintf(keys[i], sizeof keys[i], "key-%d", first + i);
        events[i].type = (char *)"Happened";
        events[i].key = keys[i];
        list[i] = &events[i];
    }
    in.source = (char *)source;
    in.events = list;
    in.n_events = (size_t)count;
    stand_ask(&stand, "Deliver", &in.base, NULL, NULL);
}

/* ---- as a subscriber ---- */

static size_t batches(const char *peer)
{
    size_t count = 0;

    for (size_t i = 0; i < stand.sent_count; i++)
        count += strcmp(stand.sent[i].peer, peer) == 0;
    return count;
}

static const Events__DeliverRequest *newest(const char *peer)
{
    const struct stand_call *call = stand_sent(&stand, peer, "Deliver");

    assert_non_null(call);
    return (const Events__DeliverRequest *)call->in;
}

static void say(const char *peer, int64_t upto)
{
    Events__DeliverReply reply = EVENTS__DELIVER_REPLY__INIT;

    reply.upto = upto;
    stand_answer(&stand, stand_sent(&stand, peer, "Deliver"),
                 &(struct answer){.message = &reply.base});
}

static void say_nothing(const char *peer)
{
    stand_answer(&stand, stand_sent(&stand, peer, "Deliver"),
                 &(struct answer){.error = ERROR_UNAVAILABLE});
}

static int64_t upto(const char *peer)
{
    int64_t out = -1;

    assert_int_equal(
        db_get_int(stand.db,
                   "SELECT upto FROM outbox_cursors WHERE subscriber = ?1",
                   VALUES(TEXT(peer)), &out),
        ERROR_OK);
    return out;
}

/* ---- tests ---- */

static void an_event_reaches_every_subscriber(void **state)
{
    const Events__DeliverRequest *batch;

    (void)state;
    tell("", 1, 1);
    stand_pass(&stand, 5);
    assert_int_equal(batches("near"), 1);
    assert_int_equal(batches("far"), 1);
    batch = newest("far");
    assert_string_equal(batch->source, "teller");
    assert_int_equal(batch->n_events, 1);
    assert_int_equal(batch->events[0]->sequence, 1);
    assert_string_equal(batch->events[0]->type, "Happened");
    assert_string_equal(batch->events[0]->key, "key-1");
    assert_int_equal(strlen(batch->events[0]->traceparent), 55);
    say("far", 1);
    assert_int_equal(upto("far"), 1);
    assert_int_equal(upto("near"), 0);
}

static void events_of_one_moment_share_a_batch(void **state)
{
    (void)state;
    tell("", 1, 3);
    tell("", 4, 2);
    assert_int_equal(batches("near"), 0);
    stand_pass(&stand, 5);
    assert_int_equal(batches("near"), 1);
    assert_int_equal(newest("near")->n_events, 5);
}

static void one_batch_is_out_at_a_time_and_the_rest_follows(void **state)
{
    (void)state;
    tell("", 1, 100);
    stand_pass(&stand, 5);
    assert_int_equal(newest("near")->n_events, OUTBOX_BATCH);
    tell("", 101, 50);
    stand_pass(&stand, 100);
    assert_int_equal(batches("near"), 1);
    say("near", 64);
    stand_pass(&stand, 1);
    assert_int_equal(batches("near"), 2);
    assert_int_equal(newest("near")->n_events, 64);
    assert_int_equal(newest("near")->events[0]->sequence, 65);
    say("near", 128);
    stand_pass(&stand, 1);
    assert_int_equal(newest("near")->n_events, 22);
    say("near", 150);
    stand_pass(&stand, 5000);
    assert_int_equal(batches("near"), 3);
}

static void silence_is_asked_again_with_the_same_batch(void **state)
{
    (void)state;
    tell("", 1, 2);
    stand_pass(&stand, 5);
    say_nothing("near");
    stand_pass(&stand, 20);
    assert_int_equal(batches("near"), 2);
    assert_int_equal(newest("near")->events[0]->sequence, 1);
    assert_int_equal(newest("near")->n_events, 2);
    stand_pass(&stand, 2000); /* the call's own deadline */
    stand_pass(&stand, 40);
    assert_int_equal(batches("near"), 3);
    assert_int_equal(upto("near"), 0);
    say("near", 2);
    assert_int_equal(upto("near"), 2);
}

static void a_dead_subscriber_does_not_hold_up_the_other(void **state)
{
    (void)state;
    for (int i = 1; i <= 5; i++) {
        tell("", i, 1);
        stand_pass(&stand, 5);
        say("near", i);
    }
    assert_int_equal(batches("near"), 5);
    assert_int_equal(batches("far"), 1);
    assert_int_equal(rules_int(stand.db, "SELECT count(*) FROM outbox"), 5);
    say("far", 1);
    stand_pass(&stand, 1);
    assert_int_equal(newest("far")->n_events, 4);
}

static void what_all_have_is_thrown_away_but_no_number_comes_twice(void **state)
{
    (void)state;
    tell("", 1, 10);
    stand_pass(&stand, 5);
    say("near", 10);
    assert_int_equal(rules_int(stand.db, "SELECT count(*) FROM outbox"), 10);
    say("far", 10);
    assert_true(rules_int(stand.db, "SELECT count(*) FROM outbox") <= 1);
    tell("", 11, 1);
    stand_pass(&stand, 5);
    assert_int_equal(newest("near")->events[0]->sequence, 11);
}

static void what_was_rolled_back_was_never_told(void **state)
{
    (void)state;
    tell("fail", 1, 3);
    stand_pass(&stand, 5);
    assert_int_equal(batches("near"), 0);
    tell("", 4, 1);
    stand_pass(&stand, 5);
    assert_int_equal(newest("near")->n_events, 1);
    assert_string_equal(newest("near")->events[0]->key, "key-4");
    say("near", newest("near")->events[0]->sequence);
    stand_pass(&stand, 5000);
    assert_int_equal(batches("near"), 1);
}

/* The cursor cannot be moved, so the runtime recovers as after a crash. */
static void after_a_recovery_the_batch_is_sent_again(void **state)
{
    (void)state;
    tell("", 1, 2);
    stand_pass(&stand, 5);
    assert_int_equal(
        db_script(stand.db, "CREATE TRIGGER broken BEFORE UPDATE ON"
                            " outbox_cursors BEGIN SELECT raise(ABORT, 'no');"
                            " END"),
        ERROR_OK);
    say("near", 2);
    assert_int_equal(upto("near"), 0);
    assert_int_equal(db_script(stand.db, "DROP TRIGGER broken"), ERROR_OK);
    stand_pass(&stand, 200);
    stand_pass(&stand, 5);
    assert_int_equal(batches("near"), 2);
    assert_int_equal(newest("near")->events[0]->sequence, 1);
    say("near", 2);
    assert_int_equal(upto("near"), 2);
}

static void an_answer_that_promises_nothing_moves_nothing(void **state)
{
    (void)state;
    tell("", 1, 2);
    stand_pass(&stand, 5);
    say("near", 0);
    assert_int_equal(upto("near"), 0);
    stand_pass(&stand, 20);
    assert_int_equal(batches("near"), 2);
    assert_int_equal(newest("near")->n_events, 2);
}

static void an_answer_from_the_past_moves_nothing_back(void **state)
{
    (void)state;
    tell("", 1, 2);
    stand_pass(&stand, 5);
    say("near", 2);
    tell("", 3, 1);
    stand_pass(&stand, 5);
    say("near", 1);
    assert_int_equal(upto("near"), 2);
    stand_pass(&stand, 20);
    assert_int_equal(newest("near")->n_events, 1);
    assert_int_equal(newest("near")->events[0]->sequence, 3);
}

/* It speaks of another life of our database; were it believed, all rows would
 * go, the newest too, and numbers would be given a second time. */
static void an_answer_beyond_what_was_sent_moves_no_further(void **state)
{
    (void)state;
    tell("", 1, OUTBOX_BATCH + 1);
    stand_pass(&stand, 5);
    say("near", 1000);
    say("far", 1000);
    assert_int_equal(upto("near"), OUTBOX_BATCH);
    stand_pass(&stand, 1);
    assert_int_equal(newest("near")->events[0]->sequence, OUTBOX_BATCH + 1);
    say("near", 1000);
    say("far", 1000);
    assert_int_equal(rules_int(stand.db, "SELECT max(sequence) FROM outbox"),
                     OUTBOX_BATCH + 1);
}

/* ---- another process on the same database ---- */

static void a_new_process_sends_what_was_not_confirmed(void **state)
{
    size_t sent;

    (void)state;
    tell("", 1, 2);
    stand_pass(&stand, 5);
    say("near", 2);
    tell("", 3, 1); /* committed, and the process dies before it is sent */
    stand_restart(&stand);
    stand_pass(&stand, 5);
    assert_int_equal(newest("near")->n_events, 1);
    assert_int_equal(newest("near")->events[0]->sequence, 3);
    assert_int_equal(newest("far")->n_events, 3);
    assert_int_equal(newest("far")->events[0]->sequence, 1);
    say("near", 3);
    say("far", 3);
    assert_int_equal(upto("far"), 3);
    sent = stand.sent_count;
    stand_restart(&stand); /* nothing is left to tell */
    stand_pass(&stand, 5000);
    assert_int_equal(stand.sent_count, sent);
    tell("", 4, 1);
    stand_pass(&stand, 5);
    assert_int_equal(newest("far")->events[0]->sequence, 4);
}

static void what_never_committed_is_never_sent(void **state)
{
    (void)state;
    rules_break_commit(stand.db, "outbox");
    tell("", 1, 2);
    stand_pass(&stand, 5000);
    assert_int_equal(stand.sent_count, 0);
    assert_int_equal(db_script(stand.db, "DROP TRIGGER trap"), ERROR_OK);
    tell("", 3, 1);
    stand_pass(&stand, 5);
    assert_int_equal(newest("near")->n_events, 1);
    assert_string_equal(newest("near")->events[0]->key, "key-3");
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_stand, close_stand)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_reaches_every_subscriber),
        TEST(events_of_one_moment_share_a_batch),
        TEST(one_batch_is_out_at_a_time_and_the_rest_follows),
        TEST(silence_is_asked_again_with_the_same_batch),
        TEST(a_dead_subscriber_does_not_hold_up_the_other),
        TEST(what_all_have_is_thrown_away_but_no_number_comes_twice),
        TEST(what_was_rolled_back_was_never_told),
        TEST(after_a_recovery_the_batch_is_sent_again),
        TEST(an_answer_that_promises_nothing_moves_nothing),
        TEST(an_answer_from_the_past_moves_nothing_back),
        TEST(an_answer_beyond_what_was_sent_moves_no_further),
        TEST(a_new_process_sends_what_was_not_confirmed),
        TEST(what_never_committed_is_never_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
