/*
 * plan -- the table of processes.
 *
 * The order is the order of stopping: front doors first, so that nobody comes
 * in while the rooms behind are being closed. Starting needs no order: every
 * service comes up without the others and finds them when it needs them.
 */
#include "split/platform/supervisor/plan.h"

#include <string.h>

const struct plan_entry plan[PLAN_COUNT] = {
    {"monolith", "monolith", 8081}, {"gateway", "split", 8080},
    {"orders", "split", 0},         {"payments", "split", 0},
    {"inventory", "split", 0},      {"shipping", "split", 0},
    {"customers", "split", 0},
};

const struct plan_entry *plan_find(const char *target)
{
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        size_t length = strlen(plan[i].name);
        if (strncmp(target, plan[i].name, length) == 0 &&
            (target[length] == 0 || strcmp(target + length, "-1") == 0))
            return &plan[i];
    }
    return NULL;
}

bool plan_in_shape(const struct plan_entry *entry, const char *shape)
{
    return strcmp(shape, "both") == 0 || strcmp(shape, entry->shape) == 0;
}

bool plan_shape_known(const char *shape)
{
    return strcmp(shape, "both") == 0 || strcmp(shape, "monolith") == 0 ||
           strcmp(shape, "split") == 0;
}

const char *plan_names(void)
{
    return "monolith, gateway, orders, payments, inventory, shipping, "
           "customers";
}
