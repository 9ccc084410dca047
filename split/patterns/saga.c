/*
 * saga -- runs the positions of saga_advance.c against the world.
 *
 * The problem: between two steps the coordinator may die, an answer may be
 * lost, and the next step must never leave before it is durable that the one
 * before has happened.
 *
 * The idea: an answer is handled in one turn: advance, write the new position
 * and what it means for the order, and issue the next call, which the runtime
 * holds back until the commit. After a crash the row says where to go on, and
 * asking the same step again with the same key is always safe.
 *
 * The invariant: a saga in memory has exactly one call or one timer out, and
 * its row carries our epoch: save() writes only where that still holds.
 *
 * saga_resume.c picks up what a dead process has left.
 */
#include "split/patterns/saga_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/crash.h"
#include "chassis/limits.h"
#include "chassis/log.h"
#include "chassis/planted.h"
#include "split/patterns/retry.h"

const char saga_schema[] =
#include "split/patterns/saga.sql.inc"
    ;

static const struct retry again = {
    .base_ms = 20, .multiplier_percent = 200, .cap_ms = 1000};

/* ---- the sagas in memory, by id ---- */

static struct saga **slot_of(struct sagas *sagas, const char *id)
{
    /* The end of a ULID is its random part. */
    size_t hash = 0;
    for (const char *c = id; *c; c++)
        hash = hash * 31 + (unsigned char)*c;
    return &sagas->slots[hash % (sizeof sagas->slots / sizeof(void *))];
}

void sagas_init(struct sagas *sagas, struct runtime *rt,
                const struct saga_plan *plan)
{
    memset(sagas, 0, sizeof *sagas);
    sagas->rt = rt;
    sagas->plan = plan;
    assert(plan->count <= SAGA_STEPS);
}

struct saga *sagas_find(struct sagas *sagas, const char *id)
{
    struct saga *saga = *slot_of(sagas, id);
    while (saga && strcmp(saga->id.text, id) != 0)
        saga = saga->next;
    return saga;
}

static void forget(struct saga *saga)
{
    struct saga **at = slot_of(saga->all, saga->id.text);
    while (*at != saga)
        at = &(*at)->next;
    *at = saga->next;
    saga->all->count--;
    saga->all->plan->forget(saga);
    free(saga);
}

void sagas_clear(struct sagas *sagas)
{
    for (size_t i = 0; i < sizeof sagas->slots / sizeof *sagas->slots; i++)
        while (sagas->slots[i])
            forget(sagas->slots[i]);
}

enum error saga_remember(struct sagas *sagas, const struct id *id,
                         const struct trace *trace, struct saga **out)
{
    if (sagas->count >= LIMIT_REQUESTS)
        return error_explain(ERROR_OVERLOADED,
                             "%d orders are in progress already; try again",
                             LIMIT_REQUESTS);
    struct saga *saga = calloc(1, sizeof *saga);
    if (!saga)
        return error_explain(ERROR_OVERLOADED, "out of memory");
    struct saga **slot = slot_of(sagas, id->text);
    saga->rt = sagas->rt;
    saga->all = sagas;
    saga->id = *id;
    if (trace)
        saga->trace = *trace;
    saga->next = *slot;
    *slot = saga;
    sagas->count++;
    *out = saga;
    return ERROR_OK;
}

/* ---- what is durable ---- */

/* `undoes`: takes back one that is over, whoever ran it. */
static enum error save(struct saga *saga, bool undoes)
{
    const struct crew *crew = saga->all->crew;
    char traceparent[TRACE_TEXT_BYTES];
    trace_format(&saga->trace, traceparent);
    return db_exec_one(
        runtime_db(saga->rt),
        "INSERT INTO sagas (id, state, step, reason, detail, traceparent,"
        " owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT (id) DO UPDATE SET state = ?2, step = ?3,"
        " reason = ?4, detail = ?5, traceparent = ?6, owner = ?7"
        " WHERE owner = ?7 OR (?8 AND state = 'done')",
        VALUES(TEXT(saga->id.text), TEXT(saga_state_name(saga->at.state)),
               INT(saga->at.step),
               TEXT(saga->reason ? error_slug(saga->reason) : ""),
               TEXT(saga->detail), TEXT(traceparent),
               INT(crew ? crew->epoch : 0), INT(undoes)));
}

static enum error write_log(struct saga *saga, struct saga_position before,
                            enum error outcome)
{
    const struct saga_step *step = &saga->all->plan->steps[before.step];
    bool back = before.state == SAGA_COMPENSATING;
    saga->logged++;
    return db_exec(
        runtime_db(saga->rt), "INSERT INTO saga_log VALUES (?1,?2,?3,?4,?5,?6)",
        VALUES(TEXT(saga->id.text), INT(saga->logged), TEXT(step->name),
               TEXT(back ? "compensate" : "forward"), TEXT(error_slug(outcome)),
               INT(runtime_wall_ms(saga->rt))));
}

/* ---- one step ---- */

static void make_key(const struct saga *saga, char out[SAGA_KEY_BYTES])
{
    const char *step = saga->all->plan->steps[saga->at.step].name;
    if (planted(PLANTED_NO_STEP_KEY))
        snprintf(out, SAGA_KEY_BYTES, "%s/%s/%u", saga->id.text, step,
                 (unsigned)runtime_random(saga->rt));
    else
        snprintf(out, SAGA_KEY_BYTES, "%s/%s", saga->id.text, step);
}

static enum error on_again(struct runtime *rt, void *arg)
{
    (void)rt;
    return saga_go(arg);
}

static enum error end(struct saga *saga)
{
    enum error error = saga->all->plan->ended(saga);
    if (!error)
        forget(saga);
    return error;
}

/* The position has moved: make it durable, tell the owner, go on. */
static enum error move(struct saga *saga, struct saga_position before,
                       const struct answer *answer)
{
    const struct saga_plan *plan = saga->all->plan;
    const struct saga_step *step = &plan->steps[before.step];
    bool forward = before.state == SAGA_RUNNING;
    if (forward && answer->error) {
        saga->reason = answer->error;
        snprintf(saga->detail, sizeof saga->detail, "%s",
                 answer->detail ? answer->detail
                                : error_title(answer->error, false));
    }
    enum error error = write_log(saga, before, answer->error);
    if (!error)
        error = save(saga, false);
    if (!error && forward && !answer->error && step->done)
        error = step->done(saga);
    if (error)
        return error;
    saga_trace_ended(saga, before, answer->error);
    crash_point(plan->crash_points[forward ? 0 : 1]);
    return saga_is_over(saga->at) ? end(saga) : saga_go(saga);
}

static enum error on_answer(struct runtime *rt, void *arg,
                            const struct answer *answer)
{
    struct saga *saga = arg;
    struct saga_position before = saga->at;
    saga->at = saga_advance(before, saga_outcome_of(answer->error),
                            saga->all->plan->count);
    if (saga->at.failures == 0)
        return move(saga, before, answer);
    /* Unknown, or a compensation that was refused: the same again, later. */
    LOG(LOG_DEBUG, "step_repeated", &saga->trace,
        LOG_TEXT("order_id", saga->id.text),
        LOG_TEXT("step", saga->all->plan->steps[before.step].name),
        LOG_TEXT("error", error_slug(answer->error)));
    runtime_after(
        rt, retry_delay_ms(&again, saga->at.failures - 1, runtime_random(rt)),
        on_again, saga);
    return ERROR_OK;
}

/* Asks for the step at which the saga stands. */
enum error saga_go(struct saga *saga)
{
    const struct saga_plan *plan = saga->all->plan;
    const struct saga_step *step = &plan->steps[saga->at.step];
    struct arena *arena = runtime_arena(saga->rt);
    bool back = saga->at.state == SAGA_COMPENSATING;
    char key[SAGA_KEY_BYTES];
    if (saga->at.failures == 0)
        saga_trace_begin(saga);
    saga->span.attempts++;
    make_key(saga, key);
    if (planted(PLANTED_FORGOTTEN_COMPENSATION) && back && saga->at.step == 0)
        return on_answer(saga->rt, saga, &(struct answer){0});
    const ProtobufCMessage *in =
        back ? step->ask_undo(saga, key, arena) : step->ask(saga, key, arena);
    if (!in)
        return error_explain(ERROR_OVERLOADED, "no room for a message");
    struct call call = {.peer = step->peer,
                        .contract = step->contract,
                        .method = back ? step->undo : step->forward,
                        .in = in,
                        .timeout_ms = plan->timeout_ms,
                        .repeatable = true, /* its key is in the message */
                        .trace = &saga->span.trace};
    return runtime_call(saga->rt, &call, on_answer, saga);
}

/* ---- beginnings ---- */

enum error saga_start(struct sagas *sagas, const struct id *id,
                      const struct trace *trace, void *context,
                      struct saga **out)
{
    struct saga *saga = NULL;
    enum error error = saga_remember(sagas, id, trace, &saga);
    if (error)
        return error;
    assert(saga);
    saga->context = context;
    saga->runs = true;
    error = save(saga, false);
    if (!error)
        error = saga_go(saga);
    if (error) {
        saga->context = NULL; /* stays the caller's */
        forget(saga);
        return error;
    }
    *out = saga;
    return ERROR_OK;
}

enum error saga_undo(struct sagas *sagas, const struct id *id,
                     const struct trace *trace, void *context,
                     struct saga **out)
{
    struct saga *saga = NULL;
    enum error error = saga_remember(sagas, id, trace, &saga);
    if (error)
        return error;
    assert(saga);
    saga->context = context;
    saga->runs = true;
    saga->at =
        (struct saga_position){SAGA_COMPENSATING, sagas->plan->count - 1, 0};
    error = saga_count_log(saga);
    if (!error)
        error = save(saga, true);
    if (!error)
        error = saga_go(saga);
    if (error) {
        saga->context = NULL; /* stays the caller's */
        forget(saga);
        return error;
    }
    *out = saga;
    return ERROR_OK;
}
