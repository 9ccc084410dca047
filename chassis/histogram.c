/*
 * histogram -- counts of durations, exact to one part in 64, in fixed memory.
 *
 * A mean hides the slow ones, and keeping every duration costs memory that
 * grows with the load. So durations are counted in buckets: up to 127 each
 * value has its own, and above that each doubling of the range is cut into 64
 * equal parts. The width of a bucket is thus never more than 1/64 of its
 * values, however large they are.
 *
 *     value        0..127   128..255   256..511   ...   to 2^39 - 1
 *     width             1          2          4         2^32
 *     order             0          1          2         32
 *
 * What holds: the sum of all buckets is `count`, and min and max are exact.
 * Merging two histograms gives the one that had recorded both.
 */
#include "chassis/histogram.h"

#include <assert.h>
#include <stddef.h>

enum { HALF = 1 << (HISTOGRAM_SUB_BITS - 1) };

static const int64_t top =
    ((int64_t)1 << (HISTOGRAM_SUB_BITS + HISTOGRAM_ORDERS - 1)) - 1;

static size_t bucket_of(int64_t value)
{
    int order = 64 - HISTOGRAM_SUB_BITS - __builtin_clzll((uint64_t)value | 1);
    if (order < 0)
        order = 0;
    return (size_t)order * HALF + (size_t)(value >> order);
}

/* The largest value that falls into the bucket. */
static int64_t highest_of(size_t bucket)
{
    size_t order = bucket < 2 * HALF ? 0 : bucket / HALF - 1;
    int64_t part = (int64_t)(bucket - order * HALF);
    return ((part + 1) << order) - 1;
}

void histogram_init(struct histogram *histogram)
{
    *histogram = (struct histogram){0};
}

void histogram_record(struct histogram *histogram, int64_t value)
{
    if (value < 0)
        value = 0;
    if (value > top)
        value = top;
    if (histogram->count == 0 || value < histogram->min)
        histogram->min = value;
    if (value > histogram->max)
        histogram->max = value;
    histogram->count++;
    histogram->sum += value;
    histogram->buckets[bucket_of(value)]++;
}

void histogram_add(struct histogram *into, const struct histogram *from)
{
    if (from->count == 0)
        return;
    if (into->count == 0 || from->min < into->min)
        into->min = from->min;
    if (from->max > into->max)
        into->max = from->max;
    into->count += from->count;
    into->sum += from->sum;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->buckets[i] += from->buckets[i];
}

int64_t histogram_quantile(const struct histogram *histogram, double q)
{
    assert(q >= 0 && q <= 1);
    if (histogram->count == 0)
        return 0;
    /* The rank of the value we want, from 1: the nearest-rank method. */
    double exact = q * (double)histogram->count;
    uint64_t rank = (uint64_t)exact;
    if ((double)rank < exact || rank == 0)
        rank++;
    uint64_t passed = 0;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        passed += histogram->buckets[i];
        if (passed < rank)
            continue;
        int64_t value = highest_of(i);
        if (value < histogram->min)
            return histogram->min;
        return value < histogram->max ? value : histogram->max;
    }
    return histogram->max;
}

double histogram_mean(const struct histogram *histogram)
{
    if (histogram->count == 0)
        return 0;
    return (double)histogram->sum / (double)histogram->count;
}
