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
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "chassis/host.h"
#include "chassis/log.h"

static struct supervisor supervisor = {.lock_fd = -1};

struct supervisor *supervisor_get(void)
{
    return &supervisor;
}

struct child *supervisor_child(const char *target)
{
    const struct plan_entry *entry = plan_find(target);
    if (entry)
        return &supervisor.children[entry - plan];
    error_explain(ERROR_NOT_FOUND,
                  "there is no process \"%.40s\"; the processes are %s", target,
                  plan_names());
    return NULL;
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

static void look_up(struct operation *operation)
{
    char why[512];
    bool all = true;
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        const struct child *child = &supervisor.children[i];
        if (!operation->wanted[i])
            continue;
        if (child_is_down(child)) {
            snprintf(why, sizeof why, "%s did not start: %s",
                     child->entry->name,
                     child->state == CHILD_FAILED ? child->why
                                                  : "it was stopped meanwhile");
            end_operation(operation, ERROR_UNAVAILABLE, why);
            return;
        }
        all = all && child->state == CHILD_READY;
    }
    if (all)
        end_operation(operation, ERROR_OK, NULL);
}

static void look_down(struct operation *operation)
{
    for (size_t i = 0; i < PLAN_COUNT; i++)
        if (operation->wanted[i] && !child_is_down(&supervisor.children[i]))
            return;
    end_operation(operation, ERROR_OK, NULL);
}

static bool all_down(void)
{
    for (size_t i = 0; i < PLAN_COUNT; i++)
        if (!child_is_down(&supervisor.children[i]))
            return false;
    return true;
}

static enum error look(struct runtime *rt, void *arg)
{
    (void)rt;
    (void)arg;
    supervisor.look_timer = 0;
    for (size_t i = 0; i < OPERATIONS; i++) {
        struct operation *operation = &supervisor.operations[i];
        if (operation->kind == OPERATION_UP)
            look_up(operation);
        else if (operation->kind == OPERATION_DOWN)
            look_down(operation);
    }
    if (supervisor.stopping && all_down())
        host_stop();
    return ERROR_OK;
}

/* A child changed: look at everything in the next turn. */
static void look_soon(void *arg)
{
    (void)arg;
    if (!supervisor.look_timer)
        supervisor.look_timer = runtime_after(supervisor.rt, 0, look, NULL);
}

enum error supervisor_wait(struct request *rq, enum operation_kind kind,
                           const bool wanted[PLAN_COUNT], bool ends_all)
{
    for (size_t i = 0; i < OPERATIONS; i++) {
        struct operation *operation = &supervisor.operations[i];
        if (operation->kind != OPERATION_NONE)
            continue;
        *operation = (struct operation){.kind = kind,
                                        .rq = rq,
                                        .started_ms = rq->received_ms,
                                        .ends_all = ends_all};
        memcpy(operation->wanted, wanted, sizeof operation->wanted);
        look_soon(NULL);
        return ERROR_OK;
    }
    return error_explain(ERROR_OVERLOADED,
                         "%d commands are waiting already; try again",
                         OPERATIONS);
}

/* ---- begin and end ---- */

char **supervisor_arguments(int argc, char **argv)
{
    enum { MOST = 32 };
    static char flag[] = "--listen";
    static char socket[LIMIT_PATH_BYTES + 32];
    static char *list[MOST + 3];
    struct places places;
    int count = argc < MOST ? argc : MOST;
    memcpy(list, argv, (size_t)count * sizeof *list);
    list[count] = NULL;
    if (places_find(&places)) /* host_run() will say what is wrong */
        return list;
    snprintf(socket, sizeof socket, "unix:%s/supervisor.sock", places.run);
    list[count] = flag;
    list[count + 1] = socket;
    list[count + 2] = NULL;
    return list;
}

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

enum error supervisor_begin(struct runtime *rt, struct loop *loop,
                            const struct config *config)
{
    supervisor.rt = rt;
    supervisor.loop = loop;
    supervisor.places = config->places;
    enum error error = take_lock(&supervisor.places);
    if (!error)
        error = find_programs();
    if (error)
        return error;
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        struct child *child = &supervisor.children[i];
        *child = (struct child){.loop = loop,
                                .places = &supervisor.places,
                                .programs = supervisor.programs,
                                .changed = look_soon};
        child_init(child, &plan[i]);
    }
    return ERROR_OK;
}

void supervisor_stop(void)
{
    supervisor.stopping = true;
    for (size_t i = 0; i < PLAN_COUNT; i++)
        child_stop(&supervisor.children[i]);
    look_soon(NULL);
}
