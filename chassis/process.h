/*
 * process -- a child process, its log file and the lifeline to it.
 *
 * Use:       process_start(); `on_line` gets each line the child writes to
 *            its lifeline (the ready line of chassis/host.h), `on_exit` is
 *            called once when the child is gone; then process_free().
 * Lifeline:  the child gets one end of a socket pair as descriptor 3; we hold
 *            the other. When we die, however suddenly, the child reads end of
 *            file there and ends itself.
 * Ownership: options are read during process_start() only, but for `arg`. The
 *            process is the caller's until process_free(), which is allowed
 *            after (or inside) on_exit only: a child is never lost from sight.
 * Errors:    SYSTEM, explained: no such program, no permission, a log that
 *            cannot be opened. Nothing runs then.
 * Blocking:  never, but for opening the log file.
 * Source:    uv_spawn; the descriptor at a fixed place as in systemd's socket
 *            activation (3 is the first that is free).
 */
#ifndef CHASSIS_PROCESS_H
#define CHASSIS_PROCESS_H

#include <stddef.h>

#include "chassis/error.h"
#include "chassis/net.h"

/* In the child. */
enum { PROCESS_LIFELINE_FD = 3, PROCESS_INHERITED_FD = 4 };

struct process;

struct process_options {
    const char *const *argv; /* NULL ends; argv[0] is the path of the program */
    const char *const *env;  /* NULL ends; NULL itself: our own environment */
    const char *log_path;    /* stdout and stderr, appended, made 0600 */
    int inherit_fd; /* the child's fourth descriptor; 0: none. Stays ours too */
    /* A line from the lifeline, without its newline; may be NULL. A line over
     * LIMIT_LIFELINE_BYTES is dropped. */
    void (*on_line)(void *arg, const char *line, size_t length);
    /* The child is gone: its exit status, or the signal (else 0) that ended
     * it. All its lines have been given before. Never called from inside
     * process_start(). */
    void (*on_exit)(void *arg, int status, int signal);
    void *arg;
};

enum error process_start(struct process **out, struct loop *loop,
                         const struct process_options *options);
/* 0 once the child is gone. */
int process_pid(const struct process *process);
/* SIGTERM, SIGKILL, SIGSTOP ...; NOT_FOUND once the child is gone. */
enum error process_signal(struct process *process, int signal);
/* After on_exit; NULL is ignored. */
void process_free(struct process *process);

#endif
