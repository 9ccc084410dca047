/*
 * proxy -- the listener in front of one instance, and who came through it.
 *
 * A sidecar that is "down" is two different lessons. Its file may be gone, as
 * where nobody ever listened: ENOENT. Or it may still be there with nobody
 * behind it, as after a kill: ECONNREFUSED. Closing a listener removes its
 * file, so for the second the file is moved aside meanwhile and put back.
 */
#include "split/platform/sidecar/proxy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/log.h"
#include "split/platform/sidecar/proxy_private.h"

static void accepted(void *arg, struct stream *stream, bool local)
{
    (void)local;
    connection_accept(arg, stream);
}

static void tell_drained(void *arg)
{
    struct proxy *proxy = arg;
    loop_hook *drained = proxy->drained;
    proxy->drained = NULL;
    if (drained)
        drained(proxy->drained_arg);
}

enum error proxy_new(struct proxy **out, struct loop *loop,
                     const struct proxy_options *options)
{
    struct proxy *proxy = calloc(1, sizeof *proxy);
    if (!proxy)
        return error_explain(ERROR_SYSTEM, "out of memory");
    proxy->options = *options;
    proxy->loop = loop;
    proxy->faults = options->faults;
    random_seed(&proxy->random, options->seed);
    histogram_init(&proxy->counts.added_us);
    enum error error = listener_open(&proxy->listener, loop, &options->listen,
                                     accepted, proxy);
    if (error) {
        free(proxy);
        return error;
    }
    proxy->soon = loop_timer_new(loop, tell_drained, proxy);
    *out = proxy;
    return ERROR_OK;
}

void proxy_free(struct proxy *proxy)
{
    if (!proxy)
        return;
    proxy->drained = NULL;
    listener_close(proxy->listener);
    while (proxy->connections)
        connection_close(proxy->connections);
    lane_list_free(&proxy->finishing);
    loop_timer_free(proxy->soon);
    free(proxy);
}

/* ---- down ---- */

static void go_down(struct proxy *proxy, bool unlink_too)
{
    const char *path = proxy->options.listen.host;
    char aside[LIMIT_PATH_BYTES];
    bool keep = proxy->options.listen.kind == ADDRESS_UNIX && !unlink_too;
    snprintf(aside, sizeof aside, "%s~", path);
    keep = keep && rename(path, aside) == 0;
    listener_close(proxy->listener);
    proxy->listener = NULL;
    if (keep && rename(aside, path) != 0)
        unlink(aside);
    while (proxy->connections)
        connection_close(proxy->connections);
}

static void come_up(struct proxy *proxy)
{
    enum error error = listener_open(&proxy->listener, proxy->loop,
                                     &proxy->options.listen, accepted, proxy);
    if (error)
        LOG(LOG_ERROR, "listen_failed", NULL,
            LOG_TEXT("detail", error_detail(error)));
}

void proxy_faults_changed(struct proxy *proxy)
{
    const struct fault *down =
        fault_find(proxy->faults, FAULT_DOWN, loop_now_ms(proxy->loop));
    if (down && proxy->listener)
        go_down(proxy, down->values[0] != 0);
    else if (!down && !proxy->listener && !proxy->draining)
        come_up(proxy);
    for (struct connection *at = proxy->connections, *next; at; at = next) {
        next = at->next;
        connection_refresh(at);
    }
    if (proxy->faults->count < proxy->fault_count)
        lane_list_hurry(&proxy->finishing);
    proxy->fault_count = proxy->faults->count;
}

/* ---- drain ---- */

static bool is_busy(const struct proxy *proxy)
{
    for (const struct connection *at = proxy->connections; at; at = at->next)
        if (connection_busy(at))
            return true;
    return proxy->finishing.first != NULL;
}

void proxy_ended(struct proxy *proxy)
{
    if (proxy->draining && proxy->drained && !is_busy(proxy))
        loop_timer_set(proxy->soon, 0);
}

void proxy_drain(struct proxy *proxy, loop_hook *drained, void *arg)
{
    proxy->draining = true;
    proxy->drained = drained;
    proxy->drained_arg = arg;
    listener_close(proxy->listener);
    proxy->listener = NULL;
    for (struct connection *at = proxy->connections; at; at = at->next)
        connection_drain(at);
    proxy_ended(proxy);
}

/* ---- policy and counts ---- */

const struct policy *proxy_policy(const struct proxy *proxy)
{
    return &proxy->policy;
}

void proxy_set_policy(struct proxy *proxy, const struct policy *policy)
{
    proxy->policy = *policy;
}

const struct counts *proxy_counts(const struct proxy *proxy)
{
    return &proxy->counts;
}

size_t proxy_connections(const struct proxy *proxy)
{
    return proxy->connection_count;
}

struct count_caller *proxy_count_caller(struct proxy *proxy, const char *name)
{
    struct counts *counts = &proxy->counts;
    for (size_t i = 0; i < counts->caller_count; i++)
        if (strcmp(counts->callers[i].name, name) == 0)
            return &counts->callers[i];
    if (counts->caller_count == PROXY_CALLERS)
        return &counts->callers[PROXY_CALLERS - 1];
    struct count_caller *caller = &counts->callers[counts->caller_count++];
    snprintf(caller->name, sizeof caller->name, "%s",
             counts->caller_count == PROXY_CALLERS ? "others" : name);
    return caller;
}
