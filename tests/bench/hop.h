/*
 * hop -- one gRPC call after another, as the split's processes make them.
 *
 * Use:       hop_open() a Unix socket of payments, hop_call() as often as
 *            needed, hop_close().
 * Units:     none; the caller looks at the clock.
 * Ownership: the loop is the caller's.
 * Errors:    through shops_die().
 * Blocking:  until the answer.
 */
#ifndef TESTS_BENCH_HOP_H
#define TESTS_BENCH_HOP_H

#include "chassis/outbound.h"

struct hop {
    struct loop *loop;
    struct config config; /* says where the peer is */
    const struct outbound *outbound;
    void *way;
    struct random random;
    uint64_t id;
    bool answered;
};

void hop_open(struct hop *hop, struct loop *loop, const char *socket_path);
/* The same by another way out than straight. */
void hop_open_by(struct hop *hop, struct loop *loop, const char *socket_path,
                 const struct outbound *outbound);
/* Payments.Wallet: one row read, 2 bytes up and a few down. */
void hop_call(struct hop *hop);
/* The median of so many calls; ends early after an interrupt. */
double hop_median_us(struct hop *hop, int count);
void hop_close(struct hop *hop);

#endif
