/*
 * sim_message -- what travels between the nodes of the simulator.
 *
 * The problem: the same message may arrive late, twice, after its sender died,
 * or never; and each of those must be as likely for an answer as for a
 * request.
 *
 * The idea: requests and answers are one struct and take one road, sim_put(),
 * which draws the faults. An answer names the life of the node it is for, so
 * what was meant for a dead process does not reach its successor, as a broken
 * connection would not.
 */
#include "chassis/sim_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *copy(const void *bytes, size_t length)
{
    char *out = malloc(length + 1);
    assert(out);
    if (length)
        memcpy(out, bytes, length);
    out[length] = 0;
    return out;
}

static char *copy_text(const char *text)
{
    return text ? copy(text, strlen(text)) : NULL;
}

static struct sim_message *duplicate(const struct sim_message *message)
{
    struct sim_message *out = copy(message, sizeof *message);
    out->key = copy_text(message->key);
    out->detail = copy_text(message->detail);
    out->instance = copy_text(message->instance);
    out->bytes = copy(message->bytes, message->length);
    return out;
}

void sim_message_free(struct sim_message *message)
{
    if (!message)
        return;
    free(message->key);
    free(message->detail);
    free(message->instance);
    free(message->bytes);
    free(message);
}

/* ---- the road, and what happens on it ---- */

static int64_t draw_delay(struct sim *sim)
{
    const struct sim_faults *faults = &sim->faults;
    int64_t spread = faults->delay_max_ms - faults->delay_min_ms;
    int64_t delay = faults->delay_min_ms +
                    (int64_t)random_below(&sim->random, (uint64_t)spread + 1);
    if (sim->faulty && random_percent(&sim->random, faults->reorder_percent))
        delay = delay * 10 + 1;
    return delay;
}

static void put_once(struct sim *sim, struct sim_message *message)
{
    sim->totals.messages++;
    sim_schedule(sim, (struct sim_event){.at_ms = sim->now_ms + draw_delay(sim),
                                         .kind = SIM_MESSAGE,
                                         .message = message});
}

static const char *describe(const struct sim_message *message, char *out,
                            size_t size)
{
    const char *from =
        message->origin.node ? message->origin.node->service->name : "client";
    if (message->is_answer)
        snprintf(out, size, "%s < %s", from, error_slug(message->error));
    else
        snprintf(out, size, "%s > %s.%s", from, message->to->service->name,
                 message->contract->methods[message->method].name);
    return out;
}

static void put(struct sim *sim, struct sim_message *message)
{
    char text[96];
    const char *who = describe(message, text, sizeof text);
    uint64_t id = message->origin.call_id;
    if (sim->faulty && random_percent(&sim->random, sim->faults.lose_percent)) {
        sim->totals.lost++;
        sim_note(sim, "lost", who, id);
        sim_message_free(message);
        return;
    }
    if (sim->faulty &&
        random_percent(&sim->random, sim->faults.duplicate_percent)) {
        sim->totals.doubled++;
        sim_note(sim, "doubled", who, id);
        put_once(sim, duplicate(message));
    }
    sim_note(sim, "sent", who, id);
    put_once(sim, message);
}

/* ---- requests ---- */

void sim_send(struct sim_node *from, const struct outgoing *call)
{
    struct sim_message message = {
        .origin = {.node = from, .life = from->life, .call_id = call->id},
        .to = sim_pick(from->sim, call->peer),
        .contract = call->contract,
        .method = call->method,
        .trace = call->trace,
        .caller = call->caller,
        .timeout_ms = call->timeout_ms,
        .key = (char *)(uintptr_t)call->key,
        .bytes = (char *)(uintptr_t)call->message.data,
        .length = call->message.length};
    assert(message.to); /* a peer that was never added */
    put(from->sim, duplicate(&message));
}

void sim_request(struct sim *sim, const char *peer,
                 const ProtobufCServiceDescriptor *contract, const char *method,
                 const ProtobufCMessage *in, const struct caller *caller,
                 const char *key, int64_t timeout_ms, sim_reply *then,
                 void *arg)
{
    int index = message_method(contract, method);
    assert(index >= 0);
    struct buffer packed;
    buffer_init(&packed, 1 << 20);
    enum error error = message_pack(in, &packed);
    assert(!error);
    struct sim_message message = {
        .origin = {.call_id = sim->order,
                   .then = then,
                   .arg = arg,
                   .reply_type = contract->methods[index].output},
        .to = sim_pick(sim, peer),
        .contract = contract,
        .method = (unsigned)index,
        .timeout_ms = timeout_ms,
        .key = (char *)(uintptr_t)key,
        .bytes = packed.data,
        .length = packed.length};
    assert(message.to);
    if (caller)
        message.caller = *caller;
    trace_start(&message.trace, &sim->random);
    put(sim, duplicate(&message));
    buffer_release(&packed);
}

/* ---- answers ---- */

static void put_answer(struct sim *sim, const struct sim_origin *origin,
                       const struct sim_message *fields)
{
    struct sim_message message = *fields;
    message.is_answer = true;
    message.origin = *origin;
    put(sim, duplicate(&message));
}

static void forget_transport(struct sim_transport *transport)
{
    if (transport->previous)
        transport->previous->next = transport->next;
    else
        transport->sim->transports = transport->next;
    if (transport->next)
        transport->next->previous = transport->previous;
    free(transport);
}

void sim_transports_free(struct sim *sim)
{
    while (sim->transports) /* each takes itself off. NOLINTNEXTLINE */
        forget_transport(sim->transports);
}

static void request_done(struct request *rq)
{
    struct sim_transport *transport = rq->transport;
    struct sim_message fields = {.error = rq->error,
                                 .detail = (char *)(uintptr_t)rq->detail,
                                 .instance = (char *)(uintptr_t)rq->instance};
    struct buffer packed;
    buffer_init(&packed, 1 << 20);
    if (!rq->error) {
        enum error error = message_pack(rq->out, &packed);
        assert(!error);
        fields.bytes = packed.data;
        fields.length = packed.length;
    }
    put_answer(transport->sim, &transport->origin, &fields);
    buffer_release(&packed);
    forget_transport(transport);
    runtime_request_free(rq);
}

static void refuse(struct sim *sim, const struct sim_message *message,
                   enum error error)
{
    struct sim_message fields = {.error = error};
    put_answer(sim, &message->origin, &fields);
}

static void deliver_request(struct sim *sim, const struct sim_message *message)
{
    struct runtime *rt = message->to->runtime;
    if (!rt) { /* nobody listens: as a refused connection */
        refuse(sim, message, ERROR_UNAVAILABLE);
        return;
    }
    const struct face *face = runtime_face(rt, message->contract->name);
    assert(face);
    if (face->methods[message->method].streaming) {
        refuse(sim, message, ERROR_UNIMPLEMENTED);
        return;
    }
    struct request *rq = runtime_request(rt, face, message->method);
    if (!rq) {
        refuse(sim, message, ERROR_OVERLOADED);
        return;
    }
    ProtobufCMessage *in = NULL;
    enum error error =
        message_unpack(message->contract->methods[message->method].input,
                       message->bytes, message->length, &rq->arena, &in);
    assert(!error);
    struct sim_transport *transport = calloc(1, sizeof *transport);
    assert(transport);
    *transport =
        (struct sim_transport){sim, message->origin, sim->transports, NULL};
    if (sim->transports)
        sim->transports->previous = transport;
    sim->transports = transport;
    rq->in = in;
    rq->trace = message->trace;
    rq->caller = message->caller;
    rq->deadline_ms = sim->now_ms + message->timeout_ms;
    rq->key = message->key ? arena_string(&rq->arena, message->key) : NULL;
    rq->done = request_done;
    rq->transport = transport;
    runtime_submit(rq);
}

static void answer_client(const struct sim_message *message)
{
    struct arena arena;
    ProtobufCMessage *out = NULL;
    arena_init(&arena, 1 << 22);
    if (!message->error) {
        enum error error =
            message_unpack(message->origin.reply_type, message->bytes,
                           message->length, &arena, &out);
        assert(!error);
    }
    message->origin.then(message->origin.arg, message->error, message->detail,
                         out);
    arena_release(&arena);
}

static void deliver_answer(const struct sim_message *message)
{
    const struct sim_origin *origin = &message->origin;
    if (!origin->node)
        answer_client(message);
    else if (origin->node->runtime && origin->node->life == origin->life)
        runtime_answer(origin->node->runtime, origin->call_id, message->error,
                       message->detail, message->instance,
                       (struct slice){message->bytes, message->length});
}

void sim_deliver(struct sim *sim, struct sim_message *message)
{
    char text[96];
    sim_note(sim, "arrives", describe(message, text, sizeof text),
             message->origin.call_id);
    if (message->is_answer)
        deliver_answer(message);
    else
        deliver_request(sim, message);
    sim_message_free(message);
}
