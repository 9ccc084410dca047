/*
 * ask -- one command line run beside the screen, and all that it printed.
 *
 * Use:       ask_init() once; ask_line() with a line as one would type it;
 *            `ended` is called once, with its output and its exit status. A
 *            view that runs several things at a time keeps an ask for each.
 * Ownership: the caller's value; ask_release() ends what runs, silently.
 * Errors:    those of job_start(), and of words that cannot be split.
 * Blocking:  never.
 */
#ifndef TUTOR_ASK_H
#define TUTOR_ASK_H

#include "chassis/buffer.h"
#include "tutor/screens/job.h"

/* `output` has a NUL behind it; it lives as long as the call. */
typedef void ask_ended(void *arg, int status, const char *output,
                       size_t length);

struct ask {
    struct job *job;
    struct buffer output;
    ask_ended *ended;
    void *arg;
};

void ask_init(struct ask *ask);
void ask_release(struct ask *ask);
bool ask_busy(const struct ask *ask);
/* One at a time: what still runs is ended first. */
enum error ask_line(struct ask *ask, struct loop *loop, const char *line,
                    ask_ended *ended, void *arg);

#endif
