/*
 * watch -- whoever wants to see the processes change is told.
 *
 * Use:       supervisor_watch is the streaming of Watch; watch_tell() after a
 *            look at the children.
 * Units:     a report at least every WATCH_TICK_MS.
 * Ownership: a watcher lives in its request's arena.
 * Errors:    OVERLOADED beyond WATCH_MOST watchers.
 * Blocking:  never. A watcher that does not read is skipped until it does;
 *            each report is whole, so it has lost nothing.
 * Source:    the registry's views (split/platform/registry/watch.c).
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_WATCH_H
#define SPLIT_PLATFORM_SUPERVISOR_WATCH_H

#include "chassis/runtime_stream.h"

enum { WATCH_MOST = 16, WATCH_TICK_MS = 1000 };

extern const struct streaming supervisor_watch;
/* A report to all of them, in this turn. */
void watch_tell(struct runtime *rt);

#endif
