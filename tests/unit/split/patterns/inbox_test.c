/*
 * inbox_test -- what has been seen is seen once, source by source.
 */
#include "split/patterns/inbox.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

/* ---- the number ---- */

static bool is_fresh(struct db *db, const char *source, int64_t sequence)
{
    bool fresh = false;

    assert_int_equal(inbox_accept(db, source, sequence, &fresh), ERROR_OK);
    return fresh;
}

static void a_repeat_is_not_fresh(void **state)
{
    struct db *db = rules_open(inbox_schema, NULL);

    (void)state;
    assert_true(is_fresh(db, "orders", 1));
    assert_false(is_fresh(db, "orders", 1));
    assert_true(is_fresh(db, "orders", 2));
    assert_false(is_fresh(db, "orders", 1));
    db_close(db);
}

static void numbers_may_have_gaps(void **state)
{
    struct db *db = rules_open(inbox_schema, NULL);
    int64_t upto = -1;

    (void)state;
    assert_int_equal(inbox_upto(db, "orders", &upto), ERROR_OK);
    assert_int_equal(upto, 0);
    assert_true(is_fresh(db, "orders", 5));
    assert_true(is_fresh(db, "orders", 900));
    assert_false(is_fresh(db, "orders", 6));
    assert_int_equal(inbox_upto(db, "orders", &upto), ERROR_OK);
    assert_int_equal(upto, 900);
    db_close(db);
}

static void sources_do_not_disturb_each_other(void **state)
{
    struct db *db = rules_open(inbox_schema, NULL);

    (void)state;
    assert_true(is_fresh(db, "orders", 7));
    assert_true(is_fresh(db, "stock", 3));
    assert_false(is_fresh(db, "orders", 3));
    db_close(db);
}

static void an_event_of_nobody_is_refused(void **state)
{
    struct db *db = rules_open(inbox_schema, NULL);
    bool fresh;

    (void)state;
    assert_int_equal(inbox_accept(db, "", 1, &fresh), ERROR_UNPROCESSABLE);
    assert_int_equal(inbox_accept(db, "orders", 0, &fresh),
                     ERROR_UNPROCESSABLE);
    db_close(db);
}

/* ---- a service that counts, and fails at the word "bad" ---- */

static enum error count(struct request *rq, const Events__Event *event)
{
    enum error error = db_exec(runtime_db(rq->runtime),
                               "UPDATE counted SET n = n + 1", NO_VALUES);

    if (!error && event->type[0] == 'b')
        return error_explain(ERROR_CONFLICT, "this event is bad");
    return error;
}

static enum error deliver(struct request *rq, const ProtobufCMessage *in)
{
    return inbox_deliver(rq, in, count);
}

static const struct method methods[] = {{"Deliver", deliver, ACCESS_WRITE}};
static const struct face faces[] = {{&events__events__descriptor, methods, 1}};
static const char *const schemas[] = {
    inbox_schema,
    "CREATE TABLE counted (n INTEGER) STRICT; INSERT INTO counted VALUES (0)",
    NULL};
static const struct service counter = {
    .name = "counter", .schemas = schemas, .faces = faces, .face_count = 1};

enum { BATCH_MAX = 8 };

static const struct stand_reply *send(struct stand *stand, const char *type,
                                      int64_t first, int64_t last)
{
    Events__Event events[BATCH_MAX], *pointers[BATCH_MAX];
    Events__DeliverRequest request = EVENTS__DELIVER_REQUEST__INIT;

    request.source = (char *)"orders";
    request.events = pointers;
    for (int64_t i = first; i <= last; i++) {
        Events__Event *event = &events[request.n_events];

        events__event__init(event);
        event->sequence = i;
        event->type = (char *)type;
        pointers[request.n_events++] = event;
    }
    return stand_ask(stand, "Deliver", &request.base, NULL, NULL);
}

static int64_t upto_of(const struct stand_reply *reply)
{
    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_OK);
    return ((const Events__DeliverReply *)reply->out)->upto;
}

static void a_batch_sent_again_has_no_second_effect(void **state)
{
    struct stand stand;

    (void)state;
    stand_new(&stand, &counter, NULL, 1);
    assert_int_equal(upto_of(send(&stand, "good", 1, 3)), 3);
    assert_int_equal(upto_of(send(&stand, "good", 1, 5)), 5);
    assert_int_equal(upto_of(send(&stand, "good", 2, 4)), 5);
    assert_int_equal(rules_int(stand.db, "SELECT n FROM counted"), 5);
    stand_free(&stand);
}

static void an_empty_batch_tells_how_far_we_are(void **state)
{
    struct stand stand;

    (void)state;
    stand_new(&stand, &counter, NULL, 1);
    assert_int_equal(upto_of(send(&stand, "good", 1, 0)), 0);
    assert_int_equal(upto_of(send(&stand, "good", 1, 2)), 2);
    assert_int_equal(upto_of(send(&stand, "good", 1, 0)), 2);
    stand_free(&stand);
}

static void a_failed_effect_is_not_marked_as_seen(void **state)
{
    struct stand stand;

    (void)state;
    stand_new(&stand, &counter, NULL, 1);
    assert_int_equal(upto_of(send(&stand, "good", 1, 2)), 2);
    assert_int_equal(send(&stand, "bad", 3, 4)->error, ERROR_CONFLICT);
    assert_int_equal(rules_int(stand.db, "SELECT n FROM counted"), 2);
    assert_int_equal(rules_int(stand.db, "SELECT upto FROM inbox"), 2);
    assert_int_equal(upto_of(send(&stand, "good", 3, 4)), 4);
    assert_int_equal(rules_int(stand.db, "SELECT n FROM counted"), 4);
    stand_free(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeat_is_not_fresh),
        cmocka_unit_test(numbers_may_have_gaps),
        cmocka_unit_test(sources_do_not_disturb_each_other),
        cmocka_unit_test(an_event_of_nobody_is_refused),
        cmocka_unit_test(a_batch_sent_again_has_no_second_effect),
        cmocka_unit_test(an_empty_batch_tells_how_far_we_are),
        cmocka_unit_test(a_failed_effect_is_not_marked_as_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
