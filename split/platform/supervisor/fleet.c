/*
 * fleet -- carries out what reconcile() says.
 *
 * The pure part decides by counting (reconcile.h); this file observes the
 * places, gives free ones to new instances and takes places back when those
 * that retire are down. Which version an instance is of is told by its name,
 * not by a flag: so after a deployment, when the new version becomes the
 * settled one, nothing has to be marked anew.
 */
#include "split/platform/supervisor/fleet.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t row_of(const struct plan_entry *entry)
{
    return (size_t)(entry - plan);
}

struct desired *fleet_desired(const struct plan_entry *entry)
{
    return &supervisor_get()->desired[row_of(entry)];
}

static struct child *place(const struct plan_entry *entry, int instance)
{
    size_t first = row_of(entry) * PLAN_INSTANCES;
    return &supervisor_get()->children[first + (size_t)instance - 1];
}

void fleet_init(void)
{
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        struct desired *desired = &supervisor_get()->desired[i];
        *desired = (struct desired){.replicas = {1, 0}};
        snprintf(desired->version[0], sizeof desired->version[0], "1");
        child_claim(place(&plan[i], 1), "1");
    }
}

struct child *fleet_next(const struct plan_entry *entry,
                         const struct child *after)
{
    struct child *children = supervisor_get()->children;
    size_t from = entry ? row_of(entry) * PLAN_INSTANCES : 0;
    size_t end = entry ? from + PLAN_INSTANCES : PLAN_SLOTS;
    for (size_t i = after ? (size_t)(after - children) + 1 : from; i < end; i++)
        if (children[i].used)
            return &children[i];
    return NULL;
}

/* ---- observe and act ---- */

bool fleet_serves(const struct child *child)
{
    return child->state == CHILD_READY && !child->health.not_ready &&
           !child->retiring;
}

static enum condition condition_of(const struct child *child)
{
    if (child->retiring)
        return CONDITION_LEAVING;
    switch (child->state) {
    case CHILD_READY:
        return child->health.not_ready ? CONDITION_NOT_READY : CONDITION_READY;
    case CHILD_PAUSED:
        return CONDITION_NOT_READY;
    case CHILD_STARTING:
    case CHILD_CRASHED:
        return CONDITION_COMING;
    default:
        return CONDITION_DOWN;
    }
}

static int version_of(const struct desired *desired, const struct child *child)
{
    return desired->version[1][0] &&
           strcmp(desired->version[1], child->version) == 0;
}

static size_t observe(const struct plan_entry *entry,
                      struct observed out[PLAN_INSTANCES])
{
    const struct desired *desired = fleet_desired(entry);
    size_t count = 0;
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child))
        out[count++] = (struct observed){.instance = child->instance,
                                         .version = version_of(desired, child),
                                         .condition = condition_of(child)};
    return count;
}

static void start_one(const struct plan_entry *entry,
                      const struct reconcile_action *action)
{
    const struct desired *desired = fleet_desired(entry);
    struct child *child = place(entry, action->instance);
    child_claim(child, desired->version[action->version]);
    child->port = desired->port;
    snprintf(child->handicap, sizeof child->handicap, "%s",
             desired->handicap[action->version]);
    child->meshed = desired->meshed;
    if (desired->running)
        child_start(child);
}

static void release_gone(const struct plan_entry *entry)
{
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child))
        if (child->retiring && !child->process)
            child_release(child);
}

/* A service at zero keeps the first place, asleep or woken. */
static bool sleeps(const struct plan_entry *entry)
{
    const struct desired *desired = fleet_desired(entry);
    return desired->on_demand && desired->replicas[0] == 0;
}

static void put_to_sleep(const struct plan_entry *entry)
{
    struct child *first = place(entry, 1);
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        if (child == first || child->retiring)
            continue;
        child->retiring = true;
        child_stop(child);
    }
    if (first->used && first->retiring)
        return; /* its place is free when it is down */
    if (!first->used)
        child_claim(first, fleet_desired(entry)->version[0]);
    if (first->state == CHILD_STOPPED && fleet_desired(entry)->running)
        child_tire(first);
}

void fleet_lull(const struct plan_entry *entry)
{
    struct child *first = place(entry, 1);
    if (sleeps(entry) && first->used && !first->retiring && first->process)
        child_tire(first);
}

/* It is wanted for good: not only when somebody calls. */
static void wake(const struct plan_entry *entry)
{
    struct child *first = place(entry, 1);
    if (first->used && first->state == CHILD_ASLEEP)
        child_start(first);
}

void fleet_reconcile(const struct plan_entry *entry)
{
    struct observed observed[PLAN_INSTANCES];
    struct reconcile_action actions[PLAN_INSTANCES];
    release_gone(entry);
    if (sleeps(entry)) {
        put_to_sleep(entry);
        return;
    }
    wake(entry);
    size_t count = reconcile(fleet_desired(entry)->replicas, observed,
                             observe(entry, observed), actions);
    for (size_t i = 0; i < count; i++) {
        struct child *child = place(entry, actions[i].instance);
        if (actions[i].kind == RECONCILE_START) {
            start_one(entry, &actions[i]);
            continue;
        }
        child->retiring = true;
        child_stop(child);
    }
    release_gone(entry);
}

void fleet_reconcile_all(void)
{
    for (size_t i = 0; i < PLAN_COUNT; i++)
        fleet_reconcile(&plan[i]);
}

bool fleet_settled(const struct plan_entry *entry)
{
    const struct desired *desired = fleet_desired(entry);
    int serving = 0;
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        if (sleeps(entry) && child->state == CHILD_ASLEEP)
            continue;
        if (!fleet_serves(child))
            return false;
        serving++;
    }
    return sleeps(entry) ||
           serving == desired->replicas[0] + desired->replicas[1];
}

bool fleet_has_program(const struct plan_entry *entry)
{
    char path[LIMIT_PATH_BYTES + LIMIT_NAME_BYTES];
    snprintf(path, sizeof path, "%s/cleave-%s", supervisor_get()->programs,
             entry->name);
    return access(path, X_OK) == 0;
}

/* ---- words of users ---- */

bool fleet_chosen(const struct selection *selection, const struct child *child)
{
    return selection->chosen[child - supervisor_get()->children];
}

void fleet_choose(struct selection *selection, const struct child *child)
{
    selection->chosen[child - supervisor_get()->children] = true;
}

static enum error explain_target(const char *target)
{
    return error_explain(ERROR_NOT_FOUND,
                         "there is no process \"%.40s\"; the processes are %s "
                         "(payments-2 is the second instance of payments)",
                         target, plan_names());
}

enum error fleet_select(const char *target, struct selection *out)
{
    int instance = 0;
    bool all = strcmp(target, "all") == 0, any = false;
    const struct plan_entry *entry = all ? NULL : plan_parse(target, &instance);
    *out = (struct selection){{false}};
    if (!all && !entry)
        return explain_target(target);
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        if ((all && child->state == CHILD_STOPPED) ||
            (instance && child->instance != instance))
            continue;
        fleet_choose(out, child);
        any = true;
    }
    if (!any && !all)
        return error_explain(ERROR_NOT_FOUND,
                             "there is no %.40s now; `status` shows the "
                             "instances of %s",
                             target, entry->name);
    return ERROR_OK;
}

struct child *fleet_find(const char *target)
{
    struct selection selection;
    struct child *found = NULL;
    if (strcmp(target, "all") == 0) {
        (void)explain_target(target);
        return NULL;
    }
    if (fleet_select(target, &selection))
        return NULL;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!fleet_chosen(&selection, child))
            continue;
        if (child->state == CHILD_READY)
            return child;
        if (!found)
            found = child;
    }
    return found;
}
