/*
 * exponential -- which bucket, without a logarithm.
 *
 * The place of the highest bit is the whole part of the logarithm; three
 * comparisons with the fourth roots of two give the rest. Buckets are closed
 * above, so a power of two itself belongs to the bucket below it.
 */
#include "chassis/exponential.h"

/* 2^(k/4) as 32 bits before the point and 32 behind it. */
static const uint64_t roots[4] = {4294967296, 5107605667, 6074001000,
                                  7223245205};

size_t exponential_bucket(int64_t value)
{
    if (value <= 1)
        return 0;
    if (value >= (int64_t)1 << (EXPONENTIAL_BUCKETS / 4))
        return EXPONENTIAL_BUCKETS - 1;
    unsigned exponent = 63 - (unsigned)__builtin_clzll((uint64_t)value);
    uint64_t mantissa = (uint64_t)value << 32 >> exponent;
    size_t bucket = (size_t)exponent * 4;
    if (mantissa == roots[0])
        return bucket - 1;
    for (int k = 1; k < 4; k++)
        bucket += mantissa > roots[k];
    return bucket;
}

int64_t exponential_upper(size_t bucket)
{
    size_t at = bucket + 1;
    uint64_t bound = roots[at % 4] << (at / 4);
    uint64_t whole = bound >> 32;
    return (int64_t)(whole + (bound << 32 != 0));
}

int64_t exponential_quantile(const uint32_t counts[EXPONENTIAL_BUCKETS],
                             double q)
{
    uint64_t all = 0, seen = 0;
    size_t last = 0;
    for (size_t i = 0; i < EXPONENTIAL_BUCKETS; i++) {
        all += counts[i];
        if (counts[i])
            last = i;
    }
    if (all == 0)
        return 0;
    for (size_t i = 0; i < last; i++) {
        seen += counts[i];
        if ((double)seen >= q * (double)all)
            return exponential_upper(i);
    }
    return exponential_upper(last);
}
