/*
 * runtime_call -- calls to other services: out after the commit, back in a
 * later turn.
 *
 * The problem: a command must never leave before the state that explains it is
 * durable, and an answer that is late, doubled or meant for a former life of
 * the process must change nothing.
 *
 * The idea: runtime_call() packs the message into the turn's outbox, which is
 * emptied after COMMIT. A call is a slot and a generation; its deadline is one
 * of the runtime's timers. The first thing that comes, answer or deadline,
 * frees the slot; all that comes later finds another generation there.
 */
#include "chassis/runtime_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/limits.h"

enum { CALL_SLOT_BITS = 16 };
_Static_assert(LIMIT_CALLS <= 1 << CALL_SLOT_BITS, "an id holds any slot");

struct pending *call_find(const struct runtime *rt, uint64_t id)
{
    uint32_t slot = (uint32_t)(id & ((1u << CALL_SLOT_BITS) - 1));
    if (!id || slot >= rt->call_count || rt->calls[slot].id != id)
        return NULL;
    return &rt->calls[slot];
}

static struct pending *new_call(struct runtime *rt)
{
    uint32_t slot;
    if (rt->free_call_count > 0) {
        slot = rt->free_calls[--rt->free_call_count];
    } else if (rt->call_count < LIMIT_CALLS) {
        slot = rt->call_count++;
    } else {
        return NULL;
    }
    struct pending *call = &rt->calls[slot];
    *call =
        (struct pending){.id = rt->call_generation++ << CALL_SLOT_BITS | slot};
    return call;
}

void call_end(struct runtime *rt, struct pending *call)
{
    timers_cancel(&rt->timers, call->timer);
    if (call->stream) {
        flow_unstir(rt, call);
        rt->open_streams--;
    }
    call->id = 0;
    rt->free_calls[rt->free_call_count++] = (uint32_t)(call - rt->calls);
}

static void fill_trace(struct runtime *rt, struct trace *out,
                       const struct trace *cause)
{
    if (cause)
        trace_child(out, cause, &rt->random);
    else
        trace_start(out, &rt->random);
}

struct outbox_entry *call_queue(struct runtime *rt, enum outbox_kind kind,
                                uint64_t id)
{
    struct outbox_entry *entry = arena_alloc(&rt->turn_arena, sizeof *entry);
    if (!entry)
        return NULL;
    *entry = (struct outbox_entry){.call.id = id, .kind = kind};
    if (rt->outbox_last)
        rt->outbox_last->next = entry;
    else
        rt->outbox_first = entry;
    rt->outbox_last = entry;
    return entry;
}

bool call_pack(struct runtime *rt, const ProtobufCMessage *message,
               struct slice *out)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    char *bytes = size > LIMIT_MESSAGE_BYTES
                      ? NULL
                      : arena_alloc(&rt->turn_arena, size + 1);
    if (!bytes)
        return false;
    protobuf_c_message_pack(message, (uint8_t *)bytes);
    *out = (struct slice){bytes, size};
    return true;
}

/* The copy that waits for the commit, in the turn's arena. */
static bool queue_call(struct runtime *rt, const struct call *call,
                       enum outbox_kind kind, uint64_t id)
{
    struct slice message = {0};
    const char *key =
        call->key ? arena_string(&rt->turn_arena, call->key) : NULL;
    if (call->in && !call_pack(rt, call->in, &message))
        return false;
    struct outbox_entry *entry = call_queue(rt, kind, id);
    if (!entry)
        return false;
    int method = message_method(call->contract, call->method);
    entry->call = (struct outgoing){.id = id,
                                    .peer = call->peer,
                                    .contract = call->contract,
                                    .method = (unsigned)method,
                                    .message = message,
                                    .timeout_ms = call->timeout_ms,
                                    .key = key,
                                    .repeatable = call->repeatable || key};
    fill_trace(rt, &entry->call.trace, call->trace);
    if (call->caller)
        entry->call.caller = *call->caller;
    return true;
}

static bool set_deadline(struct runtime *rt, struct pending *pending,
                         int64_t timeout_ms)
{
    struct timer deadline = {.at_ms = runtime_now_ms(rt) + timeout_ms,
                             .call_id = pending->id};
    pending->timer = timers_add(&rt->timers, &deadline);
    return pending->timer != 0;
}

struct pending *call_begin(struct runtime *rt, const struct call *call,
                           enum outbox_kind kind)
{
    assert(rt->in_turn);
    int method = message_method(call->contract, call->method);
    assert(method >= 0);
    struct pending *pending = new_call(rt);
    if (!pending) {
        error_explain(ERROR_OVERLOADED,
                      "%d calls are waiting for answers already", LIMIT_CALLS);
        return NULL;
    }
    pending->arena = call->arena;
    if (call->trace)
        pending->cause = *call->trace;
    pending->request_type = call->contract->methods[method].input;
    pending->reply_type = call->contract->methods[method].output;
    if ((call->timeout_ms > 0 &&
         !set_deadline(rt, pending, call->timeout_ms)) ||
        !queue_call(rt, call, kind, pending->id)) {
        call_end(rt, pending);
        error_explain(ERROR_OVERLOADED, "no room for another call");
        return NULL;
    }
    return pending;
}

enum error runtime_call(struct runtime *rt, const struct call *call,
                        answer_handler *then, void *arg)
{
    assert(call->timeout_ms > 0 && call->in);
    struct pending *pending = call_begin(rt, call, OUTBOX_CALL);
    if (!pending)
        return ERROR_OVERLOADED;
    pending->then = then;
    pending->arg = arg;
    return ERROR_OK;
}

static void send_entry(struct runtime *rt, const struct outbox_entry *entry)
{
    struct pending *pending = call_find(rt, entry->call.id);
    if (!pending)
        return;
    if (entry->kind != OUTBOX_CALL) {
        flow_leave(rt, entry);
        return;
    }
    pending->sent = true;
    rt->totals.calls++;
    rt->driver->send(rt->driver_arg, &entry->call);
}

void call_send_all(struct runtime *rt)
{
    struct outbox_entry *entry = rt->outbox_first;
    rt->outbox_first = rt->outbox_last = NULL;
    for (; entry; entry = entry->next) {
        send_entry(rt, entry);
        if (rt->driver->dies &&
            rt->driver->dies(rt->driver_arg, "between two messages")) {
            rt->dead = true;
            return;
        }
    }
}

/* Takes back the calls queued behind `mark` (NULL: all of this turn). */
void call_drop_since(struct runtime *rt, struct outbox_entry *mark)
{
    struct outbox_entry *entry = mark ? mark->next : rt->outbox_first;
    for (; entry; entry = entry->next) {
        struct pending *pending = call_find(rt, entry->call.id);
        if (!pending)
            continue;
        if (entry->kind == OUTBOX_CALL || entry->kind == OUTBOX_OPEN)
            call_end(rt, pending);
        else
            flow_take_back(rt, entry);
    }
    if (mark)
        mark->next = NULL;
    else
        rt->outbox_first = NULL;
    rt->outbox_last = mark;
}

void call_forget_all(struct runtime *rt)
{
    call_drop_since(rt, NULL);
    for (uint32_t i = 0; i < rt->call_count; i++)
        if (rt->calls[i].id) {
            rt->driver->forget(rt->driver_arg, rt->calls[i].id);
            call_end(rt, &rt->calls[i]);
        }
}

/* ---- answers ---- */

static const char *keep_text(struct runtime *rt, const char *text)
{
    return text ? arena_string(&rt->arrivals, text) : NULL;
}

void runtime_answer(struct runtime *rt, uint64_t call_id, enum error error,
                    const char *detail, const char *instance,
                    struct slice message)
{
    if (!call_find(rt, call_id)) {
        rt->totals.late_answers++;
        return;
    }
    struct arrived *arrived = arena_alloc(&rt->arrivals, sizeof *arrived);
    char *bytes = arena_copy(&rt->arrivals, message.data, message.length);
    if (!arrived || !bytes)
        return; /* the deadline will speak for it */
    *arrived = (struct arrived){.call_id = call_id,
                                .error = error,
                                .detail = keep_text(rt, detail),
                                .instance = keep_text(rt, instance),
                                .message = {bytes, message.length}};
    if (rt->arrived_last)
        rt->arrived_last->next = arrived;
    else
        rt->arrived_first = arrived;
    rt->arrived_last = arrived;
    int64_t now = runtime_now_ms(rt);
    rt->driver->wake(rt->driver_arg, now);
    rt->woken_ms = now;
}

void call_expired(struct runtime *rt, uint64_t call_id)
{
    struct pending *pending = call_find(rt, call_id);
    if (!pending)
        return;
    rt->driver->forget(rt->driver_arg, call_id);
    runtime_answer(rt, call_id, ERROR_DEADLINE, "no answer within the deadline",
                   NULL, (struct slice){0});
}

enum error call_run(struct runtime *rt, const struct arrived *arrived)
{
    struct pending *pending = call_find(rt, arrived->call_id);
    if (!pending) { /* a double that arrived in the same turn */
        rt->totals.late_answers++;
        return ERROR_OK;
    }
    struct answer answer = {.error = arrived->error,
                            .detail = arrived->detail,
                            .instance = arrived->instance};
    struct pending call = *pending;
    call_end(rt, pending);
    if (!answer.error && !call.stream) {
        ProtobufCMessage *message = NULL;
        answer.error = message_unpack(
            call.reply_type, arrived->message.data, arrived->message.length,
            call.arena ? call.arena : &rt->turn_arena, &message);
        answer.message = message;
        if (answer.error) {
            answer.error = ERROR_INTERNAL;
            answer.detail = "the peer's answer could not be read";
        }
    }
    if (call.cancelled)
        return ERROR_OK;
    answer_handler *then = call.stream ? call.stream->ended : call.then;
    return then(rt, call.arg, &answer);
}
