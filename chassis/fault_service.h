/*
 * fault_service -- the faults of this process, and faults.Faults over them.
 *
 * Use:       host.c calls fault_service_begin() before anybody can connect and
 *            hangs fault_face beside control's. Who carries faults out looks
 *            into fault_service_table() whenever an event passes, and may ask
 *            to be told by fault_service_watch() when the table has changed.
 * Time:      a timer of the loop takes a fault away at its end, whether the
 *            process has anything else to do or not.
 * Ownership: one table a process; watchers stay the caller's.
 * Signal:    SIGUSR1 heals all; for whom no call can reach any more.
 * Errors:    as fault_add() and fault_heal() explain them; a kind or a value
 *            nobody knows is NOT_FOUND or UNPROCESSABLE.
 * Blocking:  never.
 */
#ifndef CHASSIS_FAULT_SERVICE_H
#define CHASSIS_FAULT_SERVICE_H

#include "chassis/fault.h"
#include "chassis/net.h"
#include "chassis/runtime.h"

enum { FAULT_WATCHERS = 8 };

extern const struct face fault_face;

/* Carries out those of disk, clock and process that are among the families;
 * SIGUSR1 heals all from now on. */
void fault_service_begin(struct loop *loop, unsigned families);
/* Heals all, tells the watchers and forgets them. */
void fault_service_end(void);
struct faults *fault_service_table(void);
/* Called after each add, heal and end, as often as they happen. */
void fault_service_watch(loop_hook *changed, void *arg);

#endif
