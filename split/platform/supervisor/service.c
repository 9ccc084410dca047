/*
 * service -- the commands of the supervisor.
 *
 * The order of a command: say what is wanted to each child it names; then
 * either answer with the report, or wait until the children are there.
 */
#include "split/platform/supervisor/service.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/supervisor.pb-c.h"
#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/operate.h"
#include "split/platform/supervisor/supervisor.h"
#include "split/platform/supervisor/watch.h"

enum { ARM_MS = 1000, ARM_AGAIN_MS = 20, ARM_TRIES = 25 };

static enum error check_shape(const char *shape)
{
    if (plan_shape_known(shape))
        return ERROR_OK;
    return error_explain(ERROR_UNPROCESSABLE,
                         "\"%.40s\" is no shape; say monolith, split or both",
                         shape);
}

static bool port_valid(int port)
{
    return port >= -1 && port <= 65535;
}

/* -1 keeps the port that the front door had, or takes its usual one. It is
 * wanted of the service before any of its instances is started. */
static void set_port(const struct plan_entry *entry,
                     const Supervisor__ShapeRequest *asked)
{
    bool monolith = strcmp(entry->name, "monolith") == 0;
    int port = monolith ? asked->monolith_port : asked->gateway_port;
    int had = fleet_desired(entry)->port;
    if (!had)
        had = entry->default_port;
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        if (child_is_up(child)) { /* the door stands where it stands */
            fleet_desired(entry)->port = child->port;
            return;
        }
        if (child->port)
            had = child->port;
    }
    fleet_desired(entry)->port = port >= 0 ? port : had;
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child))
        child->port = fleet_desired(entry)->port;
}

/* ---- up and down ---- */

/* True when there was anything to do. */
static bool start_child(struct child *child)
{
    if (child->state == CHILD_READY || child->state == CHILD_ASLEEP)
        return false;
    if (child->state == CHILD_PAUSED)
        (void)child_signal(child, "resume");
    child_start(child);
    return true;
}

static bool start_service(const struct plan_entry *entry,
                          const Supervisor__ShapeRequest *asked,
                          struct selection *wanted)
{
    bool started = false;
    struct placement placement = {.runs = true};
    (void)placement_find(&supervisor_get()->places, entry->name, &placement);
    fleet_desired(entry)->left_out = !placement.runs;
    if (!placement.runs)
        return false;
    if (entry->default_port)
        set_port(entry, asked);
    fleet_desired(entry)->running = true;
    fleet_reconcile(entry);
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        bool change = start_child(child);
        if (entry->helper) /* it comes beside the shape */
            continue;
        fleet_choose(wanted, child);
        started = started || change;
    }
    return started;
}

static enum error up(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__ShapeRequest *asked =
        (const Supervisor__ShapeRequest *)in;
    struct selection wanted = {{false}};
    bool started = false;
    enum error error = check_shape(asked->shape);
    if (error)
        return error;
    if (!port_valid(asked->monolith_port) || !port_valid(asked->gateway_port))
        return error_explain(ERROR_UNPROCESSABLE,
                             "a port is 0 to 65535, or -1 for the usual one");
    for (size_t i = PLAN_COUNT; i-- > 0;) {
        if (!plan_in_shape(&plan[i], asked->shape) ||
            (plan[i].helper && !fleet_has_program(&plan[i])))
            continue;
        bool change = start_service(&plan[i], asked, &wanted);
        started = started || change;
    }
    if (!started)
        return report_status(rq, 0, "already up");
    return supervisor_wait(rq, OPERATION_UP, &wanted, false);
}

static bool others_run(const struct selection *stopping)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (!fleet_chosen(stopping, child) && !child_is_down(child))
            return true;
    return false;
}

/* A helper of both shapes goes with the last of them. */
static bool goes_with(const struct child *child, const char *shape)
{
    if (!plan_in_shape(child->entry, shape))
        return false;
    if (strcmp(child->entry->shape, "both") != 0 || strcmp(shape, "both") == 0)
        return true;
    for (const struct child *other = fleet_next(NULL, NULL); other;
         other = fleet_next(NULL, other))
        if (!other->entry->helper && !plan_in_shape(other->entry, shape) &&
            !child_is_down(other))
            return false;
    return true;
}

static enum error down(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__ShapeRequest *asked =
        (const Supervisor__ShapeRequest *)in;
    struct selection wanted = {{false}};
    enum error error = check_shape(asked->shape);
    if (error)
        return error;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!goes_with(child, asked->shape))
            continue;
        fleet_desired(child->entry)->running = false;
        if (child->port) /* the next `up` takes it again */
            fleet_desired(child->entry)->port = child->port;
        fleet_choose(&wanted, child);
        if (!child->entry->helper) /* it goes when the others are gone */
            child_stop(child);
    }
    supervisor_look_soon(NULL);
    return supervisor_wait(rq, OPERATION_DOWN, &wanted, !others_run(&wanted));
}

static enum error status(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    return report_status(rq, 0, "");
}

/* ---- one target ---- */

static enum error check_signal(const char *name)
{
    static const char *const known[] = {"kill", "term", "pause", "resume",
                                        "heal"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return ERROR_OK;
    return error_explain(ERROR_UNPROCESSABLE,
                         "\"%.40s\" is no signal; say kill, term, pause, "
                         "resume or heal",
                         name);
}

/* Of several instances each is sent it; what one refuses is told only when
 * none of them took it. */
static enum error signal_all(const struct selection *wanted, const char *name)
{
    enum error refused = ERROR_OK;
    bool any = false;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!fleet_chosen(wanted, child))
            continue;
        enum error error = child_signal(child, name);
        any = any || !error;
        if (error)
            refused = error;
    }
    return any ? ERROR_OK : refused;
}

static enum error send_signal(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__TargetRequest *asked =
        (const Supervisor__TargetRequest *)in;
    struct selection wanted;
    enum error error = check_signal(asked->signal);
    if (!error)
        error = fleet_select(asked->target, &wanted);
    if (!error)
        error = signal_all(&wanted, asked->signal);
    if (error)
        return error;
    if (strcmp(asked->signal, "kill") != 0 &&
        strcmp(asked->signal, "term") != 0)
        return report_status(rq, 0, "");
    return supervisor_wait(rq, OPERATION_DOWN, &wanted, false);
}

static enum error restart(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__TargetRequest *asked =
        (const Supervisor__TargetRequest *)in;
    struct selection wanted;
    enum error error = fleet_select(asked->target, &wanted);
    if (error)
        return error;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!fleet_chosen(&wanted, child) || child->retiring)
            continue;
        fleet_desired(child->entry)->running = true;
        fleet_desired(child->entry)->left_out = false;
        child_restart(child);
    }
    return supervisor_wait(rq, OPERATION_UP, &wanted, false);
}

/* ---- crash points ---- */

struct arming {
    struct request *rq;
    struct child *child;
    Control__CrashRequest point;
    int tries;
};

static enum error arm(struct runtime *rt, void *arg);

/* No answer: either the connection still remembers a former life of the
 * process, then we ask again; or the point was reached in the very turn that
 * armed it, and the process took its answer with it. */
static enum error on_armed(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    struct arming *arming = arg;
    if (!answer->error)
        return report_status(arming->rq, 0, "armed");
    if (answer->error == ERROR_UNAVAILABLE && ++arming->tries < ARM_TRIES &&
        arming->child->state == CHILD_READY) {
        runtime_after(rt, ARM_AGAIN_MS, arm, arming);
        return ERROR_OK;
    }
    if (arming->child->state == CHILD_KILLED)
        return report_status(arming->rq, 0, "reached");
    arming->child->death_expected = false;
    request_fail(arming->rq, answer->error, answer->detail);
    return ERROR_OK;
}

static enum error arm(struct runtime *rt, void *arg)
{
    struct arming *arming = arg;
    struct call call = {.peer = arming->child->label,
                        .contract = &control__control__descriptor,
                        .method = "ArmCrash",
                        .in = &arming->point.base,
                        .timeout_ms = ARM_MS,
                        .trace = &arming->rq->trace,
                        .arena = &arming->rq->arena};
    return runtime_call(rt, &call, on_armed, arming);
}

static enum error crash(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__TargetRequest *asked =
        (const Supervisor__TargetRequest *)in;
    struct child *child = fleet_find(asked->target);
    if (!child)
        return ERROR_NOT_FOUND;
    if (child->state != CHILD_READY)
        return error_explain(ERROR_CONFLICT, "%s is %s, not ready",
                             child->label, child_state_name(child->state));
    struct arming *arming = arena_alloc(&rq->arena, sizeof *arming);
    if (!arming)
        return error_explain(ERROR_OVERLOADED, "no memory");
    arming->rq = rq;
    arming->child = child;
    control__crash_request__init(&arming->point);
    arming->point.point = asked->point; /* lives as long as the request */
    arming->point.count = asked->count;
    /* Before the answer: the point may be reached before it is back. */
    child->death_expected = true;
    return arm(rq->runtime, arming);
}

static const struct method methods[] = {
    {"Up", up, ACCESS_WRITE},
    {"Down", down, ACCESS_WRITE},
    {"Status", status, ACCESS_READ},
    {"Watch", NULL, ACCESS_READ, &supervisor_watch},
    {"Signal", send_signal, ACCESS_WRITE},
    {"Restart", restart, ACCESS_WRITE},
    {"Crash", crash, ACCESS_WRITE},
    {"Scale", operate_scale, ACCESS_WRITE},
    {"Deploy", operate_deploy, ACCESS_WRITE},
    {"Rollback", operate_rollback, ACCESS_WRITE},
    {"Mesh", operate_mesh, ACCESS_WRITE},
};

static const struct face faces[] = {{&supervisor__supervisor__descriptor,
                                     methods,
                                     sizeof methods / sizeof *methods}};

const struct service supervisor_service = {
    .name = "supervisor", .faces = faces, .face_count = 1};
