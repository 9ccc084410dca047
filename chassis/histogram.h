/*
 * histogram -- counts of durations, exact to one part in 64, in fixed memory.
 *
 * Use:       histogram_record() each duration, histogram_quantile() at the end.
 * Units:     any whole unit; this program records microseconds.
 * Ownership: a plain value, about 17 KiB. histogram_add() merges.
 * Errors:    values under 0 count as 0, values over 2^39 - 1 as that.
 * Source:    the log-linear buckets of HdrHistogram (Gil Tene).
 */
#ifndef CHASSIS_HISTOGRAM_H
#define CHASSIS_HISTOGRAM_H

#include <stdint.h>

enum {
    HISTOGRAM_SUB_BITS = 7,
    HISTOGRAM_ORDERS = 33,
    HISTOGRAM_BUCKETS = (HISTOGRAM_ORDERS + 1) << (HISTOGRAM_SUB_BITS - 1)
};

struct histogram {
    uint64_t count;
    int64_t sum;
    int64_t min;
    int64_t max;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_init(struct histogram *histogram);
void histogram_record(struct histogram *histogram, int64_t value);
void histogram_add(struct histogram *into, const struct histogram *from);
/* The value at quantile q in [0, 1]; 0 when empty. */
int64_t histogram_quantile(const struct histogram *histogram, double q);
double histogram_mean(const struct histogram *histogram);

#endif
