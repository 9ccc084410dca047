/*
 * net -- the event loop and byte streams; the one home of libuv's streams.
 *
 * Use:       loop_new(), listen or connect, loop_run(). Hooks added with
 *            loop_each_turn() run before the loop sleeps and after it wakes:
 *            that is where a runtime runs its turn. After the hooks all
 *            streams with output are flushed, one write each. When flushing
 *            ran somebody's code, the hooks run once more: nothing is left
 *            undone while the loop sleeps.
 * Units:     bytes and monotonic milliseconds.
 * Ownership: a stream belongs to its user until stream_close(); its events
 *            are not called after that, and on_end is called at most once.
 * Errors:    listening explains what to do: port in use, socket path too
 *            long, a socket that another live process answers. A stale socket
 *            (nobody answers) is removed and taken over. A stream whose peer
 *            leaves more than LIMIT_WRITE_BYTES unread ends with TOO_LARGE.
 * Blocking:  only loop_run().
 * Source:    libuv's design overview; one write a turn as in Redis'
 *            beforeSleep().
 */
#ifndef CHASSIS_NET_H
#define CHASSIS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/address.h"
#include "chassis/buffer.h"
#include "chassis/error.h"

struct loop;
struct listener;
struct stream;

enum error loop_new(struct loop **out);
void loop_free(struct loop *loop);
/* Until loop_stop(). */
void loop_run(struct loop *loop);
/* One pass; waits at most for the next event when `wait`. */
void loop_once(struct loop *loop, bool wait);
void loop_stop(struct loop *loop);
/* Monotonic, as of the start of this turn. */
int64_t loop_now_ms(const struct loop *loop);
/* libuv's own loop, for chassis/process.c only. */
void *loop_native(struct loop *loop);

typedef void loop_hook(void *arg);
enum { LOOP_HOOKS = 8 };
void loop_each_turn(struct loop *loop, loop_hook *hook, void *arg);
void loop_remove_hook(struct loop *loop, loop_hook *hook, void *arg);
/* The hook is run on SIGTERM and SIGINT instead of dying. */
void loop_on_signal(struct loop *loop, loop_hook *hook, void *arg);
/* The same for SIGUSR1. */
void loop_on_user_signal(struct loop *loop, loop_hook *hook, void *arg);

/* A timer on the loop. Not for services: they use runtime_after(). */
struct loop_timer;
struct loop_timer *loop_timer_new(struct loop *loop, loop_hook *hook,
                                  void *arg);
void loop_timer_set(struct loop_timer *timer, int64_t delay_ms);
void loop_timer_stop(struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer);

struct stream_events {
    void (*on_bytes)(void *arg, const char *bytes, size_t length);
    /* OK: the peer sends no more, but may still read; CANCELLED: it is gone;
     * else why the stream broke. The stream is still to be closed by its
     * user. (Over TCP a peer that is gone looks like one that sends no more.)
     */
    void (*on_end)(void *arg, enum error error);
    /* All output has been given to the kernel. May be NULL. */
    void (*on_drained)(void *arg);
    /* The end of a turn in which stream_touch() was called: the last chance
     * to write before output leaves. May be NULL. */
    void (*on_flush)(void *arg);
};

/* `accepted` gets a new stream; set its events at once. `local` is true for a
 * Unix socket. */
typedef void accept_handler(void *arg, struct stream *stream, bool local);
enum error listener_open(struct listener **out, struct loop *loop,
                         const struct address *address,
                         accept_handler *accepted, void *arg);
/* One that was bound by somebody else (net_doorbell.h), who keeps its file;
 * the descriptor is the listener's from now on. */
enum error listener_adopt(struct listener **out, struct loop *loop,
                          const struct address *address, int fd,
                          accept_handler *accepted, void *arg);
/* The address really taken (a tcp port 0 becomes the free one). */
struct address listener_address(const struct listener *listener);
/* Stops accepting; a Unix socket's file is removed. */
void listener_close(struct listener *listener);

/* `connected` is called with OK or UNAVAILABLE, later, exactly once. */
typedef void connect_handler(void *arg, enum error error);
enum error stream_connect(struct stream **out, struct loop *loop,
                          const struct address *address,
                          connect_handler *connected, void *arg);
/* Wraps an inherited descriptor (a pipe or socket). */
enum error stream_adopt(struct stream **out, struct loop *loop, int fd);
void stream_start(struct stream *stream, const struct stream_events *events,
                  void *arg);
/* Appended to the output; it leaves at the end of the turn. */
void stream_write(struct stream *stream, const void *bytes, size_t length);
/* The output itself, for makers that build in place; append only. */
struct buffer *stream_buffer(struct stream *stream);
/* Asks for on_flush at the end of this turn. */
void stream_touch(struct stream *stream);
size_t stream_pending(const struct stream *stream); /* unsent bytes */
void stream_pause(struct stream *stream);           /* stop reading */
void stream_resume(struct stream *stream);
/* Sends what is pending, then closes; no event follows. */
void stream_close(struct stream *stream);
/* The same, but gently: half-closes, then drops what the peer still sends, for
 * LIMIT_LINGER_MS at most. A close with unread input would reset the
 * connection and take our last words away from the peer (RFC 9112, 9.6). */
void stream_finish(struct stream *stream);

#endif
