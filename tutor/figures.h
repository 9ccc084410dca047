/*
 * figures -- numbers as people read them.
 *
 * Use:       figures_won(out, 1234567) gives "1,234,567"; figures_ms(out, us)
 *            gives milliseconds with three significant digits or so.
 * Ownership: the caller's array of FIGURES_BYTES.
 * Errors:    cannot fail.
 */
#ifndef TUTOR_FIGURES_H
#define TUTOR_FIGURES_H

#include <stdint.h>

enum { FIGURES_BYTES = 32 };

const char *figures_won(char out[FIGURES_BYTES], int64_t won);
const char *figures_ms(char out[FIGURES_BYTES], int64_t microseconds);

#endif
