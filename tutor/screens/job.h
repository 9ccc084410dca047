/*
 * job -- a child `cleave COMMAND ...` whose output the screen reads.
 *
 * Use:       job_start(); `line` gets each line it prints, or `bytes` all of
 *            it; `ended` comes once, after the last of them; the job is gone
 *            when `ended` returns.
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
    /* A line over JOB_LINE_BYTES comes in pieces. */
    void (*line)(void *arg, const char *line, size_t length);
    /* Instead, if it is not NULL: what was printed, as it comes. */
    void (*bytes)(void *arg, const char *bytes, size_t length);
    /* Its exit status, or 128 + the signal that ended it. */
    void (*ended)(void *arg, int status);
};

enum error job_start(struct job **out, struct loop *loop,
                     const char *const *words, const struct job_events *events,
                     void *arg);
/* SIGINT, as ^C would; it may take its time. */
void job_interrupt(struct job *job);
void job_stop(struct job *job);
/* How wide the panel is in which the children's output is shown. */
void job_set_columns(int columns);
/* In the child: ends with whoever started it as a job, however suddenly. In
 * any other process it does nothing. */
void job_follow(void);

#endif
