/*
 * money -- sums of won that cannot silently wrap around.
 *
 * Use:       enum error error = money_multiply(price, quantity, &line);
 * Units:     won, whole: the currency has no minor unit. A sum lies between
 *            -MONEY_MAX_WON and MONEY_MAX_WON, so that JSON readers that keep
 *            numbers as doubles still read it exactly.
 * Ownership: plain values.
 * Errors:    UNPROCESSABLE with a sentence; `out` is then untouched.
 * Blocking:  never.
 * Source:    RFC 8259 section 6 for the bound of 2^53 - 1; the compiler's
 *            overflow builtins, because a signed overflow is undefined in C.
 */
#ifndef DOMAIN_MONEY_H
#define DOMAIN_MONEY_H

#include <stdint.h>

#include "chassis/error.h"

#define MONEY_MAX_WON INT64_C(9007199254740991)

static inline enum error money_check(int64_t won)
{
    if (won > MONEY_MAX_WON || won < -MONEY_MAX_WON)
        return error_explain(ERROR_UNPROCESSABLE,
                             "the sum is over %lld won, more than can be kept; "
                             "order less at a time",
                             (long long)MONEY_MAX_WON);
    return ERROR_OK;
}

static inline enum error money_add(int64_t a_won, int64_t b_won, int64_t *out)
{
    int64_t sum;
    enum error error;

    if (__builtin_add_overflow(a_won, b_won, &sum))
        sum = INT64_MAX;
    error = money_check(sum);
    if (!error)
        *out = sum;
    return error;
}

static inline enum error money_multiply(int64_t won, int64_t times,
                                        int64_t *out)
{
    int64_t product;
    enum error error;

    if (__builtin_mul_overflow(won, times, &product))
        product = INT64_MAX;
    error = money_check(product);
    if (!error)
        *out = product;
    return error;
}

#endif
