/*
 * exponential -- the buckets of an exponential histogram, base 2^(1/4).
 *
 * Use:       exponential_bucket() where a duration is counted,
 *            exponential_quantile() over the counts.
 * Units:     any whole unit; this program counts microseconds. Bucket i holds
 *            what is above 2^(i/4) and not above 2^((i+1)/4); the first one
 *            also what is 1 or less, the last also what is more.
 * Ownership: counts are the caller's.
 * Errors:    none. A quantile is the upper bound of its bucket: up to 19 %
 *            too high, never too low.
 * Source:    OpenTelemetry's ExponentialHistogram, scale 2.
 */
#ifndef CHASSIS_EXPONENTIAL_H
#define CHASSIS_EXPONENTIAL_H

#include <stddef.h>
#include <stdint.h>

enum { EXPONENTIAL_BUCKETS = 112 }; /* to 268 s in microseconds */

size_t exponential_bucket(int64_t value);
int64_t exponential_upper(size_t bucket);
/* 0 where nothing was counted. */
int64_t exponential_quantile(const uint32_t counts[EXPONENTIAL_BUCKETS],
                             double q);

#endif
