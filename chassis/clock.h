/*
 * clock -- the only place that asks the machine what time it is.
 *
 * Use:       clock_monotonic_ms() for durations, clock_wall_ms() for people.
 *            Services do not call these: they ask their runtime.
 * Units:     milliseconds and nanoseconds; wall time since 1970 UTC.
 * Errors:    cannot fail.
 * Blocking:  never, save clock_sleep_ms(), which front ends may use.
 */
#ifndef CHASSIS_CLOCK_H
#define CHASSIS_CLOCK_H

#include <stdint.h>

int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_ns(void);
int64_t clock_wall_ms(void);
/* Wall time that no lens has changed, so that what several processes tell of
 * themselves fits together. For telemetry only. */
int64_t clock_true_wall_ns(void);
void clock_sleep_ms(int64_t ms);

/* What the wall clock shows for the true time; see chassis/fault_clock.h.
 * NULL takes it away. */
typedef int64_t clock_lens(int64_t wall_ms);
void clock_look_through(clock_lens *lens);

enum { CLOCK_TEXT_BYTES = 25 };
/* "2026-01-31T09:05:07.123Z" with its NUL. */
void clock_format(int64_t wall_ms, char out[CLOCK_TEXT_BYTES]);

#endif
