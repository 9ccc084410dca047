/*
 * flow_bench -- both ends of gRPC streams in one process and one loop.
 *
 * Use:       flow_bench_set_up() and _tear_down() as cmocka's; flow_open() a
 *            stream over bench->channel, flow_send(), flow_until().
 * Service:   the contract of payments, spoken as streams: Charge is
 *            bidirectional, Refund takes many and answers one (their number,
 *            and all order ids' bytes), Find takes one and answers many,
 *            Wallet is unary. The order id of a Charge says what it does:
 *            "flood" sends `amount` messages of FLOW_FLOOD_BYTES as there is
 *            room; "finish" ends well, "decline" with an error; "hold" stops
 *            reading; "garble" sends what is too large; anything else comes
 *            back with its amount. At the half-close it says "bye" and ends.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_FLOW_BENCH_H
#define TESTS_SUPPORT_FLOW_BENCH_H

#include "chassis/config.h"
#include "chassis/grpc.h"
#include "chassis/http.h"
#include "chassis/runtime_uv.h"
#include "domain/payments/payments.pb-c.h"

enum { FLOW_FLOOD_BYTES = 1000 };

extern const struct service flow_service;

struct flow_bench {
    char directory[64];
    struct loop *loop;
    struct config config;
    struct runtime_uv *uv;
    struct db *db; /* or NULL */
    struct http_server *server;
    struct address local;
    struct grpc_channel *channel; /* to `local` */
    struct loop_timer *patience;
    /* What the service saw. */
    int opened, messages, half_closed, rooms, closed;
    enum error ended; /* of the stream that closed last */
    struct request *last;
};

/* Of any service; takes the database. */
struct flow_bench *flow_bench_new(const struct service *service, struct db *db);
int flow_bench_set_up(void **state);
int flow_bench_tear_down(void **state);
void flow_bench_stop(struct flow_bench *bench); /* the server alone */

/* One stream, as its client sees it. */
struct flow {
    struct flow_bench *bench;
    struct grpc_channel *channel;
    uint64_t id;
    bool lazy; /* flow_take() receives, nothing else does */
    int received;
    size_t bytes;         /* of all order ids */
    int64_t amount;       /* of the last message */
    int64_t out_of_order; /* messages whose amount was not their number */
    char text[64];        /* the last message's, cut */
    bool done;
    enum error error;
    char detail[ERROR_DETAIL_BYTES];
};

/* `method` of the contract; timeout_ms 0: none. */
void flow_open(struct flow_bench *bench, struct flow *flow, uint64_t id,
               const char *method, int64_t timeout_ms);
void flow_open_on(struct grpc_channel *channel, struct flow_bench *bench,
                  struct flow *flow, uint64_t id, const char *method,
                  int64_t timeout_ms);
void flow_send(struct flow *flow, const char *order_id, int64_t amount);
/* An order id of that many bytes. */
void flow_send_big(struct flow *flow, size_t bytes, int64_t amount);
void flow_half_close(struct flow *flow);
/* Takes up to `most` messages; how many there were. */
int flow_take(struct flow *flow, int most);
/* Turns the loop until that many messages came, or until the end. */
void flow_until(struct flow *flow, int received);
void flow_until_done(struct flow *flow);
/* Turns the loop until *number is at least `least`. */
void flow_bench_until(struct flow_bench *bench, const int *number, int least);

#endif
