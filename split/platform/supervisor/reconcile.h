/*
 * reconcile -- from what is wanted and what is there to what is to be done.
 *
 * Use:       reconcile() after every change of either; its actions are then
 *            carried out, and the next look sees what has become of them.
 * Rules:     an instance that is down on purpose (killed by command) or by
 *            misfortune still holds its place: only a smaller number takes it
 *            away. The worst go first (down before coming before not ready
 *            before ready), among equals the highest number. A new one takes
 *            the lowest number that is free.
 * Ownership: plain values; no clock, no process, no memory.
 * Errors:    cannot fail: what finds no free number is not started.
 * Source:    the controllers of Kubernetes (desired state against observed),
 *            and the victim order of its ReplicaSet.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_RECONCILE_H
#define SPLIT_PLATFORM_SUPERVISOR_RECONCILE_H

#include <stddef.h>

#include "split/platform/supervisor/plan.h"

enum { RECONCILE_VERSIONS = 2 };

/* In the order in which they are taken away. */
enum condition {
    CONDITION_DOWN,
    CONDITION_COMING,
    CONDITION_NOT_READY,
    CONDITION_READY,
    CONDITION_LEAVING /* goes already: counts for nothing, holds its number */
};

struct observed {
    int instance; /* 1, 2, ... */
    int version;  /* 0: the settled one; 1: the one that is being deployed */
    enum condition condition;
};

enum reconcile_kind { RECONCILE_START, RECONCILE_STOP };

struct reconcile_action {
    enum reconcile_kind kind;
    int instance;
    int version;
};

/* Fills up to PLAN_INSTANCES actions and returns how many. */
size_t reconcile(const int wanted[RECONCILE_VERSIONS],
                 const struct observed *observed, size_t count,
                 struct reconcile_action out[PLAN_INSTANCES]);

#endif
