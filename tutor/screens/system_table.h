/*
 * system_table -- the rows of the system panel: one for each process.
 *
 * Use:       system_rows() gives the processes that are shown and their order;
 *            system_draw() draws them under a heading, one of them selected.
 * Units:     now_ms is monotonic, as in the live model.
 * Ownership: everything belongs to the caller and is read during the call.
 * Errors:    cannot fail; where columns do not fit, those leave first that the
 *            details have as well.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_SYSTEM_TABLE_H
#define TUTOR_SYSTEM_TABLE_H

#include "tutor/live/live.h"
#include "tutor/widgets/scroll.h"

enum { SYSTEM_NO_ROW = -1, SYSTEM_SILENT_S = 3 };

struct system_rows {
    const struct live_process *list[LIVE_PROCESSES];
    int count;
};

/* All that the supervisor has named; those that nobody has started only with
 * `all`. */
void system_rows(const struct live_view *view, bool all,
                 struct system_rows *out);
/* `selected` may be SYSTEM_NO_ROW, `scroll` NULL. */
void system_draw(struct area area, const struct system_rows *rows, int selected,
                 struct scroll *scroll, int64_t now_ms);

/* The colour of a state, and its sign: full, empty or a triangle. */
unsigned system_style(const struct live_process *process,
                      enum glyph_name *sign);
/* "open payments", "closed", "-": the worst of them. */
const char *system_breakers(const struct live_process *process, char *out,
                            size_t bytes);
/* Whether it runs, has spoken, and has been silent for too long since. */
bool system_silent(const struct live_process *process, int64_t now_ms);
/* "not heard for 5 s" */
const char *system_silence(const struct live_process *process, int64_t now_ms,
                           char *out, size_t bytes);

#endif
