/*
 * watch -- streams that tell how the stock stands (Inventory.WatchStock).
 *
 * Use:       watch_streaming in the method's row; watch_open(), watch_resume()
 *            and watch_close() as the service's; watch_changed() in every
 *            handler that may have moved stock.
 * Promise:   a watcher is told a level that was committed, and the last one
 *            always; of several changes in a row it may be told the last only.
 * Ownership: the list of watchers is the runtime's state; each watcher lives
 *            in its request's arena.
 * Errors:    NOT_FOUND for an unknown SKU ends the stream.
 * Blocking:  on the database only.
 * Source:    the watches of ZooKeeper and etcd; coalescing as in conflated
 *            queues.
 */
#ifndef SPLIT_SERVICES_INVENTORY_WATCH_H
#define SPLIT_SERVICES_INVENTORY_WATCH_H

#include "chassis/runtime_stream.h"

extern const struct streaming watch_streaming;

enum error watch_open(struct runtime *rt);
enum error watch_resume(struct runtime *rt);
void watch_close(struct runtime *rt);
/* Watchers are told behind this turn's commit; costs nothing without any. */
void watch_changed(struct runtime *rt);

#endif
