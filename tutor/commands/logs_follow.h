/*
 * logs_follow -- log lines as they come, whatever becomes of the collector.
 *
 * Use:       logs_follow() with the filter of `logs`; it prints the newest
 *            lines first. logs_print() prints one line.
 * Ends:      Ctrl-C, `for_ms`, or when nobody reads what it writes.
 * Errors:    UNAVAILABLE when no collector answers at the beginning; later it
 *            waits for the next one and says what was lost in between.
 * Blocking:  until it ends.
 */
#ifndef TUTOR_LOGS_FOLLOW_H
#define TUTOR_LOGS_FOLLOW_H

#include "tutor/commands/observe.h"

/* `for_ms` 0: until Ctrl-C. */
enum error logs_follow(struct session *session,
                       const Collector__LogsRequest *asked, int64_t for_ms);
void logs_print(struct session *session, const Collector__LogLine *line);

#endif
