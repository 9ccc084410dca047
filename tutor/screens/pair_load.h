/*
 * pair_load -- a load on both shapes that runs beside a screen, second by
 *              second.
 *
 * Use:       pair_load_start() runs `load MIX RATE ... --live --json`; what it
 *            tells stands in `of`. pair_load_take() reads one such line.
 * Units:     arrivals a second, milliseconds; heard_ms and started_ms are
 *            monotonic.
 * Ownership: the caller's value; pair_load_stop() ends the load.
 * Errors:    those of job_start(); what the command refused stands in `why`.
 * Blocking:  never.
 */
#ifndef TUTOR_PAIR_LOAD_H
#define TUTOR_PAIR_LOAD_H

#include "tutor/screens/job.h"
#include "tutor/shape.h"

enum { PAIR_SECONDS = 60, PAIR_WHY_BYTES = 200, PAIR_SILENT_S = 2 };

struct pair_counts {
    int64_t ok, refused, bad; /* bad: failed, lost or never sent */
};

struct pair_load_side {
    bool heard;
    struct pair_counts now, total;
    double p50_ms, p99_ms; /* NAN: nothing was answered well */
    double rates[PAIR_SECONDS], p99s[PAIR_SECONDS]; /* oldest first */
};

struct pair_load {
    struct job *job;
    struct loop *loop;
    int64_t started_ms, heard_ms; /* heard_ms 0: no second yet */
    int count;                    /* of rates and p99s */
    struct pair_load_side of[SHAPE_COUNT];
    char why[PAIR_WHY_BYTES]; /* why it ended by itself; "" */
};

/* `words` is "reads 50/s"; whatever runs is ended first. */
enum error pair_load_start(struct pair_load *load, struct loop *loop,
                           const char *words);
void pair_load_stop(struct pair_load *load);
bool pair_load_on(const struct pair_load *load);
/* One line of its output; anything else is kept as `why`. */
void pair_load_take(struct pair_load *load, const char *line, size_t length,
                    int64_t now_ms);

#endif
