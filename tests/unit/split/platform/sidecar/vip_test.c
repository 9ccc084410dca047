/*
 * vip_test -- a proxy at a virtual address goes to who is there; with no
 * registry that is the configured place.
 */
#include "split/platform/sidecar/vip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "split/platform/sidecar/proxy.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/pay_bench.h"

struct stage {
    struct pay_bench *pay;
    struct config config;
    struct discovery *discovery;
    struct vip *vip;
    struct proxy *proxy;
    struct address front;
    unsigned char secret[32];
    struct grpc_channel *channel;
};

static void changed(void *arg)
{
    struct stage *stage = arg;
    if (stage->vip)
        vip_refresh(stage->vip);
}

static int set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    void *pay = NULL;
    assert_non_null(stage);
    pay_bench_set_up(&pay);
    stage->pay = pay;
    snprintf(stage->config.places.run, sizeof stage->config.places.run, "%s",
             stage->pay->directory);
    assert_int_equal(discovery_open(&stage->discovery, stage->pay->loop,
                                    &stage->config, changed, stage),
                     ERROR_OK);
    stage->vip = vip_new(stage->discovery, "payments");
    assert_int_equal(
        discovery_virtual(&stage->config, "payments", &stage->front), ERROR_OK);
    const struct proxy_options options = {.name = "payments",
                                          .listen = stage->front,
                                          .secret = stage->secret,
                                          .vip = stage->vip,
                                          .seed = 9};
    assert_int_equal(proxy_new(&stage->proxy, stage->pay->loop, &options),
                     ERROR_OK);
    stage->channel = grpc_channel_new(stage->pay->loop, &stage->front);
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    void *pay = stage->pay;
    grpc_channel_free(stage->channel);
    proxy_free(stage->proxy);
    vip_free(stage->vip);
    discovery_close(stage->discovery);
    unlink(stage->front.host);
    pay_bench_tear_down(&pay);
    free(stage);
    return 0;
}

static void a_call_to_the_service_reaches_its_instance(void **state)
{
    struct stage *stage = *state;
    for (uint64_t id = 1; id < 50; id++) {
        struct pay_answer answer = {0};
        pay_start(stage->channel, id, "ok", (int64_t)id, &answer);
        pay_wait(stage->pay, &answer);
        assert_int_equal(answer.error, ERROR_OK);
        assert_int_equal(answer.amount, id);
        pay_answer_clear(&answer);
    }
    assert_int_equal(stage->pay->ran, 49);
}

static void nobody_there_is_unavailable_and_found_again(void **state)
{
    struct stage *stage = *state;
    struct pay_answer answer = {0};
    enum error error;
    uint64_t id = 1;
    pay_bench_stop(stage->pay);
    pay_start(stage->channel, id++, "ok", 1, &answer);
    pay_wait(stage->pay, &answer);
    assert_int_equal(answer.error, ERROR_UNAVAILABLE);
    pay_bench_serve(stage->pay);
    do { /* until it is no longer ejected; the bench's patience bounds it */
        pay_answer_clear(&answer);
        pay_start(stage->channel, id++, "ok", 1, &answer);
        pay_wait(stage->pay, &answer);
        error = answer.error;
    } while (error);
    pay_answer_clear(&answer);
}

/* Every pick is settled: no endpoint stays busy with calls that are over. */
static void picks_are_settled_however_calls_end(void **state)
{
    struct stage *stage = *state;
    struct pay_answer held = {0}, refused = {0}, after = {0};
    pay_start(stage->channel, 1, "hold", 0, &held);
    pay_wait_held(stage->pay);
    grpc_cancel(stage->channel, 1);
    pay_start(stage->channel, 2, "refuse", 0, &refused);
    pay_wait(stage->pay, &refused);
    assert_int_equal(refused.error, ERROR_DECLINED);
    pay_answer_clear(&refused);
    pay_start(stage->channel, 3, "ok", 0, &after);
    pay_wait(stage->pay, &after);
    assert_int_equal(after.error, ERROR_OK);
    pay_answer_clear(&after);
    assert_int_equal(proxy_counts(stage->proxy)->calls, 3);
    assert_int_equal(vip_outstanding(stage->vip), 0);
}

int main(void)
{
#define WITH_STAGE(test) \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_STAGE(a_call_to_the_service_reaches_its_instance),
        WITH_STAGE(nobody_there_is_unavailable_and_found_again),
        WITH_STAGE(picks_are_settled_however_calls_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
