/*
 * series -- what every method of every process was asked, second by second,
 *           and how the processes stand.
 *
 * Use:       series_take() each sample that arrives; series_rate() over a
 *            window; the tables are there to be read.
 * Units:     now_ms is monotonic and passed in; durations are microseconds.
 * Ownership: plain memory of bounded size; gauges are kept packed.
 * Bounds:    SERIES_MOST methods of SERIES_PROCESSES processes, 15 KiB each,
 *            and their gauges: under 6 MiB. A process that has been silent
 *            for longest makes room.
 * Errors:    series_take() is false for a sample that is impossible.
 * Blocking:  never.
 * Source:    rate, errors, duration (RED) by Tom Wilkie; cumulative counters
 *            as in OpenTelemetry, so that a lost sample loses only detail.
 */
#ifndef SPLIT_PLATFORM_COLLECTOR_SERIES_H
#define SPLIT_PLATFORM_COLLECTOR_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/contracts/collector.pb-c.h"
#include "chassis/exponential.h"
#include "chassis/limits.h"

enum {
    SERIES_MOST = 256,
    SERIES_PROCESSES = 64,
    SERIES_SECONDS = 60,
    SERIES_METHOD_BYTES = 128,
    SERIES_GAUGE_BYTES = 32 * 1024 /* of one process */
};

/* Of a window, or since a process began. */
struct series_counts {
    uint64_t ok, refused, failed;
    uint32_t buckets[EXPONENTIAL_BUCKETS];
};

/* Of one second: small, for there are 60 of each method. What does not fit
 * counts as the most that does. */
struct series_second {
    uint32_t ok, refused, failed;
    uint16_t buckets[EXPONENTIAL_BUCKETS];
};

struct series_process {
    char service[LIMIT_NAME_BYTES];
    char version[LIMIT_NAME_BYTES];
    int instance, pid;
    int64_t heard_ms;          /* its last sample */
    int64_t first_ms;          /* its first one */
    int64_t took_ms;           /* between its last two samples */
    uint64_t sequence;         /* of its last batch */
    uint64_t dropped;          /* by its own word */
    struct series_counts last; /* all methods, between its last two samples */
    uint8_t *gauges;           /* a packed telemetry.Sample; NULL: none */
    size_t gauge_bytes;
};

struct series_method {
    const struct series_process *process;
    char name[SERIES_METHOD_BYTES];
    struct series_counts total;         /* as last told */
    int64_t seconds_at[SERIES_SECONDS]; /* which second stands there */
    struct series_second seconds[SERIES_SECONDS];
};

struct series {
    struct series_process processes[SERIES_PROCESSES];
    size_t process_count;
    struct series_method *methods[SERIES_MOST];
    size_t method_count;
};

void series_init(struct series *series);
void series_release(struct series *series);
/* Who sent this batch; a place is made where it is new. `lost` says how many
 * batches are missing before it. */
struct series_process *series_sender(struct series *series,
                                     const Telemetry__Batch *batch,
                                     uint64_t *lost);
bool series_take(struct series *series, int64_t now_ms,
                 struct series_process *process,
                 const Telemetry__Sample *sample);
/* What was counted in the last `window_s` seconds, up to its process's last
 * sample; how many of them it has been told of, at least 1. */
int series_rate(const struct series_method *method, int64_t now_ms,
                int window_s, struct series_counts *out);
void series_sum(struct series_counts *into, const struct series_counts *from);

#endif
