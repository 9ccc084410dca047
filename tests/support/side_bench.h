/*
 * side_bench -- a proxy between a client and the made-up payments service, all
 *               on real sockets in this process.
 *
 * Use:       side_bench_set_up(); calls over bench->channel go through the
 *            proxy, calls over bench->pay->channel go straight.
 *            side_fault() adds a fault and tells the proxy, side_heal() takes
 *            all away.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_SIDE_BENCH_H
#define TESTS_SUPPORT_SIDE_BENCH_H

#include "chassis/fault.h"
#include "split/platform/sidecar/proxy.h"
#include "tests/support/pay_bench.h"

struct side_bench {
    struct pay_bench *pay;
    struct faults faults;
    struct proxy *proxy;
    struct address front;
    unsigned char secret[32];
    struct grpc_channel *channel; /* through the proxy */
    uint64_t next_id;
};

int side_bench_set_up(void **state);
int side_bench_tear_down(void **state);

struct fault *side_fault(struct side_bench *bench, const struct fault *fault);
/* One of that kind with its first value; every event, both ways. */
struct fault *side_harm(struct side_bench *bench, enum fault_kind kind,
                        int64_t value);
void side_heal(struct side_bench *bench);

/* One Charge through the proxy, waited for. */
void side_call(struct side_bench *bench, const char *order_id, int64_t amount,
               struct pay_answer *answer);
/* The same, and it must be answered well. Milliseconds that it took. */
int64_t side_ok(struct side_bench *bench, const char *order_id, int64_t amount);
/* A call with a deadline of its own, which the channel does not keep: false
 * when it passed without an answer; the call is cancelled then. */
bool side_call_within(struct side_bench *bench, const char *order_id,
                      int64_t timeout_ms, struct pay_answer *answer);
/* Turns the loop for so long. */
void side_pass(struct side_bench *bench, int64_t ms);

#endif
