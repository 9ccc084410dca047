/*
 * The coordinator dies: at each point of a saga a new process on the same
 * database goes on where the old one was, and ends where it would have ended.
 */
#include "split/patterns/saga.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/walker.h"

static void restart(void)
{
    stand_restart(&walker.stand);
}

/* Dies, and the new process asks for just this, with the key of before. */
static void restart_asks(const char *method, const char *key)
{
    size_t sent = walker.stand.sent_count;
    size_t asked = walker_asked(method);

    restart();
    assert_int_equal(walker.stand.sent_count, sent + 1);
    assert_int_equal(walker_asked(method), asked + 1);
    assert_string_equal(walker_key(method), key);
    assert_int_equal(walker.contexts, 1);
}

static void a_new_process_goes_on_at_every_step_forward(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    restart_asks("Charge", WALKER_ONE "/pay");
    restart_asks("Charge", WALKER_ONE "/pay"); /* and dies at once again */
    walker_yes("Charge");
    restart_asks("Book", WALKER_ONE "/ship");
    walker_yes("Book");
    walker_row_is("done 1 ");
    walker_log_is("pay forward ok, ship forward ok");
}

static void a_new_process_goes_on_at_every_step_back(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_no("Book", ERROR_UNDELIVERABLE);
    restart_asks("Recall", WALKER_ONE "/ship");
    assert_int_equal(sagas_find(&walker.sagas, WALKER_ONE)->reason,
                     ERROR_UNDELIVERABLE);
    assert_string_equal(sagas_find(&walker.sagas, WALKER_ONE)->detail,
                        "because");
    walker_yes("Recall");
    restart_asks("Refund", WALKER_ONE "/pay");
    walker_yes("Refund");
    walker_row_is("undone 0 undeliverable");
    walker_log_is("pay forward ok, ship forward undeliverable, "
                  "ship compensate ok, pay compensate ok");
    assert_int_equal(walker.ends[SAGA_UNDONE], 1);
}

static void a_taken_back_saga_stays_taken_back(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_yes("Book");
    assert_int_equal(walker_undo(WALKER_ONE), ERROR_OK);
    restart_asks("Recall", WALKER_ONE "/ship");
    walker_yes("Recall");
    restart_asks("Refund", WALKER_ONE "/pay");
    walker_yes("Refund");
    walker_row_is("undone 0 ");
    walker_log_is("pay forward ok, ship forward ok, ship compensate ok, "
                  "pay compensate ok");
}

static void what_is_over_is_not_begun_again(void **state)
{
    size_t sent;

    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_yes("Book");
    walker_start(WALKER_TWO);
    walker_no("Charge", ERROR_DECLINED);
    walker_yes("Refund");
    sent = walker.stand.sent_count;
    restart();
    assert_int_equal(walker.stand.sent_count, sent);
    assert_int_equal(walker.sagas.count, 0);
}

static void all_open_sagas_go_on(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_start(WALKER_TWO);
    restart();
    assert_int_equal(walker.sagas.count, 2);
    assert_int_equal(walker_asked("Book"), 2);
    assert_string_equal(walker_key("Book"), WALKER_ONE "/ship");
    assert_string_equal(walker_key("Charge"), WALKER_TWO "/pay");
}

/* What was begun in a turn that never committed has not been begun. */
static void an_uncommitted_beginning_leaves_nothing(void **state)
{
    (void)state;
    rules_break_commit(walker.stand.db, "sagas");
    assert_int_not_equal(walker_start(WALKER_ONE), ERROR_OK);
    assert_int_equal(walker.stand.sent_count, 0);
    stand_pass(&walker.stand, 1000);
    assert_int_equal(walker.stand.sent_count, 0);
    assert_int_equal(walker.sagas.count, 0);
    assert_int_equal(rules_int(walker.stand.db, "SELECT count(*) FROM sagas"),
                     0);
}

/* ---- chance: two services that keep their word, and a world that does not */

struct peer {
    bool done, void_; /* its effect; a tombstone that forbids it */
    bool refuses;
};

static struct peer peers[2]; /* payments, shipping */

static enum error carry_out(const struct stand_call *call)
{
    struct peer *peer = &peers[strcmp(call->peer, "shipping") == 0];
    bool undo = strcmp(call->method, "Refund") == 0 ||
                strcmp(call->method, "Recall") == 0;

    if (undo) {
        peer->done = false;
        peer->void_ = true;
        return ERROR_OK;
    }
    if (peer->void_)
        return ERROR_VOIDED;
    if (peer->refuses)
        return ERROR_UNDELIVERABLE;
    peer->done = true;
    return ERROR_OK;
}

/* The newest call is lost, or carried out and its answer lost, or answered;
 * or the coordinator dies before or after it was carried out. */
static void let_something_happen(struct random *random)
{
    const struct stand_call call =
        walker.stand.sent[walker.stand.sent_count - 1];
    uint64_t chance = random_below(random, 6);
    enum error error = chance < 4 ? carry_out(&call) : ERROR_UNAVAILABLE;

    if (chance == 3 || chance == 4)
        restart();
    else if (chance == 2)
        stand_pass(&walker.stand, WALKER_TIMEOUT_MS);
    else if (!error)
        walker_yes(call.method);
    else
        walker_no(call.method, error);
    stand_pass(&walker.stand, WALKER_LATER_MS);
}

static void no_storm_leaves_half_a_saga(void **state)
{
    struct random random = rules_random();
    int ends[2] = {0};

    (void)state;
    for (int round = 0; round < 300; round++) {
        memset(peers, 0, sizeof peers);
        peers[0].refuses = random_below(&random, 4) == 0;
        peers[1].refuses = random_below(&random, 4) == 0;
        assert_int_equal(db_script(walker.stand.db, "DELETE FROM sagas;"
                                                    "DELETE FROM saga_log"),
                         ERROR_OK);
        walker_start(WALKER_ONE);
        for (int i = 0; i < 500 && walker.sagas.count > 0; i++) {
            let_something_happen(&random);
            if (walker.stand.sent_count > STAND_CALLS / 2) {
                walker.stand.sent[0] =
                    walker.stand.sent[walker.stand.sent_count - 1];
                walker.stand.sent_count = 1;
            }
        }
        assert_int_equal(walker.sagas.count, 0);
        assert_int_equal(peers[0].done, peers[1].done);
        assert_int_equal(
            peers[0].done,
            rules_int(walker.stand.db, "SELECT state = 'done' FROM sagas"));
        ends[peers[0].done]++;
    }
    assert_true(ends[0] > 0 && ends[1] > 0);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, walker_open, walker_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_process_goes_on_at_every_step_forward),
        TEST(a_new_process_goes_on_at_every_step_back),
        TEST(a_taken_back_saga_stays_taken_back),
        TEST(what_is_over_is_not_begun_again),
        TEST(all_open_sagas_go_on),
        TEST(an_uncommitted_beginning_leaves_nothing),
        TEST(no_storm_leaves_half_a_saga),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
