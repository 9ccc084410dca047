/*
 * runtime_request -- one incoming call, from the transport to its answer.
 *
 * The life of a request: NEW while the transport fills it in, QUEUED until the
 * next turn, OPEN while its handler has not answered, ENDED when it has and
 * the commit is awaited, TOLD when the transport has the answer and may free
 * it. A peer that hangs up only sets a flag: work that was begun is finished,
 * since its effects do not depend on who listens.
 *
 * The invariant: a request is on exactly one of the lists queued, open and
 * ended, or on none when it is NEW or TOLD.
 */
#include "chassis/runtime_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/limits.h"
#include "chassis/log.h"
#include "chassis/runtime_trace.h"

static enum request_state state_of(const struct request *rq)
{
    return rq->state & ~REQUEST_ABANDONED;
}

static void set_state(struct request *rq, enum request_state state)
{
    rq->state = (rq->state & REQUEST_ABANDONED) | (int)state;
}

void list_append(struct request_list *list, struct request *rq)
{
    rq->next = NULL;
    rq->previous = list->last;
    if (list->last)
        list->last->next = rq;
    else
        list->first = rq;
    list->last = rq;
}

void list_remove(struct request_list *list, struct request *rq)
{
    if (rq->previous)
        rq->previous->next = rq->next;
    else
        list->first = rq->next;
    if (rq->next)
        rq->next->previous = rq->previous;
    else
        list->last = rq->previous;
    rq->next = rq->previous = NULL;
}

/* ---- for transports ---- */

struct request *runtime_request(struct runtime *rt, const struct face *face,
                                unsigned method)
{
    assert(method < face->method_count);
    if (rt->dead || rt->request_count >= LIMIT_REQUESTS)
        return NULL;
    struct request *rq = rt->spare;
    if (rq) {
        rt->spare = rq->next;
    } else {
        rq = calloc(1, sizeof *rq);
        if (!rq)
            return NULL;
        arena_init(&rq->arena, LIMIT_ARENA_BYTES);
    }
    struct arena arena = rq->arena;
    *rq = (struct request){.runtime = rt,
                           .face = face,
                           .method = &face->methods[method],
                           .arena = arena,
                           .deadline_ms = INT64_MAX,
                           .state = REQUEST_NEW};
    rt->request_count++;
    return rq;
}

static int64_t now_us(struct runtime *rt)
{
    if (rt->driver->now_us)
        return rt->driver->now_us(rt->driver_arg);
    return runtime_now_ms(rt) * 1000;
}

void runtime_submit(struct request *rq)
{
    struct runtime *rt = rq->runtime;
    assert(state_of(rq) == REQUEST_NEW && rq->done);
    assert(rq->method->streaming ? rq->flow != NULL : rq->in != NULL);
    rq->received_ms = runtime_now_ms(rt);
    rq->received_us = now_us(rt);
    set_state(rq, REQUEST_QUEUED);
    list_append(&rt->queued, rq);
    rt->driver->wake(rt->driver_arg, rq->received_ms);
    rt->woken_ms = rq->received_ms;
}

void runtime_request_free(struct request *rq)
{
    struct runtime *rt = rq->runtime;
    assert(state_of(rq) == REQUEST_NEW || state_of(rq) == REQUEST_TOLD);
    arena_reset(&rq->arena);
    rq->state = REQUEST_FREE;
    rq->next = rt->spare;
    rt->spare = rq;
    rt->request_count--;
}

void runtime_abandon(struct request *rq)
{
    assert(state_of(rq) != REQUEST_TOLD);
    rq->state |= REQUEST_ABANDONED;
    if (rq->method->streaming)
        runtime_stir(rq); /* nobody else would look at it again */
}

bool request_abandoned(const struct request *rq)
{
    return (rq->state & REQUEST_ABANDONED) != 0;
}

/* ---- for handlers ---- */

static void leave_list(struct runtime *rt, struct request *rq)
{
    if (state_of(rq) == REQUEST_QUEUED)
        list_remove(&rt->queued, rq);
    else if (state_of(rq) == REQUEST_OPEN)
        list_remove(&rt->open, rq);
}

void request_end(struct request *rq, enum error error, const char *detail)
{
    struct runtime *rt = rq->runtime;
    if (state_of(rq) != REQUEST_ENDED) {
        leave_list(rt, rq);
        set_state(rq, REQUEST_ENDED);
        list_append(&rt->ended, rq);
    }
    rq->error = error;
    rq->detail = detail ? arena_string(&rq->arena, detail) : NULL;
    if (error)
        rq->out = NULL;
}

/* The last message of a stream, or its only one. */
static void reply_to_stream(struct request *rq, const ProtobufCMessage *out)
{
    enum error error = request_send(rq, out);
    if (error)
        request_fail(rq, error, NULL);
    else
        request_finish(rq);
}

void request_reply(struct request *rq, const ProtobufCMessage *out)
{
    if (rq->method->streaming) {
        reply_to_stream(rq, out);
        return;
    }
    assert(state_of(rq) == REQUEST_OPEN && out);
    rq->out = out;
    request_end(rq, ERROR_OK, NULL);
}

void request_fail(struct request *rq, enum error error, const char *detail)
{
    assert(error);
    if (rq->method->streaming && !request_is_open(rq))
        return; /* its peer or its deadline was first */
    assert(state_of(rq) == REQUEST_OPEN);
    request_end(rq, error, detail ? detail : error_detail(error));
}

void request_about(struct request *rq, const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    rq->instance = arena_string(&rq->arena, text);
}

/* ---- for the turn ---- */

enum error request_run(struct runtime *rt, struct request *rq)
{
    list_remove(&rt->queued, rq);
    set_state(rq, REQUEST_OPEN);
    list_append(&rt->open, rq);
    if (request_abandoned(rq)) {
        request_end(rq, ERROR_CANCELLED, NULL);
        return ERROR_OK;
    }
    if (rq->deadline_ms <= runtime_now_ms(rt)) {
        request_end(rq, ERROR_DEADLINE,
                    "the deadline had passed before the work could begin");
        return ERROR_OK;
    }
    return rq->method->streaming ? served_open(rt, rq)
                                 : rq->method->run(rq, rq->in);
}

static void count_request(struct runtime *rt, const struct request *rq,
                          int64_t end_us)
{
    size_t at = (size_t)(rq->method - rq->face->methods);
    const struct face *faces = rt->service->faces;
    for (const struct face *face = faces; face != rq->face; face++)
        at += face->method_count;
    struct runtime_count *count = &rt->counts[at];
    int http = error_http(rq->error);
    if (http < 400)
        count->ok++;
    else if (http < 500)
        count->refused++;
    else
        count->failed++;
    if (rq->method->streaming)
        return; /* how long somebody listened is no latency */
    int64_t took = end_us - rq->received_us;
    count->duration_us_sum += (uint64_t)(took > 0 ? took : 0);
    size_t bucket = 0;
    while (took > runtime_bucket_us[bucket])
        bucket++;
    count->duration_buckets[bucket]++;
    count->fine[exponential_bucket(took)]++;
}

/* One line for each request, in its trace: what failed by our fault is always
 * told, the rest to whoever asks for it (log level debug). */
static void log_request(const struct request *rq, int64_t end_us)
{
    int http = error_http(rq->error);
    enum log_level level = http == 500 || http == 507 ? LOG_WARN : LOG_DEBUG;
    LOG(level, "request_served", &rq->trace,
        LOG_TEXT("contract", rq->face->contract->name),
        LOG_TEXT("method", rq->method->name),
        LOG_TEXT("error", error_slug(rq->error)),
        LOG_TEXT("detail", rq->detail ? rq->detail : ""),
        LOG_INT("duration_us", end_us - rq->received_us));
}

void request_tell(struct runtime *rt, struct request *rq)
{
    int64_t end_us = now_us(rt);
    list_remove(&rt->ended, rq);
    set_state(rq, REQUEST_TOLD);
    count_request(rt, rq, end_us);
    log_request(rq, end_us);
    request_trace(rq, end_us);
    if (rq->method->streaming)
        served_close(rq);
    if (request_abandoned(rq))
        runtime_request_free(rq);
    else
        rq->done(rq);
}

/* What touches no database waits for none. */
void request_run_beside(struct runtime *rt)
{
    for (struct request *rq = rt->queued.first, *next; rq; rq = next) {
        next = rq->next;
        if (rq->method->access != ACCESS_BESIDE)
            continue;
        error_forget();
        enum error error = request_run(rt, rq);
        if (error)
            request_end(rq, error, error_detail(error));
        assert(state_of(rq) == REQUEST_ENDED); /* it may not answer later */
        request_tell(rt, rq);
    }
}

void request_unend(struct runtime *rt, struct request *mark)
{
    while (rt->ended.last != mark) {
        struct request *rq = rt->ended.last;
        list_remove(&rt->ended, rq);
        rq->out = NULL;
        rq->error = ERROR_OK;
        set_state(rq, REQUEST_OPEN);
        list_append(&rt->open, rq);
    }
}

static const char work_lost[] =
    "the service lost its work in progress; ask again with the same key";

void request_fail_open(struct runtime *rt, enum error error)
{
    while (rt->open.first)
        request_end(rt->open.first, error, work_lost);
}

void request_fail_all(struct runtime *rt, enum error error)
{
    request_fail_open(rt, error);
    for (struct request *rq = rt->ended.first; rq; rq = rq->next)
        request_end(rq, error, work_lost);
}
