/*
 * shops -- see shops.h.
 *
 * Everything is done as a user does it: `cleave up` is the program itself, and
 * what runs is asked from the supervisor's socket. The ports stay the ones of
 * the first start.
 *
 * The invariant: however the bench ends, by its last line, by a complaint or
 * by Ctrl-C, exit() runs shops_close(), and nothing is left behind.
 */
#include "tests/bench/shops.h"

#include <errno.h>
#include <poll.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/supervisor.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/log.h"
#include "tutor/process_memory.h"

enum { ARENA_BYTES = 1 << 22, ASK_MS = 5000 };

static struct shops *opened;
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

bool shops_interrupted(void)
{
    return interrupted != 0;
}

void shops_die(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1); /* shops_close() is registered */
}

/* ---- the commands ---- */

static int run_cleave(struct shops *shops, char *const argv[])
{
    char path[512];
    int status = 0;
    snprintf(path, sizeof path, "%s/cleave", shops->bin);
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0); /* our Ctrl-C is not its own */
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        execv(path, argv);
        _exit(127);
    }
    if (pid < 0)
        return 127;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static const ProtobufCMessage *ask(struct shops *shops, const char *socket_path,
                                   const ProtobufCServiceDescriptor *contract,
                                   const char *method,
                                   const ProtobufCMessage *in,
                                   struct arena *arena)
{
    struct address address;
    struct answer answer = {0};
    enum error error = address_unix(&address, socket_path);
    struct grpc_call call = {.address = &address,
                             .contract = contract,
                             .method = method,
                             .in = in,
                             .timeout_ms = ASK_MS};
    if (!error)
        error = grpc_call_once(shops->loop, &call, arena, &answer);
    if (error)
        shops_die(socket_path, error_detail(error));
    return answer.message;
}

static struct shops_process *add(struct shops *shops, const char *name,
                                 const char *shape, int pid)
{
    if (shops->process_count == SHOPS_PROCESSES)
        shops_die(name, "more processes than expected");
    struct shops_process *process = &shops->processes[shops->process_count++];
    snprintf(process->name, sizeof process->name, "%s", name);
    snprintf(process->shape, sizeof process->shape, "%s", shape);
    process->pid = pid;
    return process;
}

void shops_look(struct shops *shops)
{
    static const Supervisor__Nothing nothing = SUPERVISOR__NOTHING__INIT;
    char path[LIMIT_PATH_BYTES + 32];
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    snprintf(path, sizeof path, "%s/supervisor.sock", shops->places.run);
    const Supervisor__StatusReply *reply = (const Supervisor__StatusReply *)ask(
        shops, path, &supervisor__supervisor__descriptor, "Status",
        &nothing.base, &arena);
    shops->process_count = 0;
    add(shops, "supervisor", "", reply->pid);
    for (size_t i = 0; i < reply->n_processes; i++) {
        const Supervisor__Process *one = reply->processes[i];
        struct shops_process *process =
            add(shops, one->name, one->shape, one->pid);
        snprintf(process->socket, sizeof process->socket, "%s", one->socket);
        snprintf(process->sidecar, sizeof process->sidecar, "%s", one->sidecar);
        process->sidecar_pid = one->sidecar_pid;
    }
    for (size_t i = 0; i < reply->n_shapes; i++) {
        const char *colon = strrchr(reply->shapes[i]->url, ':');
        enum shape shape = strcmp(reply->shapes[i]->shape, "monolith") == 0
                               ? SHAPE_MONOLITH
                               : SHAPE_SPLIT;
        if (!reply->shapes[i]->up || !colon)
            shops_die(reply->shapes[i]->shape, "it is not up");
        shops->ports[shape] = (int)strtol(colon + 1, NULL, 10);
    }
    arena_release(&arena);
}

void shops_mesh(struct shops *shops, const char *service, bool on)
{
    char words[4][32];
    snprintf(words[0], sizeof words[0], "cleave");
    snprintf(words[1], sizeof words[1], "mesh");
    snprintf(words[2], sizeof words[2], on ? "on" : "off");
    snprintf(words[3], sizeof words[3], "%s", service);
    char *argv[] = {words[0], words[1], words[2], words[3], NULL};
    if (run_cleave(shops, argv) != 0)
        shops_die("cleave mesh", "it was refused");
    shops_look(shops);
}

/* ---- the collector ---- */

static bool tells(struct shops *shops, const struct shops_process *process)
{
    static char prefix[] = "telemetry";
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    struct arena arena;
    in.prefix = prefix;
    arena_init(&arena, ARENA_BYTES);
    const Control__GaugeList *list = (const Control__GaugeList *)ask(
        shops, process->socket, &control__control__descriptor, "ListGauges",
        &in.base, &arena);
    bool told =
        list->n_gauges > 0 && strcmp(list->gauges[0]->state, "connected") == 0;
    arena_release(&arena);
    return told;
}

void shops_collector(struct shops *shops, bool on)
{
    static char cleave[] = "cleave", collector[] = "collector";
    static char restart[] = "restart", end[] = "kill";
    char *argv[] = {cleave, on ? restart : end, collector, NULL};
    bool runs = shops_find(shops, collector)->pid != 0;
    if (runs != on && run_cleave(shops, argv) != 0)
        shops_die(collector, "it was refused");
    shops_look(shops);
    for (size_t i = 0; on && i < shops->process_count; i++)
        while (strcmp(shops->processes[i].shape, "split") == 0 &&
               strcmp(shops->processes[i].name, "collector") != 0 &&
               !shops_interrupted() && !tells(shops, &shops->processes[i]))
            poll(NULL, 0, 20);
}

void shops_set(struct shops *shops, const char *name, const char *parameter,
               int64_t value)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    struct arena arena;
    in.name = (char *)parameter;
    in.value = value;
    arena_init(&arena, ARENA_BYTES);
    (void)ask(shops, shops_find(shops, name)->socket,
              &control__control__descriptor, "SetSetting", &in.base, &arena);
    arena_release(&arena);
}

void shops_up(struct shops *shops)
{
    static char cleave[] = "cleave", up[] = "up", both[] = "both";
    static char first[] = "--monolith-port", second[] = "--gateway-port";
    char ports[SHAPE_COUNT][16];
    for (int i = 0; i < SHAPE_COUNT; i++)
        snprintf(ports[i], sizeof ports[i], "%d", shops->ports[i]);
    char *argv[] = {cleave,
                    up,
                    both,
                    first,
                    ports[SHAPE_MONOLITH],
                    second,
                    ports[SHAPE_SPLIT],
                    NULL};
    if (run_cleave(shops, argv) != 0)
        shops_die("cleave up both", "it did not come up");
}

void shops_down(struct shops *shops)
{
    static char cleave[] = "cleave", down[] = "down";
    char *argv[] = {cleave, down, NULL};
    run_cleave(shops, argv);
}

/* ---- the directory ---- */

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *walk)
{
    (void)facts, (void)kind, (void)walk;
    return remove(path);
}

void shops_open(struct shops *shops, const char *bin)
{
    struct sigaction action = {.sa_handler = on_signal};
    *shops = (struct shops){.bin = bin, .parent = shops->parent};
    snprintf(shops->home, sizeof shops->home, "%.32s/cleave-bench-XXXXXX",
             shops->parent ? shops->parent : "/tmp");
    if (!mkdtemp(shops->home))
        shops_die("mkdtemp", strerror(errno));
    opened = shops;
    atexit(shops_close);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    setenv("CLEAVE_HOME", shops->home, 1);
    log_open("bench", LOG_OFF, STDERR_FILENO);
    enum error error = places_find(&shops->places);
    if (!error)
        error = loop_new(&shops->loop);
    if (error)
        shops_die("bench", error_detail(error));
    shops_up(shops);
    shops_look(shops);
}

void shops_close(void)
{
    struct shops *shops = opened;
    opened = NULL;
    if (!shops)
        return;
    shops_down(shops);
    if (shops->loop)
        loop_free(shops->loop);
    nftw(shops->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- facts of processes ---- */

const struct shops_process *shops_find(const struct shops *shops,
                                       const char *name)
{
    for (size_t i = 0; i < shops->process_count; i++)
        if (strcmp(shops->processes[i].name, name) == 0)
            return &shops->processes[i];
    shops_die(name, "there is no such process");
}

/* Of its one thread, in nanoseconds: /proc/PID/stat counts in ticks of 10 ms,
 * a third of what a process uses in a round. */
int64_t shops_cpu_us_of(const struct shops_process *process)
{
    char path[64], text[64];
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)process->pid);
    FILE *file = fopen(path, "re");
    if (!file)
        shops_die(path, strerror(errno));
    char *line = fgets(text, sizeof text, file);
    fclose(file);
    if (!line)
        shops_die(path, "it could not be read");
    return (int64_t)(strtoull(line, NULL, 10) / 1000);
}

int64_t shops_cpu_us(const struct shops *shops, enum shape shape)
{
    int64_t sum = 0;
    for (size_t i = 0; i < shops->process_count; i++)
        if (strcmp(shops->processes[i].shape, shape_name(shape)) == 0)
            sum += shops_cpu_us_of(&shops->processes[i]);
    return sum;
}

/* One that has just gone takes nothing. */
static int64_t memory_of(pid_t pid)
{
    int64_t kb = process_memory_kb((int)pid);
    return kb > 0 ? kb : 0;
}

int64_t shops_memory_kb(const struct shops *shops, enum shape shape)
{
    int64_t sum = 0;
    for (size_t i = 0; i < shops->process_count; i++)
        if (shape == SHAPE_COUNT ||
            strcmp(shops->processes[i].shape, shape_name(shape)) == 0)
            sum += memory_of(shops->processes[i].pid);
    return sum;
}

int64_t shops_commits(struct shops *shops, const char *name)
{
    static const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    const Control__StatusReply *reply = (const Control__StatusReply *)ask(
        shops, shops_find(shops, name)->socket, &control__control__descriptor,
        "Status", &nothing.base, &arena);
    int64_t commits = reply->commits;
    arena_release(&arena);
    return commits;
}
