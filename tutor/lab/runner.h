/*
 * runner -- one run of an experiment: its time line, loads and commands.
 *
 * Use:       runner_run() with a file that was read; then the facts. The
 *            caller judges (verdict.h) and prints.
 * Order:     `first` commands, then the time line (actions one after another,
 *            each not before its time; loads beside them), then, when all
 *            loads are over, the `then` commands.
 * Ownership: the result lives in the arena that it was given.
 * Errors:    explained: no shop, no memory. A command that was refused is no
 *            error but an answer.
 * Stopping:  Ctrl-C and SIGTERM end the run; what it changed is undone, what
 *            it started is gone when runner_run() returns.
 * Blocking:  until the run is over.
 */
#ifndef TUTOR_RUNNER_H
#define TUTOR_RUNNER_H

#include "tutor/lab/lab_facts.h"
#include "tutor/lab/lab_file.h"
#include "tutor/screen.h"

enum { RUNNER_MARKS = 96 };

struct runner_options {
    bool here;             /* on the shop that runs */
    uint64_t seed;         /* of the loads */
    struct screen *screen; /* what is done, as it is done; NULL: silent */
};

/* What was done, and when. */
struct runner_mark {
    const char *command;
    double at_ms;
    int status;
};

struct runner_result {
    struct lab_facts facts; /* answers, loads; figures come with the verdict */
    struct runner_mark marks[RUNNER_MARKS];
    size_t mark_count;
    double took_ms; /* of the time line */
    bool interrupted;
};

enum error runner_run(const struct lab_file *file,
                      const struct runner_options *options, struct arena *arena,
                      struct runner_result *out);

#endif
