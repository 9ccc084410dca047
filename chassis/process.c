/*
 * process -- uv_spawn with a lifeline, and an end that is told exactly once.
 *
 * The problem: a supervisor must never lose sight of a child, must hear the
 * last thing it said, and must not leave children behind when it dies itself.
 *
 * The idea: each child holds one end of a socket pair, we hold the other. What
 * it writes there comes as lines; when either side dies the kernel closes its
 * end, so nobody has to poll. The child's death may be seen before its last
 * bytes: the end of the process therefore first empties the socket, which
 * holds all the child ever wrote, and only then calls on_exit.
 *
 * The invariant: `gone` is set once, by the exit; the memory goes when the
 * user has let go and both libuv handles are closed.
 *
 * Order of use: process_start(), on_line ..., on_exit, process_free().
 */
#include "chassis/process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "chassis/limits.h"

struct process {
    uv_process_t child;
    uv_pipe_t lifeline;
    int open_handles;
    bool gone;  /* the child */
    bool freed; /* by the user */
    struct process_options options;
    char line[LIMIT_LIFELINE_BYTES];
    size_t line_length;
    bool line_too_long;
    char chunk[1024]; /* what libuv reads into */
};

/* ---- the end ---- */

static void release_when_done(struct process *process)
{
    if (process->freed && process->open_handles == 0)
        free(process);
}

static void on_closed(uv_handle_t *handle)
{
    struct process *process = handle->data;
    process->open_handles--;
    release_when_done(process);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

/* ---- lines ---- */

static void end_line(struct process *process)
{
    if (!process->line_too_long && process->options.on_line)
        process->options.on_line(process->options.arg, process->line,
                                 process->line_length);
    process->line_length = 0;
    process->line_too_long = false;
}

static void take_bytes(struct process *process, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n')
            end_line(process);
        else if (process->line_length < sizeof process->line)
            process->line[process->line_length++] = bytes[i];
        else
            process->line_too_long = true;
    }
}

static void lend_chunk(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct process *process = handle->data;
    (void)suggested;
    *out = uv_buf_init(process->chunk, sizeof process->chunk);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes)
{
    struct process *process = stream->data;
    if (count > 0)
        take_bytes(process, bytes->base, (size_t)count);
    else if (count < 0) /* the child closed its end; it may live on */
        uv_read_stop(stream);
}

/* All that the child wrote before it died is in the socket already. */
static void empty_lifeline(struct process *process)
{
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&process->lifeline, &fd))
        return;
    ssize_t count;
    while ((count = recv(fd, process->chunk, sizeof process->chunk,
                         MSG_DONTWAIT)) > 0)
        take_bytes(process, process->chunk, (size_t)count);
}

static void on_gone(uv_process_t *child, int64_t status, int signal)
{
    struct process *process = child->data;
    empty_lifeline(process);
    process->gone = true;
    close_handle((uv_handle_t *)&process->lifeline);
    close_handle((uv_handle_t *)&process->child);
    if (process->options.on_exit)
        process->options.on_exit(process->options.arg, (int)status, signal);
}

/* ---- the start ---- */

static enum error open_log(const char *path, int *out)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                  0600);
    if (fd < 0)
        return error_explain(ERROR_SYSTEM, "the log %s cannot be opened: %s",
                             path, strerror(errno));
    fchmod(fd, 0600); /* a log that an older umask left readable */
    *out = fd;
    return ERROR_OK;
}

/* What whoever started us left open, and any library of ours, stays here: a
 * child gets what it is given and nothing else. */
static void keep_descriptors(void)
{
#ifdef CLOSE_RANGE_CLOEXEC
    (void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
#endif
}

static int spawn(struct process *process, uv_loop_t *loop, int log_fd)
{
    int inherited = process->options.inherit_fd;
    uv_stdio_container_t stdio[PROCESS_INHERITED_FD + 1] = {
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = log_fd},
        {.flags = UV_INHERIT_FD, .data.fd = log_fd},
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)&process->lifeline},
        {.flags = UV_INHERIT_FD, .data.fd = inherited}};
    uv_process_options_t options = {.exit_cb = on_gone,
                                    .file = process->options.argv[0],
                                    .args = (char **)process->options.argv,
                                    .env = (char **)process->options.env,
                                    .stdio_count =
                                        inherited ? PROCESS_INHERITED_FD + 1
                                                  : PROCESS_LIFELINE_FD + 1,
                                    .stdio = stdio};
    uv_pipe_init(loop, &process->lifeline, 0);
    process->lifeline.data = process;
    process->child.data = process;
    process->open_handles = 2;
    int failed = uv_spawn(loop, &process->child, &options);
    if (failed)
        return failed;
    failed =
        uv_read_start((uv_stream_t *)&process->lifeline, lend_chunk, on_read);
    assert(!failed); /* a fresh pipe; the child runs and may not be lost */
    return 0;
}

/* A handle that uv_spawn() refused still has to be closed by the loop. */
static void abandon(struct process *process)
{
    process->gone = true;
    process->freed = true;
    close_handle((uv_handle_t *)&process->lifeline);
    close_handle((uv_handle_t *)&process->child);
}

enum error process_start(struct process **out, struct loop *loop,
                         const struct process_options *options)
{
    assert(options->argv && options->argv[0] && options->log_path);
    int log_fd = -1;
    enum error error = open_log(options->log_path, &log_fd);
    if (error)
        return error;
    struct process *process = calloc(1, sizeof *process);
    if (!process) {
        close(log_fd);
        return error_explain(ERROR_SYSTEM, "out of memory");
    }
    process->options = *options;
    keep_descriptors();
    int failed = spawn(process, loop_native(loop), log_fd);
    close(log_fd);
    if (failed) {
        abandon(process);
        return error_explain(ERROR_SYSTEM, "%s cannot be started: %s",
                             options->argv[0], uv_strerror(failed));
    }
    process->options.argv = NULL; /* the caller's again */
    process->options.env = NULL;
    process->options.log_path = NULL;
    *out = process;
    return ERROR_OK;
}

int process_pid(const struct process *process)
{
    return process->gone ? 0 : process->child.pid;
}

enum error process_signal(struct process *process, int signal)
{
    if (process->gone)
        return error_explain(ERROR_NOT_FOUND, "the process has ended already");
    int failed = uv_process_kill(&process->child, signal);
    if (failed == UV_ESRCH)
        return error_explain(ERROR_NOT_FOUND, "the process has ended already");
    if (failed)
        return error_explain(ERROR_SYSTEM, "signal %d to process %d: %s",
                             signal, process->child.pid, uv_strerror(failed));
    return ERROR_OK;
}

void process_free(struct process *process)
{
    if (!process)
        return;
    assert(process->gone && !process->freed);
    process->freed = true;
    release_when_done(process);
}
