/*
 * load_live -- what a load has measured in each second of its run.
 *
 * Use:       load_live_init(), load_live_take() as the load's watcher; once a
 *            second load_live_line() or load_live_json(), which begin the next
 *            second.
 * Units:     microseconds; counts of arrivals whose fate became known.
 * Ownership: a value of the caller's (histograms: some 35 KB).
 * Errors:    cannot fail.
 * Blocking:  never.
 */
#ifndef TUTOR_LOAD_LIVE_H
#define TUTOR_LOAD_LIVE_H

#include "tutor/lab/load.h"
#include "tutor/screen.h"
#include "tutor/shape.h"

struct load_live_counts {
    uint64_t ok, refused, failed, lost, dropped;
};

struct load_live {
    const enum shape *shapes;
    size_t count; /* of shapes */
    int second;   /* how many have ended */
    struct load_live_counts now[LOAD_TARGETS], total[LOAD_TARGETS];
    struct histogram latency_us[LOAD_TARGETS]; /* of 2xx, of this second */
};

void load_live_init(struct load_live *live, const enum shape *shapes,
                    size_t count);
load_watcher load_live_take; /* arg: the load_live */
/* Whether something has come since the last second that was told. */
bool load_live_waits(const struct load_live *live);
/* "  3 s  monolith 50/s ok  p50 0.41 ms ...", one line with all shapes. */
void load_live_line(struct load_live *live, struct screen *screen);
/* {"second":3,"monolith":{"now":{"ok":50,...},"total":{...},"p50_us":...,
 * "p99_us":...},"split":{...}} */
void load_live_json(struct load_live *live, struct screen *screen);

#endif
