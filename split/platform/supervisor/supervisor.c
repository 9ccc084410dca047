/*
 * supervisor -- looks at the children after every change.
 *
 * The problem: "up" and "down" end when several processes have each done
 * something in their own time, and any of them may fail meanwhile.
 *
 * The idea: a command only says what is wanted and leaves an operation behind.
 * Whenever a child changes, all operations are looked at again: is everything
 * wanted now true, or can it no longer become true? The look runs as a timer
 * of the runtime, so requests end inside a turn as everywhere else.
 *
 * The invariant: no command waits for a thing that cannot happen any more.
 */
#include "split/platform/supervisor/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "chassis/host.h"
#include "chassis/identity.h"
#include "chassis/log.h"
#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/front.h"
#include "split/platform/supervisor/nemesis.h"
#include "split/platform/supervisor/mesh.h"
#include "split/platform/supervisor/probe.h"
#include "split/platform/supervisor/watch.h"

static struct supervisor supervisor = {.lock_fd = -1};

struct supervisor *supervisor_get(void)
{
    return &supervisor;
}

/* ---- operations ---- */

static void end_operation(struct operation *operation, enum error error,
                          const char *detail)
{
    struct request *rq = operation->rq;
    int64_t took = runtime_now_ms(supervisor.rt) - operation->started_ms;
    bool ends_all = operation->ends_all;
    operation->kind = OPERATION_NONE;
    if (error)
        request_fail(rq, error, detail);
    else
        (void)report_status(rq, took, "");
    if (ends_all)
        supervisor.stopping = true;
}

static void end_badly(struct operation *operation, const struct child *child)
{
    char why[512];
    snprintf(why, sizeof why, "%s did not start: %s", child->label,
             child->state == CHILD_FAILED ? child->why
                                          : "it was stopped meanwhile");
    end_operation(operation, ERROR_UNAVAILABLE, why);
}

static void look_up(struct operation *operation)
{
    bool all = true;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!fleet_chosen(&operation->wanted, child) ||
            child->state == CHILD_ASLEEP)
            continue;
        if (child_is_down(child)) {
            end_badly(operation, child);
            return;
        }
        all = all && child->state == CHILD_READY;
    }
    if (all)
        end_operation(operation, ERROR_OK, NULL);
}

/* Down, or asleep, which is as down as it will be. */
static void look_down(struct operation *operation)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (fleet_chosen(&operation->wanted, child) &&
            (!child_is_down(child) || mesh_stands(child)))
            return;
    end_operation(operation, ERROR_OK, NULL);
}

static bool moves(const struct child *child)
{
    return child->retiring || child->state == CHILD_STARTING ||
           child->state == CHILD_CRASHED || child->state == CHILD_STOPPING ||
           child->sleepy;
}

/* What was down before may stay down; what was started must not fail. */
static void look_settle(struct operation *operation)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        if (!fleet_chosen(&operation->wanted, child))
            continue;
        if (child->state == CHILD_FAILED && !child->ready_ms) {
            end_badly(operation, child);
            return;
        }
        if (moves(child))
            return;
    }
    end_operation(operation, ERROR_OK, NULL);
}

static void look_mesh(struct operation *operation)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (fleet_chosen(&operation->wanted, child) && child->process &&
            !mesh_settled(child))
            return;
    end_operation(operation, ERROR_OK, NULL);
}

/* ---- the end ---- */

static bool all_down(bool helpers_too)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (!child_is_down(child) && (helpers_too || !child->entry->helper))
            return false;
    return true;
}

/* All but the helpers of one shape: the other shape has no part in it. */
static bool served_down(const char *shape)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (!child_is_down(child) && !child->entry->helper &&
            plan_in_shape(child->entry, shape))
            return false;
    return true;
}

/* Others take leave of the registry: so it goes when they are gone. */
static void stop_helpers(void)
{
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (child->entry->helper && child->process &&
            child->state != CHILD_STOPPING &&
            !fleet_desired(child->entry)->running &&
            served_down(child->entry->shape))
            child_stop(child);
}

static enum error look(struct runtime *rt, void *arg)
{
    (void)arg;
    supervisor.look_timer = 0;
    if (!supervisor.stopping)
        fleet_reconcile_all();
    stop_helpers();
    front_look();
    mesh_look(rt);
    for (size_t i = 0; i < OPERATIONS; i++) {
        struct operation *operation = &supervisor.operations[i];
        if (operation->kind == OPERATION_UP)
            look_up(operation);
        else if (operation->kind == OPERATION_DOWN)
            look_down(operation);
        else if (operation->kind == OPERATION_SETTLE)
            look_settle(operation);
        else if (operation->kind == OPERATION_MESH)
            look_mesh(operation);
    }
    watch_tell(rt);
    if (supervisor.stopping && all_down(true) && !mesh_runs())
        host_stop();
    return ERROR_OK;
}

void supervisor_look_soon(void *arg)
{
    (void)arg;
    if (!supervisor.look_timer)
        supervisor.look_timer = runtime_after(supervisor.rt, 0, look, NULL);
}

enum error supervisor_wait(struct request *rq, enum operation_kind kind,
                           const struct selection *wanted, bool ends_all)
{
    for (size_t i = 0; i < OPERATIONS; i++) {
        struct operation *operation = &supervisor.operations[i];
        if (operation->kind != OPERATION_NONE)
            continue;
        *operation = (struct operation){.kind = kind,
                                        .rq = rq,
                                        .wanted = *wanted,
                                        .started_ms = rq->received_ms,
                                        .ends_all = ends_all};
        supervisor_look_soon(NULL);
        return ERROR_OK;
    }
    return error_explain(ERROR_OVERLOADED,
                         "%d commands are waiting already; try again",
                         OPERATIONS);
}

/* ---- begin and end ---- */

static enum error take_lock(const struct places *places)
{
    char path[LIMIT_PATH_BYTES + 32];
    snprintf(path, sizeof path, "%s/supervisor.lock", places->run);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_explain(ERROR_SYSTEM, "cannot make %s: %s", path,
                             strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return error_explain(ERROR_CONFLICT,
                             "another supervisor serves %s already",
                             places->run);
    }
    supervisor.lock_fd = fd;
    return ERROR_OK;
}

/* The services' programs stand beside our own. */
static enum error find_programs(void)
{
    ssize_t length = readlink("/proc/self/exe", supervisor.programs,
                              sizeof supervisor.programs - 1);
    if (length <= 0)
        return error_explain(ERROR_SYSTEM,
                             "cannot tell where the programs are: %s",
                             strerror(errno));
    supervisor.programs[length] = 0;
    *strrchr(supervisor.programs, '/') = 0;
    return ERROR_OK;
}

/* So that the registry and sidecars know whose word they hear. */
static enum error take_identity(void)
{
    unsigned char secret[PLACES_SECRET_BYTES];
    char identity[IDENTITY_TEXT_BYTES];
    enum error error = places_secret(&supervisor.places, secret);
    if (error)
        return error;
    identity_make(secret, "supervisor", 0, identity);
    if (setenv(IDENTITY_VARIABLE, identity, 1) != 0)
        return error_explain(ERROR_SYSTEM, "no memory for the environment");
    return ERROR_OK;
}

static child_front *front_of(const struct plan_entry *entry)
{
    bool kept = entry->default_port && strcmp(entry->shape, "split") == 0;
    return kept ? front_give : NULL;
}

enum error supervisor_begin(struct runtime *rt, struct loop *loop,
                            const struct config *config)
{
    supervisor.rt = rt;
    supervisor.loop = loop;
    supervisor.places = config->places;
    enum error error = take_lock(&supervisor.places);
    if (!error)
        error = find_programs();
    if (!error)
        error = take_identity();
    if (error)
        return error;
    for (size_t i = 0; i < PLAN_SLOTS; i++) {
        struct child *child = &supervisor.children[i];
        *child = (struct child){.loop = loop,
                                .places = &supervisor.places,
                                .programs = supervisor.programs,
                                .changed = supervisor_look_soon,
                                .front = front_of(&plan[i / PLAN_INSTANCES])};
        child_init(child, &plan[i / PLAN_INSTANCES],
                   (int)(i % PLAN_INSTANCES) + 1);
    }
    fleet_init();
    probe_begin();
    nemesis_begin(loop);
    return ERROR_OK;
}

void supervisor_stop(void)
{
    supervisor.stopping = true;
    for (size_t i = 0; i < PLAN_COUNT; i++)
        supervisor.desired[i].running = false;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (!child->entry->helper)
            child_stop(child);
    supervisor_look_soon(NULL);
}
