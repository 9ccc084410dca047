/*
 * The saga engine with two made-up steps: keys, retries, compensations in
 * reverse, what is durable before what, and going on after a recovery.
 */
#include "split/patterns/saga.h"

#include <string.h>

#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/walker.h"

/* ---- forward ---- */

static void steps_follow_each_other_to_the_end(void **state)
{
    (void)state;
    assert_int_equal(walker_start(WALKER_ONE), ERROR_OK);
    walker_row_is("running 0 ");
    assert_string_equal(walker_key("Charge"), WALKER_ONE "/pay");
    assert_int_equal(walker_asked("Book"), 0);
    walker_yes("Charge");
    walker_row_is("running 1 ");
    assert_int_equal(walker.steps_done, 1);
    assert_string_equal(walker_key("Book"), WALKER_ONE "/ship");
    walker_yes("Book");
    walker_row_is("done 1 ");
    walker_log_is("pay forward ok, ship forward ok");
    assert_int_equal(walker.ends[SAGA_DONE], 1);
    assert_null(sagas_find(&walker.sagas, WALKER_ONE));
    stand_pass(&walker.stand, 60000);
    assert_int_equal(walker.stand.sent_count, 2);
}

static void an_unknown_outcome_is_asked_again_with_the_same_key(void **state)
{
    static const enum error unknown[] = {ERROR_UNAVAILABLE, ERROR_STORAGE,
                                         ERROR_OVERLOADED, ERROR_INTERNAL,
                                         ERROR_CANCELLED};

    (void)state;
    walker_start(WALKER_ONE);
    for (size_t i = 0; i < 5; i++) {
        walker_no("Charge", unknown[i]);
        assert_int_equal(walker_asked("Charge"), i + 1);
        stand_pass(&walker.stand, WALKER_LATER_MS);
        assert_int_equal(walker_asked("Charge"), i + 2);
        assert_string_equal(walker_key("Charge"), WALKER_ONE "/pay");
    }
    walker_yes("Charge");
    assert_int_equal(walker_asked("Book"), 1);
    walker_log_is("pay forward ok");
}

static void silence_is_an_unknown_outcome(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    stand_pass(&walker.stand, WALKER_TIMEOUT_MS);
    stand_pass(&walker.stand, 20);
    assert_int_equal(walker_asked("Charge"), 2);
    assert_string_equal(walker_key("Charge"), WALKER_ONE "/pay");
}

static void a_late_answer_to_an_old_attempt_changes_nothing(void **state)
{
    struct stand_call first;

    (void)state;
    walker_start(WALKER_ONE);
    first = *walker_call("Charge");
    stand_pass(&walker.stand, WALKER_TIMEOUT_MS);
    stand_pass(&walker.stand, 20);
    stand_answer(&walker.stand, &first,
                 &(struct answer){.error = ERROR_DECLINED});
    walker_row_is("running 0 ");
    walker_yes("Charge");
    stand_answer(&walker.stand, &first,
                 &(struct answer){.error = ERROR_DECLINED});
    walker_row_is("running 1 ");
    assert_int_equal(walker_asked("Refund"), 0);
}

/* ---- backward ---- */

static void a_refusal_undoes_all_that_was_begun_in_reverse(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_no("Book", ERROR_UNDELIVERABLE);
    walker_row_is("compensating 1 undeliverable");
    assert_string_equal(walker_key("Recall"), WALKER_ONE "/ship");
    assert_int_equal(walker_asked("Refund"), 0);
    walker_yes("Recall");
    walker_row_is("compensating 0 undeliverable");
    assert_string_equal(walker_key("Refund"), WALKER_ONE "/pay");
    walker_yes("Refund");
    walker_row_is("undone 0 undeliverable");
    walker_log_is(
        "pay forward ok, ship forward undeliverable, ship compensate ok, "
        "pay compensate ok");
    assert_int_equal(walker.ends[SAGA_UNDONE], 1);
    assert_null(sagas_find(&walker.sagas, WALKER_ONE));
}

static void the_first_step_refused_undoes_only_itself(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_no("Charge", ERROR_DECLINED);
    walker_yes("Refund");
    walker_row_is("undone 0 payment-declined");
    assert_int_equal(walker_asked("Book") + walker_asked("Recall"), 0);
    assert_int_equal(walker.steps_done, 0);
}

static void a_compensation_is_repeated_until_it_is_done(void **state)
{
    static const enum error bad[] = {ERROR_UNAVAILABLE, ERROR_NOT_FOUND,
                                     ERROR_CONFLICT};

    (void)state;
    walker_start(WALKER_ONE);
    walker_no("Charge", ERROR_DECLINED);
    for (size_t i = 0; i < 3; i++) {
        walker_no("Refund", bad[i]);
        walker_row_is("compensating 0 payment-declined");
        stand_pass(&walker.stand, WALKER_LATER_MS);
        assert_int_equal(walker_asked("Refund"), i + 2);
        assert_string_equal(walker_key("Refund"), WALKER_ONE "/pay");
    }
    walker_yes("Refund");
    walker_row_is("undone 0 payment-declined");
}

static void a_finished_saga_can_be_taken_back(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_yes("Book");
    walker_undo(WALKER_ONE);
    walker_row_is("compensating 1 ");
    walker_yes("Recall");
    walker_yes("Refund");
    walker_row_is("undone 0 ");
    walker_log_is("pay forward ok, ship forward ok, ship compensate ok, "
                  "pay compensate ok");
}

static void two_sagas_do_not_mix(void **state)
{
    struct stand_call one, two;
    Shop__Payment payment = SHOP__PAYMENT__INIT;

    (void)state;
    walker_start(WALKER_ONE);
    one = *walker_call("Charge");
    walker_start(WALKER_TWO);
    two = *walker_call("Charge");
    stand_answer(&walker.stand, &two,
                 &(struct answer){.error = ERROR_DECLINED});
    stand_answer(&walker.stand, &one,
                 &(struct answer){.message = &payment.base});
    walker_row_is("running 1 ");
    assert_string_equal(walker_key("Refund"), WALKER_TWO "/pay");
    assert_string_equal(walker_key("Book"), WALKER_ONE "/ship");
}

/* ---- what a crash leaves ---- */

static void after_a_recovery_the_same_step_is_asked_again(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes_but_forgets("Charge");
    assert_int_equal(walker_asked("Charge"), 2);
    assert_int_equal(walker_asked("Book"), 0);
    assert_string_equal(walker_key("Charge"), WALKER_ONE "/pay");
    walker_yes("Charge");
    walker_yes_but_forgets("Book");
    assert_int_equal(walker_asked("Book"), 2);
    assert_int_equal(walker_asked("Charge"), 2);
    walker_yes("Book");
    walker_row_is("done 1 ");
    walker_log_is("pay forward ok, ship forward ok");
}

static void after_a_recovery_it_still_goes_back(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_no("Book", ERROR_UNDELIVERABLE);
    walker_yes_but_forgets("Recall");
    assert_int_equal(walker_asked("Recall"), 2);
    assert_int_equal(walker_asked("Refund"), 0);
    assert_int_equal(sagas_find(&walker.sagas, WALKER_ONE)->reason,
                     ERROR_UNDELIVERABLE);
    assert_string_equal(sagas_find(&walker.sagas, WALKER_ONE)->detail,
                        "because");
    walker_yes("Recall");
    walker_yes("Refund");
    walker_row_is("undone 0 undeliverable");
}

static void a_finished_saga_is_not_resumed(void **state)
{
    (void)state;
    walker_start(WALKER_ONE);
    walker_yes("Charge");
    walker_yes("Book");
    walker_start(WALKER_TWO);
    walker_yes_but_forgets("Charge");
    assert_null(sagas_find(&walker.sagas, WALKER_ONE));
    assert_non_null(sagas_find(&walker.sagas, WALKER_TWO));
    assert_int_equal(walker.sagas.count, 1);
}

static void what_is_open_is_found_by_its_index(void **state)
{
    struct cursor c;

    (void)state;
    db_query(&c, walker.stand.db,
             "EXPLAIN QUERY PLAN SELECT id, state, step, reason, detail"
             " FROM sagas WHERE state IN ('running', 'compensating')",
             NO_VALUES);
    assert_true(db_next(&c));
    assert_non_null(strstr(db_text(&c, 3), "sagas_open"));
    assert_int_equal(db_end(&c), ERROR_OK);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, walker_open, walker_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(steps_follow_each_other_to_the_end),
        TEST(an_unknown_outcome_is_asked_again_with_the_same_key),
        TEST(silence_is_an_unknown_outcome),
        TEST(a_late_answer_to_an_old_attempt_changes_nothing),
        TEST(a_refusal_undoes_all_that_was_begun_in_reverse),
        TEST(the_first_step_refused_undoes_only_itself),
        TEST(a_compensation_is_repeated_until_it_is_done),
        TEST(a_finished_saga_can_be_taken_back),
        TEST(two_sagas_do_not_mix),
        TEST(after_a_recovery_the_same_step_is_asked_again),
        TEST(after_a_recovery_it_still_goes_back),
        TEST(a_finished_saga_is_not_resumed),
        TEST(what_is_open_is_found_by_its_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
