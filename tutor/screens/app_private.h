/*
 * app_private -- the app's insides, for its own files and the built-in views.
 */
#ifndef TUTOR_APP_PRIVATE_H
#define TUTOR_APP_PRIVATE_H

#include <sys/types.h>

#include "tutor/screens/app.h"
#include "tutor/screens/job.h"
#include "tutor/terminal/terminal.h"
#include "tutor/widgets/canvas.h"

enum {
    APP_VIEWS = 8,
    APP_LOG_LINES = 2000,
    APP_LOG_BYTES = 512,
    APP_SENTENCE_BYTES = 640,
    APP_WORDS_BYTES = 32,
    APP_FRAME_CELLS = 2, /* at both sides of a view */
    APP_LONG_MS = 500,   /* what takes longer says so */
    APP_TICK_MS = 250,
    APP_DATA_MS = 50,
    APP_STILL_MS = 300 /* after a key, for an input method's sake */
};

/* The job of a view, which no other view's takes the place of. */
struct app_asked {
    struct app *app;
    size_t by; /* its place on the stack */
    struct job *job;
    struct buffer output;
    app_job_ended *ended;
    void *arg;
    int64_t since_ms;
    char words[APP_WORDS_BYTES]; /* the first two */
};

struct app_view {
    const struct view_class *class;
    void *state;
    struct app_asked asked;
};

/* The terminal, given to a program. */
struct app_lent {
    pid_t pid; /* 0: it is ours */
    int end, status;
    struct loop_watch *watch; /* NULL: it has ended */
    bool pause, waiting;      /* Enter comes back */
    app_lend_ended *ended;
    void *arg;
};

/* What F10 has led to so far. */
enum app_leaving {
    APP_STAYING,
    APP_LOOKING, /* for faults */
    APP_ASKED_FAULTS,
    APP_ASKED_JOB,
    APP_HEALING
};

struct app {
    struct session *session;
    struct terminal *terminal;
    struct live *live;
    struct canvas canvas;
    struct app_view stack[APP_VIEWS];
    size_t depth;
    struct loop_watch *keys_watch, *signal_watch;
    int signals;
    struct loop_timer *tick, *paint;
    int64_t key_ms, painted_ms;
    bool dirty, urgent, leaving;
    char sentence[APP_SENTENCE_BYTES];
    struct area bar_row; /* where the key bar was painted last */
    bool bar_seen;       /* and no sentence in its place */
    struct job *job;     /* of a typed command */
    int64_t job_ms;
    char job_words[APP_WORDS_BYTES]; /* the first two */
    app_line_given *given; /* gets the prompt's line; NULL: a command */
    void *given_arg;
    struct app_lent lent;
    /* Whose function is called, from 1 on: a view that is not on the stack
     * yet, or lies below others. 0: the one on top. */
    size_t acting;
    struct job *goods_job; /* for completion */
    struct buffer goods;
    bool goods_asked;
    int64_t goods_again_ms; /* not before this */
    enum app_leaving leave;
    struct job *leave_job; /* looks for faults, or heals them */
    struct buffer leave_output;
    int64_t leave_ms;
    char (*log)[APP_LOG_BYTES];
    size_t log_count; /* ever; a ring of APP_LOG_LINES */
};

void app_log(struct app *app, const char *line, size_t length);
/* app_learn.c: for completion, at Tab; the goods once a shop is up */
void app_learn(struct app *app);
void app_learn_goods(struct app *app);
/* The first words of what has run for APP_LONG_MS or longer, a typed command
 * or a view's, and for how long; NULL: nothing. */
const char *app_running(struct app *app, int64_t *ran_ms);
/* ^C for it: a view's only. */
void app_interrupt(struct app *app);
/* app_job.c: ends the job of a view, silently. */
void app_drop_job(struct app_view *view);
void app_first_words(char out[APP_WORDS_BYTES], const char *const *words);
/* app_leave.c: F10; a key while its question stands (true: it was an answer);
 * each tick; at the end */
void app_leave(struct app *app);
bool app_leave_key(struct app *app, const struct keys_event *event);
void app_leave_tick(struct app *app);
void app_leave_stop(struct app *app);
/* app_draw.c */
void app_paint(struct app *app);
/* app_keys.c */
void app_take_key(struct app *app, const struct keys_event *event);
/* The terminal draws other glyphs than was believed. */
void app_reshape(struct app *app);
void app_entered(void *arg, const char *line);
/* app_lend.c */
void app_end_ask(struct app *app, const char *line);
bool app_lent(const struct app *app);
void app_lent_keys(struct app *app);
void app_lent_signal(struct app *app, int number);
void app_take_back(struct app *app);

#endif
