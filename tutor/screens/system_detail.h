/*
 * system_detail -- all that is known of one process, on one screen.
 *
 * Use:       system_detail_draw() for a process of the live view.
 * Units:     now_ms is monotonic, wall_ms the wall clock, as in the live model.
 * Ownership: everything belongs to the caller and is read during the call.
 * Errors:    cannot fail; what has no room below is cut.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_SYSTEM_DETAIL_H
#define TUTOR_SYSTEM_DETAIL_H

#include "tutor/live/live.h"
#include "tutor/widgets/canvas.h"

void system_detail_draw(struct area area, const struct live_view *view,
                        const struct live_process *process, int64_t now_ms,
                        int64_t wall_ms);
/* What happened, newest last, as much as has room; of that process, or of all
 * with NULL. */
void system_events_draw(struct area area, const struct live_view *view,
                        const char *title, int64_t wall_ms);

#endif
