/*
 * Where a saga goes: every state against every outcome, and random walks.
 */
#include "split/patterns/saga.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { STEPS = 3 };

static void goes(struct saga_position from, enum saga_outcome outcome,
                 struct saga_position to)
{
    struct saga_position at = saga_advance(from, outcome, STEPS);

    assert_int_equal(at.state, to.state);
    assert_int_equal(at.step, to.step);
    assert_int_equal(at.failures, to.failures);
}

#define AT(state, step, failures) \
    ((struct saga_position){SAGA_##state, step, failures})

static void success_goes_forward_to_the_end(void **state)
{
    (void)state;
    goes(AT(RUNNING, 0, 4), SAGA_OK, AT(RUNNING, 1, 0));
    goes(AT(RUNNING, 1, 0), SAGA_OK, AT(RUNNING, 2, 0));
    goes(AT(RUNNING, 2, 0), SAGA_OK, AT(DONE, 2, 0));
}

static void a_refusal_turns_round_at_the_refused_step(void **state)
{
    (void)state;
    for (int step = 0; step < STEPS; step++)
        goes(AT(RUNNING, step, 2), SAGA_REFUSED, AT(COMPENSATING, step, 0));
}

static void the_unknown_is_asked_again(void **state)
{
    (void)state;
    goes(AT(RUNNING, 1, 0), SAGA_UNKNOWN, AT(RUNNING, 1, 1));
    goes(AT(RUNNING, 1, 7), SAGA_UNKNOWN, AT(RUNNING, 1, 8));
    goes(AT(COMPENSATING, 1, 7), SAGA_UNKNOWN, AT(COMPENSATING, 1, 8));
}

static void compensations_go_back_in_reverse(void **state)
{
    (void)state;
    goes(AT(COMPENSATING, 2, 3), SAGA_OK, AT(COMPENSATING, 1, 0));
    goes(AT(COMPENSATING, 1, 0), SAGA_OK, AT(COMPENSATING, 0, 0));
    goes(AT(COMPENSATING, 0, 0), SAGA_OK, AT(UNDONE, 0, 0));
}

static void a_compensation_is_never_given_up(void **state)
{
    (void)state;
    goes(AT(COMPENSATING, 1, 0), SAGA_REFUSED, AT(COMPENSATING, 1, 1));
    goes(AT(COMPENSATING, 1, 99), SAGA_REFUSED, AT(COMPENSATING, 1, 100));
}

static void what_is_over_stays_over(void **state)
{
    (void)state;
    for (int outcome = SAGA_OK; outcome <= SAGA_UNKNOWN; outcome++) {
        goes(AT(DONE, 2, 0), (enum saga_outcome)outcome, AT(DONE, 2, 0));
        goes(AT(UNDONE, 0, 0), (enum saga_outcome)outcome, AT(UNDONE, 0, 0));
    }
}

static bool is_same(struct saga_position a, struct saga_position b)
{
    return a.state == b.state && a.step == b.step;
}

/* One outcome from one position: stays within the table, moves by one step at
 * most, never turns forward again, and OK always leads on. */
static void check_move(struct saga_position at, enum saga_outcome outcome,
                       int steps)
{
    struct saga_position to = saga_advance(at, outcome, steps);

    assert_in_range(to.step, 0, steps - 1);
    if (saga_is_over(at)) {
        assert_true(is_same(to, at));
        return;
    }
    assert_true(to.state >= at.state || to.state == SAGA_DONE);
    if (at.state == SAGA_COMPENSATING) {
        assert_true(to.state == SAGA_COMPENSATING || to.state == SAGA_UNDONE);
        assert_true(to.step == at.step || to.step == at.step - 1);
        assert_true(to.state != SAGA_UNDONE || at.step == 0);
    }
    if (at.state == SAGA_RUNNING) {
        assert_true(to.state != SAGA_UNDONE);
        assert_true(to.state != SAGA_DONE || at.step == steps - 1);
    }
    assert_int_equal(is_same(to, at), to.failures == at.failures + 1);
    if (outcome == SAGA_OK)
        assert_false(is_same(to, at));
}

static void every_move_of_every_length_leads_on(void **state)
{
    (void)state;
    for (int steps = 1; steps <= SAGA_STEPS; steps++)
        for (int i = 0; i < (SAGA_UNDONE + 1) * steps * 3; i++) {
            struct saga_position at = {(enum saga_state)(i / 3 / steps),
                                       i / 3 % steps, 2};

            check_move(at, (enum saga_outcome)(i % 3), steps);
        }
}

/* Nobody is ever stuck: from anywhere, steps that succeed lead to an end. */
static void success_ends_it_from_anywhere(void **state)
{
    (void)state;
    for (int steps = 1; steps <= SAGA_STEPS; steps++)
        for (int i = 0; i < (SAGA_UNDONE + 1) * steps; i++) {
            struct saga_position at = {(enum saga_state)(i / steps), i % steps,
                                       9};
            int moves = 0;

            for (; !saga_is_over(at) && moves <= steps; moves++)
                at = saga_advance(at, SAGA_OK, steps);
            assert_true(saga_is_over(at) && moves <= steps);
        }
}

/* What the shop says is an answer; what the way to it says is not. */
static void only_business_refuses(void **state)
{
    (void)state;
    for (int code = 0; code < ERROR_COUNT; code++) {
        enum saga_outcome outcome = saga_outcome_of((enum error)code);

        switch (code) {
        case ERROR_OK:
            assert_int_equal(outcome, SAGA_OK);
            break;
        case ERROR_DECLINED:
        case ERROR_OUT_OF_STOCK:
        case ERROR_UNDELIVERABLE:
        case ERROR_VOIDED:
        case ERROR_NOT_FOUND:
        case ERROR_CONFLICT:
        case ERROR_UNPROCESSABLE:
            assert_int_equal(outcome, SAGA_REFUSED);
            break;
        default:
            assert_int_equal(outcome, SAGA_UNKNOWN);
        }
    }
}

/* Effects of one saga, as the services would have them. */
struct effects {
    bool done[STEPS];
    int undone; /* steps compensated so far */
    int next;   /* that must be compensated next */
};

static void note(struct effects *effects, struct saga_position before,
                 struct saga_position after)
{
    if (before.state == SAGA_RUNNING && after.state != SAGA_COMPENSATING)
        effects->done[before.step] |= after.failures == 0;
    if (before.state == SAGA_RUNNING && after.state == SAGA_COMPENSATING)
        effects->next = after.step;
    if (before.state == SAGA_COMPENSATING && after.failures == 0) {
        assert_int_equal(before.step, effects->next);
        effects->next--;
        effects->done[before.step] = false;
        effects->undone++;
    }
}

static void every_walk_ends_whole_or_not_at_all(void **state)
{
    struct random random = rules_random();
    int ends[SAGA_UNDONE + 1] = {0};

    (void)state;
    for (int walk = 0; walk < 20000; walk++) {
        struct saga_position at = {SAGA_RUNNING, 0, 0};
        struct effects effects = {0};
        bool whole;

        while (!saga_is_over(at)) {
            enum saga_outcome outcome =
                (enum saga_outcome)random_below(&random, 3);
            struct saga_position before = at;

            at = saga_advance(at, outcome, STEPS);
            note(&effects, before, at);
        }
        whole = at.state == SAGA_DONE;
        for (int step = 0; step < STEPS; step++)
            assert_int_equal(effects.done[step], whole);
        assert_true(whole == (effects.undone == 0));
        ends[at.state]++;
    }
    assert_true(ends[SAGA_DONE] > 0 && ends[SAGA_UNDONE] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(success_goes_forward_to_the_end),
        cmocka_unit_test(a_refusal_turns_round_at_the_refused_step),
        cmocka_unit_test(the_unknown_is_asked_again),
        cmocka_unit_test(compensations_go_back_in_reverse),
        cmocka_unit_test(a_compensation_is_never_given_up),
        cmocka_unit_test(what_is_over_stays_over),
        cmocka_unit_test(every_move_of_every_length_leads_on),
        cmocka_unit_test(success_ends_it_from_anywhere),
        cmocka_unit_test(only_business_refuses),
        cmocka_unit_test(every_walk_ends_whole_or_not_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
