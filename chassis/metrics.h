/*
 * metrics -- what a runtime counted, as Prometheus reads it.
 *
 * Use:       metrics_print() answers GET /metrics.
 * Units:     seconds and bytes, as Prometheus asks for base units.
 * Ownership: appends to the caller's buffer.
 * Errors:    cannot fail but through the buffer.
 * Blocking:  reads /proc/self/statm.
 * Source:    the Prometheus text format 0.0.4; rate, errors and duration
 *            (RED) by Tom Wilkie.
 */
#ifndef CHASSIS_METRICS_H
#define CHASSIS_METRICS_H

#include "chassis/buffer.h"
#include "chassis/runtime.h"

void metrics_print(struct runtime *rt, struct buffer *out);

/* Over all methods of the service but its control face. */
struct metrics_summary {
    uint64_t ok, refused, failed;
    int64_t p50_us, p99_us; /* the upper bound of the bucket; 0: no request */
};
struct metrics_summary metrics_summary(struct runtime *rt);
int64_t metrics_resident_bytes(void);

#endif
