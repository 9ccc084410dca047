/*
 * door -- a lean HTTP/1.1 customer of a front door, and many of them at once.
 *
 * Use:       door_connect() and door_ask() for one exchange after another;
 *            door_orders() for closed-loop clients, each with one keep-alive
 *            connection and one order in flight.
 * Units:     microseconds; milliseconds for the length of a round.
 * Ownership: plain descriptors, the caller's.
 * Errors:    through shops_die(): a bench that cannot talk cannot measure.
 * Blocking:  always; door_orders() stands on epoll and does nothing but
 *            compare a status line and count a length, so that it is never
 *            what is measured.
 */
#ifndef TESTS_BENCH_DOOR_H
#define TESTS_BENCH_DOOR_H

#include <stddef.h>
#include <stdint.h>

enum {
    DOOR_CLIENTS = 64,
    DOOR_REPLY_BYTES = 16 * 1024,
    DOOR_TOKEN_BYTES = 1024
};

int door_connect_tcp(int port);
int door_connect_unix(const char *path);

struct door_reply {
    int status;
    const char *body;
    char bytes[DOOR_REPLY_BYTES];
};
/* Sends these bytes, reads one whole reply. */
void door_ask(int fd, const char *request, size_t length,
              struct door_reply *out);
/* "eyJ..." of that customer. */
void door_token(int port, int customer, char out[DOOR_TOKEN_BYTES]);
/* The i-th of the customers who can pay and be delivered to. */
int door_customer(int i);

struct door_result {
    long confirmed, other; /* other: any status but 201 */
    double per_s;          /* confirmed orders */
    double p50_us;
};
/* `tokens[i]` is of door_customer(i). Orders begun within `ms` are finished
 * and counted, and the clock runs until the last is. */
void door_orders(int port, int clients, int64_t ms,
                 char tokens[][DOOR_TOKEN_BYTES], struct door_result *out);

#endif
