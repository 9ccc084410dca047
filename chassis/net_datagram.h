/*
 * net_datagram -- a Unix socket on which datagrams arrive from anybody.
 *
 * Use:       datagrams_open(); `taken` is called for each datagram, with a
 *            few at a time between two turns of the loop.
 * Units:     bytes; a datagram over DATAGRAM_BYTES comes cut, and says so.
 * Ownership: the socket and its file are ours until datagrams_close(). The
 *            bytes hold until `taken` returns.
 * Errors:    CONFLICT where another process listens there; SYSTEM, explained.
 *            A file that nobody listens on is taken over.
 * Blocking:  never.
 */
#ifndef CHASSIS_NET_DATAGRAM_H
#define CHASSIS_NET_DATAGRAM_H

#include "chassis/net.h"

enum { DATAGRAM_BYTES = 64 * 1024, DATAGRAMS_AT_ONCE = 64 };

struct datagrams;
typedef void datagram_handler(void *arg, struct slice bytes, bool cut);

enum error datagrams_open(struct datagrams **out, struct loop *loop,
                          const struct address *address,
                          datagram_handler *taken, void *arg);
void datagrams_close(struct datagrams *datagrams);

#endif
