/*
 * mesh -- the little state machine of each sidecar.
 *
 * The order is the whole of it. Coming: instance ready, sidecar started,
 * sidecar ready, callers told. Going by command: callers told, and only when
 * the registry has taken that, the sidecar is asked to end. Going with its
 * instance: the instance takes leave of the registry by itself and drains
 * through the sidecar; then the sidecar goes.
 */
#include "split/platform/supervisor/mesh.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/log.h"
#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/rotation.h"

enum { AGAIN_MS = 200, PATIENCE_MS = 8000 };

static struct sidecar {
    struct process *process;
    bool stands;
    bool settled;
    int64_t again_ms;  /* not before */
    int64_t ending_ms; /* asked to end; 0: not */
} sidecars[PLAN_SLOTS];

static struct sidecar *sidecar_of(const struct child *child)
{
    return &sidecars[child - supervisor_get()->children];
}

bool mesh_possible(void)
{
    char path[LIMIT_PATH_BYTES + 32];
    snprintf(path, sizeof path, "%s/cleave-sidecar",
             supervisor_get()->programs);
    return access(path, X_OK) == 0;
}

/* ---- the process ---- */

static void on_line(void *arg, const char *line, size_t length)
{
    struct sidecar *sidecar = arg;
    (void)line, (void)length; /* it says one thing only: that it stands */
    sidecar->stands = true;
}

static void on_exit_of(void *arg, int status, int signal)
{
    struct sidecar *sidecar = arg;
    LOG(LOG_INFO, "sidecar_ended", NULL, LOG_INT("status", status),
        LOG_INT("signal", signal));
    process_free(sidecar->process);
    sidecar->process = NULL;
    sidecar->stands = false;
    sidecar->ending_ms = 0;
    sidecar->again_ms = clock_monotonic_ms() + AGAIN_MS;
    supervisor_look_soon(NULL);
}

/* "unix:RUN/payments-1.sidecar.sock" and the like. */
static void address_of(const struct child *child, const char *suffix, char *out,
                       size_t bytes)
{
    snprintf(out, bytes, "unix:%s/%s-%d.%ssock", child->places->run,
             child->entry->name, child->instance, suffix);
}

static void start(struct child *child, struct sidecar *sidecar)
{
    enum { BYTES = LIMIT_PATH_BYTES + 2 * LIMIT_NAME_BYTES };
    char program[BYTES], own[BYTES], behind[BYTES], control[BYTES];
    char number[16], log[BYTES];
    snprintf(program, sizeof program, "%s/cleave-sidecar", child->programs);
    snprintf(number, sizeof number, "%d", child->instance);
    snprintf(log, sizeof log, "%s/log/%s-sidecar.log", child->places->state,
             child->label);
    address_of(child, "sidecar.", own, sizeof own);
    address_of(child, "", behind, sizeof behind);
    address_of(child, "sidecar-control.", control, sizeof control);
    const char *const argv[] = {program,      "--name",     child->entry->name,
                                "--instance", number,       "--listen",
                                own,          "--upstream", behind,
                                "--control",  control,      "--lifeline",
                                "3",          NULL};
    const struct process_options options = {.argv = argv,
                                            .log_path = log,
                                            .on_line = on_line,
                                            .on_exit = on_exit_of,
                                            .arg = sidecar};
    enum error error = child_process(child, &sidecar->process, &options);
    if (!error)
        return;
    LOG(LOG_ERROR, "sidecar_not_started", NULL, LOG_TEXT("child", child->label),
        LOG_TEXT("detail", error_detail(error)));
    sidecar->again_ms = clock_monotonic_ms() + AGAIN_MS;
}

static void end(struct sidecar *sidecar, int64_t now_ms)
{
    if (!sidecar->ending_ms) {
        sidecar->ending_ms = now_ms;
        (void)process_signal(sidecar->process, SIGTERM);
    } else if (now_ms - sidecar->ending_ms > PATIENCE_MS) {
        (void)process_signal(sidecar->process, SIGKILL);
    }
}

/* ---- looking ---- */

/* Its instance lives, and may need it until its last answer. */
static void look_meshed(struct runtime *rt, struct child *child,
                        struct sidecar *sidecar, int64_t now_ms)
{
    char address[LIMIT_PATH_BYTES + 2 * LIMIT_NAME_BYTES];
    if (!sidecar->process) {
        if (child->state == CHILD_READY && now_ms >= sidecar->again_ms)
            start(child, sidecar);
        return;
    }
    if (!sidecar->stands)
        return;
    address_of(child, "sidecar.", address, sizeof address);
    sidecar->settled = rotation_sidecar(rt, child, address);
}

static void look_plain(struct runtime *rt, struct child *child,
                       struct sidecar *sidecar, int64_t now_ms)
{
    bool told = rotation_sidecar(rt, child, "");
    if (sidecar->process && (told || !child->process))
        end(sidecar, now_ms);
    sidecar->settled = told && !sidecar->process;
}

void mesh_look(struct runtime *rt)
{
    int64_t now = runtime_now_ms(rt);
    struct child *children = supervisor_get()->children;
    for (size_t i = 0; i < PLAN_SLOTS; i++) {
        struct child *child = &children[i];
        bool before = sidecars[i].settled;
        if (child->used && child->meshed && child->process)
            look_meshed(rt, child, &sidecars[i], now);
        else
            look_plain(rt, child, &sidecars[i], now);
        if (before != sidecars[i].settled)
            supervisor_look_soon(NULL);
    }
}

void mesh_want(struct child *child, bool on)
{
    struct sidecar *sidecar = sidecar_of(child);
    if (child->meshed == on)
        return;
    child->meshed = on;
    sidecar->settled = false;
}

bool mesh_settled(const struct child *child)
{
    return sidecar_of(child)->settled;
}

bool mesh_stands(const struct child *child)
{
    return sidecar_of(child)->process != NULL;
}

bool mesh_runs(void)
{
    for (size_t i = 0; i < PLAN_SLOTS; i++)
        if (sidecars[i].process)
            return true;
    return false;
}

int mesh_of(const struct child *child, char *path)
{
    const struct sidecar *sidecar = sidecar_of(child);
    path[0] = '\0';
    if (!sidecar->process)
        return 0;
    if (child->meshed && sidecar->settled)
        snprintf(path, LIMIT_PATH_BYTES, "%.400s/%s-%d.sidecar.sock",
                 child->places->run, child->entry->name, child->instance);
    return process_pid(sidecar->process);
}
