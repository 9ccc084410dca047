/*
 * net -- the loop: hooks, timers and signals around libuv.
 *
 * A turn of the loop is: wake up, hand every ready stream its bytes, run the
 * hooks, write. Whatever the handlers append to their streams during the turn
 * is only collected; the loop writes it in one piece per stream when the turn
 * is over. That makes one system call of many answers, and it lets a runtime
 * commit a whole turn before any answer leaves.
 *
 * libuv calls two watchers around its sleep, and both end a turn: `check`
 * after the poll, so that answers leave as soon as they can, and `prepare`
 * before it, because timers and callbacks that ran since may have left work.
 *
 * Invariant: when the loop goes to sleep no stream is dirty and no hook has
 * been given work since it last ran. end_turn() repeats until both hold.
 *
 * Order of use: loop_new, loop_each_turn, loop_run, loop_stop, loop_free.
 */
#include "chassis/net.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>

#include "chassis/net_private.h"

struct loop_timer {
    uv_timer_t uv;
    struct loop *loop;
    struct hook hook;
    struct loop_timer *next, *previous;
};

static void run_hooks(struct loop *loop)
{
    /* Backwards removal by a hook of itself must not skip its neighbour. */
    for (size_t i = 0; i < loop->hook_count;) {
        struct hook hook = loop->hooks[i];
        hook.run(hook.arg);
        if (i < loop->hook_count && loop->hooks[i].run == hook.run &&
            loop->hooks[i].arg == hook.arg) {
            i++;
        }
    }
}

/* True when a stream ran its user's code, which may have made work. */
static bool flush_streams(struct loop *loop)
{
    bool ran = false;
    while (loop->dirty != NULL) {
        struct stream *stream = loop->dirty;
        loop->dirty = stream->next_dirty;
        if (loop->dirty == NULL) {
            loop->dirty_tail = &loop->dirty;
        }
        stream->in_dirty = false;
        ran |= stream_end_turn(stream);
    }
    return ran;
}

static void end_turn(struct loop *loop)
{
    do {
        run_hooks(loop);
    } while (flush_streams(loop));
}

static void on_prepare(uv_prepare_t *handle)
{
    end_turn(handle->data);
}

static void on_check(uv_check_t *handle)
{
    end_turn(handle->data);
}

void loop_mark_dirty(struct stream *stream)
{
    struct loop *loop = stream->loop;
    if (stream->in_dirty || loop->freeing) {
        return;
    }
    stream->in_dirty = true;
    stream->next_dirty = NULL;
    *loop->dirty_tail = stream;
    loop->dirty_tail = &stream->next_dirty;
}

/* Closing streams wait for a peer to read; none may wait for ever. */
static void on_reap(uv_timer_t *timer)
{
    struct loop *loop = timer->data;
    bool more = false;
    for (struct stream *stream = loop->streams; stream != NULL;) {
        struct stream *next = stream->next;
        bool closing = stream->state == STREAM_CLOSING ||
                       stream->state == STREAM_LINGERING;
        if (closing && loop_now_ms(loop) >= stream->give_up_ms) {
            stream_shut(stream);
        } else if (closing) {
            more = true;
        }
        stream = next;
    }
    if (!more) {
        uv_timer_stop(timer);
    }
}

void loop_watch_closing(struct loop *loop)
{
    if (!uv_is_active((uv_handle_t *)&loop->reaper)) {
        uv_timer_start(&loop->reaper, on_reap, NET_REAP_MS, NET_REAP_MS);
    }
}

enum error loop_new(struct loop **out)
{
    struct loop *loop = calloc(1, sizeof(*loop));
    if (loop == NULL) {
        return error_explain(ERROR_SYSTEM, "no memory for an event loop");
    }
    int result = uv_loop_init(&loop->uv);
    if (result < 0) {
        free(loop);
        return error_explain(ERROR_SYSTEM, "cannot make an event loop: %s",
                             uv_strerror(result));
    }
    /* A peer that hung up is an error of that stream, not of the process. */
    signal(SIGPIPE, SIG_IGN);
    loop->dirty_tail = &loop->dirty;
    uv_prepare_init(&loop->uv, &loop->before_sleep);
    uv_check_init(&loop->uv, &loop->after_wake);
    uv_timer_init(&loop->uv, &loop->reaper);
    uv_signal_init(&loop->uv, &loop->terminate);
    uv_signal_init(&loop->uv, &loop->interrupt);
    uv_signal_init(&loop->uv, &loop->user);
    loop->before_sleep.data = loop;
    loop->after_wake.data = loop;
    loop->reaper.data = loop;
    loop->terminate.data = loop;
    loop->interrupt.data = loop;
    loop->user.data = loop;
    uv_prepare_start(&loop->before_sleep, on_prepare);
    uv_check_start(&loop->after_wake, on_check);
    *out = loop;
    return ERROR_OK;
}

static void close_own_handles(struct loop *loop)
{
    uv_close((uv_handle_t *)&loop->before_sleep, NULL);
    uv_close((uv_handle_t *)&loop->after_wake, NULL);
    uv_close((uv_handle_t *)&loop->reaper, NULL);
    uv_close((uv_handle_t *)&loop->terminate, NULL);
    uv_close((uv_handle_t *)&loop->interrupt, NULL);
    uv_close((uv_handle_t *)&loop->user, NULL);
}

void loop_free(struct loop *loop)
{
    if (loop == NULL) {
        return;
    }
    loop->freeing = true;
    for (struct stream *stream = loop->streams; stream != NULL;) {
        struct stream *next = stream->next;
        stream_shut(stream);
        stream = next;
    }
    for (struct listener *listener = loop->listeners; listener != NULL;) {
        struct listener *next = listener_next(listener);
        listener_close(listener);
        listener = next;
    }
    while (loop->timers != NULL) {
        loop_timer_free(loop->timers);
    }
    close_own_handles(loop);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    int result = uv_loop_close(&loop->uv);
    assert(result == 0);
    free(loop);
}

void loop_run(struct loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_once(struct loop *loop, bool wait)
{
    loop->once = true;
    uv_run(&loop->uv, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    loop->once = false;
}

void loop_stop(struct loop *loop)
{
    uv_stop(&loop->uv);
}

int64_t loop_now_ms(const struct loop *loop)
{
    return (int64_t)uv_now(&loop->uv);
}

void *loop_native(struct loop *loop)
{
    return &loop->uv;
}

void loop_each_turn(struct loop *loop, loop_hook *hook, void *arg)
{
    assert(loop->hook_count < LOOP_HOOKS);
    loop->hooks[loop->hook_count++] = (struct hook){hook, arg};
}

void loop_remove_hook(struct loop *loop, loop_hook *hook, void *arg)
{
    for (size_t i = 0; i < loop->hook_count; i++) {
        if (loop->hooks[i].run == hook && loop->hooks[i].arg == arg) {
            loop->hook_count--;
            for (; i < loop->hook_count; i++) {
                loop->hooks[i] = loop->hooks[i + 1];
            }
            return;
        }
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    struct loop *loop = handle->data;
    loop->on_signal.run(loop->on_signal.arg);
}

void loop_on_signal(struct loop *loop, loop_hook *hook, void *arg)
{
    loop->on_signal = (struct hook){hook, arg};
    uv_signal_start(&loop->terminate, on_signal, SIGTERM);
    uv_signal_start(&loop->interrupt, on_signal, SIGINT);
}

static void on_user_signal(uv_signal_t *handle, int number)
{
    (void)number;
    struct loop *loop = handle->data;
    loop->on_user_signal.run(loop->on_user_signal.arg);
}

void loop_on_user_signal(struct loop *loop, loop_hook *hook, void *arg)
{
    loop->on_user_signal = (struct hook){hook, arg};
    uv_signal_start(&loop->user, on_user_signal, SIGUSR1);
}

/* ---- timers ---- */

struct loop_timer *loop_timer_new(struct loop *loop, loop_hook *hook, void *arg)
{
    struct loop_timer *timer = calloc(1, sizeof(*timer));
    assert(timer != NULL);
    timer->loop = loop;
    timer->hook = (struct hook){hook, arg};
    timer->uv.data = timer;
    uv_timer_init(&loop->uv, &timer->uv);
    timer->next = loop->timers;
    if (timer->next != NULL) {
        timer->next->previous = timer;
    }
    loop->timers = timer;
    return timer;
}

static void on_timer(uv_timer_t *handle)
{
    struct loop_timer *timer = handle->data;
    /* libuv runs the timers that are due and then sleeps all the same; one
     * pass must end when it has done something. */
    if (timer->loop->once)
        uv_stop(&timer->loop->uv);
    timer->hook.run(timer->hook.arg);
}

void loop_timer_set(struct loop_timer *timer, int64_t delay_ms)
{
    /* libuv counts from the start of the turn; a long turn would make the
     * timer early. */
    uv_update_time(&timer->loop->uv);
    uv_timer_start(&timer->uv, on_timer, delay_ms > 0 ? (uint64_t)delay_ms : 0,
                   0);
}

void loop_timer_stop(struct loop_timer *timer)
{
    uv_timer_stop(&timer->uv);
}

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void loop_timer_free(struct loop_timer *timer)
{
    if (timer == NULL) {
        return;
    }
    if (timer->next != NULL) {
        timer->next->previous = timer->previous;
    }
    if (timer->previous != NULL) {
        timer->previous->next = timer->next;
    } else {
        timer->loop->timers = timer->next;
    }
    uv_close((uv_handle_t *)&timer->uv, on_timer_closed);
}
