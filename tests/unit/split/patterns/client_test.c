/*
 * client_test -- the patterns wired together, over real sockets.
 */
#include "split/patterns/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/setting.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/pay_bench.h"

static void *way; /* the client under test */
static uint64_t last_id;

static void put(const char *family, const char *name, int64_t value)
{
    char full[SETTING_NAME_BYTES];
    snprintf(full, sizeof full, "%s.payments.%s", family, name);
    if (setting_put(full, value, false))
        fail_msg("%s: %s", full, error_detail(ERROR_UNPROCESSABLE));
}

static int set_up(void **state)
{
    static const char *const peers[] = {"payments", NULL};
    pay_bench_set_up(state);
    struct pay_bench *bench = *state;
    struct config_peer *peer = &bench->config.peers[0];
    snprintf(peer->name, sizeof peer->name, "payments");
    peer->address = bench->local;
    bench->config.peer_count = 1;
    const struct outbound_options options = {bench->loop, &bench->config,
                                             peers};
    assert_int_equal(client_outbound.open(&way, &options), ERROR_OK);
    put("retry", "base-ms", 1);
    put("retry", "cap-ms", 5);
    return 0;
}

static int tear_down(void **state)
{
    client_outbound.close(way);
    return pay_bench_tear_down(state);
}

static void send(const char *what, bool repeatable, struct pay_answer *answer)
{
    struct outgoing call = {.id = ++last_id, .repeatable = repeatable};
    *answer = (struct pay_answer){0};
    pay_send(&client_outbound, way, &call, what, answer);
}

/* Sends and waits. */
static enum error ask(struct pay_bench *bench, const char *what,
                      bool repeatable, struct pay_answer *answer)
{
    send(what, repeatable, answer);
    pay_wait(bench, answer);
    return answer->error;
}

/* A figure of a gauge; fails the test where there is none. */
static int64_t figure(const char *gauge, const char *name)
{
    struct gauge found;
    for (size_t i = 0; gauge_at(i, &found); i++) {
        if (strcmp(found.name, gauge) != 0)
            continue;
        for (size_t f = 0; f < found.figure_count; f++)
            if (strcmp(found.figures[f].name, name) == 0)
                return found.figures[f].value;
    }
    fail_msg("no %s of %s", name, gauge);
    return 0;
}

static void is_breaker(const char *state)
{
    struct gauge found;
    for (size_t i = 0; gauge_at(i, &found); i++)
        if (strcmp(found.name, "breaker.payments") == 0)
            assert_string_equal(found.state, state);
}

/* ---- the plain way ---- */

static void a_call_reaches_its_peer_and_comes_back_once(void **state)
{
    struct pay_answer answer;
    assert_int_equal(ask(*state, "echo me", true, &answer), ERROR_OK);
    assert_string_equal(answer.state, "echo me");
    assert_int_equal(figure("retry.payments", "attempts"), 1);
    pay_answer_clear(&answer);
}

static void a_refusal_by_the_shop_is_an_answer(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    for (int i = 0; i < 50; i++)
        assert_int_equal(ask(bench, "refuse", true, &answer), ERROR_DECLINED);
    assert_int_equal(bench->ran, 50); /* none was tried again */
    is_breaker("closed");
}

/* ---- retry ---- */

static void a_failed_read_is_asked_again(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    bench->failures = 2;
    assert_int_equal(ask(bench, "flaky", true, &answer), ERROR_OK);
    assert_int_equal(bench->ran, 3);
    assert_int_equal(figure("retry.payments", "saved by a retry"), 1);
    pay_answer_clear(&answer);
}

static void a_failed_write_without_a_key_is_not_asked_again(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    bench->failures = 1;
    assert_int_equal(ask(bench, "flaky", false, &answer), ERROR_UNAVAILABLE);
    assert_string_equal(answer.detail, "not just now");
    assert_int_equal(bench->ran, 1);
}

static void what_no_server_saw_is_sent_again_whatever_it_is(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    pay_bench_stop(bench);
    assert_int_equal(ask(bench, "echo me", false, &answer), ERROR_UNAVAILABLE);
    assert_true(figure("retry.payments", "attempts") > 1);
    assert_int_equal(bench->ran, 0);
}

static void a_busy_peer_says_when_to_come_again(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    bench->failures = 1;
    int64_t began = clock_monotonic_ms();
    assert_int_equal(ask(bench, "busy", true, &answer), ERROR_OK);
    assert_true(clock_monotonic_ms() - began >= 100); /* not our own 1..5 */
    pay_answer_clear(&answer);
}

static void a_repeat_that_meets_itself_is_no_answer(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("retry", "attempts", 2);
    assert_int_equal(ask(bench, "echo of a key", true, &answer),
                     ERROR_UNAVAILABLE);
    assert_string_equal(answer.detail, "lost");
    put("retry", "attempts", 3);
    bench->ran = 0;
    assert_int_equal(ask(bench, "echo of a key", true, &answer), ERROR_OK);
    assert_string_equal(answer.state, "done");
    pay_answer_clear(&answer);
}

static void a_write_that_may_have_arrived_is_not_sent_again(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    send("hold", false, &answer);
    pay_wait_held(bench);
    pay_bench_stop(bench); /* it was seen, and its answer never comes */
    pay_wait(bench, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    assert_int_equal(figure("retry.payments", "attempts"), 1);
}

static void attempts_end_and_the_last_answer_is_told(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("retry", "attempts", 3);
    bench->failures = 100;
    assert_int_equal(ask(bench, "flaky", true, &answer), ERROR_UNAVAILABLE);
    assert_int_equal(bench->ran, 3);
}

static void a_spent_budget_ends_the_retries_of_everybody(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("retry", "attempts", 3);
    put("breaker", "mode", 2);
    bench->failures = 1000;
    for (int i = 0; i < 200; i++)
        ask(bench, "flaky", true, &answer);
    /* 20 % of the calls and 10 a second of the window */
    assert_true(bench->ran >= 200 && bench->ran < 400);
    assert_true(figure("retry.payments", "refused by the budget") > 0);
}

/* ---- time ---- */

static void one_slow_attempt_makes_room_for_the_next(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("deadline", "try-ms", 30);
    assert_int_equal(ask(bench, "hold once", true, &answer), ERROR_OK);
    assert_string_equal(answer.state, "second");
    pay_answer_clear(&answer);
}

static void a_call_that_is_never_answered_is_a_deadline(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("deadline", "try-ms", 20);
    put("retry", "attempts", 1);
    assert_int_equal(ask(bench, "hold", true, &answer), ERROR_DEADLINE);
    assert_non_null(strstr(answer.detail, "one attempt"));
}

static void a_hedge_overtakes_a_slow_attempt(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("hedge", "hedges", 1);
    put("hedge", "delay-ms", 10);
    assert_int_equal(ask(bench, "hold once", true, &answer), ERROR_OK);
    assert_string_equal(answer.state, "second");
    assert_int_equal(figure("hedge.payments", "won by a hedge"), 1);
    assert_int_equal(figure("balancer.payments", "outstanding"), 0);
    pay_answer_clear(&answer);
}

/* ---- breaker ---- */

static void open_breaker(struct pay_bench *bench)
{
    struct pay_answer answer;
    put("retry", "attempts", 1);
    put("breaker", "minimum-calls", 5);
    put("breaker", "open-ms", 60);
    bench->failures = 5;
    for (int i = 0; i < 5; i++)
        ask(bench, "flaky", true, &answer);
    is_breaker("open");
}

static void an_open_breaker_answers_at_once_and_calls_nobody(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    put("breaker", "open-cap-ms", 60000);
    open_breaker(bench);
    put("breaker", "open-ms", 30000);
    int ran = bench->ran;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(ask(bench, "flaky", true, &answer), ERROR_UNAVAILABLE);
        assert_non_null(strstr(answer.detail, "circuit breaker"));
    }
    assert_int_equal(bench->ran, ran);
}

static void a_breaker_closes_again_when_its_peer_is_well(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer answer;
    open_breaker(bench);
    int64_t until = clock_monotonic_ms() + 10000;
    do
        ask(bench, "echo", true, &answer);
    while (answer.error && clock_monotonic_ms() < until);
    for (int i = 0; i < 20 && !answer.error; i++) {
        pay_answer_clear(&answer);
        ask(bench, "echo", true, &answer);
    }
    is_breaker("closed");
    pay_answer_clear(&answer);
}

static void a_transition_is_an_event_with_its_figures(void **state)
{
    const struct setting_event *event, *last = NULL;
    open_breaker(*state);
    for (uint64_t after = 0; (event = setting_event_after(after)) != NULL;
         after = event->sequence)
        if (strcmp(event->name, "breaker.payments") == 0)
            last = event;
    assert_non_null(last);
    assert_non_null(strstr(last->text, "closed -> open"));
    assert_non_null(strstr(last->text, "5 calls, 5 failed"));
}

static void a_breaker_forced_open_stays_so(void **state)
{
    struct pay_answer answer;
    put("breaker", "mode", 1);
    assert_int_equal(ask(*state, "echo", true, &answer), ERROR_UNAVAILABLE);
    put("breaker", "mode", 0);
    assert_int_equal(ask(*state, "echo", true, &answer), ERROR_OK);
    pay_answer_clear(&answer);
}

/* ---- bulkhead ---- */

/* Answers what is held, inside a turn. */
static enum error let_go(struct runtime *rt, void *arg)
{
    struct pay_bench *bench = arg;
    (void)rt;
    request_fail(bench->held, ERROR_DECLINED, "enough");
    return ERROR_OK;
}

static void a_full_bulkhead_lets_one_wait_and_refuses_the_next(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer first, second, third;
    put("bulkhead", "concurrent", 1);
    put("bulkhead", "waiting", 1);
    put("bulkhead", "max-wait-ms", 10000);
    send("hold", true, &first);
    send("echo", true, &second);
    send("echo", true, &third);
    pay_wait(bench, &third);
    assert_int_equal(third.error, ERROR_OVERLOADED);
    pay_wait_held(bench);
    assert_false(second.done);
    runtime_after(runtime_uv_runtime(bench->uv), 0, let_go, bench);
    pay_wait(bench, &first);
    pay_wait(bench, &second);
    assert_int_equal(second.error, ERROR_OK);
    pay_answer_clear(&second);
}

/* ---- forgetting ---- */

static void on_moved(void *arg, uint64_t id)
{
    (void)arg, (void)id;
}

static void on_end(void *arg, uint64_t id, const struct grpc_result *result)
{
    (void)id;
    *(enum error *)arg = result->error;
}

static void a_stream_goes_where_the_balancer_says(void **state)
{
    struct pay_bench *bench = *state;
    struct slice message = {0};
    enum error end = ERROR_COUNT;
    const struct outgoing call = {.id = 1,
                                  .contract = &payments__payments__descriptor,
                                  .method = 3, /* Wallet: one and one */
                                  .message = {"", 0}};
    struct grpc_channel *channel =
        client_outbound.stream_channel(way, "payments");
    assert_non_null(channel);
    grpc_open(channel, &call, on_moved, on_end, &end);
    grpc_half_close(channel, 1);
    while (!grpc_receive(channel, 1, &message) && end == ERROR_COUNT)
        loop_once(bench->loop, true);
    while (end == ERROR_COUNT)
        loop_once(bench->loop, true);
    assert_int_equal(end, ERROR_OK);
}

static void a_stream_to_a_dead_peer_is_told_so(void **state)
{
    struct pay_bench *bench = *state;
    enum error end = ERROR_COUNT;
    const struct outgoing call = {.id = 1,
                                  .contract = &payments__payments__descriptor,
                                  .method = 3,
                                  .message = {"", 0}};
    pay_bench_stop(bench);
    struct grpc_channel *channel =
        client_outbound.stream_channel(way, "payments");
    assert_non_null(channel);
    grpc_open(channel, &call, on_moved, on_end, &end);
    while (end == ERROR_COUNT)
        loop_once(bench->loop, true);
    assert_int_equal(end, ERROR_UNAVAILABLE);
}

static void a_forgotten_call_is_not_told(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer held, other;
    send("hold", true, &held);
    pay_wait_held(bench);
    client_outbound.forget(way, last_id);
    assert_int_equal(ask(bench, "echo", true, &other), ERROR_OK);
    assert_false(held.done);
    assert_int_equal(figure("bulkhead.payments", "running"), 0);
    assert_int_equal(figure("balancer.payments", "outstanding"), 0);
    pay_answer_clear(&other);
}

static void closing_with_calls_open_tells_nobody(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer held;
    send("hold", true, &held);
    pay_wait_held(bench);
    assert_false(held.done); /* tear_down closes; the sanitizer looks on */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_call_reaches_its_peer_and_comes_back_once),
        TEST(a_refusal_by_the_shop_is_an_answer),
        TEST(a_stream_goes_where_the_balancer_says),
        TEST(a_stream_to_a_dead_peer_is_told_so),
        TEST(a_failed_read_is_asked_again),
        TEST(a_failed_write_without_a_key_is_not_asked_again),
        TEST(what_no_server_saw_is_sent_again_whatever_it_is),
        TEST(a_busy_peer_says_when_to_come_again),
        TEST(a_repeat_that_meets_itself_is_no_answer),
        TEST(a_write_that_may_have_arrived_is_not_sent_again),
        TEST(attempts_end_and_the_last_answer_is_told),
        TEST(a_spent_budget_ends_the_retries_of_everybody),
        TEST(one_slow_attempt_makes_room_for_the_next),
        TEST(a_call_that_is_never_answered_is_a_deadline),
        TEST(a_hedge_overtakes_a_slow_attempt),
        TEST(an_open_breaker_answers_at_once_and_calls_nobody),
        TEST(a_breaker_closes_again_when_its_peer_is_well),
        TEST(a_transition_is_an_event_with_its_figures),
        TEST(a_breaker_forced_open_stays_so),
        TEST(a_full_bulkhead_lets_one_wait_and_refuses_the_next),
        TEST(a_forgotten_call_is_not_told),
        TEST(closing_with_calls_open_tells_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
