/*
 * pair_side -- one shape as a whole, out of the processes of the live model.
 *
 * Use:       pair_side_of() for each shape at each paint; pair_side_memory()
 *            now and then.
 * Units:     requests a second, milliseconds, KiB; now_ms is monotonic.
 * Ownership: a plain value.
 * Errors:    cannot fail; what is not known is NAN, or -1 for memory.
 * Blocking:  pair_side_memory() reads a small file of /proc for each process.
 */
#ifndef TUTOR_PAIR_SIDE_H
#define TUTOR_PAIR_SIDE_H

#include "tutor/commands/text.h"
#include "tutor/live/live.h"
#include "tutor/shape.h"

struct pair_side {
    const char *url;
    bool up; /* every process ready */
    int wanted, running, sidecars;
    /* Of its front door, or NAN. */
    double rate, failed, p50_ms, p99_ms;
    const struct live_process *door; /* NULL: it is not known */
};

void pair_side_of(const struct live_view *view, enum shape shape,
                  int64_t now_ms, struct pair_side *out);
enum text pair_side_state(const struct pair_side *side);
/* The sum over its processes and their sidecars; -1: one of them cannot be
 * looked at, or none runs. */
int64_t pair_side_memory(const struct live_view *view, enum shape shape);

#endif
