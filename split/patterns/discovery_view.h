/*
 * discovery_view -- the last good view of the registry, and what to make of
 *                   the next one.
 *
 * Use:       discovery_view_take() for each view that comes; while views come,
 *            discovery_view_pass() by discovery_view_next_ms().
 * Rules:     an instance that is missing from the next view of the same
 *            registry life is gone. One that is missing because the registry is
 *            new (another life) stays for one lease, which is the time in which
 *            it joins again if it lives. While no views come, nothing goes.
 * Time:      the caller passes now_ms (monotonic).
 * Ownership: a plain value of the caller's.
 * Errors:    none; what is no endpoint (an address that cannot be read) and
 *            what is above the bound is not listed.
 * Blocking:  never.
 * Source:    Eureka's self-preservation, without its guess: here the registry
 *            says itself that it is new.
 */
#ifndef SPLIT_PATTERNS_DISCOVERY_VIEW_H
#define SPLIT_PATTERNS_DISCOVERY_VIEW_H

#include "chassis/contracts/registry.pb-c.h"
#include "split/patterns/discovery.h"

enum { DISCOVERY_VIEW_ENTRIES = 256, DISCOVERY_VIEW_NAMES = 32 };

struct discovery_view {
    bool known; /* a view has come */
    int64_t revision, life;
    struct discovery_view_entry {
        char service[LIMIT_NAME_BYTES];
        struct discovery_endpoint endpoint;
        int64_t lease_ms;
        int64_t until_ms; /* INT64_MAX: in the newest view */
    } entries[DISCOVERY_VIEW_ENTRIES];
    size_t count;
    /* Services that were ever in a view. */
    char names[DISCOVERY_VIEW_NAMES][LIMIT_NAME_BYTES];
    size_t name_count;
};

/* `first`: of a new connection, so nothing was heard for a while. True when a
 * list may have changed. */
bool discovery_view_take(struct discovery_view *view, int64_t now_ms,
                         const Registry__View *news, bool first);
/* Drops what was kept long enough; true when there was any. */
bool discovery_view_pass(struct discovery_view *view, int64_t now_ms);
int64_t discovery_view_next_ms(const struct discovery_view *view);

size_t discovery_view_list(const struct discovery_view *view,
                           const char *service, struct discovery_endpoint *out,
                           size_t most);
bool discovery_view_has_seen(const struct discovery_view *view,
                             const char *service);

#endif
