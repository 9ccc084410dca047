/*
 * lab_window -- figures of a load within a span of time.
 *
 * Use:       lab_window() for a statistic of the requests that were due from
 *            `from` on and before `to`.
 * Units:     milliseconds from the start of the time line; percent to 100.
 * Ownership: nothing is kept.
 * Errors:    false when there is nothing to count in that span.
 * Blocking:  never.
 */
#ifndef TUTOR_LAB_WINDOW_H
#define TUTOR_LAB_WINDOW_H

#include "tutor/lab/lab_facts.h"

bool lab_window(const struct lab_samples *load,
                const struct lab_expression *statistic, double from, double to,
                double *out);

#endif
