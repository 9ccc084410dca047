/*
 * hop -- see hop.h.
 *
 * The client is the one that services call each other with: an HTTP/2 channel
 * on a loop. The loop runs until the answer is there, so a call costs what one
 * hop of a saga costs, with nobody to share the turn with.
 */
#include "tests/bench/hop.h"

#include <stdio.h>

#include "chassis/clock.h"
#include "chassis/histogram.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/bench/shops.h"

enum { HOP_TIMEOUT_MS = 5000 };

void hop_open(struct hop *hop, struct loop *loop, const char *socket_path)
{
    hop_open_by(hop, loop, socket_path, &outbound_straight);
}

void hop_open_by(struct hop *hop, struct loop *loop, const char *socket_path,
                 const struct outbound *outbound)
{
    *hop = (struct hop){.loop = loop, .outbound = outbound};
    struct config_peer *peer = &hop->config.peers[0];
    const struct outbound_options options = {.loop = loop,
                                             .config = &hop->config};
    snprintf(peer->name, sizeof peer->name, "payments");
    enum error error = address_unix(&peer->address, socket_path);
    hop->config.peer_count = 1;
    if (!error)
        error = outbound->open(&hop->way, &options);
    if (error)
        shops_die(socket_path, error_detail(error));
    random_seed(&hop->random, 1);
}

void hop_close(struct hop *hop)
{
    hop->outbound->close(hop->way);
}

static void on_result(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct hop *hop = arg;
    (void)id;
    if (result->error)
        shops_die("gRPC", result->detail ? result->detail : "it failed");
    hop->answered = true;
}

void hop_call(struct hop *hop)
{
    static const ProtobufCServiceDescriptor *const contract =
        &payments__payments__descriptor;
    Payments__WalletRequest in = PAYMENTS__WALLET_REQUEST__INIT;
    uint8_t bytes[16];
    in.customer_id = 7;
    size_t length = payments__wallet_request__pack(&in, bytes);
    struct outgoing call = {.id = ++hop->id,
                            .peer = "payments",
                            .contract = contract,
                            .method =
                                (unsigned)message_method(contract, "Wallet"),
                            .message = {(const char *)bytes, length},
                            .timeout_ms = HOP_TIMEOUT_MS};
    trace_start(&call.trace, &hop->random);
    hop->answered = false;
    hop->outbound->send(hop->way, &call, on_result, hop);
    while (!hop->answered)
        loop_once(hop->loop, true);
}

double hop_median_us(struct hop *hop, int count)
{
    static struct histogram histogram;
    histogram_init(&histogram);
    for (int i = 0; i < count && !shops_interrupted(); i++) {
        int64_t start = clock_monotonic_ns();
        hop_call(hop);
        histogram_record(&histogram, (clock_monotonic_ns() - start) / 10);
    }
    return (double)histogram_quantile(&histogram, 0.5) / 100;
}
