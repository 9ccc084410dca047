/*
 * The simulator: a run is its seed, time jumps, messages suffer what the
 * faults say, and a crash keeps what was committed and nothing else.
 */
#include "chassis/sim_private.h"

#include <string.h>

#include "chassis/runtime_stream.h"
#include "domain/inventory/inventory.pb-c.h"
#include "split/services/inventory/service.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/porter.h"

static const struct sim_faults calm = {.delay_min_ms = 10, .delay_max_ms = 10};

/* ---- time and messages ---- */

static void a_message_takes_its_delay_in_virtual_time(void **state)
{
    struct sim *sim = porter_sim(1, &calm);
    struct told told;

    (void)state;
    porter_ask(sim, "porter", &told);
    sim_run(sim, 39);
    assert_int_equal(told.times, 0);
    assert_int_equal(sim_now_ms(sim), 39);
    sim_run(sim, INT64_MAX / 2);
    assert_int_equal(told.times, 1);
    assert_int_equal(told.error, ERROR_OK);
    assert_int_equal(told.at_ms, 40); /* there, on, back and back */
    assert_int_equal(porter_rows(sim, "porter"), 1);
    assert_int_equal(porter_rows(sim, "clerk"), 1);
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
    struct sim *sim = porter_sim(1, &calm);

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
    struct sim *sim = porter_sim(1, &calm);

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
    sim = porter_sim(1, &faults);
    porter_ask(sim, "porter", &told);
    sim_run(sim, 100000);
    assert_int_equal(told.times, 0);
    assert_int_equal(sim_totals(sim).lost, 1);
    assert_int_equal(porter_rows(sim, "porter"), 0);
    sim_free(sim);
}

static void what_is_doubled_is_done_twice_but_answered_once(void **state)
{
    struct sim_faults faults = calm;
    struct sim *sim;
    struct told told;

    (void)state;
    faults.duplicate_percent = 100;
    sim = porter_sim(1, &faults);
    porter_ask(sim, "porter", &told);
    sim_run(sim, 100000);
    assert_int_equal(porter_rows(sim, "porter"), 2);
    assert_int_equal(porter_rows(sim, "clerk"), 4);
    assert_int_equal(porter_answers, 2); /* the runtime drops the doubles */
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
    sim = porter_sim(1, &faults);
    porter_ask(sim, "clerk", &told);
    sim_run(sim, 100000);
    assert_int_equal(told.at_ms, 2 * 101);
    sim_free(sim);
}

/* ---- crashes ---- */

/* ---- streams: there are none, and both ends are told so ---- */

static void on_reply(void *arg, enum error error, const char *detail,
                     const ProtobufCMessage *message)
{
    (void)detail, (void)message;
    *(enum error *)arg = error;
}

static void a_streaming_method_is_refused(void **state)
{
    const Inventory__WatchRequest in = INVENTORY__WATCH_REQUEST__INIT;
    enum error error = ERROR_COUNT;
    struct sim *sim = sim_new(1, &calm);

    (void)state;
    assert_int_equal(sim_add(sim, &inventory_service, NULL, NULL), ERROR_OK);
    sim_start(sim);
    sim_request(sim, "inventory", &inventory__inventory__descriptor,
                "WatchStock", &in.base, NULL, NULL, 1000, on_reply, &error);
    sim_run(sim, 5000);
    assert_int_equal(error, ERROR_UNIMPLEMENTED);
    sim_free(sim);
}

static enum error open_watch(struct runtime *rt, void *arg)
{
    static const struct stream_handlers handlers;
    const struct call call = {.peer = "inventory",
                              .contract = &inventory__inventory__descriptor,
                              .method = "WatchStock"};
    uint64_t stream = 0;

    *(enum error *)arg = runtime_open(rt, &call, &handlers, NULL, &stream);
    return ERROR_OK;
}

static void a_stream_cannot_be_opened(void **state)
{
    enum error error = ERROR_COUNT;
    struct sim *sim = sim_new(1, &calm);

    (void)state;
    assert_int_equal(sim_add(sim, &inventory_service, NULL, NULL), ERROR_OK);
    sim_start(sim);
    runtime_after(sim_find(sim, "inventory")->runtime, 5, open_watch, &error);
    sim_run(sim, 5000);
    assert_int_equal(error, ERROR_UNIMPLEMENTED);
    sim_free(sim);
}

static void a_message_to_a_dead_node_is_refused(void **state)
{
    struct sim *sim = porter_sim(1, &calm);
    struct told told;

    (void)state;
    sim_run(sim, 0);
    sim_crash(sim, "clerk", 1000);
    sim_crash(sim, "clerk", 1000); /* once is enough */
    porter_ask(sim, "clerk", &told);
    sim_run(sim, 500);
    assert_int_equal(told.error, ERROR_UNAVAILABLE);
    assert_int_equal(told.at_ms, 20);
    sim_run(sim, 1000);
    porter_ask(sim, "clerk", &told);
    sim_run(sim, 2000);
    assert_int_equal(told.error, ERROR_OK);
    assert_int_equal(sim_totals(sim).crashes, 1);
    assert_int_equal(sim_totals(sim).restarts, 1);
    sim_free(sim);
}

static void a_crash_keeps_what_was_committed(void **state)
{
    struct sim *sim = porter_sim(1, &calm);
    struct told told;

    (void)state;
    porter_ask(sim, "clerk", &told);
    sim_run(sim, 19); /* done at 10, the answer is still on its way */
    sim_crash(sim, "clerk", 5);
    assert_int_equal(porter_rows(sim, "clerk"), 1);
    sim_run(sim, 1000);
    assert_int_equal(porter_rows(sim, "clerk"), 1);
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
    sim = porter_sim(1, &faults);
    sim_run(sim, 1);
    sim->faults.crash_percent = 300;
    porter_ask(sim, "clerk", &told);
    sim_run(sim, 30);
    assert_int_equal(sim_totals(sim).crashes, 1);
    sim->faults.crash_percent = 0;
    sim_run(sim, 10000);
    assert_int_equal(porter_rows(sim, "clerk"), 0);
    assert_int_equal(told.times, 0); /* nobody is left to say anything */
    sim_free(sim);
}

/* A new process counts its calls from the beginning, so the second one's
 * first call has the number of the first one's. */
static void an_answer_to_a_former_life_reaches_nobody(void **state)
{
    struct sim *sim = porter_sim(1, &calm);
    struct told first, second;

    (void)state;
    porter_ask(sim, "porter", &first); /* asks the clerk at 10 */
    sim_run(sim, 12);
    sim_crash(sim, "porter", 1);
    porter_ask(sim, "porter", &second); /* asks the clerk at 22 */
    sim_run(sim, 31);
    assert_int_equal(porter_rows(sim, "clerk"), 1);
    assert_int_equal(porter_answers, 0); /* the one of 30 is for the dead */
    sim_run(sim, 10000);
    assert_int_equal(porter_answers, 1);
    assert_int_equal(first.times, 0);
    assert_int_equal(second.at_ms, 52);
    sim_free(sim);
}

static void an_old_restart_does_not_wake_who_died_again(void **state)
{
    struct sim *sim = porter_sim(1, &calm);

    (void)state;
    sim_run(sim, 1);
    sim_crash(sim, "clerk", 100);
    sim_heal(sim);
    sim_crash(sim, "clerk", 1000);
    sim_run(sim, 999);
    assert_int_equal(sim_totals(sim).restarts, 0);
    sim_run(sim, 1001);
    assert_int_equal(sim_totals(sim).restarts, 1);
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
    sim = porter_sim(1, &faults);
    sim_run(sim, 1);
    sim_crash(sim, "clerk", 100);
    sim_heal(sim);
    assert_false(sim_has_faults(sim));
    porter_ask(sim, "porter", &told);
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
    struct sim *sim = porter_sim(seed, &storm);
    struct told told[ASKED];
    uint64_t hash;
    int fine_answers = 0;

    sim_log_to(sim, log);
    for (int i = 0; i < ASKED; i++) {
        porter_ask(sim, "porter", &told[i]);
        sim_run(sim,
                sim_now_ms(sim) + (int64_t)random_below(sim_random(sim), 30));
    }
    sim_heal(sim);
    sim_run(sim, 1000000);
    for (int i = 0; i < ASKED; i++)
        fine_answers += told[i].times > 0 && told[i].error == ERROR_OK;
    assert_true(porter_rows(sim, "porter") >= fine_answers);
    assert_true(porter_rows(sim, "clerk") >= fine_answers);
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
        cmocka_unit_test(a_streaming_method_is_refused),
        cmocka_unit_test(a_stream_cannot_be_opened),
        cmocka_unit_test(a_run_that_ends_early_goes_on_from_its_end),
        cmocka_unit_test(what_is_lost_is_never_heard_of),
        cmocka_unit_test(what_is_doubled_is_done_twice_but_answered_once),
        cmocka_unit_test(what_is_overtaken_waits_ten_times_as_long),
        cmocka_unit_test(a_message_to_a_dead_node_is_refused),
        cmocka_unit_test(a_crash_keeps_what_was_committed),
        cmocka_unit_test(a_crash_loses_what_was_not_committed),
        cmocka_unit_test(an_answer_to_a_former_life_reaches_nobody),
        cmocka_unit_test(an_old_restart_does_not_wake_who_died_again),
        cmocka_unit_test(healing_starts_the_dead_once_and_ends_all_faults),
        cmocka_unit_test(the_same_seed_gives_the_same_run_byte_for_byte),
        cmocka_unit_test(different_seeds_give_different_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
