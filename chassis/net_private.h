/*
 * net_private -- what the net files share: the loop's and a stream's insides.
 *
 * net.c has the loop, its hooks, timers and signals; net_stream.c moves bytes;
 * net_connect.c makes streams; net_listen.c accepts them.
 */
#ifndef CHASSIS_NET_PRIVATE_H
#define CHASSIS_NET_PRIVATE_H

#include <uv.h>

#include "chassis/limits.h"
#include "chassis/net.h"

enum {
    NET_READ_BYTES = 64 * 1024, /* one read; shared by all streams */
    NET_KEEP_BYTES = 64 * 1024, /* output memory kept between turns */
    NET_REAP_MS = 250,          /* how often closing streams are looked at */
    NET_BACKLOG = 511           /* as nginx and Redis */
};

struct hook {
    loop_hook *run;
    void *arg;
};

struct loop {
    uv_loop_t uv;
    uv_prepare_t before_sleep;
    uv_check_t after_wake;
    uv_timer_t reaper; /* runs while a stream is closing */
    uv_signal_t terminate, interrupt, user;
    struct hook on_signal, on_user_signal;
    struct hook hooks[LOOP_HOOKS];
    size_t hook_count;
    bool once;            /* inside loop_once() */
    struct stream *dirty; /* streams with something to do at turn's end */
    struct stream **dirty_tail;
    struct stream *streams;
    struct listener *listeners;
    struct loop_timer *timers;
    bool freeing;
    char input[NET_READ_BYTES];
};

enum stream_state {
    STREAM_CONNECTING,
    STREAM_OPEN,
    STREAM_BROKEN,    /* on_end told why; the user has yet to close */
    STREAM_CLOSING,   /* the user is gone, output is still leaving */
    STREAM_LINGERING, /* half-closed, dropping input */
    STREAM_CLOSED     /* libuv is told; memory goes in its callback */
};

struct connecting;

struct stream {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tcp_t tcp;
    } uv;
    struct loop *loop;
    struct stream_events events;
    void *arg;
    enum stream_state state;
    bool started; /* the user wants bytes */
    bool ended;   /* no input will come any more */
    bool told;    /* on_end was called */
    bool gentle;  /* linger after the last output */
    bool writing; /* libuv holds `sending` */
    bool touched; /* on_flush is wanted */
    bool in_dirty;
    bool resolving; /* a name look-up holds this struct */
    bool handle_closed;
    int64_t give_up_ms;    /* when closing has taken too long */
    struct buffer out;     /* written by the user, not yet given to libuv */
    struct buffer sending; /* given to libuv */
    uv_write_t write;
    struct connecting *connecting;
    struct stream *next_dirty;
    struct stream *next, *previous; /* of the loop */
};

/* net.c */
void loop_mark_dirty(struct stream *stream);
void loop_watch_closing(struct loop *loop);

/* net_stream.c */
struct stream *stream_new(struct loop *loop);
void stream_opened(struct stream *stream);
/* What a dirty stream has to do; true when it ran its user's code. */
bool stream_end_turn(struct stream *stream);
/* Closes at once, whatever is pending. */
void stream_shut(struct stream *stream);
void stream_free(struct stream *stream);

/* net_connect.c */
void connecting_free(struct stream *stream);
/* Tells a failure that was known before connecting could start. */
void connecting_end_turn(struct stream *stream);

/* net_listen.c */
struct listener *listener_next(struct listener *listener);
/* Binds, private to its owner, and takes a dead process's file over. */
enum error net_bind_unix(uv_pipe_t *pipe, const char *path);
enum error net_bind_tcp(uv_tcp_t *tcp, const struct address *address);
void net_learn_port(uv_tcp_t *tcp, struct address *address);

#endif
