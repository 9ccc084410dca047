/*
 * rows_hop -- what one exchange costs, both ends on one processor.
 *
 * A gRPC hop is measured with our own client, for that is what a hop between
 * two services is: both ends are ours. REST is asked by a lean blocking
 * client, for browsers are not ours. The peer of both is a bare ping-pong of
 * as many bytes; on one processor it costs two switches.
 */
#include "tests/bench/rows.h"

#include <stdio.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/histogram.h"
#include "tests/bench/door.h"
#include "tests/bench/floor.h"
#include "tests/bench/hop.h"
#include "tests/bench/table.h"

enum { CPU = 1 };

/* ---- one round of each ---- */

static double rest_us(int fd, const char *target, int count)
{
    static struct histogram histogram;
    static struct door_reply reply;
    char request[256];
    size_t length = (size_t)snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: shop\r\nAccept: application/json\r\n\r\n",
        target);
    histogram_init(&histogram);
    for (int i = 0; i < count && !shops_interrupted(); i++) {
        int64_t start = clock_monotonic_ns();
        door_ask(fd, request, length, &reply);
        histogram_record(&histogram, (clock_monotonic_ns() - start) / 10);
        if (reply.status != 200)
            shops_die(target, reply.bytes);
    }
    return (double)histogram_quantile(&histogram, 0.5) / 100;
}

void rows_hop(struct rows *rows)
{
    struct samples ping = {.count = 0}, grpc = ping, health = ping, mug = ping;
    const struct shops_process *payments = shops_find(&rows->shops, "payments");
    const struct shops_process *monolith = shops_find(&rows->shops, "monolith");
    struct hop hop;
    hop_open(&hop, rows->shops.loop, payments->socket);
    int fd = door_connect_unix(monolith->socket);
    floor_pin(0, CPU);
    floor_pin(payments->pid, CPU);
    floor_pin(monolith->pid, CPU);
    hop_median_us(&hop, rows->hops / 10); /* connects and warms */
    for (int i = 0; i < rows->rounds && !shops_interrupted(); i++) {
        samples_add(&ping, floor_ping_us(rows->hops));
        samples_add(&grpc, hop_median_us(&hop, rows->hops));
        samples_add(&health, rest_us(fd, "/healthz", rows->hops));
        samples_add(&mug, rest_us(fd, "/api/products/MUG", rows->hops));
    }
    floor_pin(0, -1);
    floor_pin(payments->pid, -1);
    floor_pin(monolith->pid, -1);
    close(fd);
    hop_close(&hop);
    if (shops_interrupted())
        return;
    table_compare("1 gRPC hop, Wallet, same cpu", &grpc, &ping, "us",
                  "<= 2.0, then <= 1.5");
    table_compare("1 REST GET /healthz, same cpu", &health, &ping, "us",
                  "<= 1.5, then <= 1.2");
    table_compare("1 REST GET /api/products/MUG, same cpu", &mug, &ping, "us",
                  "<= 1.5, then <= 1.2");
}
