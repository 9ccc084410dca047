/*
 * Each way from each state to each other one, by each cause; and each trap
 * that breakers elsewhere have fallen into.
 */
#include "split/patterns/breaker.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

enum { EVENTS = 64 };

static struct breaker breaker;
static struct breaker_event events[EVENTS];
static size_t event_count;
static int64_t now;

static void note(void *arg, const struct breaker_event *event)
{
    (void)arg;
    assert_true(event_count < EVENTS);
    events[event_count++] = *event;
}

/* Two permits, one success closes, one failure opens; ten calls to judge by,
 * one second open, no growth, no chance. */
static int fresh(void **state)
{
    struct breaker_params params;

    (void)state;
    parameter_defaults(breaker_parameters, BREAKER_PARAMETERS, &params);
    params.time_window = 0;
    params.window_calls = 10;
    params.open_jitter = 0;
    params.permits = 2;
    params.successes = 1;
    now = 5000;
    event_count = 0;
    params.slow_ms = 1000; /* the tests' own scale, whatever the defaults */
    params.open_cap_ms = 30000;
    breaker_init(&breaker, &params, now, 1);
    breaker_observe(&breaker, note, NULL);
    return 0;
}

static void set(const char *name, int64_t value)
{
    assert_int_equal(breaker_set(&breaker, name, value), ERROR_OK);
}

static struct breaker_figures figures(void)
{
    return breaker_figures(&breaker, now);
}

static struct breaker_ticket allow(void)
{
    struct breaker_ticket ticket;
    int64_t retry_after_ms;

    assert_true(breaker_allow(&breaker, now, &ticket, &retry_after_ms));
    return ticket;
}

/* When it may be tried again. */
static int64_t rejected(void)
{
    struct breaker_ticket ticket;
    int64_t retry_after_ms = -7;

    assert_false(breaker_allow(&breaker, now, &ticket, &retry_after_ms));
    assert_int_equal(ticket.generation, 0);
    return retry_after_ms;
}

static enum breaker_recorded record(struct breaker_ticket *ticket,
                                    enum breaker_outcome outcome)
{
    return breaker_record(&breaker, now, ticket, outcome, 5);
}

static void call(enum breaker_outcome outcome, int64_t ms)
{
    struct breaker_ticket ticket = allow();

    now += ms;
    assert_int_equal(breaker_record(&breaker, now, &ticket, outcome, ms),
                     outcome == BREAKER_CANCELLED ? BREAKER_NOT_COUNTED
                                                  : BREAKER_COUNTED);
}

static void calls(int count, enum breaker_outcome outcome)
{
    for (int i = 0; i < count; i++)
        call(outcome, 5);
}

static void is(enum breaker_state state)
{
    assert_string_equal(breaker_state_name(figures().state),
                        breaker_state_name(state));
}

/* The last event, and the only one since the last look. */
static const struct breaker_event *moved(enum breaker_state from,
                                         enum breaker_state to,
                                         enum breaker_cause cause)
{
    assert_int_equal(event_count, 1);
    event_count = 0;
    assert_int_equal(events[0].from, from);
    assert_int_equal(events[0].to, to);
    assert_string_equal(breaker_cause_name(events[0].cause),
                        breaker_cause_name(cause));
    assert_int_equal(events[0].at_ms, now);
    assert_int_equal(events[0].figures.state, from);
    is(to);
    return &events[0];
}

static void force(enum breaker_state state)
{
    breaker_force(&breaker, now, state);
    event_count = 0;
    is(state);
}

/* ---- every transition ---- */

static void by_hand_every_state_is_reached_from_every_other(void **state)
{
    (void)state;
    for (int from = 0; from < BREAKER_STATES; from++)
        for (int to = 0; to < BREAKER_STATES; to++) {
            uint64_t generation;

            force(from);
            generation = figures().generation;
            now += 3;
            assert_int_equal(breaker_force(&breaker, now, to), from != to);
            if (from == to) {
                assert_int_equal(event_count, 0);
                assert_int_equal(figures().generation, generation);
                continue;
            }
            moved(from, to, BREAKER_BY_HAND);
            assert_int_equal(figures().generation, generation + 1);
            assert_int_equal(figures().since_ms, 0);
        }
}

static void what_is_forced_passes_or_not_as_its_name_says(void **state)
{
    static const bool passes[BREAKER_STATES] = {[BREAKER_CLOSED] = true,
                                                [BREAKER_HALF_OPEN] = true,
                                                [BREAKER_DISABLED] = true,
                                                [BREAKER_METRICS_ONLY] = true};

    (void)state;
    for (int i = 0; i < BREAKER_STATES; i++) {
        struct breaker_ticket ticket;
        int64_t after;

        force(i);
        assert_int_equal(breaker_allow(&breaker, now, &ticket, &after),
                         passes[i]);
    }
}

static void closed_opens_by_failure_rate(void **state)
{
    const struct breaker_event *event;

    (void)state;
    calls(5, BREAKER_SUCCESS);
    calls(4, BREAKER_FAILURE);
    is(BREAKER_CLOSED);
    calls(1, BREAKER_FAILURE);
    event = moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_FAILURE_RATE);
    assert_int_equal(event->rate, 50);
    assert_int_equal(event->threshold, 50);
    assert_int_equal(event->open_for_ms, 1000);
    assert_int_equal(event->figures.calls, 10);
    assert_int_equal(event->figures.failures, 5);
    assert_int_equal(event->figures.failure_percent, 50);
    assert_int_equal(event->figures.in_flight, 0);
}

static void closed_opens_by_slow_rate_though_all_succeed(void **state)
{
    const struct breaker_event *event;

    (void)state;
    calls(2, BREAKER_SUCCESS);
    for (int i = 0; i < 7; i++)
        call(BREAKER_SUCCESS, 1000);
    is(BREAKER_CLOSED);
    call(BREAKER_SUCCESS, 1000);
    event = moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_SLOW_RATE);
    assert_int_equal(event->rate, 80);
    assert_int_equal(event->threshold, 80);
    assert_int_equal(event->figures.slow, 8);
    assert_int_equal(event->figures.failures, 0);
}

static void closed_opens_by_consecutive_failures_below_the_minimum(void **state)
{
    const struct breaker_event *event;

    (void)state;
    set("consecutive", 3);
    calls(2, BREAKER_FAILURE);
    calls(1, BREAKER_SUCCESS);
    calls(2, BREAKER_FAILURE);
    is(BREAKER_CLOSED);
    calls(1, BREAKER_FAILURE);
    event = moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_CONSECUTIVE);
    assert_int_equal(event->rate, 3);
    assert_int_equal(event->figures.calls, 6);
}

static void open_becomes_half_open_by_time_at_a_call(void **state)
{
    (void)state;
    force(BREAKER_OPEN);
    now += 999;
    assert_int_equal(rejected(), 1);
    assert_int_equal(event_count, 0);
    now += 1;
    allow();
    assert_int_equal(
        moved(BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_BY_TIME)->threshold,
        1000);
}

static void open_becomes_half_open_by_time_without_a_call(void **state)
{
    (void)state;
    force(BREAKER_OPEN);
    assert_int_equal(breaker_wake_ms(&breaker), now + 1000);
    breaker_tick(&breaker, now += 999);
    is(BREAKER_OPEN);
    breaker_tick(&breaker, now += 1);
    moved(BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
    assert_int_equal(breaker_wake_ms(&breaker), INT64_MAX);
}

static void open_waits_for_a_call_when_not_automatic(void **state)
{
    (void)state;
    set("automatic", 0);
    force(BREAKER_OPEN);
    assert_int_equal(breaker_wake_ms(&breaker), INT64_MAX);
    breaker_tick(&breaker, now += 5000);
    is(BREAKER_OPEN);
    allow();
    moved(BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
}

static void half_open_closes_by_successes(void **state)
{
    (void)state;
    set("successes", 3);
    force(BREAKER_HALF_OPEN);
    calls(1, BREAKER_SUCCESS);
    calls(1, BREAKER_REFUSAL);
    is(BREAKER_HALF_OPEN);
    calls(1, BREAKER_SUCCESS);
    assert_int_equal(
        moved(BREAKER_HALF_OPEN, BREAKER_CLOSED, BREAKER_BY_SUCCESSES)->rate,
        3);
    assert_int_equal(figures().calls, 0);
}

static void half_open_opens_by_a_failed_probe(void **state)
{
    const struct breaker_event *event;

    (void)state;
    set("failures", 2);
    set("successes", 9);
    force(BREAKER_HALF_OPEN);
    calls(1, BREAKER_FAILURE);
    calls(3, BREAKER_SUCCESS);
    is(BREAKER_HALF_OPEN);
    calls(1, BREAKER_FAILURE);
    event = moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_PROBE);
    assert_int_equal(event->rate, 2);
    assert_int_equal(event->figures.probes_well, 3);
}

static void half_open_opens_by_a_slow_probe(void **state)
{
    (void)state;
    force(BREAKER_HALF_OPEN);
    call(BREAKER_SUCCESS, 1000);
    moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_PROBE);
    set("slow-rate", 0);
    force(BREAKER_HALF_OPEN);
    call(BREAKER_SUCCESS, 1000);
    moved(BREAKER_HALF_OPEN, BREAKER_CLOSED, BREAKER_BY_SUCCESSES);
}

static void half_open_opens_when_a_lease_runs_out(void **state)
{
    const struct breaker_event *event;

    (void)state;
    force(BREAKER_HALF_OPEN);
    allow();
    assert_int_equal(breaker_wake_ms(&breaker), now + 2000);
    breaker_tick(&breaker, now += 1999);
    is(BREAKER_HALF_OPEN);
    breaker_tick(&breaker, now += 1);
    event = moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_LEASE);
    assert_int_equal(event->figures.in_flight, 1);
}

static void half_open_opens_when_no_verdict_comes(void **state)
{
    const struct breaker_event *event;

    (void)state;
    set("half-open-ms", 1000);
    force(BREAKER_HALF_OPEN);
    breaker_tick(&breaker, now += 50000);
    is(BREAKER_HALF_OPEN); /* nobody has called: there is nothing to wait for */
    calls(1, BREAKER_CANCELLED);
    breaker_tick(&breaker, now += 994);
    is(BREAKER_HALF_OPEN);
    breaker_tick(&breaker, now += 1);
    event = moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_WAIT);
    assert_int_equal(event->rate, 1000);
    assert_int_equal(figures().reopened, 0);
}

static void metrics_only_tells_that_it_would_open_and_does_not(void **state)
{
    (void)state;
    force(BREAKER_METRICS_ONLY);
    calls(10, BREAKER_FAILURE);
    moved(BREAKER_METRICS_ONLY, BREAKER_METRICS_ONLY, BREAKER_BY_FAILURE_RATE);
    calls(10, BREAKER_FAILURE);
    assert_int_equal(event_count, 0);
    calls(6, BREAKER_SUCCESS);
    calls(5, BREAKER_FAILURE);
    moved(BREAKER_METRICS_ONLY, BREAKER_METRICS_ONLY, BREAKER_BY_FAILURE_RATE);
}

static void disabled_counts_nothing_and_forced_open_stays(void **state)
{
    struct breaker_ticket ticket;

    (void)state;
    force(BREAKER_DISABLED);
    for (int i = 0; i < 30; i++) {
        ticket = allow();
        assert_int_equal(record(&ticket, BREAKER_FAILURE), BREAKER_NOT_COUNTED);
    }
    assert_int_equal(figures().calls, 0);
    force(BREAKER_FORCED_OPEN);
    breaker_tick(&breaker, now += 10000000);
    assert_int_equal(rejected(), BREAKER_NOBODY_KNOWS);
    assert_int_equal(event_count, 0);
}

/* ---- the traps ---- */

static void no_more_probes_than_permits_pass_at_a_time(void **state)
{
    struct breaker_ticket first, second;

    (void)state;
    set("successes", 9);
    force(BREAKER_OPEN);
    now += 1000;
    first = allow();
    second = allow();
    for (int i = 0; i < 1000; i++)
        assert_int_equal(rejected(), 2000);
    assert_int_equal(record(&first, BREAKER_SUCCESS), BREAKER_COUNTED);
    allow();
    rejected();
    (void)second;
}

static void a_hung_probe_does_not_wedge_it(void **state)
{
    struct breaker_ticket hung;

    (void)state;
    set("permits", 1);
    set("failures", 2);
    force(BREAKER_HALF_OPEN);
    hung = allow();
    assert_int_equal(rejected(), 2000);
    now += 2000;
    calls(1, BREAKER_SUCCESS);
    moved(BREAKER_HALF_OPEN, BREAKER_CLOSED, BREAKER_BY_SUCCESSES);
    assert_int_equal(record(&hung, BREAKER_FAILURE), BREAKER_LATE);
    is(BREAKER_CLOSED);
}

static void an_answer_after_its_lease_is_late_within_its_generation(void **s)
{
    struct breaker_ticket hung;

    (void)s;
    set("failures", 2);
    force(BREAKER_HALF_OPEN);
    hung = allow();
    now += 2000;
    assert_int_equal(record(&hung, BREAKER_SUCCESS), BREAKER_LATE);
    is(BREAKER_HALF_OPEN);
    assert_int_equal(figures().probes_failed, 1);
    assert_int_equal(figures().late, 1);
}

static void a_cancelled_probe_gives_its_permit_back(void **state)
{
    (void)state;
    set("permits", 1);
    force(BREAKER_HALF_OPEN);
    calls(100, BREAKER_CANCELLED);
    assert_int_equal(figures().probing, 0);
    calls(1, BREAKER_SUCCESS);
    moved(BREAKER_HALF_OPEN, BREAKER_CLOSED, BREAKER_BY_SUCCESSES);
}

static void callers_that_lose_patience_still_tell_that_it_is_slow(void **state)
{
    struct breaker_ticket ticket;

    (void)state;
    set("slow-rate", 0);
    for (int i = 0; i < 20; i++)
        call(BREAKER_CANCELLED, 1000);
    assert_int_equal(figures().calls, 0);
    set("slow-rate", 80);
    for (int i = 0; i < 10; i++) {
        ticket = allow();
        assert_int_equal(breaker_record(&breaker, now += 1000, &ticket,
                                        BREAKER_CANCELLED, 1000),
                         BREAKER_COUNTED);
    }
    moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_SLOW_RATE);
    force(BREAKER_HALF_OPEN);
    ticket = allow();
    breaker_record(&breaker, now, &ticket, BREAKER_CANCELLED, 1000);
    moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_PROBE);
}

static void a_change_of_state_forgets_what_was_counted_before(void **state)
{
    (void)state;
    calls(9, BREAKER_FAILURE);
    force(BREAKER_METRICS_ONLY);
    assert_int_equal(figures().calls, 0);
    calls(10, BREAKER_FAILURE);
    moved(BREAKER_METRICS_ONLY, BREAKER_METRICS_ONLY, BREAKER_BY_FAILURE_RATE);
    force(BREAKER_CLOSED);
    calls(9, BREAKER_FAILURE);
    is(BREAKER_CLOSED);
    force(BREAKER_METRICS_ONLY); /* and would tell again */
    calls(10, BREAKER_FAILURE);
    moved(BREAKER_METRICS_ONLY, BREAKER_METRICS_ONLY, BREAKER_BY_FAILURE_RATE);
}

static void permits_of_an_earlier_half_open_are_free_in_the_next(void **state)
{
    (void)state;
    force(BREAKER_HALF_OPEN);
    allow();
    allow();
    rejected();
    force(BREAKER_OPEN);
    now += 1000;
    allow();
    allow();
    rejected();
}

static void a_late_answer_does_not_move_it(void **state)
{
    static const enum breaker_state later[] = {
        BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_FORCED_OPEN, BREAKER_CLOSED};
    struct breaker_ticket old[4][20];

    (void)state;
    set("consecutive", 1);
    for (int i = 0; i < 4; i++) {
        force(BREAKER_DISABLED);
        force(BREAKER_CLOSED);
        for (int k = 0; k < 20; k++)
            old[i][k] = allow();
    }
    for (int i = 0; i < 4; i++) {
        force(BREAKER_METRICS_ONLY);
        force(later[i]);
        for (int k = 0; k < 20; k++)
            assert_int_equal(
                record(&old[i][k], k % 2 ? BREAKER_FAILURE : BREAKER_SUCCESS),
                BREAKER_LATE);
        assert_int_equal(event_count, 0);
        is(later[i]);
    }
    assert_int_equal(figures().late, 80);
    assert_int_equal(figures().in_flight, 0);
}

static void one_answer_is_recorded_once(void **state)
{
    struct breaker_ticket ticket = allow();

    (void)state;
    assert_int_equal(record(&ticket, BREAKER_FAILURE), BREAKER_COUNTED);
    assert_int_equal(record(&ticket, BREAKER_FAILURE), BREAKER_NO_TICKET);
    assert_int_equal(figures().calls, 1);
    assert_int_equal(figures().in_flight, 0);
}

static void a_window_smaller_than_the_minimum_still_trips(void **state)
{
    (void)state;
    set("minimum-calls", 1000);
    calls(9, BREAKER_FAILURE);
    is(BREAKER_CLOSED);
    calls(1, BREAKER_FAILURE);
    moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_FAILURE_RATE);
}

static void a_failed_probe_opens_again_below_the_minimum_of_calls(void **state)
{
    (void)state;
    set("minimum-calls", 1000);
    force(BREAKER_HALF_OPEN);
    calls(1, BREAKER_FAILURE);
    moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_PROBE);
}

static void few_calls_open_nothing(void **state)
{
    (void)state;
    calls(9, BREAKER_FAILURE);
    is(BREAKER_CLOSED);
}

static void what_left_the_time_window_is_forgotten(void **state)
{
    (void)state;
    set("time-window", 1);
    calls(9, BREAKER_FAILURE);
    now += 10000;
    calls(9, BREAKER_FAILURE);
    is(BREAKER_CLOSED);
    assert_int_equal(figures().calls, 9);
    calls(1, BREAKER_FAILURE);
    moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_FAILURE_RATE);
}

static void a_refusal_is_not_a_failure(void **state)
{
    (void)state;
    set("consecutive", 1);
    calls(100, BREAKER_REFUSAL);
    is(BREAKER_CLOSED);
    assert_int_equal(figures().failures, 0);
    assert_int_equal(breaker_outcome_of(ERROR_DECLINED), BREAKER_REFUSAL);
    assert_int_equal(breaker_outcome_of(ERROR_OUT_OF_STOCK), BREAKER_REFUSAL);
    assert_int_equal(breaker_outcome_of(ERROR_KEY_IN_FLIGHT), BREAKER_REFUSAL);
    assert_int_equal(breaker_outcome_of(ERROR_NOT_FOUND), BREAKER_REFUSAL);
    assert_int_equal(breaker_outcome_of(ERROR_UNAUTHENTICATED),
                     BREAKER_REFUSAL);
    assert_int_equal(breaker_outcome_of(ERROR_RATE_LIMITED), BREAKER_REFUSAL);
    assert_int_equal(breaker_outcome_of(ERROR_DEADLINE), BREAKER_FAILURE);
    assert_int_equal(breaker_outcome_of(ERROR_UNAVAILABLE), BREAKER_FAILURE);
    assert_int_equal(breaker_outcome_of(ERROR_INTERNAL), BREAKER_FAILURE);
    assert_int_equal(breaker_outcome_of(ERROR_CANCELLED), BREAKER_CANCELLED);
    assert_int_equal(breaker_outcome_of(ERROR_OK), BREAKER_SUCCESS);
}

static void rejected_calls_are_not_failures(void **state)
{
    (void)state;
    force(BREAKER_OPEN);
    for (int i = 0; i < 500; i++)
        rejected();
    assert_int_equal(figures().rejected, 500);
    assert_int_equal(figures().failures, 0);
    assert_int_equal(figures().in_flight, 0);
    now += 1000;
    calls(1, BREAKER_SUCCESS);
    is(BREAKER_CLOSED);
}

static void calls_in_flight_are_seen_before_they_end(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++)
        allow();
    assert_int_equal(figures().in_flight, 30);
    calls(10, BREAKER_FAILURE);
    assert_int_equal(
        moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_FAILURE_RATE)
            ->figures.in_flight,
        30);
}

static void a_clock_that_steps_back_does_not_pin_it_open(void **state)
{
    (void)state;
    now += 3600000; /* an hour ahead, and it opens there */
    breaker_tick(&breaker, now);
    force(BREAKER_OPEN);
    now -= 3600000;
    assert_int_equal(rejected(), 1000);
    now += 999;
    assert_int_equal(rejected(), 1);
    now += 1;
    allow();
    moved(BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
}

static void a_clock_that_leaps_ends_the_open_time_once(void **state)
{
    (void)state;
    force(BREAKER_OPEN);
    breaker_tick(&breaker, now += 86400000);
    moved(BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
}

/* Opens, fails its probe `times` times, and tells how long it then is open. */
static int64_t open_after(int times)
{
    force(BREAKER_CLOSED);
    force(BREAKER_OPEN);
    for (int i = 0; i < times; i++) {
        now += figures().open_for_ms;
        calls(1, BREAKER_FAILURE);
        is(BREAKER_OPEN);
    }
    event_count = 0;
    return figures().open_for_ms;
}

static void each_reopening_is_longer_up_to_the_cap(void **state)
{
    (void)state;
    assert_int_equal(open_after(0), 1000);
    assert_int_equal(open_after(1), 2000);
    assert_int_equal(open_after(4), 16000);
    assert_int_equal(open_after(5), 30000);
    assert_int_equal(open_after(9), 30000);
    now += 30000;
    calls(1, BREAKER_SUCCESS);
    force(BREAKER_OPEN);
    assert_int_equal(figures().open_for_ms, 1000);
}

static void jitter_shortens_by_chance_and_never_beyond_its_share(void **state)
{
    int64_t least = INT64_MAX, most = 0;

    (void)state;
    set("open-jitter", 50);
    for (int i = 0; i < 2000; i++) {
        int64_t ms = open_after(0);

        assert_int_equal(figures().open_for_ms, ms);
        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
    }
    assert_in_range(least, 500, 510);
    assert_in_range(most, 990, 1000);
}

/* ---- parameters, live ---- */

static void defaults_are_in_bounds_and_names_are_found(void **state)
{
    (void)state;
    for (int i = 0; i < BREAKER_PARAMETERS; i++) {
        const struct parameter *row = &breaker_parameters[i];

        set(row->name, row->least);
        set(row->name, row->most);
        assert_int_equal(breaker_set(&breaker, row->name, row->most + 1),
                         ERROR_UNPROCESSABLE);
        assert_int_equal(breaker_set(&breaker, row->name, row->least - 1),
                         ERROR_UNPROCESSABLE);
        assert_int_equal(parameter_get(row, &breaker.params), row->most);
    }
    assert_int_equal(breaker_set(&breaker, "colour", 1), ERROR_NOT_FOUND);
}

static void every_member_has_its_row(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct breaker_params),
                     BREAKER_PARAMETERS * sizeof(int64_t));
    for (int i = 0; i < BREAKER_PARAMETERS; i++)
        assert_int_equal(breaker_parameters[i].offset,
                         (size_t)i * sizeof(int64_t));
}

static void a_count_window_keeps_the_newest_when_it_shrinks_and_grows(void **s)
{
    (void)s;
    set("failure-rate", 0);
    set("window-calls", 1000);
    calls(20, BREAKER_FAILURE);
    calls(5, BREAKER_SUCCESS);
    set("window-calls", 10);
    assert_int_equal(figures().calls, 10);
    assert_int_equal(figures().failures, 5);
    set("window-calls", 20);
    assert_int_equal(figures().calls, 20);
    assert_int_equal(figures().failures, 15);
    is(BREAKER_CLOSED);
}

static void the_other_window_knows_what_happened_before(void **state)
{
    (void)state;
    calls(3, BREAKER_FAILURE);
    set("time-window", 1);
    assert_int_equal(figures().failures, 3);
    set("window-ms", 20000);
    assert_int_equal(figures().failures, 0); /* other buckets: they are empty */
    set("time-window", 0);
    assert_int_equal(figures().failures, 3);
}

static void a_parameter_alone_moves_nothing_and_the_next_answer_does(void **s)
{
    (void)s;
    calls(6, BREAKER_SUCCESS);
    calls(4, BREAKER_FAILURE);
    set("failure-rate", 10);
    assert_int_equal(event_count, 0);
    calls(1, BREAKER_SUCCESS);
    moved(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_BY_FAILURE_RATE);
}

static void a_shorter_open_time_holds_at_once(void **state)
{
    (void)state;
    set("open-ms", 20000);
    force(BREAKER_OPEN);
    now += 500;
    assert_int_equal(rejected(), 19500);
    set("open-ms", 600);
    assert_int_equal(rejected(), 100);
    set("open-ms", 500);
    allow();
    moved(BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_BY_TIME);
}

static void half_open_follows_its_parameters(void **state)
{
    struct breaker_ticket out[8];

    (void)state;
    set("permits", 8);
    set("successes", 20);
    force(BREAKER_HALF_OPEN);
    for (int i = 0; i < 8; i++)
        out[i] = allow();
    set("permits", 2);
    for (int i = 0; i < 6; i++) {
        rejected();
        record(&out[i], BREAKER_SUCCESS);
    }
    rejected();
    record(&out[6], BREAKER_SUCCESS);
    out[6] = allow();
    rejected();
    set("successes", 7); /* reached already */
    assert_int_equal(breaker_wake_ms(&breaker), now);
    breaker_tick(&breaker, now);
    moved(BREAKER_HALF_OPEN, BREAKER_CLOSED, BREAKER_BY_SUCCESSES);
    assert_int_equal(record(&out[7], BREAKER_FAILURE), BREAKER_LATE);
}

static void a_shorter_lease_holds_for_a_probe_that_is_out(void **state)
{
    (void)state;
    force(BREAKER_HALF_OPEN);
    allow();
    now += 300;
    set("lease-ms", 300);
    breaker_tick(&breaker, now);
    moved(BREAKER_HALF_OPEN, BREAKER_OPEN, BREAKER_BY_LEASE);
}

static void names_go_both_ways(void **state)
{
    enum breaker_state found;

    (void)state;
    for (int i = 0; i < BREAKER_STATES; i++) {
        assert_true(breaker_state_named(breaker_state_name(i), &found));
        assert_int_equal(found, i);
    }
    assert_false(breaker_state_named("ajar", &found));
}

#define CASE(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(by_hand_every_state_is_reached_from_every_other),
        CASE(what_is_forced_passes_or_not_as_its_name_says),
        CASE(closed_opens_by_failure_rate),
        CASE(closed_opens_by_slow_rate_though_all_succeed),
        CASE(closed_opens_by_consecutive_failures_below_the_minimum),
        CASE(open_becomes_half_open_by_time_at_a_call),
        CASE(open_becomes_half_open_by_time_without_a_call),
        CASE(open_waits_for_a_call_when_not_automatic),
        CASE(half_open_closes_by_successes),
        CASE(half_open_opens_by_a_failed_probe),
        CASE(half_open_opens_by_a_slow_probe),
        CASE(half_open_opens_when_a_lease_runs_out),
        CASE(half_open_opens_when_no_verdict_comes),
        CASE(metrics_only_tells_that_it_would_open_and_does_not),
        CASE(disabled_counts_nothing_and_forced_open_stays),
        CASE(no_more_probes_than_permits_pass_at_a_time),
        CASE(a_hung_probe_does_not_wedge_it),
        CASE(an_answer_after_its_lease_is_late_within_its_generation),
        CASE(a_cancelled_probe_gives_its_permit_back),
        CASE(callers_that_lose_patience_still_tell_that_it_is_slow),
        CASE(a_change_of_state_forgets_what_was_counted_before),
        CASE(permits_of_an_earlier_half_open_are_free_in_the_next),
        CASE(a_late_answer_does_not_move_it),
        CASE(one_answer_is_recorded_once),
        CASE(a_window_smaller_than_the_minimum_still_trips),
        CASE(a_failed_probe_opens_again_below_the_minimum_of_calls),
        CASE(few_calls_open_nothing),
        CASE(what_left_the_time_window_is_forgotten),
        CASE(a_refusal_is_not_a_failure),
        CASE(rejected_calls_are_not_failures),
        CASE(calls_in_flight_are_seen_before_they_end),
        CASE(a_clock_that_steps_back_does_not_pin_it_open),
        CASE(a_clock_that_leaps_ends_the_open_time_once),
        CASE(each_reopening_is_longer_up_to_the_cap),
        CASE(jitter_shortens_by_chance_and_never_beyond_its_share),
        CASE(defaults_are_in_bounds_and_names_are_found),
        CASE(every_member_has_its_row),
        CASE(a_count_window_keeps_the_newest_when_it_shrinks_and_grows),
        CASE(the_other_window_knows_what_happened_before),
        CASE(a_parameter_alone_moves_nothing_and_the_next_answer_does),
        CASE(a_shorter_open_time_holds_at_once),
        CASE(half_open_follows_its_parameters),
        CASE(a_shorter_lease_holds_for_a_probe_that_is_out),
        CASE(names_go_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
