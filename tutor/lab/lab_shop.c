/*
 * lab_shop -- the shop that an experiment runs on, and commands to it.
 *
 * The problem: an experiment kills processes and changes settings. It must not
 * touch what the learner is working with, and must leave nothing behind when
 * it is itself interrupted or killed.
 *
 * The idea: the supervisor is our child and holds our lifeline, in a home that
 * only we know. On Ctrl-C we stop it and remove the home; when we are killed,
 * the kernel closes the lifeline, the supervisor ends what it started, and the
 * home is removed by the next run (lab_home.c).
 */
#include "tutor/lab/lab_shop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/args.h"
#include "tutor/commands/text.h"

enum {
    START_MS = 10000,
    STOP_MS = 15000,
    TURN_MS = 20,
    ANSWER_BYTES = 4 * 1024 * 1024
};

static void on_signal(void *arg)
{
    struct lab_shop *shop = arg;
    shop->stopped = true;
}

static void on_tick(void *arg)
{
    (void)arg; /* it wakes the loop */
}

/* One pass of the loop, which takes TURN_MS at most. */
static void turn(struct lab_shop *shop)
{
    struct loop_timer *timer =
        loop_timer_new(shop->session->loop, on_tick, NULL);
    loop_timer_set(timer, TURN_MS);
    loop_once(shop->session->loop, true);
    loop_timer_free(timer);
}

/* ---- children ---- */

static enum error beside(const char *name, char *out, size_t bytes)
{
    ssize_t length = readlink("/proc/self/exe", out, bytes - 1);
    if (length <= 0)
        return explain(ERROR_SYSTEM, NO_PROGRAM, name, strerror(errno));
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    size_t room = bytes - (size_t)(slash + 1 - out);
    int used = snprintf(slash + 1, room, "%s", name);
    if (used < 0 || (size_t)used >= room || access(out, X_OK) != 0)
        return explain(ERROR_SYSTEM, NO_PROGRAM, out, strerror(errno));
    return ERROR_OK;
}

static void on_line(void *arg, const char *line, size_t length)
{
    struct lab_shop *shop = arg;
    (void)line, (void)length; /* the only thing that is said is: ready */
    shop->ready = true;
}

static void on_supervisor_gone(void *arg, int status, int signal)
{
    struct lab_shop *shop = arg;
    (void)status, (void)signal;
    shop->supervisor_gone = true;
}

static void on_command_gone(void *arg, int status, int signal)
{
    struct lab_shop *shop = arg;
    shop->command_gone = true;
    shop->command_status = signal ? 128 + signal : status;
}

static enum error start_supervisor(struct lab_shop *shop)
{
    char program[LIMIT_PATH_BYTES], log[LIMIT_PATH_BYTES];
    const char *argv[] = {program, "--lifeline", "3", NULL};
    const struct process_options options = {.argv = argv,
                                            .log_path = log,
                                            .on_line = on_line,
                                            .on_exit = on_supervisor_gone,
                                            .arg = shop};
    int64_t until = clock_monotonic_ms() + START_MS;
    snprintf(log, sizeof log, "%s/supervisor.log", shop->home.path);
    enum error error = beside("cleave-supervisor", program, sizeof program);
    if (!error)
        error = process_start(&shop->supervisor, shop->session->loop, &options);
    if (error)
        return error;
    while (!shop->ready && !shop->supervisor_gone && !shop->stopped &&
           clock_monotonic_ms() < until)
        turn(shop);
    if (shop->ready || shop->stopped)
        return ERROR_OK;
    return explain(ERROR_UNAVAILABLE, SUPERVISOR_SILENT, log, "");
}

static void stop_process(struct lab_shop *shop, struct process **process,
                         const bool *gone)
{
    int64_t until = clock_monotonic_ms() + STOP_MS;
    if (!*process)
        return;
    if (!*gone)
        process_signal(*process, SIGTERM);
    while (!*gone && clock_monotonic_ms() < until)
        turn(shop);
    if (!*gone)
        process_signal(*process, SIGKILL);
    while (!*gone)
        turn(shop);
    process_free(*process);
    *process = NULL;
}

/* ---- commands ---- */

static void answer_path(const struct lab_shop *shop, char *out, size_t bytes)
{
    snprintf(out, bytes, "%s/answer-%d", shop->home.path, shop->answers);
}

enum error lab_shop_say(struct lab_shop *shop, char *const *words, size_t count)
{
    char program[LIMIT_PATH_BYTES], path[LIMIT_PATH_BYTES];
    const char *argv[ARGS_WORDS + 3] = {program};
    const struct process_options options = {.argv = argv,
                                            .log_path = path,
                                            .on_exit = on_command_gone,
                                            .arg = shop};
    for (size_t i = 0; i < count && i < ARGS_WORDS; i++)
        argv[i + 1] = words[i];
    argv[count + 1] = "--json";
    shop->answers++;
    answer_path(shop, path, sizeof path);
    shop->command_gone = false;
    enum error error = beside("cleave", program, sizeof program);
    return error ? error
                 : process_start(&shop->command, shop->session->loop, &options);
}

static const struct json *read_answer(struct lab_shop *shop)
{
    char path[LIMIT_PATH_BYTES];
    const struct json *json = NULL;
    struct arena *arena = &shop->session->arena;
    answer_path(shop, path, sizeof path);
    FILE *file = fopen(path, "re");
    char *bytes = malloc(ANSWER_BYTES);
    size_t length = file && bytes ? fread(bytes, 1, ANSWER_BYTES, file) : 0;
    while (length > 0 && bytes[length - 1] == '\n')
        length--;
    if (length == 0 || json_parse(bytes, length, arena, &json))
        json = NULL;
    error_forget();
    free(bytes);
    if (file)
        fclose(file);
    return json;
}

bool lab_shop_ended(struct lab_shop *shop, struct lab_answer *answer)
{
    if (!shop->command || !shop->command_gone)
        return false;
    process_free(shop->command);
    shop->command = NULL;
    answer->json = read_answer(shop);
    answer->status = shop->command_status;
    answer->done = true;
    return true;
}

enum error lab_shop_run(struct lab_shop *shop, char *const *words, size_t count,
                        struct lab_answer *answer)
{
    enum error error = lab_shop_say(shop, words, count);
    while (!error && !shop->command_gone && !shop->stopped)
        turn(shop);
    if (!error && !shop->command_gone)
        stop_process(shop, &shop->command, &shop->command_gone);
    if (!error)
        lab_shop_ended(shop, answer);
    return error;
}

enum error lab_shop_line(struct lab_shop *shop, const char *line,
                         struct lab_answer *answer)
{
    char *words[ARGS_WORDS];
    size_t count = 0;
    enum error error =
        args_split(line, &shop->session->arena, words, ARGS_WORDS, &count);
    return error ? error : lab_shop_run(shop, words, count, answer);
}

/* ---- open and close ---- */

static void own_places(struct lab_shop *shop)
{
    const char *old = getenv("CLEAVE_HOME");
    snprintf(shop->old_home, sizeof shop->old_home, "%s", old ? old : "");
    if (shop->here)
        return;
    setenv("CLEAVE_HOME", shop->home.path, 1);
    setenv("CLEAVE_MONOLITH_PORT", "0", 1);
    setenv("CLEAVE_GATEWAY_PORT", "0", 1);
}

static void old_places(struct lab_shop *shop)
{
    if (shop->here)
        return;
    if (*shop->old_home)
        setenv("CLEAVE_HOME", shop->old_home, 1);
    else
        unsetenv("CLEAVE_HOME");
    unsetenv("CLEAVE_MONOLITH_PORT");
    unsetenv("CLEAVE_GATEWAY_PORT");
}

static enum error bring_up(struct lab_shop *shop, enum shape_set set)
{
    char line[64];
    struct lab_answer answer = {0};
    enum error error = start_supervisor(shop);
    if (error || shop->stopped)
        return error;
    snprintf(line, sizeof line, "up %s", shape_set_name(set));
    error = lab_shop_line(shop, line, &answer);
    if (!error && !shop->stopped && answer.status != 0)
        return explain(ERROR_UNAVAILABLE, LAB_NOT_UP);
    return error;
}

enum error lab_shop_open(struct lab_shop *shop, bool here, enum shape_set set)
{
    *shop = (struct lab_shop){.here = here};
    shop->session = calloc(1, sizeof *shop->session);
    if (!shop->session)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = lab_home_make(&shop->home);
    if (error)
        return error;
    bool korean = text_korean();
    own_places(shop);
    error = session_open(shop->session);
    text_set_korean(korean); /* a fresh home has no say in this */
    if (error)
        return error;
    loop_on_signal(shop->session->loop, on_signal, shop);
    return here ? ERROR_OK : bring_up(shop, set);
}

void lab_shop_close(struct lab_shop *shop)
{
    if (shop->session && shop->session->loop) {
        stop_process(shop, &shop->command, &shop->command_gone);
        stop_process(shop, &shop->supervisor, &shop->supervisor_gone);
    }
    if (shop->session)
        session_close(shop->session);
    free(shop->session);
    shop->session = NULL;
    if (*shop->home.path)
        old_places(shop);
    lab_home_remove(&shop->home);
}
