/*
 * job -- a child `cleave COMMAND ...` whose output the screen reads.
 *
 * A command may wait for seconds; the screen must not. So a typed command is
 * this same program once more, and its functions stay as simple as they are on
 * a command line. Its end is a descriptor too (a pidfd), so no signal handler
 * is needed; the pipe is emptied before the end is told.
 */
#include "tutor/screens/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/net_watch.h"

extern char **environ;

struct job {
    pid_t pid;
    int output, end;
    struct loop_watch *output_watch, *end_watch;
    struct job_events events;
    void *arg;
    char line[JOB_LINE_BYTES];
    size_t length;
};

static void end_line(struct job *job)
{
    job->events.line(job->arg, job->line, job->length);
    job->length = 0;
}

static void take_lines(struct job *job, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n' || job->length == JOB_LINE_BYTES)
            end_line(job);
        if (bytes[i] != '\n')
            job->line[job->length++] = bytes[i];
    }
}

/* False at the end of the output. */
static bool take_output(struct job *job)
{
    char bytes[4096];
    ssize_t got;
    while ((got = read(job->output, bytes, sizeof bytes)) > 0)
        if (job->events.bytes)
            job->events.bytes(job->arg, bytes, (size_t)got);
        else
            take_lines(job, bytes, (size_t)got);
    return got < 0;
}

static void on_output(void *arg)
{
    struct job *job = arg;
    if (!take_output(job) && job->output_watch) {
        loop_watch_close(job->output_watch);
        job->output_watch = NULL;
    }
}

static void release(struct job *job)
{
    loop_watch_close(job->output_watch);
    loop_watch_close(job->end_watch);
    close(job->output);
    if (job->end >= 0)
        close(job->end);
    free(job);
}

static void on_end(void *arg)
{
    struct job *job = arg;
    int status = 0;
    struct job_events events = job->events;
    void *to = job->arg;
    if (waitpid(job->pid, &status, WNOHANG) == 0)
        return;
    take_output(job);
    if (job->length > 0)
        end_line(job);
    release(job);
    events.ended(to, WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                         : WEXITSTATUS(status));
}

static int spawn(struct job *job, const char *const *words, int output)
{
    const char *argv[JOB_WORDS + 2] = {"cleave"};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    char parent[24];
    for (size_t i = 0; i < JOB_WORDS && words[i]; i++)
        argv[i + 1] = words[i];
    snprintf(parent, sizeof parent, "%ld", (long)getpid());
    setenv("CLEAVE_JOB_OF", parent, 1);
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID |
                                              POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int failed = posix_spawn(&job->pid, "/proc/self/exe", &files, &attributes,
                             (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

enum error job_start(struct job **out, struct loop *loop,
                     const char *const *words, const struct job_events *events,
                     void *arg)
{
    int ends[2];
    struct job *job = calloc(1, sizeof *job);
    if (!job || pipe2(ends, O_CLOEXEC) != 0) {
        free(job);
        return error_explain(ERROR_SYSTEM, "a command cannot be started");
    }
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    job->output = ends[0];
    job->end = -1;
    job->events = *events;
    job->arg = arg;
    int failed = spawn(job, words, ends[1]);
    close(ends[1]);
    if (failed) {
        release(job);
        return error_explain(ERROR_SYSTEM, "a command cannot be started: %s",
                             strerror(failed));
    }
    job->end = (int)syscall(SYS_pidfd_open, job->pid, 0);
    enum error error =
        loop_watch_open(&job->output_watch, loop, job->output, on_output, job);
    if (!error)
        error = loop_watch_open(&job->end_watch, loop, job->end, on_end, job);
    if (error)
        job_stop(job);
    else
        *out = job;
    return error;
}

void job_follow(void)
{
    const char *parent = getenv("CLEAVE_JOB_OF");
    if (parent && strtol(parent, NULL, 10) == (long)getppid())
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

void job_set_columns(int columns)
{
    char word[24];
    snprintf(word, sizeof word, "%d", columns);
    setenv("CLEAVE_COLUMNS", word, 1);
}

void job_interrupt(struct job *job)
{
    kill(job->pid, SIGINT);
}

void job_stop(struct job *job)
{
    kill(job->pid, SIGTERM);
    waitpid(job->pid, NULL, 0);
    release(job);
}
