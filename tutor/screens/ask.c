/*
 * ask -- one command line run beside the screen, and all that it printed.
 *
 * What a screen does is a command that the learner could have typed, so it is
 * kept as that line and split by the same rules.
 */
#include "tutor/screens/ask.h"

#include "chassis/arena.h"
#include "tutor/commands/args.h"

void ask_init(struct ask *ask)
{
    *ask = (struct ask){0};
    buffer_init(&ask->output, LIMIT_REPLY_BYTES);
}

void ask_release(struct ask *ask)
{
    if (ask->job)
        job_stop(ask->job);
    ask->job = NULL;
    buffer_release(&ask->output);
}

bool ask_busy(const struct ask *ask)
{
    return ask->job != NULL;
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct ask *ask = arg;
    buffer_append(&ask->output, bytes, length);
}

/* The next line may be asked for from inside `ended`. */
static void on_end(void *arg, int status)
{
    struct ask *ask = arg;
    struct buffer output = ask->output;
    ask->job = NULL;
    buffer_init(&ask->output, LIMIT_REPLY_BYTES);
    ask->ended(ask->arg, status, output.data ? output.data : "", output.length);
    buffer_release(&output);
}

enum error ask_line(struct ask *ask, struct loop *loop, const char *line,
                    ask_ended *ended, void *arg)
{
    static const struct job_events events = {.bytes = on_bytes,
                                             .ended = on_end};
    struct arena arena;
    char *words[JOB_WORDS + 1] = {NULL};
    size_t count = 0;
    if (ask->job)
        job_stop(ask->job);
    ask->job = NULL;
    buffer_reset(&ask->output);
    ask->ended = ended;
    ask->arg = arg;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    enum error error = args_split(line, &arena, words, JOB_WORDS, &count);
    if (!error)
        error = job_start(&ask->job, loop, (const char *const *)words, &events,
                          ask);
    arena_release(&arena);
    return error;
}
