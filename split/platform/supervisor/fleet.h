/*
 * fleet -- the instances of each service: as many as wanted, of the versions
 *          that are wanted.
 *
 * Use:       change supervisor_get()->desired, then fleet_reconcile(); it is
 *            also run at every look. fleet_select() finds what a word means.
 * Ownership: the places are the supervisor's.
 * Errors:    fleet_select() and fleet_find() explain.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_FLEET_H
#define SPLIT_PLATFORM_SUPERVISOR_FLEET_H

#include "split/platform/supervisor/supervisor.h"

/* One of each service, version "1", none running. */
void fleet_init(void);
/* Starts and retires instances until what is there is what is wanted. */
void fleet_reconcile(const struct plan_entry *entry);
void fleet_reconcile_all(void);
/* Of one that is wanted on demand only: puts what runs to sleep now. */
void fleet_lull(const struct plan_entry *entry);

/* The next used place behind `after` (NULL: the first); NULL: no more. Of
 * `entry` only, unless that is NULL. */
struct child *fleet_next(const struct plan_entry *entry,
                         const struct child *after);
/* "payments": all instances; "payments-2": that one; "all": everything that
 * was started. */
enum error fleet_select(const char *target, struct selection *out);
/* The one that "payments" or "payments-2" means; of several the first that is
 * ready. NULL, explained. */
struct child *fleet_find(const char *target);
bool fleet_chosen(const struct selection *selection, const struct child *child);
void fleet_choose(struct selection *selection, const struct child *child);
struct desired *fleet_desired(const struct plan_entry *entry);
/* Takes traffic: ready and not out of rotation by its own word. */
bool fleet_serves(const struct child *child);
/* All that is wanted of it is there and serves. */
bool fleet_settled(const struct plan_entry *entry);
/* Its program lies beside ours; a helper without one is left out. */
bool fleet_has_program(const struct plan_entry *entry);

#endif
