/*
 * net_watch -- a descriptor that others read, watched by the loop.
 *
 * Use:       loop_watch_open() for a terminal, a signalfd, a pidfd, a pipe of a
 *            library: `ready` is called in each turn in which it can be read
 *            or has been hung up; read it until it is empty.
 * Ownership: the descriptor stays the caller's, with all its flags: it is not
 *            made non-blocking, for a terminal is shared with the shell that
 *            started us. Close the watch before the descriptor.
 * Errors:    SYSTEM, explained: a plain file and /dev/null cannot be watched.
 * Blocking:  never.
 * Source:    uv_poll_init, which sets the flag and does not put it back.
 */
#ifndef CHASSIS_NET_WATCH_H
#define CHASSIS_NET_WATCH_H

#include "chassis/net.h"

struct loop_watch;

enum error loop_watch_open(struct loop_watch **out, struct loop *loop, int fd,
                           loop_hook *ready, void *arg);
/* NULL is ignored; allowed inside `ready`. */
void loop_watch_close(struct loop_watch *watch);

#endif
