/*
 * net_harm -- the unkind ways to treat a stream, for those who inject faults.
 *
 * Use:       a sidecar; no service needs any of it.
 * Errors:    none that matter: what cannot be done to a stream that is broken
 *            already is not done.
 * Blocking:  never.
 * Source:    the reset of a Unix socket was measured: SO_LINGER 0 gives the
 *            peer a clean end of file; only a close() with bytes unread in the
 *            receive queue gives it ECONNRESET.
 */
#ifndef CHASSIS_NET_HARM_H
#define CHASSIS_NET_HARM_H

#include "chassis/net.h"

/* Bytes that came and were not read yet: those of a paused stream. */
size_t stream_unread(const struct stream *stream);
/* Ends our side: the peer reads end of file, and may go on sending. Nothing
 * may be pending; nothing may be written afterwards. */
void stream_end_output(struct stream *stream);
/* Closes at once; what is pending is lost. The peer of a TCP connection is
 * reset, that of a Unix socket where something was left unread. */
void stream_reset(struct stream *stream);

#endif
