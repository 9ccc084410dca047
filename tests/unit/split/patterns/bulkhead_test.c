/*
 * So many at a time, the others in the order in which they came, or told no.
 */
#include "split/patterns/bulkhead.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { PLACES = 64 };

static struct bulkhead bulkhead;
static struct bulkhead_place places[PLACES];
static int64_t now;

static int fresh(void **state)
{
    static const struct bulkhead_params params = {
        .concurrent = 2, .waiting = 3, .max_wait_ms = 100};

    (void)state;
    now = 1000;
    memset(places, 0, sizeof places);
    bulkhead_init(&bulkhead, &params, now);
    return 0;
}

static void enters(int i, enum bulkhead_standing standing)
{
    assert_string_equal(
        bulkhead_standing_name(bulkhead_enter(&bulkhead, now, &places[i])),
        bulkhead_standing_name(standing));
    assert_int_equal(places[i].standing, standing);
}

static void leaves(int i)
{
    bulkhead_leave(&bulkhead, now, &places[i]);
    assert_int_equal(places[i].standing, BULKHEAD_OUTSIDE);
}

static void next_is(int i, enum bulkhead_standing standing)
{
    assert_ptr_equal(bulkhead_next(&bulkhead, now), &places[i]);
    assert_string_equal(bulkhead_standing_name(places[i].standing),
                        bulkhead_standing_name(standing));
}

static void nobody_is_next(void)
{
    assert_null(bulkhead_next(&bulkhead, now));
}

static void set(const char *name, int64_t value)
{
    assert_int_equal(bulkhead_set(&bulkhead, name, value), ERROR_OK);
}

static void fill(void)
{
    enters(0, BULKHEAD_ENTERED);
    enters(1, BULKHEAD_ENTERED);
    enters(2, BULKHEAD_WAITING);
    enters(3, BULKHEAD_WAITING);
    enters(4, BULKHEAD_WAITING);
}

static void the_rest_is_told_that_it_is_full(void **state)
{
    (void)state;
    fill();
    enters(5, BULKHEAD_FULL);
    assert_int_equal(bulkhead.figures.running, 2);
    assert_int_equal(bulkhead.figures.waiting, 3);
    assert_int_equal(bulkhead.figures.full, 1);
    nobody_is_next();
}

static void who_waits_enters_in_order(void **state)
{
    (void)state;
    fill();
    leaves(1);
    next_is(2, BULKHEAD_ENTERED);
    nobody_is_next();
    leaves(0);
    leaves(2);
    next_is(3, BULKHEAD_ENTERED);
    next_is(4, BULKHEAD_ENTERED);
    nobody_is_next();
    assert_int_equal(bulkhead.figures.waited, 3);
}

static void a_newcomer_does_not_overtake_who_waits(void **state)
{
    (void)state;
    fill();
    leaves(0);
    leaves(4);
    enters(5, BULKHEAD_WAITING);
    next_is(2, BULKHEAD_ENTERED);
    assert_int_equal(places[5].standing, BULKHEAD_WAITING);
}

static void who_waits_too_long_is_told_so(void **state)
{
    (void)state;
    fill();
    assert_int_equal(bulkhead_wake_ms(&bulkhead), 1100);
    now += 99;
    nobody_is_next();
    now += 1;
    leaves(0); /* too late for those three, although there is room now */
    next_is(2, BULKHEAD_TOO_LONG);
    next_is(3, BULKHEAD_TOO_LONG);
    next_is(4, BULKHEAD_TOO_LONG);
    nobody_is_next();
    assert_int_equal(bulkhead.figures.too_long, 3);
    assert_int_equal(bulkhead_wake_ms(&bulkhead), INT64_MAX);
    enters(2, BULKHEAD_ENTERED);
}

static void who_gives_up_waiting_leaves_the_queue_whole(void **state)
{
    (void)state;
    fill();
    leaves(3);
    leaves(2);
    leaves(0);
    next_is(4, BULKHEAD_ENTERED);
    nobody_is_next();
    assert_int_equal(bulkhead.figures.waiting, 0);
}

static void shrinking_below_what_runs_cuts_nothing_off(void **state)
{
    (void)state;
    set("concurrent", 5);
    for (int i = 0; i < 5; i++)
        enters(i, BULKHEAD_ENTERED);
    set("concurrent", 2);
    assert_int_equal(bulkhead.figures.running, 5);
    enters(5, BULKHEAD_WAITING);
    for (int i = 0; i < 3; i++) {
        leaves(i);
        nobody_is_next();
    }
    leaves(3);
    next_is(5, BULKHEAD_ENTERED);
    assert_int_equal(bulkhead.figures.running, 2);
}

static void growing_lets_in_who_waits(void **state)
{
    (void)state;
    fill();
    set("concurrent", 4);
    next_is(2, BULKHEAD_ENTERED);
    next_is(3, BULKHEAD_ENTERED);
    nobody_is_next();
}

static void a_shorter_queue_turns_away_who_came_last(void **state)
{
    (void)state;
    fill();
    set("waiting", 1);
    next_is(4, BULKHEAD_SHRUNK);
    next_is(3, BULKHEAD_SHRUNK);
    nobody_is_next();
    assert_int_equal(places[2].standing, BULKHEAD_WAITING);
    assert_int_equal(bulkhead.figures.shrunk, 2);
}

static void no_wait_is_no_queue(void **state)
{
    (void)state;
    set("max-wait-ms", 0);
    enters(0, BULKHEAD_ENTERED);
    enters(1, BULKHEAD_ENTERED);
    enters(2, BULKHEAD_FULL);
}

static void a_clock_that_steps_back_throws_nobody_out_and_keeps_nobody(void **s)
{
    (void)s;
    fill();
    now -= 900;
    nobody_is_next();
    now += 100;
    next_is(2, BULKHEAD_TOO_LONG);
}

static void rejected_places_may_leave_and_come_again(void **state)
{
    (void)state;
    fill();
    enters(5, BULKHEAD_FULL);
    leaves(5);
    leaves(5);
    assert_int_equal(bulkhead.figures.running, 2);
    enters(5, BULKHEAD_FULL);
}

static void every_parameter_is_bounded_and_found(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct bulkhead_params),
                     BULKHEAD_PARAMETERS * sizeof(int64_t));
    assert_int_equal(bulkhead_set(&bulkhead, "concurrent", 0),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(bulkhead_set(&bulkhead, "rooms", 3), ERROR_NOT_FOUND);
    bulkhead_init(&bulkhead, NULL, 0);
    assert_int_equal(bulkhead.params.concurrent, 256);
}

/* What must hold after any step, counted over the places themselves. */
static void books(void)
{
    int64_t running = 0, waiting = 0, listed = 0;
    int64_t since = INT64_MIN;

    for (int i = 0; i < PLACES; i++) {
        running += places[i].standing == BULKHEAD_ENTERED;
        waiting += places[i].standing == BULKHEAD_WAITING;
    }
    for (const struct bulkhead_place *place = bulkhead.first; place;
         place = place->behind) {
        assert_int_equal(place->standing, BULKHEAD_WAITING);
        assert_true(place->since_ms >= since);
        since = place->since_ms;
        listed++;
    }
    assert_int_equal(running, bulkhead.figures.running);
    assert_int_equal(waiting, bulkhead.figures.waiting);
    assert_int_equal(listed, waiting);
}

static void random_comings_and_goings_keep_the_books(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int step = 0; step < 200000; step++) {
        int i = (int)random_below(&random, PLACES);
        uint64_t dice = random_below(&random, 100);
        int64_t running = bulkhead.figures.running;
        enum bulkhead_standing was = places[i].standing;

        now += (int64_t)random_below(&random, 20);
        if (was == BULKHEAD_ENTERED || was == BULKHEAD_WAITING)
            bulkhead_leave(&bulkhead, now, &places[i]);
        else if (bulkhead_enter(&bulkhead, now, &places[i]) == BULKHEAD_ENTERED)
            assert_true(running < bulkhead.params.concurrent);
        if (dice == 0)
            set("concurrent", 1 + (int64_t)random_below(&random, 12));
        if (dice == 1)
            set("waiting", (int64_t)random_below(&random, 12));
        if (dice == 2)
            set("max-wait-ms", (int64_t)random_below(&random, 300));
        running = bulkhead.figures.running;
        while (dice > 20 && bulkhead_next(&bulkhead, now))
            assert_true(bulkhead.figures.running <= running ||
                        bulkhead.figures.running <= bulkhead.params.concurrent);
        if (dice > 20)
            assert_true(!bulkhead.first ||
                        bulkhead.figures.running >= bulkhead.params.concurrent);
        books();
    }
    assert_true(bulkhead.figures.full > 0 && bulkhead.figures.too_long > 0 &&
                bulkhead.figures.shrunk > 0 && bulkhead.figures.waited > 0);
}

#define CASE(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_rest_is_told_that_it_is_full),
        CASE(who_waits_enters_in_order),
        CASE(a_newcomer_does_not_overtake_who_waits),
        CASE(who_waits_too_long_is_told_so),
        CASE(who_gives_up_waiting_leaves_the_queue_whole),
        CASE(shrinking_below_what_runs_cuts_nothing_off),
        CASE(growing_lets_in_who_waits),
        CASE(a_shorter_queue_turns_away_who_came_last),
        CASE(no_wait_is_no_queue),
        CASE(a_clock_that_steps_back_throws_nobody_out_and_keeps_nobody),
        CASE(rejected_places_may_leave_and_come_again),
        CASE(every_parameter_is_bounded_and_found),
        CASE(random_comings_and_goings_keep_the_books),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
