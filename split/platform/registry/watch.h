/*
 * watch -- what the registry's files share: its state, and those who watch.
 *
 * Use:       service.c changes the table and calls registry_tell(); watch.c
 *            sends views, counts who has heard, and answers drains.
 * Ownership: requests that wait here are the runtime's until they are
 *            answered.
 * Errors:    none; a watcher that cannot be told is told later, all at once.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_REGISTRY_WATCH_H
#define SPLIT_PLATFORM_REGISTRY_WATCH_H

#include "chassis/contracts/registry.pb-c.h"
#include "chassis/identity.h"
#include "chassis/runtime_stream.h"
#include "split/platform/registry/lease.h"
#include "split/platform/registry/service.h"

struct registry_watcher {
    struct request *rq; /* NULL: free */
    bool asked;         /* its first message came: it says what it watches */
    char service[LIMIT_NAME_BYTES]; /* "": all */
    int64_t told;                   /* the newest revision that was sent */
    int64_t told_ms;                /* when */
    int64_t heard;                  /* the newest that it acknowledged */
};

struct registry_drain {
    struct request *rq; /* NULL: free */
    char service[LIMIT_NAME_BYTES];
    int64_t revision; /* that all must have heard */
    uint64_t timer;
};

struct registry {
    struct lease_table table;
    int64_t life;
    unsigned char secret[IDENTITY_SECRET_BYTES];
    struct places places;
    struct registry_watcher watchers[REGISTRY_WATCHERS];
    struct registry_drain drains[REGISTRY_DRAINS];
};

/* What is known of a service, or of all (""); in the request's arena. NULL:
 * its arena is full. */
const Registry__View *registry_view(struct request *rq, const char *service);
/* Sends to all watchers what they have not been told yet. */
void registry_tell(struct runtime *rt);
/* Keeps a Drain until all who watch have heard of it; registry_tell() looks. */
enum error registry_wait(struct request *rq, const char *service);

extern const struct streaming registry_watch;

#endif
