/*
 * lane -- where the pipe meets the clock and the socket.
 *
 * Where no fault is at work bytes go straight into the stream's own buffer and
 * leave at the end of the turn, as those of every process do. Else they wait
 * in the pipe. A piece of a sliced stream has to be a write of its own: two in
 * one turn would leave as one. So a piece is written only when the stream has
 * nothing pending, and the next one when that has left (lane_drained()). What
 * the kernel's buffer does not take comes back as a later drain; so a peer
 * that does not read is felt here at once.
 *
 * The loop's timers count milliseconds. Gaps between slices are microseconds:
 * each tick sends all pieces that are due by then, each in its own write.
 */
#include "split/platform/sidecar/lane.h"

#include <stdlib.h>

#include "chassis/clock.h"

enum { MS_US = 1000 };

struct lane {
    struct loop *loop;
    struct stream *out;
    struct lane_events events;
    void *arg;
    struct loop_timer *timer; /* NULL until one is needed */
    struct pipe pipe;
    bool spent;
    /* Finishing: the stream is ours. */
    bool finishing;
    int64_t finish_ms;
    struct lane_list *list;
    struct lane *next, *previous;
};

static int64_t now_us(void)
{
    return clock_monotonic_ns() / MS_US;
}

static void run(void *arg);

struct lane *lane_new(struct loop *loop, struct stream *out, uint64_t seed,
                      const struct lane_events *events, void *arg)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return NULL;
    lane->loop = loop;
    lane->out = out;
    lane->events = *events;
    lane->arg = arg;
    pipe_init(&lane->pipe, seed);
    return lane;
}

void lane_free(struct lane *lane)
{
    if (!lane)
        return;
    if (lane->timer)
        loop_timer_free(lane->timer);
    pipe_release(&lane->pipe);
    free(lane);
}

size_t lane_length(const struct lane *lane)
{
    return pipe_length(&lane->pipe) + stream_pending(lane->out);
}

bool lane_harmed(const struct lane *lane)
{
    return lane->pipe.harmed;
}

/* ---- moving ---- */

static void wake_at(struct lane *lane, int64_t at_us)
{
    if (!lane->timer)
        lane->timer = loop_timer_new(lane->loop, run, lane);
    int64_t wait_us = at_us - now_us();
    loop_timer_set(lane->timer,
                   wait_us > 0 ? (wait_us + MS_US - 1) / MS_US : 0);
}

static void tell_spent(struct lane *lane)
{
    if (lane->spent || lane->finishing)
        return;
    lane->spent = true;
    lane->events.spent(lane->arg); /* may free the lane */
}

static void leave(struct lane *lane)
{
    struct stream *out = lane->out;
    if (lane->previous)
        lane->previous->next = lane->next;
    else
        lane->list->first = lane->next;
    if (lane->next)
        lane->next->previous = lane->previous;
    lane_free(lane);
    stream_finish(out);
}

/* Moves what may leave now. True when something did. */
static bool move(struct lane *lane)
{
    struct slice piece;
    int64_t again_us = INT64_MAX;
    bool moved = false;
    bool one_by_one = lane->pipe.rules.slice > 0;
    while (!(one_by_one && stream_pending(lane->out) > 0) &&
           pipe_take(&lane->pipe, now_us(), &piece, &again_us)) {
        stream_write(lane->out, piece.data, piece.length);
        moved = true;
    }
    if (pipe_length(&lane->pipe) > 0 &&
        !(one_by_one && stream_pending(lane->out) > 0) && again_us != INT64_MAX)
        wake_at(lane, again_us);
    return moved;
}

static void run(void *arg)
{
    struct lane *lane = arg;
    bool moved = move(lane);
    if (lane->finishing) {
        bool empty = pipe_length(&lane->pipe) == 0 || pipe_spent(&lane->pipe);
        if (empty && loop_now_ms(lane->loop) >= lane->finish_ms)
            leave(lane);
        else if (empty)
            wake_at(lane, now_us() + MS_US * (lane->finish_ms -
                                              loop_now_ms(lane->loop)));
        return;
    }
    if (pipe_spent(&lane->pipe)) {
        if (stream_pending(lane->out) == 0)
            tell_spent(lane);
        return; /* else when it has drained */
    }
    if (moved && lane->events.moved)
        lane->events.moved(lane->arg);
}

void lane_drained(struct lane *lane)
{
    if (pipe_length(&lane->pipe) > 0 || pipe_spent(&lane->pipe) ||
        lane->finishing)
        run(lane);
    else if (lane->events.moved)
        lane->events.moved(lane->arg);
}

void lane_write(struct lane *lane, const void *bytes, size_t length)
{
    if (pipe_idle(&lane->pipe)) {
        stream_write(lane->out, bytes, length);
        return;
    }
    pipe_put(&lane->pipe, bytes, length, now_us());
    move(lane);
    if (pipe_spent(&lane->pipe) && stream_pending(lane->out) == 0)
        wake_at(lane, 0); /* told later, not from inside this */
}

void lane_set(struct lane *lane, const struct pipe_rules *rules)
{
    pipe_set(&lane->pipe, rules, now_us());
    lane->spent = false;
    if (pipe_length(&lane->pipe) > 0 || pipe_spent(&lane->pipe))
        wake_at(lane, 0);
}

/* ---- finishing ---- */

static void ignore_bytes(void *arg, const char *bytes, size_t length)
{
    (void)arg, (void)bytes, (void)length;
}

static void finish_drained(void *arg)
{
    lane_drained(arg);
}

/* The peer is gone, or has ended its side; only the first ends the wait. */
static void finish_ended(void *arg, enum error error)
{
    struct lane *lane = arg;
    if (error)
        leave(lane);
}

void lane_finish(struct lane *lane, struct lane_list *list, int64_t delay_ms)
{
    static const struct stream_events events = {.on_bytes = ignore_bytes,
                                                .on_end = finish_ended,
                                                .on_drained = finish_drained};
    lane->finishing = true;
    lane->finish_ms = loop_now_ms(lane->loop) + delay_ms;
    lane->list = list;
    lane->previous = NULL;
    lane->next = list->first;
    if (lane->next)
        lane->next->previous = lane;
    list->first = lane;
    stream_start(lane->out, &events, lane);
    wake_at(lane, 0);
}

void lane_list_hurry(struct lane_list *list)
{
    static const struct pipe_rules none;
    for (struct lane *lane = list->first; lane; lane = lane->next) {
        lane->finish_ms = 0;
        lane_set(lane, &none);
        wake_at(lane, 0);
    }
}

void lane_list_free(struct lane_list *list)
{
    for (struct lane *lane = list->first, *next; lane; lane = next) {
        next = lane->next;
        leave(lane);
    }
}
