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
#include "split/platform/supervisor/supervisor.h"

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

/* -1 keeps the port that the front door had, or takes its usual one. */
static void set_port(struct child *child, const Supervisor__ShapeRequest *asked)
{
    bool monolith = strcmp(child->entry->name, "monolith") == 0;
    int port = monolith ? asked->monolith_port : asked->gateway_port;
    if (port >= 0)
        child->port = port;
    else if (!child->port)
        child->port = child->entry->default_port;
}

/* ---- up and down ---- */

static enum error up(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__ShapeRequest *asked =
        (const Supervisor__ShapeRequest *)in;
    bool wanted[PLAN_COUNT] = {false};
    bool already = true;
    enum error error = check_shape(asked->shape);
    if (error)
        return error;
    if (!port_valid(asked->monolith_port) || !port_valid(asked->gateway_port))
        return error_explain(ERROR_UNPROCESSABLE,
                             "a port is 0 to 65535, or -1 for the usual one");
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        struct child *child = &supervisor_get()->children[i];
        if (!plan_in_shape(child->entry, asked->shape))
            continue;
        wanted[i] = true;
        if (child->state == CHILD_READY)
            continue;
        already = false;
        if (!child_is_up(child) && child->entry->default_port)
            set_port(child, asked);
        if (child->state == CHILD_PAUSED)
            (void)child_signal(child, "resume");
        child_start(child);
    }
    if (already)
        return report_status(rq, 0, "already up");
    return supervisor_wait(rq, OPERATION_UP, wanted, false);
}

static bool others_run(const bool stopping[PLAN_COUNT])
{
    for (size_t i = 0; i < PLAN_COUNT; i++)
        if (!stopping[i] && !child_is_down(&supervisor_get()->children[i]))
            return true;
    return false;
}

static enum error down(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__ShapeRequest *asked =
        (const Supervisor__ShapeRequest *)in;
    bool wanted[PLAN_COUNT] = {false};
    enum error error = check_shape(asked->shape);
    if (error)
        return error;
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        struct child *child = &supervisor_get()->children[i];
        wanted[i] = plan_in_shape(child->entry, asked->shape);
        if (wanted[i])
            child_stop(child);
    }
    return supervisor_wait(rq, OPERATION_DOWN, wanted, !others_run(wanted));
}

static enum error status(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    return report_status(rq, 0, "");
}

/* ---- one target ---- */

static enum error check_signal(const char *name)
{
    static const char *const known[] = {"kill", "term", "pause", "resume"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return ERROR_OK;
    return error_explain(ERROR_UNPROCESSABLE,
                         "\"%.40s\" is no signal; say kill, term, pause or "
                         "resume",
                         name);
}

static enum error send_signal(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__TargetRequest *asked =
        (const Supervisor__TargetRequest *)in;
    bool wanted[PLAN_COUNT] = {false};
    enum error error = check_signal(asked->signal);
    struct child *child = error ? NULL : supervisor_child(asked->target);
    if (!error && !child)
        error = ERROR_NOT_FOUND;
    if (!error)
        error = child_signal(child, asked->signal);
    if (error)
        return error;
    if (strcmp(asked->signal, "kill") != 0 &&
        strcmp(asked->signal, "term") != 0)
        return report_status(rq, 0, "");
    wanted[child->entry - plan] = true; /* answered when it is gone */
    return supervisor_wait(rq, OPERATION_DOWN, wanted, false);
}

static enum error restart(struct request *rq, const ProtobufCMessage *in)
{
    const Supervisor__TargetRequest *asked =
        (const Supervisor__TargetRequest *)in;
    bool wanted[PLAN_COUNT] = {false};
    bool all = strcmp(asked->target, "all") == 0;
    struct child *one = all ? NULL : supervisor_child(asked->target);
    if (!all && !one)
        return ERROR_NOT_FOUND;
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        struct child *child = &supervisor_get()->children[i];
        wanted[i] = all ? child->state != CHILD_STOPPED : child == one;
        if (wanted[i])
            child_restart(child);
    }
    return supervisor_wait(rq, OPERATION_UP, wanted, false);
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
    struct call call = {.peer = arming->child->entry->name,
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
    struct child *child = supervisor_child(asked->target);
    if (!child)
        return ERROR_NOT_FOUND;
    if (child->state != CHILD_READY)
        return error_explain(ERROR_CONFLICT, "%s is %s, not ready",
                             child->entry->name,
                             child_state_name(child->state));
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
    {"Up", up, ACCESS_WRITE},           {"Down", down, ACCESS_WRITE},
    {"Status", status, ACCESS_READ},    {"Signal", send_signal, ACCESS_WRITE},
    {"Restart", restart, ACCESS_WRITE}, {"Crash", crash, ACCESS_WRITE},
};

static const struct face faces[] = {{&supervisor__supervisor__descriptor,
                                     methods,
                                     sizeof methods / sizeof *methods}};

const struct service supervisor_service = {
    .name = "supervisor", .faces = faces, .face_count = 1};
