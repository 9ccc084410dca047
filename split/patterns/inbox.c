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

static enum error take(struct request *rq, const char *source,
                       const Events__Event *event, inbox_effect *effect)
{
    struct messaging message;
    struct messaging_end end = {.kind = TELEMETRY_CONSUMER,
                                .source = source,
                                .destination = runtime_name(rq->runtime)};
    bool told = messaging_begin(&message, event);
    bool fresh = false;
    enum error error =
        inbox_accept(runtime_db(rq->runtime), source, event->sequence, &fresh);

    if (!error && fresh)
        error = effect(rq, event);
    end.repeat = !fresh;
    end.error = error;
    if (told)
        messaging_ended(&message, &end);
    return error;
}

enum error inbox_deliver(struct request *rq, const ProtobufCMessage *in,
                         inbox_effect *effect)
{
    const Events__DeliverRequest *batch = (const Events__DeliverRequest *)in;
    Events__DeliverReply *reply = arena_alloc(&rq->arena, sizeof(*reply));
    enum error error;

    if (!reply)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    for (size_t i = 0; i < batch->n_events; i++) {
        error = take(rq, batch->source, batch->events[i], effect);
        if (error)
            return error;
    }
    events__deliver_reply__init(reply);
    error = inbox_upto(runtime_db(rq->runtime), batch->source, &reply->upto);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}
