/*
 * hop -- see hop.h.
 *
 * The client is the one that services call each other with: an HTTP/2 channel
 * on a loop. The loop runs until the answer is there, so a call costs what one
 * hop of a saga costs, with nobody to share the turn with.
 */
#include "tests/bench/hop.h"

#include "domain/payments/payments.pb-c.h"
#include "tests/bench/shops.h"

enum { HOP_TIMEOUT_MS = 5000 };

void hop_open(struct hop *hop, struct loop *loop, const char *socket_path)
{
    struct address address;
    enum error error = address_unix(&address, socket_path);
    if (error)
        shops_die(socket_path, error_detail(error));
    *hop = (struct hop){.loop = loop};
    random_seed(&hop->random, 1);
    hop->channel = grpc_channel_new(loop, &address);
}

void hop_close(struct hop *hop)
{
    grpc_channel_free(hop->channel);
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
                            .contract = contract,
                            .method =
                                (unsigned)message_method(contract, "Wallet"),
                            .message = {(const char *)bytes, length},
                            .timeout_ms = HOP_TIMEOUT_MS};
    trace_start(&call.trace, &hop->random);
    hop->answered = false;
    grpc_start(hop->channel, &call, on_result, hop);
    while (!hop->answered)
        loop_once(hop->loop, true);
}
