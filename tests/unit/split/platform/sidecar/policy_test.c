/*
 * policy_test -- who may call, how often it is tried, and where it goes: the
 * decisions alone, and through a proxy on real sockets.
 */
#include "split/platform/sidecar/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/identity.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/side_bench.h"

/* ---- alone ---- */

static void an_empty_list_lets_everybody_in(void **state)
{
    const struct policy policy = {.allow_count = 0};
    (void)state;
    assert_true(policy_allows(&policy, ""));
    assert_true(policy_allows(&policy, "orders"));
}

static void a_list_lets_in_whom_it_names(void **state)
{
    struct policy policy = {.allow_count = 2, .allow = {"orders", "gateway"}};
    (void)state;
    assert_true(policy_allows(&policy, "orders"));
    assert_true(policy_allows(&policy, "gateway"));
    assert_false(policy_allows(&policy, "order"));
    assert_false(policy_allows(&policy, "ordersx"));
    assert_false(policy_allows(&policy, ""));
}

static void weights_are_shares_of_the_calls(void **state)
{
    struct policy policy = {.route_count = 3};
    int hits[3] = {0};
    struct random random;
    (void)state;
    policy.routes[0].weight = 90;
    policy.routes[2].weight = 10;
    random_seed(&random, 8);
    for (int i = 0; i < 10000; i++) {
        const struct address *to = policy_route(&policy, random_next(&random));
        for (int route = 0; route < 3; route++)
            hits[route] += to == &policy.routes[route].address;
    }
    assert_int_equal(hits[1], 0);
    assert_in_range(hits[2], 850, 1150);
    assert_true(hits[0] > 8000);
}

static void what_cannot_be_is_explained(void **state)
{
    struct policy policy = {.attempts = POLICY_ATTEMPTS + 1};
    (void)state;
    assert_int_equal(policy_check(&policy), ERROR_UNPROCESSABLE);
    policy = (struct policy){.timeout_ms = -1};
    assert_int_equal(policy_check(&policy), ERROR_UNPROCESSABLE);
    policy = (struct policy){.route_count = 1};
    assert_int_equal(policy_check(&policy), ERROR_UNPROCESSABLE);
    policy.routes[0].weight = POLICY_WEIGHT + 1;
    assert_int_equal(policy_check(&policy), ERROR_UNPROCESSABLE);
    policy.routes[0].weight = POLICY_WEIGHT;
    assert_int_equal(policy_check(&policy), ERROR_OK);
}

static void only_named_outcomes_are_repeated_and_not_too_often(void **state)
{
    struct policy policy = {.attempts = 3};
    (void)state;
    policy.retry_on[ERROR_UNAVAILABLE] = true;
    assert_true(policy_repeats(&policy, 1, ERROR_UNAVAILABLE));
    assert_true(policy_repeats(&policy, 2, ERROR_UNAVAILABLE));
    assert_false(policy_repeats(&policy, 3, ERROR_UNAVAILABLE));
    assert_false(policy_repeats(&policy, 1, ERROR_DEADLINE));
}

/* ---- through a proxy ---- */

static struct pay_answer ask_as(struct side_bench *bench, const char *identity)
{
    struct pay_answer answer = {0};
    if (identity)
        setenv(IDENTITY_VARIABLE, identity, 1);
    struct grpc_channel *channel =
        grpc_channel_new(bench->pay->loop, &bench->front);
    pay_start(channel, 1, "ok", 1, &answer);
    unsetenv(IDENTITY_VARIABLE);
    pay_wait(bench->pay, &answer);
    grpc_channel_free(channel);
    return answer;
}

static void the_allow_list_asks_for_an_identity(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.allow_count = 1, .allow = {"orders"}};
    unsigned char wrong[32] = "of another shop";
    char orders[IDENTITY_TEXT_BYTES], shipping[IDENTITY_TEXT_BYTES],
        forged[IDENTITY_TEXT_BYTES];
    identity_make(bench->secret, "orders", 1, orders);
    identity_make(bench->secret, "shipping", 1, shipping);
    identity_make(wrong, "orders", 1, forged);
    proxy_set_policy(bench->proxy, &policy);
    struct pay_answer answer = ask_as(bench, orders);
    assert_int_equal(answer.error, ERROR_OK);
    pay_answer_clear(&answer);
    answer = ask_as(bench, shipping);
    assert_int_equal(answer.error, ERROR_FORBIDDEN);
    assert_string_equal(answer.detail,
                        "shipping may not call payments-1: the sidecar's "
                        "allow-list does not name it");
    answer = ask_as(bench, NULL);
    assert_int_equal(answer.error, ERROR_FORBIDDEN);
    assert_non_null(strstr(answer.detail, "without an identity"));
    answer = ask_as(bench, forged);
    assert_int_equal(answer.error, ERROR_FORBIDDEN);
    assert_non_null(strstr(answer.detail, "not one of this shop"));
    assert_int_equal(bench->pay->ran, 1);
    const struct counts *counts = proxy_counts(bench->proxy);
    assert_int_equal(counts->caller_count, 3); /* orders, shipping, nobody */
    assert_int_equal(counts->callers[1].refused, 1);
    assert_int_equal(counts->callers[2].refused, 2);
}

/* A forged identity is refused even where everybody may call. */
static void a_forged_identity_is_never_let_in(void **state)
{
    struct side_bench *bench = *state;
    unsigned char wrong[32] = "of another shop";
    char forged[IDENTITY_TEXT_BYTES];
    identity_make(wrong, "orders", 1, forged);
    struct pay_answer answer = ask_as(bench, forged);
    assert_int_equal(answer.error, ERROR_FORBIDDEN);
    assert_int_equal(bench->pay->ran, 0);
}

static void an_attempt_that_takes_too_long_is_made_again(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.attempts = 3, .timeout_ms = 60};
    struct pay_answer answer;
    policy.retry_on[ERROR_DEADLINE] = true;
    proxy_set_policy(bench->proxy, &policy);
    int64_t since = clock_monotonic_ms();
    side_call(bench, "hold", 1, &answer);
    assert_int_equal(answer.error, ERROR_DEADLINE);
    assert_in_range(clock_monotonic_ms() - since, 175, 20000);
    assert_int_equal(bench->pay->ran, 3);
    assert_int_equal(proxy_counts(bench->proxy)->retried, 2);
    pay_answer_clear(&answer);
    side_ok(bench, "ok", 1);
}

static void a_dead_instance_is_tried_again_until_it_lives(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.attempts = 5};
    struct pay_answer answer = {0};
    policy.retry_on[ERROR_UNAVAILABLE] = true;
    proxy_set_policy(bench->proxy, &policy);
    pay_start(bench->channel, bench->next_id++, "hold", 1, &answer);
    pay_wait_held(bench->pay);
    bench->pay->held = NULL;
    pay_bench_stop(bench->pay); /* in the middle of the call */
    pay_bench_serve(bench->pay);
    pay_wait_held(bench->pay); /* the same call has arrived again */
    assert_false(answer.done);
    assert_int_equal(proxy_counts(bench->proxy)->retried, 1);
    grpc_cancel(bench->channel, bench->next_id - 1);
    side_ok(bench, "ok", 1);
}

static void a_refusal_is_not_repeated(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.attempts = 5};
    struct pay_answer answer;
    policy.retry_on[ERROR_UNAVAILABLE] = true;
    proxy_set_policy(bench->proxy, &policy);
    side_call(bench, "refuse", 1, &answer);
    assert_int_equal(answer.error, ERROR_DECLINED);
    assert_int_equal(bench->pay->ran, 1);
    pay_answer_clear(&answer);
}

static void no_attempt_begins_after_the_caller_s_deadline(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.attempts = 5, .timeout_ms = 80};
    struct pay_answer answer = {0};
    policy.retry_on[ERROR_DEADLINE] = true;
    proxy_set_policy(bench->proxy, &policy);
    struct outgoing call = {.id = bench->next_id++, .timeout_ms = 100};
    pay_start_as(bench->channel, &call, "hold", &answer);
    pay_wait(bench->pay, &answer);
    assert_int_equal(answer.error, ERROR_DEADLINE);
    assert_true(bench->pay->ran <= 2);
    pay_answer_clear(&answer);
}

static void routes_share_the_calls(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.route_count = 2};
    enum { CALLS = 200 };
    int failed = 0;
    policy.routes[0].address = bench->pay->local;
    policy.routes[0].weight = 80;
    assert_int_equal(address_unix(&policy.routes[1].address, "/nobody/there"),
                     ERROR_OK);
    policy.routes[1].weight = 20;
    proxy_set_policy(bench->proxy, &policy);
    for (int i = 0; i < CALLS; i++) {
        struct pay_answer answer;
        side_call(bench, "ok", i, &answer);
        failed += answer.error != ERROR_OK;
        pay_answer_clear(&answer);
    }
    assert_in_range(failed, 15, 70); /* 40, four standard deviations */
    assert_int_equal(bench->pay->ran, CALLS - failed);
}

int main(void)
{
#define WITH_BENCH(test)                                     \
    cmocka_unit_test_setup_teardown(test, side_bench_set_up, \
                                    side_bench_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_list_lets_everybody_in),
        cmocka_unit_test(a_list_lets_in_whom_it_names),
        cmocka_unit_test(weights_are_shares_of_the_calls),
        cmocka_unit_test(what_cannot_be_is_explained),
        cmocka_unit_test(only_named_outcomes_are_repeated_and_not_too_often),
        WITH_BENCH(the_allow_list_asks_for_an_identity),
        WITH_BENCH(a_forged_identity_is_never_let_in),
        WITH_BENCH(an_attempt_that_takes_too_long_is_made_again),
        WITH_BENCH(a_dead_instance_is_tried_again_until_it_lives),
        WITH_BENCH(a_refusal_is_not_repeated),
        WITH_BENCH(no_attempt_begins_after_the_caller_s_deadline),
        WITH_BENCH(routes_share_the_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
