/*
 * plan -- which processes make each shape.
 *
 * Use:       plan_find() by name; plan_of_shape() for loops over one.
 * Ownership: const tables.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_PLAN_H
#define SPLIT_PLATFORM_SUPERVISOR_PLAN_H

#include <stdbool.h>
#include <stddef.h>

struct plan_entry {
    const char *name;  /* "payments"; its program is cleave-payments */
    const char *shape; /* "monolith" or "split" */
    int default_port;  /* 0: has no TCP port */
};

enum { PLAN_COUNT = 7 };
extern const struct plan_entry plan[PLAN_COUNT];

/* NULL where there is no such process. Takes "payments" and "payments-1". */
const struct plan_entry *plan_find(const char *target);
/* `shape` is "monolith", "split" or "both". */
bool plan_in_shape(const struct plan_entry *entry, const char *shape);
bool plan_shape_known(const char *shape);
/* "monolith, gateway, customers, ..." for sentences. */
const char *plan_names(void);

#endif
