/*
 * fault_clock -- a wall clock that is wrong on purpose.
 *
 * Use:       host.c says fault_clock_use() once, with the process's faults;
 *            from then on clock_wall_ms() shows what they make of it.
 * Kinds:     offset, jump, freeze, strobe; several at a time add up.
 * Not:       the monotonic clock. No machine's monotonic clock goes back or
 *            stands still while its processes run, so a program need not, and
 *            here does not, live with that. What a stalled machine looks like
 *            is shown by `pause`, which stops the process and its time.
 * Units:     milliseconds.
 * Ownership: the faults stay the caller's until fault_clock_use(NULL).
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    bump and strobe of Jepsen's clock nemesis; time offset of
 *            chaos-mesh; libfaketime.
 */
#ifndef CHASSIS_FAULT_CLOCK_H
#define CHASSIS_FAULT_CLOCK_H

#include "chassis/fault.h"

/* What the wall clock shows when it should show wall_ms. A freeze keeps what
 * its first look showed. */
int64_t fault_clock_ms(struct faults *faults, int64_t wall_ms,
                       int64_t monotonic_ms);
void fault_clock_use(struct faults *faults);

#endif
