/*
 * outbox -- one table, one cursor for each subscriber.
 *
 * The problem: "commit, then publish" loses the event when the process dies
 * between the two; "publish, then commit" tells of things that never were.
 *
 * The idea: the event is a row in the same transaction. A relay sends what
 * lies behind a subscriber's cursor, one batch at a time, and moves the cursor
 * when the subscriber has said that it is done. Dying anywhere in between
 * only means that a batch is sent again; the inbox on the other side knows it.
 *
 * The order: sequence is taken inside the write transaction, and SQLite has
 * one writer, so rows become visible in the order of their sequence: a cursor
 * never skips one that is committed later.
 *
 * The relay is the leader of the crew; it stays that until its row is gone, and
 * then its next turn fails before the cursor moves (crew.h). Two relays may
 * still have a batch out at the same time, the former and the new one. Both
 * hold rows from behind the same cursor in the same order, so the inbox takes
 * each event from whichever arrives first, and the rest is repeats.
 *
 * A put does not send at once: it sets a timer of a few milliseconds, so that
 * the events of many orders share one message and one commit at the other end.
 */
#include "split/patterns/outbox.h"

#include <assert.h>
#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "chassis/crash.h"
#include "chassis/log.h"
#include "split/patterns/retry.h"

enum { GATHER_MS = 5, DELIVER_MS = 2000 };

const char outbox_schema[] =
#include "split/patterns/outbox.sql.inc"
    ;

static const struct retry again = {
    .base_ms = 20, .multiplier_percent = 200, .cap_ms = 1000};

static enum error send_batch(struct runtime *rt, void *arg);

void outbox_init(struct outbox *outbox, struct runtime *rt,
                 const char *const *subscribers, const char *crash_point)
{
    memset(outbox, 0, sizeof *outbox);
    outbox->rt = rt;
    outbox->crash_point = crash_point;
    for (; *subscribers; subscribers++) {
        assert(outbox->count < OUTBOX_SUBSCRIBERS);
        struct outbox_subscriber *one = &outbox->subscribers[outbox->count++];
        one->outbox = outbox;
        one->peer = *subscribers;
    }
}

/* ---- the relay ---- */

static void wake(struct outbox_subscriber *one, int64_t delay_ms)
{
    if (!one->outbox->relays || one->in_flight || one->timer_set)
        return;
    one->timer_set = true;
    runtime_after(one->outbox->rt, delay_ms, send_batch, one);
}

static enum error move_cursor(struct outbox_subscriber *one, int64_t upto)
{
    struct db *db = runtime_db(one->outbox->rt);
    crash_point(one->outbox->crash_point);
    enum error error =
        db_exec_one(db,
                    "UPDATE outbox_cursors SET upto = ?1"
                    " WHERE subscriber = ?2 AND upto = ?3",
                    VALUES(INT(upto), TEXT(one->peer), INT(one->upto)));
    if (!error)
        error = db_exec(db,
                        "DELETE FROM outbox WHERE sequence <"
                        " (SELECT min(upto) FROM outbox_cursors)",
                        NO_VALUES);
    if (!error)
        one->upto = upto;
    return error;
}

/* ---- what is told of it ---- */

/* The receiver's span hangs below the one of the sender. */
static void tell_begun(struct outbox_subscriber *one,
                       const Events__DeliverRequest *batch)
{
    struct arena *arena = runtime_arena(one->outbox->rt);
    one->told_count = 0;
    one->batch = (int64_t)batch->n_events;
    for (size_t i = 0; i < batch->n_events; i++) {
        struct messaging *message = &one->told[one->told_count];
        char traceparent[TRACE_TEXT_BYTES];
        if (!messaging_begin(message, batch->events[i]))
            continue;
        messaging_parent(message, traceparent);
        char *text = arena_string(arena, traceparent);
        if (!text)
            continue; /* it is told by the receiver alone */
        batch->events[i]->traceparent = text;
        one->told_count++;
    }
}

static void tell_ended(struct outbox_subscriber *one, enum error error)
{
    const struct messaging_end end = {.kind = TELEMETRY_PRODUCER,
                                      .source = runtime_name(one->outbox->rt),
                                      .destination = one->peer,
                                      .batch = one->batch,
                                      .error = error};
    for (size_t i = 0; i < one->told_count; i++)
        messaging_ended(&one->told[i], &end);
    one->told_count = 0;
}

/* ---- batches ---- */

static enum error on_delivered(struct runtime *rt, void *arg,
                               const struct answer *answer)
{
    struct outbox_subscriber *one = arg;
    const Events__DeliverReply *reply =
        (const Events__DeliverReply *)answer->message;
    one->in_flight = false;
    tell_ended(one, answer->error);
    if (!reply || reply->upto <= one->upto) {
        wake(one, retry_delay_ms(&again, one->failures++, runtime_random(rt)));
        return ERROR_OK;
    }
    one->failures = 0;
    /* No further than what was sent: a subscriber that claims to know more
     * speaks of another life of this database, and must not empty the table. */
    int64_t upto = reply->upto < one->sent ? reply->upto : one->sent;
    enum error error = move_cursor(one, upto);
    if (!error && one->upto < one->outbox->newest)
        wake(one, 0);
    return error;
}

static enum error read_event(struct cursor *c, struct arena *arena,
                             Events__Event *event)
{
    size_t length;
    const void *payload = db_blob(c, 3, &length);
    events__event__init(event);
    event->sequence = db_int(c, 0);
    event->type = arena_string(arena, db_text(c, 1));
    event->key = arena_string(arena, db_text(c, 2));
    event->payload.data = (uint8_t *)arena_copy(arena, payload, length);
    event->payload.len = length;
    event->traceparent = arena_string(arena, db_text(c, 4));
    if (event->type && event->key && event->payload.data && event->traceparent)
        return ERROR_OK;
    return error_explain(ERROR_OVERLOADED, "no room for a batch of events");
}

static enum error read_batch(struct outbox_subscriber *one,
                             Events__DeliverRequest *out)
{
    struct runtime *rt = one->outbox->rt;
    struct arena *arena = runtime_arena(rt);
    struct cursor c;
    enum error error = ERROR_OK;
    Events__Event *events = arena_alloc(arena, OUTBOX_BATCH * sizeof *events);
    out->events = arena_alloc(arena, OUTBOX_BATCH * sizeof *out->events);
    if (!events || !out->events)
        return error_explain(ERROR_OVERLOADED, "no room for a batch of events");
    db_query(&c, runtime_db(rt),
             "SELECT sequence, type, key, payload, traceparent FROM outbox"
             " WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
             VALUES(INT(one->upto), INT(OUTBOX_BATCH)));
    while (!error && out->n_events < OUTBOX_BATCH && db_next(&c)) {
        Events__Event *event = &events[out->n_events];
        error = read_event(&c, arena, event);
        out->events[out->n_events++] = event;
    }
    enum error ended = db_end(&c);
    return error ? error : ended;
}

/* The batch hangs below the work that made its first event. */
static struct trace cause_of(struct runtime *rt, const Events__Event *event)
{
    struct random random;
    struct trace cause;
    random_seed(&random, runtime_random(rt));
    trace_accept(&cause, event->traceparent, strlen(event->traceparent),
                 &random);
    if (!trace_is_root(&cause))
        memcpy(cause.span_id, cause.parent_id, sizeof cause.span_id);
    return cause;
}

static enum error send_batch(struct runtime *rt, void *arg)
{
    struct outbox_subscriber *one = arg;
    Events__DeliverRequest request = EVENTS__DELIVER_REQUEST__INIT;
    one->timer_set = false;
    enum error error = read_batch(one, &request);
    if (error || request.n_events == 0)
        return error;
    request.source = (char *)runtime_name(rt); /* packed, not changed */
    one->sent = request.events[request.n_events - 1]->sequence;
    tell_begun(one, &request);
    struct trace cause = cause_of(rt, request.events[0]);
    struct call call = {.peer = one->peer,
                        .trace = &cause,
                        .contract = &events__events__descriptor,
                        .method = "Deliver",
                        .in = &request.base,
                        .repeatable = true, /* the inbox knows repeats */
                        .timeout_ms = DELIVER_MS};
    error = runtime_call(rt, &call, on_delivered, one);
    one->in_flight = !error;
    return error;
}

/* ---- for the service ---- */

enum error outbox_put(struct outbox *outbox, const char *type, const char *key,
                      const ProtobufCMessage *payload,
                      const struct trace *trace)
{
    struct db *db = runtime_db(outbox->rt);
    struct arena *arena = runtime_arena(outbox->rt);
    char traceparent[TRACE_TEXT_BYTES] = "";
    size_t length = protobuf_c_message_get_packed_size(payload);
    uint8_t *bytes = arena_alloc(arena, length + 1);
    if (!bytes)
        return error_explain(ERROR_OVERLOADED, "no room for an event");
    protobuf_c_message_pack(payload, bytes);
    if (trace)
        trace_format(trace, traceparent);
    enum error error = db_exec(
        db,
        "INSERT INTO outbox (type, key, payload, traceparent)"
        " VALUES (?1, ?2, ?3, ?4)",
        VALUES(TEXT(type), TEXT(key), BLOB(bytes, length), TEXT(traceparent)));
    if (error)
        return error;
    outbox->newest = db_last_id(db);
    for (size_t i = 0; i < outbox->count; i++)
        wake(&outbox->subscribers[i], GATHER_MS);
    return ERROR_OK;
}

static enum error read_cursor(struct outbox_subscriber *one)
{
    struct db *db = runtime_db(one->outbox->rt);
    enum error error =
        db_exec(db, "INSERT OR IGNORE INTO outbox_cursors VALUES (?1, 0)",
                VALUES(TEXT(one->peer)));
    return error ? error
                 : db_get_int(db,
                              "SELECT upto FROM outbox_cursors"
                              " WHERE subscriber = ?1",
                              VALUES(TEXT(one->peer)), &one->upto);
}

static enum error read_newest(struct outbox *outbox)
{
    return db_get_int(runtime_db(outbox->rt),
                      "SELECT coalesce(max(sequence), 0) FROM outbox",
                      NO_VALUES, &outbox->newest);
}

static void wake_those_behind(struct outbox *outbox)
{
    for (size_t i = 0; i < outbox->count; i++)
        if (outbox->subscribers[i].upto < outbox->newest)
            wake(&outbox->subscribers[i], GATHER_MS);
}

enum error outbox_resume(struct outbox *outbox)
{
    enum error error = read_newest(outbox);
    outbox->relays = !outbox->crew || outbox->crew->leads;
    for (size_t i = 0; i < outbox->count && !error; i++) {
        struct outbox_subscriber *one = &outbox->subscribers[i];
        one->in_flight = one->timer_set = false;
        one->failures = 0;
        error = read_cursor(one);
    }
    if (!error)
        wake_those_behind(outbox);
    return error;
}

enum error outbox_look(struct outbox *outbox)
{
    if (!outbox->crew || !outbox->crew->leads)
        return ERROR_OK;
    if (!outbox->relays) {
        LOG(LOG_INFO, "relay_taken_over", NULL,
            LOG_INT("epoch", outbox->crew->epoch));
        return outbox_resume(outbox);
    }
    enum error error = read_newest(outbox);
    if (!error)
        wake_those_behind(outbox);
    return error;
}
