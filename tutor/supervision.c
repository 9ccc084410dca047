/*
 * supervision -- the tutor's line to the process that keeps all others.
 *
 * The problem: `cleave up` must work on a machine where nothing runs yet, from
 * a command line that ends a moment later, and say why when it cannot.
 *
 * The idea: the supervisor is an ordinary program beside ours. It is forked
 * into a session of its own (so that a closed terminal does not take it along),
 * its output goes to a log, and it is ready when its socket answers: we try to
 * connect every few milliseconds, bounded, and look at each try whether it has
 * died, for then its last line is the reason.
 */
#include "tutor/supervision.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/grpc_call.h"
#include "tutor/commands/text.h"

enum { RETRY_MS = 5, LAST_LINE_BYTES = 300, START_TRIES = 4 };

/* ---- calls ---- */

static enum error supervisor_address(struct session *session,
                                     struct address *out)
{
    char path[LIMIT_PATH_BYTES + 32];
    snprintf(path, sizeof path, "%s/supervisor.sock", session->places.run);
    return address_unix(out, path);
}

/* Those that have a number of their own; for completion. */
static void note_instances(struct session *session,
                           const Supervisor__StatusReply *reply)
{
    session->instance_count = 0;
    for (size_t i = 0; i < reply->n_processes; i++) {
        const Supervisor__Process *process = reply->processes[i];
        if (process->instance < 2 ||
            session->instance_count == SESSION_INSTANCES)
            continue;
        snprintf(session->instances[session->instance_count++],
                 LIMIT_NAME_BYTES, "%.40s-%d", process->name,
                 process->instance);
    }
}

enum error supervision_call(struct session *session, const char *method,
                            const ProtobufCMessage *in, int64_t timeout_ms,
                            const Supervisor__StatusReply **out)
{
    struct address address;
    struct answer answer = {0};
    enum error error = supervisor_address(session, &address);
    if (error)
        return error;
    session->status = NULL;
    struct grpc_call call = {.address = &address,
                             .contract = &supervisor__supervisor__descriptor,
                             .method = method,
                             .in = in,
                             .timeout_ms = timeout_ms};
    error = grpc_call_once(session->loop, &call, &session->arena, &answer);
    if (error == ERROR_UNAVAILABLE && !supervision_running(session))
        return explain(ERROR_UNAVAILABLE, NOTHING_UP);
    if (error)
        return error_explain(
            error, "%s", answer.detail ? answer.detail : error_detail(error));
    *out = (const Supervisor__StatusReply *)answer.message;
    note_instances(session, *out);
    return ERROR_OK;
}

enum error supervision_status(struct session *session,
                              const Supervisor__StatusReply **out)
{
    Supervisor__Nothing nothing = SUPERVISOR__NOTHING__INIT;
    if (!session->status) {
        const Supervisor__StatusReply *reply = NULL;
        enum error error = supervision_call(session, "Status", &nothing.base,
                                            SUPERVISION_QUICK_MS, &reply);
        if (error)
            return error;
        session->status = reply;
    }
    *out = session->status;
    return ERROR_OK;
}

bool supervision_runs(const Supervisor__StatusReply *status, enum shape shape)
{
    for (size_t i = 0; i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        if (process->pid > 0 && strcmp(process->shape, shape_name(shape)) == 0)
            return true;
    }
    return false;
}

const char *supervision_url(const Supervisor__StatusReply *status,
                            enum shape shape)
{
    for (size_t i = 0; i < status->n_shapes; i++)
        if (strcmp(status->shapes[i]->shape, shape_name(shape)) == 0)
            return status->shapes[i]->url;
    return "";
}

/* ---- starting it ---- */

/* The signals that end a command. They wait while a supervisor starts: whoever
 * comes next must find one that answers, or none. */
static sigset_t ending(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

/* One of them waits. */
static bool asked_to_end(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) == 1 ||
                                         sigismember(&waiting, SIGINT) == 1 ||
                                         sigismember(&waiting, SIGHUP) == 1);
}

/* Waiting for the socket to answer. */
struct knock {
    struct session *session;
    struct address address;
    struct stream *stream;
    struct loop_timer *timer;
    int64_t give_up_ms;
    bool over, answered;
};

static void knock_again(void *arg);

static void on_knock(void *arg, enum error error)
{
    struct knock *knock = arg;
    stream_close(knock->stream);
    knock->stream = NULL;
    if (!error) {
        knock->answered = knock->over = true;
        return;
    }
    int pid = knock->session->supervisor_pid;
    bool died = pid > 0 && waitpid(pid, NULL, WNOHANG) != 0;
    if (died)
        knock->session->supervisor_pid = 0;
    if (died || asked_to_end() || clock_monotonic_ms() >= knock->give_up_ms)
        knock->over = true;
    else
        loop_timer_set(knock->timer, RETRY_MS);
}

static void knock_again(void *arg)
{
    struct knock *knock = arg;
    enum error error = stream_connect(&knock->stream, knock->session->loop,
                                      &knock->address, on_knock, knock);
    if (error)
        knock->over = true;
}

/* Connects until it answers, its process has died, or wait_ms is over. */
static bool knock_until(struct session *session, int64_t wait_ms)
{
    struct knock knock = {.session = session,
                          .give_up_ms = clock_monotonic_ms() + wait_ms};
    if (supervisor_address(session, &knock.address))
        return false;
    knock.timer = loop_timer_new(session->loop, knock_again, &knock);
    knock_again(&knock);
    while (!knock.over)
        loop_once(session->loop, true);
    loop_timer_free(knock.timer);
    return knock.answered;
}

bool supervision_running(struct session *session)
{
    return knock_until(session, 0);
}

static enum error program_path(char *out, size_t bytes)
{
    ssize_t length = readlink("/proc/self/exe", out, bytes - 1);
    if (length <= 0)
        return explain(ERROR_SYSTEM, NO_PROGRAM, "/proc/self/exe",
                       strerror(errno));
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    size_t room = bytes - (size_t)(slash + 1 - out);
    int used = snprintf(slash + 1, room, "cleave-supervisor");
    if (used < 0 || (size_t)used >= room || access(out, X_OK) != 0)
        return explain(ERROR_SYSTEM, NO_PROGRAM, out, strerror(errno));
    return ERROR_OK;
}

static enum error open_log(const struct places *places, char *path,
                           size_t bytes, int *out)
{
    snprintf(path, bytes, "%s/log", places->state);
    mkdir(path, 0700); /* that it exists already is the usual case */
    snprintf(path, bytes, "%s/log/supervisor.log", places->state);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                  0600);
    if (fd < 0)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(errno));
    *out = fd;
    return ERROR_OK;
}

/* In the child: a session of its own, no terminal, and the program. */
static void become(const char *program, int log_fd, const sigset_t *signals)
{
    char *const argv[] = {(char *)program, NULL};
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    setsid();
    sigprocmask(SIG_SETMASK, signals, NULL);
    if (nothing >= 0)
        dup2(nothing, STDIN_FILENO);
    dup2(log_fd, STDOUT_FILENO);
    dup2(log_fd, STDERR_FILENO);
    execv(program, argv);
    _exit(127);
}

/* What the supervisor wrote last, since `from`. */
static void last_line(const char *path, off_t from, char out[LAST_LINE_BYTES])
{
    char text[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, from);
    if (fd >= 0)
        close(fd);
    out[0] = '\0';
    while (length > 0 && text[length - 1] == '\n')
        length--;
    if (length <= 0)
        return;
    text[length] = '\0';
    const char *line = strrchr(text, '\n');
    snprintf(out, LAST_LINE_BYTES, "%.*s", LAST_LINE_BYTES - 1,
             line ? line + 1 : text);
}

/* Ends the one that we have started, for we are ending ourselves. */
static void withdraw(struct session *session)
{
    if (session->supervisor_pid > 0) {
        kill(session->supervisor_pid, SIGTERM);
        waitpid(session->supervisor_pid, NULL, 0);
    }
    session->supervisor_pid = 0;
}

/* Forks it and waits until its socket answers; `signals` are its own. */
static bool fork_and_knock(struct session *session, const char *program,
                           int log_fd, const sigset_t *signals)
{
    pid_t pid = fork();
    if (pid == 0)
        become(program, log_fd, signals);
    if (pid < 0)
        return false;
    session->supervisor_pid = pid;
    bool answers = knock_until(session, SUPERVISION_START_MS);
    if (asked_to_end()) {
        withdraw(session);
        return false;
    }
    return answers;
}

/* Starts one and waits until its socket answers. */
static enum error launch(struct session *session)
{
    sigset_t held = ending(), before;
    char program[LIMIT_PATH_BYTES], log[LIMIT_PATH_BYTES + 32];
    char why[LAST_LINE_BYTES];
    int log_fd = -1;
    enum error error = places_make(&session->places);
    if (!error)
        error = program_path(program, sizeof program);
    if (!error)
        error = open_log(&session->places, log, sizeof log, &log_fd);
    if (error)
        return error;
    off_t from = lseek(log_fd, 0, SEEK_END);
    sigprocmask(SIG_BLOCK, &held, &before);
    bool answers = fork_and_knock(session, program, log_fd, &before);
    sigprocmask(SIG_SETMASK, &before, NULL); /* ends here, if it was asked */
    close(log_fd);
    if (answers)
        return ERROR_OK;
    last_line(log, from, why);
    return explain(ERROR_UNAVAILABLE, SUPERVISOR_SILENT, log, why);
}

/* One that was just killed still takes connections for a moment, and holds its
 * lock for another: so it must have said something, and a launch that met the
 * old one's lock is tried again. */
enum error supervision_start(struct session *session)
{
    const Supervisor__StatusReply *status = NULL;
    enum error error = ERROR_OK;
    for (int tries = 0; tries < START_TRIES; tries++) {
        if (supervision_running(session) &&
            supervision_status(session, &status) == ERROR_OK)
            return ERROR_OK;
        error = launch(session);
        if (error != ERROR_OK && error != ERROR_UNAVAILABLE)
            return error;
    }
    return error;
}
