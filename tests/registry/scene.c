/*
 * scene -- processes that are started, watched and ended by their pids.
 *
 * The loop is the test's own: a wait is a loop that turns until something is
 * so, with one timer for the test's patience. Nothing sleeps.
 */
#include "tests/registry/scene.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/grpc_call.h"
#include "tests/support/cmocka_all.h"

extern char **environ;
struct scene scene;
const char *scene_bin = "build/bin";

/* ---- children ---- */

static void on_line(void *arg, const char *line, size_t length)
{
    struct scene_child *child = arg;
    (void)line, (void)length; /* the only line says that it is ready */
    child->ready = true;
}

static void on_exit_told(void *arg, int status, int signal)
{
    struct scene_child *child = arg;
    child->gone = true;
    child->status = status;
    child->signal = signal;
}

static bool is_ready(void *arg)
{
    const struct scene_child *child = arg;
    return child->ready || child->gone;
}

static bool is_gone(void *arg)
{
    return ((struct scene_child *)arg)->gone;
}

static void show_as(const char *service, int instance)
{
    char identity[IDENTITY_TEXT_BYTES];
    if (!service[0]) {
        unsetenv(IDENTITY_VARIABLE);
        return;
    }
    identity_make(scene.secret, service, instance, identity);
    setenv(IDENTITY_VARIABLE, identity, 1);
}

struct scene_child *scene_start(int place, const char *name, int instance)
{
    struct scene_child *child = &scene.children[place];
    char program[256], number[16], log[128], database[128];
    bool registry = strcmp(name, "registry") == 0;
    assert_true(!child->process || child->gone);
    process_free(child->process);
    *child = (struct scene_child){0};
    snprintf(program, sizeof program, "%s/cleave-%s", scene_bin, name);
    snprintf(number, sizeof number, "%d", instance);
    snprintf(log, sizeof log, "%s/state/%s-%d.log", scene.home, name, instance);
    snprintf(database, sizeof database, "%s/state/%s-%d.db", scene.home, name,
             instance);
    const char *const argv[] = {program,  "--lifeline",
                                "3",      "--instance",
                                number,   registry ? NULL : "--database",
                                database, NULL};
    show_as(name, instance);
    const struct process_options options = {.argv = argv,
                                            .env = (const char *const *)environ,
                                            .log_path = log,
                                            .on_line = on_line,
                                            .on_exit = on_exit_told,
                                            .arg = child};
    if (process_start(&child->process, scene.loop, &options))
        fail_msg("%s", error_detail(ERROR_SYSTEM));
    show_as("orders", 1); /* this process is the caller again */
    scene_until(is_ready, child, name);
    assert_false(child->gone);
    return child;
}

void scene_signal(struct scene_child *child, int signal)
{
    assert_int_equal(process_signal(child->process, signal), ERROR_OK);
}

void scene_until_gone(struct scene_child *child)
{
    scene_until(is_gone, child, "the end of a child");
}

/* ---- waiting ---- */

static void woken(void *arg)
{
    *(bool *)arg = true;
}

void scene_until(bool (*so)(void *arg), void *arg, const char *what)
{
    bool late = false;
    struct loop_timer *patience = loop_timer_new(scene.loop, woken, &late);
    loop_timer_set(patience, SCENE_PATIENCE_MS);
    while (!so(arg)) {
        if (late)
            fail_msg("waited %d ms in vain for: %s", SCENE_PATIENCE_MS, what);
        loop_once(scene.loop, true);
    }
    loop_timer_free(patience);
}

void scene_while(int64_t ms, void (*each_turn)(void))
{
    bool over = false;
    struct loop_timer *end = loop_timer_new(scene.loop, woken, &over);
    loop_timer_set(end, ms);
    while (!over) {
        loop_once(scene.loop, true);
        if (each_turn)
            each_turn();
    }
    loop_timer_free(end);
}

/* ---- what the caller believes ---- */

static struct discovery_endpoint list[DISCOVERY_ENDPOINTS];

int scene_up(const char *service)
{
    size_t count =
        discovery_list(scene.discovery, service, list, DISCOVERY_ENDPOINTS);
    int up = 0;
    for (size_t i = 0; i < count; i++)
        up += list[i].state == DISCOVERY_UP && list[i].epoch;
    return up;
}

const struct discovery_endpoint *scene_endpoint(const char *service,
                                                int instance)
{
    size_t count =
        discovery_list(scene.discovery, service, list, DISCOVERY_ENDPOINTS);
    for (size_t i = 0; i < count; i++)
        if (list[i].instance == instance)
            return &list[i];
    return NULL;
}

struct wanted {
    const char *service;
    int count;
};

static bool are_up(void *arg)
{
    const struct wanted *wanted = arg;
    return scene_up(wanted->service) == wanted->count;
}

void scene_until_up(const char *service, int count)
{
    struct wanted wanted = {service, count};
    scene_until(are_up, &wanted, "instances that are up");
}

enum error scene_ask(const char *service, int instance, const char *method,
                     const ProtobufCMessage *in, struct answer *out)
{
    struct address address;
    show_as(service, instance);
    assert_int_equal(discovery_registry(&scene.config, &address), ERROR_OK);
    const struct grpc_call call = {.address = &address,
                                   .contract = &registry__registry__descriptor,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = SCENE_PATIENCE_MS};
    enum error error = grpc_call_once(scene.loop, &call, &scene.arena, out);
    show_as("orders", 1);
    return error;
}

/* ---- life ---- */

static void on_changed(void *arg)
{
    (void)arg;
    scene.changes++;
}

int scene_open(void **state)
{
    static char name[] = "cleave-orders";
    char *arguments[] = {name, NULL};
    (void)state;
    memset(&scene, 0, sizeof scene);
    snprintf(scene.home, sizeof scene.home, "/tmp/cleave-registry-XXXXXX");
    if (!mkdtemp(scene.home))
        return -1;
    setenv("CLEAVE_HOME", scene.home, 1);
    arena_init(&scene.arena, LIMIT_ARENA_BYTES);
    if (config_read(&scene.config, "orders", 1, arguments) ||
        places_make(&scene.config.places) ||
        places_secret(&scene.config.places, scene.secret) ||
        loop_new(&scene.loop))
        return -1;
    show_as("orders", 1);
    return discovery_open(&scene.discovery, scene.loop, &scene.config,
                          on_changed, NULL)
               ? -1
               : 0;
}

static int remove_one(const char *path, const struct stat *facts, int type,
                      struct FTW *place)
{
    (void)facts, (void)type, (void)place;
    return remove(path);
}

int scene_close(void **state)
{
    (void)state;
    for (int i = 0; i < SCENE_CHILDREN; i++) {
        struct scene_child *child = &scene.children[i];
        if (!child->process)
            continue;
        if (!child->gone) {
            (void)process_signal(child->process, SIGKILL);
            scene_until_gone(child);
        }
        process_free(child->process);
    }
    discovery_close(scene.discovery);
    loop_free(scene.loop);
    arena_release(&scene.arena);
    return nftw(scene.home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
