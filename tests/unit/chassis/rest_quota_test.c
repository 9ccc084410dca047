/*
 * rest_quota_test -- a front door that counts its clients.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/rest.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rest_bench.h"

/* Two requests each, in ten seconds; nobody in particular is not counted. */
static int asked;
static int64_t who_asked;
static char rpc_asked[32];

static bool two_each(struct runtime *rt, int64_t who, const char *rpc,
                     struct rest_quota *out)
{
    (void)rt;
    who_asked = who;
    snprintf(rpc_asked, sizeof rpc_asked, "%s", rpc);
    if (who == 0)
        return true;
    asked++;
    *out = (struct rest_quota){.limit = 2,
                               .window_s = 10,
                               .remaining = asked < 2 ? 2 - asked : 0,
                               .reset_s = 7};
    return asked <= 2;
}

static struct rest_bench *counting(void **state)
{
    struct rest_bench *bench = *state;
    asked = 0;
    bench->rest.meter = two_each;
    return bench;
}

static const struct rest_answer *list(struct rest_bench *bench)
{
    return rest_ask(bench, "GET", "/api/orders?customer_id=1", "@", "");
}

static void every_answer_says_what_is_left(void **state)
{
    struct rest_bench *bench = counting(state);
    const struct rest_answer *answer = list(bench);
    assert_int_equal(answer->status, 200);
    assert_non_null(
        strstr(answer->headers, "ratelimit-policy: \"default\";q=2;w=10\n"));
    assert_non_null(
        strstr(answer->headers, "ratelimit: \"default\";r=1;t=7\n"));
    assert_int_equal(who_asked, 7);
    assert_string_equal(rpc_asked, "ListOrders");
}

static void one_too_many_is_429_and_says_when_to_come_back(void **state)
{
    struct rest_bench *bench = counting(state);
    list(bench);
    list(bench);
    int ran = bench->ran;
    const struct rest_answer *answer = list(bench);
    assert_int_equal(answer->status, 429);
    assert_non_null(strstr(answer->body, "/problems/rate-limited"));
    assert_non_null(strstr(answer->headers, "retry-after: 7\n"));
    assert_non_null(
        strstr(answer->headers, "ratelimit: \"default\";r=0;t=7\n"));
    assert_int_equal(bench->ran, ran); /* no handler has seen it */
}

static void nothing_counted_sends_no_header(void **state)
{
    struct rest_bench *bench = counting(state);
    const struct rest_answer *answer =
        rest_ask(bench, "POST", "/api/tokens",
                 "Content-Type: application/json\r\n",
                 "{\"customer_id\":7,\"pin\":\"0007\"}");
    assert_int_equal(answer->status, 201);
    assert_int_equal(who_asked, 0);
    assert_null(strstr(answer->headers, "ratelimit"));
}

static void a_refused_token_is_not_counted_as_its_subject(void **state)
{
    struct rest_bench *bench = counting(state);
    const struct rest_answer *answer =
        rest_ask(bench, "GET", "/api/orders?customer_id=1",
                 "Authorization: Bearer nonsense\r\n", "");
    assert_int_equal(answer->status, 401);
    assert_int_equal(asked, 0);
}

static void health_is_never_counted(void **state)
{
    struct rest_bench *bench = counting(state);
    for (int i = 0; i < 5; i++)
        assert_int_equal(rest_ask(bench, "GET", "/healthz", "@", "")->status,
                         200);
    assert_int_equal(asked, 0);
}

#define TEST(name)                                           \
    cmocka_unit_test_setup_teardown(name, rest_bench_set_up, \
                                    rest_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_answer_says_what_is_left),
        TEST(one_too_many_is_429_and_says_when_to_come_back),
        TEST(nothing_counted_sends_no_header),
        TEST(a_refused_token_is_not_counted_as_its_subject),
        TEST(health_is_never_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
