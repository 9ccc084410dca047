/*
 * fault_process -- a process that burns time, holds memory, has no more
 *                  descriptors, or says that it is not ready.
 *
 * Use:       fault_process_begin() with the loop and the process's faults,
 *            fault_process_changed() after each change of them,
 *            fault_process_end() before the loop is freed.
 * Kinds:     cpu, memory, fd-limit; not-ready is asked for with
 *            fault_process_ready(). kill, term, pause and crash-loop are done
 *            by the supervisor, from outside.
 * Ownership: the faults stay the caller's until the end.
 * Errors:    what the system refuses (memory) is logged and not done.
 * Blocking:  cpu does, for at most FAULT_SLICE_MS at a time.
 * Source:    stress of chaos-mesh; readiness fault of the OpenTelemetry demo.
 */
#ifndef CHASSIS_FAULT_PROCESS_H
#define CHASSIS_FAULT_PROCESS_H

#include "chassis/fault.h"
#include "chassis/net.h"

enum { FAULT_SLICE_MS = 20 };

void fault_process_begin(struct loop *loop, struct faults *faults);
void fault_process_end(void);
/* Has the form of a loop_hook; the argument is ignored. */
void fault_process_changed(void *unused);
/* False while not-ready is active. */
bool fault_process_ready(void);

#endif
