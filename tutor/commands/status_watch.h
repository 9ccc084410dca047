/*
 * status_watch -- what runs, as it changes.
 *
 * Use:       status_watch(): on a terminal the table is painted over in its
 *            place, elsewhere each change is one line, with --json one object.
 * Ends:      Ctrl-C, `for_ms`, or when nobody reads what it writes.
 * Errors:    none of the shop's: what is not there is shown to be not there.
 * Blocking:  until it ends.
 */
#ifndef TUTOR_STATUS_WATCH_H
#define TUTOR_STATUS_WATCH_H

#include "tutor/session.h"

/* `for_ms` 0: until Ctrl-C. */
enum error status_watch(struct session *session, int64_t for_ms);

#endif
