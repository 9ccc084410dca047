/*
 * net_watch -- a descriptor that others read, watched by the loop.
 *
 * Use:       watch_open() for a terminal, a signalfd, a pidfd, a pipe of a
 *            library: `ready` is called in each turn in which it can be read
 *            or has been hung up; read it until it is empty.
 * Ownership: the descriptor stays the caller's, with all its flags: it is not
 *            made non-blocking, for a terminal is shared with the shell that
 *            started us. Close the watch before the descriptor.
 * Errors:    SYSTEM, explained: a plain file and /dev/null cannot be watched.
 * Blocking:  never.
 * Source:    epoll(7): an epoll descriptor may stand in another one.
 */
#ifndef CHASSIS_NET_WATCH_H
#define CHASSIS_NET_WATCH_H

#include "chassis/net.h"

struct watch;

enum error watch_open(struct watch **out, struct loop *loop, int fd,
                      loop_hook *ready, void *arg);
/* NULL is ignored; allowed inside `ready`. */
void watch_close(struct watch *watch);

#endif
