/*
 * operate -- says what is wanted and lets reconciliation do it.
 *
 * No command here starts or stops a process. It writes down a number or a
 * version, asks for a look, and where the caller wants to see the end of it,
 * leaves an operation behind.
 */
#include "split/platform/supervisor/operate.h"

#include <string.h>

#include "chassis/contracts/supervisor.pb-c.h"
#include "split/platform/supervisor/fleet.h"

enum { IDLE_MS = 30000, IDLE_LEAST_MS = 100, IDLE_MOST_MS = 3600000 };

/* A service that runs, by its plain name. */
static enum error find_service(const char *name, const struct plan_entry **out)
{
    int instance = 0;
    const struct plan_entry *entry = plan_parse(name, &instance);
    if (!entry || instance || entry->helper)
        return error_explain(ERROR_NOT_FOUND,
                             "there is no service \"%.40s\"; the services are "
                             "gateway, orders, payments, inventory, shipping, "
                             "customers, and the monolith",
                             name);
    if (!fleet_desired(entry)->running)
        return error_explain(ERROR_CONFLICT, "%s is not up; `up %s` starts it",
                             entry->name, entry->shape);
    *out = entry;
    return ERROR_OK;
}

static enum error check_scale(const struct plan_entry *entry,
                              const Supervisor__ScaleRequest *asked)
{
    bool monolith = strcmp(entry->shape, "monolith") == 0;
    if (asked->replicas < 0 || asked->replicas > PLAN_REPLICAS)
        return error_explain(ERROR_UNPROCESSABLE,
                             "a service has 0 to %d replicas, not %d",
                             PLAN_REPLICAS, asked->replicas);
    if (monolith && asked->replicas != 1)
        return error_explain(ERROR_UNPROCESSABLE,
                             "the monolith runs once: a second one would need "
                             "a second copy of everything, its database too");
    if (entry->default_port && asked->replicas == 0)
        return error_explain(ERROR_UNPROCESSABLE,
                             "the front door cannot sleep: `down split` "
                             "closes it");
    if (asked->idle_ms &&
        (asked->idle_ms < IDLE_LEAST_MS || asked->idle_ms > IDLE_MOST_MS))
        return error_explain(ERROR_UNPROCESSABLE,
                             "the idle time is %d ms to %d ms", IDLE_LEAST_MS,
                             IDLE_MOST_MS);
    return ERROR_OK;
}

static enum error wait_settled(struct request *rq,
                               const struct plan_entry *entry)
{
    struct selection wanted = {{false}};
    fleet_reconcile(entry);
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child))
        fleet_choose(&wanted, child);
    return supervisor_wait(rq, OPERATION_SETTLE, &wanted, false);
}

enum error operate_scale(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__ScaleRequest *asked =
        (const Supervisor__ScaleRequest *)in;
    const struct plan_entry *entry = NULL;
    enum error error = find_service(asked->service, &entry);
    if (!error)
        error = check_scale(entry, asked);
    if (error)
        return error;
    struct desired *desired = fleet_desired(entry);
    desired->replicas[0] = asked->replicas;
    desired->on_demand = asked->replicas == 0;
    desired->idle_ms = asked->idle_ms ? asked->idle_ms : IDLE_MS;
    if (desired->on_demand)
        fleet_lull(entry);
    return wait_settled(rq, entry);
}
