/*
 * live_private -- what the files of the live model share.
 *
 * live.c            its life, and the two streams with their reconnecting
 * live_processes.c  the supervisor's reports: who runs
 * live_figures.c    the collector's moments: what they do
 */
#ifndef TUTOR_LIVE_PRIVATE_H
#define TUTOR_LIVE_PRIVATE_H

#include "chassis/contracts/collector.pb-c.h"
#include "chassis/contracts/supervisor.pb-c.h"
#include "chassis/grpc.h"
#include "tutor/live/live.h"

struct live_stream {
    struct live *live;
    struct live_line_state *state; /* in the view */
    const char *socket;            /* "supervisor" */
    const ProtobufCServiceDescriptor *contract;
    const ProtobufCMessage *ask;
    /* One message has come. */
    void (*take)(struct live *live, const ProtobufCMessage *message);
    struct grpc_channel *channel; /* NULL: waits for the next try */
    bool over;                    /* its stream has ended */
    struct loop_timer *timer;
    int64_t opened_ms;
    uint64_t serial;
};

struct live {
    struct loop *loop;
    struct places places;
    loop_hook *changed;
    void *arg;
    bool news; /* since `changed` was run */
    struct random random;
    struct arena arena; /* of one message */
    struct live_stream streams[2];
    uint64_t event_serial;
    struct live_view view;
};

/* Something of the view is different now. */
void live_news(struct live *live);
/* Made where it is new; NULL when LIVE_PROCESSES are known. */
struct live_process *live_find(struct live *live, const char *name,
                               int instance);
void live_happened(struct live *live, const char *title, const char *format,
                   ...) __attribute__((format(printf, 3, 4)));
void live_copy(char *out, size_t bytes, const char *text);

/* live_processes.c */
void live_take_status(struct live *live, const ProtobufCMessage *message);
/* live_figures.c */
void live_take_moment(struct live *live, const ProtobufCMessage *message);

#endif
