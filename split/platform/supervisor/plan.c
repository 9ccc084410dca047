/*
 * plan -- the table of services.
 *
 * The order is the order of stopping: front doors first, so that nobody comes
 * in while the rooms behind are being closed, and the registry last, so that
 * everybody can still take leave of it. Starting needs no order: every service
 * comes up without the others and finds them when it needs them.
 */
#include "split/platform/supervisor/plan.h"

#include <stdio.h>
#include <string.h>

/* TOUR: process-table */
/* clang-format off */
const struct plan_entry plan[PLAN_COUNT] = {
    {.name = "monolith", .shape = "monolith", .default_port = 8081},
    {.name = "gateway", .shape = "split", .default_port = 8080},
    {.name = "orders", .shape = "split"},
    {.name = "payments", .shape = "split"},
    {.name = "inventory", .shape = "split"},
    {.name = "shipping", .shape = "split"},
    {.name = "customers", .shape = "split"},
    {.name = "vip", .shape = "split", .single = true, .helper = true},
    {.name = "collector", .shape = "both", .single = true, .helper = true},
    {.name = "registry", .shape = "split", .single = true, .helper = true},
};
/* clang-format on */

/* 0: no suffix; -1: no number of an instance. */
static int parse_suffix(const char *suffix)
{
    int number = 0;
    if (*suffix == '\0')
        return 0;
    if (*suffix++ != '-' || *suffix < '1' || *suffix > '9')
        return -1;
    for (; *suffix >= '0' && *suffix <= '9' && number <= PLAN_INSTANCES;
         suffix++)
        number = number * 10 + (*suffix - '0');
    return *suffix || number > PLAN_INSTANCES ? -1 : number;
}

const struct plan_entry *plan_parse(const char *target, int *instance)
{
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        size_t length = strlen(plan[i].name);
        if (strncmp(target, plan[i].name, length) != 0)
            continue;
        int number = parse_suffix(target + length);
        if (number < 0)
            continue;
        *instance = number;
        return &plan[i];
    }
    return NULL;
}

void plan_label(const struct plan_entry *entry, int instance, char *out,
                size_t bytes)
{
    if (instance > 1)
        snprintf(out, bytes, "%s-%d", entry->name, instance);
    else
        snprintf(out, bytes, "%s", entry->name);
}

bool plan_in_shape(const struct plan_entry *entry, const char *shape)
{
    return strcmp(shape, "both") == 0 || strcmp(entry->shape, "both") == 0 ||
           strcmp(shape, entry->shape) == 0;
}

bool plan_shape_known(const char *shape)
{
    return strcmp(shape, "both") == 0 || strcmp(shape, "monolith") == 0 ||
           strcmp(shape, "split") == 0;
}

const char *plan_names(void)
{
    return "monolith, gateway, orders, payments, inventory, shipping, "
           "customers, vip, collector, registry";
}
