/*
 * runtime_begin -- when a turn is wanted, and how it begins: with the lock of
 *                  writers, or without.
 *
 * The problem: where several processes share a database, one of them writes at
 * a time. What a turn has read must still be true when it writes, so it must
 * hold the lock of writers from its first read on; but a turn that waits for
 * that lock waits with the whole loop.
 *
 * The idea: it is known beforehand whether a turn may write. One that only
 * reads begins at once and takes no lock. One that may write waits a little,
 * about as long as the commits of two others take; when that was not enough,
 * this turn serves what only reads and leaves the rest ready for the next.
 * Requests that have waited for long are refused, and may be repeated.
 *
 * The invariant: in a turn without the lock of writers nothing runs that may
 * write: no answer, no timer, no resume, no request but those that only read.
 */
#include "chassis/runtime_private.h"

enum {
    WRITER_WAIT_MS = 4,       /* for the lock of writers, with the loop */
    WRITER_PATIENCE_MS = 1000 /* in all; then requests are refused */
};

static bool has_work(const struct runtime *rt)
{
    return rt->queued.first || rt->stirred_first || rt->stirred_call_first ||
           (rt->ends_streams && !rt->ended_streams);
}

bool turn_ready(struct runtime *rt)
{
    return rt->recover || rt->arrived_first || has_work(rt) ||
           timers_next_ms(&rt->timers) <= runtime_now_ms(rt);
}

void runtime_ask_wake(struct runtime *rt)
{
    int64_t at = timers_next_ms(&rt->timers);
    if (rt->recover)
        at = rt->recover_at_ms;
    else if (rt->arrived_first || has_work(rt))
        at = runtime_now_ms(rt);
    if (at == rt->woken_ms)
        return;
    rt->woken_ms = at;
    rt->driver->wake(rt->driver_arg, at);
}

/* Answers and timers may always write, of the requests it is known. */
static bool may_write(struct runtime *rt)
{
    if (rt->recover || rt->arrived_first || rt->stirred_first ||
        rt->stirred_call_first || (rt->ends_streams && !rt->ended_streams) ||
        timers_next_ms(&rt->timers) <= runtime_now_ms(rt))
        return true;
    const struct request *rq = rt->queued.first;
    while (rq && rq->method->access == ACCESS_READ)
        rq = rq->next;
    return rq != NULL;
}

/* Whoever has waited too long for the lock of writers is told so; answers and
 * timers, which nobody else can bring again, go on waiting. */
static void refuse_writers(struct runtime *rt)
{
    struct request *next;
    for (struct request *rq = rt->queued.first; rq; rq = next) {
        next = rq->next;
        if (rq->method->access == ACCESS_WRITE)
            request_end(rq, ERROR_OVERLOADED,
                        "another process keeps this service's database busy; "
                        "try again");
    }
}

/* Others keep the lock of writers: what only reads need not wait for it. */
static enum error begin_without_writers(struct runtime *rt)
{
    int64_t now = runtime_now_ms(rt);
    if (rt->busy_since_ms == 0)
        rt->busy_since_ms = now;
    if (now - rt->busy_since_ms >= WRITER_PATIENCE_MS)
        refuse_writers(rt);
    rt->may_write = false;
    return db_begin(rt->db);
}

enum error turn_begin(struct runtime *rt)
{
    rt->may_write = !rt->db || may_write(rt);
    if (!rt->db)
        return ERROR_OK;
    life_sign(&rt->life, runtime_now_ms(rt));
    if (!rt->may_write)
        return db_begin(rt->db);
    enum error error = db_begin_write(rt->db, WRITER_WAIT_MS);
    if (error == ERROR_OVERLOADED)
        return begin_without_writers(rt);
    rt->busy_since_ms = 0;
    return error;
}
