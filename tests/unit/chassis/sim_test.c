/*
 * The simulator: a run is its seed, time jumps, messages suffer what the
 * faults say, and a crash keeps what was committed and nothing else.
 */
#include "chassis/sim_private.h"

#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

/* ---- two services: the porter writes and asks the clerk, who writes ---- */

static int answers; /* that any porter has heard */

static enum error write_row(struct request *rq, const char *word)
{
    return db_exec(runtime_db(rq->runtime), "INSERT INTO heard VALUES (?1)",
                   VALUES(TEXT(word)));
}

static Events__DeliverReply fine = EVENTS__DELIVER_REPLY__INIT;

static enum error clerk_deliver(struct request *rq, const ProtobufCMessage *in)
{
    enum error error =
        write_row(rq, ((const Events__DeliverRequest *)in)->source);

    if (!error)
        request_reply(rq, &fine.base);
    return error;
}

static enum error on_clerk(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    (void)rt;
    answers++;
    if (answer->error)
        request_fail(arg, answer->error, answer->detail);
    else
        request_reply(arg, &fine.base);
    return ERROR_OK;
}

static enum error porter_deliver(struct request *rq, const ProtobufCMessage *in)
{
    struct call call = {.peer = "clerk",
                        .contract = &events__events__descriptor,
                        .method = "Deliver",
                        .in = in,
                        .timeout_ms = 500,
                        .trace = &rq->trace};
    enum error error =
        write_row(rq, ((const Events__DeliverRequest *)in)->source);

    return error ? error : runtime_call(rq->runtime, &call, on_clerk, rq);
}

static const char *const schemas[] = {
    "CREATE TABLE IF NOT EXISTS heard (word TEXT NOT NULL) STRICT;", NULL};
static const struct method porter_methods[] = {
    {"Deliver", porter_deliver, ACCESS_WRITE}};
static const struct method clerk_methods[] = {
    {"Deliver", clerk_deliver, ACCESS_WRITE}};
static const struct face porter_faces[] = {
    {&events__events__descriptor, porter_methods, 1}};
static const struct face clerk_faces[] = {
    {&events__events__descriptor, clerk_methods, 1}};
static const struct service porter = {.name = "porter",
                                      .schemas = schemas,
                                      .faces = porter_faces,
                                      .face_count = 1};
static const struct service clerk = {
    .name = "clerk", .schemas = schemas, .faces = clerk_faces, .face_count = 1};

/* ---- the client ---- */

struct told {
    int times;
    enum error error;
    int64_t at_ms;
    struct sim *sim;
};

static void on_told(void *arg, enum error error, const char *detail,
                    const ProtobufCMessage *message)
{
    struct told *told = arg;

    (void)detail;
    assert_true((message != NULL) == (error == ERROR_OK));
    told->times++;
    told->error = error;
    told->at_ms = sim_now_ms(told->sim);
}

static void ask(struct sim *sim, const char *peer, const char *word,
                struct told *told)
{
    Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

    *told = (struct told){.sim = sim};
    in.source = (char *)word;
    sim_request(sim, peer, &events__events__descriptor, "Deliver", &in.base,
                NULL, NULL, 1000, on_told, told);
}

static struct sim *open_sim(uint64_t seed, const struct sim_faults *faults)
{
    struct sim *sim = sim_new(seed, faults);

    answers = 0;
    assert_int_equal(sim_add(sim, &porter, NULL, NULL), ERROR_OK);
    assert_int_equal(sim_add(sim, &clerk, NULL, NULL), ERROR_OK);
    sim_start(sim);
    return sim;
}

static int64_t rows(struct sim *sim, const char *service)
{
    return rules_int(sim_db(sim, service), "SELECT count(*) FROM heard");
}

static const struct sim_faults calm = {.delay_min_ms = 10, .delay_max_ms = 10};

/* ---- time and messages ---- */

static void a_message_takes_its_delay_in_virtual_time(void **state)
{
    struct sim *sim = open_sim(1, &calm);
    struct told told;

    (void)state;
    ask(sim, "porter", "hello", &told);
    sim_run(sim, 39);
    assert_int_equal(told.times, 0);
    assert_int_equal(sim_now_ms(sim), 39);
    sim_run(sim, INT64_MAX / 2);
    assert_int_equal(told.times, 1);
    assert_int_equal(told.error, ERROR_OK);
    assert_int_equal(told.at_ms, 40); /* there, on, back and back */
    assert_int_equal(rows(sim, "porter"), 1);
    assert_int_equal(rows(sim, "clerk"), 1);
    assert_int_equal(sim_totals(sim).messages, 4);
    sim_free(sim);
}

static char order[8];

static void append(void *arg)
{
    order[strlen(order)] = *(const char *)arg;
}

static void events_of_one_moment_keep_their_order(void **state)
{
    struct sim *sim = open_sim(1, &calm);

    (void)state;
    memset(order, 0, sizeof order);
    sim_after(sim, 30, append, (void *)(uintptr_t) "d");
    sim_after(sim, 20, append, (void *)(uintptr_t) "a");
    sim_after(sim, 20, append, (void *)(uintptr_t) "b");
    sim_after(sim, 20, append, (void *)(uintptr_t) "c");
    sim_run(sim, 20);
    assert_string_equal(order, "abc");
    sim_run(sim, 30);
    assert_string_equal(order, "abcd");
    sim_free(sim);
}

static void a_run_that_ends_early_goes_on_from_its_end(void **state)
{
    struct sim *sim = open_sim(1, &calm);

    (void)state;
    memset(order, 0, sizeof order);
    sim_after(sim, 100, append, (void *)(uintptr_t) "x");
    sim_run(sim, 50);
    assert_int_equal(sim_now_ms(sim), 50);
    sim_after(sim, 60, append, (void *)(uintptr_t) "y"); /* at 110 */
    sim_run(sim, 105);
    assert_string_equal(order, "x");
    sim_free(sim);
}

/* ---- faults ---- */

static void what_is_lost_is_never_heard_of(void **state)
{
    struct sim_faults faults = calm;
    struct sim *sim;
    struct told told;

    (void)state;
    faults.lose_percent = 100;
    sim = open_sim(1, &faults);
    ask(sim, "porter", "hello", &told);
    sim_run(sim, 100000);
    assert_int_equal(told.times, 0);
    assert_int_equal(sim_totals(sim).lost, 1);
    assert_int_equal(rows(sim, "porter"), 0);
    sim_free(sim);
}

static void what_is_doubled_is_done_twice_but_answered_once(void **state)
{
    struct sim_faults faults = calm;
    struct sim *sim;
    struct told told;

    (void)state;
    faults.duplicate_percent = 100;
    sim = open_sim(1, &faults);
    ask(sim, "porter", "hello", &told);
    sim_run(sim, 100000);
    assert_int_equal(rows(sim, "porter"), 2);
    assert_int_equal(rows(sim, "clerk"), 4);
    assert_int_equal(answers, 2); /* the runtime drops the doubles */
    assert_int_equal(told.times, 4);
    sim_free(sim);
}

static void what_is_overtaken_waits_ten_times_as_long(void **state)
{
    struct sim_faults faults = calm;
    struct sim *sim;
    struct told told;

    (void)state;
    faults.reorder_percent = 100;
    sim = open_sim(1, &faults);
    ask(sim, "clerk", "hello", &told);
    sim_run(sim, 100000);
    assert_int_equal(told.at_ms, 2 * 101);
    sim_free(sim);
}

/* ---- crashes ---- */

static void a_message_to_a_dead_node_is_refused(void **state)
{
    struct sim *sim = open_sim(1, &calm);
    struct told told;

    (void)state;
    sim_run(sim, 0);
    sim_crash(sim, "clerk", 1000);
    sim_crash(sim, "clerk", 1000); /* once is enough */
    ask(sim, "clerk", "hello", &told);
    sim_run(sim, 500);
    assert_int_equal(told.error, ERROR_UNAVAILABLE);
    assert_int_equal(told.at_ms, 20);
    sim_run(sim, 1000);
    ask(sim, "clerk", "hello", &told);
    sim_run(sim, 2000);
    assert_int_equal(told.error, ERROR_OK);
    assert_int_equal(sim_totals(sim).crashes, 1);
    assert_int_equal(sim_totals(sim).restarts, 1);
    sim_free(sim);
}

static void a_crash_keeps_what_was_committed(void **state)
{
    struct sim *sim = open_sim(1, &calm);
    struct told told;

    (void)state;
    ask(sim, "clerk", "hello", &told);
    sim_run(sim, 19); /* done at 10, the answer is still on its way */
    sim_crash(sim, "clerk", 5);
    assert_int_equal(rows(sim, "clerk"), 1);
    sim_run(sim, 1000);
    assert_int_equal(rows(sim, "clerk"), 1);
    assert_int_equal(told.error, ERROR_OK); /* it had left */
    sim_free(sim);
}

/* 300 percent is a certain death at the first of a turn's three moments. */
static void a_crash_loses_what_was_not_committed(void **state)
{
    struct sim_faults faults = calm;
    struct sim *sim;
    struct told told;

    (void)state;
    faults.restart_min_ms = faults.restart_max_ms = 50;
    sim = open_sim(1, &faults);
    sim_run(sim, 1);
    sim->faults.crash_percent = 300;
    ask(sim, "clerk", "hello", &told);
    sim_run(sim, 30);
    assert_int_equal(sim_totals(sim).crashes, 1);
    sim->faults.crash_percent = 0;
    sim_run(sim, 10000);
    assert_int_equal(rows(sim, "clerk"), 0);
    assert_int_equal(told.times, 0); /* nobody is left to say anything */
    sim_free(sim);
}

static void an_answer_to_a_former_life_reaches_nobody(void **state)
{
    struct sim *sim = open_sim(1, &calm);
    struct told told;

    (void)state;
    ask(sim, "porter", "hello", &told);
    sim_run(sim, 25); /* the clerk has answered, at 20 */
    sim_crash(sim, "porter", 1);
    sim_run(sim, 10000);
    assert_int_equal(rows(sim, "clerk"), 1);
    assert_int_equal(answers, 0);
    assert_int_equal(told.times, 0);
    sim_free(sim);
}

static void healing_starts_the_dead_once_and_ends_all_faults(void **state)
{
    struct sim_faults faults = calm;
    struct sim *sim;
    struct told told;

    (void)state;
    faults.lose_percent = faults.crash_percent = 100;
    faults.restart_min_ms = faults.restart_max_ms = 100;
    sim = open_sim(1, &faults);
    sim_run(sim, 1);
    sim_crash(sim, "clerk", 100);
    sim_heal(sim);
    assert_false(sim_has_faults(sim));
    ask(sim, "porter", "hello", &told);
    sim_run(sim, 10000);
    assert_int_equal(told.error, ERROR_OK);
    assert_int_equal(sim_totals(sim).restarts, 0); /* not a second time */
    assert_int_equal(sim_totals(sim).lost, 0);
    sim_free(sim);
}

/* ---- a run is its seed ---- */

static const struct sim_faults storm = {.delay_min_ms = 1,
                                        .delay_max_ms = 20,
                                        .lose_percent = 5,
                                        .duplicate_percent = 5,
                                        .reorder_percent = 10,
                                        .crash_percent = 10,
                                        .restart_min_ms = 5,
                                        .restart_max_ms = 50};

enum { ASKED = 40 };

/* Asks at random moments; afterwards whoever was told OK must be on record. */
static uint64_t weather(uint64_t seed, struct buffer *log,
                        struct sim_totals *sum)
{
    struct sim *sim = open_sim(seed, &storm);
    struct told told[ASKED];
    uint64_t hash;
    int fine_answers = 0;

    sim_log_to(sim, log);
    for (int i = 0; i < ASKED; i++) {
        ask(sim, "porter", "hello", &told[i]);
        sim_run(sim,
                sim_now_ms(sim) + (int64_t)random_below(sim_random(sim), 30));
    }
    sim_heal(sim);
    sim_run(sim, 1000000);
    for (int i = 0; i < ASKED; i++)
        fine_answers += told[i].times > 0 && told[i].error == ERROR_OK;
    assert_true(rows(sim, "porter") >= fine_answers);
    assert_true(rows(sim, "clerk") >= fine_answers);
    sum->crashes += sim_totals(sim).crashes;
    sum->lost += sim_totals(sim).lost;
    sum->doubled += sim_totals(sim).doubled;
    hash = sim_log_hash(sim);
    sim_free(sim);
    return hash;
}

static void the_same_seed_gives_the_same_run_byte_for_byte(void **state)
{
    struct sim_totals sum = {0};
    struct buffer first, second;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        buffer_init(&first, 1 << 22);
        buffer_init(&second, 1 << 22);
        assert_true(weather(seed, &first, &sum) ==
                    weather(seed, &second, &sum));
        assert_int_equal(first.length, second.length);
        assert_memory_equal(first.data, second.data, first.length);
        buffer_release(&first);
        buffer_release(&second);
    }
    assert_true(sum.crashes > 0 && sum.lost > 0 && sum.doubled > 0);
}

static void different_seeds_give_different_runs(void **state)
{
    uint64_t hashes[50];
    struct sim_totals sum = {0};

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        hashes[seed] = weather(seed + 1, NULL, &sum);
        for (uint64_t other = 0; other < seed; other++)
            assert_true(hashes[other] != hashes[seed]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_takes_its_delay_in_virtual_time),
        cmocka_unit_test(events_of_one_moment_keep_their_order),
        cmocka_unit_test(a_run_that_ends_early_goes_on_from_its_end),
        cmocka_unit_test(what_is_lost_is_never_heard_of),
        cmocka_unit_test(what_is_doubled_is_done_twice_but_answered_once),
        cmocka_unit_test(what_is_overtaken_waits_ten_times_as_long),
        cmocka_unit_test(a_message_to_a_dead_node_is_refused),
        cmocka_unit_test(a_crash_keeps_what_was_committed),
        cmocka_unit_test(a_crash_loses_what_was_not_committed),
        cmocka_unit_test(an_answer_to_a_former_life_reaches_nobody),
        cmocka_unit_test(healing_starts_the_dead_once_and_ends_all_faults),
        cmocka_unit_test(the_same_seed_gives_the_same_run_byte_for_byte),
        cmocka_unit_test(different_seeds_give_different_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
