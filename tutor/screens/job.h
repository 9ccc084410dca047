/*
 * job -- a child `cleave COMMAND ...` whose output the screen reads.
 *
 * Use:       job_start(); `line` gets each line it prints, `ended` comes once,
 *            after the last line; the job is gone when `ended` returns.
 * Ownership: the job's; job_stop() ends the child and drops it silently.
 * Errors:    SYSTEM, explained, when it cannot be started.
 * Blocking:  never. The child has a session of its own, no terminal, and
 *            /dev/null to read from.
 * Source:    posix_spawn(3), pidfd_open(2).
 */
#ifndef TUTOR_JOB_H
#define TUTOR_JOB_H

#include <stddef.h>

#include "chassis/net.h"

enum { JOB_WORDS = 64, JOB_LINE_BYTES = 4096 };

struct job;

struct job_events {
    void (*line)(void *arg, const char *line, size_t length);
    /* Its exit status, or 128 + the signal that ended it. */
    void (*ended)(void *arg, int status);
};

enum error job_start(struct job **out, struct loop *loop,
                     const char *const *words, const struct job_events *events,
                     void *arg);
/* SIGINT, as ^C would; it may take its time. */
void job_interrupt(struct job *job);
void job_stop(struct job *job);
/* In the child: ends with whoever started it as a job, however suddenly. In
 * any other process it does nothing. */
void job_follow(void);

#endif
