/*
 * A gateway's daily work: ask, wait, pass the answer on.
 *
 * The problem: each service behind the gateway may be slow, gone or broken,
 * and the client should learn which of these is so without learning what our
 * house looks like inside.
 *
 * The idea: errors are of two families. "No such order" and "declined" are
 * answers: the service works, and its sentence is meant for the client, so it
 * passes unchanged, with the thing it is about. "Disk failed", "no listener"
 * and "assertion" are symptoms: the client gets 503 and the name of the
 * service, since another try may succeed and nothing else would help them.
 *
 * What holds: a timeout is never turned into a "no". When a write is not
 * answered in time its outcome is unknown, and the sentence says so; the
 * idempotency key makes the repeat safe.
 *
 * Rejected: retrying here. Retries of three layers multiply; the saga retries
 * its own steps and the client retries the whole, each with its key.
 */
#include "split/platform/gateway/ask.h"

#include <inttypes.h>

enum {
    READ_MS = 2000,            /* one read of one service */
    PATIENCE_MS = 2000,        /* of orders, unless "deadline-ms" says other */
    BEYOND_PATIENCE_MS = 1000, /* so that orders answers before we give up */
};

static int64_t timeout_ms(const struct request *rq, const struct ask *ask)
{
    int64_t wanted = READ_MS;
    int64_t left;

    if (ask->may_take_a_saga)
        wanted = runtime_setting(rq->runtime, "deadline-ms", PATIENCE_MS) +
                 BEYOND_PATIENCE_MS;
    if (rq->deadline_ms == INT64_MAX)
        return wanted;
    left = rq->deadline_ms - runtime_now_ms(rq->runtime);
    if (left < 1)
        left = 1;
    return left < wanted ? left : wanted;
}

/* ---- what is out ---- */

struct asked {
    answer_handler *then;
    void *arg;
};

static int64_t open_questions;

int64_t ask_open(void)
{
    return open_questions;
}

void ask_forget_all(void)
{
    open_questions = 0;
}

static enum error answered(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    const struct asked *asked = arg;
    open_questions--;
    return asked->then(rt, asked->arg, answer);
}

enum error ask_service(struct request *rq, const struct ask *ask,
                       const ProtobufCMessage *in, answer_handler *then,
                       void *arg)
{
    struct asked *asked = arena_alloc(&rq->arena, sizeof(*asked));
    enum error error;

    if (!asked)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    *asked = (struct asked){then, arg};
    const struct call call = {
        .peer = ask->peer,
        .contract = ask->contract,
        .method = ask->method,
        .in = in,
        .timeout_ms = timeout_ms(rq, ask),
        .trace = &rq->trace,
        .caller = &rq->caller,
        .key = rq->key,
        .repeatable = !ask->writes,
        .arena = &rq->arena,
    };

    error = runtime_call(rq->runtime, &call, answered, asked);
    open_questions += !error;
    return error;
}

void ask_pass_on(struct request *rq, const struct ask *ask,
                 const struct answer *answer)
{
    if (answer->error)
        ask_fail(rq, ask, answer);
    else
        request_reply(rq, answer->message);
}

/* TOUR: answer-or-symptom */
/* True for what the peer says about itself, not about the request. */
static bool is_symptom(enum error error)
{
    switch (error) {
    case ERROR_UNAVAILABLE:
    case ERROR_CANCELLED:
    case ERROR_UNIMPLEMENTED:
    case ERROR_STORAGE:
    case ERROR_SYSTEM:
    case ERROR_INTERNAL:
        return true;
    default:
        return false;
    }
}

static const char *advice(const struct ask *ask)
{
    if (ask->may_take_a_saga)
        return "what became of the order is unknown; send the same request "
               "again with the same Idempotency-Key";
    return "try again";
}

void ask_fail(struct request *rq, const struct ask *ask,
              const struct answer *answer)
{
    enum error error = answer->error;
    const char *detail = answer->detail;

    if (is_symptom(error)) {
        error = ERROR_UNAVAILABLE;
        detail = arena_format(&rq->arena, "%s does not answer; %s", ask->peer,
                              advice(ask));
    } else if (error == ERROR_DEADLINE) {
        detail = arena_format(&rq->arena, "%s did not answer in time; %s",
                              ask->peer, advice(ask));
    }
    if (answer->instance && answer->instance[0])
        request_about(rq, "%s", answer->instance);
    request_fail(rq, error, detail);
}
