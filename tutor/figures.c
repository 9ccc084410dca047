/*
 * figures -- numbers as people read them.
 *
 * Thousands are grouped by commas in both languages: both read won so.
 * Durations are always given in milliseconds, so that two figures beside each
 * other can be compared without reading their units; the number of decimals
 * shrinks as the number grows.
 */
#include "tutor/figures.h"

#include <stdio.h>

const char *figures_won(char out[FIGURES_BYTES], int64_t won)
{
    char digits[FIGURES_BYTES];
    uint64_t size = won < 0 ? 0 - (uint64_t)won : (uint64_t)won;
    int length =
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)size);
    char *at = out;
    if (won < 0)
        *at++ = '-';
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return out;
}

const char *figures_ms(char out[FIGURES_BYTES], int64_t microseconds)
{
    double ms = (double)microseconds / 1000;
    int decimals = ms < 10 ? 2 : ms < 100 ? 1 : 0;
    snprintf(out, FIGURES_BYTES, "%.*f", decimals, ms);
    return out;
}
