/*
 * reach -- the supervisor's way out: to any instance, by its label.
 *
 * Use:       host_options.outbound. A call's peer is a label of the plan
 *            ("payments" for the first instance, "payments-2", "registry").
 * Ownership: as chassis/outbound.h says. One channel a label, kept for good.
 * Errors:    a label that is none: UNAVAILABLE by the call's deadline.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_REACH_H
#define SPLIT_PLATFORM_SUPERVISOR_REACH_H

#include "chassis/outbound.h"

extern const struct outbound outbound_instances;

#endif
