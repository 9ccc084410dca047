/*
 * net_doorbell -- a listening socket that is kept for others to serve, and the
 *                 news that somebody waits there.
 *
 * Use:       doorbell_open(); doorbell_listen() whenever nobody serves it:
 *            `rung` is then called once, when a caller waits. Whoever is to
 *            serve inherits doorbell_fd() and accepts that caller and all
 *            after it; when it has ended, listen again.
 *            Several processes may inherit one; the kernel gives each caller
 *            to whichever accepts first.
 * Ownership: the socket and its file are the doorbell's until
 *            doorbell_close(). Those who inherited the descriptor hold the
 *            same socket and never remove the file.
 * Errors:    doorbell_open() as listener_open() says, explained.
 * Blocking:  never. No connection is accepted here, so none is lost.
 * Source:    socket activation as in launchd and systemd.
 */
#ifndef CHASSIS_NET_DOORBELL_H
#define CHASSIS_NET_DOORBELL_H

#include "chassis/net.h"

struct doorbell;

enum error doorbell_open(struct doorbell **out, struct loop *loop,
                         const struct address *address, loop_hook *rung,
                         void *arg);
void doorbell_listen(struct doorbell *doorbell);
int doorbell_fd(const struct doorbell *doorbell);
/* Really taken: a TCP port 0 has become the free one. */
struct address doorbell_address(const struct doorbell *doorbell);
void doorbell_close(struct doorbell *doorbell);

#endif
