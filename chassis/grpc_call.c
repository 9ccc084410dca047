/*
 * grpc_call -- one call, waited for.
 *
 * The idea: a channel for one call only, and a timer that is its deadline. The
 * loop turns until one of the two has spoken. A front end that makes a few
 * calls a second needs no more; whoever makes many keeps a channel.
 */
#include "chassis/grpc_call.h"

#include <assert.h>

#include "chassis/message.h"
#include "chassis/random.h"

struct waiting {
    struct loop *loop;
    bool ended;
    struct arena *arena;
    struct answer *out;
    const ProtobufCMessageDescriptor *type;
};

static void end(struct waiting *waiting, enum error error, const char *detail)
{
    waiting->ended = true;
    loop_stop(waiting->loop);
    waiting->out->error = error;
    if (error)
        error_explain(error, "%s", detail ? detail : error_title(error, false));
    waiting->out->detail =
        error ? arena_string(waiting->arena, error_detail(error)) : NULL;
}

static void on_answer(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct waiting *waiting = arg;
    ProtobufCMessage *message = NULL;
    enum error error = result->error;
    const char *detail = result->detail;
    (void)id;
    if (waiting->ended)
        return; /* the deadline was first */
    if (result->instance)
        waiting->out->instance = arena_string(waiting->arena, result->instance);
    if (!error) {
        error =
            message_unpack(waiting->type, result->message.data,
                           result->message.length, waiting->arena, &message);
        detail = error ? "the peer's answer could not be read" : NULL;
    }
    waiting->out->message = message;
    end(waiting, error, detail);
}

static void on_deadline(void *arg)
{
    struct waiting *waiting = arg;
    if (!waiting->ended)
        end(waiting, ERROR_DEADLINE, "no answer within the deadline");
}

static enum error fill_outgoing(const struct grpc_call *call,
                                struct buffer *packed, struct outgoing *out)
{
    int method = message_method(call->contract, call->method);
    assert(method >= 0);
    *out = (struct outgoing){.id = 1,
                             .contract = call->contract,
                             .method = (unsigned)method,
                             .timeout_ms = call->timeout_ms,
                             .key = call->key};
    if (call->trace) {
        out->trace = *call->trace;
    } else {
        struct random random;
        uint64_t seed;
        enum error error = random_secret(&seed, sizeof seed);
        if (error)
            return error;
        random_seed(&random, seed);
        trace_start(&out->trace, &random);
    }
    enum error error = message_pack(call->in, packed);
    out->message = (struct slice){packed->data, packed->length};
    return error;
}

static enum error wait_for(struct loop *loop, const struct grpc_call *call,
                           const struct outgoing *outgoing,
                           struct waiting *waiting)
{
    struct grpc_channel *channel = grpc_channel_new(loop, call->address);
    if (!channel)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (call->stranger)
        grpc_channel_expect_strangers(channel);
    struct loop_timer *deadline = loop_timer_new(loop, on_deadline, waiting);
    loop_timer_set(deadline, call->timeout_ms);
    grpc_start(channel, outgoing, on_answer, waiting);
    while (!waiting->ended) /* somebody else may stop the loop too */
        loop_run(loop);
    loop_timer_free(deadline);
    grpc_channel_free(channel);
    loop_once(loop, false); /* lets what was closed go */
    return waiting->out->error;
}

enum error grpc_call_once(struct loop *loop, const struct grpc_call *call,
                          struct arena *arena, struct answer *out)
{
    struct buffer packed;
    struct outgoing outgoing;
    *out = (struct answer){0};
    struct waiting waiting = {.loop = loop, .arena = arena, .out = out};
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    enum error error = fill_outgoing(call, &packed, &outgoing);
    if (!error) {
        waiting.type = call->contract->methods[outgoing.method].output;
        error = wait_for(loop, call, &outgoing, &waiting);
    }
    if (error && !waiting.ended) /* it never began */
        *out = (struct answer){
            .error = error, .detail = arena_string(arena, error_detail(error))};
    buffer_release(&packed);
    return error;
}
