/*
 * discovery_private -- what the files of discovery share.
 *
 * discovery.c           its life, the watch, the lists
 * discovery_settings.c  its modes and gauges, shown and changed while it runs
 */
#ifndef SPLIT_PATTERNS_DISCOVERY_PRIVATE_H
#define SPLIT_PATTERNS_DISCOVERY_PRIVATE_H

#include "chassis/grpc.h"
#include "chassis/random.h"
#include "chassis/setting.h"
#include "split/patterns/discovery_view.h"

enum { DISCOVERY_SILENCE_MS = 10000 }; /* unless it is set */

enum discovery_mode { DISCOVERY_CLIENT_SIDE, DISCOVERY_SERVER_SIDE };

struct discovery_use {
    char name[LIMIT_NAME_BYTES];
    int64_t mode; /* enum discovery_mode; -1: as all */
};

struct discovery {
    struct loop *loop;
    const struct config *config;
    discovery_changed *changed;
    void *arg;
    struct grpc_channel *channel;
    struct loop_timer *timer; /* the next try, or the next look at the view */
    struct random random;
    struct arena arena;   /* one message */
    struct buffer packed; /* one message */
    uint64_t watch;       /* the stream's id; 0: none */
    uint64_t serial;
    bool talking; /* a view has come on this watch */
    int64_t backoff_ms, retry_ms;
    int64_t heard_ms; /* when the watch began, or the last view came */
    int64_t view_ms;  /* when the last view came, of whatever watch */
    struct discovery_view view;
    int64_t silence_ms; /* a watch that says nothing for so long is over */
    int64_t mode;       /* enum discovery_mode */
    bool always_choose; /* no mode; no settings */
    struct discovery_use uses[DISCOVERY_SERVICES];
    size_t use_count;
};

enum discovery_source {
    DISCOVERY_STATIC,  /* the address that was configured */
    DISCOVERY_VIRTUAL, /* a proxy's, which chooses */
    DISCOVERY_VIEW,    /* the registry's */
    DISCOVERY_STALE    /* the registry's, which does not answer now */
};
enum discovery_source discovery_source(const struct discovery *discovery,
                                       const char *service);

/* The silence was set anew. */
void discovery_look(struct discovery *discovery);

extern const struct setting_source discovery_settings;

#endif
