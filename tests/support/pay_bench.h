/*
 * pay_bench -- a made-up payments service on real sockets, in this process.
 *
 * Use:       pay_bench_open(), calls over bench->channel or by grpc_call_once,
 *            pay_bench_close(). The order id of a Charge says what it does:
 *            "ok" answers the amount; "refuse" declines; "about" declines and
 *            names the thing; "caller" answers who calls; "key" answers the
 *            key; "identity" what the process shows; "deadline" answers the
 * milliseconds left; "big" answers so many bytes as the amount says; "echo..."
 * answers the order id; "flaky" is UNAVAILABLE and "busy" OVERLOADED,
 * `failures` times, then ok; "echo of a key" is lost, then in flight, then
 *            done;
 *            "hold" stays open until the test replies, "hold once" only while
 *            no other is held.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_PAY_BENCH_H
#define TESTS_SUPPORT_PAY_BENCH_H

#include "chassis/config.h"
#include "chassis/grpc.h"
#include "chassis/http.h"
#include "chassis/runtime_uv.h"
#include "domain/payments/payments.pb-c.h"

struct pay_bench {
    char directory[64];
    struct loop *loop;
    struct config config;
    struct runtime_uv *uv;
    struct http_server *server;
    struct address local, tcp;
    struct grpc_channel *channel; /* to `local` */
    struct loop_timer *patience;
    struct request *held; /* the newest "hold" */
    int ran;              /* handlers */
    int failures;         /* of "flaky", still to come */
};

int pay_bench_set_up(void **state);
int pay_bench_tear_down(void **state);
/* The server alone, again on the same address after pay_bench_stop(). */
void pay_bench_serve(struct pay_bench *bench);
void pay_bench_stop(struct pay_bench *bench);

/* What came of a call. */
struct pay_answer {
    bool done;
    enum error error;
    char detail[ERROR_DETAIL_BYTES];
    char instance[64];
    char *state; /* malloc'd; NULL on an error */
    int64_t amount;
};
void pay_answer_clear(struct pay_answer *answer);

/* Starts a Charge over `channel`; loop on with pay_wait(). */
void pay_start(struct grpc_channel *channel, uint64_t id, const char *order_id,
               int64_t amount, struct pay_answer *answer);
/* The same with everything a call may carry. */
void pay_start_as(struct grpc_channel *channel, struct outgoing *call,
                  const char *order_id, struct pay_answer *answer);
/* The same by a way out. */
void pay_send(const struct outbound *outbound, void *way, struct outgoing *call,
              const char *order_id, struct pay_answer *answer);
/* A call that is ready to be sent, whatever it is. */
void pay_send_ready(struct grpc_channel *channel, const struct outgoing *call,
                    struct pay_answer *answer);
void pay_wait(struct pay_bench *bench, const struct pay_answer *answer);
/* Until a request is held. */
void pay_wait_held(struct pay_bench *bench);

#endif
