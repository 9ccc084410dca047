/*
 * nemesis -- the faults that only who keeps a process can do to it.
 *
 * Use:       nemesis_begin() once, when the children stand; from then on the
 *            supervisor's own table of faults says what is to be done.
 * Kinds:     kill, term and pause keep a process down or still until they are
 *            healed or over; crash-loop kills it so long after each start.
 * Ownership: children stay the fleet's.
 * Errors:    a target that is not there, or not in a state for it, is logged;
 *            the fault stands in the list and does nothing.
 * Blocking:  never.
 * Source:    the nemesis of Jepsen, process faults of chaos-mesh and Pumba.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_NEMESIS_H
#define SPLIT_PLATFORM_SUPERVISOR_NEMESIS_H

#include "chassis/net.h"

void nemesis_begin(struct loop *loop);

#endif
