/*
 * inbox -- events that arrive at least once, and take effect once.
 *
 * The problem: the relay of a source sends a batch of events and gets no
 * answer. Did the batch arrive? It cannot know, so it sends again, and a
 * receiver that trusts each delivery counts one order twice.
 *
 * The idea: the relay sends in rising order and waits for its answer, so what
 * has been seen is always a prefix of what the source ever sent. A prefix is
 * one number. An event at or below it is a repeat; an event above it is fresh
 * and moves it.
 *
 * The invariant: the number and the effect are written in one transaction.
 * Whatever happens between, a crash or an error, leaves both or neither; were
 * the number written first an effect could be lost, and were it written later
 * an effect could happen twice.
 *
 * Order of use: inbox_deliver() from the handler; it asks inbox_accept() for
 * each event and runs the service's effect on the fresh ones.
 */
#include "split/patterns/inbox.h"

#include "split/patterns/messaging.h"

const char inbox_schema[] =
#include "split/patterns/inbox.sql.inc"
    ;

enum error inbox_accept(struct db *db, const char *source, int64_t sequence,
                        bool *fresh)
{
    enum error error;

    if (!*source || sequence < 1)
        return error_explain(ERROR_UNPROCESSABLE,
                             "an event needs its source and a sequence from 1; "
                             "this one is %lld of \"%s\"",
                             (long long)sequence, source);
    error = db_exec(db,
                    "INSERT INTO inbox (source, upto) VALUES (?1, ?2)"
                    " ON CONFLICT (source) DO UPDATE SET upto = excluded.upto"
                    " WHERE upto < excluded.upto",
                    VALUES(TEXT(source), INT(sequence)));
    if (!error)
        *fresh = db_changes(db) == 1;
    return error;
}

enum error inbox_upto(struct db *db, const char *source, int64_t *out)
{
    return db_get_int(db,
                      "SELECT coalesce(max(upto), 0) FROM inbox"
                      " WHERE source = ?1",
                      VALUES(TEXT(source)), out);
}

/* One event of a batch, and what is told of it at the end. */
struct taken {
    struct messaging message;
    bool told, repeat;
};

static enum error take(struct request *rq, const char *source,
                       const Events__Event *event, inbox_effect *effect,
                       struct taken *out)
{
    bool fresh = false;
    out->told = messaging_begin(&out->message, event);
    enum error error =
        inbox_accept(runtime_db(rq->runtime), source, event->sequence, &fresh);
    if (!error && fresh)
        error = effect(rq, event);
    out->repeat = !fresh;
    return error;
}

/* An event that fails takes those before it in the batch back with it. */
static void tell(const struct request *rq, const char *source,
                 const struct taken *taken, size_t count, enum error error)
{
    struct messaging_end end = {.kind = TELEMETRY_CONSUMER,
                                .source = source,
                                .destination = runtime_name(rq->runtime),
                                .error = error};
    for (size_t i = 0; i < count; i++) {
        end.repeat = taken[i].repeat;
        if (taken[i].told)
            messaging_ended(&taken[i].message, &end);
    }
}

enum error inbox_deliver(struct request *rq, const ProtobufCMessage *in,
                         inbox_effect *effect)
{
    const Events__DeliverRequest *batch = (const Events__DeliverRequest *)in;
    Events__DeliverReply *reply = arena_alloc(&rq->arena, sizeof(*reply));
    struct taken *taken =
        arena_alloc(&rq->arena, (batch->n_events + 1) * sizeof *taken);
    enum error error = ERROR_OK;
    size_t count = 0;

    if (!reply || !taken)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    events__deliver_reply__init(reply);
    while (count < batch->n_events && !error) {
        error = take(rq, batch->source, batch->events[count], effect,
                     &taken[count]);
        count++;
    }
    if (!error)
        error =
            inbox_upto(runtime_db(rq->runtime), batch->source, &reply->upto);
    tell(rq, batch->source, taken, count, error);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}
