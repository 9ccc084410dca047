/*
 * town -- see town.h.
 *
 * Everything is done as a user does it: `cleave up` is the program itself, and
 * what runs is asked from the supervisor's socket. Waiting is the loop's, so
 * the customers of a campaign never stand still while something restarts.
 */
#include "tests/crash/town.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/log.h"

enum { ARENA_BYTES = 1 << 22, ASK_MS = 30000, STATUS_MS = 2000 };

static void die(const char *what, const char *why)
{
    fprintf(stderr, "town: %s: %s\n", what, why);
    exit(1);
}

static void stop_waiting(void *arg)
{
    *(bool *)arg = true;
}

void town_wait(struct town *town, int64_t ms)
{
    bool over = false;
    struct loop_timer *timer = loop_timer_new(town->loop, stop_waiting, &over);
    loop_timer_set(timer, ms);
    while (!over)
        loop_once(town->loop, true);
    loop_timer_free(timer);
}

/* Runs a program to its end while the loop goes on. */
static int run_program(struct town *town, char *const argv[])
{
    char path[256];
    int status = 0;
    snprintf(path, sizeof path, "%s/%s", town->bin, argv[0]);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        execv(path, argv);
        _exit(127);
    }
    if (pid < 0)
        die("fork", strerror(errno));
    while (waitpid(pid, &status, WNOHANG) == 0)
        town_wait(town, 5);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void read_url(struct town *town)
{
    const Supervisor__StatusReply *status = town_status(town);
    for (size_t i = 0; status && i < status->n_shapes; i++)
        if (strcmp(status->shapes[i]->shape, town->shape) == 0)
            snprintf(town->url, sizeof town->url, "%s", status->shapes[i]->url);
}

void town_up(struct town *town)
{
    static char cleave[] = "cleave", up[] = "up", port[] = "--port";
    char shape[16], number[16] = "0";
    const char *colon = strrchr(town->url, ':');
    if (colon)
        snprintf(number, sizeof number, "%s", colon + 1);
    snprintf(shape, sizeof shape, "%s", town->shape);
    char *argv[] = {cleave, up, shape, port, number, NULL};
    int code = run_program(town, argv);
    if (code != 0)
        die("cleave up", "it did not come up");
    read_url(town);
}

void town_open(struct town *town, const char *bin, const char *shape)
{
    *town = (struct town){.bin = bin, .shape = shape};
    snprintf(town->home, sizeof town->home, "/tmp/cleave-town-XXXXXX");
    if (!mkdtemp(town->home))
        die("mkdtemp", strerror(errno));
    setenv("CLEAVE_HOME", town->home, 1);
    log_open("town", LOG_OFF, 2);
    enum error error = places_find(&town->places);
    if (!error)
        error = loop_new(&town->loop);
    if (error)
        die("town", error_detail(error));
    arena_init(&town->arena, ARENA_BYTES);
    town_up(town);
    if (!town->url[0])
        die("town", "the front door has no address");
}

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *walk)
{
    (void)facts;
    (void)kind;
    (void)walk;
    return remove(path);
}

void town_close(struct town *town)
{
    static char cleave[] = "cleave", down[] = "down";
    char *argv[] = {cleave, down, NULL};
    run_program(town, argv);
    loop_free(town->loop);
    arena_release(&town->arena);
    nftw(town->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const Supervisor__StatusReply *ask(struct town *town, const char *method,
                                          const ProtobufCMessage *in,
                                          int64_t timeout_ms)
{
    char path[LIMIT_PATH_BYTES + 32];
    struct address address;
    struct answer answer = {0};
    snprintf(path, sizeof path, "%s/supervisor.sock", town->places.run);
    arena_reset(&town->arena);
    if (address_unix(&address, path))
        return NULL;
    struct grpc_call call = {.address = &address,
                             .contract = &supervisor__supervisor__descriptor,
                             .method = method,
                             .in = in,
                             .timeout_ms = timeout_ms};
    if (grpc_call_once(town->loop, &call, &town->arena, &answer))
        return NULL;
    return (const Supervisor__StatusReply *)answer.message;
}

const Supervisor__StatusReply *town_ask(struct town *town, const char *method,
                                        const ProtobufCMessage *in)
{
    return ask(town, method, in, ASK_MS);
}

const Supervisor__StatusReply *town_status(struct town *town)
{
    static const Supervisor__Nothing nothing = SUPERVISOR__NOTHING__INIT;
    return ask(town, "Status", &nothing.base, STATUS_MS);
}

bool town_ready(struct town *town)
{
    const Supervisor__StatusReply *status = town_status(town);
    for (size_t i = 0; status && i < status->n_shapes; i++)
        if (strcmp(status->shapes[i]->shape, town->shape) == 0)
            return status->shapes[i]->up;
    return false;
}
