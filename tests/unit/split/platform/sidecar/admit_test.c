/*
 * admit_test -- a call whose head was changed on its way to a sidecar.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/identity.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/meddler.h"
#include "tests/support/side_bench.h"

enum { CALL_MS = 20000 }; /* at most */

struct outcome {
    bool done, unsent;
    enum error error;
    char detail[ERROR_DETAIL_BYTES];
};

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct outcome *outcome = arg;
    (void)id;
    outcome->done = true;
    outcome->error = result->error;
    outcome->unsent = result->unsent;
    snprintf(outcome->detail, sizeof outcome->detail, "%s",
             result->detail ? result->detail : "");
}

static struct outcome call(struct side_bench *bench, struct meddler *meddler)
{
    struct outcome outcome = {0};
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    uint8_t bytes[16];
    in.order_id = (char *)"ok";
    size_t size = protobuf_c_message_pack(&in.base, bytes);
    const struct outgoing call = {.id = 1,
                                  .peer = "payments",
                                  .contract = &payments__payments__descriptor,
                                  .message = {(char *)bytes, size},
                                  .key = "a-key",
                                  .timeout_ms = 60000};
    struct grpc_channel *channel =
        grpc_channel_new(bench->pay->loop, &meddler->front);
    loop_timer_set(bench->pay->patience, CALL_MS);
    grpc_start(channel, &call, on_done, &outcome);
    while (!outcome.done)
        meddler_turn(meddler);
    grpc_channel_free(channel);
    meddler_hang_up(meddler);
    return outcome;
}

static void open_meddler(struct meddler *meddler, struct side_bench *bench)
{
    struct address front;
    char path[96];
    snprintf(path, sizeof path, "%s/meddler.sock", bench->pay->directory);
    assert_int_equal(address_unix(&front, path), ERROR_OK);
    meddler_open(meddler, bench->pay->loop, &front, &bench->front);
}

/* Every byte of a call of orders, which alone may call: whatever is changed,
 * nobody says that orders may not, and what the sidecar stops may come again.
 */
static void who_was_changed_is_not_forbidden_but_undone(void **state)
{
    struct side_bench *bench = *state;
    struct policy policy = {.allow_count = 1, .allow = {"orders"}};
    struct meddler meddler;
    char orders[IDENTITY_TEXT_BYTES];
    int stopped = 0;
    identity_make(bench->secret, "orders", 1, orders);
    assert_int_equal(setenv(IDENTITY_VARIABLE, orders, 1), 0);
    proxy_set_policy(bench->proxy, &policy);
    open_meddler(&meddler, bench);
    meddler_aim(&meddler, -1, 0, 0);
    struct outcome outcome = call(bench, &meddler);
    assert_int_equal(outcome.error, ERROR_OK);
    size_t bytes = meddler.passed[0];
    for (size_t i = 0; i < 8 * bytes; i++) {
        meddler_aim(&meddler, 0, i / 8, (unsigned char)(1u << i % 8));
        outcome = call(bench, &meddler);
        if (outcome.error == ERROR_FORBIDDEN)
            fail_msg("byte %zu, bit %zu: %s", i / 8, i % 8, outcome.detail);
        if (strstr(outcome.detail, "changed at its sidecar")) {
            assert_int_equal(outcome.error, ERROR_UNAVAILABLE);
            assert_true(outcome.unsent);
            stopped++;
        }
    }
    print_message("%zu bytes, stopped %d times\n", bytes, stopped);
    assert_in_range(stopped, 2 * 64, 8 * bytes); /* bits of the digest */
    meddler_close(&meddler);
    unsetenv(IDENTITY_VARIABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            who_was_changed_is_not_forbidden_but_undone, side_bench_set_up,
            side_bench_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
