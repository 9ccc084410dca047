/*
 * runtime_turn -- group commit: all that is ready becomes one transaction.
 *
 * The problem: a sync costs as much as a dozen hops, so a commit for each
 * request is slow; but nothing may be told to anybody before it is durable.
 *
 * The idea: one turn is BEGIN, every event that is ready (answers, timers,
 * requests), COMMIT, and only then the replies and calls. Under load turns
 * fill by themselves: while one commits, the next collects. Each event that
 * may write runs in a savepoint of its own, so one that fails takes only
 * itself back.
 *
 * The invariant: at every return from runtime_turn() the database has no open
 * transaction, and whatever left the process was committed before it left.
 *
 * When it goes wrong: a failed COMMIT has told nobody anything. The runtime
 * then forgets in memory exactly what a crash would have forgotten, and the
 * service resumes from its database, which is the one thing that is true.
 */
#include "chassis/runtime_private.h"

#include <assert.h>

#include "chassis/crash.h"
#include "chassis/limits.h"
#include "chassis/log.h"
#include "chassis/planted.h"
#include "chassis/runtime_trace.h"
#include "chassis/telemetry.h"

enum {
    RECOVERY_FIRST_MS = 20,
    RECOVERY_LAST_MS = 100,
    STREAM_SHARE = 64 /* events of one stream before the next has its turn */
};

/* Where to go back to when an event fails. */
struct mark {
    struct request *ended;
    struct outbox_entry *outbox;
    struct sent *sent;
    bool savepoint;
    int64_t changes; /* rows, of this connection's life */
};

static bool dies(struct runtime *rt, const char *point)
{
    if (rt->driver->dies && rt->driver->dies(rt->driver_arg, point))
        rt->dead = true;
    return rt->dead;
}

/* ---- one event ---- */

static enum error event_begin(struct runtime *rt, struct mark *mark,
                              bool may_write)
{
    *mark = (struct mark){.ended = rt->ended.last,
                          .outbox = rt->outbox_last,
                          .sent = rt->sent_last};
    rt->totals.events++;
    if (!rt->db || !may_write)
        return ERROR_OK;
    mark->changes = db_total_changes(rt->db);
    enum error error = db_savepoint(rt->db);
    mark->savepoint = !error;
    return error;
}

/* Gives back ERROR_OK, or why the whole turn must fail. */
static enum error event_end(struct runtime *rt, const struct mark *mark,
                            enum error error, const struct trace *cause)
{
    if (error) {
        request_unend(rt, mark->ended);
        call_drop_since(rt, mark->outbox);
        served_drop_since(rt, mark->sent);
    }
    if (!mark->savepoint)
        return ERROR_OK;
    if (cause && !error && db_total_changes(rt->db) != mark->changes)
        commit_note(rt, cause);
    return error ? db_rollback_to(rt->db) : db_release(rt->db);
}

static void log_failure(const char *event, enum error error,
                        const struct trace *trace)
{
    LOG(LOG_WARN, event, trace, LOG_TEXT("error", error_slug(error)),
        LOG_TEXT("detail", error_detail(error)));
}

static enum error run_request(struct runtime *rt, struct request *rq)
{
    struct mark mark;
    bool writes = rq->method->access == ACCESS_WRITE;
    error_forget();
    enum error error = event_begin(rt, &mark, writes);
    if (!error)
        error = request_run(rt, rq);
    else
        list_remove(&rt->queued, rq), list_append(&rt->open, rq);
    const char *detail =
        error ? arena_string(&rq->arena, error_detail(error)) : NULL;
    enum error fatal = event_end(rt, &mark, error, &rq->trace);
    if (error)
        request_end(rq, error, detail);
    return fatal;
}

/* An answer or a timer that fails has nobody to tell: the work is picked up
 * again from the database. */
static enum error background_end(struct runtime *rt, const struct mark *mark,
                                 enum error error, const struct trace *cause)
{
    if (error) {
        log_failure("background_work_failed", error, NULL);
        rt->recover = rt->db != NULL;
    }
    return event_end(rt, mark, error, cause);
}

static enum error run_answer(struct runtime *rt, const struct arrived *arrived)
{
    struct mark mark;
    const struct pending *call = call_find(rt, arrived->call_id);
    struct trace cause = call ? call->cause : (struct trace){0};
    error_forget();
    enum error error = event_begin(rt, &mark, true);
    if (!error)
        error = call_run(rt, arrived);
    return background_end(rt, &mark, error, &cause);
}

static enum error run_timer(struct runtime *rt, const struct timer *timer)
{
    struct mark mark;
    if (!timer->run) {
        call_expired(rt, timer->call_id);
        return ERROR_OK;
    }
    error_forget();
    enum error error = event_begin(rt, &mark, true);
    if (!error)
        error = timer->run(rt, timer->arg);
    return background_end(rt, &mark, error, NULL);
}

static enum error run_resume(struct runtime *rt)
{
    struct mark mark;
    rt->recover = false;
    if (!rt->service->resume)
        return ERROR_OK;
    error_forget();
    enum error error = event_begin(rt, &mark, true);
    if (!error)
        error = rt->service->resume(rt);
    return background_end(rt, &mark, error, NULL);
}

/* ---- streams: as many events as there are messages ---- */

static enum error run_step(struct runtime *rt, struct request *rq,
                           const struct stream_step *step)
{
    struct mark mark;
    error_forget();
    enum error error =
        event_begin(rt, &mark, rq->method->access == ACCESS_WRITE);
    if (!error)
        error = served_run(rq, step);
    const char *detail =
        error ? arena_string(&rq->arena, error_detail(error)) : NULL;
    enum error fatal = event_end(rt, &mark, error, &rq->trace);
    if (error)
        request_end(rq, error, detail);
    return fatal;
}

static bool may_flow(const struct runtime *rt, int budget)
{
    return budget > 0 && rt->flowed_bytes < LIMIT_TURN_STREAM_BYTES;
}

/* A share of the budget each, in turn, so that none starves the others. */
static enum error run_served(struct runtime *rt, int *budget)
{
    enum error error = ERROR_OK;
    while (!error && rt->stirred_first && may_flow(rt, *budget)) {
        struct request *rq = rt->stirred_first;
        struct stream_step step = {0};
        int share = STREAM_SHARE;
        served_unstir(rq);
        while (!error && share-- > 0 && served_next(rq, &step)) {
            (*budget)--;
            error = run_step(rt, rq, &step);
        }
        if (share < 0)
            served_stir_again(rq);
    }
    return error;
}

static enum error run_opened(struct runtime *rt, int *budget)
{
    enum error error = ERROR_OK;
    while (!error && rt->stirred_call_first && may_flow(rt, *budget)) {
        struct pending *pending = rt->stirred_call_first;
        uint64_t id = pending->id; /* a handler may cancel it */
        struct stream_step step = {0};
        struct mark mark;
        int share = STREAM_SHARE;
        flow_unstir(rt, pending);
        while (!error && share-- > 0 && pending->id == id &&
               flow_next(rt, pending, &step)) {
            (*budget)--;
            error_forget();
            error = event_begin(rt, &mark, true);
            if (!error)
                error = flow_run(rt, pending, &step);
            error = background_end(rt, &mark, error, NULL);
        }
        if (share < 0 && pending->id == id)
            flow_stir(rt, pending);
    }
    return error;
}

/* ---- the turn ---- */

/* In a turn without the lock of writers only those that read. */
static enum error run_requests(struct runtime *rt, int *budget)
{
    enum error error = ERROR_OK;
    struct request *next;
    for (struct request *rq = rt->queued.first; rq && !error; rq = next) {
        next = rq->next;
        if (!rt->may_write && rq->method->access == ACCESS_WRITE)
            continue;
        if ((*budget)-- <= 0)
            break;
        error = run_request(rt, rq);
    }
    return error;
}

static enum error run_all(struct runtime *rt, const struct arrived *arrived,
                          bool recovering)
{
    enum error error = ERROR_OK;
    struct timer timer;
    int budget = LIMIT_TURN_EVENTS;
    if (!rt->may_write)
        return rt->recover ? ERROR_OK : run_requests(rt, &budget);
    if (recovering)
        error = run_resume(rt);
    else if (rt->service->enter)
        error = rt->service->enter(rt);
    for (; arrived && !error; arrived = arrived->next)
        error = run_answer(rt, arrived);
    int64_t now = runtime_now_ms(rt);
    while (!error && budget > 0 && timers_take(&rt->timers, now, &timer)) {
        budget--;
        error = run_timer(rt, &timer);
    }
    if (!error)
        error = run_requests(rt, &budget);
    if (rt->ends_streams)
        served_end_all(rt);
    if (!error)
        error = run_opened(rt, &budget);
    if (!error)
        error = run_served(rt, &budget);
    return error;
}

static enum error commit(struct runtime *rt)
{
    rt->wrote = false;
    if (!rt->db)
        return ERROR_OK;
    bool dirty = db_dirty(rt->db);
    rt->wrote = dirty;
    if (dirty)
        crash_point("turn.before-commit");
    int64_t start_us = rt->committing ? telemetry_now_us() : 0;
    enum error error = db_commit(rt->db);
    commit_trace(rt, error, start_us);
    if (error)
        return error;
    if (dirty) {
        rt->totals.commits++;
        rt->recoveries = 0;
        crash_point("turn.after-commit");
    }
    return ERROR_OK;
}

/* Nobody has been told anything: forget what a crash would have forgotten. */
static void fail_turn(struct runtime *rt, enum error error)
{
    log_failure("turn_failed", error, NULL);
    rt->totals.failed_commits++;
    if (rt->db)
        db_rollback(rt->db);
    request_fail_all(rt, error);
    served_drop_since(rt, NULL);
    rt->recover = rt->db != NULL;
}

static void forget_all(struct runtime *rt)
{
    call_forget_all(rt);
    timers_clear(&rt->timers);
    request_fail_open(rt, ERROR_UNAVAILABLE); /* the others know theirs */
    unsigned shift = rt->recoveries < 4 ? rt->recoveries : 4;
    int64_t wait = rt->recoveries ? RECOVERY_FIRST_MS << shift : 0;
    if (wait > RECOVERY_LAST_MS)
        wait = RECOVERY_LAST_MS;
    rt->recoveries++;
    rt->recover_at_ms = runtime_now_ms(rt) + wait;
}

static void tell(struct runtime *rt)
{
    bool first = rt->wrote; /* only what was written can be told too early */
    served_push_all(rt);
    while (rt->ended.first && !rt->dead) {
        request_tell(rt, rt->ended.first);
        if (first)
            crash_point("turn.after-first-reply");
        first = false;
        dies(rt, "between two messages");
    }
    if (!rt->dead)
        call_send_all(rt);
}

static struct arrived *take_arrived(struct runtime *rt)
{
    struct arrived *first = rt->arrived_first;
    struct arena arena = rt->turn_arena;
    rt->arrived_first = rt->arrived_last = NULL;
    rt->turn_arena = rt->arrivals;
    rt->arrivals = arena;
    return first;
}

/* BEGIN, the events, COMMIT; false when the process died in it. */
static bool run_transaction(struct runtime *rt)
{
    enum error error = turn_begin(rt);
    bool recovering = rt->recover && rt->may_write;
    struct arrived *arrived = rt->may_write ? take_arrived(rt) : NULL;
    if (!error)
        error = run_all(rt, arrived, recovering);
    if (!error && rt->db && !db_in_transaction(rt->db))
        error = error_explain(ERROR_STORAGE,
                              "the database rolled the transaction back");
    if (planted(PLANTED_ACK_BEFORE_COMMIT) && !error)
        tell(rt);
    if (rt->dead || dies(rt, "before the commit"))
        return false;
    if (!error)
        error = commit(rt);
    if (error)
        fail_turn(rt, error);
    return !dies(rt, "after the commit");
}

bool runtime_turn(struct runtime *rt)
{
    if (rt->dead)
        return false;
    rt->woken_ms = -1;
    request_run_beside(rt);
    if ((rt->recover && rt->recover_at_ms > runtime_now_ms(rt)) ||
        !turn_ready(rt)) {
        runtime_ask_wake(rt);
        return true;
    }
    rt->totals.turns++;
    rt->flowed_bytes = 0;
    rt->in_turn = true;
    bool began = rt->recover;
    bool alive = run_transaction(rt);
    rt->in_turn = false;
    if (!alive)
        return false;
    /* A resume that is put off has forgotten everything already. */
    if (rt->recover && (rt->may_write || !began))
        forget_all(rt);
    tell(rt);
    rt->committing = NULL; /* of a turn that came to no commit */
    arena_reset(&rt->turn_arena);
    if (!rt->dead)
        runtime_ask_wake(rt);
    return !rt->dead;
}
