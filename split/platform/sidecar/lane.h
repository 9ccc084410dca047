/*
 * lane -- one direction of a connection: a pipe, and the stream it leads to.
 *
 * Use:       lane_new() over a stream; lane_write() instead of stream_write();
 *            the stream's on_drained must call lane_drained(). Ask
 *            lane_length() before making more, and wait for `moved`.
 * Ownership: owns neither its stream nor its owner, until lane_finish(): then
 *            it takes the stream, sends what waits, closes and frees itself.
 * Errors:    `spent` is called once when the limit of the rules is reached;
 *            from inside the loop, never from inside lane_write().
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_LANE_H
#define SPLIT_PLATFORM_SIDECAR_LANE_H

#include "chassis/net.h"
#include "split/platform/sidecar/pipe.h"

struct lane;
struct lane_events {
    void (*moved)(void *arg); /* bytes left: there is room for more */
    void (*spent)(void *arg);
};

/* All lanes that finish by themselves; zeroes are none. */
struct lane_list {
    struct lane *first;
};

/* NULL without memory. */
struct lane *lane_new(struct loop *loop, struct stream *out, uint64_t seed,
                      const struct lane_events *events, void *arg);
/* The stream stays its owner's. */
void lane_free(struct lane *lane);
void lane_set(struct lane *lane, const struct pipe_rules *rules);
void lane_write(struct lane *lane, const void *bytes, size_t length);
/* When the stream has given all to the kernel. */
void lane_drained(struct lane *lane);
size_t lane_length(const struct lane *lane); /* bytes that wait, everywhere */
bool lane_harmed(const struct lane *lane);

/* Nothing more will be written: what waits leaves, and no sooner than delay_ms
 * from now the stream is closed. */
void lane_finish(struct lane *lane, struct lane_list *list, int64_t delay_ms);
/* Those that finish do so at once. */
void lane_list_hurry(struct lane_list *list);
void lane_list_free(struct lane_list *list);

#endif
