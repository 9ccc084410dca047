/*
 * watch -- reports to those who watch.
 *
 * The idea: the supervisor looks at all children after every change, so the end
 * of a look is the one place where something can be new. A report from our own
 * facts costs no call to anybody, and so it can be sent each time; what the
 * processes measure comes from the collector.
 *
 * A clock that ticks once a second sends the same again, so that a watcher can
 * tell a calm supervisor from one that was stopped.
 *
 * The invariant: the tick runs exactly while somebody watches.
 */
#include "split/platform/supervisor/watch.h"

#include "chassis/contracts/supervisor.pb-c.h"
#include "split/platform/supervisor/supervisor.h"

struct watcher {
    struct request *rq;
    struct watcher *next;
};

static struct {
    struct watcher *first;
    size_t count;
    uint64_t tick;
} watch; /* one supervisor a process */

void watch_tell(struct runtime *rt)
{
    const Supervisor__StatusReply *report = NULL;
    for (struct watcher *one = watch.first; one; one = one->next) {
        if (!request_is_open(one->rq) || !request_can_send(one->rq))
            continue;
        if (!report)
            report = report_now(rt, runtime_arena(rt));
        if (!report)
            return; /* no room in this turn: the next report is as whole */
        (void)request_send(one->rq, &report->base);
    }
}

static enum error on_tick(struct runtime *rt, void *arg)
{
    (void)arg;
    watch.tick = 0;
    if (!watch.first)
        return ERROR_OK;
    watch_tell(rt);
    watch.tick = runtime_after(rt, WATCH_TICK_MS, on_tick, NULL);
    return ERROR_OK;
}

static enum error began(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__StatusReply *report =
        report_now(rq->runtime, runtime_arena(rq->runtime));
    (void)in;
    return report ? request_send(rq, &report->base) : ERROR_OVERLOADED;
}

static enum error opened(struct request *rq)
{
    struct watcher *watcher = arena_alloc(&rq->arena, sizeof *watcher);
    if (!watcher || watch.count == WATCH_MOST)
        return error_explain(ERROR_OVERLOADED, "%d watch already", WATCH_MOST);
    *watcher = (struct watcher){.rq = rq, .next = watch.first};
    watch.first = watcher;
    watch.count++;
    rq->user = watcher;
    if (!watch.tick)
        watch.tick = runtime_after(rq->runtime, WATCH_TICK_MS, on_tick, NULL);
    return ERROR_OK;
}

/* The watcher says no more, and goes on listening. */
static enum error half_closed(struct request *rq)
{
    (void)rq;
    return ERROR_OK;
}

static void closed(struct request *rq)
{
    struct watcher **at = &watch.first;
    while (*at != rq->user)
        at = &(*at)->next;
    *at = (*at)->next;
    watch.count--;
}

const struct streaming supervisor_watch = {.server = true,
                                           .opened = opened,
                                           .message = began,
                                           .half_closed = half_closed,
                                           .closed = closed};
