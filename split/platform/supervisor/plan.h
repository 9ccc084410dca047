/*
 * plan -- which services make each shape, and how their processes are named.
 *
 * Use:       plan_parse() for a word of a user; plan[] for loops.
 * Names:     "payments" is all instances of it, "payments-2" the second; the
 *            process of the first is called plainly "payments".
 * Ownership: const tables.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_PLAN_H
#define SPLIT_PLATFORM_SUPERVISOR_PLAN_H

#include <stdbool.h>
#include <stddef.h>

struct plan_entry {
    const char *name;  /* "payments"; its program is cleave-payments */
    const char *shape; /* "monolith", "split", or "both": of either */
    int default_port;  /* 0: has no TCP port */
    bool single;       /* one process at most: its socket has no number */
    bool helper;       /* nobody waits for it, and it goes last */
};

enum {
    PLAN_COUNT = 10,
    PLAN_REPLICAS = 8,   /* of a service, as the user may ask */
    PLAN_INSTANCES = 16, /* two versions of it, side by side */
    PLAN_SLOTS = PLAN_COUNT * PLAN_INSTANCES
};
extern const struct plan_entry plan[PLAN_COUNT];

/* NULL where there is no such process. `instance` is 0 for "payments" and 2
 * for "payments-2"; it need not run. */
const struct plan_entry *plan_parse(const char *target, int *instance);
/* "payments" for the first instance, "payments-2" for the second. */
void plan_label(const struct plan_entry *entry, int instance, char *out,
                size_t bytes);
/* `shape` is "monolith", "split" or "both". */
bool plan_in_shape(const struct plan_entry *entry, const char *shape);
bool plan_shape_known(const char *shape);
/* "monolith, gateway, customers, ..." for sentences. */
const char *plan_names(void);

#endif
