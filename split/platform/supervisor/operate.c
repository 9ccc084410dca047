/*
 * operate -- says what is wanted and lets reconciliation do it.
 *
 * No command here starts or stops a process. It writes down a number or a
 * version, asks for a look, and where the caller wants to see the end of it,
 * leaves an operation behind.
 */
#include "split/platform/supervisor/operate.h"

#include <assert.h>
#include <string.h>

#include "chassis/contracts/supervisor.pb-c.h"
#include "chassis/handicap.h"
#include "split/platform/supervisor/deploy.h"
#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/mesh.h"

enum {
    IDLE_MS = 30000,
    IDLE_LEAST_MS = 100,
    IDLE_MOST_MS = 3600000,
    STEP_MOST_MS = 600000,
    VERSION_MOST = 32, /* characters */
    HANDICAP_BYTES = sizeof((struct desired *)0)->handicap[0]
};

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
    assert(error || entry);
    if (!error)
        error = check_scale(entry, asked);
    if (!error && deploy_active(entry))
        error = error_explain(ERROR_CONFLICT,
                              "%s is being deployed; scale it afterwards",
                              entry->name);
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

/* ---- versions ---- */

/* A version becomes part of a program's name. */
static enum error check_version(const char *version)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    size_t length = strlen(version);
    if (length > 0 && length <= VERSION_MOST && version[0] != '.' &&
        version[0] != '-' && version[strspn(version, allowed)] == '\0')
        return ERROR_OK;
    return error_explain(
        ERROR_UNPROCESSABLE,
        "a version is 1 to %d letters, digits, '.', '-' or "
        "'_' and begins with a letter, a digit or '_', not \"%.40s\"",
        VERSION_MOST, version);
}

static enum error make_wish(const Supervisor__DeployRequest *asked,
                            struct deploy_wish *out)
{
    struct handicap handicap;
    enum error error = check_version(asked->version);
    *out = (struct deploy_wish){.version = asked->version,
                                .handicap = asked->handicap,
                                .rules = deploy_usual_rules()};
    if (!error && asked->strategy[0] &&
        !deploy_strategy(asked->strategy, &out->strategy))
        error = error_explain(ERROR_UNPROCESSABLE,
                              "\"%.40s\" is no strategy; say rolling, "
                              "blue-green or canary",
                              asked->strategy);
    if (!error && (strlen(asked->handicap) >= HANDICAP_BYTES ||
                   handicap_parse(&handicap, asked->handicap)))
        error =
            error_explain(ERROR_UNPROCESSABLE, "%s", error_detail(ERROR_USAGE));
    if (!error && (asked->step_ms < 0 || asked->step_ms > STEP_MOST_MS ||
                   asked->minimum_calls < 0))
        error = error_explain(ERROR_UNPROCESSABLE,
                              "a step is watched %d ms at most, and no "
                              "negative number of calls",
                              STEP_MOST_MS);
    if (asked->step_ms > 0)
        out->rules.step_ms = out->rules.hold_ms = asked->step_ms;
    if (asked->minimum_calls > 0)
        out->rules.judge.minimum_calls = asked->minimum_calls;
    return error;
}

static bool is_monolith(const struct plan_entry *entry)
{
    return strcmp(entry->shape, "monolith") == 0;
}

/* Nothing can stand beside the monolith: it stops, and the new one starts. */
static enum error wait_replaced(struct request *rq,
                                const struct plan_entry *entry)
{
    struct selection wanted = {{false}};
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        deploy_rename(child);
        fleet_choose(&wanted, child);
        child_restart(child);
    }
    return supervisor_wait(rq, OPERATION_UP, &wanted, false);
}

static enum error check_count(const struct plan_entry *entry)
{
    if (fleet_desired(entry)->replicas[0] > 0 &&
        fleet_next(entry, NULL) != NULL)
        return ERROR_OK;
    return error_explain(ERROR_CONFLICT,
                         "%s is scaled to zero; `scale %s 1` first",
                         entry->name, entry->name);
}

enum error operate_deploy(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__DeployRequest *asked =
        (const Supervisor__DeployRequest *)in;
    const struct plan_entry *entry = NULL;
    struct deploy_wish wish;
    enum error error = find_service(asked->service, &entry);
    assert(error || entry);
    if (!error)
        error = make_wish(asked, &wish);
    if (!error)
        error = check_count(entry);
    if (!error)
        error = is_monolith(entry) ? deploy_replace(entry, &wish)
                                   : deploy_start(entry, &wish);
    if (error)
        return error;
    return is_monolith(entry) ? wait_replaced(rq, entry)
                              : report_status(rq, 0, "");
}

enum error operate_rollback(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__TargetRequest *asked =
        (const Supervisor__TargetRequest *)in;
    const struct plan_entry *entry = NULL;
    enum error error = find_service(asked->target, &entry);
    assert(error || entry);
    if (!error)
        error = deploy_back(entry);
    if (error)
        return error;
    return is_monolith(entry) ? wait_replaced(rq, entry)
                              : report_status(rq, 0, "");
}

/* ---- sidecars ---- */

static bool has_sidecars(const struct plan_entry *entry)
{
    return strcmp(entry->shape, "split") == 0 && !entry->helper &&
           !entry->default_port;
}

enum error operate_mesh(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__MeshRequest *asked = (const Supervisor__MeshRequest *)in;
    struct selection wanted, changed = {{false}};
    bool all = strcmp(asked->target, "all") == 0;
    bool one = strchr(asked->target, '-') != NULL;
    enum error error = fleet_select(asked->target, &wanted);
    if (!error && asked->on && !mesh_possible())
        error = error_explain(ERROR_UNIMPLEMENTED,
                              "there is no program cleave-sidecar");
    if (error)
        return error;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!fleet_chosen(&wanted, child))
            continue;
        if (!has_sidecars(child->entry) && all)
            continue;
        if (!has_sidecars(child->entry))
            return error_explain(ERROR_UNPROCESSABLE,
                                 "a sidecar stands before a service of the "
                                 "split, not before %s",
                                 child->entry->name);
        if (!one)
            fleet_desired(child->entry)->meshed = asked->on;
        mesh_want(child, asked->on);
        fleet_choose(&changed, child);
    }
    return supervisor_wait(rq, OPERATION_MESH, &changed, false);
}
